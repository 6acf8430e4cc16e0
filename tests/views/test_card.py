from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.types import Quote
from bot.archive.types import Film, Review
from bot.views import card as cards
from bot.views.limits import LAYOUT_CHARACTERS, LAYOUT_COMPONENTS, characters, check, components
from bot.views.pages import details
from tests.archive.builders import WHEN, make_analysis
from tests.views.test_escape import live

PIECES = st.sampled_from(
    ["word ", "**", "|| ", "||", "*_~`", "[x](http://a) ", "<@1> ", ". ", "! ", "\n", "é🎬 ", "a" * 300, "# "]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=60).map("".join).filter(lambda text: text.strip(" \n.!|"))


def review_of(text: str, **changes: Any) -> Review:
    analysis = make_analysis("A start. " + text)
    sentences = analysis.sentences
    analysis = replace(
        analysis,
        summary=sentences[:4],
        quotes=tuple(Quote(s.start, s.end, s.text, s.opinion, s.polarity, s.spoiler) for s in sentences[:3]),
    )
    return Review(
        number=12,
        author_id=1,
        text="A start. " + text,
        analysis=analysis,
        source="command",
        written_at=WHEN,
        filed_at=WHEN,
        **{"label": "mixed", "film": Film(1, "*" * 200, 2021), "rating_raw": "*" * 40, "rating_value": 5.0, **changes},
    )


def texts_of(view: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


def all_views(review: Review) -> list[discord.ui.LayoutView]:
    pages = details.lines_pages(review)
    return [
        cards.card(1, review, [], ("A note.",)),
        details.aspects(review),
        details.why(review),
        *(details.text_page(details.lines_heading(review, at, len(pages)), page, 0) for at, page in enumerate(pages)),
    ]


@given(TEXTS, st.integers(1, 40))
def test_whatever_is_reviewed_every_view_fits_and_its_spoilers_are_closed(text: str, times: int) -> None:
    for view in all_views(review_of(text * times)):
        assert characters(view) <= LAYOUT_CHARACTERS
        assert components(view) <= LAYOUT_COMPONENTS
        for item in view.walk_children():
            if isinstance(item, discord.ui.TextDisplay):
                assert live(item.content).count("||") % 2 == 0


def test_lines_lose_nothing_of_a_long_sentence_and_open_no_spoiler() -> None:
    secret = "the butler and the cook and the gardener " * 200
    review = review_of(f"It ends when ||{secret.strip()}|| for good.")
    pages = details.lines_pages(review)
    assert len(pages) > 1
    shown = "\n".join(pages)
    assert shown.count("butler") == 200
    for page in pages:
        assert "butler" not in "".join(live(page).split("||")[::2])


def test_a_summary_that_is_too_long_is_left_to_the_lines_and_said_so() -> None:
    review = review_of("word " * 1_500 + ".")
    assert "did not fit here: press Lines" in texts_of(cards.card(1, review, []))


def test_the_card_says_when_rating_and_words_disagree() -> None:
    review = review_of("A fine film.", label="positive", rating_raw="1/10", rating_value=1.0)
    assert "The rating and the words disagree" in texts_of(cards.card(1, review, []))


def test_a_layout_that_discord_would_refuse_is_not_sent() -> None:
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay("x" * 3_000))
    check(view)
    view.add_item(discord.ui.TextDisplay("x" * 1_001))
    with pytest.raises(ValueError, match="4001 characters"):
        check(view)
