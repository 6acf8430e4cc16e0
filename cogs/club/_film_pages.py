"""A film's page with its pictures, its menu and its buttons; the pages that these open; and the list of films."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord

from bot.analysis.types import ASPECTS, Aspect
from bot.archive.types import Film, Filters
from bot.discussion import AspectCount, Context, load_comparison, load_film_page, load_points, load_side
from bot.filing import RefusedError
from bot.speech import N_, _, count
from bot.views import points
from bot.views.charts import film_columns
from bot.views.limits import CHOICE_CHARACTERS, CHOICES, shorten
from bot.views.pages import films
from bot.views.words import aspect_word, open_name
from cogs.club._talk import film_button, read_context, write_context
from cogs.parts.buttons import ABOUT, Act
from cogs.parts.charts import pictures
from cogs.parts.films import Discuss, film_of
from cogs.parts.paging import ListState, list_page
from cogs.parts.reply import defer, show, turn
from cogs.parts.selects import Choose
from cogs.parts.services import guild_of, heard_of, server_of

_MOST_FILMS: Final = 10_000
"""Films of the list; it is read whole to be cut into pages."""


async def show_film(interaction: discord.Interaction, film: Film, *, public: bool) -> None:
    """Answer with a film's page and its pictures."""
    await defer(interaction, public=public)
    page = await load_film_page(await heard_of(interaction), film)
    drawn = films.Pictures.of(page)
    thread = await server_of(interaction).thread_of(film.number)
    buttons: list[Act] = [Points(film.number)] if page.points else []
    buttons += [FilmReviews(film.number), Compare(film.number), Discuss(f"f{film.number}")]
    menu = ReadSide.of(film, page.aspects)
    rows = [[menu], buttons] if menu else [buttons]
    view = films.film_page(guild_of(interaction), page, drawn, rows, thread)
    await show(interaction, view, public=public, files=await pictures(drawn.all))


async def show_comparison(interaction: discord.Interaction, one: Film, other: Film, *, public: bool) -> None:
    """Answer with two films side by side. Raises RefusedError for one film twice."""
    if one.number == other.number:
        raise RefusedError("Choose two different films to compare.")
    await defer(interaction, public=public)
    both = await load_comparison(await heard_of(interaction), one, other)
    columns = film_columns(both)
    buttons = [
        film_button(Context(film=film.number, kind="comparison", other_film=beside.number), open_name(film))
        for film, beside in ((one, other), (other, one))
    ]
    view = films.comparison(guild_of(interaction), both, columns, buttons)
    await show(interaction, view, public=public, files=await pictures([columns]))


async def list_of_films(interaction: discord.Interaction, page: int = 0) -> discord.ui.LayoutView:
    """Draw a page of the server's films."""
    found = await (await heard_of(interaction)).films(limit=_MOST_FILMS)
    last = films.pages_of(found) - 1
    page = min(page, last)
    buttons: list[Act] = []
    if page > 0:
        buttons.append(TurnFilms(page - 1, _("◀ Back")))
    if page < last:
        buttons.append(TurnFilms(page + 1))
    return films.film_list(found, page, buttons)


class About(Act):
    """Opens the page of the film that an answer is about. Its state carries the whole subject: see `cogs/_talk.py`."""

    action, label = ABOUT, N_("Film page")
    private = True

    def __init__(self, state: str) -> None:
        self.context = read_context(state)
        super().__init__(write_context(self.context))

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the page, or the list where the answer was about no single film."""
        if self.context.film is None:
            await show(interaction, await list_of_films(interaction), public=False)
        else:
            await show_film(interaction, await film_of(interaction, self.context.film), public=False)


class TurnFilms(Act):
    """Turns the pages of the list of films; its state is the page."""

    action, label = "films", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        await turn(interaction, await list_of_films(interaction, self.number))


class FilmReviews(Act):
    """Lists the reviews of a film, the newest first; its state is the film."""

    action, label = "film-reviews", N_("Reviews")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer with the first page of the list."""
        await defer(interaction, public=False)
        film = await film_of(interaction, self.number)
        await show(interaction, await list_page(interaction, "", ListState(Filters(film=film.number))), public=False)


class Compare(Act):
    """Asks which film to compare a film with; its state is the film."""

    action, label = "beside", N_("Compare")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Offer the other films, the most reviewed first."""
        await defer(interaction, public=False)
        film = await film_of(interaction, self.number)
        found = await (await heard_of(interaction)).films(limit=CHOICES + 1)
        others = [other for other in found if other.number != film.number and other.reviews][:CHOICES]
        if not others:
            raise RefusedError("There is no other reviewed film here yet to compare it with.")
        await show(interaction, films.choose_other(film, [[CompareWith.of(film, others)]]), public=False)


class CompareWith(Choose):
    """Chooses the film to compare a film with; each value is `FILM:OTHER`."""

    action, label = "beside-film", N_("Compare with…")

    @classmethod
    def of(cls, film: Film, others: Sequence[Film]) -> CompareWith:
        """Make the menu for a film."""
        options = [
            discord.SelectOption(
                label=shorten(open_name(other), CHOICE_CHARACTERS),
                value=f"{film.number}:{other.number}",
                description=count(other.reviews, "review"),
            )
            for other in others
        ]
        return cls(discord.ui.Select(placeholder=_(cls.label), options=options, custom_id=cls.named()))

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Answer with both side by side."""
        await defer(interaction, public=False)
        one, other = [await film_of(interaction, int(number)) for number in values[0].split(":")]
        await show_comparison(interaction, one, other, public=False)


class ReadSide(Choose):
    """Chooses the side of a film whose lines are read; each value is `FILM:SIDE`."""

    action, label = "side", N_("Read what they say of…")

    @classmethod
    def of(cls, film: Film, aspects: Sequence[AspectCount]) -> ReadSide | None:
        """Make the menu for a film; None where nobody wrote of any side."""
        options = [
            discord.SelectOption(
                label=aspect_word(one.aspect), value=f"{film.number}:{one.aspect}", description=_said(one)
            )
            for one in aspects
        ]
        if not options:
            return None
        return cls(discord.ui.Select(placeholder=_(cls.label), options=options, custom_id=cls.named()))

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Answer with the first page of that side's lines."""
        await defer(interaction, public=False)
        await show(interaction, await _side_page(interaction, *_chosen_side(values[0])), public=False)


class ReadOther(ReadSide):
    """The same menu on a page of lines: the page is replaced in place."""

    action, label = "side-too", N_("Another side…")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Replace the page."""
        await turn(interaction, await _side_page(interaction, *_chosen_side(values[0])))


class TurnSide(Act):
    """Turns the pages of a side's lines; its state is `FILM:SIDE:PAGE`."""

    action, label = "side-at", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        chosen, _, page = self.state.rpartition(":")
        await turn(interaction, await _side_page(interaction, *_chosen_side(chosen), int(page)))


async def _side_page(
    interaction: discord.Interaction, number: int, aspect: Aspect, page: int = 0
) -> discord.ui.LayoutView:
    film = await film_of(interaction, number)
    found = await load_side(await heard_of(interaction), film, aspect, page)
    buttons: list[Any] = []
    if found.page > 0:
        buttons.append(TurnSide(f"{number}:{aspect}:{found.page - 1}", _("◀ Back")))
    if found.page + 1 < found.pages:
        buttons.append(TurnSide(f"{number}:{aspect}:{found.page + 1}"))
    menu = ReadOther.of(film, found.others)
    rows = [row for row in ([menu] if menu else [], buttons) if row]
    return films.side_page(guild_of(interaction), found, rows)


class Points(Act):
    """Opens the key points of a film; its state is the film."""

    action, label = "points", N_("Key points")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer with the first page of them."""
        await defer(interaction, public=False)
        await show(interaction, await _points_page(interaction, self.number), public=False)


class TurnPoints(Act):
    """Turns the pages of a film's key points; its state is `FILM:PAGE`."""

    action, label = "points-at", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        number, _, page = self.state.partition(":")
        await turn(interaction, await _points_page(interaction, int(number), int(page)))


async def _points_page(interaction: discord.Interaction, number: int, page: int = 0) -> discord.ui.LayoutView:
    film = await film_of(interaction, number)
    found = await load_points(await heard_of(interaction), film, page)
    buttons: list[Any] = [film_button(Context(film=number))]
    if found.page > 0:
        buttons.append(TurnPoints(f"{number}:{found.page - 1}", _("◀ Back")))
    if found.page + 1 < found.pages:
        buttons.append(TurnPoints(f"{number}:{found.page + 1}"))
    return points.points_page(guild_of(interaction), found, buttons)


def _chosen_side(value: str) -> tuple[int, Aspect]:
    number, name = value.split(":")
    return int(number), next(known for known in ASPECTS if known == name)


def _said(one: AspectCount) -> str:
    parts = (
        (one.praise, N_("{number:n} praise")),
        (one.criticism, N_("{number:n} criticise")),
        (one.neither, N_("{number:n} take no side")),
    )
    return " · ".join(_(words, number=number) for number, words in parts if number)


BUTTONS = (About, TurnFilms, FilmReviews, Compare, CompareWith, ReadSide, ReadOther, TurnSide, Points, TurnPoints)
