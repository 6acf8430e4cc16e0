"""What members type into single fields, read or refused: films, ratings, critics, days and tags."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.analysis.types import Rating
from bot.speech import SpokenError

MAXIMUM_TITLE = 200
MAXIMUM_RATING = 40
MAXIMUM_CRITIC = 100
MAXIMUM_TAG = 50
MOST_TAGS = 10
FIRST_FILM = date(1888, 10, 14)
"""Nobody watched a film before the Roundhay Garden Scene was shot."""
_YEAR = re.compile(r"\((1[89]\d\d|20\d\d)\)")
_YEAR_AFTER = re.compile(r"\((1[89]\d\d|20\d\d)\)$")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""
_DAYS_AGO = re.compile(r"(\d{1,4})\s?d(?:ays?)?(?: ago)?")
_NAMED_DAYS = {"today": 0, "yesterday": 1}


class RefusedError(SpokenError):
    """The review is not filed; the message says what is wrong and what the limit is."""


class TooShortError(RefusedError):
    """There is not a single word in it."""


def one_line(text: str) -> str:
    """Write a name on one line, without control, invisible and direction characters; empty when nothing shows."""
    from bot.analysis import clean  # noqa: PLC0415  (keeps the first import of this module light)

    name = " ".join(clean(text).split())
    return name if any(unicodedata.category(each)[0] in "LNPS" and each not in _BLANK for each in name) else ""


def parse_film(typed: str) -> tuple[str, int | None]:
    """Split a film as people type it into title and year: `Dune (2021)` is ("Dune", 2021).

    Raises RefusedError for a title of over 200 characters.
    """
    name = one_line(typed)
    if len(name) > MAXIMUM_TITLE:
        raise RefusedError(
            "That film title has {number:n} characters; the limit is {limit}.", number=len(name), limit=MAXIMUM_TITLE
        )
    match = _YEAR_AFTER.search(name)
    if match is None or match.start() == 0:
        return name, None
    return name[: match.start()].rstrip(), int(match[1])


def film_of_post(name: str) -> str | None:
    """Give the film that a forum post is about, as `parse_film` reads it: what is said after its year goes."""
    film = " ".join(name.split())[:MAXIMUM_TITLE]
    year = _YEAR.search(film)
    return (film[: year.end()] if year and year.start() else film) or None


def typed_rating(typed: str | None) -> Rating | None:
    """Read a rating that a member typed into its own field.

    Raises RefusedError when it cannot be understood: a rating is never dropped silently.
    """
    raw = (typed or "").strip()
    if not raw:
        return None
    if len(raw) > MAXIMUM_RATING:
        raise RefusedError(
            "That rating has {number:n} characters; the limit is {limit}.", number=len(raw), limit=MAXIMUM_RATING
        )
    from bot.analysis.parts.rating import read_field  # noqa: PLC0415  (keeps the first import of this module light)

    rating = read_field(raw)
    if rating is None:
        raise RefusedError(
            "That rating cannot be read; write it as 4/5, 8.5/10, 7, ★★★½, B+ or 85%, or leave the field empty."
        )
    return replace(rating, raw=raw, start=0, end=len(raw))


@dataclass(frozen=True, slots=True)
class Viewing:
    """What a member says beside a review: whose words it is, when the film was seen, and its tags."""

    critic: str | None = None
    watched_on: str | None = None
    """ISO date."""
    rewatch: bool = False
    tags: tuple[str, ...] = ()

    @classmethod
    def typed(cls, critic: str, watched: str, tags: str, *, rewatch: bool, today: date) -> Viewing:
        """Read the fields as a member typed them. Raises RefusedError."""
        return cls(typed_critic(critic) or None, typed_day(watched, today) or None, rewatch, typed_tags(tags))


def typed_critic(typed: str) -> str:
    """Read the name of a critic; empty for none. Raises RefusedError for one of over 100 characters."""
    name = one_line(typed)
    if len(name) > MAXIMUM_CRITIC:
        raise RefusedError(
            "That critic’s name has {number:n} characters; the limit is {limit}.",
            number=len(name),
            limit=MAXIMUM_CRITIC,
        )
    return name


def typed_day(typed: str, today: date) -> str:
    """Read the day a film was watched, as an ISO date; empty for none: `2026-01-31`, `today`, `yesterday`, `3d` ago.

    Raises RefusedError for anything else, for days to come and for days before there were films.
    """
    text = " ".join(typed.lower().split())
    if not text:
        return ""
    ago = _DAYS_AGO.fullmatch(text)
    days = int(ago[1]) if ago else _NAMED_DAYS.get(text)
    try:
        day = date.fromisoformat(text) if days is None else today - timedelta(days=days)
    except ValueError:
        raise RefusedError(
            "That day cannot be read; write it as 2026-01-31, today, yesterday, or 3d for so many days ago."
        ) from None
    # Where the member is, it may be tomorrow already.
    if not FIRST_FILM <= day <= today + timedelta(days=1):
        raise RefusedError(
            "A film can be watched from {first_film} to today; {day} is not.",
            first_film=FIRST_FILM.isoformat(),
            day=day.isoformat(),
        )
    return day.isoformat()


def typed_tags(typed: str) -> tuple[str, ...]:
    """Read tags with commas between, each once, a `#` before them or not.

    Raises RefusedError for more than ten, and for one of over 50 characters.
    """
    written = (one_line(part).lstrip("#").strip() for part in typed.split(","))
    tags = tuple({tag.casefold(): tag for tag in written if tag}.values())
    if len(tags) > MOST_TAGS:
        raise RefusedError("Those are {number:n} tags; the limit is {limit}.", number=len(tags), limit=MOST_TAGS)
    longest = max(map(len, tags), default=0)
    if longest > MAXIMUM_TAG:
        raise RefusedError(
            "One of those tags has {longest} characters; the limit is {limit}.", longest=longest, limit=MAXIMUM_TAG
        )
    return tags
