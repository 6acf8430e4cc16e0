"""*Why?*: in words that a person would give, never at odds with the card."""

from __future__ import annotations

import re
from dataclasses import replace

import discord
import pytest

from bot.analysis import analyze
from bot.analysis.types import Label, Reason, Sentiment
from bot.archive.types import Review
from bot.views.pages import details
from tests.archive.builders import WHEN
from tests.cogs.club import BLAME, PRAISE

MIXED = (
    "Salt Road (2019). Mixed feelings about this one. The design is superb, and the crowd scenes are impressive. But "
    "the love story never convinced me for a second, and the middle hour drags. It is uneven: often splendid, often a "
    "bore. 5/10"
)
TITLED = '"Superb Harvest" (2021) is dull, and ||the wonderful aunt dies||. I was bored; the jokes are feeble. 2/5'


def read(text: str) -> Review:
    analysis = analyze(text)
    return Review(
        number=12,
        film=None,
        author_id=1,
        text=text,
        analysis=analysis,
        source="command",
        written_at=WHEN,
        filed_at=WHEN,
        label=analysis.sentiment.label,
        rating_raw=None,
        rating_value=None,
    )


def shown(review: Review) -> str:
    view = details.why(review)
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


def words_of(text: str) -> list[str]:
    return [line for line in shown(read(text)).splitlines() if line.startswith(("**▲", "**▼"))]


@pytest.mark.parametrize(("text", "side"), [(PRAISE, "▲ Praise"), (BLAME, "▼ Criticism")])
def test_a_label_for_or_against_begins_with_its_own_side_and_quotes_it_alone(text: str, side: str) -> None:
    assert words_of(text)[0].startswith(f"**{side}:**")
    quoted = [line for line in shown(read(text)).splitlines() if line.startswith(("▲ “", "▼ “"))]
    assert quoted
    assert {line[0] for line in quoted} == {side[0]}


def test_a_mixed_label_has_both_sides_and_no_score() -> None:
    text = shown(replace(read(MIXED), label="mixed"))
    assert "**Mixed**, " in text
    assert "**▲ Praise:** " in text
    assert "**▼ Criticism:** " in text
    assert not re.search(r"[+−-]\d", text), "a weight says nothing to a person"


def test_no_words_of_the_title_no_fillers_and_nothing_hidden_are_reasons() -> None:
    words = " ".join(words_of(TITLED)).lower()
    assert "bored" in words
    assert not [word for word in ("superb", "harvest", "wonderful", "film", "||", "2/5") if word in words]


@pytest.mark.parametrize("text", [PRAISE, BLAME, MIXED])
def test_every_word_is_one_that_praises_or_blames(text: str) -> None:
    plain = {"film", "minute", "two", "cast", "hour", "story", "middle", "score"}
    for reason in analyze(text).reasons:
        assert reason.note == "rating" or not set(reason.term.lower().split()) <= plain


def test_a_reason_that_is_hidden_is_not_shown_as_a_blank_bar() -> None:
    review = read("A fine film. ||Everybody dies.|| I liked it.")
    hidden = Reason("Everybody", 0.9, 15, 24)
    text = shown(replace(review, analysis=replace(review.analysis, reasons=(hidden,))))
    assert "Praise" not in text
    assert "Everybody" not in text.replace("||Everybody dies.||", "")


@pytest.mark.parametrize(
    ("label", "said"), [("unsure", "no clear verdict"), ("mixed", "leaning: such labels are right")]
)
def test_a_verdict_is_said_in_words(label: Label, said: str) -> None:
    review = read(PRAISE)
    analysis = replace(review.analysis, sentiment=Sentiment(label, 0.91, 0.5))
    text = shown(replace(review, label=label, analysis=analysis))
    assert said in text
    assert "0.91" not in text
