"""What people type into a search, understood without ever being an error.

`slow burn` finds reviews with both words, `"slow burn"` the phrase, `-gore` those without the
word, `perform*` every word that begins so, `tag:"slow burn"` those with the tag. Anything else is only words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.archive.text.stemmer import stem
from bot.archive.text.terms import WORD, asked_terms, fold, safe

MAXIMUM_CLAUSES = 32
# A quoted run, or a run without white space; a minus sign and a kind before it, a star behind it. Linear: of the
# parts, only the kind may be tried twice, and it is short.
_PIECE = re.compile(r'(-?)(tag:)?(?:["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+))', re.IGNORECASE)
_SUFFIXES = (
    "", "e", "s", "es", "ed", "ing", "ion", "on", "ions", "n", "ons", "ce", "nce", "ance", "ences", "ment", "nt", "t",
    "ness", "ss", "ess", "ly", "y", "al", "l", "ally", "ful", "ul", "ive", "ve", "er", "r", "ers", "ity", "ty", "able",
    "ble", "le",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing a review must hold, or must not: terms that follow each other."""

    terms: tuple[str, ...]
    negated: bool = False
    prefix: bool = False
    """The last term is only the beginning of a word."""
    stems: tuple[str, ...] = ()
    """For a prefix: stems shorter than it that words beginning so have (`performanc*` is in `perform`)."""
    typed: str = ""
    """What was typed, for "did you mean"."""


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: the words, and the tags beside them."""

    clauses: tuple[Clause, ...]
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()


def parse(query: str) -> Query:
    """Read a query; without clauses when it holds no word at all."""
    clauses: list[Clause] = []
    tags: tuple[list[str], list[str]] = ([], [])
    for match in _PIECE.finditer(query):
        minus, kind, quoted, bare = match.groups()
        if kind:
            tags[bool(minus)].append(quoted if bare is None else bare)
            continue
        clause = _phrase(quoted, negated=bool(minus)) if bare is None else _bare(bare, negated=bool(minus))
        if clause is not None and clause not in clauses:
            clauses.append(clause)
    asked, refused = (tuple(dict.fromkeys(each))[:MAXIMUM_CLAUSES] for each in tags)
    return Query(tuple(clauses[:MAXIMUM_CLAUSES]), asked, refused)


def _phrase(text: str, *, negated: bool) -> Clause | None:
    terms, beginning = asked_terms(text)
    return Clause(terms, negated, beginning, typed=text.strip()) if terms else None


def _bare(text: str, *, negated: bool) -> Clause | None:
    """Read a run of characters: a word, or several held together as in `a-b`."""
    prefix = text.endswith("*")
    clause = _phrase(text, negated=negated)
    if clause is None or not prefix or clause.prefix:
        return clause
    pieces = [match.group() for match in WORD.finditer(text)]
    beginning = safe(fold(pieces[-1]))
    completions = {stem(beginning + suffix) for suffix in _SUFFIXES} if beginning.isascii() else set[str]()
    stems = tuple(sorted(each for each in completions if each != beginning and beginning.startswith(each)))
    return Clause((*clause.terms[:-1], beginning), negated, prefix=True, stems=stems, typed=text)
