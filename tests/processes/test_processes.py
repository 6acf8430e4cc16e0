"""`pullquote run --processes N` by its real command line, on a real PostgreSQL and a Discord on loopback."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.archive import Archive
from bot.cli import main
from bot.client import IDENTIFY_SECONDS
from bot.settings import Settings
from tests.archive.conftest import Engines, make_engines, postgres_socket
from tests.cogs.test_intake import CHATTER, RAVE
from tests.health.conftest import TOKEN, free_port
from tests.loopback import Loopback

__all__ = ["make_engines", "postgres_socket"]

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parent.parent.parent
EVEN, ODD = 8 << 22, 7 << 22
"""One server for each of two shards."""
BEN = 12


@pytest.fixture
async def database(make_engines: Callable[[str], Engines]) -> str:
    return await make_engines("postgres").ready()


@dataclass
class Running:
    """The supervisor, and its address."""

    process: asyncio.subprocess.Process
    port: int

    async def missing(self) -> list[str] | None:
        """Ask /readyz; None while nobody answers."""
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{self.address}/readyz") as answer:
                return (await answer.json())["missing"]
        except aiohttp.ClientError:
            return None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def until(self, holds: Callable[[list[str]], bool], seconds: float = 180) -> list[str]:
        async with asyncio.timeout(seconds):
            while True:
                assert self.process.returncode is None, "the supervisor ended"
                missing = await self.missing()
                if missing is not None and holds(missing):
                    return missing
                await asyncio.sleep(0.1)

    async def ready(self) -> None:
        await self.until(lambda missing: not missing)

    def children(self) -> list[int]:
        """Give the processes of the bot, without those that read for them."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in listed if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture
def program(loopback: Loopback, tmp_path: Path) -> Path:
    """A script that is `pullquote`, but for where Discord is; processes that it starts read it too."""
    script = tmp_path / "pullquote_on_loopback.py"
    script.write_text(
        "import discord.gateway, discord.http, yarl\n"
        f"discord.http.Route.BASE = {loopback.base!r}\n"
        f"discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL({loopback.gateway_address!r})\n"
        "if __name__ == '__main__':\n"
        "    from bot.cli import main\n"
        "    main()\n"
    )
    return script


Start = Callable[..., Any]


@pytest.fixture
def start(program: Path, database: str, settings: Settings) -> Start:
    del settings  # an empty folder, without the machine's own settings

    @asynccontextmanager
    async def starting(processes: int = 2) -> AsyncIterator[Running]:
        port = free_port()
        environment = os.environ | {
            "DISCORD_TOKEN": TOKEN,
            "PULLQUOTE_DATABASE": database,
            "PULLQUOTE_HTTP": str(port),
            "PULLQUOTE_MESSAGE_CONTENT": "true",
            "PULLQUOTE_WORKERS": "1",
            "PYTHONPATH": str(ROOT),
        }
        arguments = [sys.executable, str(program), "run", "--processes", str(processes)]
        process = await asyncio.create_subprocess_exec(*arguments, env=environment)
        running = Running(process, port)
        try:
            yield running
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 120)

    return starting


async def test_processes_start_in_turn_are_replaced_when_they_die_and_stop_together(
    loopback: Loopback, start: Start
) -> None:
    async with start() as running:
        await running.ready()
        first = running.children()
        assert len(first) == 2
        assert sorted(shard for _, shard in loopback.gateway.identified) == [0, 1]
        async with aiohttp.ClientSession() as session, session.get(f"{running.address}/metrics") as answer:
            families = text_string_to_metric_families(await answer.text())
        connected = [family for family in families if family.name == "pullquote_gateway_connected"]
        found = {(s.labels["process"], s.labels["shard"]): s.value for family in connected for s in family.samples}
        assert found == {("0", "0"): 1, ("1", "1"): 1}
        os.kill(first[1], signal.SIGKILL)
        missing = await running.until(bool)
        assert all(sentence.startswith("process 1: ") for sentence in missing)
        await running.ready()
        assert len(running.children()) == 2
        assert first[0] in running.children(), "the other one was left alone"
        last = running.children()
        running.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(running.process.wait(), 120) == 0
        assert not alive(last)
    moments = [moment for moment, _ in loopback.gateway.identified]
    assert len(moments) == 3
    # Measured where it arrives: a little may be lost on the way.
    assert min(later - earlier for earlier, later in itertools.pairwise(moments)) > IDENTIFY_SECONDS - 0.5


async def test_processes_are_replaced_under_load_with_nothing_lost_and_nothing_answered_twice(
    loopback: Loopback, start: Start, database: str
) -> None:
    watched = [loopback.add_guild(guild, channels=2)[0] for guild in (EVEN, ODD)]
    async with await Archive.open(database) as archive:
        for guild in (EVEN, ODD):
            server = archive.server(guild)
            await server.save_settings(replace(await server.settings(), watched_channel_ids=(guild + 1,)))
        async with start() as running:
            await running.ready()
            before = running.children()
            load = asyncio.create_task(write(loopback, watched, stop := asyncio.Event()))
            await asyncio.sleep(3)
            running.process.send_signal(signal.SIGHUP)
            async with asyncio.timeout(240):
                while set(running.children()) & set(before) or len(running.children()) != 2:
                    missing = await running.missing() or []
                    # An archive that is slow on a busy machine is no gap.
                    assert not [one for one in missing if "gateway" in one or "process: " in one], "there was a gap"
                    await asyncio.sleep(0.2)
            await asyncio.sleep(3)
            stop.set()
            pasted, asked = await load
            await loopback.wait_for(lambda: set(pasted) <= set(answered(loopback)), 120)
            await loopback.wait_for(lambda: set(asked) <= set(told(loopback)), 60)
            await asyncio.sleep(2)
        counts = [(await archive.server(guild).totals()).reviews for guild in (EVEN, ODD)]
    assert len(pasted) > 10
    assert sum(counts) == len(pasted)
    assert {message: count for message, count in answered(loopback).items() if count != 1} == {}
    assert {number: count for number, count in told(loopback).items() if count != 1} == {}


async def write(loopback: Loopback, channels: list[str], stop: asyncio.Event) -> tuple[list[str], list[str]]:
    """Let members paste reviews and use commands until it is enough; gives the ids of both."""
    pasted, asked = [], []
    for number in itertools.count(100):
        for channel in channels:
            pasted.append((await loopback.say(channel, number, f"{RAVE}\n\nNumber {number} of those I saw."))["id"])
            await loopback.say(channel, BEN, CHATTER)
            asked.append((await loopback.command(channel, number, "help"))["id"])
        if stop.is_set():
            break
        await asyncio.sleep(0.7)
    return pasted, asked


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def answered(loopback: Loopback) -> Counter[str]:
    """Count the answers to each message."""
    references = [posted.message.get("message_reference") for posted in loopback.posted]
    return Counter(str(reference["message_id"]) for reference in references if reference)


def told(loopback: Loopback) -> Counter[str]:
    """Count the first responses to each interaction."""
    paths = [call.path.split("/") for call in loopback.calls if call.path.endswith("/callback")]
    return Counter(path[2] for path in paths)


async def test_a_refused_token_ends_all_of_them_with_one_sentence(
    loopback: Loopback, start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    loopback.refuse_token = True
    async with start() as running:
        assert await asyncio.wait_for(running.process.wait(), 120) == 1
    assert "Discord refused the token" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "Several processes need PostgreSQL"),
        ({"PULLQUOTE_DATABASE": "postgresql://x@127.0.0.1/x", "PULLQUOTE_SHARDS": "0-0/4"},
         "2 processes would have 1 shards between them"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    sentence: str,
) -> None:
    del settings
    for name, value in {"DISCORD_TOKEN": TOKEN, **environment}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main(["run", "--processes", "2"])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith(sentence)
    assert said.count("\n") == 1
