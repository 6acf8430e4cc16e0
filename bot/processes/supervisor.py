"""`pullquote run --processes N`: so many processes of one bot, on one PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Generator, Sequence
from typing import Any

import discord

from bot import systemd
from bot.health import PlaceError, serving
from bot.processes.place import CannotStartError, Place
from bot.processes.ranges import split, written
from bot.running import StartError, sentence_of, set_up_log, signals
from bot.settings import Settings, SettingsError, load_settings

log = logging.getLogger(__name__)


def run_processes(settings: Settings, count: int) -> int:
    """Run the bot in so many processes until SIGINT or SIGTERM; SIGHUP replaces each in turn. Gives the exit status."""
    set_up_log(settings.log_level)
    try:
        _check(settings)
        return asyncio.run(_run(settings, count))
    except (SettingsError, StartError) as error:
        print(error, file=sys.stderr)  # noqa: T201  (the one sentence of a failed start)
        return 1


def _check(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise StartError(
            "Several processes need PostgreSQL: SQLite has one writer at a time; see docs/scaling.md for the way there."
        )
    if sys.platform == "win32":
        raise StartError("Several processes need the signals of Linux or macOS; on Windows, run one.")


async def _run(settings: Settings, count: int) -> int:
    shards, of = settings.shard_range or await _advised(settings.token(), count)
    try:
        runs = split(shards, count)
    except ValueError as error:
        raise StartError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    ranges = [written(run, of) for run in runs]
    return await Supervisor(settings, ranges).run()


async def _advised(token: str, count: int) -> tuple[tuple[int, ...], int]:
    """Ask Discord how many shards it advises; each process has one at least."""
    try:
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(token)
            advised, _, _ = await client.http.get_bot_gateway()
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        raise StartError(sentence) from error
    of = max(advised, count)
    return tuple(range(of)), of


class Supervisor:
    """Starts the processes, answers for their health, and ends them."""

    def __init__(self, settings: Settings, ranges: Sequence[str]) -> None:
        self._settings = settings
        self._ranges = ranges
        self._places = [Place(number, _of_range(settings, shards)) for number, shards in enumerate(ranges)]
        self._rolling: asyncio.Task[None] | None = None

    async def run(self) -> int:
        """Run until a signal asks to stop, or a process says why it cannot start. Gives the exit status."""
        stop, ready = asyncio.Event(), asyncio.Event()
        try:
            async with serving(self._settings.http_place, self), systemd.told(ready):
                with signals(stop), self._replaced_on_hangup():
                    return await self._until_stopped(stop, ready)
        except PlaceError as error:
            raise StartError(str(error)) from None

    async def missing(self) -> list[str]:
        """Say in a sentence each what keeps one of the processes from its work."""
        found = await asyncio.gather(*(place.missing() for place in self._places))
        return [sentence for sentences in found for sentence in sentences]

    async def metrics(self) -> bytes | None:
        """Write the figures of all processes; None without the extra that writes them."""
        pages = await asyncio.gather(*(place.metrics() for place in self._places))
        there = {number: page for number, page in enumerate(pages) if page is not None}
        if not there:
            return None
        from bot.processes.merging import merged  # noqa: PLC0415  (needs an extra)

        return merged(there)

    async def _until_stopped(self, stop: asyncio.Event, ready: asyncio.Event) -> int:
        keeping = [asyncio.create_task(place.keep()) for place in self._places]
        telling = asyncio.create_task(self._tell(ready))
        stopper = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([*keeping, stopper], return_when=asyncio.FIRST_COMPLETED)
        tasks: list[asyncio.Task[Any] | None] = [telling, stopper, self._rolling, *keeping]
        others = [task for task in tasks if task is not None and task not in done]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        systemd.tell(systemd.STOPPING)
        await asyncio.gather(*(place.stop() for place in self._places))
        failed = [task.exception() for task in keeping if task in done]
        for error in failed:
            if error is not None and not isinstance(error, CannotStartError):
                raise error
        return 1 if failed else 0

    async def _tell(self, ready: asyncio.Event) -> None:
        while await self.missing():  # noqa: ASYNC110  (what is missing is other processes' affair)
            await asyncio.sleep(1)
        log.info("%d processes are ready", len(self._places))
        ready.set()

    @contextlib.contextmanager
    def _replaced_on_hangup(self) -> Generator[None]:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._roll)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGHUP)

    def _roll(self) -> None:
        if self._rolling is None or self._rolling.done():
            self._rolling = asyncio.create_task(self._replace_all())

    async def _replace_all(self) -> None:
        """Replace one process after the other by a new one, under the settings as they are now."""
        try:
            settings = await asyncio.to_thread(load_settings)
        except SettingsError as error:
            log.error("The processes stay as they are. %s", error)  # noqa: TRY400  (the sentence says it all)
            return
        for place, shards in zip(self._places, self._ranges, strict=True):
            await place.replace(_of_range(settings, shards))
        log.info("Every process was replaced")


def _of_range(settings: Settings, shards: str) -> Settings:
    """Give a process its shards; it serves no addresses, since its supervisor answers for all."""
    return settings.model_copy(update={"shards": shards, "http": ""})
