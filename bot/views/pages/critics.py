"""Members as critics: what one praises and pans, and where two agree and part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import discord

from bot.analysis.types import Label
from bot.discussion import (
    AspectClash,
    ChangedMind,
    CriticAspect,
    CriticComparison,
    CriticFilm,
    CriticPage,
    ServerCritics,
    SharedFilm,
)
from bot.discussion.phrases import changed_line, critic_line, critics_line
from bot.views.charts import Columns, picture
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import brief
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, phrase, quoted
from bot.views.pages.details import text_page
from bot.views.pages.films import ratings_line
from bot.views.viewings import before_words, stood
from bot.views.words import (
    ASPECT_WORDS,
    CRITICISM,
    EMPTY_ARCHIVE,
    EVEN,
    LABEL_WORDS,
    PRAISE,
    count,
    verdict_words,
)

_BODY: Final = LAYOUT_CHARACTERS - 300
_QUOTE: Final = 300
_FILMS: Final = 8
_ASPECTS: Final = 3
_NAME: Final = 200
_CHANGED: Final = 5
"""Films named on a member's page of which they changed their mind."""
_CHANGED_HERE: Final = 12
"""Films named on the server's page."""


def critic_page(guild_id: int, page: CriticPage) -> discord.ui.LayoutView:
    """Draw what one member writes."""
    heading = f"### <@{page.author_id}> as a critic"
    if not page.reviews:
        return text_page(heading, phrase(critic_line(page)), NEUTRAL)
    return text_page(heading, fitting(_critic(guild_id, page), _BODY), ACCENT)


def server_page(critics: ServerCritics) -> discord.ui.LayoutView:
    """Draw who writes on a server, and who changed their mind."""
    heading = "### This server’s critics"
    if not critics.writers:
        return text_page(heading, EMPTY_ARCHIVE, NEUTRAL)
    writers = " · ".join(f"<@{author}> {count(number, 'review')}" for author, number in critics.writers)
    blocks = [writers]
    if critics.changed:
        blocks.append(f"**{phrase(changed_line(critics.changed))}**")
        blocks += _changes(critics.changed, _CHANGED_HERE, named=True)
    else:
        blocks.append("-# Nobody has changed their mind yet: a later review of the same film shows it.")
    return text_page(heading, fitting(blocks, _BODY), ACCENT)


def _changes(changed: Sequence[ChangedMind], most: int, *, named: bool = False) -> Iterator[str]:
    """Say film by film what somebody thought before and now, and in which review."""
    for one in changed[:most]:
        who = f"<@{one.author_id}> on " if named else ""
        before, now = stood(one.label_before, one.rating_before), stood(one.label, one.rating)
        then = before_words(one.day_before, one.day)
        yield f"{who}{film_words(one.film)}: was {before} {then}, now {now} · #{one.review}"
    if len(changed) > most:
        yield f"-# and {len(changed) - most:,} more"


def comparison(guild_id: int, both: CriticComparison, columns: Columns | None) -> discord.ui.LayoutView:
    """Draw two members side by side: the picture that is sent along, and the lines on which they part and agree."""
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=ACCENT if both.shared else NEUTRAL)
    container.add_item(discord.ui.TextDisplay(f"### {phrase(critics_line(both))}"))
    if columns:
        container.add_item(picture(columns))
    if noted := "\n".join(_noted(both, columns)):
        container.add_item(discord.ui.TextDisplay(noted))
    for title, clashes in (("Where they part", both.clashes), ("Where they agree", both.accords)):
        if clashes:
            container.add_item(discord.ui.Separator())
            container.add_item(discord.ui.TextDisplay(f"**{title}:** {_clash(guild_id, clashes[0])}"))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _noted(both: CriticComparison, columns: Columns | None) -> Iterator[str]:
    """Say in words what the picture leaves out; without one, where they stand on the film of both."""
    if columns is None:
        yield from (_shared(shared) for shared in (*both.part, *both.between, *both.agree))
        return
    yield from (f"-# {place}: {brief(name, _NAME)}" for place, name in columns.unwritten)
    if both.shared > len(columns.rows):
        yield f"-# and {both.shared - len(columns.rows):,} more films of both, on which they are closer."


def _critic(guild_id: int, page: CriticPage) -> Iterator[str]:
    yield f"**{phrase(critic_line(page))}**"
    yield ratings_line(page.ratings, sum(film.rating is not None for film in page.films))
    for title, aspects in (
        (f"{PRAISE} Praises", page.praises),
        (f"{CRITICISM} Pans", page.pans),
        (f"{EVEN} Both", page.divided),
    ):
        if aspects:
            yield f"**{title}:** " + ", ".join(map(_aspect, aspects))
            yield from _lines(guild_id, aspects[:_ASPECTS])
    if page.changed:
        yield f"**Changed their mind on {count(len(page.changed), 'film')}**"
        yield from _changes(page.changed, _CHANGED)
    if page.films:
        yield "**Films**"
    for film in page.films[:_FILMS]:
        yield _film(film)
    if len(page.films) > _FILMS:
        yield f"-# and {len(page.films) - _FILMS:,} more: `/review list` with this member shows them all."


def _aspect(one: CriticAspect) -> str:
    return f"{ASPECT_WORDS[one.aspect].lower()} ({one.praise:,} to {one.criticism:,})"


def _lines(guild_id: int, aspects: Iterable[CriticAspect]) -> Iterator[str]:
    for one in aspects:
        leaning = one.praise_line if one.praise >= one.criticism else one.criticism_line
        line = leaning or one.praise_line or one.criticism_line
        if line:
            yield quoted(guild_id, line, film=True, limit=_QUOTE)


def _film(film: CriticFilm) -> str:
    parts = [f"#{film.review} {film_words(film.film)}", LABEL_WORDS[film.label]]
    if film.rating is not None:
        parts.append(f"★ {film.rating:.1f}/10")
    if film.others_mean is not None:
        parts.append(f"others {film.others_mean:.1f}/10")
    return " · ".join(parts)


def _clash(guild_id: int, clash: AspectClash) -> str:
    lines = (quoted(guild_id, line, limit=_QUOTE) for line in (clash.first, clash.second))
    return "\n".join([f"{ASPECT_WORDS[clash.aspect]} in {film_words(clash.film)}", *lines])


def _shared(shared: SharedFilm) -> str:
    sides = (_stance(shared.first_label, shared.first_rating), _stance(shared.second_label, shared.second_rating))
    return f"{film_words(shared.film)}: {sides[0]} | {sides[1]}"


def _stance(label: Label, rating: float | None) -> str:
    words = verdict_words(label)
    return words if rating is None else f"{words} ★ {rating:.1f}/10"
