"""A year: counted once, kept until something here changes, shown by a command and by the digest's button."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

import discord

from bot.archive.store import ServerArchive
from bot.discussion import Year, load_year
from bot.filing import RefusedError
from bot.speech import N_
from bot.views.charts import year_chart
from bot.views.years import year_page
from cogs.parts.buttons import Act
from cogs.parts.charts import pictures
from cogs.parts.reply import defer, show
from cogs.parts.services import guild_of, heard_of, replies_publicly

KEPT: Final = 200
Key = tuple[int, int, int | None]
_kept: OrderedDict[Key, tuple[tuple[object, ...], Year | None]] = OrderedDict()
"""(server, year, member) -> the state of the server's archive in which it was counted, and what came of it."""


async def year_of(server: ServerArchive, year: int, member: int | None) -> Year | None:
    """Give a year, counted anew only where something that is read for it may have changed."""
    key, state = (server.guild_id, year, member), await server.state()
    known = _kept.get(key)
    if known is not None and known[0] == state:
        _kept.move_to_end(key)
        return known[1]
    counted = await load_year(server, year, member)
    _kept[key] = state, counted
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return counted


def forget_years(guild_id: int) -> None:
    """Let go of what is kept of a server's years: somebody of it is forgotten."""
    for key in [key for key in _kept if key[0] == guild_id]:
        del _kept[key]


async def show_year(interaction: discord.Interaction, year: int, member: int | None = None) -> None:
    """Answer with a year. Raises RefusedError where nothing was written in it."""
    public = await replies_publicly(interaction)
    await defer(interaction, public=public)
    found = await year_of(await heard_of(interaction), year, member)
    if found is None:
        if member is None:
            raise RefusedError("There is nothing of this server from {year}.", year=year)
        raise RefusedError("There is nothing of that member from {year}.", year=year)
    chart = year_chart(found)
    view = year_page(guild_of(interaction), found, chart)
    await show(interaction, view, public=public, files=await pictures([chart]))


class ShowYear(Act):
    """Shows a year of the club; its state is the year."""

    action, label = "year", N_("The year")

    async def press(self, interaction: discord.Interaction) -> None:
        """Show it."""
        await show_year(interaction, self.number)
