from __future__ import annotations

import time

import pytest

from bot.archive.types import Film
from bot.discussion.language.naming import base_title, named_films, relative

ROCKY = [Film(1, "Rocky", 1976), Film(2, "Rocky II", 1979), Film(3, "Rocky III", 1982)]
FILMS = [
    Film(10, "The Lord of the Rings: The Fellowship of the Ring", 2001),
    Film(11, "The Lord of the Rings: The Two Towers", 2002),
    Film(12, "Fast & Furious", 2009),
    Film(13, "Schindler's List", 1993),
    Film(14, "千と千尋の神隠し", 2001),
    Film(15, "Her", 2013),
    Film(16, "Heart", 1998),
    Film(17, "2001: A Space Odyssey", 1968),
    Film(18, "A Space Odyssey", None),
]


def numbers(question, films=FILMS):
    return [[film.number for film in named.films] for named in named_films(question, films)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how is the fellowship of the ring?", [[10]]),
        ("how is lord of the rings?", [[10, 11]]),
        ("the two towers or the fellowship of the ring", [[11], [10]]),
        ("is fast and furious loud?", [[12]]),
        ("is Fast & Furious loud?", [[12]]),
        ("was schindlers list long", [[13]]),
        ("was Schindler’s List long", [[13]]),
        ("千と千尋の神隠し", [[14]]),
        ("did you like her acting?", []),
        ("did you like Her?", [[15]]),
        ("does it have heart?", []),
        ("is “Heart” good?", [[16]]),
        ("HOW IS HER HEART", []),
        ("2001: A Space Odyssey", [[17]]),
        ("schindler's lisst", [[13]]),
        ("the felowship of the ring?", [[10]]),
        ("how is the acting?", []),
    ],
)
def test_films_are_found_as_people_write_them(question, expected):
    assert numbers(question) == expected


def test_a_name_says_where_it_stands():
    question = "Is Rocky II better?"
    (named,) = named_films(question, ROCKY)
    assert question[named.start : named.end] == "Rocky II"


@pytest.mark.parametrize(
    ("title", "base"),
    [
        ("Dune: Part Two", ("dune",)),
        ("The Godfather Part II", ("godfather",)),
        ("Toy Story 3", ("toy", "story")),
        ("Seven", ("seven",)),
        ("Two", ("two",)),
        ("Amélie", ("amelie",)),
    ],
)
def test_films_of_a_series_share_a_base(title, base):
    assert base_title(title) == base


@pytest.mark.parametrize(
    ("film", "which", "expected"),
    [
        (1, "next", [2]),
        (2, "next", [3]),
        (3, "next", []),
        (3, "previous", [2]),
        (1, "previous", []),
        (2, "first", [1]),
        (1, "first", []),
        (1, "second", [2]),
        (1, "third", [3]),
        (1, "other", [2, 3]),
    ],
)
def test_a_film_is_found_by_its_place_in_a_series(film, which, expected):
    assert [found.number for found in relative(ROCKY[film - 1], which, [*FILMS, *reversed(ROCKY)])] == expected


def test_many_films_and_long_questions_are_read_in_time():
    films = [
        Film(number, f"Title {number} of the {number % 7} Towers", 1950 + number % 70) for number in range(1, 2_001)
    ]
    question = "is titel 1234 of teh 2 towers any good " * 200

    def seconds(some, text):
        def once():
            start = time.process_time()
            named_films(text, some)
            return time.process_time() - start

        return min(once() for _ in range(3))

    assert seconds(films, question) < 60 * max(seconds(films[:200], question), 0.01)
    assert seconds(films, question) < 12 * max(seconds(films, question[: len(question) // 8]), 0.01)
