"""Films: a film's page, the list of films, two films side by side, and tidying the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import discord

from bot.analysis.types import Label
from bot.archive.types import Film
from bot.discussion import AspectCount, FilmComparison, FilmPage, Quoted, Ratings, SideLines, consensus
from bot.discussion.phrases import agreement, division
from bot.discussion.types import CriticWords
from bot.discussion.wording import aspect_name
from bot.speech import N_, _, count, listed, ngettext
from bot.speech import number as shown_number
from bot.views.card import Action
from bot.views.charts import Chart, Columns, FilmChart, VerdictBar, film_chart, picture, verdict_bar
from bot.views.charts.columns import MOST_ROWS
from bot.views.charts.verdicts import ORDER
from bot.views.colours import ACCENT, LABEL_COLOURS, NEUTRAL
from bot.views.escape import brief
from bot.views.pages.answers import film_words, quoted
from bot.views.pages.details import page_counted, text_page
from bot.views.points import people_line, points_line
from bot.views.viewings import stood
from bot.views.words import (
    CRITICISM,
    EMPTY_ARCHIVE,
    EVEN,
    LABEL_MARKS,
    PRAISE,
    aspect_word,
    critic_name,
    marked_count,
    verdict_count,
)

PAGE_SIZE: Final = 15
"""Films on a page of the list."""
_SIDE_QUOTE = 460
"""The longest quote on a page of lines about one side; six of them, escaped and with their authors, fit a message."""
_BESIDE_QUOTE = 600
_NAME = 200
_CRITICS: Final = 5
"""Critics named on a page."""
_FOLLOWING = N_("-# Its newest cards and its open discussion get the name one by one.")


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a film's page, as far as there are any."""

    bar: VerdictBar | None
    chart: FilmChart | None

    @classmethod
    def of(cls, page: FilmPage) -> Pictures:
        """Choose those that a page has: none below three reviews."""
        return cls(verdict_bar(page.labels) if page.enough else None, film_chart(page))

    @property
    def all(self) -> list[Chart]:
        """List them in the order of the page."""
        return [one for one in (self.bar, self.chart) if one is not None]


def film_page(
    guild_id: int,
    page: FilmPage,
    pictures: Pictures,
    rows: Sequence[Sequence[Action]] = (),
    thread_id: int | None = None,
) -> discord.ui.LayoutView:
    """Draw a film's page: where its reviewers stand first, then both sides in their words, then what is counted.

    `pictures`: those that are sent along. `rows`: its menus and buttons, a row each. `thread_id`: the post or thread
    where the film is talked about.
    """
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=colour(page))
    for block in _blocks(guild_id, page, pictures):
        container.add_item(block)
    if thread_id is not None:
        container.add_item(discord.ui.TextDisplay("-# " + _("Talked about in {thread}", thread=f"<#{thread_id}>")))
    for row in rows:
        container.add_item(discord.ui.ActionRow(*row))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def colour(page: FilmPage) -> int:
    """Colour a page by where most of its reviewers stand; grey while there are too few of them."""
    if not page.enough:
        return NEUTRAL
    sides = page.labels["positive"] - page.labels["negative"]
    if 2 * abs(sides) < page.reviewers:
        return LABEL_COLOURS["mixed"]
    return LABEL_COLOURS["positive" if sides > 0 else "negative"]


def verdicts_line(labels: Mapping[Label, int]) -> str:
    """Say how verdicts are shared out, each with its mark."""
    return " · ".join(verdict_count(label, labels[label]) for label in ORDER if labels.get(label))


def reviewers_line(page: FilmPage) -> str:
    """Say how many reviews there are, and by how many; each one's newest review counts."""
    counts = {"reviews": count(page.reviews, "review"), "reviewers": count(page.reviewers, "reviewer")}
    if page.reviews > page.reviewers + page.copies:
        return _("{reviews} by {reviewers}: each one’s newest counts", **counts)
    return _("{reviews} by {reviewers}", **counts)


def _asides(page: FilmPage) -> Iterable[str]:
    """Say what is here and not counted: reviews in somebody else's words, and what critics say."""
    if page.copies:
        yield "-# " + ngettext(
            "{number:n} more review is word for word another’s, and not counted.",
            "{number:n} more reviews are word for word another’s, and not counted.",
            page.copies,
        )
    if page.critics:
        named = ", ".join(map(_critic, page.critics[:_CRITICS]))
        if len(page.critics) > _CRITICS:
            named = _("{named} and {number:n} more", named=named, number=len(page.critics) - _CRITICS)
        yield "-# " + _("Critics, whose words were pasted and are not counted: {named}", named=named)


def _critic(each: CriticWords) -> str:
    """Name a critic with where they stand: `Ada Lark ▲ 9/10`."""
    parts = (critic_name(each.name), LABEL_MARKS[each.label], stood(each.label, each.rating))
    return " ".join(part for part in parts if part)


def ratings_line(ratings: Ratings | None, rated: int) -> str:
    """Say the mean and the ends of the ratings; below three, that they are not averaged."""
    if ratings is None:
        return (
            _("{ratings}: averaged from three on", ratings=count(rated, "rating"))
            if rated
            else _("nobody has given a rating")
        )
    average = _("**{mean:.1n}/10** on average of {ratings}", mean=ratings.mean, ratings=count(ratings.count, "rating"))
    if ratings.lowest < ratings.highest:
        average += ", " + _("{lowest} to {highest}", lowest=_short(ratings.lowest), highest=_short(ratings.highest))
    return f"★ {average}"


def _short(rating: float) -> str:
    return shown_number(rating, 1, trimmed=True)


def aspect_line(one: AspectCount) -> str:
    """Show one aspect with its counts."""
    counts = ((PRAISE, one.praise), (CRITICISM, one.criticism), (EVEN, one.neither))
    return " ".join([aspect_word(one.aspect), *(marked_count(mark, number) for mark, number in counts if number)])


def film_list(films: Sequence[Film], page: int, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw one page of all films, the most reviewed first."""
    pages = pages_of(films)
    shown = films[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    body = "\n".join(f"**{film_words(film)}** · {count(film.reviews, 'review')}" for film in shown)
    heading = f"### {_('Films')}\n-# {count(len(films), 'film')}{page_counted(page, pages)}"
    return text_page(heading, body or _(EMPTY_ARCHIVE), NEUTRAL, actions)


def pages_of(films: Sequence[Film]) -> int:
    """Count the pages of the list."""
    return max(1, -(-len(films) // PAGE_SIZE))


def comparison(
    guild_id: int, both: FilmComparison, columns: Columns | None, actions: Sequence[Action] = ()
) -> discord.ui.LayoutView:
    """Draw two films side by side: the picture that is sent along, who prefers which, and a line of each."""
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=ACCENT)
    container.add_item(discord.ui.TextDisplay(f"### {film_words(both.first.film)} · {film_words(both.second.film)}"))
    if columns:
        container.add_item(picture(columns))
    container.add_item(discord.ui.TextDisplay("\n".join(_beside(both, columns))))
    for page in (both.first, both.second):
        if line := _speaking(page):
            container.add_item(discord.ui.Separator(visible=page is both.first))
            shown = quoted(guild_id, line, limit=_BESIDE_QUOTE)
            container.add_item(discord.ui.TextDisplay(f"**{film_words(page.film)}**\n{shown}"))
    if actions:
        container.add_item(discord.ui.ActionRow(*actions))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _beside(both: FilmComparison, columns: Columns | None) -> Iterable[str]:
    yield _preferred(both)
    if columns is None:
        for page in (both.first, both.second):
            yield f"**{film_words(page.film)}**: {reviewers_line(page)}"
        return
    yield from (f"-# {place}: {brief(name, _NAME)}" for place, name in columns.unwritten)
    if len(both.aspects) > MOST_ROWS:
        yield "-# " + ngettext(
            "{number:n} more side: on the films’ own pages.",
            "{number:n} more sides: on the films’ own pages.",
            len(both.aspects) - MOST_ROWS,
        )


def _speaking(page: FilmPage) -> Quoted | None:
    """Choose the line that speaks for where most stand."""
    against = page.labels["negative"] > page.labels["positive"]
    return (page.criticism or page.praise) if against else (page.praise or page.criticism)


def _preferred(both: FilmComparison) -> str:
    if not both.both:
        return _("Nobody here has reviewed both.")
    sides = [
        _("**{number:n}** put {film} higher", number=number, film=film_words(film))
        for film, number in ((both.first.film, both.prefer_first), (both.second.film, both.prefer_second))
        if number
    ]
    if both.prefer_neither:
        sides.append(_("**{number:n}** put neither higher", number=both.prefer_neither))
    return _("Of {members} who reviewed both, {sides}.", members=count(both.both, "member"), sides=listed(sides))


def choose_other(film: Film, rows: Sequence[Sequence[Action]]) -> discord.ui.LayoutView:
    """Ask which film to compare one with."""
    asked = _("Which film beside {film}?", film=film_words(film))
    body = f"{asked}\n-# {_('The most reviewed are offered; `/film compare` takes any two.')}"
    container: discord.ui.Container[Any] = discord.ui.Container(discord.ui.TextDisplay(body), accent_colour=ACCENT)
    for row in rows:
        container.add_item(discord.ui.ActionRow(*row))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def renamed(before: Film, after: Film, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Say that a film has another name."""
    body = _(
        "{before} is now **{after}**, in {reviews}.",
        before=film_words(before),
        after=film_words(after),
        reviews=count(after.reviews, "review"),
    )
    return text_page("### " + _("The film is renamed"), f"{body}\n{_(_FOLLOWING)}", NEUTRAL, actions)


def merged(source: Film, target: Film, until: datetime, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Say that two films have become one."""
    body = ngettext(
        "{number:n} review of {source} is now filed under **{target}**.",
        "{number:n} reviews of {source} are now filed under **{target}**.",
        source.reviews,
        source=film_words(source),
        target=film_words(target),
    )
    undo = _("It can be taken back until {time}.", time=f"<t:{int(until.timestamp())}:t>")
    return text_page("### " + _("The films are merged"), f"{body}\n{undo}\n{_(_FOLLOWING)}", NEUTRAL, actions)


def undone(sentence: str) -> discord.ui.LayoutView:
    """Say that a change is taken back."""
    return text_page("### " + _("Taken back"), sentence, NEUTRAL)


def side_page(guild_id: int, found: SideLines, rows: Sequence[Sequence[Action]] = ()) -> discord.ui.LayoutView:
    """Draw a page of what is written about one side of a film, praise and criticism in turn."""
    counted, pages = found.count, page_counted(found.page, found.pages)
    split = " · ".join(_side_counts(counted)) or _("Nobody has written about it.")
    title = _("{aspect} in {film}", aspect=aspect_word(counted.aspect), film=film_words(found.film))
    heading = f"### {title}\n{split}{pages}"
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay(heading), accent_colour=_side_colour(counted)
    )
    for line in found.lines:
        container.add_item(discord.ui.Separator(visible=line is found.lines[0]))
        container.add_item(discord.ui.TextDisplay(quoted(guild_id, line, limit=_SIDE_QUOTE)))
    for row in rows:
        container.add_item(discord.ui.ActionRow(*row))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _side_counts(counted: AspectCount) -> Iterable[str]:
    if counted.praise:
        yield PRAISE + " " + _("**{number:n}** praise it", number=counted.praise)
    if counted.criticism:
        yield CRITICISM + " " + _("**{number:n}** criticise it", number=counted.criticism)
    if counted.neither:
        yield EVEN + " " + _("**{number:n}** both ways, or neither", number=counted.neither)


def _side_colour(counted: AspectCount) -> int:
    """Colour a side by which of the two has twice as many."""
    if not counted.praise and not counted.criticism:
        return NEUTRAL
    if counted.praise >= 2 * counted.criticism:
        return LABEL_COLOURS["positive"]
    return LABEL_COLOURS["negative" if counted.criticism >= 2 * counted.praise else "mixed"]


def _blocks(guild_id: int, page: FilmPage, pictures: Pictures) -> Iterable[Action]:
    yield discord.ui.TextDisplay(f"### {film_words(page.film)}")
    if pictures.bar:
        yield picture(pictures.bar)
    yield discord.ui.TextDisplay("\n".join((*_standing(page), *_asides(page))))
    quotes = [
        f"**{mark} {words}**\n{quoted(guild_id, line, marked=False)}"
        for mark, words, line in ((PRAISE, _("Praise"), page.praise), (CRITICISM, _("Criticism"), page.criticism))
        if line
    ]
    for place, quote in enumerate(quotes):
        yield discord.ui.Separator(visible=not place)
        yield discord.ui.TextDisplay(quote)
    if pictures.chart:
        yield discord.ui.Separator()
        yield picture(pictures.chart)
    if page.enough and (rest := _rest(page, pictures.chart)):
        yield discord.ui.TextDisplay(rest)


def _standing(page: FilmPage) -> Iterable[str]:
    """Say where the reviewers stand; of too few, only what each of them says."""
    if page.reviews:
        yield verdicts_line(page.labels)
    if page.rated:
        yield ratings_line(page.ratings, page.rated)
    if not page.enough:
        yield f"-# {consensus(page)}"
        return
    if agreed := agreement(page):
        yield _("**They agree:** {agreed}.", agreed=agreed)
    if divided := division(page):
        yield _("**They split:** {divided}.", divided=divided)
    if page.points:
        yield _("**By name:** {points}", points=points_line(page.points))
    if page.people:
        yield _("**Named:** {people}", people=people_line(page.people))
    yield f"-# {reviewers_line(page)}"


def _rest(page: FilmPage, chart: FilmChart | None) -> str:
    """Count the sides that the chart does not show, and name those that nobody wrote about."""
    drawn = {name for name, _, _ in chart.sides} if chart else set[str]()
    lines = [aspect_line(one) for one in page.aspects if aspect_word(one.aspect) not in drawn]
    listed_here = ", ".join(lines)
    rest = [f"-# {_('Also: {sides}', sides=listed_here) if drawn else listed_here}"] if lines else []
    if page.uncovered:
        uncovered = ", ".join(aspect_name(one) for one in page.uncovered)
        rest.append("-# " + _("Not written about: {aspects}", aspects=uncovered))
    return "\n".join(rest)
