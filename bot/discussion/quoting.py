"""Lines taken out of reviews: which of them speak best for a side, each with the way back to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Protocol, TypeVar

from bot.analysis.language.spoilers import is_hidden
from bot.analysis.types import Aspect, AspectOpinion, Sentence
from bot.archive.types import Review
from bot.discussion.tally import side
from bot.discussion.types import Quoted


class Authored(Protocol):
    """Anything with an author."""

    @property
    def author_id(self) -> int: ...  # noqa: D102


Line = TypeVar("Line", bound=Authored)


def quote(review: Review, sentence: Sentence, polarity: float | None = None) -> Quoted:
    """Take a line out of a review with the way back to it."""
    own = bool(review.message_ids)
    return Quoted(
        text=review.text[sentence.start : sentence.end],
        review=review.number,
        author_id=review.author_id,
        channel_id=review.channel_id if own else review.card_channel_id,
        message_id=review.message_ids[0] if own else review.card_message_id,
        spoiler=sentence.spoiler or touches_spoiler(review, sentence.start, sentence.end),
        start=sentence.start,
        end=sentence.end,
        polarity=sentence.polarity if polarity is None else polarity,
        film=review.film,
        critic=review.critic,
    )


def touches_spoiler(review: Review, start: int, end: int) -> bool:
    """Say whether any part of a stretch lies inside spoiler bars."""
    return is_hidden(review.analysis.spoilers, start, end)


def aspect_of(review: Review, aspect: Aspect) -> AspectOpinion | None:
    """Find what a review says of one aspect."""
    return next((opinion for opinion in review.analysis.aspects if opinion.aspect == aspect), None)


def aspect_line(review: Review, opinion: AspectOpinion) -> Quoted:
    """Quote the line that an aspect opinion rests on, with the polarity of the whole opinion."""
    return quote(review, opinion.sentence, opinion.polarity)


def best_line(review: Review, wanted: int = 0, *, spoilers: bool = True) -> Quoted | None:
    """Quote a review's best line: its first pull quote on the wanted side (1, -1, or 0 for either).

    Without a pull quote on that side, the strongest aspect line; for 0, in the end, the first line of the summary.
    """
    analysis = review.analysis
    lines = [quote(review, line) for line in analysis.quotes]
    lines += sorted(
        (aspect_line(review, opinion) for opinion in analysis.aspects), key=lambda line: -abs(line.polarity)
    )
    if not wanted:
        lines += [quote(review, line) for line in analysis.summary]
    open_lines = [line for line in lines if not line.spoiler]
    return _first(open_lines, wanted) or (_first(lines, wanted) if spoilers else None)


def _first(lines: Iterable[Quoted], wanted: int) -> Quoted | None:
    return next((line for line in lines if not wanted or side(line.polarity) == wanted), None)


def best_lines(spoken: Iterable[Review], wanted: int, *, spoilers: bool = True) -> list[Quoted]:
    """Quote each review's best line on one side: open lines first, then the strongest, then the oldest."""
    lines = [line for review in spoken for line in (best_line(review, wanted, spoilers=spoilers),) if line]
    return sorted(lines, key=strength)


def strength(line: Quoted) -> tuple[bool, float, int, int]:
    """Order lines: open before hidden, strong before weak, then by review and place."""
    return line.spoiler, -abs(line.polarity), line.review, line.start


def pair(first: Sequence[Line], second: Sequence[Line]) -> tuple[Line | None, Line | None]:
    """Take the best of each list so that the two are by different people; the first list chooses first."""
    chosen = first[0] if first else None
    other = next((line for line in second if chosen is None or line.author_id != chosen.author_id), None)
    if other is None and second:  # the only critic is also the one quoted: let somebody else praise
        another = next((line for line in first if line.author_id != second[0].author_id), None)
        if another:
            return another, second[0]
    return chosen, other


def in_turn(first: Sequence[Line], second: Sequence[Line]) -> list[Line]:
    """Put two sides' lines in turn, so that the first few show both."""
    return [line for both in zip_longest(first, second) for line in both if line is not None]
