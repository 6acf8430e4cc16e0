"""Reviews whose counts are known beforehand, filed past the models, for what is said about many of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import discord
import simcord

from bot.archive.store import ServerArchive
from bot.archive.types import Film, Review
from bot.demo import as_text
from tests.cogs.club import FilmClub
from tests.discussion.builders import Line, draft

KEEPER = Film(1, "The Lighthouse Keeper", 2019)
HARVEST = Film(2, "Glass Harvest", 2021)
ENDING = "The keeper drowns in the last scene."
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
"""When the simulated clock begins: a Thursday."""

ACTED = Line("The acting is superb throughout.", 0.9, "acting", quote=True)
WOODEN = Line("The acting is wooden and lifeless.", -0.8, "acting", quote=True)
SCORED = Line("The score is a delight.", 0.7, "music")
SLOW = Line("The pacing is terrible.", -0.7, "pacing")
BRISK = Line("The pacing is brisk and sure.", 0.6, "pacing")


def archive_of(env: simcord.Env, club: FilmClub) -> ServerArchive:
    return env.bot.services.archive.server(club.guild.id)


async def write(env: simcord.Env, club: FilmClub, member: Any, *lines: Line, **fields: Any) -> Review:
    """File a review by a member, as read from a message of the club's channel."""
    server = archive_of(env, club)
    count = await server.size()
    written_at = fields.pop("written_at", None)
    fields.setdefault("film", KEEPER)
    one = draft(getattr(member, "id", member), *lines, minute=count, message=5_000_000 + count, **fields)
    one = replace(one, channel_id=club.channel.id)
    if written_at is not None:
        one = replace(one, written_at=written_at)
    return (await server.add(one)).review


async def disagree(env: simcord.Env, club: FilmClub) -> None:
    """File four reviews of a film: three praise the acting, one does not; they split on the pacing, 1 to 2."""
    await write(env, club, club.ada, ACTED, SLOW, rating=8.0)
    await write(env, club, club.mod, Line("Superb acting by everybody.", 0.8, "acting"), BRISK, SCORED, rating=9.0)
    await write(env, club, 777, Line("The acting is fine and moving.", 0.5, "acting"), rating=7.0)
    await write(env, club, club.ben, WOODEN, Line("It drags and drags.", -0.6, "pacing"), label="negative", rating=2.0)


def answers(env: simcord.Env, channel: simcord.ChannelHandle) -> list[discord.Message]:
    """Give what the bot wrote into a channel."""
    return [message for message in channel.history() if message.author.id == env.bot.user.id]


def last_answer(env: simcord.Env, channel: simcord.ChannelHandle) -> str:
    """Give the bot's latest message as plain text."""
    return as_text(answers(env, channel)[-1])


def link(club: FilmClub, review: int) -> str:
    """Give the address of the message that a review was read from."""
    return f"https://discord.com/channels/{club.guild.id}/{club.channel.id}/{5_000_000 + review - 1}"
