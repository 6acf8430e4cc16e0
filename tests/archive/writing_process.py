"""A process of its own that files reviews and says which are acknowledged; tests kill it or run two.

`python -m tests.archive.writing_process URL GUILD FIRST LAST [churn]`
"""

from __future__ import annotations

import asyncio
import sys

from bot.archive import Archive
from tests.archive.builders import make_draft


def draft_of(take: int):
    text = f"Take number{take} was a slow burn that paid off. The acting is superb in every scene. I would go again."
    return make_draft(text, author_id=take % 5 + 1, film_title=f"Film {take % 3}", message_ids=(take + 1_000,))


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201  (the test reads it)


async def write(url: str, guild_id: int, first: int, last: int, *, churn: bool) -> None:
    async with await Archive.open(url) as archive:
        server = archive.server(guild_id)
        for take in range(first, last):
            filed = await server.add(draft_of(take))
            say("filed", take, filed.review.number, filed.repeat or "new")
            if churn and take % 4 == 3:
                await server.erase([filed.review.number])
                say("erased", take, filed.review.number)


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), churn="churn" in sys.argv))
