"""What the archive's commands have in common: failing in one sentence, and making no archive by accident."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from bot.archive import ArchiveError
from bot.archive.database.engine import parse_url
from bot.filing import RefusedError
from bot.workers import WorkerError

INTERRUPTED = 130
"""What a shell gives for Ctrl-C."""


def plainly(work: Coroutine[Any, Any, int]) -> int:
    """Run a command's work; what people can understand and act on is one sentence on standard error, and status 1."""
    try:
        return asyncio.run(work)
    except (ArchiveError, RefusedError, WorkerError) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        print("Broken off. What was done is whole; run it again to go on.", file=sys.stderr)  # noqa: T201
        return INTERRUPTED


def archive_file(url: str) -> Path | None:
    """Name the file of a SQLite archive; None for PostgreSQL. Raises ArchiveError for an unreadable address."""
    address = parse_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def existing(url: str) -> str:
    """Give the address back if there is an archive. Raises ArchiveError rather than have an empty one made."""
    file = archive_file(url)
    if file is not None and not file.exists():
        raise ArchiveError(f"There is no archive at {file}; check PULLQUOTE_DATABASE.")
    return url


def shown(url: str) -> str:
    """Write an address for people, without its password."""
    address = parse_url(url)
    kind = address.get_backend_name()
    return address.set(drivername=kind).render_as_string(hide_password=True)
