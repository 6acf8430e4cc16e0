"""What can be seen of each line of a review: named numbers that a reader could check.

Two looks: what the n-gram models say of the line among its neighbours, and how it stands: whether
its first word points back, whom it speaks of, how it ends. The models of quotes, summaries and
spoilers weigh these; none of them reads a word that is not named here or counted in `wording`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.analysis.language import lexicons
from bot.analysis.scoring import weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.language.text import Span, Token
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats

SAID = (
    "opinion",
    "likely plot",
    "strength",
    "likely strength",
    "agreement with the verdict",
    "agreement with a clear verdict",
    "quotable",
    "hardly quotable",
    "reads like the verdict",
    "reads like a verdict",
    "strongest praise",
    "strongest blame",
    "praise and blame",
    "telling words",
    "clear verdict",
)
PLACED = (
    "first",
    "near the start",
    "last",
    "near the end",
    "not far from the end",
    "place",
    "opens a paragraph",
    "closes a paragraph",
    "in the last paragraph",
    "lines",
    "words",
    "words squared",
    "longer than 40 words",
    "shorter than 12 words",
    "longer than its neighbours",
    "words said elsewhere",
    "opinion before",
    "opinion after",
)
COMPARED = ("opinion", "strength", "quotable", "likely strength", "agreement with the verdict")
"""What is compared with the other lines of the review: by how much it stands out, and whether it is the most."""
OPENED = (
    "he",
    "they",
    "it",
    "this",
    "connective",
    "comment",
    "I",
    "contrast",
    "asking",
    "condition",
    "opening",
    "there",
    "definite",
)
"""Kinds of the first word."""
HELD = (
    "he",
    "they",
    "this",
    "film",
    "I",
    "you",
    "anecdote",
    "comparative",
    "superlative",
    "intensifier",
    "one",
    "simile",
    "verb",
)
"""Kinds of words that a line has or has not."""
FORMED = (
    "opens with this film",
    "opens with the film",
    "opens with what I did",
    "contrast inside",
    "ends on a pointing word",
    "names the film",
    "a name before a pronoun",
    "opens with a name",
    "past tense",
    "opens in lower case",
    "opens with dots",
    "opens with a quotation mark",
    "quotation marks",
    "opens with a dash",
    "opens with a number",
    "asks",
    "exclaims",
    "ends with a colon",
    "ends open",
    "name in brackets",
    "brackets",
    "digits",
    "shouted word",
    "share of names",
    "names",
    "commas",
    "semicolon or dash",
)
STANDING = (
    *(f"opens: {kind}" for kind in OPENED),
    *(f"has: {kind}" for kind in HELD),
    *FORMED,
)
"""The columns of `standing`, in order."""
NAMES = (
    *SAID,
    *PLACED,
    *(f"{how}: {what}" for what in COMPARED for how in ("stands out", "the most")),
    *STANDING,
)
"""The columns of `describe`, in order."""

_CLOSING = "\"”’')]*_|~ "
_CLOSED = frozenset(".!…?")
_NAME_IN_BRACKETS = re.compile(r"\([A-Z][\w.'-]{1,30}(?: [A-Z][\w.'-]{1,30}){0,3}\)")
_YEAR = re.compile(r" ?\((?:18|19|20)\d\d\)")
_SELF = frozenset(["I", "I'm", "I've", "I'd", "I'll", "I’m", "I’ve", "I’d", "I’ll"])
_TELLING = 2.0
"""A word is telling when the sentence model gives it so many times the mean weight of the text's words."""
_LONG_WORD = 4


class Split(Protocol):
    """A text, its words and its lines; a `Reading` is one."""

    @property
    def text(self) -> str:
        """The text that all offsets index."""
        ...

    @property
    def tokens(self) -> list[Token]:
        """Its words and marks."""
        ...

    @property
    def spans(self) -> list[Span]:
        """Its lines."""
        ...

    @property
    def unit(self) -> NDArray[np.int64]:
        """The line of each word."""
        ...


def describe(read: Reading, title: str = "") -> Floats:
    """Describe each line of a review, whose film's title is given if it is known: (lines, len(NAMES))."""
    count = len(read.spans)
    if not count:
        return np.zeros((0, len(NAMES)))
    size = np.maximum(np.bincount(read.unit, minlength=count)[:count], 1).astype(float)
    said = _said(read, size)
    columns = [*said.values(), *_placed(read, size)]
    for name in COMPARED:
        column = said[name]
        columns += [_outstanding(column), (column >= column.max()).astype(float)]
    return np.concatenate([np.stack(columns, axis=1), standing(read, title)], axis=1)


def standing(split: Split, title: str = "") -> Floats:
    """Describe how each line stands, whatever the models say of it: (lines, len(STANDING))."""
    return np.concatenate([np.stack(_worded(split), axis=1), _written(split, title)], axis=1)


def _said(read: Reading, size: Floats) -> dict[str, Floats]:
    """Ask the n-gram models about each line, by `SAID`."""
    about, praise = np.clip(read.opinion, -6, 6), np.clip(read.polarity, -6, 6)
    verdict = float(np.clip(read.whole["review"], -6, 6))
    likely, quotable, review = weights.logistic(about), read.sentence["quotable"], read.sentence["review"]
    best, worst, telling = _strongest(read)
    values = (
        about,
        np.minimum(about, 0.0),
        np.abs(praise),
        likely * np.abs(praise),
        likely * praise * np.sign(verdict),
        likely * praise * np.tanh(verdict),
        quotable,
        np.minimum(quotable, 0.0),
        review * np.sign(verdict),
        np.abs(review),
        best,
        worst,
        np.minimum(best, worst),
        telling / size,
        np.full(len(size), abs(verdict)),
    )
    return dict(zip(SAID, values, strict=True))


def _strongest(read: Reading) -> tuple[Floats, Floats, Floats]:
    """Find each line's strongest n-gram of praise and of blame, and how many are telling; in means of the text."""
    count = len(read.spans)
    says = weights.load().linear["sentence"].says(read.row)
    says = says / max(float(np.abs(says).mean()) if len(says) else 1.0, 1e-6)
    best, worst, telling = np.zeros(count), np.zeros(count), np.zeros(count)
    np.maximum.at(best, read.row_unit, says)
    np.maximum.at(worst, read.row_unit, -says)
    np.add.at(telling, read.row_unit, np.abs(says) > _TELLING)
    return best, worst, telling


def _placed(read: Reading, size: Floats) -> list[Floats]:
    """Say where each line stands, how long it is and what stands round it, by `PLACED`."""
    count = len(size)
    place = np.arange(count)
    last = count - 1 - place
    likely, words = weights.logistic(np.clip(read.opinion, -6, 6)), np.log(size)
    return [
        np.exp(-place / 1.0),
        np.exp(-place / 4.0),
        np.exp(-last / 1.0),
        np.exp(-last / 3.0),
        np.exp(-last / 10.0),
        place / max(1, count - 1),
        *_paragraphs(read),
        np.full(count, np.log(count)),
        words,
        words**2,
        np.maximum(size - 40.0, 0.0) / 20.0,
        np.minimum(size, 12.0) / 12.0,
        _outstanding(words),
        _said_elsewhere(read),
        np.concatenate([[0.5], likely[:-1]]),
        np.concatenate([likely[1:], [0.5]]),
    ]


def _paragraphs(read: Reading) -> list[Floats]:
    """Say which lines open a paragraph, close one, or stand in the last."""
    count = len(read.spans)
    opens, closes = np.ones(count), np.ones(count)
    for index in range(1, count):
        opens[index] = closes[index - 1] = float("\n" in read.text[read.spans[index - 1][1] : read.spans[index][0]])
    number = np.cumsum(opens) - opens[0]
    return [opens, closes, ((number == number[-1]) & (number > 0)).astype(float)]


def _said_elsewhere(read: Reading) -> Floats:
    """Count in how many other lines a line's longer words stand, on the mean."""
    lines: list[set[str]] = [set() for _ in read.spans]
    for word, unit in zip(read.tokens, read.unit.tolist(), strict=True):
        if len(word.norm) > _LONG_WORD:
            lines[unit].add(word.norm)
    counts = Counter(word for line in lines for word in line)
    return np.array([sum(counts[word] - 1 for word in line) / max(1, len(line)) for line in lines])


def _outstanding(column: Floats) -> Floats:
    """Compare each line with the others of its review, in standard deviations."""
    return (column - column.mean()) / max(float(column.std()), 0.1)


@cache
def _kinds() -> dict[str, int]:
    """Give each kind of small words a bit."""
    return {kind: 1 << place for place, kind in enumerate(lexicons.keyed("line_words"))}


@cache
def _bits() -> dict[str, int]:
    """Say of each small word which kinds it is of."""
    bits: dict[str, int] = {}
    for kind, words in lexicons.keyed("line_words").items():
        for word in words:
            bits[word] = bits.get(word, 0) | _kinds()[kind]
    return bits


def _worded(read: Split) -> list[Floats]:
    """Say of what kinds each line's words are: by `OPENED`, `HELD` and the first of `FORMED`."""
    count, kinds, bits = len(read.spans), _kinds(), _bits()
    words = [index for index, word in enumerate(read.tokens) if word.norm[0].isalpha() or word.norm[0] == "'"]
    kind = np.array([bits.get(read.tokens[index].norm, 0) for index in words], dtype=np.int64)
    unit = read.unit[np.array(words, dtype=np.int64)]
    begin, end = np.searchsorted(unit, np.arange(count)), np.searchsorted(unit, np.arange(count), side="right")
    padded = np.concatenate([kind, np.zeros(4, np.int64)])

    def at(offset: int) -> NDArray[np.int64]:
        return np.where(begin + offset < end, padded[begin + offset], 0)

    first, second, third, fourth = (at(offset) for offset in range(4))
    every, inside = np.zeros(count, np.int64), kind.copy()
    inside[begin[begin < end]] = 0
    inner = np.zeros(count, np.int64)
    np.bitwise_or.at(every, unit, kind)
    np.bitwise_or.at(inner, unit, inside)
    final = np.where(begin < end, padded[np.maximum(end - 1, 0)], 0)

    def are(found: NDArray[np.int64], *wanted: str) -> Floats:
        return (found & sum(kinds[one] for one in wanted) != 0).astype(float)

    def each(found: NDArray[np.int64], wanted: Sequence[str]) -> Floats:
        return (np.array([[kinds[one]] for one in wanted]) & found != 0).astype(float)

    film_follows = are(second | third, "film")
    return [
        *each(first, OPENED),
        *each(every, HELD),
        are(first, "this") * film_follows,
        are(first, "definite", "article") * film_follows,
        are(first, "I") * are(second | third | fourth, "anecdote"),
        are(inner, "contrast"),
        are(final, "pointing"),
    ]


def _written(read: Split, title: str) -> Floats:
    """Describe how each line is written, by the rest of `FORMED`: (lines, features)."""
    lines: list[list[int]] = [[] for _ in read.spans]
    for index, unit in enumerate(read.unit.tolist()):
        lines[unit].append(index)
    rows = [
        [*_names(read, words, title.lower(), span), *_form(_without_title_marks(read.text[slice(*span)], title))]
        for words, span in zip(lines, read.spans, strict=True)
    ]
    return np.array(rows, dtype=np.float64)


def _names(read: Split, words: Sequence[int], title: str, span: tuple[int, int]) -> list[float]:
    """Say whom a line names before it says "he", and how much of it is told in the past tense."""
    bits, kinds = _bits(), _kinds()
    person, own = kinds["he"] | kinds["they"], kinds["I"]
    pronoun = named = past = len(words)
    told = 0
    for place, index in enumerate(words):
        word = read.tokens[index]
        kind = bits.get(word.norm, 0)
        if kind & person:
            pronoun = min(pronoun, place)
        elif place and place < named and not kind & own and read.text[word.start].isupper():
            named = place
        told += len(word.norm) > _LONG_WORD and word.norm.endswith("ed")
    first = read.text[span[0] : span[1]].split(maxsplit=2)
    opens = len(first) > 1 and first[0][0].isupper() and first[1][0].isupper() and first[0] not in _SELF
    return [
        float(bool(title) and title in read.text[slice(*span)].lower()),
        float(named < pronoun < past),
        float(opens and not bits.get(first[0].lower(), 0)),
        told / max(1, len(words)),
    ]


def _without_title_marks(line: str, title: str) -> str:
    """Take off what belongs to a title and tells nothing of the line: its quotation marks, and a year in brackets."""
    line = _YEAR.sub("", line)
    return line.replace(f'"{title}"', title).replace(f"“{title}”", title) if title else line


def _form(line: str) -> list[float]:
    """Describe a line's marks and capitals."""
    end = line.rstrip(_CLOSING)[-1:]
    words = line.split()
    capitals = [word for word in words[1:] if word[0].isupper() and word not in _SELF]
    return [
        float(line[:1].islower()),
        float(line.startswith(("..", "…"))),
        float(line[:1] in {'"', "“"}),
        float('"' in line or "“" in line),
        float(line[:1] in {"-", "*", "•", "–", "—"}),
        float(line[:1].isdigit()),
        float(end == "?"),
        float("!" in line),
        float(end == ":"),
        float(end not in _CLOSED),
        float("(" in line and bool(_NAME_IN_BRACKETS.search(line))),
        float("(" in line),
        float(any(character.isdigit() for character in line)),
        float(any(len(word) > 2 and word.isupper() for word in words)),
        len(capitals) / max(1, len(words)),
        min(3.0, len(capitals)),
        min(6.0, line.count(",")),
        float(";" in line or "—" in line or "--" in line),
    ]
