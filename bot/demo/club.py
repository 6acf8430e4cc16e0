"""The film club of the demo: a simulated server with the real bot in it, and what its members wrote."""

from __future__ import annotations

import contextlib
import tempfile
import tomllib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord.builders import ChannelHandle

from bot.client import build_bot
from bot.demo.plain import as_text
from bot.settings import Settings
from bot.speech import ENGLISH, Language
from bot.views.limits import MESSAGE_CHARACTERS
from cogs.parts.reply import plain_words

SERVER = "Film club"
CHANNEL = "reviews"
FORUM = "film-of-the-week"
MEMBERS = ("mara", "jonas", "adaeze")
ADMIN = "ines"
NAME = "Pullquote"
MENU = "Read this review"
QUIET = 46.0
"""Seconds after which a watched channel's paste is taken to be whole; the club's clock is put forward by them."""
BETWEEN = 600.0
"""Seconds between two sample reviews: what was written at once would be one."""
_SETTLE_SECONDS = 40.0
"""Less than a paste may go on: what is due within it, SimCord would wait for in real time."""


class DemoError(Exception):
    """The demo cannot go on; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A review of our own, as a member of the demo pastes it."""

    author: str
    text: str
    label: str
    """How its author means it."""
    post: str = ""
    """The forum post it is written in; empty for the channel."""


@dataclass(frozen=True, slots=True)
class Club:
    """The simulated server: who may speak, and where."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    members: dict[str, simcord.MemberActor]
    """By name, the admin last."""

    async def say(self, name: str, text: str, channel: simcord.ChannelHandle | None = None) -> discord.Message:
        """Post a message, and let the time pass after which the bot takes it to be whole."""
        where = channel or self.channel
        message = await self.members[name].send(where, text)
        await self.env.advance_time(QUIET)
        return message


class _Env(simcord.Env):
    """A simulated Discord in which a refusal, which the bot has told the member in words, is no failure of the bot."""

    def _record_error(self, error: BaseException) -> None:
        if plain_words(error) is None:
            super()._record_error(error)


@contextlib.asynccontextmanager
async def open_club(
    *, filled: bool = True, reviews: Sequence[Sample] | None = None, language: Language = ENGLISH
) -> AsyncGenerator[Club]:
    """Open a film club with the real bot in it; `filled` has `reviews`, or the samples, filed already.

    `language`: what Discord says that the server and its members speak.
    """
    with tempfile.TemporaryDirectory(prefix="pullquote-demo-", ignore_cleanup_errors=True) as folder:
        bot = build_bot(_settings(Path(folder)))
        env = _Env(bot, shard_count=1, settle_timeout=_SETTLE_SECONDS, check_errors=False)
        env.backend.bot_user.name = env.backend.bot_user.global_name = NAME
        have_clients_speak(env, language.locales[0])
        await env.start()
        try:
            with env.time_context():
                here = _build(env, language.locales[0])
                if filled:
                    await _fill(here, sample_reviews() if reviews is None else reviews)
                yield here
        finally:
            await env.shutdown()
            await bot.close()


def have_clients_speak(env: simcord.Env, locale: str) -> None:
    """Have every member's client say that it speaks a locale of Discord's: SimCord's own say that they are American."""
    emit = env.backend.emit

    def emitting(event: str, payload: Any, *rest: Any, **options: Any) -> Any:
        speaks = {"locale": locale, "guild_locale": locale} if event == "INTERACTION_CREATE" else {}
        return emit(event, {**payload, **speaks}, *rest, **options)

    env.backend.emit = emitting


def _build(env: simcord.Env, locale: str) -> Club:
    guild = env.create_guild(SERVER, preferred_locale=locale)
    channel = guild.create_text_channel(CHANNEL)
    manager = guild.create_role("Admin", permissions=discord.Permissions(administrator=True))
    members = {
        name: guild.add_member(
            env.create_user(name, global_name=name.capitalize()), roles=[manager] if name == ADMIN else []
        )
        for name in (*MEMBERS, ADMIN)
    }
    return Club(env, guild, channel, members)


async def paste(here: Club, text: str, member: str = MEMBERS[0]) -> str:
    """Post a text in the channel, ask the bot to read it, and give its answer as plain text.

    A text of over 2,000 characters is sent as `message.txt`, as Discord's own client does.
    """
    actor = here.members[member]
    if len(text) > MESSAGE_CHARACTERS:
        message = await actor.send(here.channel, attachments=[("message.txt", text.encode())])
    else:
        message = await actor.send(here.channel, text)
    result = await actor.context_menu(here.channel, MENU, message)
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    return "\n".join(dict.fromkeys(as_text(answer.message) for answer in answers))


def sample_reviews() -> list[Sample]:
    """Give every sample review, in the order in which the club wrote them."""
    data = tomllib.loads(files("bot").joinpath("demo", "samples.toml").read_text(encoding="utf-8"))
    return [Sample(one["author"], one["text"].strip(), one["label"], one.get("post", "")) for one in data["review"]]


async def _fill(here: Club, reviews: Sequence[Sample]) -> None:
    """Watch the channel and a forum as an admin would, then let the members write."""
    forum = here.guild.create_forum_channel(FORUM)
    admin = here.members[ADMIN]
    panel = await admin.slash(here.channel, "setup")
    if panel.response is None:
        raise DemoError("The demo's club could not be set up.")
    await admin.select(panel.response, [here.channel, forum], custom_id="pq:setup-watched:")
    posts: dict[str, ChannelHandle] = {}
    for one in reviews:
        if one.post and one.post not in posts:
            posts[one.post] = _open_post(here, forum, one.post, one.author)
        await here.say(one.author, one.text, posts.get(one.post))
        await here.env.advance_time(BETWEEN)


def _open_post(here: Club, forum: simcord.ChannelHandle, name: str, author: str) -> ChannelHandle:
    backend = here.env.backend
    thread = backend.create_thread(forum.id, name, here.members[author].id, broadcast=False)
    backend.announce_thread_create(thread)
    return ChannelHandle(here.env, here.guild, thread)


def _settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {"PULLQUOTE_DATABASE": f"sqlite:///{folder / 'archive.db'}", "PULLQUOTE_MESSAGE_CONTENT": True}
    )
