"""Phrasings, and how each is to be understood: the table is the specification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.types import ASPECTS
from bot.archive.types import Film
from bot.discussion import Context, context_of, understand
from bot.discussion.language.asked import read_question
from bot.discussion.types import KINDS

if TYPE_CHECKING:
    from bot.analysis.types import Aspect
    from bot.discussion import Kind

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
ME = 42
DUNE, OLD_DUNE, PART_TWO = Film(1, "Dune", 2021), Film(2, "Dune", 1984), Film(3, "Dune: Part Two", 2024)
IT, SYMPHONY, SCORE, AMELIE = (
    Film(4, "It", 2017),
    Film(5, "Symphony of Serenity", 2023),
    Film(6, "The Score", None),
    Film(7, "Amélie", None),
)
ALIEN, ALIENS = Film(8, "Alien", 1979), Film(9, "Aliens", 1986)
GODFATHER, SECOND = Film(10, "The Godfather", 1972), Film(11, "The Godfather Part II", 1974)
FILMS = [DUNE, OLD_DUNE, PART_TWO, IT, SYMPHONY, SCORE, AMELIE, ALIEN, ALIENS, GODFATHER, SECOND]
THERE = Context(film=5, kind="verdict")
"""A thread about Symphony of Serenity."""


@dataclass(frozen=True)
class As:
    kind: Kind
    aspect: Aspect | None = None
    film: Film | None = None
    other: Film | None = None
    person: int | None = None
    liked: int = 0
    period: str = ""
    everything: bool = False


ASKED_IN_A_THREAD = {
    "how is the score?": As("aspect", "music", SYMPHONY),
    "How was the music": As("aspect", "music", SYMPHONY),
    "what do people say about the soundtrack?": As("aspect", "music", SYMPHONY),
    "and the music?": As("aspect", "music", SYMPHONY),
    "is the acting any good?": As("aspect", "acting", SYMPHONY, liked=1),
    "were the performances bad?": As("aspect", "acting", SYMPHONY, liked=-1),
    "is it too long?": As("aspect", "pacing", SYMPHONY),
    "how well is the story paced?": As("aspect", "pacing", SYMPHONY),
    "does it look pretty?": As("aspect", "visuals", SYMPHONY),
    "how's the dialogue": As("aspect", "writing", SYMPHONY),
    "what about the ending?": As("aspect", "ending", SYMPHONY),
    "worth watching?": As("verdict", None, SYMPHONY),
    "should I watch it?": As("verdict", None, SYMPHONY),
    "is it any good": As("verdict", None, SYMPHONY, liked=1),
    "what did people think?": As("verdict", None, SYMPHONY),
    "did everyone like it?": As("verdict", None, SYMPHONY, liked=1),
    "what do you think of this?": As("verdict", None, SYMPHONY),
    "did <@123> like it?": As("person", None, SYMPHONY, person=123, liked=1),
    "what did <@!123> say?": As("person", None, SYMPHONY, person=123),
    "what does <@123> say about the music?": As("person", "music", SYMPHONY, person=123),
    "did I like it?": As("person", None, SYMPHONY, person=ME, liked=1),
    "who disagreed?": As("disagreement", None, SYMPHONY),
    "what do people dislike about it?": As("reasons", None, SYMPHONY, liked=-1),
    "what's good about it?": As("reasons", None, SYMPHONY, liked=1),
    "summarise the reviews": As("verdict", None, SYMPHONY),
    "who liked it?": As("count", None, SYMPHONY, liked=1),
    "who hates it?": As("count", None, SYMPHONY, liked=-1),
    "how many people liked the acting?": As("aspect", "acting", SYMPHONY, liked=1),
    "what is the worst thing about it?": As("reasons", None, SYMPHONY, liked=-1),
    "what are its strengths?": As("reasons", None, SYMPHONY, liked=1),
    "is it good for kids?": As("free", None, SYMPHONY, liked=1),
    "who didn't like it?": As("disagreement", None, SYMPHONY, liked=-1),
    "where do reviewers disagree about the acting?": As("disagreement", "acting", SYMPHONY),
    "is it divisive?": As("disagreement", None, SYMPHONY),
    "why mixed?": As("reasons", None, SYMPHONY),
    "why did people hate it?": As("reasons", None, SYMPHONY, liked=-1),
    "why did they love the acting?": As("reasons", "acting", SYMPHONY, liked=1),
    "what's the average rating?": As("rating", None, SYMPHONY),
    "how many stars?": As("rating", None, SYMPHONY),
    "how do people rate it": As("rating", None, SYMPHONY),
    "what score did it get?": As("rating", "music", SYMPHONY),
    "who reviewed it?": As("count", None, SYMPHONY),
    "how many people reviewed this?": As("count", None, SYMPHONY),
    "best quotes?": As("quotes", None, SYMPHONY, liked=1),
    "what are the best lines": As("quotes", "writing", SYMPHONY, liked=1),
    "is it scary?": As("aspect", "tension", SYMPHONY),
    "does anyone mention the dog?": As("free", None, SYMPHONY),
    "is there a post-credits surprise?": As("free", None, SYMPHONY),
    "how does it compare to Aliens?": As("comparison", None, SYMPHONY, ALIENS),
    "better than Alien?": As("comparison", None, SYMPHONY, ALIEN),
    "what did we love this month?": As("list", liked=1, period="this month", everything=True),
    "which films did we hate last year?": As("list", liked=-1, period="last year", everything=True),
    "what about Alien?": As("verdict", None, ALIEN),
    "how is the music in Alien?": As("aspect", "music", ALIEN),
}
ASKED_OUT_OF_THE_BLUE = {
    "how was the music in Amelie?": As("aspect", "music", AMELIE),
    "is Symphony of Serenty worth watching?": As("verdict", None, SYMPHONY),
    "Symphony of Serenity": As("verdict", None, SYMPHONY),
    "What do people think of Dune: Part Two?": As("verdict", None, PART_TWO),
    "is dune 1984 any good": As("verdict", None, OLD_DUNE, liked=1),
    "how is the acting in Dune (2021)?": As("aspect", "acting", DUNE),
    "How is the music in It?": As("aspect", "music", IT),
    'how is the music in "it"?': As("aspect", "music", IT),
    "how is the music in it?": As("aspect", "music"),
    "how is the score?": As("aspect", "music"),
    "what do people say about The Score?": As("verdict", None, SCORE),
    "the godfather": As("verdict", None, GODFATHER),
    "is The Godfather Part II better than the first one?": As("comparison", None, SECOND, GODFATHER),
    "The Godfather or its sequel?": As("comparison", None, GODFATHER, SECOND),
    "Alien or Aliens?": As("comparison", None, ALIEN, ALIENS),
    "compare Alien and Aliens": As("comparison", None, ALIEN, ALIENS),
    "Dune 1984 vs Alien": As("comparison", None, OLD_DUNE, ALIEN),
    "what does <@5> like?": As("person", person=5, liked=1, everything=True),
    "how many reviews do we have?": As("count", everything=True),
    "best films of 2025": As("list", liked=1, everything=True),
    "best films in 2025": As("list", liked=1, period="in 2025", everything=True),
    "what should we watch next?": As("list", liked=1, everything=True),
    "what should I watch tonight?": As("list", liked=1, everything=True),
    "best rated film?": As("rating", liked=1, everything=True),
    "worst film?": As("list", liked=-1, everything=True),
    "how many films have we reviewed?": As("count", everything=True),
    "who wrote the most reviews?": As("count", "writing", everything=True),
    "which film is the scariest?": As("list", everything=True),
    "what are our favourite movies?": As("list", liked=1, everything=True),
    "worst films in October": As("list", liked=-1, period="in October", everything=True),
    "which film was most divisive?": As("list", everything=True),
    "what did we review in the last two weeks?": As("free", period="in the last 2 weeks"),
    "": As("free"),
    "???": As("free"),
}


def check(question, expected, context):
    found = understand(question, FILMS, context, now=NOW, asker=ME)
    assert (
        As(
            found.kind,
            found.aspect,
            found.film,
            found.other_film,
            found.person,
            found.liked,
            found.period,
            found.everything,
        )
        == expected
    )
    assert not found.candidates


@pytest.mark.parametrize(("question", "expected"), ASKED_IN_A_THREAD.items(), ids=str)
def test_a_question_in_a_thread(question, expected):
    check(question, expected, THERE)


@pytest.mark.parametrize(("question", "expected"), ASKED_OUT_OF_THE_BLUE.items(), ids=str)
def test_a_question_out_of_the_blue(question, expected):
    check(question, expected, None)


FOLLOW_UPS = [
    ("and the music?", Context(film=5, kind="person", person=9), As("person", "music", SYMPHONY, person=9)),
    ("what about Alien?", Context(film=5, kind="aspect", aspect="music"), As("aspect", "music", ALIEN)),
    ("what about Alien?", Context(film=5, kind="person", person=9), As("person", None, ALIEN, person=9)),
    ("and <@77>?", Context(film=5, kind="aspect", aspect="music"), As("person", "music", SYMPHONY, person=77)),
    ("who disagreed?", Context(film=5, kind="aspect", aspect="pacing"), As("disagreement", "pacing", SYMPHONY)),
    ("why?", Context(film=5, kind="aspect", aspect="pacing"), As("reasons", "pacing", SYMPHONY)),
    ("and is it worth watching?", Context(film=5, kind="aspect", aspect="pacing"), As("verdict", None, SYMPHONY)),
    ("and last month?", Context(kind="list", liked=1), As("list", liked=1, period="last month", everything=True)),
    ("better than the first?", Context(film=11, kind="verdict"), As("comparison", None, SECOND, GODFATHER)),
    ("how is the acting in Dune?", Context(film=1, kind="verdict"), As("aspect", "acting", DUNE)),
    ("and in Alien?", Context(film=5, kind="aspect", aspect="music"), As("aspect", "music", ALIEN)),
    ("how is the acting?", Context(film=999, kind="verdict"), As("aspect", "acting")),
]


@pytest.mark.parametrize(("question", "context", "expected"), FOLLOW_UPS)
def test_a_follow_up_keeps_the_film_and_the_subject(question, context, expected):
    check(question, expected, context)


def test_a_title_of_two_films_gives_both_as_candidates():
    found = understand("is Dune any good?", FILMS, now=NOW)
    assert found.film is None
    assert found.candidates == (DUNE, OLD_DUNE)


def test_a_comparison_with_an_unclear_film_keeps_the_clear_one():
    found = understand("Dune or Alien?", FILMS, now=NOW)
    assert (found.kind, found.film, found.other_film, found.candidates) == ("comparison", ALIEN, None, (DUNE, OLD_DUNE))


def test_a_list_of_divided_films_is_known_as_one():
    assert understand("which film was most divisive?", FILMS, now=NOW).divided
    assert not understand("which film was most loved?", FILMS, now=NOW).divided


def test_this_month_begins_on_its_first_day():
    found = understand("what did we love this month?", FILMS, now=NOW)
    assert (found.since, found.until) == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def test_a_part_of_an_aspect_is_told_from_the_whole():
    assert understand("is the twist a cheat?", FILMS, THERE, now=NOW).part
    assert understand("how is the violin in the score?", FILMS, THERE, now=NOW).part
    assert not understand("how is the score?", FILMS, THERE, now=NOW).part
    assert not understand("is the film worth it?", FILMS, THERE, now=NOW).part


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("is Bogart any good?", {"bogart"}),
        ("is the dog any good?", {"dog"}),
        ("did people like Bergman and the dog?", {"bergman", "dog"}),
        ("is it any good?", set()),
        ("is it worth the money?", set()),
        ("Worth seeing on the big screen?", set()),
        ("what do people think?", set()),
    ],
)
def test_a_verdict_on_something_in_the_film_is_told_from_one_on_the_film(question, asked):
    found = understand(question, FILMS, THERE, now=NOW)
    assert found.kind == "verdict"
    assert found.part == asked


@pytest.mark.parametrize(
    ("question", "taken"), [("is it terrible?", -1), ("is it brilliant?", 1), ("how long is it?", 0)]
)
def test_the_side_of_a_questions_own_adjective(question, taken):
    assert read_question(question).side == taken


@given(
    st.builds(
        Context,
        film=st.none() | st.integers(1, 10**6),
        kind=st.none() | st.sampled_from(KINDS),
        aspect=st.none() | st.sampled_from(ASPECTS),
        person=st.none() | st.integers(1, 2**63),
        other_film=st.none() | st.integers(1, 10**6),
        liked=st.sampled_from([-1, 0, 1]),
        period=st.sampled_from(["", "this month", "in the last 12 months"]),
    )
)
def test_a_context_survives_being_written_down(context):
    assert Context.loads(context.dumps()) == context
    assert len(context.dumps()) < 200


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"film": "x", "kind": 4}', "[" * 100_000, '{"film": true}'])
def test_a_spoilt_context_is_an_empty_one(text):
    assert Context.loads(text) == Context()


@given(st.text(max_size=200), st.sampled_from([None, THERE, Context(film=1, kind="list")]))
def test_any_text_is_understood(question, context):
    found = understand(question, FILMS, context, now=NOW, asker=ME)
    assert found.kind in KINDS
    again = context_of(found)
    assert understand("and the music?", FILMS, again, now=NOW).aspect == "music"


PIECES = [
    "how",
    "is",
    "the",
    "it",
    "and",
    "not",
    "<@5>",
    "dune",
    "better",
    "than",
    "this",
    "month",
    "first",
    "worst",
    "?",
]


@given(st.lists(st.sampled_from(PIECES)))
def test_any_order_of_its_words_is_understood(parts):
    assert understand(" ".join(parts), FILMS, THERE, now=NOW).kind in KINDS
