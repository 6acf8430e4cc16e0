"""Who is named: people and characters, none of them a title, a place or a company."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.types import Film
from bot.discussion import load_film_page, load_person
from bot.discussion.pages.films import mentions_of
from bot.discussion.pages.persons import persons
from bot.discussion.tally import newest_reviews
from tests.discussion.builders import ALIEN, DUNE, Line, draft, review

LEAD = Film(3, "Night Ferry", 2019)


def named(*texts, film=LEAD):
    reviews = [review(at, at, Line(text, 0.6), film=film) for at, text in enumerate(texts, 1)]
    found = persons(reviews, [each for one in reviews for each in mentions_of(one) if each.kind == "name"], film.title)
    return {each.counted.name: (each.counted.named, each.counted.praise) for each in found}


def test_last_names_and_small_letters_are_joined_to_the_full_name():
    texts = ("Christian Bale is a marvel.", "I think Bale is wonderful here.", "so much bale, never enough bale")
    assert list(named(*texts)) == ["Christian Bale"]
    assert named(*texts)["Christian Bale"][0] == 3


def test_a_first_name_is_joined_to_its_only_owner():
    texts = ("It is all Ryan Gosling.", "We like Ryan a lot.", "Oh, and Ryan again.", "Good old Gosling.")
    assert {name: counts[0] for name, counts in named(*texts).items()} == {"Ryan Gosling": 4}


@pytest.mark.parametrize(
    "text",
    [
        "We saw Night Ferry again.",
        "It is set in Paris.",
        "I watched it on Netflix.",
        "They say The Matrix did it first.",
    ],
)
def test_titles_places_and_companies_are_no_people(text):
    assert named(text, text + " Yes.", text + " No.") == {}


def test_whom_two_name_is_not_told():
    assert named("Tom Hanks is great.", "So is Tom Hanks.") == {}


def test_what_a_name_does_tells_that_it_is_a_person():
    texts = ("It has Tomas Renner as Brannick.", "Renner as Brannick is fine.", "And Brannick? Played by Renner.")
    found = named(*texts)
    assert found.keys() >= {"Brannick"}


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=10))
def test_people_are_counted_once_each(drawn):
    reviews = [
        review(at, author, Line("Tom Hanks is great." if says else "Quite good.", 0.6), film=LEAD, minute=at)
        for at, (author, says) in enumerate(drawn, 1)
    ]
    last = dict(drawn)
    mentioned = [each for one in reviews for each in mentions_of(one) if each.kind == "name"]
    found = persons(newest_reviews(reviews), mentioned, LEAD.title)
    expected = sum(last.values())
    assert [each.counted.named for each in found] == ([expected] if expected >= 3 else [])


async def fill(server):
    for author in range(1, 4):
        lines = (Line("Tom Hanks gives a wonderful performance.", 0.8, "acting"),)
        await server.add(draft(author, *lines, film=DUNE))
    await server.add(
        draft(4, Line("Tom Hanks gives a terrible performance.", -0.9, "acting"), film=ALIEN, label="negative")
    )


async def test_a_films_page_names_people_and_a_persons_page_gathers_films(server):
    await fill(server)
    page = await load_film_page(server, await server.film(1))
    assert [(one.name, one.named, one.praise) for one in page.people] == [("Tom Hanks", 3, 3)]
    found = await load_person(server, "hanks")
    assert (found.person.name, found.person.named, found.person.praise, found.person.criticism) == (
        "Tom Hanks",
        4,
        3,
        1,
    )
    assert [(film.title, own.named) for film, own in found.films] == [("Dune", 3), ("Alien", 1)]
    assert found.person.best_criticism[0].author_id == 4
    assert await load_person(server, "Gerard Hanks") is None
    assert await load_person(server, "  ") is None


async def test_hidden_and_silent_members_name_nobody(archive, server):
    await fill(server)
    await server.hide(4, 9, "off topic")
    assert (await load_person(server, "Hanks")).person.named == 3
    await server.opt_out(1)
    assert (await load_person(await server.heard(), "Hanks")).person.named == 2
    await server.forget(2)
    assert (await load_person(await server.heard(), "Hanks")).person.named == 1
    assert await load_person(archive.server(7), "Hanks") is None
