"""A line of a review as a picture to be shared: first a plain record of what is drawn, then the PNG.

The letters are those of the DejaVu fonts, which matplotlib's wheel carries: Latin, Greek and Cyrillic, set from left to
right. Emoji are left out of the picture; a line in other letters is refused in one sentence rather than
drawn as boxes, or in the wrong order.

Drawing takes a tenth of a second: call it in a thread.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.views.colours import FAINT, INK, PAPER, web

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FILE: Final = "quote.png"
SIZE: Final = (1_200, 675)
LONGEST: Final = 320
"""Characters of a line that still reads well as a picture."""
_MARGIN: Final = 90
_BAR: Final = 14
_LARGEST, _SMALLEST = 64, 30
_FOOT: Final = 30
_SERIF, _SANS = "DejaVuSerif.ttf", "DejaVuSans.ttf"
"""For lines, and for names; a line with signs that the first lacks, as stars, is in the second."""
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
_JOINS: Final = frozenset("\u200d\ufe0e\ufe0f\u20e3")
"""What makes one emoji of several characters."""
_PICTOGRAPHS: Final = 0x2190
"""From here on a symbol that the font lacks is a picture rather than a letter: it can be left out."""


@dataclass(frozen=True, slots=True)
class QuoteCard:
    """What a picture shows."""

    line: str
    film: str
    author: str
    """Empty where the author did not agree to be named."""
    server: str
    colour: int


def alt(card: QuoteCard) -> str:
    """Say the same in words, for those who do not see the picture."""
    return f"“{card.line}” {_source(card)}"


def drawable(text: str) -> str | None:
    """Give what the picture shows of a text, without its emoji; None where its letters cannot be drawn."""
    kept: list[str] = []
    for character in text:
        if character in _JOINS or _is_picture(character):
            continue
        if ord(character) not in _letters(_SANS) or unicodedata.bidirectional(character) in _RIGHT_TO_LEFT:
            return None
        kept.append(character)
    return " ".join("".join(kept).split()) or None


def named(text: str) -> str:
    """Give what can be drawn of a name: a name may lose letters, where a line may not."""
    return " ".join("".join(one for one in text if drawable(one) or one.isspace()).split())


def png(card: QuoteCard) -> bytes:
    """Draw a card."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  (loaded by the first picture)

    picture = Image.new("RGB", SIZE, web(PAPER))
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, 0, _BAR, SIZE[1]), fill=web(card.colour))
    room = SIZE[1] - 2 * _MARGIN - 2 * _FOOT
    face = _SERIF if _letters(_SERIF).issuperset(map(ord, card.line)) else _SANS
    size, lines = _fitted(drawing, f"“{card.line}”", face, room)
    font = _font(face, size)
    top = _MARGIN + (room - len(lines) * _height(size)) // 2
    for place, line in enumerate(lines):
        drawing.text((_MARGIN, top + place * _height(size)), line, font=font, fill=web(INK))
    foot = _shortened(drawing, _source(card), _font(_SANS, _FOOT))
    drawing.text((_MARGIN, SIZE[1] - _MARGIN - _FOOT // 2), foot, font=_font(_SANS, _FOOT), fill=web(FAINT))
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    return data.getvalue()


def _source(card: QuoteCard) -> str:
    return " · ".join(part for part in (card.author, card.film, card.server) if part)


def _fitted(drawing: ImageDraw, text: str, face: str, room: int) -> tuple[int, list[str]]:
    """Choose the largest letters in which a text fits its room, and cut it into lines of them."""
    for size in range(_LARGEST, _SMALLEST - 1, -2):
        lines = list(_wrapped(drawing, text.split(), _font(face, size)))
        if len(lines) * _height(size) <= room:
            return size, lines
    return _SMALLEST, list(_wrapped(drawing, text.split(), _font(face, _SMALLEST)))


def _wrapped(drawing: ImageDraw, words: Iterable[str], font: FreeTypeFont) -> Iterator[str]:
    width = SIZE[0] - 2 * _MARGIN
    line = ""
    for word in words:
        for piece in _pieces(drawing, word, font, width):
            longer = f"{line} {piece}" if line else piece
            if line and drawing.textlength(longer, font) > width:
                yield line
                longer = piece
            line = longer
    if line:
        yield line


def _pieces(drawing: ImageDraw, word: str, font: FreeTypeFont, width: float) -> Iterator[str]:
    """Cut a word that is wider than the picture."""
    while drawing.textlength(word, font) > width:
        fits = max(1, int(len(word) * width / drawing.textlength(word, font)) - 1)
        yield word[:fits]
        word = word[fits:]
    yield word


def _shortened(drawing: ImageDraw, text: str, font: FreeTypeFont) -> str:
    width = SIZE[0] - 2 * _MARGIN
    if drawing.textlength(text, font) <= width:
        return text
    while drawing.textlength(f"{text}…", font) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def _height(size: int) -> int:
    return size * 7 // 5


def _is_picture(character: str) -> bool:
    if ord(character) in _letters(_SANS):
        return False
    return unicodedata.category(character) in {"So", "Sk", "Co"} and ord(character) >= _PICTOGRAPHS


@cache
def _font(name: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415  (as above)

    # The plain layout, so that a picture is the same whatever libraries a machine has.
    return ImageFont.truetype(str(_folder() / name), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _letters(face: str) -> frozenset[int]:
    """List the characters that a font has."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415  (as above)

    return frozenset(FT2Font(str(_folder() / face)).get_charmap())


@cache
def _folder() -> Path:
    import matplotlib as mpl  # noqa: PLC0415  (as above)

    return Path(mpl.get_data_path()) / "fonts" / "ttf"
