"""Charts are drawn beside the event loop, which serves everybody else meanwhile."""

from __future__ import annotations

import threading

import pytest

from bot.views.charts import VerdictBar
from cogs.parts import charts


async def test_no_chart_is_drawn_on_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_in: list[int] = []

    def draw(chart: object) -> bytes:
        drawn_in.append(threading.get_ident())
        return b"drawn"

    monkeypatch.setattr(charts, "png", draw)
    bar = VerdictBar((("positive", 2), ("negative", 1)))
    files = await charts.pictures([bar, None])
    assert [(file.filename, file.description) for file in files] == [("verdicts.png", bar.alt)]
    assert files[0].fp.read() == b"drawn"
    assert threading.get_ident() not in drawn_in
