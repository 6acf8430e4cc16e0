"""Fixtures for every room: real worker processes shared by the session, a real archive file, a simulated Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import discord
import hypothesis
import pytest
import simcord
import yarl
from discord.ext import commands

from bot.client import build_bot
from bot.settings import Settings
from bot.workers import Workers
from cogs.parts.reply import plain_words
from tests.loopback import Loopback

# One profile for all: a busy machine is slow, which is no fault of what is tested.
hypothesis.settings.register_profile(
    "pullquote",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("pullquote")

STARTS_SOMETHING = frozenset(
    ["env", "make_bot", "start", "loopback", "filing", "pool", "demo", "postgres_socket", "workers"]
)
"""Fixtures that start a simulated Discord, processes, a browser or a server: what asks for them is slow."""
SETTLE_SECONDS = 40.0
"""Real seconds a simulated action may take: two busy cores read a review in well under that.

Less than the 45 seconds that a paste may go on: what is due within it, SimCord waits for in real time.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what starts something, so that the rest can be run while one writes."""
    for item in items:
        starts = STARTS_SOMETHING & set(getattr(item, "fixturenames", ()))
        if starts or item.get_closest_marker("postgres") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """One pool for the whole session: starting a process costs more than reading a review."""
    pool = Workers(count=1, seconds=25.0)
    pool.start()
    yield pool
    pool.close()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with a fresh archive file, untouched by the machine's environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields.values():
        monkeypatch.delenv(str(name.validation_alias), raising=False)
    return Settings.model_validate(
        {"PULLQUOTE_DATABASE": f"sqlite:///{tmp_path / 'archive.db'}", "PULLQUOTE_MESSAGE_CONTENT": True}
    )


@pytest.fixture
async def make_bot(settings: Settings, workers: Workers) -> AsyncIterator[Callable[[], commands.AutoShardedBot]]:
    """Build bots over the same archive, one for each life in a restart test; each is closed in the end."""
    bots: list[commands.AutoShardedBot] = []

    def make(**changes: object) -> commands.AutoShardedBot:
        bots.append(build_bot(settings.model_copy(update=changes), workers))
        return bots[-1]

    yield make
    for bot in bots:
        # SimCord takes a bot off its simulated connection without closing it.
        await bot.close()


@pytest.fixture
async def env(
    make_bot: Callable[[], commands.AutoShardedBot], request: pytest.FixtureRequest
) -> AsyncIterator[simcord.Env]:
    """A simulated Discord with the real bot logged in. A fault of the bot fails the test, unless marked `faulty`."""
    running = simcord.Env(make_bot(), shard_count=1, settle_timeout=SETTLE_SECONDS)
    await running.start()
    try:
        yield running
    finally:
        await running.shutdown()
    # A refusal travels as an exception up to the one handler; only what that calls a fault is one.
    faults = [error for error in running.errors if plain_words(error) is None]
    if faults and request.node.get_closest_marker("faulty") is None:
        raise BaseExceptionGroup("the bot failed", faults)


@pytest.fixture
async def loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Loopback]:
    """A Discord on real sockets, for what is about the network itself."""
    async with Loopback() as server:
        # All that is replaced: where discord.py believes Discord to be.
        monkeypatch.setattr(discord.http.Route, "BASE", server.base)
        gateway = yarl.URL(server.gateway_address or "")
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield server
