"""A word to the owner: once an hour and kind, whichever process says it, and never what anybody wrote."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.archive import Archive, maintenance
from bot.figures import BACKUPS_FAILED, ERRORS, PERMISSIONS_REFUSED, REVIEWS_READ, WORKERS_REPLACED
from bot.health import Reporter, counted, readiness, reporter
from tests.cogs.test_intake import PAN
from tests.health.conftest import Run
from tests.health.test_readiness import nothing
from tests.loopback import Loopback

GUILD = 7 << 22


class Listening:
    """Stands where the channel does."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def send(self, sentence: str) -> None:
        self.heard.append(sentence)


class Reporting(Reporter):
    def __init__(self) -> None:
        super().__init__(None, "1")  # type: ignore[arg-type]
        self.channel = Listening()

    async def _receiver(self) -> Any:
        return self.channel


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


async def test_a_kind_is_said_once_an_hour_with_how_many_there_were(archive: Archive, clock: list[float]) -> None:
    said = Reporting()
    said.claim = archive.claim
    for _ in range(3):
        said.add(ERRORS, "bot.client")
    said.add(BACKUPS_FAILED)
    said.add(REVIEWS_READ)
    await said.say_pending()
    first = list(said.channel.heard)
    assert [line.split(":")[0] for line in first] == ["**Pullquote, errors", "**Pullquote, backups"]
    assert first[0].endswith("(3 times.)")
    for _ in range(40):
        said.add(ERRORS, "cogs.club")
        await said.say_pending()
        clock[0] += 60
    assert said.channel.heard == first, "nothing more in that hour"
    clock[0] += 1260
    await said.say_pending()
    assert said.channel.heard[-1].endswith("(40 times.)")
    assert len(said.channel.heard) == 3


async def test_a_bot_that_starts_again_and_again_says_it_once_too(archive: Archive, clock: list[float]) -> None:
    heard: list[str] = []
    for _ in range(5):
        said = Reporting()
        said.claim = archive.claim
        said.add(ERRORS, "bot.client")
        await said.say_pending()
        heard += said.channel.heard
        clock[0] += 30
    assert len(heard) == 1


async def test_one_worker_is_no_news_and_three_in_an_hour_are(archive: Archive, clock: list[float]) -> None:
    said = Reporting()
    said.claim = archive.claim
    for _ in range(2):
        said.add(WORKERS_REPLACED)
    await said.say_pending()
    clock[0] += 3700
    await said.say_pending()
    for _ in range(2):
        said.add(WORKERS_REPLACED)
    await said.say_pending()
    assert said.channel.heard == [], "two now and two long ago"
    said.add(WORKERS_REPLACED)
    await said.say_pending()
    assert len(said.channel.heard) == 1


async def test_errors_of_libraries_and_of_saying_it_are_no_word(archive: Archive) -> None:
    said = Reporting()
    said.claim = archive.claim
    for room in ("discord", "other", "bot.health", "bot.backups"):
        said.add(ERRORS, room)
    await said.say_pending()
    assert said.channel.heard == []


async def test_words_wait_while_the_archive_is_lost(tmp_path: Path) -> None:
    async def lost(name: str, seconds: float) -> bool:
        raise OSError(name, seconds)

    said = Reporting()
    said.add(ERRORS, "bot.client")
    await said.say_pending()  # it is not open yet
    said.claim = lost
    await said.say_pending()
    assert said.channel.heard == []
    assert said._pending[ERRORS] == 1


def test_no_word_can_hold_a_text() -> None:
    for word in reporter.WORDS.values():
        assert "{" not in word.sentence
        assert word.sentence.endswith(".")


async def reported(loopback: Loopback, run: Run, monkeypatch: pytest.MonkeyPatch, place: str) -> list[dict[str, Any]]:
    """Run a bot in which everything goes wrong at once; gives what it wrote."""
    monkeypatch.setattr(reporter, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(readiness, "DISK_SECONDS", 0.2)
    async with run(report_channel=place) as asked:
        await asked.until(nothing)
        logging.getLogger("cogs.club.reviews").error("It failed on: %s", PAN)
        for _ in range(3):
            asked.bot.figures.add(WORKERS_REPLACED)
        asked.bot.figures.add(BACKUPS_FAILED)
        asked.bot.figures.add(PERMISSIONS_REFUSED)
        monkeypatch.setattr(maintenance, "LEAST_FREE_BYTES", 2**62)
        await loopback.wait_for(lambda: len(loopback.posted) >= 5)
        await asyncio.sleep(0.6)
    return [posted.message for posted in loopback.posted]


async def test_what_goes_wrong_reaches_the_channel_without_a_word_of_a_review(
    loopback: Loopback, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (channel,) = loopback.add_guild(GUILD)
    written = await reported(loopback, run, monkeypatch, channel)
    assert {message["channel_id"] for message in written} == {channel}
    kinds = sorted(message["content"].split(":")[0].removeprefix("**Pullquote, ") for message in written)
    assert kinds == ["backups", "disk", "errors", "permissions", "workers"]
    words = {word.strip(".,").casefold() for word in PAN.split() if len(word) > 9}
    assert words
    assert not words & set(" ".join(message["content"] for message in written).casefold().split())


async def test_a_channel_that_refuses_is_no_error_of_its_own(
    loopback: Loopback, run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reporter, "LOOK_SECONDS", 0.2)
    (channel,) = loopback.add_guild(GUILD)
    loopback.refusing = lambda method, _: 403 if method == "POST" else None
    async with run(report_channel=channel) as asked:
        await asked.until(nothing)
        asked.bot.figures.add(BACKUPS_FAILED)
        await loopback.wait_for(lambda: "could not be written to: Forbidden" in caplog.text)
    assert loopback.posted == []


def test_every_kind_that_is_promised_has_a_word() -> None:
    assert {word.kind for word in reporter.WORDS.values()} == {"errors", "backups", "disk", "workers", "permissions"}
    with counted(Reporting()):
        pass
