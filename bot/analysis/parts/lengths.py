"""Summaries of another length, out of an analysis that is stored: no model is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.analysis.language import leaning, text

if TYPE_CHECKING:
    from bot.analysis.types import Analysis, Sentence, SummaryLength

MOST = 8
"""So many lines a long summary has, at most."""
FEWEST_WORDS = 5
_OPINION = 0.5
"""A line of a long summary is rather opinion than plot."""


def summary(analysis: Analysis, length: SummaryLength) -> tuple[Sentence, ...]:
    """Choose the lines of a summary of some length, in the review's order; the normal one is what is stored.

    A short one is the line of it that takes the clearest side; a long one adds what else takes a side by itself
    and is not quoted above.
    """
    if length == "normal" or not analysis.summary:
        return analysis.summary
    if length == "short":
        return (max(analysis.summary, key=_weight),)
    others = sorted((line for line in analysis.sentences if _adds(line, analysis)), key=_weight, reverse=True)
    room = max(0, MOST - len(analysis.summary))
    return tuple(sorted([*analysis.summary, *others[:room]], key=lambda line: line.start))


def _weight(line: Sentence) -> float:
    return line.opinion * abs(line.polarity)


def _adds(line: Sentence, analysis: Analysis) -> bool:
    """Say whether a line can stand in a longer summary."""
    taken = (*analysis.summary, *analysis.headlines)
    if line.spoiler or line.opinion < _OPINION or any(one.start < line.end and line.start < one.end for one in taken):
        return False
    norms = text.norms(line.text)
    return len(norms) >= FEWEST_WORDS and norms[-1] != "?" and not leaning.leans(norms)
