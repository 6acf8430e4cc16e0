"""Watched channels, and what becomes of a review when its message is edited or deleted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Collection, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import discord
from discord.ext import commands, tasks

from bot.analysis.language.counting import count_words, has_words
from bot.analysis.types import SHORT_TAKE_WORDS
from bot.archive.types import ArchiveError, Filed, ForgottenError, OptedOutError, Review
from bot.filing import RefusedError, Submission, TooShortError
from bot.speech import N_, _, speak
from bot.views import card as cards
from bot.workers import WorkerError
from cogs._cards import draw, place_card, redraw
from cogs._closing import ITS_MESSAGE_WENT, NO_WORDS, TOO_FEW, close_card
from cogs.channels._chains import Chains
from cogs.channels._history import is_own, is_to_the_bot, place_in, watched_id
from cogs.channels._marks import Marks
from cogs.channels._posting import NotNowError, OwedCards, post
from cogs.parts.gathering import (
    FORWARDED,
    Gathered,
    MissingFileError,
    forwarded_text,
    gather,
    is_forward,
    written_at,
)
from cogs.parts.reply import guarded
from cogs.parts.services import PullquoteCog, Services, language_at

log = logging.getLogger(__name__)

FILED_QUIETLY = "🗂️"
"""Answers a review on a server that chose private replies: there is nobody's command to answer in private."""
FINISH_SECONDS = 20.0
_READING = "pullquote-intake"
RETRY_SECONDS = 60.0
ATTEMPTS = 3
"""How often an edited message is read when the reading processes are busy or fail."""
REMEMBERED_EDITS = 10_000
_CANNOT_FILE = (RefusedError, WorkerError, ArchiveError)


@dataclass(frozen=True, slots=True)
class _Paste:
    """Messages of a watched channel that read like one review."""

    guild: discord.Guild
    messages: Sequence[discord.Message]
    begun: datetime | None = None
    """The archive's moment when its reading began: whoever is forgotten after that is not filed."""

    @property
    def first(self) -> discord.Message:
        return self.messages[0]


class Intake(PullquoteCog):
    """Answers reviews in watched channels, and follows the messages of all reviews.

    A forum is watched with its posts; threads only where they were chosen: people talk there. Bots and webhooks
    are nobody's reviews.
    """

    stores: ClassVar[str] = N_(
        "Your latest messages in watched channels, in memory alone, for the 45 seconds in which they may go on."
    )

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        self.chains = Chains(self._begin_reading)
        self.marks = Marks(services)
        self._owed = OwedCards(bot, services)
        self._retries: set[asyncio.TimerHandle] = set()
        self._reading: set[int] = set()
        self._stale: set[int] = set()
        self._edits: OrderedDict[int, datetime] = OrderedDict()
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def cog_unload(self) -> None:
        """Read what is still waiting, so that a restart loses nothing."""
        self.send_owed.cancel()
        for timer in self._retries:
            timer.cancel()
        self.chains.close_all()
        await self.services.background.finish(_READING, FINISH_SECONDS)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Drop what a member is in the middle of writing."""
        self.chains.remove_author(guild_id, user_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Look once for cards that an earlier run did not send, and send from now on what is owed."""
        if not self.send_owed.is_running():
            await self._owed.collect()
            self.send_owed.start()

    @tasks.loop(seconds=RETRY_SECONDS)
    async def send_owed(self) -> None:
        """Send cards that Discord did not take before."""
        await guarded(self._owed.send(), "sending cards")

    # Watched channels

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Keep a message that may be (part of) a review until its author is done."""
        if message.guild is None or not self.bot.intents.message_content:
            return
        if is_to_the_bot(self.bot, message):
            return
        if is_forward(message) and await self._is_watched(message):
            self.chains.close(message.channel.id)
            await self._forwarded(message, message.guild)
            return
        # Before the first await, so that messages are taken in the order in which they came.
        if self.chains.take(message) and not await self._is_watched(message):
            self.chains.drop(message)

    @property
    def pending(self) -> list[int]:
        """List the messages that wait for their author, or are being read."""
        return [*self.chains.waiting, *self._reading]

    async def _forwarded(self, message: discord.Message, guild: discord.Guild) -> None:
        """Say what to do about a forwarded review: it is not its forwarder's to be filed."""
        with contextlib.suppress(WorkerError):
            if not message.author.bot and await self.services.filing.looks_like_review(forwarded_text(message)):
                speak(await language_at(self.bot, guild.id))
                await _send(_Paste(guild, [message]), _(FORWARDED))

    async def _is_watched(self, message: discord.Message) -> bool:
        """Say whether a channel is watched and the author wants to be archived."""
        if message.guild is None:
            return False
        server = self.services.archive.server(message.guild.id)
        here = {message.channel.id, watched_id(message.channel)} & set((await server.settings()).watched_channel_ids)
        return bool(here) and not await server.is_opted_out(message.author.id)

    def _begin_reading(self, messages: list[discord.Message]) -> None:
        # From here on an edit makes what is read stale: the messages are waiting no longer, nor filed yet.
        self._reading.update(message.id for message in messages)
        self._spawn(self.read_now(messages))

    async def read_now(self, messages: list[discord.Message]) -> None:
        """Read messages of a watched channel that belong together, and note that it was heard so far."""
        guild, last = messages[0].guild, messages[-1]
        if guild is None:
            return
        self._reading.update(message.id for message in messages)
        await self._read(_Paste(guild, messages))
        settings = await self.services.archive.server(guild.id).settings()
        for channel_id in {last.channel.id, watched_id(last.channel)} & set(settings.watched_channel_ids):
            await self.marks.note(guild.id, channel_id, last.created_at, self.pending)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.services.background.start(_READING, guarded(work, "reading a watched channel"))

    async def _read(self, paste: _Paste) -> None:
        """File what reads like a review and answer it; leave chatter alone, without a word."""
        ids = {message.id for message in paste.messages}
        try:
            speak(await language_at(self.bot, paste.guild.id))
            paste = replace(paste, begun=await self.services.archive.server(paste.guild.id).moment())
            read = await self._file_what_is_left(paste) if await self._is_watched(paste.first) else None
        finally:
            self._reading -= ids
            stale = bool(self._stale & ids)
            self._stale -= ids
        if read is None:
            return
        filed, gathered = read
        await self._answer(paste, filed, gathered.notes)
        if stale:
            await self.reread(paste.guild.id, filed.review.number)

    async def _file_what_is_left(self, paste: _Paste) -> tuple[Filed, Gathered] | None:
        """File a paste; once more without those of its messages that were deleted while it was read."""
        left = self._left(paste.messages)
        while left:
            part = replace(paste, messages=left)
            gathered = await self._gather(part)
            filed = await self._file(part, gathered) if gathered is not None else None
            if gathered is not None and filed is not None:
                return filed, gathered
            if (still := self._left(left)) == left:
                return None
            left = still
        return None

    def _left(self, messages: Sequence[discord.Message]) -> list[discord.Message]:
        return [message for message in messages if not self.services.filing.is_deleted(message.id)]

    async def _gather(self, paste: _Paste) -> Gathered | None:
        """Join the messages and their files; None for chatter."""
        try:
            gathered = await gather(paste.messages, self.bot)
        except MissingFileError as missing:
            # What it held, nobody knows: its author is told.
            await self._refuse(paste, str(missing))
            return None
        except RefusedError as refusal:
            # A file that cannot be read: chatter with a file is left alone, a review with one is not cut.
            if await self._is_review(paste, "\n\n".join(message.content for message in paste.messages)):
                await self._refuse(paste, str(refusal))
            return None
        return gathered if await self._is_review(paste, gathered.text) else None

    async def _is_review(self, paste: _Paste, text: str) -> bool:
        """Say whether it is a review, or a short take; silence where that cannot be found out at the moment."""
        place = await place_in(self.bot, paste.first.channel)
        try:
            return await self.services.filing.is_review(paste.guild.id, text, place.film)
        except WorkerError as error:
            log.warning("Server %d: a short message was not looked at: %s", paste.guild.id, type(error).__name__)
            return False

    async def _file(self, paste: _Paste, gathered: Gathered) -> Filed | None:
        place = await place_in(self.bot, paste.first.channel)
        self.services.portraits.hear(paste.first.author)
        submission = Submission(
            author_id=paste.first.author.id,
            text=gathered.text,
            source="watched",
            written_at=written_at(paste.messages),
            channel_id=paste.first.channel.id,
            message_ids=gathered.message_ids,
            begun=paste.begun,
            film=place.film,
            tags=place.tags,
            post=place.post,
        )
        try:
            return await self.services.filing.file(paste.guild.id, submission)
        except (OptedOutError, ForgottenError):
            return None
        except _CANNOT_FILE as refusal:
            await self._refuse(paste, str(refusal))
            return None

    async def _refuse(self, paste: _Paste, sentence: str) -> None:
        """Say why a review was not filed, if it is still there."""
        if len(self._left(paste.messages)) == len(paste.messages):
            await _send(paste, sentence)

    async def _answer(self, paste: _Paste, filed: Filed, notes: tuple[str, ...]) -> None:
        """Show the card under the review; where replies are private, mark the message instead."""
        if filed.repeat == "message":
            return
        server = self.services.archive.server(paste.guild.id)
        if not (await server.settings()).public_replies:
            with contextlib.suppress(discord.HTTPException):
                await paste.first.add_reaction(FILED_QUIETLY)
            return
        repeat = (_(cards.REPEAT_WORDS[filed.repeat]),) if filed.repeat else ()
        try:
            view = await draw(self.bot, paste.guild.id, filed.review, repeat + notes)
            card = await post(paste.first.channel, paste.guild, paste.first.id, view)
        except NotNowError:
            if not filed.repeat:
                self._owed.add(paste.guild.id, filed.review.number)
            return
        if card is None or filed.repeat:
            return
        await place_card(self.bot, paste.guild.id, filed.review, card)

    # Edits

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Read a review anew when its message was edited, however old the message is."""
        message = payload.message
        if payload.guild_id is None or is_own(self.bot, message) or not self._is_new_edit(message):
            return
        if self.chains.replace(message):
            return
        if message.id in self._reading:
            self._stale.add(message.id)
            return
        review = await self.services.archive.server(payload.guild_id).find_message(message.id)
        if review is not None:
            await self.reread(payload.guild_id, review.number, message)

    def _is_new_edit(self, message: discord.Message) -> bool:
        """Say whether a member changed the message, for the first time that we hear of.

        Links that unfold, pins and the like come as edits too, without a new time of editing.
        """
        edited_at = message.edited_at
        known = self._edits.get(message.id)
        if edited_at is None or (known is not None and edited_at <= known):
            return False
        self._edits[message.id] = edited_at
        self._edits.move_to_end(message.id)
        if len(self._edits) > REMEMBERED_EDITS:
            self._edits.popitem(last=False)
        return True

    async def reread(
        self, guild_id: int, number: int, heard: discord.Message | None = None, attempts: int = ATTEMPTS
    ) -> None:
        """Read a review anew from its messages as they are now, one reading at a time.

        `heard`: the message as an event told of it, for where the bot may not read the history.
        """
        async with self._lock(guild_id, number):
            review = await self.services.archive.server(guild_id).get(number)
            messages = await self._fetch(review, heard) if review is not None else None
            if review is None or messages is None:
                return
            speak(await language_at(self.bot, guild_id))
            try:
                await self._follow(guild_id, review, messages)
            except WorkerError:
                if attempts > 1:
                    self._later(guild_id, number, attempts - 1)
            except _CANNOT_FILE as refusal:
                # What is filed stays; the sentence itself may hold words of the review.
                log.warning("Review %d keeps its old text after an edit: %s", number, type(refusal).__name__)

    def _later(self, guild_id: int, number: int, attempts: int) -> None:
        """Try again in a while: no other event will tell of this edit."""

        def again() -> None:
            self._retries.discard(timer)
            self._spawn(self.reread(guild_id, number, attempts=attempts))

        timer = asyncio.get_running_loop().call_later(RETRY_SECONDS, again)
        self._retries.add(timer)

    async def _follow(self, guild_id: int, review: Review, messages: Sequence[discord.Message]) -> None:
        """Make a review what its messages are now; erase it when they are no review any more."""
        server = self.services.archive.server(guild_id)
        gone = set(review.message_ids) - {message.id for message in messages}
        if gone and messages:
            await server.drop_messages(review.number, sorted(gone))
        text = ""
        try:
            text = (await gather(messages, self.bot)).text
            if review.source == "watched":
                await self._refuse_chatter(guild_id, text)
            changed = await self.services.filing.reread(guild_id, review.number, text, review.author_id)
        except TooShortError:
            few = _(TOO_FEW, number=review.number, words=SHORT_TAKE_WORDS)
            words = few if has_words(text) else NO_WORDS
            await self._erase(guild_id, [review], words if messages else ITS_MESSAGE_WENT)
            return
        changed = changed or (await server.get(review.number) if gone else None)
        if changed is not None:
            await redraw(self.bot, guild_id, changed)

    async def _refuse_chatter(self, guild_id: int, text: str) -> None:
        """Raise TooShortError for a few words that nobody handed in as a review: they judge no film of this server."""
        few = has_words(text) and count_words(text) < SHORT_TAKE_WORDS
        if few and not await self.services.filing.is_review(guild_id, text):
            raise TooShortError

    async def _fetch(self, review: Review, heard: discord.Message | None) -> list[discord.Message] | None:
        """Fetch a review's messages as they are now, without those that are gone; None when they cannot be seen."""
        if review.channel_id is None:
            return None
        channel = self.bot.get_partial_messageable(review.channel_id)
        messages: list[discord.Message] = []
        for message_id in review.message_ids:
            try:
                messages.append(await channel.fetch_message(message_id))
            except discord.NotFound:
                continue
            except discord.HTTPException:
                if heard is None or heard.id != message_id:
                    return None
                messages.append(heard)
        # Without the intent, Discord shows messages without their words: that is no edit.
        visible = all(self.bot.intents.message_content or one.content or one.attachments for one in messages)
        return messages if visible else None

    # Deletions

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Erase the review of a deleted message."""
        await self.deleted(payload.guild_id, {payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Erase the reviews of messages that were deleted together."""
        await self.deleted(payload.guild_id, payload.message_ids)

    async def deleted(self, guild_id: int | None, message_ids: Collection[int]) -> None:
        """Erase the reviews of messages that are gone, and what was read from them."""
        if guild_id is None:
            return
        # Before the first await: a review that is being filed at this moment must see it.
        self.services.filing.mark_deleted(message_ids)
        self.chains.remove(message_ids)
        server = self.services.archive.server(guild_id)
        ids = sorted(message_ids)
        await server.drop_undos(ids)
        await server.forget_cards(ids)
        reviews = await server.find_messages(ids)
        whole = [review for review in reviews if set(review.message_ids) <= set(ids)]
        await self._erase(guild_id, whole, ITS_MESSAGE_WENT)
        for review in reviews:
            if review not in whole:
                await self._lose(guild_id, review.number, ids)

    async def _lose(self, guild_id: int, number: int, message_ids: Sequence[int]) -> None:
        """Read a review anew without some of its messages; erase it when that cannot be done."""
        async with self._lock(guild_id, number):
            server = self.services.archive.server(guild_id)
            review = await server.get(number)
            if review is None or not set(review.message_ids) & set(message_ids):
                return
            messages = await self._fetch(review, None)
            left = [message for message in messages or () if message.id not in message_ids]
            try:
                if not left:
                    raise RefusedError("")
                await self._follow(guild_id, review, left)
            except _CANNOT_FILE:
                await self._erase(guild_id, [review], ITS_MESSAGE_WENT)

    async def _erase(self, guild_id: int, reviews: Sequence[Review], sentence: str) -> None:
        if reviews:
            await self.services.archive.server(guild_id).erase([review.number for review in reviews])
        for review in reviews:
            with contextlib.suppress(discord.HTTPException):
                await close_card(self.bot, guild_id, review, sentence)

    def _lock(self, guild_id: int, number: int) -> asyncio.Lock:
        return self._locks.setdefault((guild_id, number), asyncio.Lock())


async def _send(paste: _Paste, sentence: str) -> None:
    """Say a sentence in the channel, where the bot may and Discord takes it; what was filed is kept either way."""
    with contextlib.suppress(NotNowError):
        await post(paste.first.channel, paste.guild, paste.first.id, sentence)
