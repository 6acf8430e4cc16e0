"""A word to the owner on Discord when something is wrong: what kind of thing, never what anybody wrote.

It listens to the same figures as Prometheus does. A figure has no text in it, and neither has the word.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import discord
from discord.ext import commands

from bot.figures import (
    BACKUPS_FAILED,
    DISK_LOW,
    ERRORS,
    PERMISSIONS_REFUSED,
    WORKERS_REPLACED,
    Figure,
    Figures,
)

log = logging.getLogger(__name__)

HOUR: Final = 3600.0
LOOK_SECONDS: Final = 60.0
OWNER: Final = "owner"
Claim = Callable[[str, float], Awaitable[bool]]
"""Says whether a word of some kind may be said now, by this process or by any other one; takes the turn if so."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of a figure, once it was counted often enough."""

    kind: str
    sentence: str
    least: int = 1


WORDS: Final = {
    ERRORS: Word("errors", "Something failed on Pullquote's side. The log says what, with the reference a member got."),
    BACKUPS_FAILED: Word(
        "backups", "A backup failed. The log and `pullquote doctor` say why; the older ones are there."
    ),
    DISK_LOW: Word("disk", "The disk that holds the archive is nearly full: a full one files nothing."),
    WORKERS_REPLACED: Word(
        "workers", "Reading processes keep hanging or dying. Memory is the likeliest reason.", least=3
    ),
    PERMISSIONS_REFUSED: Word(
        "permissions", "A channel did not let the bot do something. `/setup` on the server names what is missing."
    ),
}
_OURS = ("bot", "cogs", "asyncio")
_SAID_BY_OTHERS = {"bot.backups", "bot.health"}
"""Rooms whose errors have a word of their own, or would be about a word that could not be said."""


class Reporter(Figures):
    """Says a word of each kind at most once an hour, and how many more there were."""

    def __init__(self, bot: commands.AutoShardedBot, place: str) -> None:
        self._bot = bot
        self._place = place
        self._pending: Counter[Figure] = Counter()
        self._since: dict[Figure, float] = {}
        self.claim: Claim | None = None
        """The archive's, once it is open: a bot that starts again and again says it once an hour all the same."""

    def add(self, figure: Figure, *labels: str) -> None:
        """Note that it happened; called from any thread."""
        if figure not in WORDS or (figure is ERRORS and not _is_ours(labels[0])):
            return
        if not self._pending[figure]:
            self._since[figure] = time.monotonic()
        self._pending[figure] += 1

    async def run(self) -> None:
        """Say what there is to say, for ever. Belongs beside a bot that is connected."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.say_pending()

    async def say_pending(self) -> None:
        """Say a word of each kind that waits and whose turn it is."""
        for figure, word in WORDS.items():
            count = self._pending[figure]
            if 0 < count < word.least and time.monotonic() - self._since[figure] > HOUR:
                # Too few for a word, and too long ago to be counted with what comes.
                self._pending[figure] = 0
            if count < word.least or not await self._may(word.kind):
                continue
            self._pending[figure] -= count
            more = f" ({count} times.)" if count > 1 else ""
            await self._send(f"**Pullquote, {word.kind}:** {word.sentence}{more}")

    async def _may(self, kind: str) -> bool:
        try:
            return self.claim is not None and await self.claim(f"word-{kind}", HOUR)
        except Exception as error:  # noqa: BLE001  (an archive that is lost is no reason to fail here too)
            log.warning("A word to the owner waits: %s", type(error).__name__)
            return False

    async def _send(self, sentence: str) -> None:
        try:
            await (await self._receiver()).send(sentence)
        except (discord.HTTPException, discord.InvalidData, TypeError) as error:
            log.warning("PULLQUOTE_REPORT_CHANNEL could not be written to: %s", type(error).__name__)

    async def _receiver(self) -> discord.abc.Messageable:
        if self._place == OWNER:
            application = await self._bot.application_info()
            team = application.team
            owner = team.owner if team is not None and team.owner is not None else application.owner
            return await self._bot.create_dm(discord.Object(owner.id))
        number = int(self._place)
        channel = self._bot.get_channel(number) or await self._bot.fetch_channel(number)
        if not isinstance(channel, discord.abc.Messageable):
            raise TypeError
        return channel


def _is_ours(room: str) -> bool:
    return room.split(".", maxsplit=1)[0] in _OURS and room not in _SAID_BY_OTHERS
