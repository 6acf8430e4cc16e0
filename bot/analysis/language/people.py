"""Who is named in a review, and as what: the cast, the director, the composer, or a person of the story.

"Bale is magnetic" is about acting because Bale is a name, "Nolan never lets go" about direction because the review
says "director Christopher Nolan" somewhere. A name is a run of capitals that is no common word; what stands beside
it anywhere in the review ("plays", "directed by", a pair of brackets) says what its owner does. Linear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.analysis.language import lexicons

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.analysis.language.text import Token

Role = Literal["_actor", "_director", "_writer", "_composer", "_camera", "_character", "_name", "_title", ""]
"""What a word stands for: a person by what they do, the film's title, or itself."""

_BEFORE: dict[str, Role] = {
    **dict.fromkeys(("director", "directed", "filmmaker", "helmer", "auteur", "direction"), "_director"),
    **dict.fromkeys(("writer", "screenwriter", "written", "screenplay", "script", "scripted"), "_writer"),
    **dict.fromkeys(("composer", "music", "score", "composed", "scored", "soundtrack"), "_composer"),
    **dict.fromkeys(("cinematographer", "photographed", "cinematography", "photography"), "_camera"),
    **dict.fromkeys(
        ("star", "stars", "starring", "actor", "actors", "actress", "comedian", "played", "portrayed", "performance"),
        "_actor",
    ),
    "as": "_character",
}
"""Words before a name that say what its owner does; "by" and "of" may stand between."""
_AFTER: dict[str, Role] = dict.fromkeys(("plays", "portrays", "stars", "played", "delivers", "as"), "_actor")
_BETWEEN = frozenset(["by", "of", "from"])
_OPENS = frozenset(['"', ".", "!", "?", "..", ":", ")", "--", "-", "*", ";"])
"""After these a capital begins a line rather than a name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitals that names somebody."""

    first: int
    last: int
    """Places of its first and its last word."""


def roles(
    text: str, words: Sequence[Token], common: Collection[str], barred: Collection[int] = ()
) -> list[Role | None]:
    """Say of each word what it stands for: None inside of a name, whose first word speaks for it, "" for itself.

    `common` are words that are no names wherever they stand; at the places in `barred` stands the film's title.
    """
    found: list[Role | None] = [""] * len(words)
    names = names_in(text, words, common)
    known = _known(words, names)
    for name in names:
        role = known.get(words[name.last].norm) or known.get(words[name.first].norm) or "_name"
        found[name.first] = role
        found[name.first + 1 : name.last + 1] = [None] * (name.last - name.first)
    for place in _shouted(text, words):
        found[place] = "_title"
    for place, word in enumerate(words):
        if word.start in barred:
            found[place] = "_title"
    return found


def names_in(text: str, words: Sequence[Token], common: Collection[str]) -> list[Name]:
    """Find the names: runs of capitals that are not there because a line begins; `common` as for `roles`."""
    no_names = frozenset(lexicons.lines("no_names")[0])
    capital = [_is_capital(text, word) for word in words]
    opens = [
        place == 0 or words[place - 1].norm in _OPENS or "\n" in text[words[place - 1].end : word.start]
        for place, word in enumerate(words)
    ]
    inside = {word.norm for word, large, first in zip(words, capital, opens, strict=True) if large and not first}
    is_name = [
        large
        and word.norm not in no_names
        and (not first or word.norm in inside or word.norm not in common or (follows and word.norm not in common))
        for word, large, first, follows in zip(words, capital, opens, [*capital[1:], False], strict=True)
    ]
    names: list[Name] = []
    for place, named in enumerate(is_name):
        if not named:
            continue
        joined = names and names[-1].last == place - 1 and text[words[place - 1].end : words[place].start] in " -"
        if joined:
            names[-1] = Name(names[-1].first, place)
        else:
            names.append(Name(place, place))
    return names


def _is_capital(text: str, word: Token) -> bool:
    """Say whether a word is written with a capital first, and that alone."""
    written = text[word.start : word.end]
    return len(written) > 1 and written[0].isupper() and written.isalpha() and not written.isupper()


def _known(words: Sequence[Token], names: Sequence[Name]) -> dict[str, Role]:
    """Gather what the review says of its people, by their first and last names; the first word on somebody stands."""
    known: dict[str, Role] = {}
    for name in names:
        role = role_of(words, name)
        if role:
            known.setdefault(words[name.last].norm, role)
            known.setdefault(words[name.first].norm, role)
    return known


def role_of(words: Sequence[Token], name: Name) -> Role:
    """Read what stands beside a name: "director X", "directed by X", "(X)", "X plays", "as X", "X (Y)"."""
    before = [word.norm for word in words[max(0, name.first - 2) : name.first]]
    after = [word.norm for word in words[name.last + 1 : name.last + 3]]
    if before and before[-1] in _BETWEEN and before[0] in _BEFORE:
        return _BEFORE[before[0]]
    if after and after[0] in _AFTER:
        return _AFTER[after[0]]
    if before and before[-1] in _BEFORE:
        return _BEFORE[before[-1]]
    if before[-1:] == ["("] and after[:1] == [")"]:
        return "_actor"
    return "_character" if after[:1] == ["("] else ""


def _shouted(text: str, words: Sequence[Token]) -> list[int]:
    """Find runs of words in capitals: some critics write titles so. A text in nothing but capitals has none."""
    loud = [len(word.norm) > 1 and text[word.start : word.end].isupper() for word in words]
    if sum(loud) > 0.5 * len(words):
        return []
    return [
        place
        for place, (before, here, after) in enumerate(zip([False, *loud], loud, [*loud[1:], False], strict=False))
        if here and (before or after)
    ]
