"""Members named without a mention, and films that nobody here has reviewed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.types import Film
from bot.discussion import Person, understand
from bot.discussion.language.absent import absent_film
from bot.discussion.language.people import named_people

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
BEN, MARA, JONAS, ADAEZE, CARRIE, SAM, OTHER_SAM, WILL = range(10, 18)
PEOPLE = [
    Person(BEN, ("Ben",)),
    Person(MARA, ("Mara 🎬", "mara_77")),
    Person(JONAS, ("Jonas Köhler", "jk")),
    Person(ADAEZE, ("Adaeze",)),
    Person(CARRIE, ("Carrie",)),
    Person(SAM, ("Sam One", "sam")),
    Person(OTHER_SAM, ("Sam Two",)),
    Person(WILL, ("Will",)),
]
FILMS = [Film(1, "Glass Harvest", 2021), Film(2, "The General", 1926), Film(3, "Carrie", 1976), Film(4, "Dune", 2021)]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("what did ben think of Glass Harvest?", [(BEN,)]),
        ("why did BEN dislike glass harvest?", [(BEN,)]),
        ("How many reviews did Mara write?", [(MARA,)]),
        ("what does mara_77 love?", [(MARA,)]),
        ("What did Jonas hate?", [(JONAS,)]),
        ("what did jonas kohler hate?", [(JONAS,)]),
        ("is JK right about Dune?", [(JONAS,)]),
        ("Adaeze's favourite film?", [(ADAEZE,)]),
        ("did Sam like it?", [(SAM, OTHER_SAM)]),
        ("did Sam Two like it?", [(OTHER_SAM,)]),
        ("did Will like it?", [(WILL,)]),
        ("will it make me cry?", []),
        ("what did everybody think?", []),
        ("", []),
    ],
)
def test_members_are_known_by_every_name_they_go_by(question, ids):
    assert [one.ids for one in named_people(question, PEOPLE)] == ids


@pytest.mark.parametrize(
    ("question", "person", "film", "kind"),
    [
        ("what did ben think of Glass Harvest?", BEN, "Glass Harvest", "person"),
        ("why did ben dislike glass harvest?", BEN, "Glass Harvest", "person"),
        ("did Adaeze like The General?", ADAEZE, "The General", "person"),
        ("did Carrie like Dune?", CARRIE, "Dune", "person"),
        ("is Carrie scary?", None, "Carrie", "aspect"),
        ("did Ben like Carrie?", BEN, "Carrie", "person"),
        ("How many reviews did Mara write?", MARA, None, "count"),
        ("What did Jonas hate?", JONAS, None, "person"),
        ("which films does Mara love?", MARA, None, "person"),
        ("Mara's favourite film?", MARA, None, "person"),
        ("how is the acting in Dune?", None, "Dune", "aspect"),
    ],
)
def test_whom_and_which_film_a_question_means(question, person, film, kind):
    found = understand(question, FILMS, people=PEOPLE, now=NOW)
    assert (found.person, found.film and found.film.title, found.kind) == (person, film, kind)
    assert not found.people
    assert found.absent is None


def test_a_name_of_two_members_settles_neither():
    found = understand("what did sam think of Dune?", FILMS, people=PEOPLE, now=NOW)
    assert (found.kind, found.person, found.people) == ("person", None, (SAM, OTHER_SAM))


def test_a_mention_goes_before_names():
    found = understand("did <@99> like it more than Ben?", FILMS, people=PEOPLE, now=NOW)
    assert (found.person, found.people) == (99, ())


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("has anyone seen Barbie?", "Barbie"),
        ("has anyone seen barbie yet?", "barbie"),
        ("who has seen The Matrix?", "The Matrix"),
        ("have we reviewed Blade Runner 2049?", "Blade Runner 2049"),
        ("How is the acting in Barbie (2023)?", "Barbie (2023)"),
        ("is Barbie any good?", "Barbie"),
        ("what do people say about Oppenheimer?", "Oppenheimer"),
        ("what did jonas think of barbie?", "barbie"),
        ("did Ben like The Matrix?", "The Matrix"),
        ("is Barbie better than Dune?", "Barbie"),
        ("is Dune better than Barbie?", "Barbie"),
        ("what about “Pola X”?", "Pola X"),
        ("has anyone seen Dune?", None),
        ("has anyone seen a good horror film?", None),
        ("has anyone seen it?", None),
        ("how is the music?", None),
        ("what about robots?", None),
        ("Is It Good?", None),
        ("is Timothée any good in Dune?", None),
        ("best film of the 1990s?", None),
    ],
)
def test_a_film_that_is_not_here_is_known_as_one(question, absent):
    found = understand(question, FILMS, people=PEOPLE, now=NOW).absent
    assert (found and found.name) == absent
    assert found is None or found.number == 0


@given(st.text(max_size=200))
def test_any_text_is_read(question):
    named_people(question, PEOPLE)
    found = absent_film(question, talked_about=False, of_member=True)
    assert found is None or found.title in question
