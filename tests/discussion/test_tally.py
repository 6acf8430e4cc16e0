from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from bot.discussion.tally import SIDE, label_counts, newest_reviews, rated, ratings, shown, side
from tests.discussion.builders import ALIEN, DUNE, review

ADA, BEN = 1, 2


def numbers(reviews):
    return [one.number for one in reviews]


def test_a_reviewer_speaks_by_their_newest_review_of_a_film():
    old, new = review(7, ADA, minute=1), review(3, ADA, minute=2)
    assert numbers(newest_reviews([new, old])) == [3]
    assert numbers(newest_reviews([old, new])) == [3]


def test_of_two_reviews_of_one_moment_the_higher_number_is_newer():
    first, second = review(4, ADA, minute=5), review(5, ADA, minute=5)
    assert numbers(newest_reviews([second, first])) == [5]


def test_other_films_and_other_reviewers_are_other_voices():
    filed = [review(1, ADA), review(2, BEN), review(3, ADA, film=ALIEN), review(4, BEN, film=ALIEN)]
    assert numbers(newest_reviews(filed)) == [1, 2, 3, 4]


def test_a_review_without_a_film_is_a_voice_of_its_own():
    filed = [review(1, ADA, film=None), review(2, ADA, film=None), review(3, ADA)]
    assert numbers(newest_reviews(filed)) == [1, 2, 3]


def test_a_film_whose_number_is_that_of_a_review_without_one_is_not_mistaken_for_it():
    filed = [review(1, ADA, film=None), review(2, ADA, film=replace(DUNE, number=1)), review(3, ADA, film=None)]
    assert numbers(newest_reviews(filed)) == [1, 2, 3]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_voices_come_oldest_first_whatever_order_they_are_read_in(order):
    filed = [review(9, ADA, minute=1), review(2, BEN, minute=2), review(1, 3, minute=2), review(4, ADA, minute=3)]
    assert numbers(newest_reviews([filed[at] for at in order])) == [1, 2, 4]


def test_what_moderators_hide_is_not_shown():
    assert numbers(shown([review(1, ADA), review(2, BEN, hidden=True)])) == [1]


def test_every_label_is_counted_and_there():
    filed = [review(1, ADA), review(2, BEN), review(3, 3, label="negative")]
    assert label_counts(filed) == {"positive": 2, "mixed": 0, "negative": 1, "unsure": 0}
    assert label_counts([]) == {"positive": 0, "mixed": 0, "negative": 0, "unsure": 0}


def test_three_ratings_have_a_mean_and_two_say_too_little():
    assert ratings([2.0, 9.0]) is None
    assert ratings([7.0] * 4) is not None
    found = ratings([2.0, 5.0, 8.0])
    assert found is not None
    assert (found.count, found.mean, found.lowest, found.highest) == (3, 5.0, 2.0, 8.0)
    assert found.spread == pytest.approx(6**0.5)


def test_ratings_come_lowest_first_and_a_nought_is_one():
    filed = [review(1, ADA, rating=7.0), review(2, BEN), review(3, 3, rating=0.0)]
    assert rated(filed) == [0.0, 7.0]


@pytest.mark.parametrize(
    ("polarity", "taken"),
    [(1.0, 1), (SIDE + 0.001, 1), (SIDE, 0), (0.0, 0), (-SIDE, 0), (-SIDE - 0.001, -1), (-1.0, -1)],
)
def test_a_polarity_takes_a_side_only_when_it_is_clear_of_nothing(polarity, taken):
    assert side(polarity) == taken


def test_a_tenth_is_no_side_yet():
    assert side(0.1) == side(-0.1) == 0
    assert side(0.11) == 1
    assert side(-0.11) == -1
