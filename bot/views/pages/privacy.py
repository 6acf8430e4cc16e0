"""What is kept about a member, in words made from the schema and from what each part of the bot says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.speech import N_, _, ngettext
from bot.views.card import Action
from bot.views.colours import ATTENTION, NEUTRAL
from bot.views.limits import paginate
from bot.views.pages.details import text_page

PAGE_CHARACTERS = 3_000
FILE = "about-me"
VERSION = 1

HEADINGS = {
    "body": N_("Each review of yours"),
    "review": N_("What belongs to it"),
    "aspect": N_("What it says of each side of the film"),
    "mention": N_("What and whom it names"),
    "tag": N_("Its tags"),
    "review_message": N_("Where it was read"),
    "undo": N_("When a review is removed"),
    "import_batch": N_("When you import reviews"),
    "audit": N_("When you or moderators change a review"),
    "opt_out": N_("When you ask not to be archived"),
    "quotable": N_("When you agree to be quoted"),
    "published": N_("When you agree to stand on the home page"),
    "quote_sent": N_("When a line of yours was the quote of the day"),
    "night": N_("When you plan a film night"),
    "night_guest": N_("When you are asked to review the film of a night"),
    "proposal": N_("When you propose a film"),
    "turn": N_("When a film of yours is chosen"),
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
    blocks = [_("**In the archive of this server:**")]
    blocks += stored_lines(stored)
    blocks.append(_("**Beside the archive, each part of the bot keeps:**"))
    blocks += [f"- *{name}*: {sentence}" for name, sentence in parts]
    blocks.append(
        "-# "
        + _(
            "Nothing of it leaves this server or trains anything. What the bot has already posted in a channel stays "
            "there until it is deleted in Discord, except the cards of reviews that are erased."
        )
    )
    return tuple(paginate(blocks, PAGE_CHARACTERS))


def stored_lines(stored: Stored) -> list[str]:
    """Say what each table keeps about people, a line of Markdown each, what matters most first."""
    return [f"- *{heading(name)}*: {'; '.join(words)}." for name, words in sorted(stored, key=_place)]


def heading(table: str) -> str:
    """Call a table by what people call it."""
    return _(HEADINGS[table]) if table in HEADINGS else table.replace("_", " ").capitalize()


def _place(stored: tuple[str, Sequence[str]]) -> int:
    names = list(HEADINGS)
    return names.index(stored[0]) if stored[0] in names else len(names)


def panel(standing: Standing, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw the panel: where the member stands, what is kept in a few words, and what they can do about it."""
    return text_page(
        "### " + _("What Pullquote keeps about you here"), f"{_standing(standing)}\n{_(_KEPT)}", NEUTRAL, actions
    )


def details(standing: Standing, pages: Sequence[str], page: int, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw one page of all that is kept, column by column."""
    page = min(page, len(pages) - 1)
    counted = f"\n-# {_('Page {page} of {pages}', page=page + 1, pages=len(pages))}" if len(pages) > 1 else ""
    return text_page(
        "### " + _("What Pullquote keeps about you here"),
        f"{_standing(standing)}\n{pages[page]}{counted}",
        NEUTRAL,
        actions,
    )


def ask(standing: Standing, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Ask whether a member is really to be forgotten."""
    erased = ngettext(
        "This erases {number:n} review of yours on this server: the texts, the quotes and ratings found in them, "
        "their search words, and your name wherever you filed or removed something for others.",
        "This erases {number:n} reviews of yours on this server: the texts, the quotes and ratings found in them, "
        "their search words, and your name wherever you filed or removed something for others.",
        standing.reviews,
    )
    lines = [
        erased,
        _("**It cannot be undone.** Ask for your data first if you want to keep it."),
        _("Archiving stays stopped for you.")
        if standing.opted_out
        else _("It does not stop new reviews from being archived; “Stop archiving me” does that."),
    ]
    return text_page("### " + _("Forget you on this server?"), "\n".join(lines), ATTENTION, actions)


def forgotten(reviews: int, *, opted_out: bool) -> discord.ui.LayoutView:
    """Say that a member is forgotten."""
    after = (
        _("Archiving stays stopped for you; what remembers that is a keyed fingerprint, not your id.")
        if opted_out
        else _("New reviews of yours would be archived again; `/privacy` stops that too.")
    )
    stays = _("What the bot had posted stays: answers, pages and digests that quoted you. Moderators can delete those.")
    erased = ngettext("{number:n} review erased.", "{number:n} reviews erased.", reviews)
    return text_page(
        "### " + _("You are forgotten here"),
        f"{erased} {after}\n{stays}",
        NEUTRAL,
    )


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


_KEPT = N_(
    "Your reviews as you wrote them, what was read out of them (film, rating, label, quotes), where they were posted, "
    "and who changed them. Nothing of it leaves this server or trains anything."
)


def _standing(standing: Standing) -> str:
    filed = ngettext(
        "**{number:n} review** of yours is archived here.",
        "**{number:n} reviews** of yours are archived here.",
        standing.reviews,
    )
    if standing.opted_out:
        return f"{filed} {_('You asked not to be archived: nothing new is filed.')}"
    if standing.quotable:
        said = _("You agreed that lines of yours are quoted with your name: `/quote`, and the quote of the day.")
    else:
        said = _(
            "You have not agreed that lines of yours are quoted with your name: `/quote`, and the quote of the day."
        )
    if standing.published:
        home = _(
            "You agreed that your reviews stand, with your name, on the server’s home page, which the whole world can "
            "read. If you take that back, or are forgotten, you are gone from it when it is next made."
        )
    else:
        home = _(
            "You have not agreed that your reviews stand, with your name, on the server’s home page, which the whole "
            "world can read. If you take that back, or are forgotten, you are gone from it when it is next made."
        )
    return f"{filed} {said}\n{home}"
