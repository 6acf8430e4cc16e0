"""Gathering the text of a submission: messages that belong together, and text files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot import joining
from bot.decoding import MAXIMUM_FILE_BYTES, decode
from bot.filing import RefusedError
from bot.joining import JOIN_AT_MOST, Written
from bot.views.escape import escape

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
_TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The text of a submission, the messages it came from, and what has to be said about it."""

    text: str
    message_ids: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def is_text_file(attachment: discord.Attachment) -> bool:
    """Say whether an attachment is a text file, by its name and declared type."""
    declared = attachment.content_type or ""
    return attachment.filename.lower().endswith(_TEXT_SUFFIXES) or declared.startswith("text/plain")


async def read_files(attachments: Iterable[discord.Attachment]) -> Gathered:
    """Read text files in order. Raises RefusedError for a file that is too big or is not text."""
    texts: list[str] = []
    notes: list[str] = []
    for attachment in attachments:
        text, note = await _read_file(attachment)
        texts.append(text)
        if note:
            notes.append(note)
    return Gathered("\n\n".join(texts), notes=tuple(notes))


async def gather(messages: Sequence[discord.Message]) -> Gathered:
    """Join messages into one text: each one's own words first, then its text files.

    Raises RefusedError for an attached text file that cannot be read.
    """
    texts: list[str] = []
    notes: list[str] = []
    for message in messages:
        texts.append(message.content)
        files = await read_files(a for a in message.attachments if is_text_file(a))
        texts.append(files.text)
        notes.extend(files.notes)
    joined = "\n\n".join(text for text in texts if text.strip())
    return Gathered(joined, tuple(message.id for message in messages), tuple(notes))


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
    plain = message.type is discord.MessageType.default and bool(message.content or message.attachments)
    return Written(message.author.id, message.created_at, is_written_by_a_person(message), plain)


def is_written_by_a_person(message: discord.Message) -> bool:
    """Say whether a message has words or files by a member: no bot, no webhook, no system message."""
    return (
        not message.author.bot
        and message.webhook_id is None
        and message.type in _WRITTEN
        and bool(message.content or message.attachments)
    )


def written_at(messages: Sequence[discord.Message]) -> datetime:
    """Say when a review was written: when its first message was."""
    return messages[0].created_at


async def _read_file(attachment: discord.Attachment) -> tuple[str, str]:
    name = escape(attachment.filename)
    if not is_text_file(attachment):
        raise RefusedError(f"{name} is not a text file; the bot reads .txt and .md.")
    if attachment.size > MAXIMUM_FILE_BYTES:
        raise RefusedError(
            f"{name} has {attachment.size:,} bytes; the limit for a text file is {MAXIMUM_FILE_BYTES:,}."
        )
    data = await attachment.read()
    try:
        decoded = await asyncio.to_thread(decode, data, attachment.filename)
    except ValueError as refusal:
        raise RefusedError(str(refusal)) from None
    return decoded.text, decoded.note
