"""What kind of line each line of a paste is: the reviewer's statement, or something else that stands in it.

Headings, ratings, counters ("77/125:"), tag lines ("Oscars 2026 | Short films"), credits, dates, notes of the
watching, links, signatures, dialogue quoted above a review and questions are none of the reviewer's opinions:
quotes, summary, aspects and label leave them out. `kind_of` asks its questions in the order of `KINDS`, each
about named features of the line and the place where it stands; all of it costs as much as the line is long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.analysis.language.spoilers import Span
    from bot.analysis.types import Rating

Kind = Literal[
    "rating", "counter", "link", "date", "notes", "credits", "epigraph", "signature", "tag", "heading", "question",
    "item", "statement",
]  # fmt: skip
OPINIONS: frozenset[Kind] = frozenset(["statement", "item"])
"""Kinds that may be the reviewer's opinion; an item names a side of the film first ("Acting: superb")."""
FEWEST_WORDS = 4
"""A line of fewer words is not quoted or summarized."""

_OPENING = "\"“‘'([*_#"
_CLOSING = "\"”’')]*_|~ "
_ENDS = frozenset(".!…?")
_CREDIT = re.compile(
    r"\b(?:starring|cast|director|directed by|written by|screenplay|screenwriters?|"
    r"cinematograph(?:y|er)|producers?|produced by|"
    r"editor|music by|running (?:time|length)|runtime|rated|mpaa|release date|distributor|genre|"
    r"studio|copyright|all rights reserved|reviewed (?:by|on)|a (?:film|movie) review by)"
    r" ?[:=]|©|\b(?:rated (?:pg|r|g|nc)\b|copyright \d{4}|(?:film|movie) review by\b)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[:=©/]|[Rr]ated|RATED|[Cc]opyright|[Rr]eview by")
"""What every credit has; most lines have none of it, and are spared the long pattern."""
_SCALE = re.compile(
    r"^\W*(?:rating|score|grade|verdict|stars?|overall|final (?:score|rating|verdict)|"
    r"my rating)\b\W{0,4}[\w½★☆*/.+ -]{0,24}$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^\W*[\w’'&/ -]{2,28}\W{1,3}-?\d{1,3}(?:[.,]\d)? ?(?:/ ?(?:4|5|10|20|100)|%|stars?)\W*$", re.IGNORECASE
)
_COUNTER = re.compile(
    r"^\W*(?:#|no\.? ?|film |day |week )?\d{1,4} ?(?:/|of) ?(?:[2-9]\d|1\d\d|\d{3,4}|\?{1,3})(?!\d)", re.IGNORECASE
)
_LINKISH = re.compile(r"\W*(?:https?://|www\.|[#@]\w)\S*|<[^<>\s]{1,80}>|\W+")
_LINK = re.compile(r"https?://|www\.")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?\d{{0,4}}|\d{{1,2}}(?:st|"
    rf"nd|rd|th)? {_MONTH})",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"^\W*(?:(?:first |re-?|second |third )?watch(?:ed)?\b(?! (?:this|it|out)\b)|rewatch|seen (?:at|on|in|with)|"
    r"viewed (?:at|on|in)|started:|"
    r"finished:|cw\b|tw\b|content warnings?|trigger warnings?|(?:no |mild |major )?spoilers?\b|spoiler[- ]free|"
    r"edit:|pros\b|cons\b|title:|film:|"
    r"movie:|tl;?dr\b|caught this (?:at|on))",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"^\W{0,2}(?:also )?(?:me|him|her|them|us|nobody|no one|everyone|literally (?:no one|nobody)|"
    r"the (?:film|movie|director|script|audience|plot|villain|hero)|my (?:mom|mum|dad|brain|therapist|wife|"
    r"husband|friend|cat|dog))\b"
    r"[^:\n.!?]{0,24}:",
    re.IGNORECASE,
)
_NAME = re.compile(r"^(?P<dash>[-–—~] ?|\()?[A-Z][\w.'’]*(?: (?:[A-Z][\w.'’]*|de|von|van)){0,3}\)?$")
_BYLINE = re.compile(r"^\W*(?:reviewed by|review by|by [A-Z]|advertisement$|cheers\b|xoxo|\(c\))", re.IGNORECASE)
_TAG = re.compile(
    r" \| |\|\||\b(?:challenge|marathon|hooptober|spooktober|spooky season|scavenger hunt|letterboxd|watchlist|bingo|"
    r"film festival|oscars? \d{4}|\d{4} ranked|ranked \(?\d{4}|part of my|prompt:|list:|(?:day|film|week|entry|"
    r"movie) \d{1,3}|#\d{1,4}$)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[(\[,]? ?\b(?:18[89]|19\d|20\d)\d\b")
_ITEM = re.compile(r"^\W{0,3}[A-Z][\w’'&/ ]{2,28}(?::| [-–—]) +\S")


@dataclass(frozen=True)
class Line:
    """A line and where it stands, with the features that its kind is told by."""

    text: str
    span: Span
    rating: Rating | None

    @cached_property
    def written(self) -> str:
        """The line itself."""
        return self.text[slice(*self.span)]

    @cached_property
    def words(self) -> list[str]:
        """Its words, as far as they matter: the first eighty."""
        return self.written.split(maxsplit=80)

    @cached_property
    def alone(self) -> bool:
        """Whether nothing else stands on its line."""
        before = self.text[max(0, self.span[0] - 12) : self.span[0]].rstrip(" \t-–—•●▪*>")
        after = self.text[self.span[1] : self.span[1] + 12].lstrip(" \t")
        return before[-1:] in {"", "\n"} and after[:1] in {"", "\n"}

    @cached_property
    def first(self) -> bool:
        """Whether nothing stands before it."""
        return self.span[0] < 40 and not self.text[: self.span[0]].strip()

    @cached_property
    def late(self) -> bool:
        """Whether hardly anything follows."""
        return len(self.text) - self.span[1] < 120

    @cached_property
    def closed(self) -> bool:
        """Whether it ends like a sentence."""
        return self.written.rstrip(_CLOSING)[-1:] in _ENDS

    @cached_property
    def short(self) -> bool:
        """Whether it is no longer than headings, tags and notes are."""
        return len(self.words) <= 14

    @cached_property
    def titled(self) -> bool:
        """Whether its chief words begin with capitals, as in a title."""
        chief = [
            word for word in (word.lstrip("\"“‘'([*_#") for word in self.words) if len(word) > 3 and word[0].isalpha()
        ]
        capitals = sum(1 for word in chief if word[0].isupper())
        return bool(self.words) and capitals >= 0.75 * len(chief) and self.words[0].lstrip("\"“‘'([*_#")[:1] != ""

    @cached_property
    def quoted(self) -> bool:
        """Whether all of it stands in one pair of quotation marks."""
        line = self.written.strip("*_ ")
        return (
            len(line) > 2 and line[0] in '"“«' and line.rstrip(".!?,")[-1:] in '"”»' and not line[1:-2].count(line[0])
        )


def kind_of(text: str, span: Span, rating: Rating | None = None) -> Kind:
    """Say what kind of line `text[start:end]` is, one that `sentences` cut; `rating` is the writer's, as read."""
    line = Line(text, span, rating)
    for kind, holds in KINDS:
        if holds(line):
            return kind
    return "statement"


def is_statement(text: str, span: Span, rating: Rating | None) -> bool:
    """Say whether a line states something in words enough of its own, and may be the reviewer's opinion."""
    if len(text[slice(*span)].split(maxsplit=FEWEST_WORDS)) < FEWEST_WORDS:
        return False
    return kind_of(text, span, rating) in OPINIONS | {"question"}


def stating(text: str, spans: Sequence[Span], rating: Rating | None) -> list[bool]:
    """Say of each line whether it states something: no question, heading, credit or rating."""
    return [is_statement(text, span, rating) and not is_question(text[slice(*span)]) for span in spans]


def is_question(line: str) -> bool:
    """Say whether a line asks."""
    return line.rstrip(_CLOSING).endswith("?")


def _is_rating(line: Line) -> bool:
    """Say whether a line is little more than a rating, of the film or of a part of it."""
    rating = line.rating
    if rating is not None and line.span[0] <= rating.start < line.span[1]:
        return len(line.words) - len(rating.raw.split()) < 6
    if len(line.written) > 80:
        return False
    signs = not any(character.isalpha() for character in line.written)
    return signs or bool(_SCALE.match(line.written) or _PART.match(line.written))


def _is_counter(line: Line) -> bool:
    found = _COUNTER.match(line.written)
    return found is not None and len(line.words) <= 8 and (line.alone or line.written[found.end() :][:1] in ":.)")


def _is_link(line: Line) -> bool:
    linked = line.short and all(_LINKISH.fullmatch(word) for word in line.words)
    return linked or (bool(_LINK.search(line.written)) and len(line.words) <= 12)


def _is_date(line: Line) -> bool:
    found = _DATE.search(line.written) if len(line.words) <= 8 else None
    return found is not None and line.alone and len(line.words) - len(found[0].split()) <= 3


def _is_notes(line: Line) -> bool:
    return line.alone and line.short and not line.closed and bool(_NOTES.match(line.written))


def _is_credits(line: Line) -> bool:
    """Say whether these are credits, or a list of names: capitals, with many commas between them."""
    if _MARKED.search(line.written) and _CREDIT.search(line.written[:600]):
        return True
    words = line.words
    if len(words) < 8:
        return False
    capitals = sum(1 for word in words if word[:1].isupper() or word[:2].lstrip("(")[:1].isupper())
    commas = sum(1 for word in words if word.endswith((",", ";", "),")))
    return capitals > 0.7 * len(words) and commas >= 0.15 * len(words)


def _is_epigraph(line: Line) -> bool:
    """Say whether this is dialogue on a line of its own, or a joke told in speakers."""
    if not line.alone:
        return False
    spoken = line.quoted and len(line.words) >= FEWEST_WORDS and not (line.titled and not line.closed)
    return spoken or bool(_SPEAKER.match(line.written))


def _is_signature(line: Line) -> bool:
    if not line.alone or len(line.words) > 6:
        return False
    name = _NAME.match(line.written)
    dashed = line.text[max(0, line.span[0] - 2) : line.span[0]].strip() in {"-", "–", "—"}
    return (name is not None and (bool(name["dash"]) or dashed or line.late) and not line.first) or (
        bool(_BYLINE.match(line.written)) and not line.closed
    )


def _is_tag(line: Line) -> bool:
    return line.alone and line.short and not line.closed and bool(_TAG.search(line.written))


def _is_heading(line: Line) -> bool:
    """Say whether a line of its own does not end like a sentence and is written like a title, or begins the text."""
    if line.written[:1] == "#":
        return True
    dated = bool(_YEAR.search(line.written))
    if line.first and line.titled and len(line.words) <= 10 and dated:
        return True
    if line.closed or not line.alone or len(line.words) > 12:
        return False
    return line.titled or dated or line.written.rstrip(_CLOSING).endswith(":") or (line.first and len(line.words) <= 6)


def _asks(line: Line) -> bool:
    return is_question(line.written)


def _is_item(line: Line) -> bool:
    return bool(_ITEM.match(line.written[:60]))


KINDS: tuple[tuple[Kind, Callable[[Line], bool]], ...] = (
    ("counter", _is_counter),
    ("rating", _is_rating),
    ("link", _is_link),
    ("credits", _is_credits),
    ("epigraph", _is_epigraph),
    ("date", _is_date),
    ("notes", _is_notes),
    ("tag", _is_tag),
    ("signature", _is_signature),
    ("heading", _is_heading),
    ("question", _asks),
    ("item", _is_item),
)
"""The kinds in the order in which they are asked for; a line that is none of them is a statement."""
