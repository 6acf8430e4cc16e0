"""What people ask of a review - the acting, whether it is scary, whom it is for - and the words that answer."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot.discussion.language.qualities import qualities
from bot.discussion.language.words import words

OPEN: Final = "open"
"""The kind of a question whose topic is not known."""
_SIDES: Final = frozenset(
    ["acting", "direction", "writing", "story", "characters", "visuals", "music", "ending", "part"]
)
_QUALITIES: Final = frozenset(["pacing", "humour", "tension", "emotion", "quality"])


@dataclass(frozen=True, slots=True)
class Topic:
    """One such thing, read from topics.toml. Its terms are stems, or runs of them joined by spaces."""

    name: str
    kind: str
    """What kind of thing it is: "verdict", "acting", "quality" ..."""
    asked: frozenset[str]
    names: frozenset[str]
    """Stems that name it."""
    says: Mapping[str, float]
    """Stems that answer, each with what it is worth: less where it answers much else, too."""
    runs: Mapping[str, float]
    """Runs of stems that answer, with a space at either end."""
    written: tuple[str, ...] = ()
    """The words that answer, as they are written, without runs of words."""
    general: bool = False
    """True when any other topic that is asked goes before it: "is the music any good?"."""

    @property
    def group(self) -> str:
        """Give what the ranker learns by: topics that are answered in the same way."""
        return "side" if self.kind in _SIDES else "quality" if self.kind in _QUALITIES else self.kind

    def worth_of(self, stems: set[str], spaced: str) -> float:
        """Say how much of what answers stands among some stems, and in their order, joined by spaces."""
        alone = sum(self.says[stem] for stem in self.says.keys() & stems)
        return alone + sum(worth for run, worth in self.runs.items() if run in spaced)


@cache
def topics() -> tuple[Topic, ...]:
    """Read topics.toml, once."""
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "topics.toml").read_text(encoding="utf-8"))
    says = {name: _answering(table) for name, table in raw.items()}
    used = Counter(term for listed in says.values() for term in _stemmed(listed))
    return tuple(_topic(name, table, says[name], used, len(raw)) for name, table in raw.items())


def _answering(table: dict[str, Any]) -> tuple[str, ...]:
    """List all that answers a topic: its own words, and those of the quality that it asks for."""
    own = (
        word for one in qualities() if one.name == table.get("quality") for word in one.written if word not in one.wide
    )
    return (*table["says"], *own)


def _topic(name: str, table: dict[str, Any], says: Sequence[str], used: Counter[str], total: int) -> Topic:
    """Weigh what answers by how few topics it answers, as inverse document frequency does."""
    said = {term: math.log(total / used[term]) / math.log(total) for term in sorted(_stemmed(says))}
    return Topic(
        name=name,
        kind=table["kind"],
        asked=_stemmed(table["asked"]),
        names=_stemmed(table["names"]),
        says={term: worth for term, worth in said.items() if " " not in term},
        runs={f" {term} ": worth for term, worth in said.items() if " " in term},
        written=tuple(term for term in (*table["names"], *says) if " " not in term),
        general=table.get("general", False),
    )


def _stemmed(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(word.stem for word in words(term)) for term in terms)


@cache
def _asking() -> tuple[tuple[str, Topic], ...]:
    """List what asks: general topics last, the longest run of words first; among equals as in topics.toml."""
    pairs = [(f" {term} ", topic) for topic in topics() for term in sorted(topic.asked)]
    return tuple(sorted(pairs, key=lambda pair: (pair[1].general, -pair[0].count(" "))))


def topic_of(stems: Sequence[str]) -> Topic | None:
    """Find what a question, given by the stems of its words, asks; None when it is nothing that is known."""
    spaced = f" {' '.join(stems)} "
    return next((topic for term, topic in _asking() if term in spaced), None)


@cache
def whole() -> Topic:
    """Give the topic of a question about the film as a whole."""
    return next(topic for topic in topics() if topic.general)
