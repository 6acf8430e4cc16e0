"""`/search`: the words of this server's reviews."""

from __future__ import annotations

from typing import ClassVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.types import Sort
from bot.speech import N_
from cogs.parts.options import Narrowing, narrowed
from cogs.parts.paging import MAXIMUM_QUERY, ListState, TurnPage, list_page, with_tag
from cogs.parts.reply import defer, show
from cogs.parts.services import PullquoteCog, Services, heard_of, replies_publicly


class Search(PullquoteCog):
    """Finds reviews by their words."""

    stores: ClassVar[str] = N_("Nothing: searches are not kept.")

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        bot.add_dynamic_items(TurnPage)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @app_commands.command(name="search", description="Search this server's reviews; “phrases”, -without, begin*, tag:.")
    @app_commands.describe(
        query="Words, “a phrase”, -without, begin*, tag:“slow burn”. Without words it is a list.",
        sort="In which order; without it, what answers best.",
    )
    @app_commands.guild_only()
    @narrowed
    async def search(
        self,
        interaction: discord.Interaction,
        narrowing: Narrowing,
        query: app_commands.Range[str, 1, MAXIMUM_QUERY] | None = None,
        sort: Sort = "best",
    ) -> None:
        """Search, best match first."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        chosen = await narrowing.filters(await heard_of(interaction))
        words, chosen = with_tag(query or "", chosen)
        await show(interaction, await list_page(interaction, words, ListState(chosen, sort)), public=public)
