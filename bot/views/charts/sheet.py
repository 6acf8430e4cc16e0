"""The sheet that every chart is drawn on, and with it their one style.

Its unit is the pixel of a phone, where Discord shows a picture about 360 pixels wide; on a desktop, at about 550, all
is half as large again. Letters are never smaller than `LETTERS` units, so they are read on both. Whoever draws gives
places in units from the top left corner; there are no axes but those that are drawn.

matplotlib is imported on first use, which takes half a second: draw in a thread.
"""

from __future__ import annotations

import io
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Protocol

from bot.analysis.types import Label
from bot.views.colours import DARK_INK, FAINT, INK, LABEL_COLOURS, PAPER, web

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH: Final = 360
"""Units across every sheet."""
LETTERS: Final = 14
"""The least size of letters, in units."""
EDGE: Final = 12
"""Units that stay empty at the sides."""
ALT_CHARACTERS: Final = 1_000
"""The longest description of a picture; Discord takes 1,024."""
_DENSITY: Final = 3
"""Pixels a unit: sharp on a phone's screen, and 1,080 across."""
_POINTS: Final = 72
"""Units an inch, so that matplotlib's points are units."""
_TALL: Final = 1.17
"""Height of a line of letters, as a share of their size."""
_WRITTEN: Final = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x37E),
    (0x384, 0x525),
    (0x1E00, 0x1EF9),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2605, 0x2606),
)
"""(first, last) letters that matplotlib's own font has; a right-to-left text would stand there the wrong way round."""
_drawing = threading.Lock()
"""matplotlib's font cache is shared and not made for threads."""

Align = Literal["left", "center", "right"]


class Chart(Protocol):
    """What can be shown as a picture."""

    file: ClassVar[str]
    """The picture's name among a message's attachments."""

    @property
    def alt(self) -> str:
        """Say what a person would read off the picture, for whoever does not see it."""
        ...

    def draw(self) -> Sheet:
        """Draw it."""
        ...


def png(chart: Chart) -> bytes:
    """Draw a chart as a PNG. CPU work of some hundredths of a second: for a thread."""
    with _drawing:
        return chart.draw().png()


class Sheet:
    """Paper of a fixed width, with bars, words and lines on it."""

    def __init__(self, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  (half a second, paid in a thread)
        from matplotlib.figure import Figure  # noqa: PLC0415  (as above)

        self.height = height
        self.figure: Figure = Figure((WIDTH / _POINTS, height / _POINTS), dpi=_POINTS * _DENSITY, facecolor=web(PAPER))
        FigureCanvasAgg(self.figure)
        self._axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def bar(self, x: float, y: float, width: float, height: float, colour: int) -> None:
        """Fill a rectangle whose top left corner is at (x, y)."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415  (as above)

        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=web(colour), linewidth=0))

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: int = FAINT) -> None:
        """Draw a thin straight line."""
        from matplotlib.lines import Line2D  # noqa: PLC0415  (as above)

        self._axes.add_line(Line2D((start[0], end[0]), (start[1], end[1]), color=web(colour), linewidth=1))

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: Align = "left",
        size: float = LETTERS,
        colour: int = INK,
        bold: bool = False,
    ) -> None:
        """Write a line of words, centred on the height `y`. A dollar is a letter like others, it begins no formula."""
        # Letters and their marks as one: the font has more whole letters than marks to put on them.
        text = unicodedata.normalize("NFC", text)
        # Letters sit high in their line: a little lower they look centred.
        self._axes.text(
            x,
            y + 0.04 * size,
            text,
            ha=align,
            va="center_baseline",
            color=web(colour),
            fontsize=max(size, LETTERS),
            fontweight="bold" if bold else "normal",
            parse_math=False,
        )

    def png(self) -> bytes:
        """Give the picture; the same drawing gives the same bytes, without the software's name and version."""
        drawn = io.BytesIO()
        self.figure.savefig(drawn, format="png", metadata={"Software": None})
        return drawn.getvalue()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar that is shared out: what it stands for, how many, and what is written on it with room."""

    label: Label
    number: int
    words: str = ""


def share_out(sheet: Sheet, box: tuple[float, float, float, float], parts: tuple[Part, ...]) -> None:
    """Draw one bar that `parts` share by their numbers, from the left; `box` is (x, y, width, height).

    Words that do not fit on their part are left out: whoever draws says the numbers beside the picture too.
    """
    x, y, width, height = box
    total = sum(part.number for part in parts) or 1
    shown = [part for part in parts if part.number]
    for part in shown:
        share = width * part.number / total
        # A hair of paper between two parts; the last one ends with the bar.
        drawn = max(share - (1.5 if part is not shown[-1] else 0), 0.75)
        sheet.bar(x, y, drawn, height, LABEL_COLOURS[part.label])
        if part.words and extent(part.words, bold=True) <= drawn - 1.5:
            sheet.words(x + drawn / 2, y + height / 2, part.words, align="center", colour=ink_on(part.label), bold=True)
        x += share


def ink_on(label: Label) -> int:
    """Give the colour of words on a verdict's colour."""
    return INK if label == "negative" else DARK_INK


def extent(text: str, size: float = LETTERS, *, bold: bool = False) -> float:
    """Measure how wide a line of words is, in units."""
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415  (as in Sheet)

    font = _font(bold)
    font.set_size(size, _POINTS)
    # Unhinted, as the letters are drawn; 26.6 fixed point.
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


def wrapped(text: str, width: float, lines: int, *, bold: bool = False) -> list[str]:
    """Break words into lines that fit; what is over after the last line is visibly cut, as in any label."""
    found: list[str] = []
    rest = text.split()
    while rest and len(found) < lines:
        taken = _fitting_words(rest, width, bold=bold)
        found.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if found and rest:
        found[-1] = " ".join([found[-1], *rest])
    return [_cut(line, width, bold=bold) for line in found]


def _fitting_words(words: list[str], width: float, *, bold: bool) -> int:
    """Count the words that fit on a line; one at least."""
    taken = 1
    while taken < len(words) and extent(" ".join(words[: taken + 1]), bold=bold) <= width:
        taken += 1
    return taken


def _cut(line: str, width: float, *, bold: bool) -> str:
    if extent(line, bold=bold) <= width:
        return line
    kept = len(line)
    while kept > 1 and extent(f"{line[:kept].rstrip()}…", bold=bold) > width:
        kept -= 1
    return f"{line[:kept].rstrip()}…"


def can_write(text: str) -> bool:
    """Say whether the charts' letters hold all of a text: Latin, Greek and Cyrillic ones, and what stands between."""
    letters = map(ord, unicodedata.normalize("NFC", text))
    return all(any(first <= letter <= last for first, last in _WRITTEN) for letter in letters)


@lru_cache(maxsize=2)
def _font(bold: bool) -> Any:  # noqa: FBT001  (cached by its value)
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415  (as in Sheet)

    return get_font(findfont(FontProperties(weight="bold" if bold else "normal")))
