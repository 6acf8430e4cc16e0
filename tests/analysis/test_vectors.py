"""Word vectors: words of film talk that mean alike lie near each other."""

import numpy as np
import pytest

from bot.analysis.scoring import vectors
from bot.analysis.training import vectors as counting


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("plodding", "sluggish", "soundtrack"),
        ("score", "soundtrack", "villain"),
        ("hilarious", "funny", "cinematography"),
        ("wooden", "stilted", "suspenseful"),
        ("climax", "finale", "actress"),
        ("tense", "suspenseful", "dialogue"),
    ],
)
def test_words_of_one_meaning_are_near(word, near, far):
    here, alike, other = (vectors.unit(each) for each in (word, near, far))
    assert float(np.linalg.norm(here)) == pytest.approx(1.0)
    assert here @ alike > 0.5 > here @ other


def test_a_text_is_the_mean_of_its_words_and_rare_ones_count_more():
    assert vectors.unit("qwxzqwxz") is None
    assert not vectors.mean(["qwxzqwxz"]).any()
    assert not vectors.mean([]).any()
    mixed = vectors.mean(["the", "soundtrack", "of", "the", "film"])
    assert mixed @ vectors.unit("soundtrack") > mixed @ vectors.unit("the")
    assert vectors.load().means([["score"], []]).shape == (2, vectors.SIZE)


@pytest.mark.slow
def test_what_stands_together_is_counted_and_comes_out_the_same_twice():
    chance = np.random.default_rng(3)
    words = [f"{one}{other}" for one in "abcdefghijklmno" for other in "abcdefghij"]
    talk = counting.Talk(words, chance.integers(0, 150, 5_000).astype(np.int32))
    first, second = counting.fit(talk), counting.fit(talk)
    assert all((first[name] == second[name]).all() for name in first)
    assert bytes(first["words"]).decode().count("\n") == 149
