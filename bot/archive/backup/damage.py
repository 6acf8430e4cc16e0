"""What is said of a backup that cannot be read, whatever stopped the reading."""

from __future__ import annotations

import zlib
from contextlib import contextmanager
from sqlite3 import Error as SQLiteError
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot.archive.types import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DAMAGED = "This backup is cut short or changed since it was written; use another one."
TOO_NEW = "The backup was written by a newer Pullquote; update this program and try again."

_SIGNS = (
    SQLiteError, SQLAlchemyError, zlib.error, OSError, EOFError, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError, AssertionError, RecursionError, MemoryError,
)  # fmt: skip


@contextmanager
def reading() -> Generator[None]:
    """Turn whatever goes wrong into one sentence, which holds nothing of what was read."""
    try:
        yield
    except _SIGNS:
        raise ArchiveError(DAMAGED) from None


def no_backup(path: Path) -> ArchiveError:
    """Say that a file is something else."""
    return ArchiveError(f"{path} is not a Pullquote backup.")
