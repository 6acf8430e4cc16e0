"""Lists of reviews and search results, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.archive.types import Hit, Page, ReviewLine
from bot.views.card import Action
from bot.views.escape import escape, highlight
from bot.views.limits import LAYOUT_CHARACTERS, shorten
from bot.views.pages.details import text_page
from bot.views.words import LABEL_WORDS, count, day, film_heading, message_link

GREY = 0x80848E
PAGE_SIZE = 6
_ROOM = (LAYOUT_CHARACTERS - 500) // PAGE_SIZE
_HEADING = 250


def review_list(
    guild_id: int, heading: str, page: Page[ReviewLine], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw a page of reviews: film, label, author, and a line of each."""
    blocks = [_block(guild_id, line, _excerpt(line.excerpt)) for line in page.items]
    body = "\n".join(blocks) or "No reviews here yet. `/review add` files the first one."
    return text_page(_heading(heading, page.total, "review"), body, GREY, actions)


def search_results(guild_id: int, query: str, page: Page[Hit], actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw a page of search results: the best sentence of each, matched words in bold."""
    blocks = [_block(guild_id, hit.line, _sentence(hit)) for hit in page.items]
    body = "\n".join(blocks) or _nothing(page)
    title = f"Search: {escape(query)}" if query.strip() else "Every review"
    return text_page(_heading(title, page.total, "review"), body, GREY, actions)


def _heading(title: str, total: int, thing: str) -> str:
    return f"### {shorten(title, _HEADING)}\n-# {count(total, thing)}"


def _block(guild_id: int, line: ReviewLine, shown: str) -> str:
    film = film_heading(line.film, 60)
    parts = [f"**#{line.number}** {film}", LABEL_WORDS[line.label]]
    if line.rating_raw:
        parts.append(f"★ {escape(shorten(line.rating_raw, 20))}")
    parts.append(f"<@{line.author_id}>")
    parts.append(day(line.written_at))
    if line.channel_id and line.message_id:
        parts.append(f"[original ↗]({message_link(guild_id, line.channel_id, line.message_id)})")
    return " · ".join(parts) + (f"\n> {shown}" if shown else "")


def _excerpt(excerpt: str) -> str:
    return _short_enough(highlight(excerpt, (), spoiler_spans(excerpt)))


def _sentence(hit: Hit) -> str:
    return _short_enough(highlight(hit.sentence, hit.matches, spoiler_spans(hit.sentence)))


def _short_enough(shown: str) -> str:
    """Leave out a line that is too long for a list, and say where it is, rather than cut it."""
    return shown if len(shown) <= _ROOM - 250 else "-# The line is too long for a list; `/review show` has it."


def _nothing(page: Page[Hit]) -> str:
    if not page.suggestions:
        return "Nothing here matches. Try fewer words, a `prefix*`, or drop a filter."
    return "Nothing here matches. Did you mean " + ", ".join(escape(word) for word in page.suggestions) + "?"


def spoiler_spans(text: str) -> list[tuple[int, int]]:
    """Find the spoiler spans of a verbatim line that holds whole spans only."""
    spans: list[tuple[int, int]] = []
    opening = text.find("||")
    while opening >= 0:
        closing = text.find("||", opening + 2)
        if closing < 0:
            break
        spans.append((opening, closing + 2))
        opening = text.find("||", closing + 2)
    return spans
