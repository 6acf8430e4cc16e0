"""Cleaning and words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis import clean
from bot.analysis.language.text import norms, tokens

ANY = st.text(max_size=300)
MARKED = st.text(alphabet=st.sampled_from('ab .!?\n\r|*_`"“”é😀\u200d\u202e\x07中(/'), max_size=300)


@given(ANY | MARKED)
def test_cleaning_is_idempotent_and_leaves_nothing_invisible(raw):
    once = clean(raw)
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once) == once.strip()
    assert "\n\n\n" not in once
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in once)
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("  one\n\n\n\n two \n", "one\n\n two"),
        ("na\u0308ive\x00 \u202eteg\u202c", "näive teg"),
        ("good<br /><br/>bad &quot;so&quot; &amp;amp; <i>Heat</i>", 'good\n\nbad "so" & *Heat*'),
        ("&#124;&#124;a&#124;&#124; &amp;lt;b", "&#124;&#124;a&#124;&#124; <b"),
        ("|\u200b|a|| ||b|\u200b|", "| |a|| ||b| |"),
        (">!a!< [spoiler]b || c[/spoiler]", "||a|| ||b | | c||"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 o\u200dk", "\U0001f468\u200d\U0001f469\u200d\U0001f467 ok"),
    ],
)
def test_cleaning(raw, tidy):
    assert clean(raw) == tidy


@given(MARKED)
def test_tokens_and_norms_agree_and_tokens_are_verbatim(text):
    found = tokens(text)
    assert [word.norm for word in found] == norms(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)


def test_contractions_are_split_however_they_are_typed():
    assert norms("isn't") == norms("isn’t") == norms("is n't") == ["is", "n't"]
