"""The bar of verdicts: how many are for a film, between, not sure and against, at one glance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from bot.analysis.types import Label
from bot.speech import _
from bot.views.charts.sheet import WIDTH, Part, Sheet, share_out
from bot.views.words import LABEL_MARKS, label_count

ORDER: Final[tuple[Label, ...]] = ("positive", "mixed", "unsure", "negative")
"""From for to against, so that what is between stands between."""
_HEIGHT: Final = 22


@dataclass(frozen=True, slots=True)
class VerdictBar:
    """What a bar of verdicts shows. Its numbers stand in the words beside it; the bar has marks alone."""

    file: ClassVar[str] = "verdicts.png"
    labels: tuple[tuple[Label, int], ...]
    """Those with any, in the order of the bar."""

    @property
    def alt(self) -> str:
        """Say how they are shared out."""
        total = sum(number for _label, number in self.labels)
        shares = (label_count(label, number) for label, number in self.labels)
        return _("A bar of {total:n} verdicts: {shares}.", total=total, shares=", ".join(shares))

    def draw(self) -> Sheet:
        """Fill the whole sheet with the bar: Discord rounds its corners."""
        sheet = Sheet(_HEIGHT)
        parts = tuple(Part(label, number, LABEL_MARKS[label] or "?") for label, number in self.labels)
        share_out(sheet, (0, 0, WIDTH, _HEIGHT), parts)
        return sheet


def verdict_bar(labels: Mapping[Label, int]) -> VerdictBar | None:
    """Take counts of labels for their bar; None when all are of one kind, which one word says."""
    shown: tuple[tuple[Label, int], ...] = tuple((label, labels[label]) for label in ORDER if labels.get(label))
    return VerdictBar(shown) if len(shown) > 1 else None
