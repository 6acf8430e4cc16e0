"""The erasures, kept beside the database as well: they outlive it, so a restored backup is erased again.

A line names nobody: it holds a keyed fingerprint, made with a secret that only the archive and its
backups have.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.archive.database.columns import EPOCH, MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Erasure:
    """Something was erased from a server, or an erasure was taken back."""

    guild_id: int
    kind: str
    """person, review or server."""
    subject: bytes
    at: datetime
    undone: bool = False


def write(path: Path, erasures: Iterable[Erasure]) -> None:
    """Append erasures and have them on the disk before returning."""
    lines = [json.dumps(_to_json(each), separators=(",", ":")) + "\n" for each in erasures]
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line that a full disk cut short must not swallow the one that is written next.
        _write_all(descriptor, ("" if _ends_whole(descriptor) else "\n") + "".join(lines))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_whole(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    if not size:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"


def _write_all(descriptor: int, text: str) -> None:
    """Write it all: a write that stops short goes on, or fails with the reason why it stopped."""
    left = memoryview(text.encode())
    while left:
        left = left[os.write(descriptor, left) :]


def read(path: Path) -> list[Erasure]:
    """Read the erasures that were not taken back, and no line that a crash cut short. Raises OSError without a file."""
    standing: dict[tuple[int, str, bytes], Erasure] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        erasure = _from_json(line)
        if erasure is None:
            continue
        name = (erasure.guild_id, erasure.kind, erasure.subject)
        if erasure.undone:
            standing.pop(name, None)
        else:
            standing[name] = erasure
    return list(standing.values())


def is_one(path: Path) -> bool:
    """Say whether any line of a file is an erasure."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return any(_from_json(line) is not None for line in lines)


def _to_json(erasure: Erasure) -> dict[str, Any]:
    at = (erasure.at - EPOCH) // MICROSECOND
    line = {"guild": erasure.guild_id, "kind": erasure.kind, "subject": erasure.subject.hex(), "at": at}
    return {**line, "undone": True} if erasure.undone else line


def _from_json(line: str) -> Erasure | None:
    try:
        record = json.loads(line)
        at = EPOCH + record["at"] * MICROSECOND
        subject = bytes.fromhex(record["subject"])
        return Erasure(record["guild"], record["kind"], subject, at, record.get("undone", False))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
