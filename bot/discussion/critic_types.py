"""What the discussion yields of members as critics: their pages, two of them side by side, and changed minds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.analysis.types import Aspect, Label
from bot.archive.types import Film
from bot.discussion.types import Quoted, Ratings


@dataclass(frozen=True, slots=True)
class ChangedMind:
    """A film that a member came to think otherwise of: their newest review of it, and the one before."""

    film: Film
    author_id: int
    review: int
    label: Label
    rating: float | None
    day: str
    """When they saw it last, or else wrote of it (ISO date)."""
    label_before: Label
    rating_before: float | None
    day_before: str


@dataclass(frozen=True, slots=True)
class CriticFilm:
    """A film that a member reviewed, beside what the others here gave it."""

    film: Film
    review: int
    label: Label
    rating: float | None
    others_mean: float | None
    """Mean rating by the other reviewers; None when nobody else rated it."""
    others: int
    """How many others rated it."""


@dataclass(frozen=True, slots=True)
class CriticAspect:
    """In how many of a member's films they praise and criticise one aspect, with a line of each."""

    aspect: Aspect
    praise: int
    criticism: int
    praise_line: Quoted | None
    criticism_line: Quoted | None


@dataclass(frozen=True, slots=True)
class CriticPage:
    """What one member writes: films, labels, ratings against the server's, what they praise and pan."""

    author_id: int
    reviews: int
    films: tuple[CriticFilm, ...]
    """Latest first; reviews without a film are counted but not listed."""
    labels: dict[Label, int]
    """Over the member's voices; a review without a film is a voice of its own."""
    ratings: Ratings | None
    """None below three ratings."""
    against_server: float | None
    """Mean of (their rating - mean rating by the others) over the films that both rated; None when there is none."""
    compared_films: int
    """Over how many films `against_server` is taken."""
    praises: tuple[CriticAspect, ...]
    """Aspects praised in more films than criticised, most first."""
    pans: tuple[CriticAspect, ...]
    """Aspects criticised in more films than praised, most first."""
    divided: tuple[CriticAspect, ...]
    """Aspects praised as often as criticised."""
    changed: tuple[ChangedMind, ...] = ()
    """Films that they came to think otherwise of, the latest first."""
    pasted: tuple[str, ...] = ()
    """The critics whose words they pasted: these are no reviews of theirs."""


@dataclass(frozen=True, slots=True)
class ServerCritics:
    """Who writes on a server, and who changed their mind."""

    writers: tuple[tuple[int, int], ...]
    """Members with how many reviews each wrote, most first."""
    changed: tuple[ChangedMind, ...]
    """The latest first."""


@dataclass(frozen=True, slots=True)
class SharedFilm:
    """A film that two members both reviewed, with a line of each."""

    film: Film
    first_label: Label
    second_label: Label
    first_rating: float | None
    second_rating: float | None
    first_line: Quoted | None
    second_line: Quoted | None


@dataclass(frozen=True, slots=True)
class AspectClash:
    """One side of one film of which two members both wrote, with the line of each."""

    film: Film
    aspect: Aspect
    first: Quoted
    second: Quoted


@dataclass(frozen=True, slots=True)
class CriticComparison:
    """Two members: where they agree and where they part."""

    first_id: int
    second_id: int
    agree: tuple[SharedFilm, ...]
    """Both positive, both mixed or both negative."""
    part: tuple[SharedFilm, ...]
    """One positive, the other negative: widest apart first."""
    between: tuple[SharedFilm, ...]
    """Neither: one of them is mixed or not sure."""
    clashes: tuple[AspectClash, ...]
    """Aspects that one praises and the other criticises, strongest first."""
    accords: tuple[AspectClash, ...]
    """Aspects that both praise or both criticise, strongest first."""

    @property
    def shared(self) -> int:
        """Count the films that both reviewed."""
        return len(self.agree) + len(self.part) + len(self.between)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A film that two members reviewed, and how far they agree on it."""

    film: Film
    share: float
    """0 to 1."""
    mine: float | None
    theirs: float | None
    """The ratings, 0 to 10."""
    my_label: Label
    their_label: Label


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another member beside whom a member's taste is put."""

    member_id: int
    films: int
    """Films that both reviewed: five at least."""
    agreement: float
    """0 to 1, shrunk towards what is usual here."""
    together: tuple[Agreement, ...]
    """Films that speak most for it, more than is usual, up to three."""
    apart: tuple[Agreement, ...]
    """Films that speak most against it, up to three."""


@dataclass(frozen=True, slots=True)
class Taste:
    """Who agrees with a member most and least."""

    member_id: int
    films: int
    """Films that the member reviewed."""
    neighbours: tuple[Neighbour, ...]
    """Who agrees most, first."""
