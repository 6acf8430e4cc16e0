"""The offline list of titles and casts, and what it says of the names in a review."""

from __future__ import annotations

import pytest

from bot.analysis.language import lexicons
from bot.analysis.parts import film
from bot.analysis.parts.film import mentions, signs
from bot.analysis.parts.film.titles import key, listed, people, with_own

MOST_BYTES = 1_000_000
BODY = "I liked it a lot, and I would watch it again with anybody who can stand slugs."


def test_what_is_shipped_of_titles_and_casts_stays_under_a_megabyte() -> None:
    files = [lexicons.FOLDER / f"{name}.txt.gz" for name in ("film_titles", "people")]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


@pytest.mark.parametrize("title", ["The Matrix", "Matrix, The", "MATRIX,THE", "Rosemary's Baby", "Past Lives"])
def test_a_film_that_many_know_is_well_known_however_it_is_written(title: str) -> None:
    assert listed().well_known(key(title))


def test_a_film_that_one_source_knows_is_on_the_list_and_not_well_known() -> None:
    assert "i downloaded a ghost" in listed()
    assert not listed().well_known("i downloaded a ghost")


def test_a_cast_is_read_by_its_numbers() -> None:
    assert "keanu reeves" in listed().cast("matrix")
    assert listed().cast("no such film as this") == ()
    assert list(people()) == sorted(people())


def test_a_server_s_own_film_is_well_known_there_and_nowhere_else() -> None:
    own = with_own(("The Lantern Keeper",))
    assert own.own("lantern keeper")
    assert own.well_known("lantern keeper")
    assert own.well_known("matrix")
    assert not own.own("matrix")
    assert "lantern keeper" not in listed()
    assert own.cast("matrix") == listed().cast("matrix")


@pytest.mark.parametrize(
    ("words", "least"),
    [
        (["rosemary s", "baby", "is", "long"], 2),
        (["dark", "knight", "rises", "again"], 3),
    ],
)
def test_the_list_says_how_far_a_title_may_go(words: list[str], least: int) -> None:
    assert listed().longest(words) >= least


def test_few_words_are_looked_up_for_nothing() -> None:
    assert listed().longest(["qxz", "zebra"]) == 0
    assert listed().longest(["dark", "qxz", "rises"]) <= 1


def test_the_longest_title_of_a_server_counts_too() -> None:
    assert with_own(("Zebra Xylophone Nine",)).longest(["zebra", "xylophone", "nine", "it"]) == 3


def test_an_actor_s_name_is_offered_as_no_film() -> None:
    text = f"Tommy Lee Jones is a mad bomber and Paul Giamatti is the cop. {BODY}"
    offered = {one.title for one in film.candidates(text, limit=20)}
    assert offered.isdisjoint({"Tommy Lee Jones", "Paul Giamatti"})
    assert film.title(f"Paul Giamatti (2019)\n\n{BODY}") is not None


@pytest.mark.parametrize(
    "heading", ["**Possible Spoilers**", "*** SPOILERS ***", "Spoilers ahead!", "Contains spoilers."]
)
def test_a_warning_of_spoilers_is_no_title(heading: str) -> None:
    assert not [one for one in film.candidates(f"{heading}\n\n{BODY}") if "poiler" in one.title.lower()]


def test_who_plays_in_it_speaks_for_a_film() -> None:
    with_cast, without = (
        f"Saw Slither last night, mostly for {who}. {BODY}" for who in ("Nathan Fillion", "the man next door")
    )
    chances = [
        next(one.confidence for one in film.candidates(text) if one.title == "Slither") for text in (with_cast, without)
    ]
    assert chances[0] > chances[1]


def test_the_signs_say_whose_cast_stands_in_the_text() -> None:
    text = f"Better than Gremlins. I saw Slither with Nathan Fillion. {BODY}"
    found, _ = signs.names(mentions.read(text, listed()), listed())
    said = {name.key: name.signs for name in found}
    assert said["slither"]["cast in the text"] > 0
    assert "cast in the text" not in said["gremlins"]
    assert said["gremlins"]["other cast in the text"] == 1.0
    assert "nathan fillion" not in said
