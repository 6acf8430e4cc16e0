from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from bot.analysis.types import ASPECTS
from bot.archive.types import Film
from bot.discussion import compare_critics, critic_page, plain
from bot.discussion.phrases import critic_line, critics_line
from tests.discussion import brute
from tests.discussion.builders import ALIEN, DUNE, Line, review
from tests.discussion.strategies import servers

HEAT = Film(3, "Heat", 1995)
FILMS = (DUNE, ALIEN, HEAT, None)


@pytest.mark.slow
@given(servers(FILMS))
def test_a_members_page_counts_as_a_plain_reader_does(reviews):
    page = critic_page(1, reviews, [one for one in reviews if not one.hidden_reason])
    theirs = [one for one in reviews if one.author_id == 1]
    own = brute.latest(theirs)
    assert page.reviews == sum(not one.hidden_reason and not one.critic for one in theirs)
    assert set(page.pasted) <= {one.critic for one in theirs if not one.hidden_reason}
    assert page.labels == {label: sum(one.label == label for one in own) for label in page.labels}
    assert {film.film.number for film in page.films} == {one.film.number for one in own if one.film}
    gaps = []
    for film in page.films:
        mine = next(one for one in own if one.film == film.film)
        everybody = {one.author_id: one for one in brute.latest(reviews, film.film)}
        others = [one.rating_value for author, one in everybody.items() if author != 1 and one.rating_value is not None]
        assert (film.review, film.label, film.rating) == (mine.number, mine.label, mine.rating_value)
        assert film.others == len(others)
        if others and film.rating is not None:
            gaps.append(film.rating - sum(others) / len(others))
    assert page.compared_films == len(gaps)
    assert page.against_server == (pytest.approx(sum(gaps) / len(gaps), abs=1e-9) if gaps else None)
    counted = {one.aspect: one for one in (*page.praises, *page.pans, *page.divided)}
    for aspect in ASPECTS:
        said = [brute.aspect(one, aspect).polarity for one in own if brute.aspect(one, aspect)]
        praise, criticism = sum(p > 0.1 for p in said), sum(p < -0.1 for p in said)
        one = counted.get(aspect)
        assert (one.praise, one.criticism) == (praise, criticism) if one else praise == criticism == 0
    assert all(one.praise > one.criticism and one.praise_line for one in page.praises)
    assert all(one.praise < one.criticism and one.criticism_line for one in page.pans)
    assert all(one.praise == one.criticism for one in page.divided)


@pytest.mark.slow
@given(servers(FILMS))
def test_a_members_films_come_latest_first(reviews):
    page = critic_page(1, reviews, [one for one in reviews if not one.hidden_reason])
    when = {one.number: (one.written_at, one.number) for one in reviews}
    places = [when[film.review] for film in page.films]
    assert places == sorted(places, reverse=True)


@pytest.mark.slow
@given(servers(FILMS))
def test_two_members_are_compared_over_the_films_of_both(reviews):
    both = compare_critics(1, 2, reviews)
    voices = {(one.author_id, one.film.number): one for one in brute.latest(reviews) if one.film}
    shared = [number for number in (1, 2, 3) if (1, number) in voices and (2, number) in voices]
    assert both.shared == len(shared)
    for group, fits in (
        (both.agree, lambda a, b: a == b != "unsure"),
        (both.part, lambda a, b: {a, b} == {"positive", "negative"}),
    ):
        numbers = {film.film.number for film in group}
        assert numbers == {n for n in shared if fits(voices[1, n].label, voices[2, n].label)}
    pairs = set()
    for clash in (*both.clashes, *both.accords):
        one, other = voices[1, clash.film.number], voices[2, clash.film.number]
        assert one.text[clash.first.start : clash.first.end] == clash.first.text
        assert other.text[clash.second.start : clash.second.end] == clash.second.text
        pairs.add((clash.film.number, clash.aspect))
        opposed = clash.first.polarity * clash.second.polarity < 0
        assert opposed == (clash in both.clashes)
    expected = {
        (n, aspect)
        for n in shared
        for aspect in ASPECTS
        if all(
            brute.aspect(voices[who, n], aspect) and abs(brute.aspect(voices[who, n], aspect).polarity) > 0.1
            for who in (1, 2)
        )
    }
    assert pairs == expected


@pytest.mark.slow
@given(servers(FILMS))
def test_turning_two_members_round_turns_the_result_round(reviews):
    one, other = compare_critics(1, 2, reviews), compare_critics(2, 1, reviews)
    assert [film.film for film in one.part] == [film.film for film in other.part]
    assert [(c.first, c.second) for c in one.clashes] == [(c.second, c.first) for c in other.clashes]


def test_a_member_is_described_in_counts():
    reviews = [
        review(1, 1, label="positive", rating=9.0),
        review(2, 1, film=ALIEN, label="negative", rating=3.0),
        review(3, 2, rating=7.0),
        review(4, 3, film=ALIEN, rating=6.0),
    ]
    words = plain(critic_line(critic_page(1, reviews, reviews)))
    assert words == (
        "<@1>: 2 reviews of 2 films; 1 positive and 1 negative; "
        "on average 0.5 points below the others' ratings, over 2 films."
    )
    assert plain(critic_line(critic_page(9, reviews, reviews))) == "<@9> has no reviews here."


def test_a_members_copy_of_a_critic_is_no_verdict_of_theirs():
    pasted = replace(review(1, 1, label="positive", rating=9.0), critic="Ada Lark", text_print=b"the same")
    page = critic_page(1, [pasted, replace(review(2, 1, label="positive", rating=9.0), text_print=b"the same")], [])
    assert not any(page.labels.values())
    assert not page.films
    assert page.pasted == ("Ada Lark",)


def test_two_members_are_described_in_counts():
    love, hate = Line("Lovely.", 0.9, "music", quote=True), Line("Awful.", -0.9, "music", quote=True)
    reviews = [
        review(1, 1, love),
        review(2, 2, hate, label="negative"),
        review(3, 1, film=ALIEN),
        review(4, 2, film=ALIEN),
    ]
    both = compare_critics(1, 2, reviews)
    assert plain(critics_line(both)) == "<@1> and <@2> both reviewed 2 films: they agree on 1, part on 1."
    assert [(clash.aspect, clash.first.text, clash.second.text) for clash in both.clashes] == [
        ("music", "Lovely.", "Awful.")
    ]
    assert both.part[0].first_line is not None
    assert both.part[0].first_line.text == "Lovely."
    nobody = compare_critics(1, 9, reviews)
    assert plain(critics_line(nobody)) == "<@1> and <@9> have not reviewed the same film here."
