"""Time a home page: `python tests/benchmarks/site.py [--reviews N]`, with reviews made as those of `archive.py` are."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.archive import Archive
from bot.site import files_of, read_site, write
from tests.benchmarks.archive import STEP, Writer, _put

GUILD = 7


async def run(folder: Path, reviews: int) -> None:
    """Fill an archive, and time the first making of its home page and one where nothing changed."""
    async with await Archive.open(f"sqlite:///{folder / 'site.db'}") as archive:
        server, hand = archive.server(GUILD), Writer()
        await server.claim_digest("made")
        for first in range(0, reviews, STEP):
            drafts = [hand.draft(number) for number in range(first, min(first + STEP, reviews))]
            await _put(archive, GUILD, first, drafts)
        for author, _ in await server.authors(100_000):
            await server.publish(author, f"Member {author}")
        for what in ("first", "second"):
            begun = time.perf_counter()
            site = await read_site(server, "A club")
            read = time.perf_counter()
            done = await asyncio.to_thread(write, folder / "site", files_of(site))
            ended = time.perf_counter()
            print(
                f"{what} run: {len(site.reviews):,} reviews, {done.files:,} files, {done.changed:,} written; "
                f"read in {read - begun:.1f} s, drawn and written in {ended - read:.1f} s"
            )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python tests/benchmarks/site.py")
    parser.add_argument("--reviews", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder), asked.reviews))


if __name__ == "__main__":
    main()
