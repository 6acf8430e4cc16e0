"""What is kept about a member, in words made from the schema and from what each part of the bot says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.views.card import Action
from bot.views.colours import ATTENTION, NEUTRAL
from bot.views.limits import paginate
from bot.views.pages.details import text_page
from bot.views.words import count

PAGE_CHARACTERS = 3_000
FILE = "about-me"
VERSION = 1

HEADINGS = {
    "body": "Each review of yours",
    "review": "What belongs to it",
    "aspect": "What it says of each side of the film",
    "mention": "What and whom it names",
    "tag": "Its tags",
    "review_message": "Where it was read",
    "undo": "When a review is removed",
    "import_batch": "When you import reviews",
    "audit": "When you or moderators change a review",
    "opt_out": "When you ask not to be archived",
    "quotable": "When you agree to be quoted",
    "published": "When you agree to stand on the home page",
    "quote_sent": "When a line of yours was the quote of the day",
    "night": "When you plan a film night",
    "night_guest": "When you are asked to review the film of a night",
    "proposal": "When you propose a film",
    "turn": "When a film of yours is chosen",
}
"""What people call the archive's tables, in the order they are told of; any other table is called by its name."""

Stored = Sequence[tuple[str, Sequence[str]]]
"""Per table, what its columns keep about people, in plain English."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member has here."""

    reviews: int
    opted_out: bool
    quotable: bool = False
    """Whether they agreed that lines of theirs are quoted, with their name."""
    published: bool = False
    """Whether they agreed that their reviews stand on the server's home page, for the whole world."""


def text_pages(stored: Stored, parts: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Say all that is kept about a member, as pages that fit a message. `parts`: (part of the bot, its sentence)."""
    blocks = ["**In the archive of this server:**"]
    blocks += stored_lines(stored)
    blocks.append("**Beside the archive, each part of the bot keeps:**")
    blocks += [f"- *{name}*: {sentence}" for name, sentence in parts]
    blocks.append(
        "-# Nothing of it leaves this server or trains anything. What the bot has already posted in a channel stays "
        "there until it is deleted in Discord, except the cards of reviews that are erased."
    )
    return tuple(paginate(blocks, PAGE_CHARACTERS))


def stored_lines(stored: Stored) -> list[str]:
    """Say what each table keeps about people, a line of Markdown each, what matters most first."""
    return [f"- *{heading(name)}*: {'; '.join(words)}." for name, words in sorted(stored, key=_place)]


def heading(table: str) -> str:
    """Call a table by what people call it."""
    return HEADINGS.get(table, table.replace("_", " ").capitalize())


def _place(stored: tuple[str, Sequence[str]]) -> int:
    names = list(HEADINGS)
    return names.index(stored[0]) if stored[0] in names else len(names)


def panel(standing: Standing, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw the panel: where the member stands, what is kept in a few words, and what they can do about it."""
    return text_page("### What Pullquote keeps about you here", f"{_standing(standing)}\n{_KEPT}", NEUTRAL, actions)


def details(standing: Standing, pages: Sequence[str], page: int, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw one page of all that is kept, column by column."""
    page = min(page, len(pages) - 1)
    counted = f"\n-# Page {page + 1} of {len(pages)}" if len(pages) > 1 else ""
    return text_page(
        "### What Pullquote keeps about you here", f"{_standing(standing)}\n{pages[page]}{counted}", NEUTRAL, actions
    )


def ask(standing: Standing, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Ask whether a member is really to be forgotten."""
    erased = (
        f"This erases {count(standing.reviews, 'review')} of yours on this server: the texts, the quotes and ratings "
        "found in them, their search words, and your name wherever you filed or removed something for others."
    )
    lines = [
        erased,
        "**It cannot be undone.** Ask for your data first if you want to keep it.",
        "Archiving stays stopped for you."
        if standing.opted_out
        else "It does not stop new reviews from being archived; “Stop archiving me” does that.",
    ]
    return text_page("### Forget you on this server?", "\n".join(lines), ATTENTION, actions)


def forgotten(reviews: int, *, opted_out: bool) -> discord.ui.LayoutView:
    """Say that a member is forgotten."""
    after = (
        "Archiving stays stopped for you; what remembers that is a keyed fingerprint, not your id."
        if opted_out
        else "New reviews of yours would be archived again; `/privacy` stops that too."
    )
    stays = "What the bot had posted stays: answers, pages and digests that quoted you. Moderators can delete those."
    return text_page("### You are forgotten here", f"{count(reviews, 'review')} erased. {after}\n{stays}", NEUTRAL)


def documents(stored: Mapping[str, Any], about: Mapping[str, str], limit: int) -> Iterator[tuple[str, bytes]]:
    """Write everything that is stored as JSON files of at most `limit` bytes, each valid in itself.

    `about`: the fields that head every file. Gives (file name, contents); a single record over the
    limit gets a file of its own. Work for a thread.
    """
    plain = {name: value for name, value in stored.items() if not isinstance(value, list)}
    records = [(name, record) for name, value in stored.items() if isinstance(value, list) for record in value]  # pyright: ignore[reportUnknownVariableType]
    empty = {name: [] for name, value in stored.items() if isinstance(value, list)}
    groups = list(_groups(records, limit - len(_written({**about, **plain, **empty})) - 64))
    for number, group in enumerate(groups, 1):
        tables: dict[str, list[Any]] = {name: [] for name in empty}
        for name, record in group:
            tables[name].append(record)
        place = f"-{number}" if len(groups) > 1 else ""
        yield f"{FILE}{place}.json", _written({**about, **plain, **tables})


def _groups(records: Sequence[tuple[str, Any]], limit: int) -> Iterator[list[tuple[str, Any]]]:
    group: list[tuple[str, Any]] = []
    size = 0
    for name, record in records:
        length = len(_written(record)) + 8 * (len(record) + 3)
        if group and size + length > limit:
            yield group
            group, size = [], 0
        group.append((name, record))
        size += length
    yield group


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


_KEPT = (
    "Your reviews as you wrote them, what was read out of them (film, rating, label, quotes), where they were posted, "
    "and who changed them. Nothing of it leaves this server or trains anything."
)


def _standing(standing: Standing) -> str:
    filed = (
        f"**{count(standing.reviews, 'review')}** of yours {'is' if standing.reviews == 1 else 'are'} archived here."
    )
    if standing.opted_out:
        return f"{filed} You asked not to be archived: nothing new is filed."
    quoted = "You agreed" if standing.quotable else "You have not agreed"
    home = "You agreed" if standing.published else "You have not agreed"
    return (
        f"{filed} {quoted} that lines of yours are quoted with your name: `/quote`, and the quote of the day.\n"
        f"{home} that your reviews stand, with your name, on the server’s home page, which the whole world can read. "
        "If you take that back, or are forgotten, you are gone from it when it is next made."
    )
