"""/metrics of the real bot: what happened is counted, under labels that name nobody and no film."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.archive import Archive
from bot.backups import Backups
from bot.figures import CATALOGUE, ERRORS, PURGED, REVIEWS_READ, SILENT
from bot.filing import Filing, RefusedError, TooShortError
from bot.filing.counting import reason
from bot.health import Observed, counted
from bot.health.errors import room_of
from bot.health.prometheus import PrometheusFigures
from bot.settings import Settings
from bot.workers import BusyError, CrashError, TimeLimitError, Workers
from tests.cogs.test_intake import PAN
from tests.health.conftest import Asked, Run
from tests.health.test_readiness import about, nothing
from tests.loopback import Loopback

GUILD = 7 << 22
ADA = 11
LABELS = {"reason", "command", "shard", "room", "le"}
"""Every label there may be: none of them is a server, a member or a film."""
Samples = dict[tuple[str, tuple[str, ...]], float]


def read(written: str) -> Samples:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(written)
        for sample in family.samples
    }


async def figures_of(asked: Asked) -> Samples:
    url = f"http://127.0.0.1:{asked.port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return read(await answer.text())


async def test_what_the_bot_did_is_counted(
    loopback: Loopback, run: Run, own_workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    (channel,) = loopback.add_guild(GUILD)
    async with run(own_workers) as asked:
        own_workers._figures = own_workers._all[0]._figures = asked.bot.figures  # this pool was made before the bot
        await asked.until(nothing)
        before = await figures_of(asked)
        for name, text in (
            ("review.txt", PAN),
            ("keys.txt", "asdf " * 60),
        ):
            file = loopback.upload(name, text.encode())
            options = {"name": "file", "type": 11, "value": file["id"]}
            answers = len(loopback.posted)
            await loopback.command(channel, ADA, "review add", options, files={"attachments": {file["id"]: file}})
            await loopback.wait_for(lambda answers=answers: len(loopback.posted) > answers)
        os.kill(own_workers._all[0]._process.pid, signal.SIGKILL)
        await loopback.wait_for(lambda: not own_workers._all[0].is_alive())
        own_workers.revive()
        loopback.refusing = lambda _, path: 503 if path.startswith("/gateway/") else None
        await loopback.gateway.drop()
        await asked.until(about("gateway"))
        lost = await figures_of(asked)
        loopback.refusing = None
        await asked.until(nothing)
        after = await figures_of(asked)
    assert before["pullquote_reviews_read_total", ()] == 0
    assert after["pullquote_reviews_read_total", ()] == 1
    assert after["pullquote_reviews_refused_total", ("text",)] == 1
    assert after["pullquote_reading_seconds_count", ()] == 1
    assert 0 < after["pullquote_reading_seconds_sum", ()] < 60
    assert after["pullquote_command_seconds_count", ("review add",)] == 2
    assert after["pullquote_workers_replaced_total", ()] == 1
    assert after["pullquote_workers_alive", ()] == 2
    assert after["pullquote_queue_reviews", ()] == 0
    assert [each["pullquote_gateway_connected", ("0",)] for each in (before, lost, after)] == [1, 0, 1]
    assert after["pullquote_gateway_reconnects_total", ("0",)] == 1
    assert ("pullquote_gateway_latency_seconds", ("0",)) in after
    assert after["pullquote_archive_bytes", ()] > 100_000
    assert after["pullquote_disk_free_bytes", ()] > 0
    assert after["pullquote_loop_lag_seconds", ()] >= 0
    # It cleans up when it starts.
    assert after["pullquote_purges_total", ()] >= 1
    assert 0 <= after["pullquote_purge_age_seconds", ()] < 600
    labels = {value for (_, values) in after for value in values}
    assert not {str(GUILD), channel, str(ADA)} & labels
    # A command, a reason, a room or a number: what members write or are called is none of these.
    assert all(re.fullmatch(r"[a-z][a-z. ]*|\d+|[\d.e-]+|\+Inf", label) for label in labels), labels


async def test_a_refused_permission_is_counted(loopback: Loopback, run: Run) -> None:
    loopback.add_guild(GUILD)
    async with run() as asked:
        await asked.until(nothing)
        loopback.refusing = lambda method, _: 403 if method == "POST" else None
        with pytest.raises(Exception, match="403"):
            await asked.bot.get_channel(GUILD + 1).send("hello")  # type: ignore[union-attr]
        loopback.refusing = None
        assert (await figures_of(asked))["pullquote_permissions_refused_total", ()] == 1


def test_every_figure_is_registered_under_labels_that_name_nobody() -> None:
    kept = PrometheusFigures()
    assert len(CATALOGUE) == len({figure.name for figure in CATALOGUE}) > 15
    for figure in CATALOGUE:
        assert figure.meaning.endswith(".")
        labels = ["x"] * len(figure.labels)
        {"counter": kept.add, "gauge": lambda *a: kept.set(a[0], 1.0, *a[1:]),
         "histogram": lambda *a: kept.observe(a[0], 1.0, *a[1:])}[figure.kind](figure, *labels)  # fmt: skip
    names = {family.name for family in kept.registry.collect()}
    assert names == {figure.name for figure in CATALOGUE}
    assert {
        label for family in kept.registry.collect() for sample in family.samples for label in sample.labels
    } == LABELS


def test_two_bots_share_no_figures() -> None:
    one, other = PrometheusFigures(), PrometheusFigures()
    one.add(REVIEWS_READ)
    assert read(other.written().decode())["pullquote_reviews_read_total", ()] == 0


def test_errors_are_counted_by_room_and_never_by_what_they_say() -> None:
    kept = PrometheusFigures()
    with counted(kept):
        logging.getLogger("cogs.club.films").error("A %s of a member", "review")
        logging.getLogger("bot.client").warning("no error")
        logging.getLogger("Glass Harvest").error("x")
    logging.getLogger("bot.client").error("after it ended")
    samples = read(kept.written().decode())
    assert samples["pullquote_errors_total", ("cogs.club",)] == 1
    assert samples["pullquote_errors_total", ("other",)] == 1
    assert not any("review" in label or "Glass" in label for _, labels in samples for label in labels)
    assert ("pullquote_errors_total", ("bot.client",)) not in samples
    assert [room_of(name) for name in ("bot", "discord.gateway", "root")] == ["bot", "discord", "other"]


def test_every_refusal_has_a_reason_of_one_word() -> None:
    reasons = [
        reason(kind("sentence")) for kind in (BusyError, TimeLimitError, CrashError, RefusedError, TooShortError)
    ]
    assert reasons == ["busy", "time", "crash", "text", "empty"]


async def test_a_text_that_is_no_review_is_counted_as_refused(tmp_path: Path, workers: Workers) -> None:
    kept = PrometheusFigures()
    async with await Archive.open(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        with pytest.raises(TooShortError):
            await Filing(archive, workers, kept).read("...")
    assert read(kept.written().decode())["pullquote_reviews_refused_total", ("empty",)] == 1


async def test_backups_that_are_taken_and_that_fail_are_counted(settings: Settings, tmp_path: Path) -> None:
    kept = PrometheusFigures()
    folder = tmp_path / "kept"
    looks = 0

    async def stop_after_two(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            raise asyncio.CancelledError

    async with await Archive.open(settings.database_url) as archive:
        chosen = settings.model_copy(update={"backups": str(folder)})
        with pytest.raises(asyncio.CancelledError):
            await Backups(archive, chosen, kept, sleep=stop_after_two).run()
        (tmp_path / "a-file").touch()
        looks = 1
        broken = settings.model_copy(update={"backups": str(tmp_path / "a-file")})
        with pytest.raises(asyncio.CancelledError):
            await Backups(archive, broken, kept, sleep=stop_after_two).run()
    samples = read(kept.written().decode())
    assert samples["pullquote_backups_total", ()] == 1
    assert samples["pullquote_backups_failed_total", ()] == 1
    assert 0 <= samples["pullquote_backup_age_seconds", ()] < 600


def test_ages_count_from_the_start_and_then_from_the_last_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    observed = Observed(exposed=False)
    now[0] = 150.0
    (figure,) = [each for each in observed.moments.ages() if each.name == "pullquote_purge_age_seconds"]
    assert observed.moments.ages()[figure] == 50
    observed.add(PURGED)
    observed.add(ERRORS, "bot.client")
    now[0] = 160.0
    assert observed.moments.ages()[figure] == 10


async def test_without_the_extra_metrics_say_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bot.health.prometheus", raising=False)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr("bot.health.prometheus", raising=False)
        async with run() as asked:
            url = f"http://127.0.0.1:{asked.port}/metrics"
            await asked.until(nothing)
            async with aiohttp.ClientSession() as session, session.get(url) as answer:
                assert answer.status == 501
                assert await answer.text() == (
                    "Figures for Prometheus need one more package; install Pullquote with its metrics extra.\n"
                )


def test_nobody_listens_by_default() -> None:
    SILENT.add(REVIEWS_READ)
    with SILENT.timed(REVIEWS_READ):
        pass
