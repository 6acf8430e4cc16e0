"""The words and runs of words that tell what a question wants, as questions.toml lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from bot.analysis.types import Aspect
from bot.discussion.language.words import stem

_PLACE_FORMS: Final = ("the {} one", "the {} film", "the {} movie", "than the {}", "to the {}", "its {}")


@dataclass(frozen=True, slots=True)
class Cues:
    """The word lists of questions.toml."""

    words: dict[str, frozenset[str]]
    phrases: dict[str, tuple[str, ...]]
    places: dict[str, tuple[str, ...]]


@cache
def cues() -> Cues:
    """Read questions.toml, once."""
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "questions.toml").read_text(encoding="utf-8"))
    return Cues(
        words={name: frozenset(listed) for name, listed in raw["words"].items()},
        phrases={name: tuple(listed) for name, listed in raw["phrases"].items()},
        places={
            which: tuple(form.format(name) for name in names for form in _PLACE_FORMS)
            for which, names in raw["places"].items()
        },
    )


@cache
def whole_aspect(aspect: Aspect) -> frozenset[str]:
    """Give the stems of the words that name a whole aspect and no part of it."""
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "questions.toml").read_text(encoding="utf-8"))
    return frozenset(map(stem, raw["whole"][aspect]))


def weak_words() -> frozenset[str]:
    """Give the words that are searched for only beside others."""
    return cues().words["weak"]


def holds(tokens: Sequence[str], phrases: Iterable[str]) -> bool:
    """Say whether one of some runs of words stands in a question."""
    spaced = f" {' '.join(tokens)} "
    return any(f" {phrase} " in spaced for phrase in phrases)
