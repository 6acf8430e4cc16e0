"""Reviews over time: months, or quarters or years where they are many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from bot.speech import _, count, month_name
from bot.speech import number as shown_number
from bot.views.charts.sheet import ALT_CHARACTERS, EDGE, LETTERS, WIDTH, Sheet, extent
from bot.views.colours import FAINT, PLAIN
from bot.views.limits import shorten

MOST: Final = 36
"""Periods on a chart of its own."""
_BARS: Final = 96
"""Height of the highest bar, in units."""
_WIDEST: Final = 48
"""Width of the widest bar: two months are no two walls."""


@dataclass(frozen=True, slots=True)
class TimeChart:
    """What a chart of reviews over time shows."""

    file: ClassVar[str] = "months.png"
    bars: tuple[tuple[str, int], ...]
    """(month, quarter or year; reviews), oldest first, none left out in between."""

    @property
    def alt(self) -> str:
        """Say from when to when, and when most were written."""
        total = sum(number for _period, number in self.bars)
        most = max(self.bars, key=lambda bar: bar[1])
        words = _(
            "{reviews} from {first} to {last}, by when they were written; most in {most}: {number:n}.",
            reviews=count(total, "review"),
            first=self.bars[0][0],
            last=self.bars[-1][0],
            most=most[0],
            number=most[1],
        )
        return shorten(words, ALT_CHARACTERS)

    def draw(self) -> Sheet:
        """Draw a bar for each period."""
        sheet = Sheet(EDGE + LETTERS + 26 + _BARS + LETTERS + 16)
        sheet.words(EDGE, EDGE + LETTERS / 2, _("Reviews by when they were written"), bold=True)
        floor = EDGE + LETTERS + 26 + _BARS
        step = (WIDTH - 2 * EDGE) / len(self.bars)
        highest = max(number for _period, number in self.bars)
        for place, (_name_of, number) in enumerate(self.bars):
            height = _BARS * number / highest
            column(sheet, EDGE + (place + 0.5) * step, floor, step, height, PLAIN)
        numbers_above(sheet, (EDGE, floor), step, [number for _period, number in self.bars], _BARS)
        sheet.line((EDGE, floor), (WIDTH - EDGE, floor))
        names_below(sheet, (EDGE, WIDTH - EDGE), floor, [name for name, _ in self.bars])
        return sheet


def time_chart(by_month: Sequence[tuple[str, int]]) -> TimeChart | None:
    """Fill the gaps of (`2026-11`, 14)-like counts, and sum up a long time by quarters or by years.

    None when all are of one month: one bar says nothing that its number does not.
    """
    counted = dict(by_month)
    if len([month for month, number in counted.items() if number]) < 2:
        return None
    bars: dict[str, int] = {}
    for month, name in periods(counted, MOST).items():
        bars[name] = bars.get(name, 0) + counted.get(month, 0)
    return TimeChart(tuple(bars.items())) if len(bars) > 1 else None


def periods(months: Iterable[str], most: int) -> dict[str, str]:
    """Name the period of every month from the first of `months` (`2026-11`) to the last.

    A period is a month, a quarter or a year: the shortest of which there are at most `most`, or a year.
    """
    numbers = sorted({_number(month) for month in months})
    names: dict[str, str] = {}
    for size in (1, 3, 12):
        names = {_month(at): _name(at, size) for at in range(numbers[0], numbers[-1] + 1)}
        if len(set(names.values())) <= most:
            break
    return names


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _name(number: int, size: int) -> str:
    year, month = divmod(number, 12)
    if size == 12:
        return f"{year}"
    if size == 3:
        return _("Q{quarter} {year}", quarter=month // 3 + 1, year=year)
    return _("{month} {year}", month=month_name(month + 1, short=True), year=year)


def column(sheet: Sheet, middle: float, floor: float, step: float, height: float, colour: int) -> None:
    """Draw an upright bar around `middle`, on `floor`; `step` is how far it is to the next one."""
    width = min(0.8 * step, _WIDEST)
    sheet.bar(middle - width / 2, floor - height, width, height, colour)


def numbers_above(
    sheet: Sheet, corner: tuple[float, float], step: float, numbers: Sequence[int], height: float
) -> None:
    """Write each bar's number above it where all fit side by side, and otherwise the highest one's alone.

    Where there is one of each, nothing is written: the bars are counted at a glance.

    `corner` is where the first bar stands, (x, y); `step` from one to the next; `height` that of the highest.
    """
    x, floor = corner
    highest = max(numbers)
    if highest == 1:
        return
    all_fit = extent(shown_number(highest), bold=True) <= step - 2
    for place, number in enumerate(numbers):
        if number and (all_fit or place == numbers.index(highest)):
            words = shown_number(number)
            half = extent(words, bold=True) / 2
            middle = min(max(x + (place + 0.5) * step, x + half), x + step * len(numbers) - half)
            top = floor - height * number / highest - LETTERS / 2 - 3
            sheet.words(middle, top, words, align="center", bold=True)


def names_below(sheet: Sheet, ends: tuple[float, float], floor: float, names: Sequence[str]) -> None:
    """Write below the bars when the first and the last were, and those between that have room."""
    left, right = ends
    step = (right - left) / len(names)
    y = floor + LETTERS / 2 + 5
    widest = max(extent(name) for name in names) + 12
    sheet.words(left, y, names[0], colour=FAINT)
    sheet.words(right, y, names[-1], align="right", colour=FAINT)
    taken = left + widest
    for place, name in enumerate(names[1:-1], 1):
        middle = left + (place + 0.5) * step
        if middle - widest / 2 >= taken and middle + widest / 2 <= right - widest:
            sheet.words(middle, y, name, align="center", colour=FAINT)
            taken = middle + widest / 2
