"""Who listens to a bot's figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.figures import Figures, Together
from bot.health.measuring import Moments

if TYPE_CHECKING:
    from bot.health.prometheus import PrometheusFigures


class Observed(Together):
    """Remembers when what happens again and again happened last; keeps figures for Prometheus where they are asked for.

    `exposed`: whether anybody can ask; `others` listen as well.
    """

    def __init__(self, *, exposed: bool, others: Sequence[Figures] = ()) -> None:
        self.moments = Moments()
        self.prometheus = _prometheus() if exposed else None
        kept = [self.prometheus] if self.prometheus is not None else []
        super().__init__([self.moments, *kept, *others])


def _prometheus() -> PrometheusFigures | None:
    """Keep figures for Prometheus, unless the extra `metrics` is not there."""
    try:
        from bot.health.prometheus import PrometheusFigures  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "prometheus_client":
            raise
        return None
    return PrometheusFigures()
