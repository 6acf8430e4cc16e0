"""A bot in a process of its own, with a meter in its event loop: what `load.py` puts under load."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import discord
import psutil
from discord.ext import commands

Kind = Literal["pullquote", "echo"]
BEAT = 0.005
"""The loop is asked to wake after so many seconds; by how much it is late is its lag."""
SAMPLE = 0.002
"""Seconds of processor time between two looks at what the main thread does."""
_WHERE = (
    ("filing", ("/bot/filing/", "/bot/archive/", "/sqlalchemy/", "/aiosqlite/", "/sqlite3/")),
    ("drawing", ("/bot/views/", "/cogs/_cards")),
    ("reading", ("/bot/analysis/", "/bot/workers", "/multiprocessing/", "/concurrent/futures/")),
    ("discord.py", ("/discord/", "/aiohttp/", "/yarl/", "/multidict/")),
    ("cogs", ("/cogs/", "/bot/")),
)
_ASIDE = ("/discord/ui/", "/discord/components")
"""What is used on somebody's behalf: who called it is asked."""
_THREADS = (("aiosqlite", "filing"), ("reading", "reading"))
"""Threads by their names, and what they do; the others are the loop's own helpers."""


@dataclass
class Meter:
    """Counts an event loop's lag and where the processor's time goes, from `begin` to `end`."""

    workers: Callable[[], list[int]]
    """The reading processes' ids."""
    lag: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """What the loop itself worked between two beats: lag that no busy machine explains."""
    where: Counter[str] = field(default_factory=Counter)
    started: dict[str, float] = field(default_factory=dict)

    async def beat(self) -> None:
        """Note for ever how late the loop wakes."""
        while True:
            due, busy = time.perf_counter() + BEAT, time.thread_time()
            await asyncio.sleep(BEAT)
            self.lag.append(time.perf_counter() - due)
            self.busy.append(max(0.0, time.thread_time() - busy))

    def begin(self, *, looking: bool) -> None:
        gc.collect()
        self.lag.clear()
        self.busy.clear()
        self.where.clear()
        self.started = self._spent()
        if looking:
            signal.signal(signal.SIGPROF, self._look)
            signal.setitimer(signal.ITIMER_PROF, SAMPLE, SAMPLE)

    def end(self) -> dict[str, Any]:
        """Give the seconds of processor time by whose they are, the lags, and the memory in use."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        spent = {name: seconds - self.started.get(name, 0.0) for name, seconds in self._spent().items()}
        looks = sum(self.where.values())
        split = Counter({name: spent["main"] * count / looks for name, count in self.where.items()})
        split.update({name: seconds for name, seconds in spent.items() if name not in {"main", "bot"}})
        split["in threads"] = spent["bot"] - sum(
            seconds for name, seconds in spent.items() if name not in {"bot", "workers"}
        )
        memory = psutil.Process().memory_info().rss
        return {
            "spent": spent,
            "split": dict(split),
            "lag": sorted(self.lag),
            "busy": sorted(self.busy),
            "memory": memory,
        }

    def _spent(self) -> dict[str, float]:
        """Give the seconds of processor time so far: of the bot, its main thread, its other threads, its workers."""
        spent: Counter[str] = Counter(bot=time.process_time(), main=_clock(threading.main_thread()))
        for thread in threading.enumerate():
            kind = next((kind for sign, kind in _THREADS if sign in _name(thread)), None)
            if kind is not None:
                spent[kind] += _clock(thread)
        for number in self.workers():
            used = psutil.Process(number).cpu_times()
            spent["workers"] += used.user + used.system
        return dict(spent)

    def _look(self, _: int, frame: FrameType | None) -> None:
        while frame is not None:
            file = frame.f_code.co_filename
            if file.endswith(("selectors.py", "metered.py")):
                return
            kind = next((kind for kind, signs in _WHERE if any(sign in file for sign in signs)), None)
            if kind is not None and not any(sign in file for sign in _ASIDE):
                self.where[kind] += 1
                return
            frame = frame.f_back
        self.where["the loop"] += 1


def _clock(thread: threading.Thread) -> float:
    return time.clock_gettime(time.pthread_getcpuclockid(thread.ident or 0))


def _name(thread: threading.Thread) -> str:
    """Name a thread by its own name and by the module that it runs."""
    return f"{thread.name} {getattr(getattr(thread, '_target', None), '__module__', '')}"


class Echo(commands.AutoShardedBot):
    """The least that a bot can do with a message: say it again."""

    async def on_message(self, message: discord.Message, /) -> None:
        if not message.author.bot:
            await message.channel.send(message.content[:1_900])


def serve(pipe: Connection, kind: Kind, base: str, folder: str, watched: dict[int, list[int]]) -> None:
    """Run a bot against the Discord at `base`, and answer through the pipe: "begin", "look", "end", "stop"."""
    os.chdir(folder)
    discord.http.Route.BASE = base
    asyncio.run(_serve(pipe, kind, Path(folder), watched))


async def _serve(pipe: Connection, kind: Kind, folder: Path, watched: dict[int, list[int]]) -> None:
    bot, workers = _built(kind, folder)
    meter = Meter(workers)
    stopped = asyncio.Event()

    def asked() -> None:
        match pipe.recv():
            case "stop":
                stopped.set()
            case "end":
                pipe.send(meter.end())
            case word:
                meter.begin(looking=word == "look")
                pipe.send("begun")

    async with bot:
        running = asyncio.create_task(bot.start("x"))
        beating = asyncio.create_task(meter.beat())
        while not bot.is_ready():  # noqa: ASYNC110  (discord.py's own event is made late)
            await asyncio.sleep(0.05)
        if kind == "pullquote":
            await _watch(bot, watched)
        asyncio.get_running_loop().add_reader(pipe.fileno(), asked)
        pipe.send("ready")
        await stopped.wait()
        asyncio.get_running_loop().remove_reader(pipe.fileno())
        beating.cancel()
        await bot.close()
        await running


def _built(kind: Kind, folder: Path) -> tuple[commands.AutoShardedBot, Callable[[], list[int]]]:
    from bot.client import build_bot, intents  # noqa: PLC0415  (an echo's process is as small as it can be)
    from bot.settings import Settings  # noqa: PLC0415

    chosen = {"PULLQUOTE_DATABASE": f"sqlite:///{folder / 'archive.db'}", "PULLQUOTE_MESSAGE_CONTENT": True}
    settings = Settings.model_validate(chosen)
    if kind == "echo":
        return Echo(command_prefix="!", intents=intents(settings), help_command=None), list
    bot = build_bot(settings)
    return bot, lambda: [child.pid for child in psutil.Process().children()]


async def _watch(bot: Any, watched: dict[int, list[int]]) -> None:
    for guild, channels in watched.items():
        server = bot.services.archive.server(guild)
        await server.save_settings(replace(await server.settings(), watched_channel_ids=tuple(channels)))


if __name__ == "__main__":
    sys.exit("This is a part of load.py")
