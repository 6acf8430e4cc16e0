from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from bot.analysis.types import ASPECTS
from bot.discussion import compare, consensus, film_page, plain
from bot.discussion.phrases import comparison_line, split
from tests.discussion import brute
from tests.discussion.builders import ALIEN, DUNE, Line, review
from tests.discussion.strategies import servers

ACTING, PACING = (
    Line("The acting sings.", 0.8, "acting", quote=True),
    Line("It drags badly.", -0.8, "pacing", quote=True),
)
SWIFT = Line("It moves along swiftly.", 0.6, "pacing")


@pytest.mark.slow
@given(servers())
def test_a_page_counts_as_a_plain_reader_does(reviews):
    page = film_page(DUNE, reviews)
    here = [one for one in reviews if one.film == DUNE and not one.hidden_reason]
    own = [one for one in here if not one.critic]
    assert (page.reviews, page.film.reviews) == (len(own), len(here))
    assert page.reviewers + page.copies == len({one.author_id for one in own})
    assert {one.name.casefold().split()[0] for one in page.critics} == {
        one.critic.casefold().split()[0] for one in here if one.critic
    }
    assert page.labels == brute.labels(reviews, DUNE)
    assert sum(page.labels.values()) == page.reviewers
    assert {one.aspect: (one.praise, one.criticism, one.neither) for one in page.aspects} == brute.counts(reviews, DUNE)
    assert [one.reviewers for one in page.aspects] == sorted((one.reviewers for one in page.aspects), reverse=True)
    assert set(page.uncovered) == set(ASPECTS) - {one.aspect for one in page.aspects}
    values = brute.ratings(reviews, DUNE)
    assert list(page.values) == values
    assert page.rated == len(values)
    assert (page.ratings is None) == (len(values) < 3)
    if page.ratings:
        assert page.ratings.mean == pytest.approx(brute.mean(values))
        assert page.ratings.spread == pytest.approx(
            (sum((v - page.ratings.mean) ** 2 for v in values) / len(values)) ** 0.5
        )
        assert (page.ratings.lowest, page.ratings.highest) == (values[0], values[-1])


@pytest.mark.slow
@given(servers())
def test_every_quote_is_verbatim_and_leads_back(reviews):
    page = film_page(DUNE, reviews)
    by_number = {one.number: one for one in brute.latest(reviews, DUNE)}
    quotes = [page.praise, page.criticism]
    for count in page.aspects:
        quotes += [count.best_praise, count.best_criticism]
        assert (count.best_praise is None) <= (count.praise == 0 or count.criticism > 0)
        for line, sign in ((count.best_praise, 1), (count.best_criticism, -1)):
            assert line is None or line.polarity * sign > 0.1
    for line in filter(None, quotes):
        source = by_number[line.review]
        assert source.text[line.start : line.end] == line.text
        assert line.author_id == source.author_id
        assert (line.channel_id, line.message_id) == (source.channel_id, source.message_ids[0])
        assert line.spoiler == ("||" in line.text)
    if page.praise and page.criticism:
        assert page.praise.author_id != page.criticism.author_id
        assert page.praise.polarity > 0 > page.criticism.polarity


@pytest.mark.slow
@given(servers())
def test_the_order_of_the_reviews_changes_nothing(reviews):
    assert film_page(DUNE, reviews) == film_page(DUNE, sorted(reviews, key=lambda one: one.number))


@pytest.mark.slow
@given(servers())
def test_two_films_are_compared_by_those_who_saw_both(reviews):
    both = compare(DUNE, ALIEN, reviews)
    ours = {one.author_id: one for one in brute.latest(reviews, DUNE)}
    theirs = {one.author_id: one for one in brute.latest(reviews, ALIEN)}
    verdicts = []
    standing = {"positive": 1, "negative": -1}
    for author in ours.keys() & theirs.keys():
        one, other = ours[author], theirs[author]
        if one.rating_value is not None and other.rating_value is not None:
            verdicts.append(one.rating_value - other.rating_value)
        else:
            verdicts.append(standing.get(one.label, 0) - standing.get(other.label, 0))
    assert both.both == len(verdicts)
    assert both.prefer_first == sum(verdict > 0 for verdict in verdicts)
    assert both.prefer_second == sum(verdict < 0 for verdict in verdicts)
    assert both.prefer_neither == sum(verdict == 0 for verdict in verdicts)
    assert (both.first, both.second) == (film_page(DUNE, reviews), film_page(ALIEN, reviews))
    assert {pair.aspect for pair in both.aspects} == brute.counts(reviews, DUNE).keys() | brute.counts(
        reviews, ALIEN
    ).keys()
    words = plain(comparison_line(both))
    assert words.startswith("Dune (2021): ")
    assert "Alien (1979): " in words


def test_a_reviewer_has_one_voice_their_latest():
    first = review(1, 7, ACTING, label="positive", rating=9.0, minute=0)
    second = review(2, 7, PACING, label="negative", rating=2.0, minute=60)
    page = film_page(DUNE, [second, first])
    assert (page.reviews, page.reviewers) == (2, 1)
    assert page.labels["negative"] == 1
    assert page.labels["positive"] == 0
    assert page.values == (2.0,)
    assert [count.aspect for count in page.aspects] == ["pacing"]
    assert page.praise is None


def test_a_hidden_latest_review_gives_the_voice_back_to_the_one_before():
    first, second = review(1, 7, label="positive"), review(2, 7, label="negative", hidden=True)
    page = film_page(DUNE, [first, second])
    assert page.labels["positive"] == page.reviews == 1


def test_an_open_line_is_quoted_before_a_stronger_hidden_one():
    hidden = Line("The twist is a triumph.", 0.95, "story", quote=True, spoiler=True)
    page = film_page(DUNE, [review(1, 1, hidden, ACTING, score=0.9), review(2, 2, hidden, score=0.95)])
    assert page.praise is not None
    assert page.praise.text == "The acting sings."
    alone = film_page(DUNE, [review(1, 1, hidden)])
    assert alone.praise is not None
    assert alone.praise.spoiler
    assert alone.praise.text == "||The twist is a triumph.||"


def test_the_consensus_is_made_of_counts():
    reviews = [review(number, number, ACTING, SWIFT if number % 2 else PACING) for number in range(1, 7)]
    reviews += [review(7, 7), review(8, 8)]
    assert consensus(film_page(DUNE, reviews)) == "6 of 8 praise the acting; they split on the pacing, 3 to 3."


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "No reviews here so far"), (1, "1 review here so far"), (2, "2 reviews here so far")],
)
def test_below_three_reviews_the_page_says_so(count, words):
    page = film_page(DUNE, [review(number, number, ACTING, rating=8.0) for number in range(1, count + 1)])
    assert not page.enough
    assert page.ratings is None
    assert consensus(page) == f"{words}: from 3 on, this page sums them up."


def test_without_common_ground_the_labels_speak():
    reviews = [review(1, 1, label="positive"), review(2, 2, label="negative"), review(3, 3, label="positive")]
    assert consensus(film_page(DUNE, reviews)) == "2 of 3 are positive, 1 negative."


@pytest.mark.parametrize(
    ("labels", "total", "words"),
    [
        ({"positive": 5, "negative": 2, "mixed": 1}, 8, "5 of 8 are positive, 2 negative, 1 mixed"),
        ({"unsure": 3}, 3, "all 3 reviewers are not sure"),
        ({"negative": 1}, 1, "the only reviewer is negative"),
        ({"mixed": 2, "positive": 0}, 2, "both reviewers are mixed"),
        ({}, 0, "no reviews"),
    ],
)
def test_labels_are_said_in_words(labels, total, words):
    assert split(labels.items(), total) == words


@pytest.mark.slow
@given(servers())
def test_the_consensus_says_no_number_that_is_not_counted(reviews):
    page = film_page(DUNE, reviews)
    numbers = {
        int(word)
        for word in consensus(page).replace(";", " ").replace(",", " ").replace(".", " ").split()
        if word.isdigit()
    }
    known = {page.reviewers, page.reviews, 3, *page.labels.values()}
    known |= {count.praise for count in page.aspects} | {count.criticism for count in page.aspects}
    assert numbers <= known


def test_a_page_names_the_film_it_was_asked_for():
    page = film_page(replace(DUNE, title="Dune, again"), [review(1, 1)])
    assert page.film.title == "Dune, again"
    assert page.film.reviews == 1
