"""Every colour, and the one thing that it means: on cards, on pages and in charts alike.

The four of the verdicts are also those of praise and criticism. Any two of them are told apart by people who see no
red, no green or no blue, and each stands out from the paper of the charts; tests/views/test_colours.py measures both.
Nothing is said by colour alone: a mark or a word stands beside it.
"""

from __future__ import annotations

from typing import Final

from bot.analysis.types import Label

LABEL_COLOURS: Final[dict[Label, int]] = {
    "positive": 0x26A862,
    "mixed": 0xE0B437,
    "negative": 0xDA3B2E,
    "unsure": 0x7B7E86,
}
"""What a review, a film or a line of a chart says of a film."""
NEUTRAL: Final = LABEL_COLOURS["unsure"]
"""No verdict: lists, refusals, what is over."""
ACCENT: Final = 0x3B7DC4
"""The bot at work, or answering: imports, settings, answers made of several voices."""
ATTENTION: Final = 0x8A63D2
"""Somebody has to do or to decide something: a permission is missing, an erasure is asked for."""
PAPER: Final = 0x22252B
"""The background of every chart. It is solid, so that what is drawn on it reads on either theme."""
INK: Final = 0xFFFFFF
"""Words on paper, and on the darker bars."""
DARK_INK: Final = 0x0E1116
"""Words on the lighter bars."""
FAINT: Final = 0xA9AFB9
"""Second words of a chart: its axes and what it leaves empty."""
PLAIN: Final = 0x8FA6C6
"""Bars that count without judging: ratings, reviews over time."""


def web(colour: int) -> str:
    """Write a colour as charts take it: `#22252B`."""
    return f"#{colour:06X}"
