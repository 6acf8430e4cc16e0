"""A bot on real sockets with its health asked over HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.client import Pullquote, build_bot
from bot.running import serve
from bot.settings import Settings
from bot.workers import Workers
from tests.loopback import Loopback

TOKEN = "MTA" + "x" * 21 + ".Gabcde." + "y" * 38


@dataclass
class Asked:
    """A running bot and what its addresses answer."""

    bot: Pullquote
    port: int
    missing: list[str] = field(default_factory=list)

    async def get(self, path: str) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.json(content_type=None)

    async def until(self, holds: Callable[[list[str]], bool], seconds: float = 60.0) -> list[str]:
        """Ask /readyz until its answer holds; its status goes with what is missing at every moment."""
        async with asyncio.timeout(seconds):
            while True:
                status, answer = await self.get("/readyz")
                assert (status, answer["ready"]) == ((503, False) if answer["missing"] else (200, True))
                if holds(answer["missing"]):
                    return answer["missing"]
                await asyncio.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def own_workers() -> Iterator[Workers]:
    """A pool that may be harmed."""
    pool = Workers(count=2, seconds=25.0)
    yield pool
    pool.close()


Run = Callable[..., Any]


@pytest.fixture
def run(loopback: Loopback, settings: Settings, workers: Workers, port: int) -> Run:
    """Run a bot for as long as a block lasts."""

    @asynccontextmanager
    async def running(pool: Workers = workers, **changes: object) -> AsyncIterator[Asked]:
        bot = build_bot(settings.model_copy(update={"http": f"127.0.0.1:{port}", **changes}), pool)
        serving = asyncio.create_task(serve(bot, TOKEN))
        try:
            await asyncio.wait([serving, asyncio.create_task(loopback.gateway.ready.wait())], timeout=60,
                               return_when=asyncio.FIRST_COMPLETED)  # fmt: skip
            yield Asked(bot, port)
        finally:
            if not serving.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await serving

    return running
