"""`/search`: the words of this server's reviews."""

from __future__ import annotations

from typing import Any, ClassVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.views.limits import CUSTOM_ID
from bot.views.pages import lists
from cogs.parts.buttons import Act, custom_id_of
from cogs.parts.options import LABEL_CHOICES, chosen_label, film_choices, filters
from cogs.parts.paging import ListState
from cogs.parts.reply import defer, show, turn
from cogs.parts.services import PullquoteCog, Services, guild_of, heard_of, replies_publicly

_CARRIER = custom_id_of("words")
"""Begins the custom_id that carries a search's words."""
MAXIMUM_QUERY = CUSTOM_ID - len(_CARRIER)


class Search(PullquoteCog):
    """Finds reviews by their words."""

    stores: ClassVar[str] = "Nothing: searches are not kept."

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        bot.add_dynamic_items(TurnResults)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @app_commands.command(name="search", description="Search this server's reviews; “phrases”, -without, begin*.")
    @app_commands.describe(
        query="Words, “a phrase”, -without, begin*.",
        film="Only of this film.",
        author="Only by this member.",
        label="Only with this label.",
        min_rating="Rated at least so, of 10.",
        since="From this day on: 2026-01-31, 2026-01, or 30d ago.",
        until="Up to this day.",
    )
    @app_commands.autocomplete(film=film_choices)
    @app_commands.choices(label=LABEL_CHOICES)
    @app_commands.guild_only()
    async def search(
        self,
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, MAXIMUM_QUERY],
        film: str | None = None,
        author: discord.User | None = None,
        label: app_commands.Choice[str] | None = None,
        min_rating: app_commands.Range[float, 0, 10] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> None:
        """Search, best match first."""
        server = await heard_of(interaction)
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        chosen = await filters(
            server,
            film=film,
            author=author,
            label=chosen_label(label),
            minimum_rating=min_rating,
            since=since,
            until=until,
        )
        await show(interaction, await results_page(interaction, query, ListState(chosen)), public=public)


async def results_page(interaction: discord.Interaction, query: str, state: ListState) -> discord.ui.LayoutView:
    """Draw the page of results that a state names."""
    server = await heard_of(interaction)
    page = await server.search(query, state.filters, after=state.after, limit=lists.PAGE_SIZE)
    empty = not page.items and not await server.size()
    buttons: list[Any] = []
    if state.after:
        buttons.append(TurnResults(str(state.at(None)), "⏮ First"))
    if page.next_key:
        buttons.append(TurnResults(str(state.at(page.next_key))))
    if buttons:
        buttons.append(discord.ui.Button(label="🔎", disabled=True, custom_id=f"{_CARRIER}{query}"))
    return lists.search_results(guild_of(interaction), query, page, buttons, empty=empty)


class TurnResults(Act):
    """Turns the pages of a search; its state is a `ListState`.

    The words do not fit beside it: they stand in the custom_id of the disabled button next to it,
    so that nothing a member searched for is kept anywhere but in the message itself.
    """

    action, label = "found", "Next ▶"

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        view = await results_page(interaction, _carried_query(interaction.message), ListState.parse(self.state))
        await turn(interaction, view)


def _carried_query(message: discord.Message | None) -> str:
    view = discord.ui.LayoutView.from_message(message) if message else discord.ui.LayoutView()
    for item in view.walk_children():
        custom_id = getattr(item, "custom_id", None) or ""
        if custom_id.startswith(_CARRIER):
            return custom_id.removeprefix(_CARRIER)
    return ""
