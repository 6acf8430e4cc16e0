"""What the figures say of reviews: read, or refused and why."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from bot.archive.types import ArchiveError, ArchiveUnavailableError, ForgottenError, OptedOutError
from bot.figures import REVIEWS_READ, REVIEWS_REFUSED, Figures
from bot.filing.typed import RefusedError, TooShortError
from bot.workers import WorkerError


@contextmanager
def counted(figures: Figures) -> Generator[None]:
    """Count what a block does with a review: it was read, or refused and why."""
    with refusals(figures):
        yield
    figures.add(REVIEWS_READ)


@contextmanager
def refusals(figures: Figures) -> Generator[None]:
    """Count the review that a block refuses, and why."""
    try:
        yield
    except (RefusedError, WorkerError, ArchiveError) as refusal:
        figures.add(REVIEWS_REFUSED, reason(refusal))
        raise


def reason(refusal: RefusedError | WorkerError | ArchiveError) -> str:
    """Name in one word why a review was refused."""
    if isinstance(refusal, WorkerError):
        return refusal.reason
    if isinstance(refusal, ArchiveUnavailableError):
        return "archive"
    if isinstance(refusal, OptedOutError | ForgottenError):
        return "author"
    return "empty" if isinstance(refusal, TooShortError) else "text"
