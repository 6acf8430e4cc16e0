"""Which lines are quoted, when it is known what each is worth: best first, both sides heard, fewer rather than weak."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from bot.analysis.language.lines import stating
from bot.analysis.parts import quotes
from bot.analysis.parts.quotes import MEANT, RANKED, SIGNED, Judged, choose, judge, leanings, ranked
from bot.analysis.scoring import line_features, opinion, vectors
from bot.analysis.types import Sentence

PRAISE = [
    "The photography is gorgeous from start to end.",
    "Rosa Lind gives a funny and wounded performance.",
    "Every joke lands where it should.",
    "Nothing this year sounds better than that score.",
]
BLAME = "Its middle hour badly needs an editor."
FIRST, LATER = 0.3, 0.5
"""Thresholds of these tests, in the place of what training found."""
WIDTH = len(line_features.NAMES) + len(RANKED)


@pytest.fixture(autouse=True)
def stops(monkeypatch):
    stored = dict(quotes.weights.part("quotes")) | {"stops": np.array([FIRST, LATER])}
    real = quotes.weights.part
    monkeypatch.setattr(quotes.weights, "part", lambda name: stored if name == "quotes" else real(name))


def chosen(said, *, opinions=None, spoilers=()):
    """Give the texts that are quoted of lines, each given as (text, worth, polarity)."""
    text, lines = "", []
    for at, (line, _, _) in enumerate(said):
        start, text = len(text), text + line + " "
        about = 0.9 if opinions is None else opinions[at]
        lines.append(Sentence(start, start + len(line), line, about, 0.0, at in spoilers))
    kinds = np.array([[1 - worth, worth, 0.0, 0.0] for _, worth, _ in said])
    judged = Judged(np.zeros((len(said), WIDTH)), kinds, np.array([polarity for *_, polarity in said]))
    states = stating(text, [(line.start, line.end) for line in lines], None)
    found = choose(lines, judged, states, short=False)
    for quote in found:
        assert text[quote.start : quote.end] == quote.text
    return [quote.text for quote in found]


def praised(count, worth=0.9):
    return [(PRAISE[at], worth - at / 100, 0.9) for at in range(count)]


def test_the_best_lines_come_first_and_three_at_most():
    said = [(PRAISE[0], 0.6, 0.9), (PRAISE[1], 0.9, 0.9), (PRAISE[2], 0.7, 0.9), (PRAISE[3], 0.8, 0.9)]
    assert chosen(said) == [PRAISE[1], PRAISE[3], PRAISE[2]]


def test_of_lines_that_are_worth_the_same_the_earlier_one_comes_first():
    assert chosen([(line, 0.8, 0.9) for line in PRAISE]) == PRAISE[:3]


def test_the_first_quote_has_a_threshold_of_its_own():
    assert chosen([(PRAISE[0], FIRST, 0.9)]) == [PRAISE[0]]
    assert chosen([(PRAISE[0], FIRST - 0.01, 0.9)]) == []
    assert chosen([(PRAISE[0], 0.9, 0.9), (PRAISE[1], LATER, 0.9)]) == PRAISE[:2]
    assert chosen([(PRAISE[0], 0.9, 0.9), (PRAISE[1], LATER - 0.01, 0.9)]) == PRAISE[:1]


def test_the_other_side_is_heard_in_the_third_ones_place():
    assert chosen([*praised(3), (BLAME, 0.6, -0.9)]) == [*PRAISE[:2], BLAME]
    blamed = [(line, worth, -0.9) for line, worth, _ in praised(3)]
    assert chosen([*blamed, (BLAME, 0.6, 0.9)]) == [*PRAISE[:2], BLAME]


def test_the_other_side_is_heard_only_when_it_speaks_strongly():
    assert chosen([*praised(3), (BLAME, 0.6, -0.75)]) == PRAISE[:3]
    assert chosen([*praised(3), (BLAME, 0.6, -0.76)]) == [*PRAISE[:2], BLAME]
    assert chosen([*praised(3), (BLAME, 0.6, 0.9)]) == PRAISE[:3]


def test_the_other_side_is_heard_only_by_a_line_of_opinion():
    said = [*praised(3), (BLAME, 0.6, -0.9)]
    assert chosen(said, opinions=[0.9, 0.9, 0.9, 0.5]) == PRAISE[:3]
    assert chosen(said, opinions=[0.9, 0.9, 0.9, 0.6]) == [*PRAISE[:2], BLAME]


def test_where_both_sides_are_heard_already_the_third_one_stays():
    said = [(PRAISE[0], 0.9, 0.9), (PRAISE[1], 0.8, -0.6), (PRAISE[2], 0.7, 0.9), (BLAME, 0.6, -0.9)]
    assert chosen(said) == PRAISE[:3]


def test_where_neither_side_is_clear_nobody_is_missing():
    said = [(line, 0.9 - at / 10, 0.5) for at, line in enumerate(PRAISE[:3])]
    assert chosen([*said, (BLAME, 0.6, -0.9)]) == PRAISE[:3]


def test_two_quotes_are_left_as_they_are():
    assert chosen([*praised(2), (BLAME, 0.4, -0.9)]) == PRAISE[:2]


def test_the_other_side_is_looked_for_among_the_next_eight_only():
    rest = [(f"Another{at} fine{at} thing{at} here{at}.", 0.7 - at / 100, 0.9) for at in range(8)]
    for between, heard in ((7, True), (8, False)):
        said = [*praised(3), *rest[:between], (BLAME, 0.55, -0.9)]
        assert (BLAME in chosen(said)) == heard


NAMES = ["one", "two", "three", "four", "five", "six", "seven", "eight"]


def test_a_line_that_says_the_same_again_is_not_quoted():
    again = "The photography is gorgeous from start to finish."
    assert chosen([(PRAISE[0], 0.9, 0.9), (again, 0.8, 0.9), (PRAISE[1], 0.7, 0.9)]) == PRAISE[:2]
    half = "The photography is gorgeous but nobody ever speaks."
    assert chosen([(PRAISE[0], 0.9, 0.9), (half, 0.8, 0.9)]) == [PRAISE[0], half]


def test_words_are_the_same_in_capitals_too():
    assert chosen([(PRAISE[0], 0.9, 0.9), (PRAISE[0].upper(), 0.8, 0.9)]) == PRAISE[:1]


def test_seven_shared_words_of_ten_are_another_line_and_eight_the_same():
    first = "one two three four five six seven eight nine ten"
    other = "one two three four five six seven ibex jay kite"
    assert chosen([(first, 0.9, 0.9), (other, 0.8, 0.9)]) == [first, other]
    assert chosen([(first, 0.9, 0.9), (other.replace("ibex", "eight"), 0.8, 0.9)]) == [first]


def test_a_line_of_three_words_is_no_quote_and_one_of_four_is():
    assert chosen([("A small wonder.", 0.9, 0.9)]) == []
    assert chosen([("A very small wonder.", 0.9, 0.9)]) == ["A very small wonder."]


def test_a_line_of_more_than_forty_five_words_is_not_quoted_whole():
    words = [f"word{at}" for at in range(46)]
    assert chosen([(" ".join(words[:45]) + ".", 0.9, 0.9)]) == [" ".join(words[:45]) + "."]
    assert chosen([(" ".join(words) + ".", 0.9, 0.9)]) == []


def test_a_spoiler_a_question_and_what_breaks_off_are_not_quoted():
    assert chosen([(PRAISE[0], 0.9, 0.9)], spoilers=(0,)) == []
    assert chosen([("Is this the best film of the year?", 0.9, 0.9)]) == []
    assert chosen([("This is the best film of the…", 0.9, 0.9)]) == []
    assert chosen([("This is the best film of the...", 0.9, 0.9)]) == []


def test_a_quote_keeps_its_lines_opinion_and_the_polarity_that_it_has_in_this_review():
    line = Sentence(0, len(BLAME), BLAME, 0.8, 0.3)
    judged = Judged(np.zeros((1, WIDTH)), np.eye(4)[1:2], np.array([-0.7]))
    (quote,) = choose([line], judged, [True], short=False)
    assert (quote.opinion, quote.polarity) == (0.8, -0.7)


def test_nothing_is_quoted_of_nothing():
    assert choose([], Judged(np.zeros((0, WIDTH)), np.zeros((0, 4)), np.zeros(0)), [], short=False) == ()


def test_the_ranking_lays_out_what_it_says_of_each_line():
    margin, worded = np.array([1.0, 0.0, -20.0]), np.array([1.0, 0.0, -1.0])
    rows = dict(zip(RANKED, ranked(margin, worded).T.tolist(), strict=True))
    assert rows["pulled"] == [2.0, 0.0, -21.0]
    assert rows["wording"] == [1.0, 0.0, -1.0]
    assert rows["behind the best"] == [0.0, -2.0, -23.0]
    shares = np.exp(rows["share of the pull"][:2])
    assert shares.sum() == pytest.approx(1.0)
    assert shares[0] / shares[1] == pytest.approx(np.exp(2.0))
    assert rows["share of the pull"][2] == -7.0
    assert rows["wording stands out"] == pytest.approx([1.5**0.5, 0.0, -(1.5**0.5)])


def test_a_review_whose_wording_is_even_has_no_line_that_stands_out_much():
    worded = np.array([0.01, 0.0, -0.01])
    assert ranked(np.zeros(3), worded)[:, RANKED.index("wording stands out")] == pytest.approx([0.1, 0.0, -0.1])


def test_one_line_alone_has_the_whole_pull():
    assert ranked(np.array([3.0]), np.array([1.0])).tolist() == [[4.0, 1.0, 0.0, 0.0, 0.0]]
    assert ranked(np.zeros(0), np.zeros(0)).shape == (0, len(RANKED))


def reading(**changes):
    made = {
        "spans": [(0, 4), (5, 9)],
        "polarity": np.array([2.0, -1.0]),
        "sentence": {"review": np.array([0.5, -0.25])},
        "whole": {"review": 1.5},
    }
    return SimpleNamespace(**made | changes)


def test_a_line_leans_as_its_words_and_its_review_do():
    rows = dict(zip(SIGNED, leanings(reading()).T.tolist(), strict=True))
    assert rows["polarity"] == [2.0, -1.0]
    assert rows["reads like a verdict"] == [0.5, -0.25]
    assert rows["verdict"] == [1.5, 1.5]
    assert rows["side of the verdict"] == pytest.approx([np.tanh(1.5)] * 2)
    assert rows["polarity of the review"] == [0.5, 0.5]


@pytest.mark.parametrize(("margin", "kept"), [(6.5, 6.0), (5.5, 5.5), (-5.5, -5.5), (-6.5, -6.0)])
def test_a_very_sure_verdict_counts_as_a_sure_one(margin, kept):
    assert leanings(reading(whole={"review": margin}))[:, SIGNED.index("verdict")].tolist() == [kept, kept]


def test_a_text_without_lines_leans_nowhere():
    empty = reading(spans=[], polarity=np.zeros(0), sentence={"review": np.zeros(0)})
    assert leanings(empty).shape == (0, len(SIGNED))


TEXT = "A gorgeous film about growing old. The middle hour is slow."


def test_each_line_means_what_its_own_words_mean():
    read = opinion.read(TEXT, [(0, 34), (35, len(TEXT))])
    rows = read.meaning
    assert rows.shape == (2, vectors.SIZE)
    assert rows[1] == pytest.approx(vectors.load().means([["the", "middle", "hour", "is", "slow"]])[0])


def test_the_judgement_of_a_line_is_chances_and_a_side():
    judged = judge(opinion.read(TEXT, [(0, 34), (35, len(TEXT))]), "Harbour Lights")
    assert judged.features.shape == (2, len(line_features.NAMES) + len(RANKED) + len(MEANT))
    assert judged.kinds.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert (judged.kinds >= 0).all()
    assert judged.chance == pytest.approx(judged.kinds[:, 1])
    assert np.exp(judged.worth) == pytest.approx(judged.chance, abs=0.001)
    assert judged.polarity[0] > 0 > judged.polarity[1]
    assert (np.abs(judged.polarity) < 1.0).all()


def test_the_side_is_a_probabilitys_and_the_kinds_are_too(monkeypatch):
    margins = {"sign": np.array([[1.0], [-2.0]]), "kinds": np.log(np.array([[1.0, 2.0, 3.0, 4.0]] * 2)) + 700.0}
    stored = dict(quotes.weights.part("quotes"))
    stored["kinds_wording"] = np.zeros_like(stored["kinds_wording"])
    monkeypatch.setattr(quotes.weights, "part", lambda _: stored)
    real = quotes.weights.head

    def head(kept):
        named = [name for name in margins if kept is stored[name]]
        return SimpleNamespace(margins=lambda _: margins[named[0]]) if named else real(kept)

    monkeypatch.setattr(quotes.weights, "head", head)
    judged = judge(opinion.read(TEXT, [(0, 34), (35, len(TEXT))]))
    assert judged.kinds == pytest.approx(np.array([[0.1, 0.2, 0.3, 0.4]] * 2))
    assert judged.polarity == pytest.approx([np.tanh(0.5), np.tanh(-1.0)])
