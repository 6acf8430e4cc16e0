"""Which page of which list: a state small enough to live in a button's custom_id."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self, cast, get_args

from bot.analysis.types import LABELS
from bot.archive.types import Filters, Sort
from cogs.parts.buttons import read_number, written_number

_SORTS = cast("tuple[Sort, ...]", get_args(Sort))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListState:
    """A list's filters, order and position. `str()` writes it in under 90 characters; `parse` reads it."""

    filters: Filters = field(default_factory=Filters)
    sort: Sort = "newest"
    after: str | None = None

    def __str__(self) -> str:
        chosen = self.filters
        fields = (
            written_number(chosen.film),
            written_number(chosen.author_id),
            written_number(LABELS.index(chosen.label) if chosen.label else None),
            written_number(round(chosen.minimum_rating * 10) if chosen.minimum_rating is not None else None),
            written_number((chosen.since - _EPOCH).days if chosen.since else None),
            written_number((chosen.until - _EPOCH).days if chosen.until else None),
            written_number(chosen.channel_id),
            written_number(_SORTS.index(self.sort)),
            self.after or "",
        )
        return ".".join(fields)

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read what `str()` wrote. Raises ValueError for anything else."""
        fields = written.split(".", 8)
        if len(fields) != 9:
            raise ValueError("not the state of a list")
        film, author, label, rating, since, until, channel, sort = (read_number(value) for value in fields[:8])
        return cls(
            Filters(
                film=film,
                author_id=author,
                label=LABELS[label] if label is not None else None,
                minimum_rating=rating / 10 if rating is not None else None,
                since=_EPOCH + timedelta(days=since) if since is not None else None,
                until=_EPOCH + timedelta(days=until) if until is not None else None,
                channel_id=channel,
            ),
            _SORTS[sort or 0],
            fields[8] or None,
        )

    def at(self, after: str | None) -> ListState:
        """Give the same list at another page."""
        return replace(self, after=after)
