"""What the archive keeps of film nights, and of the choice of the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

REVEAL_HOURS = 24
"""So long after a night its reviews are revealed, where its host did not say otherwise."""
MOST_PROPOSALS = 3
"""So many films wait for a night on behalf of one member."""


@dataclass(frozen=True, slots=True)
class Night:
    """An evening with a film. It is planned, then over, then revealed; what was sent of it is remembered."""

    number: int
    title: str
    year: int | None
    host_id: int | None
    """Who planned it; None once they are forgotten."""
    channel_id: int
    starts_at: datetime
    ends_at: datetime
    reveal_hours: int = REVEAL_HOURS
    event_id: int | None = None
    over_at: datetime | None = None
    thread_id: int | None = None
    panel_id: int | None = None
    revealed_at: datetime | None = None
    page_id: int | None = None

    @property
    def film(self) -> str:
        """Give the film's title with its year, as people say it."""
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def reveal_at(self) -> datetime | None:
        """Say when its reviews are revealed by themselves; None before it is over."""
        return None if self.over_at is None else self.over_at + timedelta(hours=self.reveal_hours)


@dataclass(frozen=True, slots=True)
class NightPlan:
    """What somebody plans."""

    title: str
    year: int | None
    host_id: int
    channel_id: int
    starts_at: datetime
    ends_at: datetime
    reveal_hours: int = REVEAL_HOURS


@dataclass(frozen=True, slots=True)
class Proposal:
    """A film that a member proposes for a night."""

    number: int
    member_id: int
    title: str
    year: int | None
    at: datetime

    @property
    def film(self) -> str:
        """Give the film's title with its year, as people say it."""
        return f"{self.title} ({self.year})" if self.year else self.title


@dataclass(frozen=True, slots=True)
class Turn:
    """A member whose films wait, in the order in which members choose."""

    member_id: int
    proposals: tuple[Proposal, ...]
    """Theirs, the oldest first."""
    last: datetime | None
    """When a film of theirs was chosen last."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll on the next film that is not counted yet."""

    message_id: int
    channel_id: int
    ends_at: datetime
    proposals: tuple[int, ...]
    """Their numbers, in the order of its answers."""
