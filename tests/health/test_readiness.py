"""/livez and /readyz of the real bot, through the loss of each part that it cannot work without."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.health import readiness
from bot.running import StartError
from bot.workers import Workers
from tests.archive.conftest import Engines, make_engines, postgres_socket
from tests.health.conftest import Asked, Run
from tests.loopback import Loopback

__all__ = ["make_engines", "postgres_socket"]


def nothing(missing: list[str]) -> bool:
    return not missing


def about(part: str) -> Callable[[list[str]], bool]:
    return lambda missing: any(sentence.startswith(f"{part}: ") for sentence in missing)


async def test_a_bot_is_alive_and_ready(run: Run) -> None:
    async with run() as asked:
        await asked.until(nothing)
        assert await asked.get("/livez") == (200, {"alive": True})


async def test_a_lost_gateway_is_missing_until_it_is_back(loopback: Loopback, run: Run) -> None:
    async with run() as asked:
        await asked.until(nothing)
        loopback.refusing = lambda _, path: 503 if path.startswith("/gateway/") else None
        await loopback.gateway.drop()
        assert await asked.until(about("gateway")) == ["gateway: not connected on shard 0."]
        assert (await asked.get("/livez"))[0] == 200, "a bot without Discord is not to be started again for it"
        loopback.refusing = None
        await asked.until(nothing)


async def test_each_shard_counts(loopback: Loopback, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async with run(shards="0-1/2") as asked:
        await asked.until(nothing)
        (second,) = [session for session in loopback.gateway.sessions if session.shard == 1]
        loopback.refusing = lambda _, path: 503 if path.startswith("/gateway/") else None
        await second.socket.close(code=4000)
        assert await asked.until(about("gateway")) == ["gateway: not connected on shard 1."]


async def test_an_archive_whose_file_is_gone_is_missing(run: Run, tmp_path: Path) -> None:
    async with run() as asked:
        await asked.until(nothing)
        (tmp_path / "archive.db").rename(tmp_path / "moved.db")
        assert "its file is gone" in (await asked.until(about("archive")))[0]
        (tmp_path / "moved.db").rename(tmp_path / "archive.db")
        await asked.until(nothing)


@pytest.mark.postgres
async def test_a_postgresql_that_lets_nobody_in_is_missing_until_it_does(
    run: Run, make_engines: Callable[[str], Engines]
) -> None:
    engines = make_engines("postgres")
    url = await engines.ready()
    name = url.partition("?")[0].rpartition("/")[2]
    async with run(database=url) as asked:
        await asked.until(nothing)
        await engines.admin(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608  (a name of ours)
        )
        await asked.until(about("archive"))
        assert (await asked.get("/livez"))[0] == 200
        await engines.admin(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await asked.until(nothing)


async def test_a_schema_that_is_not_ours_is_missing(run: Run, tmp_path: Path) -> None:
    async with run() as asked:
        await asked.until(nothing)
        with sqlite3.connect(tmp_path / "archive.db") as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
        connection.close()
        assert await asked.until(about("schema")) == [
            "schema: 9999_later is newer than this Pullquote; update this program."
        ]


async def test_an_archive_that_does_not_answer_in_time_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "ANSWER_SECONDS", 0.2)
    async with run() as asked:
        await asked.until(nothing)
        held = [asked.bot.health.archive.database.reading() for _ in range(16)]
        for each in held:
            await each.__aenter__()
        assert await asked.until(about("archive")) == ["archive: no answer within 0.2 seconds."]
        for each in held:
            await each.__aexit__(None, None, None)
        await asked.until(nothing)


async def test_reading_processes_that_die_idle_are_missing_and_then_replaced(
    loopback: Loopback, run: Run, own_workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = asyncio.Event()
    monkeypatch.setattr(readiness, "REVIVE_SECONDS", 0.5)
    keep = own_workers.revive
    own_workers.revive = lambda: keep() if waiting.is_set() else None  # type: ignore[method-assign]
    async with run(own_workers) as asked:
        await asked.until(nothing)
        first, second = own_workers._all
        os.kill(first._process.pid, signal.SIGKILL)
        await loopback.wait_for(lambda: not first.is_alive())
        await asked.until(nothing)  # the other one reads on
        os.kill(second._process.pid, signal.SIGKILL)
        assert await asked.until(about("workers")) == ["workers: no reading process is alive."]
        waiting.set()
        await asked.until(nothing)
        await loopback.wait_for(lambda: own_workers.alive == 2)


async def test_a_bot_is_asked_before_it_is_connected(loopback: Loopback, run: Run) -> None:
    loopback.gateway.deaf = True
    loopback.gateway.ready.set()
    async with run() as asked:
        status, answer = await patiently(asked, "/readyz")
        assert status == 503
        assert any(sentence.startswith("gateway: not connected") for sentence in answer["missing"])
        assert (await asked.get("/livez"))[0] == 200


async def patiently(asked: Asked, path: str) -> tuple[int, Any]:
    async with asyncio.timeout(30):
        while True:
            try:
                return await asked.get(path)
            except OSError:
                await asyncio.sleep(0.02)


async def test_a_taken_address_is_one_sentence(run: Run, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(StartError, match=rf"^PULLQUOTE_HTTP: 127\.0\.0\.1:{port} cannot be listened on"):
            async with run():
                pass
