"""Key points: what several reviewers take a side on by name, praise and criticism of it beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import discord

from bot.discussion import KeyPoint, KeyPoints, PersonCount, PersonPage, Quoted
from bot.speech import N_, _, count
from bot.views.card import Action
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import escape
from bot.views.limits import LAYOUT_CHARACTERS, fitting, shorten
from bot.views.pages.answers import film_words, quoted
from bot.views.pages.details import page_counted, text_page
from bot.views.words import CRITICISM, PRAISE, marked_count

MOST_IN_LINE: Final = 6
"""Points in the line of a film's page; the others are on the page of points."""
_NAME = 60
_QUOTE = 260
"""The longest line quoted: four of them, escaped and with their authors, under each of three points fit a message."""
_NOTHING = N_("Nothing yet that three people here take a side on by name.")


def point_name(point: KeyPoint) -> str:
    """Name a point in the words that most reviewers use."""
    return escape(shorten(point.name, _NAME))


def points_line(points: Sequence[KeyPoint]) -> str:
    """Count the first points in one line: `ending ▲ 3 ▼ 8 · jokes ▲ 7`."""
    return " · ".join(f"{point_name(one)} {' '.join(_counts(one))}" for one in points[:MOST_IN_LINE])


def _counts(point: KeyPoint | PersonCount) -> Iterable[str]:
    for mark, number in ((PRAISE, point.praise), (CRITICISM, point.criticism)):
        if number:
            yield marked_count(mark, number)


def people_line(people: Sequence[PersonCount]) -> str:
    """Count the first people in one line: `Bale by 15 ▲ 7 ▼ 4`; who is of the story is said to be."""
    return " · ".join(map(_person, people[:MOST_IN_LINE]))


def _person(one: PersonCount) -> str:
    name = escape(shorten(one.name, _NAME))
    named = _("{name} by {number:n}", name=name, number=one.named)
    if one.character:
        named = _("{name} (in the story) by {number:n}", name=name, number=one.named)
    return " ".join((named, *_counts(one)))


def person_page(guild_id: int, found: PersonPage, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw what a server wrote about somebody: by how many, in which films, and the best lines of both sides."""
    one = found.person
    counts = " ".join(_counts(one)) or _("nobody takes a side")
    named = _("Named by {reviewers}", reviewers=count(one.named, "reviewer"))
    if one.character:
        named = _("Named by {reviewers}, somebody in the story", reviewers=count(one.named, "reviewer"))
    heading = f"### {escape(shorten(one.name, _NAME))}\n-# {named} · {counts}"
    films = [f"{film_words(film)} · {_person(own)}" for film, own in found.films]
    lines = [quoted(guild_id, line, film=True) for line in (*_in_turn(one), *one.lines)]
    room = LAYOUT_CHARACTERS - len(heading) - 150
    body = fitting([*lines, *films], room)
    return text_page(heading, body, ACCENT, actions)


def nobody_named(name: str) -> discord.ui.LayoutView:
    """Say that no review here names somebody."""
    return text_page(f"### {escape(shorten(name, _NAME))}", _("No review here names anybody so."), NEUTRAL)


def points_page(guild_id: int, found: KeyPoints, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw a page of a film's key points: each with its counts, then the best lines of either side in turn."""
    title = _("Key points of {film}", film=film_words(found.film))
    voices = _("Of {reviewers}, one vote each", reviewers=count(found.reviewers, "reviewer"))
    heading = f"### {title}\n-# {voices}{page_counted(found.page, found.pages)}"
    container: discord.ui.Container[Any] = discord.ui.Container(discord.ui.TextDisplay(heading), accent_colour=NEUTRAL)
    room = (LAYOUT_CHARACTERS - len(heading) - 100) // max(1, len(found.points))
    for point in found.points:
        container.add_item(discord.ui.Separator(visible=True))
        container.add_item(discord.ui.TextDisplay(fitting(_point(guild_id, point), room)))
    if not found.points:
        container.add_item(discord.ui.TextDisplay(_(_NOTHING)))
    if actions:
        container.add_item(discord.ui.ActionRow(*actions))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _point(guild_id: int, point: KeyPoint) -> list[str]:
    """Head a point with its counts; the larger side speaks first, and each line stands beside one of the other side."""
    heading = f"**{point_name(point)}** · {' '.join(_counts(point))}"
    return [heading, *(quoted(guild_id, line, limit=_QUOTE) for line in _in_turn(point))]


def _in_turn(point: KeyPoint | PersonCount) -> list[Quoted]:
    lines = (point.best_praise, point.best_criticism)
    first, second = lines if point.praise >= point.criticism else (lines[1], lines[0])
    return [line for place in range(2) for side in (first, second) for line in side[place : place + 1]]
