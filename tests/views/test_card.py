from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis import analyze
from bot.analysis.types import AspectOpinion, Quote, Rating, Sentence
from bot.archive.types import Film, Review
from bot.views import card as cards
from bot.views.limits import LAYOUT_CHARACTERS, LAYOUT_COMPONENTS, characters, check, components
from bot.views.pages import details
from tests.archive.builders import WHEN, make_analysis
from tests.views.test_escape import live

LINE = Sentence(0, 4, "text")
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


@pytest.mark.parametrize(
    ("scale", "raw", "shown"),
    [
        ("of 5, assumed", "4 stars", "4 stars as written, taken as of 5 (8.0/10)"),
        ("of 5", "4 stars", "4 stars as written (8.0/10)"),
        ("", "4 stars", "4 stars as written (8.0/10)"),
        ("of 5, assumed", "four stars", "four stars as written (8.0/10)"),
    ],
    ids=["assumed", "written", "an older row", "another rating typed beside it"],
)
def test_the_card_says_which_scale_a_rating_without_one_was_taken_on(scale: str, raw: str, shown: str) -> None:
    review = review_of("4 stars", rating_raw=raw, rating_value=8.0)
    read = replace(review.analysis, rating=Rating("4 stars", 8.0, 0, 7, scale))
    assert shown in texts_of(cards.card(1, replace(review, analysis=read), []))


def test_a_layout_that_discord_would_refuse_is_not_sent() -> None:
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay("x" * 3_000))
    check(view)
    view.add_item(discord.ui.TextDisplay("x" * 1_001))
    with pytest.raises(ValueError, match="4001 characters"):
        check(view)


def read(text: str, **changes: Any) -> Review:
    found = analyze(text)
    return replace(review_of("x", film=Film(1, "Glass Harvest", 2021), rating_raw="4/5", rating_value=8.0), text=text,
                   analysis=found, label=found.sentiment.label, **changes)  # fmt: skip


LONG = (
    "Glass Harvest is a quiet triumph. The acting is superb from the first scene to the last, and the photography is "
    "gorgeous. A farmer loses her land and walks to the city to ask for it back. The script gives her three speeches "
    "that I will remember for years. The music is never loud, and it is always right. I was moved by the ending, which "
    "asks for nothing and gives a great deal. The second half could have been shorter, but I would not miss a minute "
    "of it. See it on the largest screen that you can find, with somebody who does not talk."
)


def test_nothing_is_said_twice_on_a_card() -> None:
    review = read(LONG)
    assert review.analysis.words >= 80
    shown = texts_of(cards.card(1, review, []))
    for sentence in review.analysis.sentences:
        assert shown.count(sentence.text) <= 1
    assert "“" not in shown, "a quotation has one pair of marks: its bar"


def test_the_best_line_is_large_and_before_the_summary() -> None:
    review = read(LONG)
    shown = texts_of(cards.card(1, review, []))
    best = review.analysis.quotes[0].text
    assert f"> ### {best}" in shown or f"> {best}" in shown
    assert shown.index(best) < shown.index(review.analysis.summary[-1].text)


def test_the_best_line_of_the_other_side_stands_below_the_best_one() -> None:
    text = "The camera never sits still. The dialogue is a chore. The score lifts every scene."
    ends = [(0, 28), (29, 53), (54, 82)]
    lines = [
        Quote(start, end, text[start:end], 0.9, polarity)
        for (start, end), polarity in zip(ends, (0.9, -0.8, 0.7), strict=True)
    ]
    review = review_of(text)
    analysis = replace(make_analysis(text), words=90, quotes=tuple(lines), summary=make_analysis(text).sentences)
    shown = texts_of(cards.card(1, replace(review, text=text, analysis=analysis), []))
    assert "> ### The camera never sits still.\n> ### The dialogue is a chore." in shown
    assert shown.count("The score lifts every scene.") == 1
    assert "> ### The score" not in shown


def test_a_review_under_eighty_words_is_shown_in_its_own_words() -> None:
    text = " ".join(LONG.split()[:60])
    shown = texts_of(cards.card(1, read(text), []))
    assert shown.replace("> ", "").count(text) == 1


def test_a_short_take_is_two_lines() -> None:
    shown = texts_of(cards.card(1, read("Loved every minute of it."), []))
    lines = shown.splitlines()
    assert lines[0].startswith("**Glass Harvest (2021)** · ")
    assert "4/5" in lines[0]
    assert lines[1] == "> Loved every minute of it."
    assert len(lines) == 3, "and the small line below"


def test_the_sides_are_named_in_words() -> None:
    line = cards.aspects_line(
        [
            AspectOpinion(aspect, polarity, LINE)
            for aspect, polarity in (("acting", 0.8), ("music", 0.5), ("pacing", -0.6))
        ]
    )
    assert line == "▲ praised: **Acting, Music & sound** · ▼ criticized: **Pacing**"


def test_no_line_begins_with_a_spoiler_bar() -> None:
    review = review_of("||The butler did it.|| ||So did the maid.|| It is a fine film.\n||Both of them.||")
    review = replace(review, analysis=replace(review.analysis, quotes=review.analysis.quotes[1:]))
    for view in all_views(review):
        for line in texts_of(view).splitlines():
            assert not line.lstrip("> #▲▼◆❝▪").startswith("||") or line[0] in "❝▪▲▼", line
