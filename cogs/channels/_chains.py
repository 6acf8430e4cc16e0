"""Messages of watched channels that may go on: which belong together, and when their author is done."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass

import discord

from bot.joining import JOIN_AT_MOST, JOIN_WITHIN
from cogs.parts.gathering import belongs, is_written_by_a_person

OPEN_AT_MOST = 5_000
"""Channels with an author in the middle of something; past that, the longest waiting one is taken as done."""
REMEMBERED = 10_000
"""Messages known to have been heard of, so that a redelivered one is not taken for a new one."""


@dataclass(slots=True)
class Chain:
    """One author's messages in a channel, with nobody in between."""

    messages: list[discord.Message]
    timer: asyncio.TimerHandle | None = None


class Chains:
    """The open chains, one a channel at most. `done` is given each chain that is complete."""

    def __init__(self, done: Callable[[list[discord.Message]], None]) -> None:
        self._done = done
        self._open: OrderedDict[int, Chain] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()

    def take(self, message: discord.Message) -> bool:
        """Take a new message in. Says whether it began a chain."""
        if not self._is_new(message.id):
            return False
        chain = self._open.get(message.channel.id)
        if chain is not None and is_written_by_a_person(message) and belongs(chain.messages[-1], message):
            chain.messages.append(message)
            self._wait(message.channel.id, chain)
            return False
        self.close(message.channel.id)
        if not is_written_by_a_person(message):
            return False
        chain = self._open[message.channel.id] = Chain([message])
        self._wait(message.channel.id, chain)
        if len(self._open) > OPEN_AT_MOST:
            self.close(next(iter(self._open)))
        return True

    @property
    def waiting(self) -> list[int]:
        """List the messages that are waiting for what may follow."""
        return [message.id for chain in self._open.values() for message in chain.messages]

    def close(self, channel_id: int) -> None:
        """Take the channel's chain as complete."""
        chain = self._end(channel_id)
        if chain is not None:
            self._done(sorted(chain.messages, key=lambda message: message.id))

    def close_all(self) -> None:
        """Take every chain as complete."""
        for channel_id in tuple(self._open):
            self.close(channel_id)

    def drop(self, message: discord.Message) -> None:
        """Forget the chain that a message began: its channel is not watched."""
        chain = self._open.get(message.channel.id)
        if chain is not None and chain.messages[0].id == message.id:
            self._end(message.channel.id)

    def replace(self, message: discord.Message) -> bool:
        """Put an edited message in its old one's place. Says whether it was waiting here."""
        chain = self._open.get(message.channel.id)
        for place, waiting in enumerate(chain.messages if chain is not None else ()):
            if chain is not None and waiting.id == message.id:
                chain.messages[place] = message
                return True
        return False

    def remove(self, message_ids: Collection[int]) -> None:
        """Take deleted messages out."""
        self._keep(lambda message: message.id not in message_ids)

    def remove_author(self, guild_id: int, author_id: int) -> None:
        """Take a member's messages out."""
        self._keep(
            lambda message: (
                not (message.author.id == author_id and message.guild is not None and message.guild.id == guild_id)
            )
        )

    def _keep(self, wanted: Callable[[discord.Message], bool]) -> None:
        for channel_id, chain in tuple(self._open.items()):
            chain.messages[:] = [message for message in chain.messages if wanted(message)]
            if not chain.messages:
                self._end(channel_id)

    def _is_new(self, message_id: int) -> bool:
        if message_id in self._seen:
            return False
        self._seen[message_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    def _wait(self, channel_id: int, chain: Chain) -> None:
        """Wait for the author's next message, for as long as one would still belong."""
        if chain.timer is not None:
            chain.timer.cancel()
        if len(chain.messages) >= JOIN_AT_MOST:
            self.close(channel_id)
            return
        seconds = JOIN_WITHIN.total_seconds()
        chain.timer = asyncio.get_running_loop().call_later(seconds, self.close, channel_id)

    def _end(self, channel_id: int) -> Chain | None:
        chain = self._open.pop(channel_id, None)
        if chain is not None and chain.timer is not None:
            chain.timer.cancel()
        return chain
