"""Charts: first a plain record of what is drawn, then the PNG.

They hold counts and our own words alone, no title and no line of a review: nothing in them can be a spoiler, nor a
character that the font lacks. Praise and criticism differ by place as well as by colour.

Drawing takes a tenth of a second: call it in a thread. matplotlib is imported there, on first use.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.analysis.types import LABELS
from bot.discussion import FilmPage
from bot.views.colours import DARK_INK, FAINT, INK, LABEL_COLOURS, PAPER, PLAIN, web
from bot.views.limits import shorten
from bot.views.words import ASPECT_WORDS, LABEL_WORDS, count

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FILM_FILE: Final = "film.png"
MONTHS_FILE: Final = "months.png"
ALT_CHARACTERS: Final = 1_000
MOST_MONTHS: Final = 36
"""Months drawn as they are; a longer time is drawn by quarters, then by years."""
_PAPER, _INK, _FAINT = web(PAPER), web(INK), web(FAINT)
_PRAISE, _CRITICISM, _PLAIN = web(LABEL_COLOURS["positive"]), web(LABEL_COLOURS["negative"]), web(PLAIN)
_VERDICT_PAINT: Final = {
    LABEL_WORDS[label]: (web(colour), web(INK if label == "negative" else DARK_INK))
    for label, colour in LABEL_COLOURS.items()
}
"""Word -> colour of its bar, and of what is written on it."""
_WIDTH, _DPI = 8.0, 110
_drawing = threading.Lock()
"""matplotlib's font cache is shared and not made for threads."""


@dataclass(frozen=True, slots=True)
class FilmChart:
    """What a film's chart shows."""

    labels: tuple[tuple[str, int], ...]
    """(word, reviewers), those with any, in the order of the labels."""
    aspects: tuple[tuple[str, int, int], ...]
    """(aspect, praise, criticism), most written of first."""
    ratings: tuple[int, ...]
    """Reviewers by rating: 0 to under 1, 1 to under 2, … 9 to 10; empty below three ratings."""

    @property
    def alt(self) -> str:
        """Say the same in words, for those who do not see the chart."""
        said = ["Reviewers by verdict: " + ", ".join(f"{word.lower()} {number:,}" for word, number in self.labels)]
        if self.aspects:
            sides = (f"{name} {praise:,} to {criticism:,}" for name, praise, criticism in self.aspects)
            said.append("Praise to criticism: " + ", ".join(sides))
        if self.ratings:
            bins = (f"{at} to {at + 1}: {number:,}" for at, number in enumerate(self.ratings) if number)
            said.append("Ratings out of ten: " + ", ".join(bins))
        return shorten(". ".join(said) + ".", ALT_CHARACTERS)


@dataclass(frozen=True, slots=True)
class TimeChart:
    """What a chart of reviews over time shows."""

    bars: tuple[tuple[str, int], ...]
    """(month, quarter or year; reviews), oldest first, none left out in between."""

    @property
    def alt(self) -> str:
        """Say the same in words."""
        if not self.bars:
            return "No reviews yet."
        total = sum(number for _, number in self.bars)
        most = max(self.bars, key=lambda bar: bar[1])
        span = f"from {self.bars[0][0]} to {self.bars[-1][0]}"
        return f"{count(total, 'review')} {span}; most in {most[0]}: {most[1]:,}."


def film_chart(page: FilmPage) -> FilmChart | None:
    """Take a film page's counts for its chart; None below three reviews, which are not summed up."""
    if not page.enough:
        return None
    labels = tuple((LABEL_WORDS[label], page.labels[label]) for label in LABELS if page.labels[label])
    sided = (one for one in page.aspects if one.praise or one.criticism)
    aspects = tuple((ASPECT_WORDS[one.aspect], one.praise, one.criticism) for one in sided)
    bins = [0] * 10
    for value in page.values if page.ratings else ():
        bins[min(9, max(0, int(value)))] += 1
    return FilmChart(labels, aspects, tuple(bins) if page.ratings else ())


def time_chart(by_month: Sequence[tuple[str, int]]) -> TimeChart:
    """Fill the gaps of (`2026-11`, 14)-like counts, and sum up a long time by quarters or by years."""
    counted = dict(by_month)
    if not counted:
        return TimeChart(())
    first, last = _month(min(counted)), _month(max(counted))
    months = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]
    for size in (0, 3, 12):
        bars: dict[str, int] = {}
        for month in months:
            name = _period(month, size)
            bars[name] = bars.get(name, 0) + counted.get(month, 0)
        if len(bars) <= MOST_MONTHS:
            return TimeChart(tuple(bars.items()))
    return TimeChart(tuple(bars.items()))


def film_png(chart: FilmChart) -> bytes:
    """Draw a film's chart. CPU work for a thread."""
    with _drawing:
        beside = bool(chart.aspects) and bool(chart.ratings)
        below = bool(chart.aspects or chart.ratings)
        lower = max(1.9 if chart.ratings else 1.3, 0.32 * len(chart.aspects) + 0.75) if below else 0.0
        height = 1.15 + lower
        figure = _figure(height)
        grid: Any = figure.add_gridspec(
            2 if below else 1, 2 if beside else 1, height_ratios=(0.5, lower) if below else None
        )
        _labels(_axes(figure, grid[0, :]), chart.labels)
        if chart.aspects:
            _aspects(_axes(figure, grid[1, 0]), chart.aspects)
        if chart.ratings:
            _ratings(_axes(figure, grid[1, 1 if beside else 0]), chart.ratings)
        return _png(figure)


def months_chart(by_month: Sequence[tuple[str, int]]) -> bytes:
    """Draw reviews over time from (`2026-11`, 14)-like counts. CPU work for a thread."""
    return time_png(time_chart(by_month))


def time_png(chart: TimeChart) -> bytes:
    """Draw a chart of reviews over time. CPU work for a thread."""
    with _drawing:
        figure = _figure(2.6)
        axes = _axes(figure, figure.add_gridspec(1, 1)[0, 0])
        numbers = [number for _, number in chart.bars]
        axes.bar(range(len(numbers)), numbers, color=_PLAIN, width=0.8)
        step = max(1, -(-len(numbers) // 12))
        shown = range(0, len(numbers), step)
        axes.set_xticks(list(shown), [chart.bars[at][0] for at in shown], rotation=30, ha="right")
        axes.set_xlim(-0.6, max(len(numbers), 6) - 0.4)
        _whole_numbers(axes)
        axes.set_title("Reviews by when they were written", color=_INK, loc="left", fontsize=11)
        return _png(figure)


def _month(name: str) -> int:
    year, month = name.split("-")
    return int(year) * 12 + int(month) - 1


def _period(month: str, size: int) -> str:
    if not size:
        return month
    year, number = month.split("-")
    return year if size == 12 else f"{year} Q{(int(number) + 2) // 3}"


def _figure(height: float) -> Figure:
    from matplotlib.figure import Figure  # noqa: PLC0415  (half a second, paid in a thread by the first chart)

    return Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor=_PAPER, layout="constrained")


def _axes(figure: Figure, place: Any) -> Axes:
    axes: Any = figure.add_subplot(place)
    axes.set_facecolor(_PAPER)
    axes.tick_params(colors=_INK, labelsize=9, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return axes


def _labels(axes: Axes, labels: Sequence[tuple[str, int]]) -> None:
    """Draw one bar that the verdicts share."""
    total = sum(number for _, number in labels) or 1
    left = 0.0
    for word, number in labels:
        share = number / total
        paint, ink = _VERDICT_PAINT[word]
        axes.barh(0, share, left=left, color=paint, edgecolor=_PAPER, linewidth=1.5)
        text = f"{word} {number:,}" if share > 0.11 else f"{number:,}" if share > 0.04 else ""
        axes.text(left + share / 2, 0, text, ha="center", va="center", color=ink, fontsize=9)
        left += share
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title("Verdicts", color=_INK, loc="left", fontsize=11)


def _aspects(axes: Axes, aspects: Sequence[tuple[str, int, int]]) -> None:
    """Draw criticism to the left of the middle and praise to the right."""
    places = range(len(aspects))
    axes.barh(places, [praise for _, praise, _ in aspects], color=_PRAISE, height=0.66)
    axes.barh(places, [-criticism for _, _, criticism in aspects], color=_CRITICISM, height=0.66)
    furthest = max(max(praise, criticism) for _, praise, criticism in aspects)
    for place, (_, praise, criticism) in zip(places, aspects, strict=True):
        for number, sign in ((praise, 1), (criticism, -1)):
            if number:
                at = sign * (number + 0.04 * furthest)
                axes.text(at, place, f"{number:,}", ha="left" if sign > 0 else "right", va="center", color=_INK, size=9)
    axes.axvline(0, color=_FAINT, linewidth=1)
    axes.set_xlim(-1.3 * furthest, 1.3 * furthest)
    axes.set_xticks([])
    axes.set_yticks(list(places), [name for name, _, _ in aspects])
    axes.set_ylim(max(len(aspects), 3) - 0.5, -0.5)
    axes.set_title("◀ criticism   ·   praise ▶", color=_INK, fontsize=11)


def _ratings(axes: Axes, ratings: Sequence[int]) -> None:
    """Draw how many gave how much."""
    axes.bar([at + 0.5 for at in range(10)], ratings, color=_PLAIN, width=0.86)
    axes.set_xlim(0, 10)
    axes.set_xticks(list(range(0, 11, 2)))
    _whole_numbers(axes)
    axes.set_title("Ratings out of ten", color=_INK, fontsize=11)


def _whole_numbers(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  (as in _figure)

    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    axes.grid(visible=True, axis="y", color=_FAINT, linewidth=0.4, alpha=0.6)
    axes.set_axisbelow(True)
    axes.set_ylim(bottom=0)


def _png(figure: Figure) -> bytes:
    drawn = io.BytesIO()
    # Without the software's name and version: the same counts give the same bytes.
    figure.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()
