"""A year as a picture: its numbers, a bar for each month, and the films that it was about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from bot.archive.types import Film
from bot.discussion import DigestFilm, RatedFilm, Year
from bot.speech import _, count, month_name, number
from bot.views.charts.months import column, names_below, numbers_above
from bot.views.charts.sheet import ALT_CHARACTERS, EDGE, LETTERS, WIDTH, Sheet, can_write, wrapped
from bot.views.colours import FAINT, PLAIN
from bot.views.limits import shorten
from bot.views.words import open_name

_BARS: Final = 80
_LARGE: Final = 34
_LINE: Final = LETTERS + 8


@dataclass(frozen=True, slots=True)
class YearChart:
    """What the picture of a year shows."""

    file: ClassVar[str] = "year.png"
    year: int
    numbers: str
    """In words."""
    months: tuple[int, ...]
    """Reviews, January first."""
    facts: tuple[tuple[str, str], ...]
    """(what it is, with its count; a film), as far as the picture's letters go."""

    @property
    def alt(self) -> str:
        """Say what is on it."""
        most = max(range(12), key=lambda month: self.months[month])
        said = "".join(f" {what}: {which}." for what, which in self.facts)
        words = _(
            "{year}: {numbers}. Most reviews in {month}: {number:n}.",
            year=self.year,
            numbers=self.numbers,
            month=_months()[most],
            number=self.months[most],
        )
        return shorten(words + said, ALT_CHARACTERS)

    def draw(self) -> Sheet:
        """Draw the year large, its numbers, its months and its films."""
        lines = wrapped(self.numbers, WIDTH - 2 * EDGE, 2)
        top = EDGE + _LARGE + 6 + _LINE * len(lines)
        floor = top + LETTERS + 14 + _BARS
        sheet = Sheet(floor + LETTERS + 20 + 2 * _LINE * len(self.facts) + 4)
        sheet.words(EDGE, EDGE + _LARGE / 2, str(self.year), size=_LARGE, bold=True)
        for place, line in enumerate(lines):
            sheet.words(EDGE, EDGE + _LARGE + 6 + (place + 0.5) * _LINE, line, colour=FAINT)
        self._bars(sheet, floor)
        for place, (what, which) in enumerate(self.facts):
            y = floor + LETTERS + 20 + 2 * _LINE * place
            sheet.words(EDGE, y + _LINE / 2, what, colour=FAINT)
            sheet.words(EDGE, y + 1.4 * _LINE, wrapped(which, WIDTH - 2 * EDGE, 1, bold=True)[0], bold=True)
        return sheet

    def _bars(self, sheet: Sheet, floor: float) -> None:
        step = (WIDTH - 2 * EDGE) / 12
        highest = max(self.months)
        for place, reviews in enumerate(self.months):
            column(sheet, EDGE + (place + 0.5) * step, floor, step, _BARS * reviews / highest, PLAIN)
        numbers_above(sheet, (EDGE, floor), step, self.months, _BARS)
        sheet.line((EDGE, floor), (WIDTH - EDGE, floor))
        names_below(sheet, (EDGE, WIDTH - EDGE), floor, _months())


def year_chart(page: Year) -> YearChart:
    """Take a year for its picture. It has reviews, or there is no page of it."""
    facts = tuple((what, which) for what, which in _facts(page) if can_write(which))
    return YearChart(page.year, numbers(page), tuple(reviews for _month, reviews, _films in page.by_month), facts)


def numbers(page: Year) -> str:
    """Say how much was written: `48 reviews of 20 films by 7 members, 9,000 words`."""
    counts = {
        "reviews": count(page.reviews, "review"),
        "films": count(page.films, "film"),
        "words": count(page.words, "word"),
    }
    if page.author_id is not None:
        return _("{reviews} of {films}, {words}", **counts)
    return _("{reviews} of {films} by {members}, {words}", members=count(page.reviewers, "member"), **counts)


def stood_out(page: Year) -> list[tuple[str, DigestFilm]]:
    """Give the films of a club's year on which most was decided, each behind the words for it."""
    films = ((_("Most loved"), page.loved), (_("Most split"), page.split))
    return [(what, film) for what, film in films if film is not None]


def rated_most(page: Year) -> list[tuple[str, RatedFilm]]:
    """Give the films that a member rated highest and lowest, each behind the words for it."""
    films = ((_("Rated highest"), page.best), (_("Rated lowest"), page.worst))
    return [(what, film) for what, film in films if film is not None]


def _facts(page: Year) -> Iterator[tuple[str, str]]:
    for what, film in stood_out(page):
        # In words: the picture's letters have no marks of praise and criticism.
        sides = _("{praise:n} for, {criticism:n} against", praise=film.positive, criticism=film.negative)
        yield f"{what}, {sides}", _name(film.film)
    for what, film in rated_most(page):
        yield f"{what}, {number(film.rating, 1)}/10", _name(film.film)


def _months() -> list[str]:
    return [month_name(month, short=True) for month in range(1, 13)]


def _name(film: Film) -> str:
    return shorten(open_name(film), 40)
