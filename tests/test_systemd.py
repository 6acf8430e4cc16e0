"""systemd's side of the bot: a real datagram socket hears what a service says of itself."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import systemd
from bot.client import build_bot
from bot.running import serve
from bot.settings import Settings
from bot.workers import Workers
from tests.loopback import Loopback
from tests.test_running import TOKEN

SECONDS = 60
"""Only keeps a bot that says nothing from hanging the tests."""


class Manager:
    """systemd's end of the socket."""

    def __init__(self, heard: socket.socket) -> None:
        self.heard = heard

    async def next(self) -> str:
        """Wait for one datagram."""
        said = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.heard, 256), SECONDS)
        return said.decode()

    def waiting(self) -> list[str]:
        """Give all that was said and not read yet."""
        said: list[str] = []
        while True:
            try:
                said.append(self.heard.recv(256).decode())
            except BlockingIOError:
                return said


@pytest.fixture(params=["a file", "an abstract address"])
def manager(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    name = str(tmp_path / "notify") if request.param == "a file" else f"@pullquote-{os.getpid()}-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.setblocking(False)
        heard.bind(name.replace("@", "\0", 1))
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        monkeypatch.delenv("WATCHDOG_PID", raising=False)
        monkeypatch.setenv("WATCHDOG_USEC", "100000")
        yield Manager(heard)


async def test_a_service_says_that_it_is_ready_beats_and_says_that_it_stops(
    loopback: Loopback, settings: Settings, workers: Workers, manager: Manager
) -> None:
    serving = asyncio.create_task(serve(build_bot(settings, workers), TOKEN))
    assert await manager.next() == systemd.READY
    assert loopback.gateway.ready.is_set(), "it was said before the gateway knew the bot"
    assert [await manager.next() for _ in range(3)] == [systemd.BEAT] * 3
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    said = manager.waiting()
    assert systemd.STOPPING in said
    assert set(said) <= {systemd.STOPPING, systemd.BEAT}


async def test_a_loop_that_hangs_beats_no_more(manager: Manager) -> None:
    ready = asyncio.Event()
    ready.set()
    async with systemd.told(ready):
        assert [await manager.next() for _ in range(2)] == [systemd.READY, systemd.BEAT]
        manager.waiting()
        time.sleep(0.5)  # noqa: ASYNC251  (a loop that hangs is what is tested)
        assert manager.waiting() == []
        assert await manager.next() == systemd.BEAT
    await asyncio.sleep(0.2)
    manager.waiting()
    await asyncio.sleep(0.2)
    assert manager.waiting() == [], "it beats after its end"


async def test_nothing_is_said_before_the_service_is_ready(manager: Manager) -> None:
    async with systemd.told(asyncio.Event()):
        await asyncio.sleep(0.3)
    assert manager.waiting() == []


@pytest.mark.parametrize(
    ("microseconds", "process", "seconds"),
    [("30000000", "", 15.0), ("30000000", "own", 15.0), ("30000000", "1", None), ("0", "", None), ("", "", None),
     ("soon", "", None)],
)  # fmt: skip
def test_it_beats_twice_in_the_time_that_systemd_waits(
    monkeypatch: pytest.MonkeyPatch, microseconds: str, process: str, seconds: float | None
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", microseconds)
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()) if process == "own" else process)
    assert systemd.beat_seconds() == seconds


@pytest.mark.parametrize("address", ["", "vsock:2:1", "/nowhere/at/all"])
def test_a_bot_that_nobody_hears_goes_on(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    systemd.tell(systemd.READY)
