"""Put the whole bot under load, on real sockets: `python tests/benchmarks/load.py [--many N] [--limits]`.

Discord is one of our own on loopback (`tests/loopback`), in this process; the bot, in another, meets it as it would
meet the real one. Beside it runs a bot on the same library that says every message again: what it costs, any bot
costs. Needs `uv run --group benchmarks`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))

from metered import Kind, serve
from speed import review

from bot.analysis import looks_like_review
from tests.loopback import Loopback

GUILD = 9 << 22
CHANNELS = 20
"""Watched channels; one more is not."""
AT_ONCE, PASTES, SECONDS = 100, 500, 10.0
TALK = "so who is coming along on thursday"
"""What ends a paste: nobody goes on with it."""
LOVED = (
    "A wonderful film, and one of the best movies of the year. I loved every minute of it: the acting is superb, the "
    "script is sharp and the direction never puts a foot wrong."
)
_authors = itertools.count(1_000)
_titles = itertools.count(1)


def paste() -> str:
    """Write a review as a member pastes it, one that the bot will not pass over; no two are the same."""
    return next(text for text in map(_written, _titles) if looks_like_review(text))


def _written(number: int) -> str:
    words = review(random.Random(number).choice((60, 90, 120, 200)), seed=number)
    return f"Harbour {number % 200} (20{number % 20:02})\n\n{LOVED} {words} {number % 4 + 7}/10"


class Bot:
    """A bot in a process of its own, and the Discord that it is connected to."""

    def __init__(self, kind: Kind, discord: Loopback, channels: list[str], pipe: Any, process: Any) -> None:
        self.kind = kind
        self.discord = discord
        *self.watched, self.unwatched = channels
        self._pipe = pipe
        self._process = process

    async def ask(self, word: str) -> Any:
        """Tell the meter to begin, to look or to end; gives its answer."""
        self._pipe.send(word)
        return await asyncio.to_thread(self._pipe.recv)

    async def answered(self, count: int, since: int, seconds: float = 300.0) -> None:
        """Wait until the bot wrote so many messages more."""
        await self.discord.wait_for(lambda: len(self.discord.posted) >= since + count, seconds)

    async def stop(self) -> None:
        self._pipe.send("stop")
        await asyncio.to_thread(self._process.join)


@asynccontextmanager
async def connected(kind: Kind, *, limits: bool = False) -> AsyncIterator[Bot]:
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        async with Loopback(limits=limits) as discord:
            channels = discord.add_guild(GUILD, CHANNELS + 1)
            ours, theirs = context.Pipe()
            watched = {GUILD: [int(channel) for channel in channels[:-1]]}
            process = context.Process(target=serve, args=(theirs, kind, discord.base, folder, watched))
            process.start()
            await asyncio.to_thread(ours.recv)
            bot = Bot(kind, discord, channels, ours, process)
            await pasted(bot, 20, 2.0)  # what is done once is done
            try:
                yield bot
            finally:
                await bot.stop()


async def pasted(bot: Bot, count: int, seconds: float, channels: int = CHANNELS) -> float:
    """Let members paste reviews, evenly over some seconds; gives the seconds until all are answered."""
    texts = [paste() for _ in range(count)]
    since, begin = len(bot.discord.posted), time.perf_counter()
    there = bot.watched[:channels]
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, begin + seconds * number / count - time.perf_counter()))
        await bot.discord.say(there[number % channels], next(_authors), text)
    if bot.kind == "pullquote":
        for channel in there:
            await bot.discord.say(channel, next(_authors), TALK)
    await bot.answered(count, since)
    return time.perf_counter() - begin


async def handed_in(bot: Bot, count: int) -> tuple[float, float]:
    """Let members use /review add at once; gives the seconds until all are acknowledged, and until all are answered."""
    discord, since = bot.discord, len(bot.discord.posted)
    files = [discord.upload(f"review-{number}.txt", paste().encode()) for number in range(count)]
    heard, begin = len(discord.calls), time.monotonic()
    for file in files:
        option = {"name": "file", "type": 11, "value": file["id"]}
        resolved = {"attachments": {file["id"]: file}}
        await discord.command(bot.unwatched, next(_authors), "review add", option, files=resolved)
    await bot.answered(count, since)
    answered = discord.posted[-1].at - begin
    return max(call.at for call in discord.calls[heard:] if call.path.endswith("/callback")) - begin, answered


def quantile(lag: Sequence[float], share: float) -> float:
    """Give a quantile of sorted lags, in milliseconds."""
    return 1_000 * lag[min(len(lag) - 1, int(share * len(lag)))]


def lags(measured: dict[str, Any]) -> str:
    lag, busy = measured["lag"], measured["busy"]
    return (
        f"loop lag p50 {quantile(lag, 0.5):.1f} ms, p99 {quantile(lag, 0.99):.0f} ms "
        f"(its own work {quantile(busy, 0.99):.0f})"
    )


def cost(measured: dict[str, Any], count: int) -> float:
    """Give the milliseconds of processor time of a message, the reading processes' included."""
    return 1_000 * (measured["spent"]["bot"] + measured["spent"].get("workers", 0.0)) / count


async def bursts(bot: Bot) -> float:
    """Measure both bursts; gives what a watched review costs."""
    await bot.ask("begin")
    acknowledged, answered = await handed_in(bot, AT_ONCE)
    measured = await bot.ask("end")
    print(f"{AT_ONCE} /review add at once: acknowledged in {acknowledged:.2f} s, answered in {answered:.2f} s; "
          f"{lags(measured)} (aim 50)")  # fmt: skip
    await bot.ask("begin")
    took = await pasted(bot, PASTES, SECONDS)
    measured = await bot.ask("end")
    print(f"{PASTES} pastes in {SECONDS:.0f} s: all answered after {took:.1f} s; {lags(measured)} (aim 50)")
    print(f"a watched review: {cost(measured, PASTES):.1f} ms of processor time (aim 25)")
    return cost(measured, PASTES)


async def split(bot: Bot, count: int = 200) -> None:
    """Say where the time of a watched review goes."""
    await bot.ask("look")
    await pasted(bot, count, count / 25)
    found = (await bot.ask("end"))["split"]
    parts = sorted(found.items(), key=lambda pair: -pair[1])
    print("  of which " + ", ".join(f"{name} {1_000 * seconds / count:.1f}" for name, seconds in parts))


async def passed_over(bot: Bot, count: int = 1_000) -> None:
    """Measure what a message costs where the bot has nothing to do."""
    await bot.ask("begin")
    for number in range(count):
        await bot.discord.say(bot.unwatched, next(_authors), f"{TALK} {number}")
    await asyncio.sleep(1.0)
    print(f"a message in a channel that is not watched: {cost(await bot.ask('end'), count):.2f} ms of processor time")


async def many(bot: Bot, count: int) -> None:
    """Say how memory grows over many reviews."""
    for done in range(0, count, 1_000):
        await bot.ask("begin")
        await pasted(bot, 1_000, 20.0)
        memory = (await bot.ask("end"))["memory"]
        print(f"{done + 1_000:,} reviews: {memory / 2**20:.0f} MiB in the bot's process", flush=True)


async def start() -> None:
    """Measure a start through the command line: processor time until the gateway has said that it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        async with Loopback() as discord:
            discord.add_guild(GUILD)
            token = "MTA" + "x" * 21 + ".Gabcde." + "y" * 38
            settings = {"DISCORD_TOKEN": token, "PULLQUOTE_DATABASE": f"sqlite:///{folder}/archive.db"}
            environment = {"PATH": "", "HOME": folder, **settings}
            begin = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                *discord.program("run"), cwd=folder, env=environment, stderr=asyncio.subprocess.DEVNULL
            )
            await asyncio.wait_for(discord.gateway.ready.wait(), 60)
            took, own = time.perf_counter() - begin, psutil.Process(process.pid)
            await asyncio.sleep(5.0)  # the reading processes are ready a little later
            spent = [used.user + used.system for used in (each.cpu_times() for each in (own, *own.children()))]
            process.terminate()
            await process.wait()
    print(f"start: ready after {took:.1f} s; {spent[0]:.2f} s of processor time (aim 3), "
          f"{max(spent[1:]):.2f} s in each reading process")  # fmt: skip


async def under_limits() -> None:
    """Answer 40 pastes in two channels under Discord's own limits, and let the echo do the same."""
    for kind in ("pullquote", "echo"):
        async with connected(kind, limits=True) as bot:
            print(f"under Discord's limits, {kind}: 40 pastes in two channels in {await pasted(bot, 40, 1.0, 2):.1f} s")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, nargs="?", const=10_000, help="watch the memory over so many reviews")
    parser.add_argument("--limits", action="store_true", help="measure under Discord's limits too")
    chosen = parser.parse_args()
    await start()
    async with connected("echo") as echo:
        await echo.ask("begin")
        await pasted(echo, PASTES, SECONDS)
        measured = await echo.ask("end")
        plain = cost(measured, PASTES)
        print(f"echo, {PASTES} messages in {SECONDS:.0f} s: {plain:.1f} ms of processor time each; {lags(measured)}")
    async with connected("pullquote") as bot:
        whole = await bursts(bot)
        print(f"  {whole / plain:.1f} times the echo")
        await split(bot)
        await passed_over(bot)
        if bot.discord.unknown:
            print(f"asked for what this Discord does not have: {sorted(set(bot.discord.unknown))}")
        if chosen.many:
            await many(bot, chosen.many)
    if chosen.limits:
        await under_limits()


if __name__ == "__main__":
    asyncio.run(main())
