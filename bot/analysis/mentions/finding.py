"""Finding what a review speaks of by name, and what it says of it: at most once each, by the line that says it best."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.analysis.language.text import tokens
from bot.analysis.mentions import facets, leaning, names
from bot.analysis.mentions.leaning import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.analysis.types import Analysis, Sentence

VERSION = 1
Kind = Literal["facet", "name"]
_LANGUAGES = ("en", "und")
_BRIEF = 40
"""A longer line says several things: a shorter one speaks for it where there is one."""
_LONG_WORTH = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a review names, and the line that says most of it."""

    kind: Kind
    key: str
    """A facet's key, or a name's last word without case and accents."""
    words: str
    """As the line has them; of a name the longest form."""
    role: str
    """What somebody named does, where the review says so: "actor", "director", "character" ..., or empty."""
    polarity: float
    """-1 to 1: above 0 the review praises it, below it criticises it, at 0 it does neither."""
    start: int
    end: int
    """The line."""


class _Said(NamedTuple):
    """One time that something is named."""

    kind: Kind
    key: str
    words: str
    role: str
    margin: float
    line: Sentence
    size: int
    """Words of the line."""


def find(text: str, analysis: Analysis) -> tuple[Mention, ...]:
    """List what a review names, in the order of its text. English alone is read; never raises; linear."""
    if analysis.language not in _LANGUAGES:
        return ()
    said: dict[tuple[Kind, str], list[_Said]] = {}
    for each in _all(text, analysis):
        said.setdefault((each.kind, each.key), []).append(each)
    return tuple(_mention(times) for times in said.values())


def _all(text: str, analysis: Analysis) -> Iterator[_Said]:
    """Yield every time that a facet or somebody is named, line by line."""
    words = tokens(text)
    starts = [word.start for word in words]
    found = names.find(text, words)
    firsts = [name.first for name in found]
    for sentence in analysis.sentences:
        first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        line = Line(sentence, words[first:last])
        yield from _facets(line, analysis)
        # Whom a hidden line names may be what it hides.
        of_line = () if sentence.spoiler else found[bisect_left(firsts, first) : bisect_left(firsts, last)]
        for name in of_line:
            begin, end = name.first - first, min(name.last + 1, last) - first
            margin = leaning.margin(line, begin, end, analysis, names.side_of(name))
            written = text[words[name.first].start : words[name.last].end]
            yield _Said("name", name.key, written, name.role, margin, sentence, last - first)


def _facets(line: Line, analysis: Analysis) -> Iterator[_Said]:
    sides = facets.facets()
    for found in facets.find(line.words):
        itself = -found.term.sign if line.turns(found.first) else found.term.sign
        margin = leaning.margin(line, found.first, found.last, analysis, sides[found.term.facet], itself)
        begin, end = line.words[found.first].start, line.words[found.last - 1].end
        words = " ".join(line.sentence.text[begin - line.sentence.start : end - line.sentence.start].lower().split())
        yield _Said("facet", found.term.facet, words, "", margin, line.sentence, len(line.words))


def _mention(times: Sequence[_Said]) -> Mention:
    """Sum up the times that one thing is named: what they say together, by the line that says it best."""
    total = sum(each.margin for each in times)
    best = max(times, key=lambda each: (not each.line.spoiler, _worth(each, total), -each.line.start))
    words = max((each.words for each in times), key=len) if best.kind == "name" else best.words
    role = next((each.role for each in times if each.role), "")
    polarity = math.tanh(best.margin / 2.0) if best.margin * total > 0 else 0.0
    return Mention(best.kind, best.key, words, role, polarity, best.line.start, best.line.end)


def _worth(said: _Said, total: float) -> float:
    """Say how well a line speaks for the whole: as clearly as the rest, and in few words."""
    clear = said.margin * (1.0 if total >= 0 else -1.0)
    return clear if said.size <= _BRIEF or clear < 0 else clear * _LONG_WORTH


def facets_in(text: str) -> dict[str, str]:
    """Give the facets that a question names, each with the words that name it there."""
    words = tokens(text)
    return {
        found.term.facet: text[words[found.first].start : words[found.last - 1].end] for found in facets.find(words)
    }
