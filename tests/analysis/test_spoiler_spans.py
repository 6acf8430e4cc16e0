"""What a text hides: as Discord's client does, and in what people paste from other sites."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.analysis import analyze, clean
from bot.analysis.language.spoilers import content, is_hidden, masked, pieces, settled, spans, without, wrapped

SIGNS = ["||", "|", "`", "```", "\n", " ", "a", "b", "\\", "**", "*", "__", "~~", "> ", "- ", "# ", "https://x.y/"]
SITES = ["[spoiler]", "[/spoiler]", ">!", "!<", "~!", "!~", "<spoiler>", "</spoiler>", "\n\n", "1. "]
PASTED = st.lists(st.sampled_from([*SIGNS, *SITES]), max_size=24).map("".join)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("a ||b|| c", ["b"]),
        ("||a|| ||b||", ["a", "b"]),
        ("||open", []),
        ("||||", []),
        ("||a\nb||c||", ["a\nb"]),
        ("||||x||||", ["||x"]),
        ("a `b || c` d ||e||", ["e"]),
        ("```\na || b\n``` ||c||", ["c"]),
        ("a ``b ` || c`` ||d||", ["d"]),
        (r"\|| a || b ||", [" b "]),
        (r"\\||a||", ["a"]),
        ("||he says `a || b` and dies||", ["he says `a || b` and dies"]),
        (r"||a \|| b|| c", [r"a \|| b"]),
        ("# Dune || 2021\n||a|| b", ["a"]),
        ("> 8 || 9\n||a||", ["a"]),
        ("- a || b\n- c\n||d||", ["d"]),
        ("**a ||b** c ||d||", ["d"]),
        ("||**a**|| **||b||**", ["**a**", "b"]),
        ("https://x.y/a||b ||c||", ["c"]),
        ("||https://x.y||", ["https://x.y"]),
        (">!a!< ~!b!~ [spoiler]c[/spoiler] <spoiler>d</spoiler>", ["a", "b", "c", "d"]),
        ("[spoiler=the end]a[/SPOILER] b", ["a"]),
        ("[spoiler] a", []),
    ],
)
def test_what_is_hidden(text, hidden):
    assert [text[slice(*content(text, span))] for span in spans(text)] == hidden


_BLOCKS = [
    re.compile(r"( *> [^\n]*(?:\n *> [^\n]*)*\n?)"),
    re.compile(r" *#{1,3} +[^\n]+"),
    re.compile(r"-# +[^\n]+"),
    re.compile(r" *(?:[*-]|\d+\.) [^\n]*(?:\n +[^\n]+)*"),
]
_START = re.compile(r" *(?:>>> ?|> ?|#+ +|-# +|(?:[*-]|\d+\.) )")
_RULES = [
    (re.compile(r"\\([^0-9A-Za-z\s])"), None),
    (re.compile(r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE), None),
    (re.compile(r"<?https?://[^\s<>]+"), None),
    (re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"), None),
    (re.compile(r"\|\|([\s\S]+?)\|\|"), 0),
    (re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"), 2),
    (re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"), 2),
    (re.compile(r"~~([\s\S]+?)~~(?!_)"), 2),
    (re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"), 1),
]


def as_discord_reads(text, start=0, end=None, *, inner=False):
    """Find spoilers with the rules that Discord's client states, each tried at every place: slow, for comparison."""
    found = []
    source = text if end is None else text[:end]
    while start < len(source):
        at_line = not inner and (start == 0 or text[start - 1] == "\n")
        block = next((match for rule in _BLOCKS if (match := rule.match(source, start))), None) if at_line else None
        if block:
            found += as_discord_reads(text, _START.match(source, start).end(), block.end(), inner=True)
            start = block.end()
            continue
        match, width = next(
            ((match, width) for rule, width in _RULES if (match := rule.match(source, start))), (None, None)
        )
        if match is None:
            start += 1
            continue
        if width == 0:
            found.append(match.span())
        elif width:
            found += as_discord_reads(text, match.start() + width, match.end() - width, inner=True)
        start = match.end()
    return found


@given(
    st.lists(st.sampled_from([sign for sign in SIGNS if sign not in {"`", "```", "\\", "*"}]), max_size=16).map("".join)
)
@example("**\n||**||")
@example("**||\n\n** ||a||")
def test_spans_are_those_of_discords_own_rules(text):
    found, wanted = spans(text), as_discord_reads(text)
    if "\n\n" in text or "\n \n" in text:  # It may be two messages, each of which Discord read by itself.
        assert all(any(first <= start and end <= last for first, last in found) for start, end in wanted)
    else:
        assert found == wanted


@example("**||\\**||a||")
@given(st.lists(st.sampled_from([*"ab |`\\\n", "||", "```", "**", "\n\n"]), max_size=14).map("".join))
def test_with_code_and_escapes_nothing_that_discord_hides_is_shown(text):
    found = spans(text)
    assert all(any(first <= start and end <= last for first, last in found) for start, end in as_discord_reads(text))


def shown(text):
    return [letter for letter, hidden in letters(text) if not hidden]


def letters(text):
    found = spans(text)
    return [(letter, is_hidden(found, at, at + 1)) for at, letter in enumerate(text) if letter in "ab"]


@given(PASTED)
def test_every_way_of_asking_agrees(text):
    found = spans(text)
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert len(masked(text, found)) == len(text)
    open_pieces = [piece for piece in pieces(text, found) if not piece.hidden]
    assert [letter for piece in open_pieces for letter in text[piece.start : piece.end] if letter in "ab"] == shown(
        text
    )
    assert [letter for letter in masked(text, found) if letter in "ab"] == shown(text)
    assert [letter for letter in without(text) if letter in "ab"] == shown(text)
    assert not shown(wrapped(text))


@example("||||||", "a||||||\\**")
@given(PASTED, PASTED)
def test_joined_messages_hide_what_each_of_them_hid(first, second):
    first, second = first.strip(), second.strip()
    joined, apart = letters(f"{settled(first)}\n\n{settled(second)}"), letters(first) + letters(second)
    assert [letter for letter, _ in joined] == [letter for letter, _ in apart]
    assert all(now >= before for (_, now), (_, before) in zip(joined, apart, strict=True))
    if not set("*_~") & set(first + second):  # Emphasis that one opens and the other closes may hide more.
        assert joined == apart


@given(st.lists(st.sampled_from(["||", "|", "\u200b", "\x07", "a", "b", " ", "`", "\n"]), max_size=16).map("".join))
def test_cleaning_opens_nothing(raw):
    assert shown(clean(raw)) == shown(raw)


def test_a_lone_bar_in_one_message_opens_nothing_in_the_next():
    joined = "\n\n".join(map(settled, ["Scores by me || scores by my friend", "||the killer|| is great"]))
    assert [joined[start:end] for start, end in spans(joined)] == ["||the killer||"]


def test_a_hidden_file_is_hidden_line_by_line():
    assert wrapped("My review\n\nthe ||twist|| a || b") == "||My review||\n\n||the twist a | | b||"


def test_a_spoiler_that_is_cut_stays_hidden():
    text = "a ||b c|| d"
    assert [tuple(piece) for piece in pieces(text, spans(text), 5, 11)] == [(5, 7, True), (9, 11, False)]


def test_a_title_or_a_rating_behind_bars_stays_there():
    read = analyze('||"Glass Harvest" (2021) 8/10|| is what I saw last night, and I loved every single scene of it.')
    assert read.film is None
    assert read.rating is None
