"""Members as critics: what one praises and pans, and where two agree and part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import discord

from bot.discussion import AspectClash, CriticAspect, CriticComparison, CriticFilm, CriticPage, Quoted, SharedFilm
from bot.discussion.phrases import critic_line, critics_line
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, phrase, quoted
from bot.views.pages.details import text_page
from bot.views.pages.films import ratings_line
from bot.views.words import ASPECT_WORDS, CRITICISM, EVEN, LABEL_WORDS, PRAISE

_BODY: Final = LAYOUT_CHARACTERS - 300
_QUOTE: Final = 300
_FILMS: Final = 8
_ASPECTS: Final = 3
_SHARED: Final = 3


def critic_page(guild_id: int, page: CriticPage) -> discord.ui.LayoutView:
    """Draw what one member writes."""
    heading = f"### <@{page.author_id}> as a critic"
    if not page.reviews:
        return text_page(heading, phrase(critic_line(page)), NEUTRAL)
    return text_page(heading, fitting(_critic(guild_id, page), _BODY), ACCENT)


def comparison(guild_id: int, both: CriticComparison) -> discord.ui.LayoutView:
    """Draw two members side by side."""
    heading = f"### <@{both.first_id}> and <@{both.second_id}>"
    return text_page(heading, fitting(_compared(guild_id, both), _BODY), ACCENT if both.shared else NEUTRAL)


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


def _compared(guild_id: int, both: CriticComparison) -> Iterator[str]:
    yield f"**{phrase(critics_line(both))}**"
    for title, clashes in (("Where they part", both.clashes), ("Where they agree", both.accords)):
        if clashes:
            yield f"**{title}**"
        for clash in clashes[:_SHARED]:
            yield _clash(guild_id, clash)
    for title, films in (("Part on", both.part), ("Agree on", both.agree), ("In between on", both.between)):
        if films:
            yield f"**{title}**"
        for shared in films[:_SHARED]:
            yield _shared(guild_id, shared)
        if len(films) > _SHARED:
            yield f"-# and {len(films) - _SHARED:,} more"


def _clash(guild_id: int, clash: AspectClash) -> str:
    lines = (quoted(guild_id, line, limit=_QUOTE) for line in (clash.first, clash.second))
    return "\n".join([f"{ASPECT_WORDS[clash.aspect]} in {film_words(clash.film)}", *lines])


def _shared(guild_id: int, shared: SharedFilm) -> str:
    sides = (_stance(shared.first_label, shared.first_rating), _stance(shared.second_label, shared.second_rating))
    lines: list[Quoted] = [line for line in (shared.first_line, shared.second_line) if line]
    shown = [quoted(guild_id, line, limit=_QUOTE) for line in lines]
    return "\n".join([f"{film_words(shared.film)}: {sides[0]} | {sides[1]}", *shown])


def _stance(label: str, rating: float | None) -> str:
    words = next(shown for known, shown in LABEL_WORDS.items() if known == label)
    return words if rating is None else f"{words} ★ {rating:.1f}/10"
