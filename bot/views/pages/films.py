"""Films: a film's page, the list of films, two films side by side, and tidying the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import discord

from bot.archive.types import Film
from bot.discussion import AspectCount, FilmComparison, FilmPage, Ratings, consensus
from bot.views.card import Action
from bot.views.charts import FILM_FILE, FilmChart
from bot.views.colours import ACCENT, LABEL_COLOURS, NEUTRAL
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, quoted
from bot.views.pages.details import text_page
from bot.views.words import ASPECT_WORDS, CRITICISM, EMPTY_ARCHIVE, EVEN, LABEL_WORDS, PRAISE, count

PAGE_SIZE: Final = 15
"""Films on a page of the list."""
_BODY = LAYOUT_CHARACTERS - 300
_HALF = 320
"""The longest quote shown where two films stand side by side."""
_FOLLOWING = "-# Its newest cards and its open discussion get the name one by one."


def film_page(
    guild_id: int,
    page: FilmPage,
    chart: FilmChart | None,
    actions: Sequence[Action] = (),
    thread_id: int | None = None,
) -> discord.ui.LayoutView:
    """Draw a film's page.

    `chart`: the one attached as `FILM_FILE`, for its words; None where none is attached. `thread_id`: the post or
    thread where the film is talked about.
    """
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=colour(page))
    for block in _blocks(guild_id, page, charted=chart is not None):
        container.add_item(block)
    if chart is not None:
        gallery: discord.ui.MediaGallery[Any] = discord.ui.MediaGallery()
        gallery.add_item(media=f"attachment://{FILM_FILE}", description=chart.alt)
        container.add_item(gallery)
    if thread_id is not None:
        container.add_item(discord.ui.TextDisplay(f"-# Talked about in <#{thread_id}>"))
    if actions:
        container.add_item(discord.ui.ActionRow(*actions))
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


def counts_line(page: FilmPage) -> str:
    """Say in one line how many reviews there are, and how they are labelled."""
    parts = [f"{count(page.reviews, 'review')} by {count(page.reviewers, 'reviewer')}"]
    parts += [f"{LABEL_WORDS[label]} {number:,}" for label, number in page.labels.items() if number]
    return " · ".join(parts)


def ratings_line(ratings: Ratings | None, rated: int) -> str:
    """Say the mean and the spread of the ratings; below three, that they are not averaged."""
    if ratings is None:
        return f"{count(rated, 'rating')}: averaged from three on." if rated else "Nobody has given a rating."
    spread = f"spread {ratings.spread:.1f}, {ratings.lowest:.1f} to {ratings.highest:.1f}"
    return f"★ {ratings.mean:.1f}/10 on average of {count(ratings.count, 'rating')} · {spread}"


def aspect_line(one: AspectCount) -> str:
    """Show one aspect with its counts."""
    neither = f" {EVEN} {one.neither:,}" if one.neither else ""
    return f"{ASPECT_WORDS[one.aspect]} {PRAISE} {one.praise:,} {CRITICISM} {one.criticism:,}{neither}"


def film_list(films: Sequence[Film], page: int, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw one page of all films, the most reviewed first."""
    pages = pages_of(films)
    shown = films[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    body = "\n".join(f"**{film_words(film)}** · {count(film.reviews, 'review')}" for film in shown)
    counted = f" · page {page + 1} of {pages}" if pages > 1 else ""
    heading = f"### Films\n-# {count(len(films), 'film')}{counted}"
    return text_page(heading, body or EMPTY_ARCHIVE, NEUTRAL, actions)


def pages_of(films: Sequence[Film]) -> int:
    """Count the pages of the list."""
    return max(1, -(-len(films) // PAGE_SIZE))


def comparison(guild_id: int, both: FilmComparison, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw two films side by side."""
    heading = f"### {film_words(both.first.film)} · {film_words(both.second.film)}"
    blocks = [_beside(both.first), _beside(both.second), _preferred(both)]
    blocks += [_pair(pair.aspect, pair.first, pair.second) for pair in both.aspects]
    for page in (both.first, both.second):
        lines = [line for line in (page.praise, page.criticism) if line]
        if lines:
            blocks.append(f"**{film_words(page.film)}**")
        blocks += [quoted(guild_id, line, limit=_HALF) for line in lines]
    return text_page(heading, fitting((block for block in blocks if block), _BODY - len(heading)), ACCENT, actions)


def renamed(before: Film, after: Film, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Say that a film has another name."""
    body = f"{film_words(before)} is now **{film_words(after)}**, in {count(after.reviews, 'review')}."
    return text_page("### The film is renamed", f"{body}\n{_FOLLOWING}", NEUTRAL, actions)


def merged(source: Film, target: Film, until: datetime, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Say that two films have become one."""
    moved = f"{count(source.reviews, 'review')} of {film_words(source)}"
    body = f"{moved} {'is' if source.reviews == 1 else 'are'} now filed under **{film_words(target)}**."
    undo = f"It can be taken back until <t:{int(until.timestamp())}:t>."
    return text_page("### The films are merged", f"{body}\n{undo}\n{_FOLLOWING}", NEUTRAL, actions)


def undone(sentence: str) -> discord.ui.LayoutView:
    """Say that a change is taken back."""
    return text_page("### Taken back", sentence, NEUTRAL)


def _blocks(guild_id: int, page: FilmPage, *, charted: bool) -> Iterable[Action]:
    yield discord.ui.TextDisplay(f"### {film_words(page.film)}\n{counts_line(page)}")
    if not page.enough:
        # Too few to sum up: what there is, is quoted.
        yield discord.ui.TextDisplay(f"**{consensus(page)}**")
    else:
        yield discord.ui.TextDisplay(f"**{consensus(page)}**\n{ratings_line(page.ratings, page.rated)}")
    quotes = [
        f"**{words}**\n{quoted(guild_id, line)}"
        for words, line in (("Best praise", page.praise), ("Best criticism", page.criticism))
        if line
    ]
    if quotes:
        yield discord.ui.Separator()
        yield discord.ui.TextDisplay("\n".join(quotes))
    if page.enough and page.aspects and (sides := _aspects(page, charted=charted)):
        yield discord.ui.Separator()
        yield discord.ui.TextDisplay(sides)


def _aspects(page: FilmPage, *, charted: bool) -> str:
    """List the sides with their counts where no chart shows them, and those that nobody wrote about."""
    lines = [] if charted else [aspect_line(one) for one in page.aspects]
    if page.uncovered:
        lines.append("-# Not written about: " + ", ".join(ASPECT_WORDS[one].lower() for one in page.uncovered))
    return "\n".join(lines)


def _beside(page: FilmPage) -> str:
    line = f"**{film_words(page.film)}**\n{counts_line(page)}"
    if not page.enough:
        return f"{line}\n-# {consensus(page)}"
    return f"{line}\n{ratings_line(page.ratings, page.rated)}"


def _preferred(both: FilmComparison) -> str:
    if not both.both:
        return "-# Nobody here has reviewed both."
    sides = (
        f"{film_words(both.first.film)} {both.prefer_first:,}",
        f"{film_words(both.second.film)} {both.prefer_second:,}",
        f"neither {both.prefer_neither:,}",
    )
    return f"{count(both.both, 'member')} reviewed both and think more of: " + " · ".join(sides)


def _pair(aspect: Any, first: AspectCount | None, second: AspectCount | None) -> str:
    sides = [
        f"{PRAISE} {one.praise:,} {CRITICISM} {one.criticism:,}" if one else "not written about"
        for one in (first, second)
    ]
    return f"{ASPECT_WORDS[aspect]}: {sides[0]} | {sides[1]}"
