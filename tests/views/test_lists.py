"""Lists and search results: two lines an entry, apart from each other, the found words in context."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest

from bot.archive.types import Film, Filters, Hit, Page, ReviewLine
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


def hit(line: ReviewLine) -> Hit:
    return Hit(line, line.excerpt, ())


def entries(view: discord.ui.LayoutView) -> list[str]:
    """Give the texts below the heading."""
    check(view)
    return [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)][1:]


def test_an_entry_is_two_lines_of_its_own() -> None:
    shown = entries(lists.review_list(1, lists.Asked(), Page((hit(LINE), hit(replace(LINE, number=8))), 2), []))
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
    (shown,) = entries(lists.review_list(1, lists.Asked("lantern"), Page((Hit(LINE, LONG, ((at, at + 7),)),), 1), []))
    line = shown.splitlines()[1]
    assert line.startswith("> … ")
    assert line.endswith(" …")
    assert "Then the **lantern** made me gasp aloud." in line
    assert len(line) < 260


@pytest.mark.parametrize("text", ["||He drowns.|| A sad end.", f"||{LONG}||", f"So it ends: ||{LONG}||"])
def test_a_spoiler_stays_closed_and_begins_no_line(text: str) -> None:
    at = text.index("r")
    for view in (
        lists.review_list(1, lists.Asked(), Page((Hit(LINE, text, ()),), 1), []),
        lists.review_list(1, lists.Asked("x"), Page((Hit(LINE, text, ((at, at + 1),)),), 1), []),
    ):
        (shown,) = entries(view)
        line = shown.splitlines()[1]
        assert not line.removeprefix("> ").startswith("||")
        assert line.count("||") == 2
        open_words = "".join(line.split("||")[::2])
        assert "drowns" not in open_words
        assert "queue" not in open_words


def test_an_empty_archive_says_how_to_fill_it_and_an_empty_answer_does_not() -> None:
    none: Page[Hit] = Page((), 0)
    for asked in (lists.Asked(), lists.Asked("lantern")):
        (shown,) = entries(lists.review_list(1, asked, none, [], empty=True))
        for way in ("/review add", "Read this review", "/archive backfill", "/archive import"):
            assert way in shown
    narrowed = lists.Asked(filters=Filters(label="mixed"))
    assert entries(lists.review_list(1, narrowed, none, [])) == ["No review here is like that. Leave a filter out."]
    (shown,) = entries(lists.review_list(1, lists.Asked("lantern"), none, []))
    assert "Nothing here matches" in shown


def test_the_heading_says_all_that_a_list_is_narrowed_to() -> None:
    asked = lists.Asked(
        "fog",
        Filters(
            film=1,
            author_id=11,
            label="mixed",
            minimum_rating=4,
            maximum_rating=7.5,
            since=datetime(2026, 1, 1, tzinfo=UTC),
            until=datetime(2026, 2, 1, tzinfo=UTC),
            channel_id=77,
            critic=False,
        ),
        "oldest",
        LINE.film,
    )
    view = lists.review_list(1, asked, Page((), 0), [])
    heading = next(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))
    assert heading.splitlines()[0] == "### Search: fog"
    for said in ("of The Lighthouse Keeper (2019)", "by <@11>", "mixed", "rated 4 to 7.5 of 10", "in <#77>"):
        assert said in heading
    assert "words of members" in heading
    assert "oldest first" in heading
    # The last day is the one before the first moment that is left out.
    assert f"until <t:{int(datetime(2026, 1, 31, tzinfo=UTC).timestamp())}:d>" in heading
