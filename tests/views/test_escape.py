from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.language.spoilers import spans
from bot.views.escape import between, brief, drawn, escape, highlight, inert, longest, named, passage, unescape

MARKUP = st.text(alphabet=st.sampled_from(list("ab \n|*_~`>#-+[]()<>@:/\\1.!dé🎬"))) | st.text()


def live(markup: str) -> str:
    """Give what is not escaped: the characters that Discord would read as markup."""
    pieces: list[str] = []
    skip = False
    for character in markup:
        if skip:
            pieces.append("x")
            skip = False
        elif character == "\\":
            skip = True
        else:
            pieces.append(character)
    return "".join(pieces)


@given(MARKUP)
def test_escaped_text_is_inert_and_reads_as_written(text: str) -> None:
    markup = escape(text)
    alive = live(markup)
    assert not set(alive) & set("*_~`|[]<>@")
    assert "://" not in alive
    assert not alive.lstrip().startswith(("#", "-", "+"))
    assert "\n" not in markup
    assert unescape(markup).split() == text.split() or len(unescape(markup)) == len(text)


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("# Heading", "\\# Heading"),
        ("1. One", "1\\. One"),
        ("12 Angry Men is 9:30 long", "12 Angry Men is 9\\:30 long"),
        ("a plain - sentence, with (nothing) in it.", "a plain - sentence, with (nothing) in it."),
        ("https://example.org", "https\\://example.org"),
        ("<t:1> </ask:2> <@3> @here :smile:", "\\<t\\:1\\> \\</ask\\:2\\> \\<\\@3\\> \\@here \\:smile:"),
    ],
)
def test_known_cases(text: str, markup: str) -> None:
    assert escape(text) == markup


@given(MARKUP, st.integers(0, 60), st.integers(0, 60))
def test_spoilers_are_balanced_and_nothing_hidden_gets_out(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    markup = passage(text, start, end, spans(text))
    assert live(markup).count("||") % 2 == 0
    assert live(markup).replace("||", "").count("|") == 0


def test_a_passage_that_begins_inside_a_spoiler_is_hidden_up_to_its_end() -> None:
    text = "It ends when ||the ship goes down|| for good."
    assert passage(text, 20, len(text), spans(text)) == "||hip goes down|| for good."
    assert passage(text, 0, 20, spans(text)) == "It ends when ||the s||"


def test_what_joins_between_shows_where_something_was_left_out() -> None:
    text = "One. Two. Three."
    assert between(text, 4, 5) == " "
    assert between(text, 4, 10) == " … "


def test_a_match_inside_a_spoiler_is_not_shown_in_bold() -> None:
    text = "the ship sank: ||the ship|| is gone"
    assert highlight(text, [(4, 8), (21, 25)], spans(text)) == "the **ship** sank: ||the ship|| is gone"


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["[x](", "||", "**", "<@1>", "\\", "`", ":a:", "# \n", "1. "])
def test_escaping_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            escape(text)
            passage(text, 0, len(text), spans(text))
            best = min(best, time.process_time() - began)
        return best

    assert seconds(160_000) < 4 * 3 * seconds(40_000), "four times the text took more than twelve times as long"


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("superb <:clap:123456789012345678>!", "superb \\:clap:!"),
        ("<a:dance:1> <:two_parts:2>", "\\:dance: \\:two\\_parts:"),
        ("ask <@42>, <@!43>, <@&44> in <#45>", "ask \\@member, \\@member, \\@role in \\#channel"),
        ("out on <t:1700000000:D> or <t:-5>", "out on <t:1700000000:D> or <t:-5>"),
        ("try </review add:46>", "try /review add"),
        ("<t:1:Q> <@x> <:a b:1> <id:home> <@4", "\\<t\\:1\\:Q\\> \\<\\@x\\> \\<\\:a b\\:1\\> \\<id\\:home\\> \\<\\@4"),
    ],
)
def test_ids_are_drawn_as_names_and_dates_and_nothing_else_comes_alive(text: str, markup: str) -> None:
    assert drawn(text) == markup


def test_a_match_inside_an_id_leaves_it_whole() -> None:
    text = "clap <:clap:123456789012345678>"
    assert highlight(text, [(0, 4), (7, 11), (12, 30)], ()) == "**clap** \\:clap:"
    assert named("Dune <:worm:12>") == "Dune :worm:"


@given(MARKUP, st.integers(0, 60), st.integers(0, 60))
def test_no_passage_is_longer_than_it_was_said_to_be(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    assert len(passage(text, start, end, spans(text))) <= longest(text, start, end)


@given(MARKUP, st.integers(12, 60))
def test_the_beginning_of_a_text_fits_and_is_closed(text: str, limit: int) -> None:
    shown = brief(text, limit)
    assert len(shown) <= limit
    assert live(shown).count("||") % 2 == 0
    assert shown == inert(text) or shown.endswith("…") or "<" in text


def test_a_spoiler_that_ends_in_a_bar_does_not_end_before_it() -> None:
    assert inert("||the end |||| on") == "||the end||\\|\\| on"
    assert passage("a |", 0, 3, [(0, 3)]) == "||a \\| ||"
