"""Lists of reviews and search results, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.analysis.language.spoilers import spans
from bot.archive.types import Hit, Page, ReviewLine
from bot.views.card import Action
from bot.views.escape import brief, escape, highlight, inert
from bot.views.limits import LAYOUT_CHARACTERS, shorten
from bot.views.pages.details import text_page
from bot.views.words import LABEL_WORDS, count, day, film_heading, message_link, open_rating

GREY = 0x80848E
PAGE_SIZE = 6
_ROOM = (LAYOUT_CHARACTERS - 500) // PAGE_SIZE
_LINE = _ROOM - 250
_TOO_LONG = "-# The line is too long for a list; `/review show` has it."
_QUERY = 240


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
    title = f"Search: {brief(query.strip(), _QUERY)}" if query.strip() else "Every review"
    return text_page(_heading(title, page.total, "review"), body, GREY, actions)


def _heading(title: str, total: int, thing: str) -> str:
    return f"### {title}\n-# {count(total, thing)}"


def _block(guild_id: int, line: ReviewLine, shown: str) -> str:
    film = film_heading(line.film, 60)
    parts = [f"**#{line.number}** {film}", LABEL_WORDS[line.label]]
    rating = open_rating(line.rating_raw)
    if rating:
        parts.append(f"★ {escape(shorten(rating, 20))}")
    parts.append(f"<@{line.author_id}>")
    parts.append(day(line.written_at))
    if line.channel_id and line.message_id:
        parts.append(f"[original ↗]({message_link(guild_id, line.channel_id, line.message_id)})")
    return " · ".join(parts) + (f"\n> {shown}" if shown else "")


def _excerpt(excerpt: str) -> str:
    return _short_enough(inert(excerpt)) if len(excerpt) <= _LINE else _TOO_LONG


def _sentence(hit: Hit) -> str:
    if len(hit.sentence) > _LINE:
        return _TOO_LONG
    return _short_enough(highlight(hit.sentence, hit.matches, spans(hit.sentence)))


def _short_enough(shown: str) -> str:
    """Leave out a line that is too long for a list, and say where it is, rather than cut it."""
    return shown if len(shown) <= _LINE else _TOO_LONG


def _nothing(page: Page[Hit]) -> str:
    if not page.suggestions:
        return "Nothing here matches. Try fewer words, a `prefix*`, or drop a filter."
    return "Nothing here matches. Did you mean " + ", ".join(brief(word, _QUERY) for word in page.suggestions) + "?"
