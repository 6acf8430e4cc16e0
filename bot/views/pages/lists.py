"""Lists of reviews and search results, a page at a time: two lines an entry, with air between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.analysis.language.spoilers import BARS, spans
from bot.archive.types import Hit, Page, ReviewLine
from bot.views.card import Action
from bot.views.colours import NEUTRAL
from bot.views.escape import brief, escape, highlight, passage
from bot.views.limits import LAYOUT_CHARACTERS, shorten
from bot.views.words import (
    EMPTY_ARCHIVE,
    count,
    day,
    film_heading,
    message_link,
    open_rating,
    verdict_words,
)

PAGE_SIZE = 6
_ROOM = (LAYOUT_CHARACTERS - 500) // PAGE_SIZE
"""Characters of an entry."""
_LINE = 240
"""Characters of a review's line, before it is escaped; a longer one is shown in part, each end of it as `…`."""
_BEFORE = 90
"""Of these, what stands before the first word that was found."""
_TOO_LONG = "-# The line is too long for a list; `/review show` has it."
_QUERY = 240
_NONE_OF_THESE = "No review here is like that. Leave a filter out."


def review_list(
    guild_id: int, heading: str, page: Page[ReviewLine], actions: Sequence[Action], *, empty: bool = False
) -> discord.ui.LayoutView:
    """Draw a page of reviews: film, verdict, rating, author, date, and a line of each.

    `empty`: whether the server has no review at all, rather than none of these.
    """
    entries = [_entry(guild_id, line, _in_context(line.excerpt, ())) for line in page.items]
    return _page(_heading(heading, page.total), entries or [EMPTY_ARCHIVE if empty else _NONE_OF_THESE], actions)


def search_results(
    guild_id: int, query: str, page: Page[Hit], actions: Sequence[Action], *, empty: bool = False
) -> discord.ui.LayoutView:
    """Draw a page of search results: of each the words found, in bold, with what stands around them."""
    entries = [_entry(guild_id, hit.line, _in_context(hit.sentence, hit.matches)) for hit in page.items]
    title = f"Search: {brief(query.strip(), _QUERY)}" if query.strip() else "Every review"
    return _page(_heading(title, page.total), entries or [EMPTY_ARCHIVE if empty else _nothing(page)], actions)


def _page(heading: str, entries: Sequence[str], actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw each entry as a component of its own: none slides into the quotation before it."""
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay(heading), discord.ui.Separator(), *_apart(entries), accent_colour=NEUTRAL
    )
    if actions:
        container.add_item(discord.ui.ActionRow(*actions))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _apart(entries: Sequence[str]) -> Iterator[Action]:
    for place, entry in enumerate(entries):
        if place:
            yield discord.ui.Separator(visible=False)
        yield discord.ui.TextDisplay(entry)


def _heading(title: str, total: int) -> str:
    return f"### {title}\n-# {count(total, 'review')}"


def _entry(guild_id: int, line: ReviewLine, shown: str) -> str:
    parts = [f"**{film_heading(line.film, 60)}**", verdict_words(line.label)]
    rating = open_rating(line.rating_raw)
    if rating:
        parts.append(f"★ {escape(shorten(rating, 20))}")
    parts += [f"<@{line.author_id}>", day(line.written_at), _source(guild_id, line)]
    head = " · ".join(parts)
    if not shown:
        return head
    return f"{head}\n{shown if len(head) + len(shown) < _ROOM else _TOO_LONG}"


def _source(guild_id: int, line: ReviewLine) -> str:
    if line.channel_id and line.message_id:
        return f"[#{line.number} ↗]({message_link(guild_id, line.channel_id, line.message_id)})"
    return f"#{line.number}"


def _in_context(text: str, matches: Sequence[tuple[int, int]]) -> str:
    """Quote a line; of a long one what stands around its first match, or its beginning."""
    hidden = spans(text)
    start, end = _window(text, matches)
    shown = highlight(text, matches, hidden, start, end) if matches else passage(text, start, end, hidden)
    if not shown.strip():
        return ""
    shown = f"{'… ' if start else ''}{shown.strip()}{' …' if end < len(text) else ''}"
    # Bars at the beginning of a line read as a stray mark: the word says what they hide.
    return f"> {'Spoiler: ' if shown.startswith(BARS) else ''}{shown}"


def _window(text: str, matches: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Choose (start, end) of at most `_LINE` characters, cut at spaces where there are any."""
    if len(text) <= _LINE:
        return 0, len(text)
    start = max(0, min(matches[0][0] - _BEFORE, len(text) - _LINE)) if matches else 0
    end = min(len(text), start + _LINE)
    if start:
        start = text.find(" ", start, start + _BEFORE // 2) + 1 or start
    if end < len(text):
        space = text.rfind(" ", end - _BEFORE // 2, end)
        end = space if space > 0 else end
    return start, end


def _nothing(page: Page[Hit]) -> str:
    if not page.suggestions:
        return "Nothing here matches. Try fewer words, a `prefix*`, or drop a filter."
    return "Nothing here matches. Did you mean " + ", ".join(brief(word, _QUERY) for word in page.suggestions) + "?"
