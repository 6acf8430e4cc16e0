"""Stretches of time as people ask for them: "this month", "in October" for reviews, "the nineties" for films."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.discussion.language.words import words

_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_UNITS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "few": 3, "couple": 2}
_DECADES: Final = {
    "twenties": 1920,
    "thirties": 1930,
    "forties": 1940,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
    "noughties": 2000,
}
_DECADE: Final = re.compile(r"(?:(?:18|19|20)?\d0)'?s")
_RELEASED: Final = frozenset({"of", "from"})
_REVIEWS: Final = frozenset({"review", "reviews"})
_FILMS: Final = frozenset({"film", "films", "movie", "movies"})
_RECENT: Final = frozenset({"recently", "lately", "newest", "latest"})


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, not including, `until`; both aware, UTC."""

    since: datetime
    until: datetime
    name: str
    """As it is said back: "this month"."""


def period(question: str, now: datetime) -> Period | None:
    """Find the stretch of time that a question names, seen from `now`; None when it names none.

    Weeks begin on Monday; days end at midnight UTC.
    """
    tokens = [word.text for word in words(question)]
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        found = _day(token, today) or _unit(token, before, today) or _span(token, tokens, at, now)
        found = found or (_calendar(token, before, today) if before in {"in", "during", "of"} else None)
        if found:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Years:
    """The years, both included, in which films came out."""

    first: int
    last: int
    name: str
    """As it is said back: "of 2021", "of the 1990s"."""

    def holds(self, year: int | None) -> bool:
        """Say whether a film of that year is meant; one without a year never is."""
        return year is not None and self.first <= year <= self.last


def released(question: str) -> Years | None:
    """Find the year or decade of the films that a question asks for: "films of 2021", "the nineties", "80s movies".

    "In 2021" is no such thing, nor are "reviews of 2021": these say when reviews were written.
    """
    tokens = [word.text.replace("’", "'") for word in words(question)]
    if not _REVIEWS.isdisjoint(tokens):
        return None
    for at, token in enumerate(tokens):
        before, after = tokens[at - 1] if at else "", tokens[at + 1] if at + 1 < len(tokens) else ""
        decade = _decade(token)
        if decade is not None:
            return Years(decade, decade + 9, f"of the {decade}s")
        if _is_year(token) and (before in _RELEASED or after in _FILMS):
            return Years(int(token), int(token), f"of {token}")
    return None


def _decade(word: str) -> int | None:
    """Read "nineties", "90s", "1990s" and "2010s"."""
    if word in _DECADES:
        return _DECADES[word]
    if not _DECADE.fullmatch(word):
        return None
    number = int(word.rstrip("s").rstrip("'"))
    return number if number > 100 else number + (1900 if number >= 20 else 2000)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and word.isascii() and 1880 <= int(word) <= 2100


def _day(word: str, today: datetime) -> Period | None:
    tomorrow = today + timedelta(days=1)
    if word in {"today", "tonight"}:
        return Period(today, tomorrow, "today")
    if word == "yesterday":
        return Period(today - timedelta(days=1), today, "yesterday")
    return Period(today - timedelta(days=30), tomorrow, "in the last 30 days") if word in _RECENT else None


def _unit(token: str, before: str, today: datetime) -> Period | None:
    if token not in {"week", "month", "year"} or before not in {"this", "last"}:
        return None
    start = _start(token, today)
    if before == "this":
        return Period(start, _next(token, start), f"this {token}")
    return Period(_start(token, start - timedelta(days=1)), start, f"last {token}")


def _start(unit: str, day: datetime) -> datetime:
    """Give the first day of the week, month or year that a day is in."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _next(unit: str, start: datetime) -> datetime:
    """Give the first day after the week, month or year that begins on a day."""
    return _start(unit, start + timedelta(days={"week": 7, "month": 32, "year": 367}[unit]))


def _span(token: str, tokens: list[str], at: int, now: datetime) -> Period | None:
    """Read "the last two weeks", "the past 10 days"."""
    unit = token.removesuffix("s")
    if unit not in _UNITS or at < 1 or not {"last", "past"} & set(tokens[max(0, at - 4) : at]):
        return None
    said = tokens[at - 1]
    number = int(said) if said.isdecimal() and len(said) < 5 else _NUMBERS.get(said, 1)
    now = now.astimezone(UTC)
    days = min(number * _UNITS[unit], 36_500)
    name = f"in the last {number} {unit}s" if number != 1 else f"in the last {unit}"
    return Period(now - timedelta(days=days), now + timedelta(seconds=1), name)


def _calendar(token: str, before: str, today: datetime) -> Period | None:
    """Read "in October" (the latest one begun) and "in 2025"."""
    if token in _MONTHS and before != "of":
        month = _MONTHS.index(token) + 1
        year = today.year if month <= today.month else today.year - 1
        start = today.replace(year=year, month=month, day=1)
        return Period(start, _next("month", start), f"in {token.capitalize()}")
    if len(token) == 4 and token.isdecimal() and 1900 <= int(token) <= today.year:
        start = today.replace(year=int(token), month=1, day=1)
        return Period(start, _next("year", start), f"in {token}")
    return None
