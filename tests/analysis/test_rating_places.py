"""Where a rating stands and what stands round it: the features by which the writer's own is told from others."""

from __future__ import annotations

import pytest

from bot.analysis.parts import rating
from bot.analysis.parts.rating import FEATURES, describe, find
from bot.analysis.parts.rating_forms import candidates

FILLER = "A fine film about trains.\nIt glows, and it rattles along for two hours. " * 4


def seen(text, at=0):
    """Give the names of the features of one of a text's candidates."""
    row = describe(text, candidates(text))[at]
    assert set(row) <= {0.0, 1.0}
    return {name for name, value in zip(FEATURES, row, strict=True) if value}


PLACES = [
    # (text, which candidate, the feature, whether it holds)
    ("4/5", 0, "scale stated", True),
    ("4 stars", 0, "scale stated", False),
    ("4/5", 0, "alone", True),
    ("It is a 4/5 film", 0, "alone", False),
    ("4/5\n" + FILLER, 0, "first line", True),
    ("Low Tide. 4/5\n" + FILLER, 0, "first line", True),
    (FILLER + "\n4/5", 0, "first line", False),
    (FILLER + "\n4/5", 0, "last line", True),
    ("4/5\n" + FILLER, 0, "last line", False),
    (f"4/5 {FILLER}", 0, "last line", False),
    ("It glows. 4/5 for me", 0, "begins sentence", True),
    ("It glows 4/5", 0, "begins sentence", False),
    ("It glows; “4/5” it is", 0, "begins sentence", True),
    ("It glows at 4/5. Go.", 0, "ends sentence", True),
    ("It glows at 4/5 overall. Go.", 0, "ends sentence", False),
    ("Is it 4/5?", 0, "question", True),
    ("It is 4/5. Why?", 0, "question", False),
    ('He said "4/5" aloud', 0, "quoted", True),
    ('He said "4/5 aloud', 0, "quoted", False),
    ("He said 4/5 aloud", 0, "quoted", False),
    ("3/5 and 4/5 and 5/5", 1, "in a list", True),
    ("3/5 and 4/5 and that is all", 1, "in a list", False),
    ("3/5 and " + "a" * 90 + " 4/5 and 5/5", 1, "in a list", False),
    ("Acting: 3/5, music: 4/5, Overall: 5/5", 2, "in a list", False),
    ("acting: 3/5, sound: 4/5", 1, "labelled", True),
    ("Overall: 3/5", 0, "labelled", False),
    ("A fine 3/5", 0, "labelled", False),
    ("3/5", 0, "only one", True),
    ("3/5, thumbs up", 0, "only one", True),
    ("3/5, then 4/5", 0, "only one", False),
    ("3/5, then 4/5", 1, "last of several", True),
    ("3/5, then 4/5", 0, "last of several", False),
    ("3/5", 0, "last of several", False),
    ("3/5, as I said: 6/10", 0, "same value again", True),
    ("3/5, as I said: 7/10", 0, "same value again", False),
    ("11/10", 0, "beyond scale", True),
    ("10/10", 0, "beyond scale", False),
    ("half a star + 4 stars", 1, "signed", True),
    ("plus 4 stars", 0, "signed", False),
    ("It is 4/5", 0, "short text", True),
    (FILLER + "4/5", 0, "short text", False),
    ("I give it 4/5", 0, "gives", True),
    ("I gave it 4/5", 0, "gave", True),
    ("My rating is 4/5", 0, "rating label", True),
    ("Critics say 4/5", 0, "others", True),
    ("It runs 4 stars", 0, "others", False),
    ("4/5 on imdb", 0, "on a site", True),
    ("4/5 for the acting", 0, "for a part", True),
    ("4/5 for the patient", 0, "for a part", False),
    ("The music is 4/5", 0, "part", True),
    ("It is not a 4/5", 0, "negated", True),
    ("It would have been 4/5", 0, "if", True),
    ("Years ago it was a 4/5", 0, "then", True),
]


@pytest.mark.parametrize(("text", "at", "feature", "holds"), PLACES)
def test_a_feature_is_seen_where_it_is(text, at, feature, holds):
    assert (feature in seen(text, at)) == holds


def test_what_stands_far_away_or_on_another_line_is_not_looked_at():
    assert "others" in seen("Critics say 4/5")
    assert "others" not in seen("Critics say so.\n4/5")
    assert "others" not in seen(f"Critics {'a' * 90} 4/5")
    assert "on a site" not in seen("4/5\non imdb")
    assert "others" not in seen("Critics are wrong. 4/5")


def test_the_first_and_the_last_line_may_be_long_but_not_endless():
    assert "first line" in seen("x" * 150 + " 4/5")
    assert "last line" in seen("Low Tide\n4/5" + " x" * 50)
    assert "last line" not in seen("Low Tide\n4/5" + " x" * 110)


def test_a_form_is_a_feature_and_each_candidate_has_one():
    for text, form in (("4/5", "fraction"), ("4 stars", "stars"), ("70%", "percent"), ("👍", "thumbs")):
        assert {name for name in seen(text) if name in rating.FORMS} == {form}


OWN = [
    ("My rating is 4/5.", 8.0), ("It gets 4/5 from me, but critics gave it 1/5.", 8.0),
    ("Critics gave it 1/5 but I give it 4/5", 8.0), ("A drama.\n4/5", 8.0), ("4/5\nA drama.", 8.0),
    ("Thumbs up", 7.5), ("From 1 to 10: 6", 6.0), ("Acting: 3/5\nOverall: 4/5", 8.0), ("4/5 for the acting", 8.0),
]  # fmt: skip
OTHERS = [
    "Critics gave it 4/5", "Years ago I gave it 4/5.",
    "She gave it 4/5.", "It was almost a 4/5.", "It was never a 4/5.", "The ending alone is a 4/5.",
    "I took off one star for the ending.", "All of these 5 stars are wrong.", "The two stars shine.", "Is it a 4/5?",
    "Sound: 3/5, sets: 4/5, songs: 2/5", "It is 4/5 if it is late", "4/5 on imdb", "I saw the 4/5 ratings.",
    "And it is 4/5 for the acting but 1/5 for the script",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), OWN)
def test_the_writers_own_rating_is_given(text, value):
    found = find(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("text", OTHERS)
def test_a_rating_of_others_of_a_part_or_of_what_might_have_been_is_not_given(text):
    assert find(text) is None


def chance(*names, form="4/5"):
    """Give the probability of a candidate of a form that has these features."""
    (one,) = candidates(form)
    return rating._chance([float(name in names) for name in FEATURES], one)


def test_what_is_labelled_or_stands_alone_at_an_end_is_sure():
    assert chance("rating label", "last line") == pytest.approx(0.97)
    assert chance("rating label") == pytest.approx(0.96)
    assert chance("alone", "last line") == pytest.approx(0.97)
    assert chance("alone", "first line") == pytest.approx(0.96)
    assert chance("rating label", "last line", form="Rating: 7") == pytest.approx(0.87)
    assert chance("alone", "begins sentence", "ends sentence", "last line", form="👍") == pytest.approx(0.67)
    assert chance(form="0 to 4 scale: 3") == pytest.approx(0.96)


def test_nothing_else_is_as_sure():
    assert chance() <= 0.92
    assert chance("alone", "last line", form="70%") <= 0.92
    assert chance("whole film", "gives", "mine", "only one") <= 0.92


@pytest.mark.parametrize(
    "names",
    [
        {"measure", "rating label"}, {"ratings", "rating label"}, {"on a site", "rating label"}, {"if after"},
        {"labelled"}, {"off"}, {"signed"}, {"in a list"}, {"for a part"}, {"for a part", "begins sentence"},
        {"for a part", "only one"},
        {"others"}, {"gave", "then", "mine"}, {"gave"}, {"if"}, {"negated"}, {"part"}, {"question", "rating label"},
    ],
    ids=lambda names: ", ".join(sorted(names)),
)  # fmt: skip
def test_what_speaks_against_a_rating_refuses_it(names):
    assert chance(*names) == 0.01


@pytest.mark.parametrize(
    "names",
    [
        {"in a list", "rating label"}, {"for a part", "begins sentence", "only one", "rating label"},
        {"others", "mine after others", "rating label"}, {"gave", "mine", "rating label"}, {"if", "rating label"},
        {"negated", "rating label"}, {"part", "rating label"}, {"part", "whole film", "alone", "last line"},
    ],
    ids=lambda names: ", ".join(sorted(names)),
)  # fmt: skip
def test_what_outweighs_it_lets_it_stand(names):
    assert chance(*names) > 0.7


def test_some_forms_are_refused_by_words_that_others_stand():
    assert chance("step", form="1 star") == chance("these", form="4 stars") == chance("people", form="4 stars") == 0.01
    assert chance("step", form="2 stars") != 0.01
    assert chance("people", "rating word", form="4 stars") != 0.01
    assert chance("people", "rating label", form="4 stars") > 0.9
    assert chance("step") != 0.01
    assert chance("people") != 0.01
    assert chance("these") == 0.01
    assert chance("these", form="70%") != 0.01
    assert chance("things", form="3 out of 4") == 0.01
    assert chance("things", "alone", "last line", form="3 out of 4") > 0.9
    assert chance("things") != 0.01


def test_the_chance_is_the_logistic_of_what_the_features_weigh(monkeypatch):
    weight = [0.0] * len(FEATURES)
    weight[FEATURES.index("gives")] = 2.0
    monkeypatch.setattr(rating, "_weights", lambda: (weight, -1.0))
    assert chance("gives") == pytest.approx(1 / (1 + 2.718281828459045**-1))
    assert chance() == pytest.approx(1 / (1 + 2.718281828459045))
    weight[FEATURES.index("gives")] = 5_000.0
    assert chance("gives") == pytest.approx(0.92)
    weight[FEATURES.index("gives")] = -5_000.0
    assert 0 < chance("gives") < 1e-10


def test_from_even_odds_on_a_rating_is_given_and_of_equals_the_later(monkeypatch):
    monkeypatch.setattr(rating, "_weights", lambda: ([0.0] * len(FEATURES), 0.0))
    text = "We say 3/5 and say 4/5 so"
    found = find(text)
    assert found is not None
    assert found.value == 8.0
    monkeypatch.setattr(rating, "_weights", lambda: ([0.0] * len(FEATURES), -0.01))
    assert find(text) is None


def test_values_are_kept_within_nought_and_ten():
    assert [rating.read_field(raw).value for raw in ("11/10", "-2/10", "3/7", "1/6")[:2]] == [10.0, 0.0]
    assert rating.read_field("1/6").value == 1.67
