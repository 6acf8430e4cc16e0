from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator

import pytest

from bot.analysis.types import Analysis, Sentiment
from bot.workers import BusyError, CrashError, TimeLimitError, Workers

pytestmark = pytest.mark.slow

ANALYSIS = Analysis((), (), Sentiment("unsure", 0.0, 0.0), (), None, None, "en", 0)


def obey(text: str, films: tuple[str, ...]) -> Analysis:
    """What the child does in these tests: as it is told."""
    if text == "hang":
        time.sleep(600)
    if text == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "refuse":
        raise ValueError("That is not a review.")
    if text == "break":
        raise RuntimeError("the text of a review")
    if text == "films":
        raise ValueError(", ".join(films))
    if text == "wait":
        time.sleep(1)
    return ANALYSIS


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    pool = Workers(count=1, seconds=2.0, limit=3, read=obey)
    pool.start()
    yield pool
    pool.close()


async def test_a_text_is_read_in_another_process(pool: Workers) -> None:
    assert await pool.read("fine") == ANALYSIS


async def test_the_films_of_the_server_come_with_the_text(pool: Workers) -> None:
    with pytest.raises(ValueError, match=r"^Glass Harvest, Low Tide$"):
        await pool.read("films", ["Glass Harvest", "Low Tide"])


async def test_a_hanging_worker_is_given_up_and_replaced(pool: Workers) -> None:
    with pytest.raises(TimeLimitError, match="longer than 2 seconds"):
        await pool.read("hang")
    assert await pool.read("fine") == ANALYSIS


async def test_a_dying_worker_is_replaced(pool: Workers) -> None:
    with pytest.raises(CrashError, match="nothing was filed"):
        await pool.read("die")
    assert await pool.read("fine") == ANALYSIS


async def test_a_refusal_keeps_its_sentence(pool: Workers) -> None:
    with pytest.raises(ValueError, match=r"^That is not a review\.$"):
        await pool.read("refuse")


async def test_a_fault_says_its_type_but_nothing_of_the_text(pool: Workers) -> None:
    with pytest.raises(CrashError, match="RuntimeError") as caught:
        await pool.read("break")
    assert "text of a review" not in str(caught.value)


async def test_the_queue_is_bounded(pool: Workers) -> None:
    waiting = [asyncio.create_task(pool.read("wait")) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError, match="3 reviews are waiting"):
        await pool.read("one too many")
    assert await asyncio.gather(*waiting) == [ANALYSIS] * 3
    assert await pool.read("fine") == ANALYSIS


async def test_the_event_loop_goes_on_while_a_review_is_read(pool: Workers) -> None:
    beats = 0
    reading = asyncio.create_task(pool.read("wait"))
    while not reading.done():
        await asyncio.sleep(0.01)
        beats += 1
    assert beats > 20, "the heartbeat stood still while a review was read"


LONG = "é" * 200_000


def stop_child(pool: Workers) -> None:
    (worker,) = pool._all
    os.kill(worker._process.pid, signal.SIGSTOP)


@pytest.mark.parametrize("text", ["short", LONG], ids=["short", "more than a pipe holds"])
async def test_a_stopped_worker_is_given_up_and_replaced(pool: Workers, text: str) -> None:
    assert await pool.read("fine") == ANALYSIS
    stop_child(pool)
    with pytest.raises(TimeLimitError, match="longer than 2 seconds"):
        await asyncio.wait_for(pool.read(text), 30)
    assert await pool.read(LONG) == ANALYSIS


async def test_closing_does_not_wait_for_a_stopped_worker() -> None:
    pool = Workers(count=1, seconds=2.0, read=obey)
    assert await pool.read("fine") == ANALYSIS
    stop_child(pool)
    reading = asyncio.create_task(pool.read(LONG))
    await asyncio.sleep(0.05)
    await asyncio.wait_for(asyncio.to_thread(pool.close), 30)
    with pytest.raises(TimeLimitError):
        await reading


async def test_who_gives_up_waiting_frees_no_place_that_is_still_worked_for(pool: Workers) -> None:
    assert await pool.read("fine") == ANALYSIS
    given_up = [asyncio.create_task(pool.read("wait")) for _ in range(3)]
    await asyncio.sleep(0.2)
    for each in given_up:
        each.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    # The first is being read all the same; the two that had not begun are gone.
    left = [asyncio.create_task(pool.read("fine")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await pool.read("one too many")
    assert await asyncio.gather(*left) == [ANALYSIS] * 2


async def test_closing_finishes_what_is_in_hand() -> None:
    pool = Workers(count=1, seconds=5.0, read=obey)
    reading = asyncio.create_task(pool.read("wait"))
    await asyncio.sleep(0.05)
    await asyncio.to_thread(pool.close)
    assert await reading == ANALYSIS
