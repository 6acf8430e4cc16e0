"""Titles as reviewers write them."""

import pytest

from bot.analysis.parts.film import title


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("Dune: Part Two (2024) - 4.5/5\nA huge film.", "Dune: Part Two", 2024),
        ('"Symphony of Serenity" is a hauntingly beautiful film.', "Symphony of Serenity", None),
        ("Watched Past Lives (2023) ★★★★½\nlovely", "Past Lives", 2023),
        ("# Review: The Zone of Interest\n\nGlazer made it.", "The Zone of Interest", None),
        ("**Aftersun** (2022)\n\nI cried.", "Aftersun", 2022),
        ("Oppenheimer is a film about guilt. It drags.", "Oppenheimer", None),
        ("https://letterboxd.com/jo/film/parasite-2019/ great", "Parasite", 2019),
        ("A ★★★★ review of Dune (2021)\n", "Dune", 2021),
        ("*Moonlight* is one of those rare movies.", "Moonlight", None),
        ("Title: Se7en\nRating: 9/10\nGreat", "Se7en", None),
        ("“The Lantern Keeper,” directed by Jane Doe, is a quiet film.", "The Lantern Keeper", None),
        ("1917 is a technical marvel of a film.", "1917", None),
        ("THE GODFATHER is a great film.", "THE GODFATHER", None),
        ("My thoughts on Everything Everywhere All at Once:\n\nIt is long.", "Everything Everywhere All at Once", None),
    ],
)
def test_a_title_is_found(text, name, year):
    found = title(text)
    assert found is not None
    assert (found.title, found.year) == (name, year)
    assert 0.0 < found.confidence <= 1.0


@pytest.mark.parametrize(
    "text", ["It was a good night at the cinema. I laughed.", "This movie is bad. I hated it.", "lol ok"]
)
def test_no_title_is_none(text):
    assert title(text) is None


def test_a_heading_with_a_year_is_surer_than_a_name_in_passing():
    sure = title("Dune (2021)\n\nA film of sand.")
    guess = title("I finally watched The Thin Red Line last night and liked it.")
    assert sure.confidence > 0.9
    assert guess.confidence < 0.5


def test_a_title_that_comes_back_is_surer():
    once = title("“Low Tide” is slow. It ends.")
    again = title("“Low Tide” is slow. Low Tide ends. I liked Low Tide.")
    assert again.confidence > once.confidence
