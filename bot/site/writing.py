"""A site's files into a folder: what changed is written, what is gone is removed, what is there stays untouched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = ".pullquote-site.json"
"""Lists the files that were written, so that only these are ever removed."""
_VERSION: Final = 1


class SiteError(Exception):
    """The site cannot be written there; the message is one plain sentence fit for people."""


@dataclass(frozen=True, slots=True)
class Written:
    """What writing did."""

    files: int
    """How many there are now."""
    changed: int
    removed: int


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> Written:
    """Write what changed since the last time, and remove what is no part of the site any more.

    Broken off at any point, the next time ends it: the list names what may be there before it is written. Raises
    SiteError for a folder that holds something else.
    """
    before = _manifest(folder)
    contents = dict(files)
    after = {path: hashlib.sha256(data).hexdigest() for path, data in contents.items()}
    changed = [path for path, mark in after.items() if before.get(path) != mark or not (folder / path).is_file()]
    gone = [path for path in before if path not in after]
    if changed or gone:
        _list(folder, {**dict.fromkeys([*changed, *gone], ""), **_kept(before, {*changed, *gone})})
        for path in changed:
            _put(folder / path, contents[path])
        for path in gone:
            _remove(folder, path)
        _list(folder, after)
    return Written(len(after), len(changed), len(gone))


def _kept(marks: dict[str, str], without: set[str]) -> dict[str, str]:
    return {path: mark for path, mark in marks.items() if path not in without}


def _manifest(folder: Path) -> dict[str, str]:
    """Read what was written before. Raises SiteError where something else stands."""
    listed = folder / MANIFEST
    if not listed.exists():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise SiteError(f"{folder} holds something else; name a folder that is empty or not there yet.")
        return {}
    try:
        read: Any = json.loads(listed.read_text("utf-8"))
        files: dict[str, str] = {str(path): str(mark) for path, mark in read["files"].items()}
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise SiteError(f"{listed} is damaged; remove the folder, and the site is made anew.") from error
    root = folder.resolve()
    if any(not (folder / path).resolve().is_relative_to(root) for path in files):
        raise SiteError(f"{listed} names files outside of the folder; remove it, and the site is made anew.")
    return files


def _list(folder: Path, marks: dict[str, str]) -> None:
    listed = json.dumps({"version": _VERSION, "files": dict(sorted(marks.items()))}, indent=0)
    _put(folder / MANIFEST, listed.encode())


def _put(path: Path, data: bytes) -> None:
    """Write a file whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    (folder / path).unlink(missing_ok=True)
    for parent in (folder / path).parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
