from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.archive.types import Film
from bot.exchange import writer
from bot.exchange.formats.pullquote_markdown import paragraphs
from tests.archive.exchange_samples import WORDS, exported_as, fastest, plain_texts, review

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
INLINE = {"text", "softbreak", "hardbreak", "text_special"}


def exported(*items, **options) -> str:
    return exported_as(writer("markdown", **options), items).decode()


def test_films_are_headings_and_reviews_stand_under_them():
    other = Film(2, "Glass # Harbour", None)
    document = exported(
        review(1, f"{WORDS}\nSecond line.\n\n||He dies.||", rating_raw="4½/5", rewatch=True, tags=("noir",)),
        review(2, label="unsure", watched_on="2026-03-01"),
        review(3, film=other),
        review(4, film=None),
        name_of=lambda author_id: f"Ada_{author_id}",
    )

    assert document.startswith("# Reviews\n")
    assert re.findall(r"^#+ .*", document, re.MULTILINE) == [
        "# Reviews",
        "## The Salt Road (2019)",
        "### Review 1",
        "### Review 2",
        "## Glass \\# Harbour",
        "### Review 3",
        "## No film named",
        "### Review 4",
    ]
    assert "Positive · 4½/5 · Ada\\_100 · 2026-03-14 · seen again · tags: noir" in document
    assert "Not sure · Ada\\_100 · 2026-03-14 · watched 2026-03-01" in document
    assert f"{WORDS}\\\nSecond line.\n\n||He dies.||" in document


def test_a_spoiler_stays_out_of_headings():
    assert "||" not in exported(review(film=Film(1, "||Rosebud|| is a sled", None)))


def shown(text: str) -> list[str]:
    """Give the lines that a reader sees, and fail for anything but paragraphs of plain characters."""
    lines: list[str] = []
    for token in RENDERER.parse(paragraphs(text)):
        assert token.type in {"paragraph_open", "inline", "paragraph_close"}, token.type
        for child in token.children or ():
            assert child.type in INLINE, child.type
        if token.type == "inline":
            seen = "".join("\n" if child.type.endswith("break") else child.content for child in token.children)
            lines += seen.split("\n")
    return lines


HOSTILE = st.sampled_from(
    ["[x](y)",
     "# ", "## x", "- ", "* ", "+ ", "1. ", "12) ", "> ", "```", "~~~", "    ", "\t", "---", "===", "***",
     "___",
     "[x]: y", "![x](y)", "<b>", "<!--", "-->", "<https://a.example>", "&amp;", "&#35;", "\\", "`a`", "*a*", "__a__",
     "~~a~~", "| a | b |", "|---|---|", "--|--", ":-:|:-:", "||so||", "|", "\n", "\n\n", "\r\n", "\r", " ", "  \n",
     "</p>", "<script>", "0123456789. ", "\\\n", ": x", "\x0b# x", "\u2028# x", "a", "b c"]
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=300)
@example("||a||b||\n||-||-||")
@example("a|b\n-|-\nc|d")
@example("a|b\n|-|-|")
@example("\\")
@example("a\n\\\nb")
@example("1.\n2)")
@example("    indented\n\ttoo")
@given(st.lists(HOSTILE | plain_texts, max_size=10).map("".join))
def test_no_review_makes_anything_but_paragraphs_and_every_character_is_shown(text):
    def words(rows: list[str]) -> list[list[str]]:
        odd = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 133, 8232, 8233, 0xFFFD], " ")
        return [row.translate(odd).split() for row in rows if row.translate(odd).split()]

    assert words(shown(text)) == words(re.split(r"\r\n|\r|\n", text))


@settings(max_examples=50)
@given(st.lists(st.lists(HOSTILE, max_size=8).map("".join), min_size=1, max_size=3), st.lists(HOSTILE).map("".join))
def test_the_document_has_the_headings_that_it_should_have(texts, title):
    items = [review(number, text, film=Film(1, title, None)) for number, text in enumerate(texts)]
    tokens = RENDERER.parse(exported(*items))

    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", *["h3"] * len(items)]
    assert {token.type for token in tokens} <= {
        "heading_open",
        "heading_close",
        "paragraph_open",
        "paragraph_close",
        "inline",
    }


@pytest.mark.parametrize("piece", ["[x](", "||", "|", "`", "*", "\\", "\n", " ", "1", "<", "\t"])
def test_hostile_text_takes_linear_time(piece):
    short, long = piece * 3_000, piece * 30_000

    assert fastest(lambda: paragraphs(long)) < 30 * fastest(lambda: paragraphs(short)) + 0.05
