"""Starting the real bot against a Discord of our own on loopback: every way it can fail is one sentence."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sqlite3
from pathlib import Path
from typing import Any

import discord
import pytest

from bot import running
from bot.client import build_bot
from bot.running import StartError, serve, set_up_log
from bot.settings import Settings
from bot.workers import Workers
from tests.loopback import Loopback

TOKEN = "MTA" + "x" * 21 + ".Gabcde." + "y" * 38


@pytest.fixture
def start(settings: Settings, workers: Workers) -> Any:
    async def starting(**changes: object) -> None:
        await serve(build_bot(settings.model_copy(update=changes), workers), TOKEN)

    return starting


async def test_a_refused_token(loopback: Loopback, start: Any) -> None:
    loopback.refuse_token = True
    with pytest.raises(StartError, match="Discord refused the token"):
        await start()


async def test_a_denied_intent(loopback: Loopback, start: Any) -> None:
    loopback.gateway.close_code = 4014
    with pytest.raises(StartError, match="denied the message-content intent"):
        await start()


async def test_a_refused_first_gateway_connection(loopback: Loopback, start: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        loopback.gateway_address = f"ws://127.0.0.1:{unused.getsockname()[1]}/"
        with pytest.raises(StartError, match="gateway refused the connection"):
            await start()


async def test_a_gateway_that_never_answers(loopback: Loopback, start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FIRST_CONNECT_SECONDS", 0.5)
    loopback.gateway.deaf = True
    with pytest.raises(StartError, match="gateway refused the connection"):
        await start()


async def test_discord_out_of_reach(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{unused.getsockname()[1]}/api")
        # discord.py tries five times, a second longer each time: the waiting itself is not what is tested.
        monkeypatch.setattr(asyncio, "sleep", _no_wait(asyncio.sleep))
        with pytest.raises(StartError, match="Discord cannot be reached"):
            await start()


def _no_wait(sleep: Any) -> Any:
    async def short(seconds: float, result: object = None) -> object:
        return await sleep(min(seconds, 0.01), result)

    return short


async def test_an_unreachable_archive(loopback: Loopback, start: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError) as caught:
        await start(database=f"sqlite:///{tmp_path / 'file' / 'archive.db'}")
    assert "\n" not in str(caught.value)


async def test_an_archive_of_a_newer_program(
    loopback: Loopback, start: Any, settings: Settings, workers: Workers
) -> None:
    path = settings.database_url.removeprefix("sqlite:///")
    bot = build_bot(settings, workers)
    stopper = asyncio.create_task(_stop_when(loopback.gateway.ready))
    await serve(bot, TOKEN)
    await stopper
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(StartError, match="newer"):
        await start()


async def _stop_when(ready: asyncio.Event) -> None:
    await asyncio.wait_for(ready.wait(), 30)
    await asyncio.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_cleanly(
    loopback: Loopback, settings: Settings, workers: Workers, name: signal.Signals
) -> None:
    bot = build_bot(settings, workers)
    serving = asyncio.create_task(serve(bot, TOKEN))
    await asyncio.wait_for(loopback.gateway.ready.wait(), 30)
    finished: list[bool] = []

    async def in_hand() -> None:
        await asyncio.sleep(0.5)
        finished.append(not bot.is_closed())

    answering = asyncio.create_task(in_hand(), name="CommandTree-invoker")
    await asyncio.sleep(0.1)
    os.kill(os.getpid(), name)
    await serving
    await answering
    assert finished == [True], "an answer in hand was broken off"
    assert bot.is_closed()


def test_libraries_never_log_what_they_are_given() -> None:
    before = {name: logging.getLogger(name).level for name in ("", "bot", "cogs")}
    try:
        set_up_log("DEBUG")
        for library in (
            "aiosqlite",
            "discord.gateway",
            "discord.http",
            "discord.client",
            "sqlalchemy.engine",
            "asyncpg",
        ):
            assert not logging.getLogger(library).isEnabledFor(logging.DEBUG), library
        assert logging.getLogger("bot.workers").isEnabledFor(logging.DEBUG)
        set_up_log("ERROR")
        assert not logging.getLogger("discord.gateway").isEnabledFor(logging.WARNING)
        assert not logging.getLogger("bot.workers").isEnabledFor(logging.WARNING)
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("error", [AttributeError("ours"), FileNotFoundError("ours"), PermissionError("ours")])
def test_a_fault_of_ours_before_the_first_connection_is_no_guess_at_the_network(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        raise error
    assert running.sentence_of(raised.value) is None
