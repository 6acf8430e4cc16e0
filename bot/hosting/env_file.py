"""The `.env` file: settings put into it, everything else in it kept, and nobody else reading it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

_OURS_ALONE: Final = 0o600
_WRITTEN_PLAINLY: Final = re.compile(r"[\w./:@%+,=?&~-]*", re.ASCII)


def write_settings(file: Path, values: Mapping[str, str]) -> tuple[str, ...]:
    """Have a file say these settings, and give the names of those that it did not say so before.

    Every other line stays as it is. The file appears whole or not at all, readable by its owner alone. Raises OSError
    when it cannot be read or written, ValueError for a value that would have to be quoted.
    """
    file = file.resolve()
    text = file.read_bytes().decode() if file.exists() else ""
    said = dotenv_values(file) if text else {}
    changed = {name: value for name, value in values.items() if said.get(name) != value}
    open_to_others = file.exists() and file.stat().st_mode & 0o077
    if changed or open_to_others or not file.exists():
        _replace(file, _with(text, changed))
    return tuple(changed)


def _with(text: str, values: Mapping[str, str]) -> str:
    """Put settings where they stood, or at the end."""
    for name, value in values.items():
        if not _WRITTEN_PLAINLY.fullmatch(value):
            raise ValueError(f"{name} holds a letter that a settings file cannot hold as it is")
        stood = re.compile(rf"^[ \t]*(?:export[ \t]+)?{name}[ \t]*(?:=.*)?$", re.MULTILINE)
        line = f"{name}={value}"
        # The last one counts, so each of them says the same.
        text, times = stood.subn(line, text)
        if not times:
            text += f"{line}\n" if not text or text.endswith("\n") else f"\n{line}\n"
    return text


def _replace(file: Path, text: str) -> None:
    """Write beside the file and take its place: it is never half written, and never open to others."""
    descriptor, draft = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)  # made with 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(_OURS_ALONE)
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
