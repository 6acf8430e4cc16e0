from __future__ import annotations

import time
import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.types import ASPECTS
from bot.discussion.language.words import stem, vocabulary, words


@given(st.text())
def test_words_are_cut_out_of_the_text_in_order(text):
    found = words(text)
    assert all(text[word.start : word.end].lower() == word.text for word in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@pytest.mark.parametrize(
    "family",
    [
        ("act", "acts", "acting", "acted"),
        ("movie", "movies"),
        ("story", "stories"),
        ("pace", "paced", "pacing"),
        ("beautiful", "beautifully"),
        ("bore", "bored", "boring"),
        ("edit", "editing", "edited"),
        ("drag", "dragged", "drags"),
        ("film", "films", "film’s", "film's"),
    ],
)
def test_inflections_of_a_word_meet(family):
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(("one", "other"), [("actor", "acting"), ("bus", "bust"), ("sing", "sign"), ("this", "thing")])
def test_different_words_stay_apart(one, other):
    assert stem(one) != stem(other)


@given(st.text(alphabet=st.characters(categories=("Ll",)), min_size=1))
def test_a_stem_is_never_empty(word):
    assert stem(word)


def test_the_word_lists_are_tidy():
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "vocabulary.toml").read_text(encoding="utf-8"))
    lists = {**raw["subjects"], **raw["opinion"], **raw["stop"]}
    for name, listed in lists.items():
        assert listed == [word.lower() for word in listed], name
        assert len(listed) == len(set(listed)), f"{name} lists a word twice"
    assert set(ASPECTS) < set(raw["subjects"])


def test_no_word_is_both_praise_and_criticism():
    assert not vocabulary().praise & vocabulary().criticism


@pytest.mark.slow
def test_a_run_of_letters_is_cut_in_linear_time():
    def seconds(text):
        def once():
            start = time.process_time()
            words(text)
            return time.process_time() - start

        return min(once() for _ in range(5))

    for hostile in ("a'", "a", "'", "é", "a_"):
        small = max(seconds(hostile * 20_000), 0.001)
        assert seconds(hostile * 200_000) < 60 * small, hostile
