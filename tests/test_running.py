"""Starting the real bot against a Discord of our own on loopback: every way it can fail is one sentence."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import WSMsgType, web

from bot import running
from bot.client import build_bot
from bot.running import StartError, serve, set_up_log
from bot.settings import Settings
from bot.workers import Workers

TOKEN = "MTA" + "x" * 21 + ".Gabcde." + "y" * 38
USER = {"id": "1", "username": "pullquote", "discriminator": "0", "avatar": None, "bot": True}


def reply(data: object, status: int = 200) -> web.Response:
    """Answer as Discord does: discord.py reads JSON only under exactly this content type."""
    return web.Response(body=json.dumps(data).encode(), status=status, headers={"Content-Type": "application/json"})


@dataclass
class Discord:
    """Just enough of Discord's REST API and gateway to log in, and to refuse."""

    refuse_token: bool = False
    close_code: int | None = None
    gateway: str | None = None
    base: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/users/@me", self.me)
        app.router.add_get("/api/oauth2/applications/@me", self.app_info)
        app.router.add_get("/api/gateway/bot", self.gateway_bot)
        app.router.add_put("/api/applications/{id}/commands", self.commands)
        app.router.add_get("/gateway/", self.socket)
        return app

    async def me(self, _: web.Request) -> web.Response:
        if self.refuse_token:
            return reply({"message": "401: Unauthorized", "code": 0}, status=401)
        return reply(USER)

    async def app_info(self, _: web.Request) -> web.Response:
        return reply(
            {"id": "1", "name": "Pullquote", "icon": None, "description": "", "bot_public": True,
             "bot_require_code_grant": False, "verify_key": "", "flags": 0, "owner": USER, "team": None}
        )  # fmt: skip

    async def gateway_bot(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return reply({"url": self.gateway, "shards": 1, "session_start_limit": limit})

    async def commands(self, request: web.Request) -> web.Response:
        def published(number: int, command: dict[str, Any]) -> dict[str, Any]:
            return {
                "description": "",
                "id": str(number),
                "application_id": "1",
                "version": "1",
                "default_member_permissions": None,
                **command,
            }

        return reply([published(n, command) for n, command in enumerate(await request.json(), 1)])

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        async for message in connection:
            if message.type is not WSMsgType.TEXT and message.type is not WSMsgType.BINARY:
                break
            await self.hear(connection, json.loads(message.data))
        return connection

    async def hear(self, connection: web.WebSocketResponse, said: dict[str, Any]) -> None:
        if said["op"] == 1:
            await connection.send_json({"op": 11, "d": None, "s": None, "t": None})
        if said["op"] == 2:
            if self.close_code is not None:
                await connection.close(code=self.close_code)
                return
            data = {"v": 10, "user": USER, "guilds": [], "session_id": "s", "resume_gateway_url": self.gateway,
                    "shard": [0, 1], "application": {"id": "1", "flags": 0}}  # fmt: skip
            await connection.send_json({"op": 0, "s": 1, "t": "READY", "d": data})
            self.ready.set()


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    server = Discord()
    runner = web.AppRunner(server.application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.gateway = f"ws://{host}:{port}/gateway/"
    # The one thing replaced: where discord.py believes Discord to be.
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://{host}:{port}/api")
    yield server
    await runner.cleanup()


@pytest.fixture
def start(settings: Settings, workers: Workers) -> Any:
    async def starting(**changes: object) -> None:
        await serve(build_bot(settings.model_copy(update=changes), workers), TOKEN)

    return starting


async def test_a_refused_token(fake: Discord, start: Any) -> None:
    fake.refuse_token = True
    with pytest.raises(StartError, match="Discord refused the token"):
        await start()


async def test_a_denied_intent(fake: Discord, start: Any) -> None:
    fake.close_code = 4014
    with pytest.raises(StartError, match="denied the message-content intent"):
        await start()


async def test_a_refused_first_gateway_connection(fake: Discord, start: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        fake.gateway = f"ws://127.0.0.1:{unused.getsockname()[1]}/"
        with pytest.raises(StartError, match="gateway refused the connection"):
            await start()


async def test_a_gateway_that_never_answers(fake: Discord, start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FIRST_CONNECT_SECONDS", 0.5)
    fake.hear = _deaf  # type: ignore[method-assign]
    with pytest.raises(StartError, match="gateway refused the connection"):
        await start()


async def _deaf(*_: object) -> None:
    return


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


async def test_an_unreachable_archive(fake: Discord, start: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError) as caught:
        await start(database=f"sqlite:///{tmp_path / 'file' / 'archive.db'}")
    assert "\n" not in str(caught.value)


async def test_an_archive_of_a_newer_program(fake: Discord, start: Any, settings: Settings, workers: Workers) -> None:
    path = settings.database_url.removeprefix("sqlite:///")
    bot = build_bot(settings, workers)
    stopper = asyncio.create_task(_stop_when(fake.ready))
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
    fake: Discord, settings: Settings, workers: Workers, name: signal.Signals
) -> None:
    bot = build_bot(settings, workers)
    serving = asyncio.create_task(serve(bot, TOKEN))
    await asyncio.wait_for(fake.ready.wait(), 30)
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
    assert running._sentence(raised.value) is None
