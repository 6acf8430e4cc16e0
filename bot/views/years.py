"""A year of the club, or of a member: the picture, and under it what the picture cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import discord

from bot.discussion import AgreedPair, Year, split
from bot.speech import _, count, month_name, ngettext, number
from bot.views.card import Action
from bot.views.charts import YearChart, picture
from bot.views.charts.year import numbers, rated_most, stood_out
from bot.views.colours import ACCENT
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, quoted
from bot.views.pages.critics import changes
from bot.views.words import CRITICISM, PRAISE

_CHANGED: Final = 5


def year_page(guild_id: int, page: Year, chart: YearChart | None, actions: Sequence[Action] = ()) -> Any:
    """Draw a year."""
    heading = _("{year} in films", year=page.year)
    if page.author_id is not None:
        heading = _("{year} of {member} in films", year=page.year, member=f"<@{page.author_id}>")
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {heading}"), accent_colour=ACCENT
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
        yield _("Verdicts: {said}.", said=split(page.labels.items(), voices))
    yield from _films(page)
    if page.line is not None and not page.line.spoiler:
        heading = _("**Line of the year**")
        if page.line.film:
            heading = _("**Line of the year** on {film}", film=film_words(page.line.film))
        yield f"{heading}\n{quoted(guild_id, page.line)}"
    if page.pair is not None:
        yield _pair(page.pair, page.author_id)
    if page.changed:
        changed = ngettext("{number:n} change of mind", "{number:n} changes of mind", len(page.changed))
        yield f"**{changed}**"
        yield from changes(page.changed, _CHANGED, named=page.author_id is None)
    films = {int(month[5:]): films for month, _reviews, films in page.by_month if films}
    busy = [f"{month_name(month, short=True)} {number(seen)}" for month, seen in films.items()]
    if busy:
        yield "-# " + _("Films by month: {months}", months=" · ".join(busy))


def _films(page: Year) -> Iterator[str]:
    for title, one in stood_out(page):
        counts = f"{PRAISE} {number(one.positive)} {CRITICISM} {number(one.negative)}"
        of = _("of {reviewers}", reviewers=count(one.reviewers, "reviewer"))
        yield f"**{title}:** {film_words(one.film)} · {counts} {of}"
    for title, one in rated_most(page):
        yield f"**{title}:** {film_words(one.film)} · ★ {number(one.rating, 1)}/10"


def _pair(pair: AgreedPair, author_id: int | None) -> str:
    first, second, films = f"<@{pair.first}>", f"<@{pair.second}>", count(pair.films, "film")
    if author_id is None:
        return _(
            "**Most agreed:** {first} and {second}, over {films} that both rated, {apart:.1n} points of 10 apart.",
            first=first,
            second=second,
            films=films,
            apart=pair.apart,
        )
    return _(
        "**Agrees most with** {member}, over {films} that both rated, {apart:.1n} points of 10 apart.",
        member=second if pair.first == author_id else first,
        films=films,
        apart=pair.apart,
    )
