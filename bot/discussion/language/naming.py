"""Films named in a question: by title, by a part of it, with a slip of the pen, or as "the first one"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from bot.archive.types import Film
from bot.discussion.language.words import Word, vocabulary, words

_ARTICLES: Final = frozenset({"the", "a", "an"})
LONGEST_QUESTION: Final = 300
"""Words of a question that are read; whoever writes more is not asking."""
_LONGEST_TITLE: Final = 12
"""Words of a title that are looked for; no film is asked for by more."""
_SLIP: Final = 86.0
"""How alike, of 100, a misspelt title must be."""
_SLIPS: Final = 40
"""Words of a question in which a misspelt title is looked for: comparing takes time, and people ask briefly."""
_SHORTEST_SLIP: Final = 6
"""A title of fewer letters is taken only as spelt: too many words look like it."""
_PARTS: Final = re.compile(r" - |: |:$")
_YEAR: Final = re.compile(r"(?:18|19|20)\d\d")
_NUMERALS: Final = frozenset(
    [
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "two",
        "three",
        "four",
        "five",
        "six",
        "part",
        "chapter",
        "volume",
        "vol",
    ]
)
_QUOTES: Final = frozenset("\"'“”‘’«»*_")


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of the question that names a film, or several that share the name."""

    start: int
    end: int
    films: tuple[Film, ...]


def plain_words(text: str) -> tuple[str, ...]:
    """Cut a title or a question into bare words: lower case, without accents or possessives, "&" as "and"."""
    return tuple(_bare(word) for word in words(folded(text.replace("&", " and "))))


def _bare(word: Word) -> str:
    return word.text.replace("’", "'").removesuffix("'s").replace("'", "")


def named_films(question: str, films: Sequence[Film]) -> list[Named]:
    """Find the films that a question names, in order, longest titles first where they overlap.

    `films` are the server's. Where a year stands behind the title, only that year's film is meant.
    """
    tokens = words(folded(question))[:LONGEST_QUESTION]
    bare = [_bare(token) for token in tokens]
    index = _index(films)
    found: list[Named] = []
    taken = [False] * len(tokens)
    for size in range(min(_LONGEST_TITLE, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            matches = index.get(tuple(bare[at : at + size]))
            if matches and not any(taken[at : at + size]) and _meant(question, tokens[at : at + size]):
                found.append(_dated(matches, tokens, at, size))
                taken[at : at + size] = [True] * size
    if not found:
        found = _misspelt(tokens[:_SLIPS], bare, index)
    return sorted(found, key=lambda named: named.start)


def folded(text: str) -> str:
    """Take the accents off without moving any character."""
    return "".join(unicodedata.normalize("NFKD", character)[:1] or character for character in text)


def _index(films: Iterable[Film]) -> dict[tuple[str, ...], tuple[Film, ...]]:
    """Key the films by their titles' words, with and without the article; by halves where no title is that."""
    whole: dict[tuple[str, ...], list[Film]] = {}
    halves: dict[tuple[str, ...], list[Film]] = {}
    for film in films:
        for target, title in (
            (whole, film.title),
            *((halves, part) for part in _PARTS.split(film.title) if part != film.title),
        ):
            for form in _forms(plain_words(title)):
                target.setdefault(form, []).append(film)
    return {key: tuple(found) for key, found in (halves | whole).items()}


def _forms(key: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Give the ways a title is said: without its article, and without the "and" that may be written "&"."""
    short = key[1:] if key[:1] and key[0] in _ARTICLES else key
    forms = {key, short, *(tuple(word for word in form if word != "and") for form in (key, short))}
    return {form for form in forms if form}


def _meant(question: str, tokens: Sequence[Word]) -> bool:
    """Say whether these words are a title here and not just words.

    "It", "Heart" or "The Score" count only when written as titles are: in quotes or, past the first word, capitalised.
    """
    if not all(is_ordinary(token) for token in tokens):
        return True
    start, end = tokens[0].start, tokens[-1].end
    around = (question[max(0, start - 1) : start], question[end : end + 1])
    if all(mark in _QUOTES for mark in around):
        return True
    if question.strip(" ?!.\"'").casefold() == question[start:end].casefold():
        return not _pronoun(tokens)
    capital = all(question[token.start].isupper() or token.text in _ARTICLES for token in tokens)
    return capital and not question.isupper() and bool(question[:start].strip()) and not _pronoun_i(tokens)


def _pronoun(tokens: Sequence[Word]) -> bool:
    return len(tokens) == 1 and tokens[0].text in vocabulary().stop


def _pronoun_i(tokens: Sequence[Word]) -> bool:
    return len(tokens) == 1 and tokens[0].text == "i"


def is_ordinary(token: Word) -> bool:
    """Say whether a word is one that questions about any film hold."""
    known = vocabulary()
    listed = token.text in known.stop or token.stem in known.by_stem or token.stem in known.judging
    return listed or token.stem in known.verdict or token.text.isdigit()


def _dated(films: tuple[Film, ...], tokens: Sequence[Word], at: int, size: int) -> Named:
    """Narrow films that share a name to the year written behind it, and count the year as part of the name."""
    start, end = tokens[at].start, tokens[at + size - 1].end
    behind = tokens[at + size : at + size + 1]
    if behind and _YEAR.fullmatch(behind[0].text) and behind[0].start - end <= 2:
        same = tuple(film for film in films if film.year == int(behind[0].text))
        if same:
            return Named(start, behind[0].end, same)
    return Named(start, end, films)


def _misspelt(
    tokens: Sequence[Word], bare: Sequence[str], index: dict[tuple[str, ...], tuple[Film, ...]]
) -> list[Named]:
    """Find the one title that some words of the question are most like."""
    by_size: dict[int, dict[str, tuple[Film, ...]]] = {}
    for key, films in index.items():
        spelt = " ".join(key)
        if len(spelt) >= _SHORTEST_SLIP and len(key) <= _LONGEST_TITLE:
            by_size.setdefault(len(key), {})[spelt] = films
    best: tuple[float, Named] | None = None
    for size, titles in by_size.items():
        choices = list(titles)
        for at in range(len(tokens) - size + 1):
            window = tokens[at : at + size]
            if all(is_ordinary(token) for token in window):
                continue
            said = " ".join(bare[at : at + size])
            match = process.extractOne(said, choices, scorer=fuzz.ratio, score_cutoff=_SLIP)
            if match and (best is None or match[1] > best[0]):
                best = (match[1], _dated(titles[match[0]], tokens, at, size))
    return [best[1]] if best else []


@lru_cache(maxsize=4096)
def base_title(title: str) -> tuple[str, ...]:
    """Give the words that the films of one series share: "Dune: Part Two" and "Dune" are both ("dune",)."""
    bare = list(plain_words(_PARTS.split(title)[0]))
    while len(bare) > 1 and bare[-1] in _NUMERALS:
        bare.pop()
    return tuple(bare[1:] if len(bare) > 1 and bare[0] in _ARTICLES else bare)


def relative(film: Film, which: str, films: Iterable[Film]) -> tuple[Film, ...]:
    """Find "the first one", "the sequel", "the last one" seen from a film: the others of its series that fit.

    `which` is "first", "second", "third", "next", "previous" or "other". Several, when it cannot be told.
    """
    base = base_title(film.title)
    series = sorted(
        (one for one in films if base_title(one.title) == base),
        key=lambda one: (one.year or 9999, len(one.title), one.number),
    )
    others = [one for one in series if one.number != film.number]
    place = next((at for at, one in enumerate(series) if one.number == film.number), None)
    numbered = {"first": 0, "second": 1, "third": 2}
    if which in numbered:
        chosen = series[numbered[which] : numbered[which] + 1]
        return tuple(one for one in chosen if one.number != film.number)
    if place is not None and which == "next":
        return tuple(series[place + 1 : place + 2])
    if place is not None and which == "previous":
        return tuple(series[max(0, place - 1) : place])
    return tuple(others)
