"""Who counts: each member's newest words of their own on a film, and critics beside them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.types import Review
from bot.discussion.pages.versions import changed_minds
from bot.discussion.tally import copies, critics_reviews, newest_reviews
from tests.discussion import brute
from tests.discussion.builders import ALIEN, DUNE, review
from tests.discussion.strategies import servers


def numbers(reviews: list[Review]) -> list[int]:
    return [each.number for each in reviews]


@pytest.mark.slow
@given(servers(hidden=False))
def test_voices_are_who_a_reader_would_count(reviews: list[Review]) -> None:
    found = newest_reviews(reviews)
    assert sorted(numbers(found)) == sorted(numbers(brute.latest(reviews)))
    assert copies(reviews) == len(brute.newest_of_each(reviews)) - len(found)


@pytest.mark.slow
@given(servers(hidden=False), st.randoms())
def test_no_order_of_reading_changes_who_counts(reviews: list[Review], dice: Any) -> None:
    shuffled = dice.sample(reviews, len(reviews))
    assert newest_reviews(shuffled) == newest_reviews(reviews)
    assert critics_reviews(shuffled) == critics_reviews(reviews)


def test_the_day_it_was_watched_says_which_review_is_the_newer() -> None:
    diary = review(2, 7, minute=60, watched_on="2021-05-03")
    assert numbers(newest_reviews([review(1, 7, minute=0), diary])) == [1]
    assert numbers(newest_reviews([review(1, 7, minute=0, watched_on="2021-05-02"), diary])) == [2]


def test_the_same_words_by_two_members_are_one_voice_of_who_filed_them_first() -> None:
    first, copy = review(1, 7, minute=9, text_print=b"one"), review(2, 8, minute=0, text_print=b"one")
    assert numbers(newest_reviews([copy, first])) == [1]
    assert copies([copy, first]) == 1
    assert numbers(newest_reviews([copy])) == [2], "where the first is left out, the copy is nobody else's"
    elsewhere = review(3, 9, film=ALIEN, text_print=b"one")
    assert numbers(newest_reviews([first, elsewhere])) == [3, 1]


def test_short_words_are_everybodys_own() -> None:
    assert len(newest_reviews([review(1, 7), review(2, 8), review(3, 9)])) == 3


def test_critics_are_counted_apart_once_each() -> None:
    theirs = [
        review(1, 7, critic="Ada Lark", minute=0),
        review(2, 8, critic="ada  LARK", minute=5),
        review(3, 7, critic="Bo Marsh"),
        review(4, 7, critic="Ada Lark", film=ALIEN),
    ]
    own = review(5, 7)
    assert numbers(newest_reviews([*theirs, own])) == [5]
    assert numbers(critics_reviews([*theirs, own])) == [3, 4, 2]


def test_a_critics_words_are_nobodys_verdict_even_without_the_critics_name() -> None:
    critic, passed_off = review(2, 7, critic="Ada Lark", text_print=b"one"), review(1, 8, text_print=b"one")
    assert newest_reviews([passed_off, critic]) == []
    assert copies([passed_off, critic]) == 1


def test_who_changed_their_mind_and_who_did_not() -> None:
    reviews = [
        review(1, 7, rating=6.0, watched_on="2021-05-03"),
        review(2, 7, rating=9.0, watched_on="2026-11-18"),
        review(3, 8, rating=6.0, label="negative", minute=0),
        review(4, 8, rating=7.5, label="positive", minute=9),
        review(5, 9, label="negative", minute=0),
        review(6, 9, label="positive", minute=9),
        review(7, 10, label="unsure", minute=0),
        review(8, 10, label="positive", minute=9),
        review(9, 11, label="negative", film=ALIEN),
        review(10, 11, label="positive", film=DUNE),
        review(11, 12, label="negative", minute=0),
        review(12, 12, label="positive", critic="Ada Lark", minute=9),
    ]
    found = changed_minds(reviews)
    assert [(each.author_id, each.review) for each in found] == [(9, 6), (7, 2)]
    seen = found[1]
    assert (seen.rating_before, seen.day_before, seen.rating, seen.day) == (6.0, "2021-05-03", 9.0, "2026-11-18")


def test_only_the_last_two_of_many_viewings_say_whether_a_mind_changed() -> None:
    ratings = (2.0, 9.0, 9.0)
    reviews = [review(number, 7, rating=rating) for number, rating in enumerate(ratings, 1)]
    assert changed_minds(reviews) == ()
    assert [each.review for each in changed_minds(reviews[:2])] == [2]
