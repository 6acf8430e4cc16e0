"""Nobody's review makes others wait: how long the event loop is held by the longest reviews there can be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.analysis.types import Analysis
from bot.archive import Archive
from bot.discussion import answer
from bot.filing import Filing, Submission
from tests.archive.builders import WHEN, make_analysis

pytestmark = pytest.mark.slow

GUILD = 7
REVIEWS = 6
HELD_SECONDS = 0.1
UNITS = {
    "prose": "The acting is superb, the score is a delight, and number {} is a fine film to see. ",
    "lines of a letter": "a\n",
    "spoilers": "||He dies in part {}.|| It is superb.\n",
}


class Steps:
    """The processor time of the event loop's longest step; what other programs and threads take does not count."""

    def __init__(self) -> None:
        self.longest = 0.0

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        run = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            began = time.thread_time()
            run(handle)
            self.longest = max(self.longest, time.thread_time() - began)

        monkeypatch.setattr(asyncio.Handle, "_run", timed)


class Reading:
    """Stands for the reading processes: gives the analysis that was made beforehand."""

    def __init__(self) -> None:
        self.analyses: dict[str, Analysis] = {}

    async def read(self, text: str, films: object = ()) -> Analysis:
        del films
        await asyncio.sleep(0)
        return self.analyses[text]


def text_of(unit: str, number: int) -> str:
    text = "".join(unit.format(number * 100_000 + at) for at in range(198_000 // len(unit)))[:198_000]
    return f"Review {number} of a superb film.\n{text}".strip()


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    opened = await Archive.open(f"sqlite:///{tmp_path / 'archive.db'}")
    yield opened
    await opened.close()


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
async def test_filing_searching_showing_and_asking_leave_the_loop_to_others(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    reading: Any = Reading()
    filing = Filing(archive, reading)
    texts = [text_of(unit, number) for number in range(REVIEWS)]
    for text in texts:
        reading.analyses[text] = _analysis(text)
    steps, held = Steps(), dict[str, float]()
    steps.watch(monkeypatch)
    server = archive.server(GUILD)

    def note(what: str) -> None:
        held[what], steps.longest = round(steps.longest, 3), 0.0

    for number, text in enumerate(texts):
        await filing.file(GUILD, Submission(number + 1, text, "file", WHEN, film="Glass Harvest"))
    note("filing")
    assert (await server.search("superb")).total == REVIEWS
    note("search")
    assert await server.get(1)
    note("get")
    assert (await server.reviews()).total == REVIEWS
    note("reviews")
    assert (await answer(server, "how is the acting in Glass Harvest?", now=WHEN)).question.film
    note("ask")
    assert await answer(server, "what do people say about the superb ending of Glass Harvest?", now=WHEN)
    note("ask freely")
    assert not {what: seconds for what, seconds in held.items() if seconds > HELD_SECONDS}, held


def _analysis(text: str) -> Analysis:
    made = make_analysis(text)
    return replace(made, film=None, aspects=made.aspects[:3])
