"""Gathering the text of a submission: messages that belong together, and text files."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import aiohttp
import discord

from bot import joining
from bot.analysis.language.spoilers import settled, wrapped
from bot.decoding import MAXIMUM_FILE_BYTES, decode
from bot.filing import RefusedError
from bot.joining import JOIN_AT_MOST, Written
from bot.speech import N_
from bot.views.escape import escape

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
SPOILER_CHANNEL: Final = 1 << 21
"""Discord's channel flag for channels of spoilers; discord.py keeps the flags of threads and forums alone."""
_THREADS: Final = frozenset({10, 11, 12})
"""Discord's types of channels that are threads."""
FLAG_SECONDS: Final = 300.0
FLAGS_REMEMBERED: Final = 1_000
_flags: dict[int, tuple[float, int]] = {}
"""Channel -> when its flags were asked for, and what they were."""
_MENTION = re.compile(r"<(?P<kind>@&|@|#)!?(?P<number>\d{1,20})>")
_TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")


FORWARDED: Final = N_(
    "That is a forwarded message, and its words are whoever's wrote them: use **Read this review** on the original."
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The text of a submission, the messages it came from, and what has to be said about it."""

    text: str
    message_ids: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


class MissingFileError(RefusedError):
    """A file did not arrive from Discord, or not whole."""


def is_text_file(attachment: discord.Attachment) -> bool:
    """Say whether an attachment is a text file, by its name and declared type."""
    declared = attachment.content_type or ""
    return attachment.filename.lower().endswith(_TEXT_SUFFIXES) or declared.startswith("text/plain")


async def read_files(attachments: Iterable[discord.Attachment]) -> Gathered:
    """Read text files in order; one that its sender marked as a spoiler is hidden whole.

    Raises RefusedError for a file that is too big or is not text, MissingFileError for one that does not arrive.
    """
    texts: list[str] = []
    notes: list[str] = []
    for attachment in attachments:
        text, note = await _read_file(attachment)
        texts.append(await asyncio.to_thread(wrapped, text) if attachment.is_spoiler() else text)
        if note:
            notes.append(note)
    return Gathered(await joined(texts), notes=tuple(notes))


async def gather(messages: Sequence[discord.Message], client: discord.Client) -> Gathered:
    """Join messages into one text: each one's own words first, then its text files.

    Each message's spoilers are its own; all of them are hidden where the channel is one of spoilers.
    Raises RefusedError for an attached text file that cannot be read, MissingFileError for one that does not arrive.
    """
    texts: list[str] = []
    notes: list[str] = []
    for message in messages:
        texts.append(with_names(message.content, _Named.of(message)))
        files = await read_files(a for a in message.attachments if is_text_file(a))
        texts.append(files.text)
        notes.extend(files.notes)
    text = await joined(texts)
    if text and await in_spoiler_channel(client, messages[0].channel):
        text = await asyncio.to_thread(wrapped, text)
    return Gathered(text, tuple(message.id for message in messages), tuple(notes))


class _Named:
    """The names that a message's ids stand for, as Discord's client draws them."""

    def __init__(self, guild: discord.Guild | None) -> None:
        self._guild = guild
        self._known: dict[tuple[str, int], str] = {}

    @classmethod
    def of(cls, message: discord.Message) -> _Named:
        """Take over what Discord sent along with a message."""
        named = cls(message.guild)
        named._known.update({("@", user.id): user.display_name for user in message.mentions})
        named._known.update({("@&", role.id): role.name for role in message.role_mentions})
        named._known.update({("#", channel.id): channel.name for channel in message.channel_mentions})
        return named

    def __call__(self, kind: str, number: int) -> str | None:
        """Give the name; None when nobody knows it."""
        known = self._known.get((kind, number))
        if known is not None or self._guild is None:
            return known
        if kind == "@":
            member = self._guild.get_member(number)
            return member.display_name if member else None
        found = self._guild.get_role(number) if kind == "@&" else self._guild.get_channel_or_thread(number)
        return found.name if found else None


def with_names(text: str, named: _Named) -> str:
    """Put names where a text holds the ids of members, roles and channels, as its writer saw it."""

    def name(found: re.Match[str]) -> str:
        known = named(found["kind"], int(found["number"]))
        # A bar in a name would open a spoiler.
        return found[0] if known is None else f"{found['kind'][0]}{known.replace('|', ' ').strip()}"

    return _MENTION.sub(name, text)


def typed_here(text: str, guild: discord.Guild | None) -> str:
    """Put names where a text that was typed into a form holds ids."""
    return with_names(text, _Named(guild))


async def joined(texts: Iterable[str]) -> str:
    """Join texts that Discord draws apart, so that no spoiler of one begins or ends in another."""
    parts = [text for text in texts if text.strip()]
    if len(parts) < 2:
        return "".join(parts)
    return await asyncio.to_thread(lambda: "\n\n".join(map(settled, parts)))


async def in_spoiler_channel(client: discord.Client, channel: Any) -> bool:
    """Say whether a channel, or the one that a thread belongs to, is marked as one of spoilers."""
    number = getattr(channel, "id", None)
    if number is None:
        return False
    known = _flags.get(number)
    if known is None or time.monotonic() - known[0] > FLAG_SECONDS:
        try:
            known = (time.monotonic(), await _flags_of(client, number))
        except (discord.HTTPException, aiohttp.ClientError):
            # What was known last stays true until Discord says otherwise.
            return known is not None and bool(known[1] & SPOILER_CHANNEL)
        _flags.pop(number, None)
        _flags[number] = known
        if len(_flags) > FLAGS_REMEMBERED:
            del _flags[next(iter(_flags))]
    return bool(known[1] & SPOILER_CHANNEL)


async def _flags_of(client: discord.Client, number: int) -> int:
    """Ask Discord for a channel's flags; a thread has its channel's as well."""
    found: Any = await client.http.get_channel(number)
    flags = int(found.get("flags") or 0)
    if found.get("type") in _THREADS and found.get("parent_id"):
        above: Any = await client.http.get_channel(int(found["parent_id"]))
        flags |= int(above.get("flags") or 0)
    return flags


async def arrived(attachment: discord.Attachment) -> bytes:
    """Fetch a file. Raises MissingFileError, a sentence for its sender, when it does not arrive whole."""
    try:
        data = await attachment.read()
    except (TimeoutError, discord.HTTPException, aiohttp.ClientError, OSError):
        data = None
    if data is None or len(data) != attachment.size:
        raise MissingFileError(
            "{filename} did not arrive whole from Discord, so nothing was filed; send it once more.",
            filename=escape(attachment.filename),
        )
    return data


def is_forward(message: discord.Message) -> bool:
    """Say whether a message forwards another one: then its words are somebody else's."""
    return bool(message.message_snapshots)


def forwarded_text(message: discord.Message) -> str:
    """Give the words that a message forwards."""
    return "\n\n".join(snapshot.content for snapshot in message.message_snapshots if snapshot.content.strip())


async def original_of(message: discord.Message, reader: discord.abc.User) -> discord.Message:
    """Give the message itself, or the one that it forwards, where `reader` may read it in this server.

    Raises RefusedError otherwise: what somebody forwards is not filed as their own.
    """
    if not is_forward(message):
        return message
    reference = message.reference
    channel: Any = message.guild.get_channel_or_thread(reference.channel_id) if message.guild and reference else None
    if channel is not None and reference is not None and reference.message_id is not None:
        may = channel.permissions_for(reader) if isinstance(reader, discord.Member) else discord.Permissions.none()
        if may.view_channel and may.read_message_history:
            with contextlib.suppress(discord.HTTPException):
                return await channel.fetch_message(reference.message_id)
    raise RefusedError(FORWARDED)


async def following(message: discord.Message) -> list[discord.Message]:
    """Give a message and its author's directly following ones, each within 45 seconds of the last.

    Stops at the first message by anybody else. Without the permission to read the history, or
    once they have no text because of a missing intent, the message stands alone.
    """
    chain = [message]
    try:
        async for later in message.channel.history(after=message, limit=JOIN_AT_MOST - 1, oldest_first=True):
            if not belongs(chain[-1], later):
                break
            chain.append(later)
    except discord.Forbidden:
        return [message]
    return chain


def belongs(earlier: discord.Message, later: discord.Message) -> bool:
    """Say whether a message goes on with the one before it."""
    return joining.belongs(written(earlier), written(later))


def written(message: discord.Message) -> Written:
    """Give what the rule of joining looks at."""
    plain = message.type in _WRITTEN and bool(message.content or message.attachments) and not is_forward(message)
    return Written(message.author.id, message.created_at, is_written_by_a_person(message), plain, _answered(message))


def is_written_by_a_person(message: discord.Message) -> bool:
    """Say whether a message has words or files by a member: no bot, no webhook, no system message."""
    return (
        not message.author.bot
        and message.webhook_id is None
        and message.type in _WRITTEN
        and bool(message.content or message.attachments)
    )


def _answered(message: discord.Message) -> int | None:
    """Name whom a message replies to: None for no reply, 0 where that is not known."""
    if message.type is not discord.MessageType.reply:
        return None
    reference = message.reference
    answered = (reference.resolved or reference.cached_message) if reference is not None else None
    return answered.author.id if isinstance(answered, discord.Message) else 0


def written_at(messages: Sequence[discord.Message]) -> datetime:
    """Say when a review was written: when its first message was."""
    return messages[0].created_at


async def _read_file(attachment: discord.Attachment) -> tuple[str, str]:
    name = escape(attachment.filename)
    if not is_text_file(attachment):
        raise RefusedError("{name} is not a text file; the bot reads .txt and .md.", name=name)
    if attachment.size > MAXIMUM_FILE_BYTES:
        raise RefusedError(
            "{name} has {size:n} bytes; the limit for a text file is {limit:n}.",
            name=name,
            size=attachment.size,
            limit=MAXIMUM_FILE_BYTES,
        )
    data = await arrived(attachment)
    try:
        decoded = await asyncio.to_thread(decode, data, attachment.filename)
    except ValueError as refusal:
        raise RefusedError(str(refusal)) from None
    return decoded.text, decoded.note
