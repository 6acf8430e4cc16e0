"""Key points: counted as a reader who takes every review in hand would count them."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.analysis.mentions import find
from bot.archive.types import Film
from bot.discussion import film_page, load_film_page, load_points
from bot.discussion.pages.films import leanings_of, mentions_of
from bot.discussion.pages.points import by_film, key_points, quote_point
from bot.discussion.tally import newest_reviews, shown
from tests.discussion import brute
from tests.discussion.builders import ALIEN, DUNE, Line, draft, review
from tests.discussion.strategies import servers

FACETS = {"acting": "acting", "direction": "direction", "writing": "script",
          "characters": "characters", "visuals": "visuals", "music": "music", "pacing": "pacing",
          "humour": "humour", "tension": "tension", "ending": "ending"}  # fmt: skip
"""The facet that each whole side counts as."""


def votes(one):
    """What one review says of each point: its sign, and the line's beginning."""
    facets = [each for each in find(one.text, one.analysis) if each.kind == "facet" and each.polarity]
    said = {each.key: (each.polarity, each.start) for each in facets if each.words != one.film.title.lower()}
    for opinion in one.analysis.aspects:
        if abs(opinion.polarity) >= 0.5 and opinion.aspect in FACETS:
            said.setdefault(FACETS[opinion.aspect], (opinion.polarity, opinion.sentence.start))
    return said


def counted(reviews, film):
    """(key -> (praise, criticism, lines)) of each point that three people take a side on, by reading every review."""
    found = {}
    for one in brute.latest(reviews, film):
        for key, (polarity, start) in votes(one).items():
            praise, criticism, lines = found.get(key, (0, 0, ()))
            found[key] = (praise + (polarity > 0), criticism + (polarity < 0), (*lines, (one.number, start)))
    return {key: each for key, each in found.items() if each[0] + each[1] >= 3}


def points_of(reviews, film=DUNE):
    here = [one for one in shown(reviews) if one.film and one.film.number == film.number]
    spoken = newest_reviews(here)
    return key_points(
        spoken, [m for one in here for m in mentions_of(one)], [m for one in here for m in leanings_of(one)]
    )


@pytest.mark.slow
@given(servers(films=(DUNE, DUNE, DUNE, ALIEN), largest=12))
def test_points_are_counted_as_by_hand(reviews):
    expected, given_ = counted(reviews, DUNE), points_of(reviews)
    for point in given_:
        praise, criticism, _ = expected[point.key]
        assert (len(point.praise), len(point.criticism)) == (praise, criticism)
        assert len({vote.author_id for vote in (*point.praise, *point.criticism)}) == praise + criticism
    told = {point.key: set(expected[point.key][2]) for point in given_}
    for key in set(expected) - set(told):
        lines = set(expected[key][2])
        assert any(len(lines & other) >= 0.75 * len(lines) for other in told.values()), f"{key} is left out"


@pytest.mark.slow
@given(servers(films=(DUNE,), largest=12))
def test_lines_are_words_of_their_authors_on_the_side_they_stand_for(reviews):
    texts = {one.number: one for one in reviews}
    for votes_ in points_of(reviews):
        point = quote_point(votes_, texts)
        for lines, sign in ((point.best_praise, 1), (point.best_criticism, -1)):
            assert len(lines) <= 2
            assert len({line.author_id for line in lines}) == len(lines)
            for line in lines:
                own = texts[line.review]
                assert own.text[line.start : line.end] == line.text
                assert own.author_id == line.author_id
                assert line.polarity * sign > 0
                assert line.spoiler == ("||" in line.text)


def said(author, text, polarity, aspect=None, **more):
    return draft(author, Line(text, polarity, aspect), label="positive" if polarity > 0 else "negative", **more)


JOKES = [(1, "The jokes are great.", 0.8), (2, "Wonderful jokes!", 0.9), (3, "The jokes are a boring mess.", -0.8)]


async def file(server, film=DUNE):
    for author, text, polarity in JOKES:
        await server.add(said(author, text, polarity, "humour", film=film))


async def test_both_sides_of_a_point_stand_beside_each_other(server):
    await file(server)
    (point,) = (await load_points(server, await server.film(1))).points
    assert (point.key, point.name, point.praise, point.criticism) == ("humour", "jokes", 2, 1)
    assert [line.text for line in point.best_praise] == ["Wonderful jokes!", "The jokes are great."]
    assert [line.text for line in point.best_criticism] == ["The jokes are a boring mess."]


async def test_a_point_is_named_in_the_words_that_most_use(server):
    for author in range(1, 4):
        await server.add(said(author, "The photography is great.", 0.8))
    for author in range(4, 6):
        await server.add(said(author, "The camerawork is great.", 0.8))
    (point,) = (await load_points(server, await server.film(1))).points
    assert (point.key, point.name) == ("photography", "photography")


async def test_two_people_make_no_point(server):
    for author, text, polarity in JOKES[:2]:
        await server.add(said(author, text, polarity))
    await server.add(said(1, "The jokes are still great.", 0.8, minute=9))
    assert (await load_points(server, await server.film(1))).points == ()


async def test_the_newest_review_votes(server):
    await file(server)
    await server.add(said(1, "The jokes are a terrible bore.", -0.9, minute=9))
    (point,) = (await load_points(server, await server.film(1))).points
    assert (point.praise, point.criticism) == (1, 2)


async def test_words_of_the_films_title_are_no_point(server):
    for author in range(1, 4):
        await server.add(
            said(author, f"The Script is a great film, says {author}.", 0.8, film=type(DUNE)(9, "Script", None))
        )
    assert (await load_points(server, await server.film(1))).points == ()


async def test_hidden_and_silent_reviewers_do_not_vote(server):
    await file(server)
    await server.add(said(4, "The jokes are lovely.", 0.8))
    film = await server.film(1)
    await server.hide(1, 9, "off topic")
    (point,) = (await load_points(server, film)).points
    assert (point.praise, point.criticism) == (2, 1)
    await server.unhide(1, 9)
    await server.opt_out(3)
    (point,) = (await load_points(await server.heard(), film)).points
    assert (point.praise, point.criticism) == (3, 0)
    await server.forget(2)
    assert (await load_points(await server.heard(), film)).points == ()


async def test_another_servers_reviewers_do_not_vote(archive, server):
    await file(server)
    await file(archive.server(7))
    (point,) = (await load_points(server, await server.film(1))).points
    assert point.praise + point.criticism == 3


async def test_critics_and_copies_do_not_vote(server):
    await file(server)
    await server.add(said(5, "The jokes are great, truly.", 0.8, critic="Ada Lark"))
    (point,) = (await load_points(server, await server.film(1))).points
    assert point.praise + point.criticism == 3


async def test_a_films_page_counts_what_the_page_of_points_quotes(server):
    await file(server)
    film = await server.film(1)
    page = await load_film_page(server, film)
    assert [(one.name, one.praise, one.criticism) for one in page.points] == [("jokes", 2, 1)]
    reviews = [one async for one in server.stream()]
    assert film_page(film, reviews).points == page.points


async def test_of_one_member_films_vote():
    reviews = [
        review(number, 1, Line("The jokes are great.", 0.8), film=Film(number, f"Film {number}", None))
        for number in range(1, 4)
    ]
    (point,) = key_points(reviews, [m for one in reviews for m in mentions_of(one)], voter=by_film)
    assert (point.key, len(point.praise)) == ("humour", 3)
    assert key_points(reviews, [m for one in reviews for m in mentions_of(one)]) == ()


@pytest.mark.parametrize("page", [0, 1, 99])
async def test_pages_of_points_hold_three_each(server, page):
    words = ("score", "ending", "script", "photography", "villain")
    for author in range(1, 4):
        lines = [Line(f"The {word} is great, I say {author}.", 0.8) for word in words]
        await server.add(draft(author, *lines))
    found = await load_points(server, await server.film(1), page)
    assert (found.pages, found.page, len(found.points)) == ((2, 0, 3) if page == 0 else (2, 1, 2))
