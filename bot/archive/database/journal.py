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

from bot.archive.database.schema import EPOCH, MICROSECOND

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
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, "".join(lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path) -> list[Erasure]:
    """Read the erasures that were not taken back; none without a file, and no line that a crash cut short."""
    if not path.exists():
        return []
    standing: dict[tuple[int, str, bytes], Erasure] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        erasure = _from_json(line)
        if erasure is None:
            continue
        name = (erasure.guild_id, erasure.kind, erasure.subject)
        if erasure.undone:
            standing.pop(name, None)
        else:
            standing[name] = erasure
    return list(standing.values())


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
    except (ValueError, KeyError, TypeError):
        return None
