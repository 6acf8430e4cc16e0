"""Two films or two members side by side: what is compared in the middle, and a cell on each side of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from bot.analysis.types import Label
from bot.discussion import AspectCount, CriticComparison, FilmComparison, FilmPage, SharedFilm
from bot.discussion.wording import label_name
from bot.speech import _
from bot.speech import number as shown_number
from bot.views.charts.sheet import (
    ALT_CHARACTERS,
    EDGE,
    WIDTH,
    Part,
    Sheet,
    can_write,
    ink_on,
    share_out,
    wrapped,
)
from bot.views.charts.verdicts import ORDER
from bot.views.colours import FAINT, LABEL_COLOURS
from bot.views.limits import shorten
from bot.views.words import LABEL_MARKS, aspect_word, label_count, label_word, open_name

MOST_ROWS: Final = 8
"""Sides or films that are compared; the page says how many more there are."""
_CELL: Final = 104
"""Width of a cell, in units; the words between two have the rest."""
_THICK: Final = 26
_SHORT: Final = 14
"""The shortest bar, in units: a single digit fits on it."""
_ROW: Final = 34
_LINE: Final = 18
"""Units from one line of a name to the next."""


@dataclass(frozen=True, slots=True)
class Shares:
    """A cell with a bar that counts share."""

    parts: tuple[tuple[Label, int], ...]
    said: str
    """The counts in words: `3 praise, 1 criticism`."""
    long: float = 1.0
    """How long the bar is, as a share of the cell: that of a side by how many write of it."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A cell with one verdict: its mark, and the rating if there is one."""

    label: Label
    rating: float | None

    @property
    def said(self) -> str:
        """Say the verdict and the rating."""
        words = label_name(self.label)
        return words if self.rating is None else _("{verdict}, {rating:.1n} of 10", verdict=words, rating=self.rating)


@dataclass(frozen=True, slots=True)
class Number:
    """A cell with a number that judges nothing by its colour."""

    words: str

    @property
    def said(self) -> str:
        """Say it."""
        return self.words


Cell: TypeAlias = "Shares | Stance | Number | None"
"""None where there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is compared, with a cell for each column."""

    name: str
    left: Cell
    right: Cell


@dataclass(frozen=True, slots=True)
class Columns:
    """What is shown side by side."""

    file: ClassVar[str] = "compared.png"
    names: tuple[str, str]
    """What stands over the columns."""
    rows: tuple[Row, ...]
    unwritten: tuple[tuple[str, str], ...] = ()
    """(what stands in the place of a name, the name) where the charts have no letters for it: the page says it."""

    @property
    def alt(self) -> str:
        """Say row by row what stands on the left and on the right."""
        left, right = self.names
        rows = (
            _("{name}: {left} against {right}", name=row.name, left=_said(row.left), right=_said(row.right))
            for row in self.rows
        )
        return shorten(
            _("{left} beside {right}.", left=left, right=right) + " " + "; ".join(rows) + ".", ALT_CHARACTERS
        )

    def draw(self) -> Sheet:
        """Draw the names over their columns, and below them a row for each thing that is compared."""
        heads = [wrapped(name, (WIDTH - 3 * EDGE) / 2, 2, bold=True) for name in self.names]
        names = [wrapped(row.name, WIDTH - 2 * (EDGE + _CELL) - 8, 3) for row in self.rows]
        top = EDGE + _LINE * max(len(lines) for lines in heads) + 6
        heights = [max(_ROW, _LINE * len(lines) + 8) for lines in names]
        sheet = Sheet(top + sum(heights) + EDGE - 4)
        for lines, x, align in zip(heads, (EDGE, WIDTH - EDGE), ("left", "right"), strict=True):
            for at, words in enumerate(lines):
                sheet.words(x, EDGE + (at + 0.5) * _LINE, words, align=align, bold=True)
        for row, lines, height in zip(self.rows, names, heights, strict=True):
            y = top + height / 2
            for at, words in enumerate(lines):
                sheet.words(WIDTH / 2, y + (at - (len(lines) - 1) / 2) * _LINE, words, align="center")
            _draw_cell(sheet, EDGE, y, row.left, mirrored=True)
            _draw_cell(sheet, WIDTH - EDGE - _CELL, y, row.right)
            top += height
        return sheet


def film_columns(both: FilmComparison) -> Columns | None:
    """Put two films' counts side by side; None while one of them has too few reviews to be summed up."""
    first, second = both.first, both.second
    if not (first.reviews and second.reviews):
        return None
    rows = [Row(_("Verdicts"), _verdicts(first), _verdicts(second))]
    if first.ratings or second.ratings:
        rows.append(Row(_("Average"), _mean(first), _mean(second)))
    most = sorted(both.aspects, key=lambda pair: _weight(pair.first, pair.second), reverse=True)[:MOST_ROWS]
    ours = max((pair.first.reviewers for pair in most if pair.first), default=1)
    theirs = max((pair.second.reviewers for pair in most if pair.second), default=1)
    rows += [Row(aspect_word(pair.aspect), _sides(pair.first, ours), _sides(pair.second, theirs)) for pair in most]
    return _named([(_("Left film"), open_name(first.film)), (_("Right film"), open_name(second.film))], rows)


def member_columns(both: CriticComparison, names: tuple[str, str]) -> Columns | None:
    """Put two members' verdicts on the films of both side by side, those on which they part first.

    `names` are what the members are called here. None for a single film, on which words are shorter.
    """
    shared = [*both.part, *both.between, *both.agree][:MOST_ROWS]
    if len(shared) < 2:
        return None
    films = [(_("Film {number}", number=at), open_name(one.film)) for at, one in enumerate(shared, 1)]
    rows = [Row(_writable(*film), *_stances(one)) for film, one in zip(films, shared, strict=True)]
    return _named([(_("On the left"), names[0]), (_("On the right"), names[1])], rows, films)


def _named(heads: Sequence[tuple[str, str]], rows: Sequence[Row], films: Sequence[tuple[str, str]] = ()) -> Columns:
    """Put heads over rows; of heads and films that the charts cannot write, the page has to say the names."""
    left, right = (_writable(*head) for head in heads)
    return Columns((left, right), tuple(rows), tuple(name for name in (*heads, *films) if not can_write(name[1])))


def _writable(place: str, name: str) -> str:
    """Give a name, or its place where the charts have no letters for it."""
    return name if can_write(name) else place


def _stances(shared: SharedFilm) -> tuple[Stance, Stance]:
    first, second = shared.first_rating, shared.second_rating
    return Stance(shared.first_label, first), Stance(shared.second_label, second)


def _verdicts(page: FilmPage) -> Shares:
    parts: tuple[tuple[Label, int], ...] = tuple((label, page.labels[label]) for label in ORDER if page.labels[label])
    return Shares(parts, ", ".join(label_count(label, number) for label, number in parts))


def _mean(page: FilmPage) -> Number | None:
    return Number(f"★ {shown_number(page.ratings.mean, 1)}/10") if page.ratings else None


def _sides(counted: AspectCount | None, longest: int) -> Shares | None:
    if counted is None:
        return None
    parts: tuple[tuple[Label, int, str], ...] = (
        ("positive", counted.praise, _("praise")),
        ("unsure", counted.neither, _("neither")),
        ("negative", counted.criticism, _("criticism")),
    )
    shown: tuple[tuple[Label, int], ...] = tuple((label, number) for label, number, _words in parts if number)
    return Shares(
        shown,
        ", ".join(f"{shown_number(number)} {words}" for _label, number, words in parts if number),
        counted.reviewers / longest,
    )


def _weight(*counted: AspectCount | None) -> tuple[int, int]:
    """Weigh a side by how many write of it: one that both films have before any that only one has."""
    found = [one.reviewers for one in counted if one]
    return len(found), sum(found)


def _said(cell: Cell) -> str:
    return cell.said if cell else _("nothing")


def _draw_cell(sheet: Sheet, x: float, y: float, cell: Cell, *, mirrored: bool = False) -> None:
    """Draw a cell whose left edge is at `x`; `mirrored` puts the praise of the left column next to the middle."""
    top = y - _THICK / 2
    if isinstance(cell, Shares):
        parts = [Part(label, number, shown_number(number)) for label, number in cell.parts]
        long = max(_CELL * cell.long, _SHORT)
        left = x + _CELL - long if mirrored else x
        share_out(sheet, (left, top, long, _THICK), tuple(reversed(parts) if mirrored else parts))
    elif isinstance(cell, Stance):
        sheet.bar(x, top, _CELL, _THICK, LABEL_COLOURS[cell.label])
        words = label_word(cell.label) if cell.rating is None else f"{shown_number(cell.rating, 1)}/10"
        shown = f"{LABEL_MARKS[cell.label] or '?'} {words}"
        sheet.words(x + _CELL / 2, y, shown, align="center", colour=ink_on(cell.label), bold=True)
    elif isinstance(cell, Number):
        sheet.words(x + _CELL / 2, y, cell.words, align="center", bold=True)
    else:
        sheet.words(x + _CELL / 2, y, "–", align="center", colour=FAINT)
