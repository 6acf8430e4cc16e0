"""What is counted and measured while the bot works, and who hears of it: by default nobody.

A room says what happened (`figures.add(REVIEWS_REFUSED, "busy")`) and knows neither Prometheus nor the owner's
channel. No label holds a server, a member, a film or a word of anybody's: each comes from a list that this program
has, or is the number of a shard.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is counted or measured; `meaning` is its help text."""

    name: str
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    """Upper bounds of a histogram's steps, in seconds."""


_READING = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_ANSWERING = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)

REVIEWS_READ = Figure("pullquote_reviews_read", "counter", "Reviews that were read.")
REVIEWS_REFUSED = Figure(
    "pullquote_reviews_refused", "counter", "Reviews that were not read or not filed, by reason.", ("reason",)
)
READING_SECONDS = Figure(
    "pullquote_reading_seconds", "histogram", "From handing a text to the workers to its reading.", (), _READING
)
QUEUE = Figure("pullquote_queue_reviews", "gauge", "Reviews that are being read or wait for it.")
WORKERS_ALIVE = Figure("pullquote_workers_alive", "gauge", "Reading processes that live.")
WORKERS_REPLACED = Figure("pullquote_workers_replaced", "counter", "Reading processes that hung or died.")
COMMAND_SECONDS = Figure(
    "pullquote_command_seconds", "histogram", "From hearing of a command to its end.", ("command",), _ANSWERING
)
ERRORS = Figure("pullquote_errors", "counter", "Errors in the log, by the room that they were met in.", ("room",))
GATEWAY_CONNECTED = Figure("pullquote_gateway_connected", "gauge", "Whether a shard is connected.", ("shard",))
GATEWAY_LATENCY = Figure(
    "pullquote_gateway_latency_seconds", "gauge", "From a shard's heartbeat to its answer.", ("shard",)
)
GATEWAY_RECONNECTS = Figure(
    "pullquote_gateway_reconnects", "counter", "How often a shard that was lost came back.", ("shard",)
)
PERMISSIONS_REFUSED = Figure(
    "pullquote_permissions_refused", "counter", "How often a channel did not let the bot do something."
)
RATE_LIMITED = Figure("pullquote_rate_limited", "counter", "How often Discord asked the bot to wait.")
LOOP_LAG = Figure("pullquote_loop_lag_seconds", "gauge", "The longest that the event loop came late since last asked.")
ARCHIVE_BYTES = Figure("pullquote_archive_bytes", "gauge", "How much room the archive takes.")
DISK_FREE_BYTES = Figure("pullquote_disk_free_bytes", "gauge", "How much room is left beside a SQLite archive.")
DISK_LOW = Figure("pullquote_disk_low", "counter", "How often too little room was found beside a SQLite archive.")
BACKED_UP = Figure("pullquote_backups", "counter", "Backups that were taken and read back.")
BACKUPS_FAILED = Figure("pullquote_backups_failed", "counter", "Backups that could not be taken.")
BACKUP_AGE = Figure("pullquote_backup_age_seconds", "gauge", "Since the last backup that stands.")
PURGED = Figure("pullquote_purges", "counter", "Clean-ups that went through.")
PURGE_AGE = Figure("pullquote_purge_age_seconds", "gauge", "Since the last clean-up, or since the start.")

CATALOGUE: tuple[Figure, ...] = tuple(each for each in vars().copy().values() if isinstance(each, Figure))
"""Every figure there is."""


class Figures:
    """Hears what is counted and measured, and lets it go; who listens overrides. Called from any thread."""

    def add(self, figure: Figure, *labels: str) -> None:
        """Count one more."""

    def observe(self, figure: Figure, seconds: float, *labels: str) -> None:
        """Take one duration into a histogram."""

    def set(self, figure: Figure, value: float, *labels: str) -> None:
        """Say what something is at this moment."""

    @contextmanager
    def timed(self, figure: Figure, *labels: str) -> Generator[None]:
        """Take the duration of a block into a histogram, however it ends."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.observe(figure, time.perf_counter() - begun, *labels)


SILENT = Figures()
"""Nobody listens."""


class Together(Figures):
    """Lets several listen."""

    def __init__(self, listeners: Sequence[Figures]) -> None:
        self._listeners = tuple(listeners)

    def add(self, figure: Figure, *labels: str) -> None:
        """Let each count one more."""
        for listener in self._listeners:
            listener.add(figure, *labels)

    def observe(self, figure: Figure, seconds: float, *labels: str) -> None:
        """Let each take one duration."""
        for listener in self._listeners:
            listener.observe(figure, seconds, *labels)

    def set(self, figure: Figure, value: float, *labels: str) -> None:
        """Let each hear what something is."""
        for listener in self._listeners:
            listener.set(figure, value, *labels)
