"""Questions, and the quality that each asks about; None where it asks for more, or for something else."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discussion.language.qualities import qualities, quality_of
from bot.discussion.language.words import words

ASKED = {
    "is it scary?": "scary",
    "how scary is it": "scary",
    "is it a good horror film?": "scary",
    "does it have many scares": "scary",
    "is it funny?": "funny",
    "did anyone laugh?": "funny",
    "is it a good comedy?": "funny",
    "is it sad": "sad",
    "will it make me cry?": "sad",
    "is it boring?": "boring",
    "does it drag?": "boring",
    "is it too slow": "boring",
    "is it too long?": "long",
    "how long is it?": "long",
    "is it violent?": "violent",
    "how gory is the film?": "violent",
    "is there a lot of blood": None,
    "is there a lot of gore": "violent",
    "is it romantic?": "romantic",
    "is it good for kids?": "family",
    "is it suitable for children?": "family",
    "a good family film?": "family",
    "worth watching with kids?": "family",
    "is it tense?": "tense",
    "is it confusing?": "confusing",
    "is it predictable?": "predictable",
    "is the ending sad?": None,
    "is the dog scary?": None,
    "is it good?": None,
    "is it worth watching?": None,
    "how is the acting?": None,
    "": None,
}


@pytest.mark.parametrize(("question", "name"), ASKED.items(), ids=str)
def test_what_a_question_asks_about(question, name):
    found = quality_of(question)
    assert (found.name if found else None) == name


def test_the_table_is_tidy():
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "qualities.toml").read_text(encoding="utf-8"))
    asking = [word for name, one in raw.items() if name != "asking" for word in one["asked"]]
    assert len(asking) == len(set(asking)), "a word asks about two qualities"
    for one in qualities():
        assert one.asking <= one.stems
        assert one.wide <= set(one.written)
        assert len(one.written) == len(set(one.written)), f"{one.name} lists a word twice"
        for word in one.written:
            assert [each.text for each in words(word)] == [word], "one bare word each, in lower case"


@given(st.text(max_size=200))
def test_any_text_is_read(question):
    quality_of(question)
