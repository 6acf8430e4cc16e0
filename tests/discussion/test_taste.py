"""Whose taste is near whose, counted again by hand."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean

import pytest
from hypothesis import given

from bot.archive.types import Film
from bot.discussion import load_taste, plain
from bot.discussion.pages.films import leanings_of
from bot.discussion.pages.taste import sides_of, taste
from bot.discussion.phrases import taste_line
from bot.discussion.tally import shown
from tests.discussion import brute
from tests.discussion.builders import Line, draft, review
from tests.discussion.strategies import servers

FILMS = [Film(number, f"Film {number}", 2000 + number) for number in range(1, 7)]
STANDING = {"positive": 1, "mixed": 0.5, "negative": 0}


def share(one, other):
    """How far two reviews of a film agree."""
    if one.rating_value is not None and other.rating_value is not None:
        verdict = 1 - abs(one.rating_value - other.rating_value) / 10
    elif "unsure" in {one.label, other.label}:
        return None
    else:
        verdict = 1 - abs(STANDING[one.label] - STANDING[other.label])
    said = [{each.aspect: each.polarity for each in both.analysis.aspects if abs(each.polarity) > 0.1}
            for both in (one, other)]  # fmt: skip
    both = [(said[0][name] > 0) == (said[1][name] > 0) for name in said[0] if name in said[1]]
    return fmean([verdict, fmean(both)]) if both else verdict


def by_hand(reviews, member):
    voices = [one for one in brute.latest(reviews) if one.film]
    mine = {one.film.number: one for one in voices if one.author_id == member}
    shares = defaultdict(list)
    for one in voices:
        if one.author_id != member and one.film.number in mine:
            agreed = share(mine[one.film.number], one)
            if agreed is not None:
                shares[one.author_id].append(agreed)
    every = [each for own in shares.values() for each in own]
    usual = fmean(every) if every else 0.5
    return {who: pytest.approx((sum(own) + 5 * usual) / (len(own) + 5)) for who, own in shares.items() if len(own) >= 5}


@pytest.mark.slow
@given(servers(films=FILMS, largest=30))
def test_agreement_is_counted_as_by_hand(reviews):
    here = shown(reviews)
    sides = sides_of(line for one in here for line in leanings_of(one))
    for member in range(1, 5):
        found = taste(member, here, sides)
        assert {each.member_id: each.agreement for each in found.neighbours} == by_hand(reviews, member)
        order = [each.agreement for each in found.neighbours]
        assert order == sorted(order, reverse=True)


def rated(author, values):
    return [review(author * 10 + at, author, film=film, rating=value, label="positive" if value > 5 else "negative")
            for at, (film, value) in enumerate(zip(FILMS, values, strict=False))]  # fmt: skip


def test_the_films_that_decide_are_named():
    reviews = [*rated(1, (9, 9, 9, 9, 1)), *rated(2, (9, 9, 9, 1, 1)), *rated(3, (1, 1, 1, 1, 9))]
    found = taste(1, reviews, {})
    assert [each.member_id for each in found.neighbours] == [2, 3]
    near, far = found.neighbours
    assert [each.film.number for each in near.together] == [1, 2, 3]
    assert [each.film.number for each in near.apart] == [4]
    assert far.together == ()
    assert len(far.apart) == 3
    assert "Nearest to the taste of <@1>: <@2>, " in plain(taste_line(found))


def test_four_films_say_nothing():
    found = taste(1, [*rated(1, (9, 9, 9, 9)), *rated(2, (9, 9, 9, 9))], {})
    assert found.neighbours == ()
    assert "Nobody here has reviewed five films" in plain(taste_line(found))


def test_few_films_are_drawn_to_what_is_usual():
    reviews = [*rated(1, (9,) * 6), *rated(2, (9,) * 5), *rated(3, (1,) * 6)]
    near, far = taste(1, reviews, {}).neighbours
    assert 0.2 < far.agreement < near.agreement < 1


async def fill(server):
    for author in (1, 2, 3):
        for film in FILMS[:5]:
            await server.add(draft(author, Line(f"On {film.title}."), film=film, rating=8.0 + author / 2))


async def test_only_who_is_archived_and_shown_is_near_anybody(archive, server):
    await fill(server)
    await fill(archive.server(7))
    assert {each.member_id for each in (await load_taste(server, 1)).neighbours} == {2, 3}
    await server.hide(6, 9, "off topic")
    assert {each.member_id for each in (await load_taste(await server.heard(), 1)).neighbours} == {3}
    await server.opt_out(3)
    heard = await server.heard()
    assert (await load_taste(heard, 1)).neighbours == ()
    assert (await load_taste(heard, 3)).films == 0
    await server.forget(1)
    assert (await load_taste(server, 1)).films == 0
    assert {each.member_id for each in (await load_taste(archive.server(7), 1)).neighbours} == {2, 3}
