"""Whatever stands in a record, typed, imported or found, reaches a member inert: every text field is tried."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import discord

from bot.analysis.types import Analysis, AspectByHand, Label
from bot.archive.types import AuditEntry, Film, Hit, Page, Review, ReviewLine
from bot.discussion import Answer, CriticComparison, CriticPage, Digest, FilmComparison, FilmPage, Prompt, Quoted
from bot.exchange.records import ImportPlan, Skipped
from bot.views import card as cards
from bot.views.pages import answers, archive, critics, details, digest, films, lists, moderation
from tests.archive.builders import WHEN

HOSTILE = (
    ") **[Claim](https://evil.example)** <@&9> @everyone `x` # ||killer|| https://evil.example ~~s~~ <https://e.e> "
)
"""Ends a bracket; a link, bold, a role, everybody, code, a spoiler, an address."""
HIDDEN = "killer"
_ALIVE = re.compile(r"\[Claim\]\(|https?://evil|@everyone|`x`|~~s~~|<https")

_LATER = {"datetime": datetime, "Analysis": Analysis, "Label": Label, "AspectByHand": AspectByHand}
"""Names that records import for their types alone."""


def filled(kind: Any) -> Any:
    """Make a record with the hostile text in each of its own texts, and in those of the records in it."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind, localns=_LATER)
        made = {field.name: filled(hints[field.name]) for field in dataclasses.fields(kind) if field.init}
        return _placed(typing.cast("type", kind)(**made))
    origin, within = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and Film in typing.get_args(within[0]):
        return ("Of ", filled(Film), " nothing.")  # a phrase: its strings are the bot's own words
    makers: dict[Any, Callable[[], Any]] = {
        typing.Literal: lambda: within[0],
        types.UnionType: lambda: filled(next(one for one in within if one is not type(None))),
        typing.Union: lambda: filled(next(one for one in within if one is not type(None))),
        Mapping: lambda: {filled(within[0]): filled(within[1])},
        frozenset: lambda: frozenset(map(filled, within)),
        tuple: lambda: tuple(filled(one) for one in within if one is not Ellipsis),
        dict: lambda: {each: filled(within[1]) for each in typing.get_args(within[0])},
    }
    # A kind of field that stands in neither is not walked yet: the KeyError names it.
    return makers[origin]() if origin in makers else PLAIN[kind]


PLAIN: dict[Any, Any] = {str: HOSTILE, int: 1, float: 0.9, bool: False, datetime: WHEN, bytes: b""}


def _placed(record: Any) -> Any:
    """Let the offsets of a record reach into the text that stands there."""
    if hasattr(record, "start") and hasattr(record, "end"):
        return replace(record, start=0, end=len(HOSTILE))
    if isinstance(record, Analysis):
        begin = HOSTILE.index("||")
        return replace(record, spoilers=((begin, begin + len("||killer||")),), language="en")
    return record


def views() -> Iterator[tuple[str, discord.ui.LayoutView | str]]:
    """Draw every view from records of hostile texts."""
    review = replace(filled(Review), label_by_hand=False, hidden_reason=None, batch=None)
    yield "card", cards.card(1, review, [], ())
    yield "lines", "\n".join(details.lines_pages(review))
    yield "lines heading", details.lines_heading(review, 0, 2)
    yield "aspects", details.aspects(review)
    yield "why", details.why(review)
    yield "list", lists.review_list(1, lists.Asked(), Page((Hit(filled(ReviewLine), HOSTILE, ()),), 1), [])
    yield "search", lists.review_list(1, lists.Asked(HOSTILE), Page((replace(filled(Hit), matches=((3, 5),)),), 1), [])
    yield "nothing", lists.review_list(1, lists.Asked(HOSTILE), Page((), 0, suggestions=(HOSTILE,)), [])
    yield "log", "\n".join(moderation.log_pages([replace(filled(AuditEntry), review=None)]))
    yield "preview", archive.preview(filled(ImportPlan), 0, None, [], [])
    yield "imported", archive.imported(1, 0, [filled(Skipped)], [], [])
    yield "exported", archive.exported(1, 1, [HOSTILE])
    yield from discussed()


def discussed() -> Iterator[tuple[str, discord.ui.LayoutView | str]]:
    """Draw the views of the discussion."""
    page = filled(FilmPage)
    yield "film", films.film_page(1, page, films.Pictures(None, None))
    yield "films", films.film_list([filled(Film)], 0)
    yield "renamed", films.renamed(filled(Film), filled(Film), [])
    yield "merged", films.merged(filled(Film), filled(Film), WHEN, [])
    yield "films compared", films.comparison(1, filled(FilmComparison), None)
    yield "critic", critics.critic_page(1, filled(CriticPage))
    yield "critics compared", critics.comparison(1, filled(CriticComparison), None)
    yield "digest", digest.digest_page(1, filled(Digest))
    yield "answer", answers.answer_page(1, filled(Answer))
    yield "discussion", answers.discussion(1, filled(Film), [filled(Prompt)], [])
    yield "hidden quote", answers.quoted(1, replace(filled(Quoted), spoiler=True))


def texts(view: discord.ui.LayoutView | str) -> list[str]:
    if isinstance(view, str):
        return [view]
    return [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)]


def test_no_text_of_any_record_is_alive_in_any_view() -> None:
    for name, view in views():
        for text in texts(view):
            assert not _ALIVE.search(_unescaped(text)), name


def _unescaped(markup: str) -> str:
    """Give the markup with every escaped character taken out."""
    return re.sub(r"\\.", "\0", markup, flags=re.DOTALL)


def test_what_a_record_hides_is_open_in_no_view() -> None:
    for name, view in views():
        for text in texts(view):
            assert HIDDEN not in "".join(_unescaped(text).split("||")[::2]), name
