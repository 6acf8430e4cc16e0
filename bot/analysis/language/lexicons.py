"""Word lists, read from `data/` once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data"


@cache
def lines(name: str) -> tuple[tuple[str, ...], ...]:
    """Read a list: each line's words; lines that begin with "#" are comments."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def keyed(name: str) -> dict[str, tuple[str, ...]]:
    """Read a list whose lines begin with a key."""
    return {key: tuple(words) for key, *words in lines(name)}
