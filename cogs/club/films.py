"""`/film …`: a film's page, the list of films, two films side by side, and tidying the list."""

from __future__ import annotations

import logging
from typing import ClassVar

import discord
from discord import app_commands

from bot.archive.types import Film
from bot.filing import RefusedError, parse_film
from bot.speech import N_, _
from bot.views.limits import CUSTOM_ID
from bot.views.pages import films
from cogs.club._film_pages import BUTTONS, list_of_films, show_comparison, show_film
from cogs.club._renaming import Shown, bring_up_to_date, where_shown
from cogs.parts.buttons import Act, custom_id_of
from cogs.parts.films import film_of
from cogs.parts.options import film_choices, find_film
from cogs.parts.reply import defer, show, traceback_without_values, turn
from cogs.parts.services import PullquoteCog, guild_of, heard_of, is_moderator, replies_publicly, server_of

log = logging.getLogger(__name__)

_FOLLOWING = "renaming cards"


class Films(PullquoteCog):
    """Shows, lists, compares, renames and merges films."""

    stores: ClassVar[str] = N_("Nothing about you: pages are counted anew from the reviews whenever they are shown.")
    film = app_commands.Group(name="film", description="What this server wrote about its films.", guild_only=True)

    async def cog_load(self) -> None:
        """Make the buttons work, after a restart too."""
        self.bot.add_dynamic_items(*BUTTONS, UndoMerge, UndoRename)

    async def cog_unload(self) -> None:
        """Leave the rest of the cards as they are: `/review show` draws them anew."""
        await self.services.background.cancel(_FOLLOWING)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    def follow(self, guild_id: int, shown: Shown) -> None:
        """Bring up to date what shows a film's earlier name; Discord's pace is not waited for."""
        self.services.background.start(_FOLLOWING, self._follow(guild_id, shown))

    async def _follow(self, guild_id: int, shown: Shown) -> None:
        try:
            await bring_up_to_date(self.bot, guild_id, shown)
        except Exception as error:  # noqa: BLE001  (nobody waits for it: the change itself is done and answered)
            log.error("Server %d: cards keep an old name\n%s", guild_id, traceback_without_values(error))  # noqa: TRY400

    @film.command(name="show", description="A film's page: counts, best praise, best criticism, aspects, a chart.")
    @app_commands.describe(film="The film.")
    @app_commands.autocomplete(film=film_choices)
    async def show(self, interaction: discord.Interaction, film: str) -> None:
        """Show a film's page."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        await show_film(interaction, await find_film(await heard_of(interaction), film), public=public)

    @film.command(name="list", description="The films this server has reviewed, the most reviewed first.")
    async def list(self, interaction: discord.Interaction) -> None:
        """List the films."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        await show(interaction, await list_of_films(interaction), public=public)

    @film.command(name="compare", description="Two films side by side.")
    @app_commands.describe(first="One film.", second="The other film.")
    @app_commands.autocomplete(first=film_choices, second=film_choices)
    async def compare(self, interaction: discord.Interaction, first: str, second: str) -> None:
        """Compare two films."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        server = server_of(interaction)
        one, other = await find_film(server, first), await find_film(server, second)
        await show_comparison(interaction, one, other, public=public)

    @film.command(name="rename", description="Give a film its right title and year. For moderators.")
    @app_commands.describe(film="The film.", name="Its title, with the year in brackets: Dune (2021).")
    @app_commands.autocomplete(film=film_choices)
    async def rename(self, interaction: discord.Interaction, film: str, name: str) -> None:
        """Rename a film."""
        _check_moderator(interaction)
        await defer(interaction, public=False)
        before = await find_film(server_of(interaction), film)
        after = await _rename(interaction, before.number, name)
        state = f"{before.number}:{before.name}"
        buttons = [UndoRename(state)] if len(custom_id_of(UndoRename.action, state)) <= CUSTOM_ID else []
        await show(interaction, films.renamed(before, after, buttons), public=False)
        await _follow(interaction, after.number)

    @film.command(name="merge", description="Make two entries of the same film one. For moderators.")
    @app_commands.describe(film="The entry that goes.", into="The entry that stays, with all reviews.")
    @app_commands.autocomplete(film=film_choices, into=film_choices)
    async def merge(self, interaction: discord.Interaction, film: str, into: str) -> None:
        """Merge two films."""
        _check_moderator(interaction)
        await defer(interaction, public=False)
        server = server_of(interaction)
        source, target = await find_film(server, film), await find_film(server, into)
        shown = await where_shown(server, source.number)
        undo = await server.merge_films(source.number, target.number, interaction.user.id)
        target = await film_of(interaction, target.number)
        buttons = [UndoMerge(f"{undo.key}:{source.number}")]
        await show(interaction, films.merged(source, target, undo.expires_at, buttons), public=False)
        await _follow(interaction, source.number, shown)


def _check_moderator(interaction: discord.Interaction) -> None:
    if not is_moderator(interaction):
        raise RefusedError("The list of films is tidied by moderators: you need the Manage Messages permission.")


async def _rename(interaction: discord.Interaction, number: int, name: str) -> Film:
    title, year = parse_film(name)
    if not title:
        raise RefusedError("A film needs a title.")
    return await server_of(interaction).rename_film(number, title, year, interaction.user.id)


async def _follow(interaction: discord.Interaction, number: int, shown: Shown | None = None) -> None:
    """Have cards and the open discussion follow a film's new name, after the answer."""
    cogs = getattr(interaction.client, "cogs", {}).values()
    cog = next((cog for cog in cogs if isinstance(cog, Films)), None)
    if cog is not None:
        cog.follow(guild_of(interaction), shown or await where_shown(server_of(interaction), number))


class UndoMerge(Act):
    """Takes a merge back; its state is `KEY:FILM`, of what was kept and of the film that went."""

    action, label = "merge-undo", N_("Undo")

    async def press(self, interaction: discord.Interaction) -> None:
        """Take it back, for moderators."""
        _check_moderator(interaction)
        key, _colon, film = self.state.partition(":")
        await server_of(interaction).undo(int(key), interaction.user.id, "film")
        view = films.undone(_("Both films are there again, with their own reviews."))
        await turn(interaction, view)
        if film:
            await _follow(interaction, int(film))


class UndoRename(Act):
    """Takes a renaming back; its state is `FILM:NAME`."""

    action, label = "rename-undo", N_("Undo")

    async def press(self, interaction: discord.Interaction) -> None:
        """Give the film its earlier name again, for moderators."""
        _check_moderator(interaction)
        number, _colon, name = self.state.partition(":")
        film = await _rename(interaction, int(number), name)
        await turn(interaction, films.undone(_("It is {film} again.", film=films.film_words(film))))
        await _follow(interaction, film.number)
