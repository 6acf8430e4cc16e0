"""A film's chart holds what its page's text does not: its sides, the stars it was given, and its reviews over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from bot.analysis.types import Label
from bot.discussion import AspectCount, FilmPage
from bot.speech import _, count, number
from bot.views.charts.months import column, names_below, numbers_above, periods
from bot.views.charts.sheet import ALT_CHARACTERS, EDGE, LETTERS, WIDTH, Sheet, extent
from bot.views.charts.verdicts import ORDER
from bot.views.colours import FAINT, LABEL_COLOURS, PLAIN
from bot.views.limits import shorten
from bot.views.words import CRITICISM, PRAISE, aspect_word

MOST_SIDES: Final = 8
"""Sides drawn at most, those most written about; the page counts the others in words."""
_BINS: Final = 10
"""Half stars, from ½ to 5."""
_PERIODS: Final = 12
"""Periods over which the reviews are spread, at most."""
_ROW: Final = 24
"""Units from one side of the film to the next."""
_THICK: Final = 16
_HIGH: Final = 58
"""Height of the highest bar, in units."""
_GAP: Final = 20
"""Units between what stands side by side or one below another."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year, with the verdicts of the reviews that were written in it."""

    name: str
    labels: tuple[tuple[Label, int], ...]
    """In the order of the bar of verdicts, none left out."""

    @property
    def reviews(self) -> int:
        """Count them."""
        return sum(number for _, number in self.labels)


@dataclass(frozen=True, slots=True)
class FilmChart:
    """What a film's chart shows; a part with a single value is empty."""

    file: ClassVar[str] = "film.png"
    sides: tuple[tuple[str, int, int], ...]
    """(side, praise, criticism), most written of first."""
    stars: tuple[int, ...]
    """Ratings by half stars: ½ or less, 1, 1½, … 5."""
    newest: tuple[Period, ...]
    """Each reviewer's newest review by when it was written, oldest period first, none left out in between."""

    @property
    def alt(self) -> str:
        """Say what a person would read off: what is praised and criticized most, how ratings lie, and when."""
        said: list[str] = []
        if self.sides:
            pairs = ", ".join(
                _("{name} {praise:n} to {criticism:n}", name=name, praise=praise, criticism=criticism)
                for name, praise, criticism in self.sides
            )
            said.append(_("Praise to criticism of each side: {pairs}", pairs=pairs))
        if self.stars:
            said.append(_said_stars(self.stars))
        if self.newest:
            most = max(self.newest, key=lambda period: period.reviews)
            said.append(
                _(
                    "Reviews from {first} to {last}, most in {most}: {reviews:n}",
                    first=self.newest[0].name,
                    last=self.newest[-1].name,
                    most=most.name,
                    reviews=most.reviews,
                )
            )
        return shorten(". ".join(said) + ".", ALT_CHARACTERS)

    def draw(self) -> Sheet:
        """Draw the sides, and below them, side by side, the stars and the reviews over time."""
        sides = LETTERS + 8 + _ROW * len(self.sides) if self.sides else 0
        below = LETTERS + 26 + _HIGH + LETTERS + 8 if self.stars or self.newest else 0
        sheet = Sheet(2 * EDGE + sides + below + (_GAP - 6 if sides and below else 0))
        if self.sides:
            _draw_sides(sheet, self.sides)
        top = EDGE + sides + (_GAP - 6 if sides else 0)
        half = (WIDTH - 2 * EDGE - _GAP) / 2
        both = bool(self.stars and self.newest)
        if self.stars:
            _draw_stars(sheet, self.stars, EDGE, top, half if both else WIDTH - 2 * EDGE)
        if self.newest:
            left = EDGE + half + _GAP if both else EDGE
            _draw_newest(sheet, self.newest, left, top, WIDTH - EDGE - left)
        return sheet


def film_chart(page: FilmPage) -> FilmChart | None:
    """Take a film page's counts for its chart; None below three reviews, and where there is nothing to compare."""
    if not page.enough:
        return None
    sides = tuple((aspect_word(one.aspect), one.praise, one.criticism) for one in sides_drawn(page))
    stars = _stars(page.values) if page.ratings else ()
    newest = _newest(page)
    chart = FilmChart(
        sides,
        stars if sum(map(bool, stars)) > 1 else (),
        newest if len(newest) > 1 else (),
    )
    return chart if chart.sides or chart.stars or chart.newest else None


def sides_drawn(page: FilmPage) -> list[AspectCount]:
    """Choose the sides that are drawn: those on which two or more take a side; a single one is no comparison."""
    sides = [one for one in page.aspects if one.praise + one.criticism > 1][:MOST_SIDES]
    return sides if len(sides) > 1 else []


def star_bin(value: float) -> int:
    """Say in which half star a rating of 0 to 10 lies: 0 for ½ or less, … 9 for 5; a half is rounded up."""
    return min(_BINS, max(1, int(value + 0.5))) - 1


def stars_words(place: int) -> str:
    """Write the half star of a bin: `½`, `1`, `1½`, … `5`."""
    whole, half = divmod(place + 1, 2)
    return f"{whole or ''}{'½' if half else ''}"


def _stars(values: Sequence[float]) -> tuple[int, ...]:
    bins = [0] * _BINS
    for value in values:
        bins[star_bin(value)] += 1
    return tuple(bins)


def _said_stars(stars: Sequence[int]) -> str:
    given = [place for place, number in enumerate(stars) if number]
    most = max(given, key=lambda place: stars[place])
    return _(
        "{ratings} from {lowest} to {highest} stars, most often {most}: {number:n}",
        ratings=count(sum(stars), "rating"),
        lowest=stars_words(given[0]),
        highest=stars_words(given[-1]),
        most=stars_words(most),
        number=stars[most],
    )


def _newest(page: FilmPage) -> tuple[Period, ...]:
    """Sort the newest reviews into periods by when they were written."""
    if not page.written:
        return ()
    names = periods((f"{at:%Y-%m}" for at, _label in page.written), most=_PERIODS)
    counted = {name: dict.fromkeys(ORDER, 0) for name in names.values()}
    for at, label in page.written:
        counted[names[f"{at:%Y-%m}"]][label] += 1
    return tuple(Period(name, tuple(labels.items())) for name, labels in counted.items())


def _draw_sides(sheet: Sheet, sides: Sequence[tuple[str, int, int]]) -> None:
    """Draw criticism to the left of a line and praise to its right, one bar a side of the film."""
    left = EDGE + max(extent(name) for name, _good, _bad in sides) + 10
    praise, criticism = max(one[1] for one in sides), max(one[2] for one in sides)
    before = extent(number(criticism), bold=True) + 5 if criticism else 0
    after = extent(number(praise), bold=True) + 5 if praise else 0
    unit = (WIDTH - EDGE - left - before - after) / (praise + criticism)
    zero = min(left + before + criticism * unit, WIDTH - EDGE - extent(f"{_('praise')} {PRAISE}") - 6)
    unit = min(unit, (zero - left - before) / criticism if criticism else unit)
    top = EDGE + LETTERS / 2
    sheet.words(zero - 6, top, f"{CRITICISM} {_('criticism')}", align="right", colour=FAINT)
    sheet.words(zero + 6, top, f"{_('praise')} {PRAISE}", colour=FAINT)
    for row, (name, good, bad) in enumerate(sides):
        middle = EDGE + LETTERS + 8 + (row + 0.5) * _ROW
        sheet.words(EDGE, middle, name)
        sheet.bar(zero, middle - _THICK / 2, good * unit, _THICK, LABEL_COLOURS["positive"])
        sheet.bar(zero - bad * unit, middle - _THICK / 2, bad * unit, _THICK, LABEL_COLOURS["negative"])
        if good:
            sheet.words(zero + good * unit + 4, middle, number(good), bold=True)
        if bad:
            sheet.words(zero - bad * unit - 4, middle, number(bad), align="right", bold=True)
    sheet.line((zero, top + LETTERS), (zero, EDGE + LETTERS + 8 + len(sides) * _ROW))


def _draw_stars(sheet: Sheet, stars: Sequence[int], left: float, top: float, width: float) -> None:
    """Draw how many gave how many stars."""
    sheet.words(left, top + LETTERS / 2, _("Stars given"), bold=True)
    floor = top + LETTERS + 26 + _HIGH
    step = width / _BINS
    for place, given in enumerate(stars):
        height = _HIGH * given / max(stars)
        column(sheet, left + (place + 0.5) * step, floor, step, height, PLAIN)
        if place % 2:
            middle = left + (place + 0.5) * step
            sheet.words(middle, floor + LETTERS / 2 + 5, stars_words(place), align="center", colour=FAINT)
    numbers_above(sheet, (left, floor), step, stars, _HIGH)
    sheet.line((left, floor), (left + width, floor))


def _draw_newest(sheet: Sheet, newest: Sequence[Period], left: float, top: float, width: float) -> None:
    """Draw when the newest reviews were written, each period's verdicts one above another."""
    sheet.words(left, top + LETTERS / 2, _("Reviews over time"), bold=True)
    floor = top + LETTERS + 26 + _HIGH
    step = width / len(newest)
    highest = max(period.reviews for period in newest)
    for place, period in enumerate(newest):
        y = floor
        for label, reviews in period.labels:
            height = _HIGH * reviews / highest
            column(sheet, left + (place + 0.5) * step, y, step, height, LABEL_COLOURS[label])
            y -= height
    numbers_above(sheet, (left, floor), step, [period.reviews for period in newest], _HIGH)
    sheet.line((left, floor), (left + width, floor))
    names_below(sheet, (left, left + width), floor, [period.name for period in newest])
