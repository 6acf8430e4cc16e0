"""Parts of a line that stand alone: where an editor would cut it, at its own punctuation.

Editors print a part of a sentence in four of ten cases. What follows the comma of "However, the film
is a joy" stands alone though the sentence does not.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import leaning, lexicons
from bot.analysis.language.text import tokens
from bot.analysis.scoring import line_features, weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bot.analysis.language.text import Span, Token
    from bot.analysis.scoring.weights import Floats

FEWEST_WORDS, FEWEST_WITHOUT_CONNECTIVE = 5, 4
"""How many words a part has: one behind a mark, and a whole line but for the connective that it begins with."""
MOST_PARTS = 12
LONGEST = 1_500
"""A longer line is never cut: it is hardly prose."""
CUT = (
    "whole",
    "head",
    "share of the words",
    "words",
    "few words",
    "at a comma",
    "at a colon or semicolon",
    "at a dash or dots",
    "at a bracket",
    "leans",
    "the whole leans",
    "stands though the whole leans",
    "a contrast follows",
    "a relative follows",
    "after a connective",
)
"""What is seen of a cut; `line_features.STANDING` of what is left comes after it."""
_AT = {
    ",": "at a comma",
    ":": "at a colon or semicolon",
    ";": "at a colon or semicolon",
    "--": "at a dash or dots",
    "..": "at a dash or dots",
    "(": "at a bracket",
    ")": "at a bracket",
}
_BACK = frozenset(["one", "some", "others", "another", "both", "there"])
"""What a part behind a mark begins with that takes up what stood before the mark, as "it" does."""
_APPOSED = frozenset([",", ".."])
"""What follows the first word of a part that breaks a list or a name in two."""
_LONG_WORD = 4
_PAIRS = (("(", ")"), ("“", "”"), ("[", "]"))


@dataclass(frozen=True, slots=True)
class Part:
    """The words `first` to `last` (not included) of a line, cut at a mark."""

    first: int
    last: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Split:
    """Parts, each written as a line of its own: what `line_features.standing` reads."""

    text: str
    tokens: list[Token]
    spans: list[Span]
    unit: NDArray[np.int64]


def best(line: str, most: int) -> Span | None:
    """Find what to quote of a line: (start, end), all of it unless a part of it would serve better.

    Nothing has more than `most` words; None where that leaves nothing that stands alone.
    """
    words = tokens(line) if len(line) <= LONGEST else []
    found = parts(words) if words else []
    if len(found) > 1:
        margin = weights.head(weights.part("quotes")["cut"]).margins(described(line, words, found))[:, 0]
        found = [found[index] for index in np.argsort(-margin, kind="stable").tolist()]
    for part in found:
        start, end = span(line, words, part)
        whole = (start, end) == (0, len(line))
        if len(line[start:end].split()) <= most and (whole or _stands(line[start:end], words, part)):
            return start, end
    return None


def span(line: str, words: Sequence[Token], part: Part) -> Span:
    """Find a part in its line: (start, end), with the marks that close it where it closes the line."""
    start = words[part.first].start if part.first else 0
    return start, len(line) if part.last == len(words) else words[part.last - 1].end


def parts(words: Sequence[Token]) -> list[Part]:
    """List a line's parts, the whole first: from its start to a mark, and from behind a mark to its end."""
    spoken = [index for index, word in enumerate(words) if word.norm[0].isalnum()]
    found = [Part(0, len(words))]
    for part in _cuts(words, spoken):
        size = bisect_left(spoken, part.last) - bisect_left(spoken, part.first)
        fewest = FEWEST_WORDS if part.mark else FEWEST_WITHOUT_CONNECTIVE
        if fewest <= size < len(spoken) and part not in found:
            found.append(part)
    return found[:MOST_PARTS]


def _cuts(words: Sequence[Token], spoken: Sequence[int]) -> Iterator[Part]:
    """Yield what lies before and behind each mark, but not behind brackets; connectives there are left out."""
    connectives = lexicons.keyed("leaning")["connective"]
    behind = [(-1, "")] if spoken and words[spoken[0]].norm in connectives else []
    behind += [(index, word.norm) for index, word in enumerate(words) if word.norm in _AT]
    for index, mark in behind:
        if index > 0 and mark != ")":
            yield Part(0, index, mark)
        if mark not in {"(", ")"}:
            place = bisect_left(spoken, index + 1)
            while place < len(spoken) and words[spoken[place]].norm in connectives:
                place += 1
            if place < len(spoken):
                yield Part(spoken[place], len(words), mark)


def described(line: str, words: Sequence[Token], found: Sequence[Part]) -> Floats:
    """Describe the parts of a line: (parts, `CUT` and `line_features.STANDING`)."""
    spans = [span(line, words, part) for part in found]
    starts = np.cumsum([0, *(end - start + 1 for start, end in spans)])
    text = "\n".join(line[start:end] for start, end in spans)
    moved = [
        word._replace(start=word.start + begin - start, end=word.end + begin - start)
        for part, (start, _), begin in zip(found, spans, starts.tolist(), strict=False)
        for word in words[part.first : part.last]
    ]
    unit = np.repeat(np.arange(len(found)), [part.last - part.first for part in found])
    places = [(begin, begin + end - start) for (start, end), begin in zip(spans, starts.tolist(), strict=False)]
    rows = [_cut(words, part) for part in found]
    return np.concatenate([np.array(rows), line_features.standing(_Split(text, moved, places, unit))], axis=1)


def _cut(words: Sequence[Token], part: Part) -> list[float]:
    """Describe one cut, by `CUT`."""
    kinds = lexicons.keyed("line_words")
    size, whole = part.last - part.first, len(words)
    leans = leaning.leans([word.norm for word in words[part.first : part.last]])
    all_leans = leaning.leans([word.norm for word in words])
    after = {word.norm for word in words[part.last : part.last + 3]}
    before = words[part.first - 1].norm if part.first else ""
    at = _AT.get(part.mark)
    seen = {
        "whole": size == whole,
        "head": part.first == 0 and size < whole,
        "share of the words": size / whole,
        "words": np.log(size),
        "few words": min(size, 12) / 12.0,
        "leans": leans,
        "the whole leans": all_leans,
        "stands though the whole leans": all_leans and not leans,
        "a contrast follows": bool(after & set(kinds["contrast"])),
        "a relative follows": bool(after & {"which", "who", "where", "that"}),
        "after a connective": before in kinds["connective"],
    }
    return [float(name == at) if name.startswith("at ") else float(seen[name]) for name in CUT]


def _stands(text: str, words: Sequence[Token], part: Part) -> bool:
    """Say whether a part can stand alone: it leans on nothing, says something, and closes what it opens."""
    norms = [word.norm for word in words[part.first : part.last]]
    kinds = lexicons.keyed("line_words")
    if leaning.leans(norms) or norms[0] in kinds["dependent"] or norms[-1] in kinds["dependent"]:
        return False
    if part.mark and part.first and _takes_up(norms):
        return False
    paired = all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)
    return paired and text.count('"') % 2 == 0 and any(norm in kinds["verb"] for norm in norms)


def _takes_up(norms: Sequence[str]) -> bool:
    """Say whether a part behind a mark goes on with what stood before it: its subject, its list, its name."""
    kinds, first = lexicons.keyed("line_words"), norms[0]
    told = first in kinds["verb"] or (first.endswith("ed") and len(first) > _LONG_WORD)
    return told or first in kinds["it"] or first in _BACK or norms[1] in _APPOSED
