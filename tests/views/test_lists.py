"""Lists and search results: two lines an entry, apart from each other, the found words in context."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest

from bot.archive.types import Film, Hit, Page, ReviewLine
from bot.views.limits import check
from bot.views.pages import lists

LINE = ReviewLine(
    number=7,
    film=Film(1, "The Lighthouse Keeper", 2019),
    author_id=11,
    label="positive",
    rating_raw="9/10",
    rating_value=9.0,
    words=60,
    written_at=datetime(2026, 11, 18, 12, tzinfo=UTC),
    excerpt="A small masterpiece.",
    channel_id=77,
    message_id=9_007,
)
LONG = "".join(
    ["The evening began with a long queue in the rain. " * 9, "Then the lantern made me gasp aloud. ", "So. " * 90]
)


def entries(view: discord.ui.LayoutView) -> list[str]:
    """Give the texts below the heading."""
    check(view)
    return [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)][1:]


def test_an_entry_is_two_lines_of_its_own() -> None:
    shown = entries(lists.review_list(1, "Reviews", Page((LINE, replace(LINE, number=8)), 2), []))
    assert shown[0].splitlines() == [
        (
            "**The Lighthouse Keeper (2019)** · ▲ Positive · ★ 9/10 · <@11> · <t:1795003200:d>"
            " · [#7 ↗](https://discord.com/channels/1/77/9007)"
        ),
        "> A small masterpiece.",
    ]
    assert len(shown) == 2, "the second is no part of the first's quotation"


def test_a_word_found_deep_in_a_long_line_is_shown_with_what_stands_around_it() -> None:
    at = LONG.index("lantern")
    (shown,) = entries(lists.search_results(1, "lantern", Page((Hit(LINE, LONG, ((at, at + 7),)),), 1), []))
    line = shown.splitlines()[1]
    assert line.startswith("> … ")
    assert line.endswith(" …")
    assert "Then the **lantern** made me gasp aloud." in line
    assert len(line) < 260


@pytest.mark.parametrize("text", ["||He drowns.|| A sad end.", f"||{LONG}||", f"So it ends: ||{LONG}||"])
def test_a_spoiler_stays_closed_and_begins_no_line(text: str) -> None:
    at = text.index("r")
    for view in (
        lists.review_list(1, "Reviews", Page((replace(LINE, excerpt=text),), 1), []),
        lists.search_results(1, "x", Page((Hit(LINE, text, ((at, at + 1),)),), 1), []),
    ):
        (shown,) = entries(view)
        line = shown.splitlines()[1]
        assert not line.removeprefix("> ").startswith("||")
        assert line.count("||") == 2
        open_words = "".join(line.split("||")[::2])
        assert "drowns" not in open_words
        assert "queue" not in open_words


def test_an_empty_archive_says_how_to_fill_it_and_an_empty_answer_does_not() -> None:
    none: Page[ReviewLine] = Page((), 0)
    empty = lists.review_list(1, "Reviews", none, [], empty=True)
    for view in (empty, lists.search_results(1, "lantern", Page((), 0), [], empty=True)):
        (shown,) = entries(view)
        for way in ("/review add", "Read this review", "/archive backfill", "/archive import"):
            assert way in shown
    assert entries(lists.review_list(1, "Reviews", none, [])) == ["No review here is like that. Leave a filter out."]
