"""A year of the club, or of a member: the picture, and under it what the picture cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import discord

from bot.discussion import AgreedPair, Year, split
from bot.speech import count, ngettext
from bot.views.card import Action
from bot.views.charts import YearChart, picture
from bot.views.charts.year import numbers
from bot.views.colours import ACCENT
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, quoted
from bot.views.pages.critics import changes
from bot.views.words import CRITICISM, PRAISE

_CHANGED: Final = 5


def year_page(guild_id: int, page: Year, chart: YearChart | None, actions: Sequence[Action] = ()) -> Any:
    """Draw a year."""
    whose = f" of <@{page.author_id}>" if page.author_id is not None else ""
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {page.year}{whose} in films"), accent_colour=ACCENT
    )
    if chart is not None:
        container.add_item(picture(chart))
    body = fitting(_blocks(guild_id, page), LAYOUT_CHARACTERS - 300)
    container.add_item(discord.ui.TextDisplay(body))
    if actions:
        container.add_item(discord.ui.ActionRow(*actions))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _blocks(guild_id: int, page: Year) -> Iterator[str]:
    yield f"**{numbers(page)}.**"
    voices = sum(page.labels.values())
    if voices:
        said = split(page.labels.items(), voices)
        yield f"Verdicts: {said}."
    yield from _films(page)
    if page.line is not None and not page.line.spoiler:
        about = f" on {film_words(page.line.film)}" if page.line.film else ""
        yield f"**Line of the year**{about}\n{quoted(guild_id, page.line)}"
    if page.pair is not None:
        yield _pair(page.pair, page.author_id)
    if page.changed:
        changed = ngettext("{number:n} change of mind", "{number:n} changes of mind", len(page.changed))
        yield f"**{changed}**"
        yield from changes(page.changed, _CHANGED, named=page.author_id is None)
    busy = [(month, films) for month, _, films in page.by_month if films]
    if busy:
        yield f"-# Films by month: {' · '.join(f'{month[5:]} {films:,}' for month, films in busy)}"


def _films(page: Year) -> Iterator[str]:
    for title, counted in (("Most loved", page.loved), ("Most split", page.split)):
        if counted is not None:
            counts = f"{PRAISE} {counted.positive:,} {CRITICISM} {counted.negative:,}"
            yield f"**{title}:** {film_words(counted.film)} · {counts} of {count(counted.reviewers, 'reviewer')}"
    for title, rated in (("Rated highest", page.best), ("Rated lowest", page.worst)):
        if rated is not None:
            yield f"**{title}:** {film_words(rated.film)} · ★ {rated.rating:.1f}/10"


def _pair(pair: AgreedPair, author_id: int | None) -> str:
    over = f"over {count(pair.films, 'film')} that both rated, {pair.apart:.1f} points of 10 apart"
    if author_id is None:
        return f"**Most agreed:** <@{pair.first}> and <@{pair.second}>, {over}."
    return f"**Agrees most with** <@{pair.second if pair.first == author_id else pair.first}>, {over}."
