"""Everything that is written like a rating: how much of its scale it is, by which scale, and where it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.analysis.parts.rating_forms import MOST, candidates, number, stands_alone

WRITTEN = [
    # (text, what is found of it, share, form, scale)
    ("7/10", "7/10", 0.7, "fraction", "of 10"),
    ("3/6", "3/6", 0.5, "fraction", "of 6"),
    ("50/100", "50/100", 0.5, "fraction", "of 100"),
    ("six/10", "six/10", 0.6, "fraction", "of 10"),
    ("-2/10", "-2/10", -0.2, "fraction", "of 10"),
    ("15/10", "15/10", 1.5, "fraction", "of 10"),
    ("6/5", "6/5", 1.2, "fraction", "of 5"),
    ("21/20", "21/20", 1.05, "fraction", "of 20"),
    ("3-4/5", "3-4/5", 0.7, "fraction", "of 5"),
    ("2 out of 4", "2 out of 4", 0.5, "out of", "of 4"),
    ("3 to 4 out of 5", "3 to 4 out of 5", 0.7, "out of", "of 5"),
    ("8 of 10", "8 of 10", 0.8, "out of", "of 10"),
    ("3 stars of 4", "3 stars of 4", 0.75, "out of", "of 4"),
    ("three out of four", "three out of four", 0.75, "out of", "of 4"),
    ("6 out of 4", "6 out of 4", 1.5, "out of", "of 4"),
    ("from 1 to 10: 6", "1 to 10: 6", 0.6, "scale", "1 to 10"),
    ("0 to 4 scale: 3", "0 to 4 scale: 3", 0.75, "scale", "0 to 4"),
    ("2 to 6 scale: 3", "2 to 6 scale: 3", 0.25, "scale", "2 to 6"),
    ("3 on a scale of 1 to 5", "3 on a scale of 1 to 5", 0.6, "scale", "1 to 5"),
    ("four stars", "four stars", 0.8, "stars", "of 5, assumed"),
    ("5 stars", "5 stars", 1.0, "stars", "of 5, assumed"),
    ("6 stars", "6 stars", 0.6, "stars", "of 10, assumed"),
    ("half a star", "half a star", 0.1, "stars", "of 5, assumed"),
    ("10 stars", "10 stars", 1.0, "stars", "of 10, assumed"),
    ("★★", "★★", 0.4, "symbols", "of 5, assumed"),
    ("★★½", "★★½", 0.5, "symbols", "of 5, assumed"),
    ("★★★☆", "★★★☆", 0.75, "symbols", "of 4"),
    ("★½☆☆", "★½☆☆", 0.375, "symbols", "of 4"),
    ("3.5 ★", "3.5 ★", 0.7, "symbols", "of 5, assumed"),
    ("8★", "8★", 0.8, "symbols", "of 10, assumed"),
    ("10★", "10★", 1.0, "symbols", "of 10, assumed"),
    ("★★ out of four", "★★ out of four", 0.5, "symbols", "of 4"),
    ("½", "½", 0.1, "symbols", "of 5, assumed"),
    ("*** out of ****", "*** out of ****", 0.75, "asterisks", "of 4"),
    ("**½", "**½", 0.5, "asterisks", "of 5, assumed"),
    ("Rating: **", "**", 0.4, "asterisks", "of 5, assumed"),
    ("70%", "70%", 0.7, "percent", "percent"),
    ("100 percent", "100 percent", 1.0, "percent", "percent"),
    ("A", "A", 1.0, "letter", "letters, A best"),
    ("A+", "A+", 1.0, "letter", "letters, A best"),
    ("A-", "A-", 0.9167, "letter", "letters, A best"),
    ("B", "B", 0.75, "letter", "letters, A best"),
    ("C+", "C+", 0.5833, "letter", "letters, A best"),
    ("C plus", "C plus", 0.5833, "letter", "letters, A best"),
    ("C minus", "C minus", 0.4167, "letter", "letters, A best"),
    ("D", "D", 0.25, "letter", "letters, A best"),
    ("F", "F", 0.0, "letter", "letters, A best"),
    ("F-", "F-", 0.0, "letter", "letters, A best"),
    ("two thumbs up", "two thumbs up", 0.9, "thumbs", "thumbs"),
    ("thumbs up", "thumbs up", 0.75, "thumbs", "thumbs"),
    ("thumbs down", "thumbs down", 0.25, "thumbs", "thumbs"),
    ("two thumbs down", "two thumbs down", 0.1, "thumbs", "thumbs"),
    ("thumbs way down", "thumbs way down", 0.1, "thumbs", "thumbs"),
    ("👍", "👍", 0.8, "thumbs", "thumbs"),
    ("👎", "👎", 0.2, "thumbs", "thumbs"),
    ("Rating: 7", "7", 0.7, "number", "of 10, assumed"),
    ("Rating: 10", "10", 1.0, "number", "of 10, assumed"),
    ("Rating: 4.5", "4.5", 0.9, "number", "of 5, assumed"),
    ("Rating: 5.5", "5.5", 0.55, "number", "of 10, assumed"),
    ("Rating: 4", "4", 0.4, "number", "of 10, assumed"),
    ("Rating: -3", "-3", 0.0, "number", "of 10, assumed"),
    ("I rate it a seven.", "seven", 0.7, "number", "of 10, assumed"),
    ("My vote is eight.", "eight", 0.8, "number", "of 10, assumed"),
    ("A solid 8 from me", "8", 0.8, "number", "of 10, assumed"),
]


@pytest.mark.parametrize(("text", "found", "share", "form", "scale"), WRITTEN)
def test_a_form_is_found_with_its_share_of_its_scale(text, found, share, form, scale):
    (one,) = candidates(text)
    assert text[one.start : one.end] == found
    assert one.share == pytest.approx(share, abs=1e-4)
    assert (one.form, one.scale) == (form, scale)
    assert one.assumed == scale.endswith("assumed")


@pytest.mark.parametrize(
    "text",
    [
        "", "nothing at all", "9/11 attacks", "24/7 time", "3/10/2004", "5/3", "16/10", "7/5", "22/20", "-6/5", "7/8",
        "1 of 4", "one of the ten", "7 out of 4", "a star", "no stars", "11 stars", "all of 3 stars", "onestar",
        "6 to 4 scale: 5", "1 to 5 scale: 9", "11★", "**", "*** = good", "101%", "B movie", "a grade B thriller",
        "Plan B is here", "Rating: 11", "Rating: 90 minutes", "I rate it a one", "a 2 and a 5", "I give Shrek 4",
        "Rating: 5 million", "and a 7", "scored by seven people",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_left(text):
    assert candidates(text) == []


def test_of_two_forms_that_overlap_the_longer_one_is_meant():
    (one,) = candidates("3 stars out of 4")
    assert (one.start, one.end) == (0, 16)
    (one,) = candidates("**** (out of ****)")
    assert (one.start, one.end, one.form) == (0, 18, "asterisks")


def test_forms_come_in_the_order_of_the_text():
    found = candidates("★★★ and 4/5 and 70% and thumbs up")
    assert [one.form for one in found] == ["symbols", "fraction", "percent", "thumbs"]


def test_a_list_of_ratings_is_read_so_far_only():
    assert len(candidates("7/10 " * MOST)) == MOST
    assert len(candidates("7/10 " * (MOST + 5))) == MOST
    assert MOST == 200


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3.0), ("3.5", 3.5), ("3,5", 3.5), ("3½", 3.5), ("3¼", 3.25), ("3¾", 3.75), ("3 1/2", 3.5),
        ("3 1/4", 3.25), ("3 3/4", 3.75), ("three", 3.0), ("three and a half", 3.5), ("three and a quarter", 3.25),
        ("two-1/2", 2.5),
        ("three-and-a-half", 3.5), ("half", 0.5), ("½", 0.5), ("-2", -2.0), ("zero", 0.0), ("no", 0.0), ("ten", 10.0),
        ("one", 1.0), ("a", 1.0), ("two", 2.0), ("four", 4.0), ("five", 5.0), ("six", 6.0), ("seven", 7.0),
        ("eight", 8.0), ("nine", 9.0),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(written, value):
    assert number(written) == value


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("8", True),
        ("A fine film.\n8\nSee it.", True),
        ("A fine film - 8", True),
        ("A fine film. (8)", True),
        ("8 - a fine film", True),
        ("A fine film 8", False),
        ("8 fine films", False),
        ("**8**", True),
    ],
)
def test_what_stands_alone_has_nothing_round_it(text, alone):
    at = text.index("8")
    assert stands_alone(text, at, at + 1) == alone


def test_the_scale_of_letters_has_even_steps():
    grades = [candidates(grade)[0].share for grade in ("A", "A-", "B+", "B", "B-", "C+", "C", "C-")]
    steps = [above - below for above, below in pairwise(grades)]
    assert steps == pytest.approx([2.5 / 30] * 7)
