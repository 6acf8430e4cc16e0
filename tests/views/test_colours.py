"""The palette, measured: contrast as the WCAG define it, differences as people with and without all cones see them."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from bot.views import colours
from bot.views.colours import ACCENT, ATTENTION, DARK_INK, FAINT, INK, LABEL_COLOURS, PAPER, PLAIN, web

ROOT = Path(__file__).parent.parent.parent
DISCORD = {"dark": 0x2B2D31, "light": 0xF2F3F5}
"""What Discord draws a container on."""
EYES = {
    "every cone": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "no green": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "no blue": ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11910)),
}
"""How linear red, green and blue look to them: Viénot, Brettel and Mollon 1999; Brettel, Viénot and Mollon 1997."""
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
APART = 25.0
"""A difference in CIELAB that nobody overlooks; 2.3 is just seen."""


def linear(colour: int) -> np.ndarray:
    values = np.array([channel / 255 for channel in colour.to_bytes(3, "big")])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: int, other: int) -> float:
    dark, light = sorted(float(LUMINANCE @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: int, eyes: str) -> np.ndarray:
    """Give a colour in CIELAB as those eyes see it."""
    share = XYZ @ np.clip(np.array(EYES[eyes]) @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_verdicts_are_told_apart_by_all_eyes(eyes: str) -> None:
    for (one, first), (other, second) in combinations(LABEL_COLOURS.items(), 2):
        difference = float(np.linalg.norm(seen(first, eyes) - seen(second, eyes)))
        assert difference >= APART, f"{one} and {other} look alike with {eyes}: {difference:.0f}"


def test_bars_and_words_stand_out_from_the_paper() -> None:
    for colour in (*LABEL_COLOURS.values(), PLAIN):
        assert contrast(colour, PAPER) >= 3
        assert max(contrast(ink, colour) for ink in (INK, DARK_INK)) >= 4.5
    assert contrast(INK, PAPER) >= 7
    assert contrast(FAINT, PAPER) >= 4.5


@pytest.mark.parametrize("theme", DISCORD)
def test_a_cards_edge_is_seen_on_either_theme(theme: str) -> None:
    for colour in (*LABEL_COLOURS.values(), ACCENT, ATTENTION):
        assert contrast(colour, DISCORD[theme]) >= (1.7 if colour == LABEL_COLOURS["mixed"] else 2.5)


def test_the_palette_is_the_only_home_of_colours() -> None:
    for path in [*(ROOT / "bot" / "views").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")]:
        if path.name != Path(colours.__file__).name:
            found = re.findall(r"0x[0-9A-Fa-f]{6}\b|[\"']#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))
            assert not found, f"{path.name} has colours of its own: {found}"


def test_no_colour_has_two_meanings() -> None:
    meanings = [*LABEL_COLOURS.values(), ACCENT, ATTENTION, PAPER, INK, DARK_INK, FAINT, PLAIN]
    assert len(set(meanings)) == len(meanings)
    assert web(PAPER) == "#22252B"
