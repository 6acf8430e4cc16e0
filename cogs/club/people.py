"""`/person …`: what this server wrote about somebody - an actor, a director, a person of a story - over all films."""

from __future__ import annotations

from typing import ClassVar

import discord
from discord import app_commands

from bot.discussion import load_person
from bot.speech import N_
from bot.views import points
from cogs.parts.reply import defer, show
from cogs.parts.services import PullquoteCog, guild_of, heard_of, replies_publicly

_LONGEST = 100
"""Characters of a name that is asked for."""


class People(PullquoteCog):
    """Shows what is written about people whom reviews name."""

    stores: ClassVar[str] = N_("Nothing: names are counted anew from the reviews whenever they are shown.")
    person = app_commands.Group(name="person", description="People whom this server’s reviews name.", guild_only=True)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @person.command(name="show", description="What is written here about an actor, a director or a character.")
    @app_commands.describe(name="The name, or the last name alone.")
    async def show(self, interaction: discord.Interaction, name: app_commands.Range[str, 1, _LONGEST]) -> None:
        """Show by how many somebody is named, in which films, and lines of both sides."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        found = await load_person(await heard_of(interaction), name)
        view = points.person_page(guild_of(interaction), found) if found else points.nobody_named(name)
        await show(interaction, view, public=public)
