"""Questions about what is named, about taste and about changed minds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.archive.types import Film
from bot.discussion import answer, plain
from tests.discussion.builders import ALIEN, DUNE, Line, draft

NOW = datetime(2026, 11, 25, tzinfo=UTC)


async def asked(server, question, **more):
    found = await answer(server, question, now=NOW, **more)
    return plain(found.counts), [line.text for line in found.quotes], found


async def fill(server):
    for author in range(1, 4):
        jokes = Line("The jokes are a wonderful, great delight.", 0.8, "humour")
        hanks = Line("Tom Hanks gives a wonderful performance.", 0.8, "acting")
        await server.add(draft(author, jokes, hanks, film=DUNE, minute=author))
    boring = Line("The jokes are a terrible bore.", -0.9, "humour")
    await server.add(draft(4, boring, film=DUNE, label="negative", minute=9))
    await server.add(draft(4, Line("Hanks is great and wonderful here.", 0.9, "acting"), film=ALIEN, minute=10))


@pytest.mark.parametrize(
    "question", ["how is Hanks?", "How is Tom Hanks?", "Is Hanks any good?", "what about tom hanks"]
)
async def test_how_somebody_is(server, question):
    await fill(server)
    counts, quotes, _ = await asked(server, question)
    assert counts == "Tom Hanks: named by 4 reviewers, 4 praise, in 2 films."
    assert "Tom Hanks gives a wonderful performance." in quotes


async def test_how_somebody_is_in_one_film(server):
    await fill(server)
    counts, _, _ = await asked(server, "how is Hanks in Dune?")
    assert counts == "Tom Hanks: named by 3 reviewers, 3 praise, in Dune (2021)."
    counts, _, _ = await asked(server, "how is Hanks in Alien?")
    assert counts == "1 of 1 reviewer writes of that."


async def test_whom_nobody_names_is_said_so(server):
    await fill(server)
    counts, quotes, found = await asked(server, "how is Ingrid Bergman?")
    assert counts == "Nobody here has reviewed Ingrid Bergman."
    assert (quotes, found.found) == ([], False)


async def test_what_we_think_of_something_named(server):
    for author in range(1, 4):
        await server.add(
            draft(author, Line("The villain is a wonderful, great delight.", 0.8, "characters"), film=DUNE)
        )
    await server.add(draft(4, Line("The villain is a terrible bore.", -0.9, "characters"), film=DUNE, label="negative"))
    counts, quotes, _ = await asked(server, "what do we think of the villain in Dune?")
    assert counts == "“villain”: 3 praise, 1 criticises, of 4 reviewers."
    assert quotes[:2] == ["The villain is a wonderful, great delight.", "The villain is a terrible bore."]


@pytest.mark.parametrize(
    "question",
    ["who is nearest to my taste?", "whose praise should I trust?", "Who agrees with me?", "who has my taste?"],
)
async def test_whose_taste_is_near(server, question):
    counts, _, found = await asked(server, question, asker=1)
    for author in (1, 2, 3):
        for number in range(1, 6):
            film = Film(number, f"Film {number}", 2000 + number)
            await server.add(draft(author, Line("Seen."), film=film, rating=2.0 if author == 3 else 8.0))
    counts, _, found = await asked(server, question, asker=1)
    assert counts.startswith("Nearest to the taste of <@1>: <@2>, ")
    assert "furthest: <@3>, " in counts
    assert found.found


async def test_who_changed_their_mind(server):
    await fill(server)
    assert (await asked(server, "has anybody changed their mind?"))[0] == "Nobody here has changed their mind."
    await server.add(draft(4, Line("It is wonderful now."), film=DUNE, minute=60, label="positive"))
    counts, _, _ = await asked(server, "Has anybody changed their mind?")
    assert counts == "1 member changed their mind, on 1 film. Last: <@4>, on Dune (2021)."


async def test_what_was_watched_in_a_month(server):
    await fill(server)
    _, _, found = await asked(server, "what did we watch in November?")
    assert {each.film.title for each in found.films} == {"Dune", "Alien"}
    _, _, found = await asked(server, "what did we watch in March?")
    assert found.films == ()
