from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.files.html import html_to_text, text_to_html
from tests.archive.exchange_samples import fastest, plain_texts


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a <i>b</i> <em>c</em> <b>d</b> <strong>e</strong>", "a *b c* **d e**"),
        ("one<br>two<br/>three<br />\nfour<br><br>five", "one\ntwo\nthree\nfour\n\nfive"),
        ("one\r\n\r\ntwo\rthree", "one\n\ntwo\nthree"),
        ("a <i>b <b>c</i> d</b> e", "a *b* ***c* d** e"),
        ("<b>never closed<br>goes on", "**never closed**\n**goes on**"),
        ("closed</i></b> but never opened", "closed but never opened"),
        ("<i> spaced </i>out", "*spaced* out"),
        ("<b></b>nothing<i> </i>here", "nothing here"),
        ("He said:<blockquote>Never.<br>Ever.</blockquote>And left.", "He said:\n> Never.\n> Ever.\nAnd left."),
        ("<blockquote>left open", "> left open"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("Fish &amp; chips &lt;3 &#8217;s &quot;x&quot; &eacute; &#x1F3AC;", 'Fish & chips <3 ’s "x" é 🎬'),
        ("AT&T &copy2026 &unknown; &#99999999;", "AT&T &copy2026 &unknown; &#99999999;"),
        ("I <3 this, 5 < 6 > 4, <sigh> and <Name>", "I <3 this, 5 < 6 > 4, <sigh> and <Name>"),
        ('see <a href="https://a.example/x?y=1&amp;z=2">this</a>.', "see this (https://a.example/x?y=1&z=2)."),
        ('<a href="https://a.example/">https://a.example</a>', "https://a.example"),
        ('<a href="https://a.example">a.example</a>', "a.example"),
        ("<a href='javascript:alert(1)'>click</a> <a>x</a>", "click x"),
        ('<a href="https://a.example">left open', "left open (https://a.example)"),
        ("ok <spoiler>he <i>dies</i></spoiler> ok", "ok ||he *dies*|| ok"),
        ('<span class="spoiler">a <span>b</span> c</span> d', "||a b c|| d"),
        ("<spoiler>one<br>two", "||one||\n||two||"),
        ("<spoiler>a || b</spoiler>", "||a ¦¦ b||"),
        ("||as typed|| stays", "||as typed|| stays"),
    ],
)  # fmt: skip
def test_html_becomes_text(source, text):
    assert html_to_text(source) == text


TAGS = st.sampled_from(
    ["<i>", "</i>", "<b>", "</b>", "<em>", "</em>", "<strong>", "</strong>", "<blockquote>", "</blockquote>", "<br>",
     "<br/>", '<a href="https://a.example">', "</a>", "<p>", "</p>", "<span>", "</span>", "<spoiler>", "</spoiler>"]
)  # fmt: skip
PLAIN = st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=5)


@given(st.lists(TAGS | PLAIN.map(lambda word: f" {word} "), max_size=40))
def test_no_order_of_tags_loses_a_word_or_leaves_a_mark_open(pieces):
    text = html_to_text("".join(pieces))

    words = [piece.strip() for piece in pieces if not piece.startswith("<")]
    assert re.findall(r"\w+", text.replace("https://a.example", "")) == words
    for line in text.split("\n"):
        assert line.count("||") % 2 == 0
        assert line.replace("||", "").count("*") % 2 == 0


@given(st.lists(TAGS | PLAIN | st.text(max_size=5), max_size=30).map("".join))
def test_any_text_is_read(source):
    assert isinstance(html_to_text(source), str)


@given(plain_texts)
def test_text_goes_through_html_unchanged(text):
    assert html_to_text(text_to_html(text)) == text.replace("\r\n", "\n").replace("\r", "\n").strip()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a *b c* and **d** ~~e~~", "a <i>b c</i> and <b>d</b> <s>e</s>"),
        ("||*so*|| & <b>", "||<i>so</i>|| &amp; &lt;b&gt;"),
        ("5 * 3 * 2, a*, ***b***, **c", "5 * 3 * 2, a*, ***b***, **c"),
        ("*open\nclosed*", "*open\nclosed*"),
        ("*a* *b*", "*a* *b*"),  # tags would read back as one stretch
        ("=1+1", "&#61;1+1"),
        (" -1", "&#45;1"),
    ],
)
def test_emphasis_becomes_tags_where_it_reads_back_the_same(text, source):
    assert text_to_html(text) == source
    assert html_to_text(source) == text.strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a href='", "<i>", "</i><b>", "&", "&#9", "<br>", "<a class=", "<span class='spoiler'>x", "href ",
     "<a href=https://a.example>x", "<blockquote>x", "> <", "**x", "*x ", "* ~~", "*x*"]
)  # fmt: skip
def test_hostile_html_takes_linear_time(piece):
    def work(count: int) -> None:
        html_to_text(piece * count + ">")
        text_to_html(piece * count + ">")

    assert fastest(lambda: work(30_000)) < 30 * fastest(lambda: work(3_000)) + 0.05
