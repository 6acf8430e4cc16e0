"""One run of shards, and whichever process serves it: started again when it dies, replaced without a gap."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta
from typing import Final

import discord

from bot.processes.handle import Child, SilentError
from bot.settings import Settings

log = logging.getLogger(__name__)

ASK_SECONDS: Final = 2.0
READY_SECONDS: Final = 600.0
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 60.0
SETTLED_SECONDS: Final = 300.0
"""A process that lived for so long did not die of how it was started."""
AHEAD_SECONDS: Final = 1.5
"""So far ahead lies the moment that divides two processes: both know it before anything is made then."""
LATE_SECONDS: Final = 3.0
"""So late may what was made before that moment still arrive."""


class CannotStartError(Exception):
    """A process said why it cannot start, and would say so again."""


class Place:
    """A run of shards, served by one process at a time."""

    def __init__(self, number: int, settings: Settings) -> None:
        self.number = number
        self._settings = settings
        self._child: Child | None = None
        self._was_ready = False
        self._replacing = asyncio.Lock()

    async def missing(self) -> list[str]:
        """Say what keeps this place from its work."""
        child = self._child
        try:
            found: list[str] = await child.ask("missing") if child is not None else ["process: not started yet."]
        except SilentError:
            found = ["process: it is gone or does not answer."]
        return [f"process {self.number}: {sentence}" for sentence in found]

    async def metrics(self) -> bytes | None:
        """Give the figures of the process that serves this place; None where there are none."""
        child = self._child
        try:
            return await child.ask("metrics") if child is not None else None
        except SilentError:
            return None

    async def keep(self) -> None:
        """Keep a process running for ever. Raises CannotStartError if the first one says why it cannot start."""
        wait = FIRST_WAIT
        while True:
            begun = time.monotonic()
            if self._child is None:
                self._child = Child(self._settings)
            await self._watch()
            async with self._replacing:
                # While it is replaced, the one that leaves may end.
                if self._child.is_alive:
                    continue
            if not self._was_ready and self._child.cannot_start:
                raise CannotStartError
            wait = FIRST_WAIT if time.monotonic() - begun > SETTLED_SECONDS else wait
            log.warning("Process %d ended; another one starts in %.0f seconds", self.number, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            self._child.kill()
            self._child = None

    async def replace(self, settings: Settings) -> None:
        """Let a new process take over; where it does not become ready, the old one stays."""
        async with self._replacing:
            self._settings = settings
            old, new = self._child, Child(settings, standing_by=True)
            try:
                if not await _is_ready(new):
                    log.error("Process %d was not replaced: the new one did not become ready", self.number)
                    return
                await _divide(old, new)
                self._child = new
            finally:
                if self._child is not new:
                    new.kill()
            if old is not None:
                await old.stop()
            await new.ask("work")
            log.info("Process %d was replaced", self.number)

    async def stop(self) -> None:
        """End the process of this place, after what it has in hand."""
        if self._child is not None:
            await self._child.stop()

    async def _watch(self) -> None:
        """Look after whichever process serves this place until it is gone; one that hangs is killed."""
        while (child := self._child) is not None and child.is_alive:
            try:
                self._was_ready |= not await child.ask("missing")
            except SilentError:
                if child is self._child and child.is_alive:
                    log.warning("Process %d does not answer; it is killed", self.number)
                    child.kill()
            await asyncio.sleep(ASK_SECONDS)


async def _is_ready(child: Child) -> bool:
    try:
        async with asyncio.timeout(READY_SECONDS):
            while child.is_alive:
                if not await child.ask("missing"):
                    return True
                await asyncio.sleep(ASK_SECONDS / 4)
    except (SilentError, TimeoutError):
        pass
    return False


async def _divide(old: Child | None, new: Child) -> None:
    """Name the moment from which the new process answers, and wait until nothing from before it is still to come."""
    moment = discord.utils.time_snowflake(discord.utils.utcnow() + timedelta(seconds=AHEAD_SECONDS))
    await new.ask("since", moment)
    if old is None:
        return
    try:
        await old.ask("until", moment)
    except SilentError:
        return
    await asyncio.sleep(AHEAD_SECONDS + LATE_SECONDS)
