"""Lists of reviews and search results, a page at a time: two lines an entry, with air between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import discord

from bot.analysis.language.spoilers import spans
from bot.archive.types import Film, Filters, Hit, Page, ReviewLine, Sort
from bot.discussion.wording import label_name
from bot.speech import N_, _, count
from bot.views.card import Action
from bot.views.colours import NEUTRAL
from bot.views.escape import as_line, brief, escape, highlight, passage
from bot.views.limits import LAYOUT_CHARACTERS, shorten
from bot.views.viewings import day_words, tags_words
from bot.views.words import (
    EMPTY_ARCHIVE,
    day,
    film_heading,
    message_link,
    open_rating,
    verdict_words,
    written_by,
)

PAGE_SIZE = 6
_ROOM = (LAYOUT_CHARACTERS - 500) // PAGE_SIZE
"""Characters of an entry."""
_LINE = 240
"""Characters of a review's line, before it is escaped; a longer one is shown in part, each end of it as `…`."""
_BEFORE = 90
"""Of these, what stands before the first word that was found."""
_TOO_LONG = N_("-# The line is too long for a list; `/review show` has it.")
_QUERY = 240
_TAGS = 3
_ORDERS: dict[Sort, tuple[str, ...]] = {
    "newest": (),
    "best": (),
    "oldest": (N_("oldest first"),),
    "rating": (N_("highest rated first"),),
    "praise": (N_("most praise first"),),
    "criticism": (N_("most criticism first"),),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list shows: the words searched for, if any, what it is narrowed to, and its order."""

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "newest"
    film: Film | None = None
    """The film of the filters."""


def review_list(
    guild_id: int, asked: Asked, page: Page[Hit], actions: Sequence[Action], *, empty: bool = False
) -> discord.ui.LayoutView:
    """Draw a page of reviews: film, verdict, rating, author, date, and of each the line that says it.

    Words that were searched for are in bold, with what stands around them. `empty`: whether the server has
    no review at all, rather than none of these.
    """
    entries = [_entry(guild_id, hit.line, _in_context(hit.sentence, hit.matches)) for hit in page.items]
    return _page(
        _heading(asked, page.total), entries or [_(EMPTY_ARCHIVE) if empty else _nothing(asked, page)], actions
    )


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


def _heading(asked: Asked, total: int) -> str:
    words = asked.query.strip()
    title = _("Search: {words}", words=brief(words, _QUERY)) if words else _("Reviews")
    if asked.film and not words:
        title = _("Reviews of {film}", film=film_heading(asked.film))
    said = [count(total, "review"), *_narrowed(asked)]
    return f"### {title}\n-# {' · '.join(said)}"


def _narrowed(asked: Asked) -> Iterator[str]:
    """Say what a list leaves out, and its order where that is not the usual one."""
    chosen = asked.filters
    if asked.film and asked.query.strip():
        yield _("of {film}", film=film_heading(asked.film, 60))
    if chosen.author_id is not None:
        yield _("by {member}", member=f"<@{chosen.author_id}>")
    if chosen.label is not None:
        yield label_name(chosen.label)
    yield from _rated(chosen)
    if chosen.since is not None:
        yield _("from {day} on", day=day(chosen.since))
    if chosen.until is not None:
        yield _("until {day}", day=day(chosen.until - timedelta(days=1)))
    if chosen.channel_id is not None:
        yield _("in {channel}", channel=f"<#{chosen.channel_id}>")
    if chosen.critic is not None:
        yield _("words of critics") if chosen.critic else _("words of members")
    yield from map(_, _ORDERS[asked.sort])


def _rated(chosen: Filters) -> Iterator[str]:
    low, high = chosen.minimum_rating, chosen.maximum_rating
    if low is not None and high is not None:
        yield _("rated {low:.2g} to {high:.2g} of 10", low=low, high=high)
    elif low is not None:
        yield _("rated {low:.2g} of 10 or more", low=low)
    elif high is not None:
        yield _("rated {high:.2g} of 10 or less", high=high)


def _entry(guild_id: int, line: ReviewLine, shown: str) -> str:
    parts = [f"**{film_heading(line.film, 60)}**", verdict_words(line.label)]
    rating = open_rating(line.rating_raw)
    if rating:
        parts.append(f"★ {escape(shorten(rating, 20))}")
    parts += [written_by(line.author_id, line.critic), day(line.written_at), _source(guild_id, line)]
    head = " · ".join([*parts, *_viewing(line)])
    if not shown:
        return head
    return f"{head}\n{shown if len(head) + len(shown) < _ROOM else _(_TOO_LONG)}"


def _viewing(line: ReviewLine) -> Iterator[str]:
    """Say when the film was watched, whether again, and the first tags."""
    if watched := day_words(line.watched_on or ""):
        yield _("watched {watched}", watched=watched)
    if line.rewatch:
        yield _("a rewatch")
    if tags := tags_words(line.tags, _TAGS):
        yield tags


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
    return f"> {as_line(shown)}"


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


def _nothing(asked: Asked, page: Page[Hit]) -> str:
    if not asked.query.strip():
        return _("No review here is like that. Leave a filter out.")
    if not page.suggestions:
        return _("Nothing here matches. Try fewer words, a `prefix*`, or drop a filter.")
    meant = ", ".join(brief(word, _QUERY) for word in page.suggestions)
    return _("Nothing here matches. Did you mean {words}?", words=meant)
