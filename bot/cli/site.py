"""`pullquote site`: a server's home page, written into a folder."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.archive import Archive, ArchiveError
from bot.cli.support import existing, plainly
from bot.settings import Settings
from bot.site import SiteError, files_of, read_site, write


def write_site(settings: Settings, server_id: int, out: Path, title: str, address: str) -> int:
    """Write a server's home page, what changed of it, and say what was done. Returns the exit status."""
    return plainly(_write(settings, server_id, out, title, address))


async def _write(settings: Settings, server_id: int, out: Path, title: str, address: str) -> int:
    base = f"{address.rstrip('/')}/" if address else ""
    async with await Archive.open(existing(settings.database_url)) as archive:
        site = await read_site(archive.server(server_id), title, base)
    try:
        written = await asyncio.to_thread(write, out, files_of(site))
    except SiteError as refusal:
        raise ArchiveError(str(refusal)) from refusal
    if not site.reviews:
        print("Nobody agreed to stand on the home page yet: members do so in /privacy.", file=sys.stderr)  # noqa: T201
    print(  # noqa: T201
        f"{len(site.reviews):,} reviews by {len(site.members):,} members who agreed: {written.files:,} files, "
        f"{written.changed:,} of them written now, {written.removed:,} removed.",
        file=sys.stderr,
    )
    return 0
