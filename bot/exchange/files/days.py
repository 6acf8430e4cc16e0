"""Days as spreadsheets write them: 2024-03-01, 2024/3/1, 3/1/2024, 1.3.2024, with a time behind them or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_TIME: Final = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?Z?)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it was written: its year, and two numbers of which one is the month."""

    year: int
    first: int
    second: int
    settled: bool
    """Whether the order is the year's, month and day; or, between points, day and month."""

    def day(self, *, day_first: bool) -> date | None:
        """Give the day; None when the calendar has none such."""
        month, day = (self.first, self.second)
        if not self.settled and day_first:
            month, day = day, month
        try:
            return date(self.year, month, day)
        except ValueError:
            return None


def parts(cell: str) -> Written | None:
    """Read a cell; None when it is no day."""
    if found := _YEAR_FIRST.fullmatch(cell.strip()):
        return Written(int(found[1]), int(found[2]), int(found[3]), settled=True)
    found = _YEAR_LAST.fullmatch(cell.strip())
    if found is None:
        return None
    year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    if found[2] == ".":
        # Nobody who writes points puts the month first.
        return Written(year, int(found[3]), int(found[1]), settled=True)
    return Written(year, int(found[1]), int(found[3]), settled=False)
