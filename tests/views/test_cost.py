"""What a view costs: no more than in step with its text, whatever is in it; and nothing undrawn is paid for."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from bot.analysis.language.spoilers import spans
from bot.analysis.types import (
    ASPECTS,
    MAXIMUM_CHARACTERS,
    Analysis,
    AspectOpinion,
    Quote,
    Reason,
    Sentence,
    Sentiment,
)
from bot.archive.types import Film, Hit, Page, Review, ReviewLine
from bot.discussion import Quoted
from bot.views import card as cards
from bot.views.pages import answers, details, lists
from tests.archive.builders import WHEN

pytestmark = pytest.mark.slow

SMALL = MAXIMUM_CHARACTERS // 4
TEXTS = {
    "spoilers": "||He dies.|| ",
    "ten thousand lines": "It is a fine film \n",
    "lines of a letter": "a\n",
    "one line": "word ",
    "markup": "*a* [b](c) `d` ",
    "ids": "<:clap:123456789012345678> ",
    "bars alone": "||||",
}


def review_of(unit: str, size: int) -> Review:
    """Give a review of so many characters with every line that can be in it: the whole text in each, too."""
    text = (unit * (size // len(unit) + 1))[:size]
    spoilers = spans(text)
    breaks = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n" or (letter == " " and at % 40 > 25))]
    stops = [*breaks, len(text)] if breaks[-1] < len(text) else breaks
    lines = tuple(Sentence(start, end, text[start:end], 0.9, 0.5) for start, end in pairwise(stops))
    whole = Sentence(0, len(text), text, 0.9, 0.5)
    analysis = Analysis(
        summary=(whole,) * 25,
        quotes=tuple(Quote(0, end, text[:end], 0.9, 0.5) for end in range(size - 300, size)),
        sentiment=Sentiment("positive", 0.5, 0.9),
        aspects=tuple(AspectOpinion(aspect, 0.5, whole) for aspect in ASPECTS) * 40,
        film=None,
        rating=None,
        language="en",
        words=len(text.split()),
        sentences=lines,
        reasons=tuple(Reason(text, weight, 0, len(text), text) for weight in (0.5, -0.5) * 30),
        spoilers=tuple(spoilers),
    )
    return Review(
        number=1,
        author_id=1,
        text=text,
        analysis=analysis,
        label="positive",
        source="command",
        written_at=WHEN,
        filed_at=WHEN,
        film=Film(1, text[:200], 2021),
        rating_raw=text[:40],
        rating_value=5.0,
    )


def every_line(review: Review) -> None:
    pages = details.lines_pages(review)
    assert [page for page in pages if page]


def found(review: Review) -> None:
    line = ReviewLine(1, review.film, 1, "positive", review.rating_raw, 5.0, 1, WHEN, review.text)
    matches = tuple((at, at + 1) for at in range(0, len(review.text), 20))
    lists.review_list(1, lists.Asked(), Page((Hit(line, line.excerpt, ()),) * 6, 6), [])
    lists.review_list(1, lists.Asked(review.text[:6_000]), Page((Hit(line, review.text, matches),) * 6, 6), [])


def quoted(review: Review) -> None:
    for spoiler in (True, False):
        line = Quoted(review.text, 1, 1, None, None, spoiler, 0, len(review.text))
        assert answers.quoted(1, line)


VIEWS: dict[str, Callable[[Review], object]] = {
    "card": lambda review: cards.card(1, review, []),
    "lines": every_line,
    "aspects": details.aspects,
    "why": details.why,
    "lists": found,
    "quotes": quoted,
}


def seconds(draw: Callable[[Review], object], review: Review) -> float:
    """Measure processor time, the least of three: neighbours on the machine do not count."""
    spent: list[float] = []
    for _ in range(3):
        began = time.process_time()
        draw(review)
        spent.append(time.process_time() - began)
    return min(spent)


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_no_view_costs_more_than_in_step_with_its_text(unit: str) -> None:
    small, large = review_of(unit, SMALL), review_of(unit, MAXIMUM_CHARACTERS)
    for name, draw in VIEWS.items():
        assert seconds(draw, large) < 4 * 2.5 * seconds(draw, small) + 0.03, (
            f"{name}: four times the text took far more"
        )


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_a_page_of_lines_costs_what_it_shows(unit: str) -> None:
    few = details.lines_pages(review_of(unit, 20_000))
    many = details.lines_pages(review_of(unit, MAXIMUM_CHARACTERS))

    def middle(pages: details.Pages) -> Callable[[Review], object]:
        return lambda _: [pages[len(pages) // 2] for _ in range(20)]

    one = review_of(unit, 100)
    assert seconds(middle(many), one) < 3 * seconds(middle(few), one) + 0.02
