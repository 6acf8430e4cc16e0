"""Pages of key points: what several reviewers praise or criticise by name, counted, with lines of both sides."""

from __future__ import annotations

from dataclasses import dataclass

from bot.archive.types import Film
from bot.discussion.types import KeyPoint, PersonCount


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """A page of the key points of one film."""

    film: Film
    reviewers: int
    """Voices on the film, whatever they write of."""
    points: tuple[KeyPoint, ...]
    page: int
    """From 0."""
    pages: int


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What a server wrote about somebody, over all films."""

    person: PersonCount
    films: tuple[tuple[Film, PersonCount], ...]
    """Each film with its own counts, by how many name them there."""
