"""What the members who have reviews here are called, so that they can be asked about without a mention."""

from __future__ import annotations

import asyncio
from typing import Final

import discord

from bot.archive.store import ServerArchive
from bot.discussion import Person

MOST: Final = 100
"""Members whose names are known, those with the most reviews first: as many as one request to Discord may ask for."""
PATIENCE: Final = 2.0
"""Seconds that Discord may take to give the names; a question is answered without them rather than late."""


async def people_of(server: ServerArchive, guild: discord.Guild | None) -> list[Person]:
    """List who has reviews here with their names; who left, or whom Discord does not give in time, is left out."""
    if guild is None:
        return []
    ids = [author for author, _ in await server.authors(MOST)]
    known = [member for number in ids if (member := guild.get_member(number))]
    missing = sorted(set(ids) - {member.id for member in known})
    if missing:
        known += await _asked_for(guild, missing)
    return [person(member) for member in known]


async def _asked_for(guild: discord.Guild, ids: list[int]) -> list[discord.Member]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await guild.query_members(user_ids=ids, limit=MOST, cache=True)
    except TimeoutError:
        return []


def person(member: discord.Member) -> Person:
    """Give a member with every name they go by, the one that is shown first."""
    names = (member.display_name, member.nick, member.global_name, member.name)
    return Person(member.id, tuple(dict.fromkeys(name for name in names if name)))
