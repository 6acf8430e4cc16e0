"""What stands before a title and says how its film came to be watched is no part of it."""

import pytest

from bot.analysis.parts import film
from bot.analysis.parts.film import lead_ins

BODY = "What a lovely thing this is. I smiled for two hours, cried twice, and the villain steals every scene."
LEAD_INS = (
    *("Just saw it again: ", "Finally watched: ", "Finally watched ", "Rewatch - ", "Rewatched: ", "Second viewing: "),
    *("Seen last night: ", "Last night we watched: ", "First time watch: ", "Watched on Netflix: ", "Movie night: "),
    *("Film club pick: ", "Film of the week: ", "Caught up with ", "Revisited: ", "Now watching – ", "Up next: "),
    *("Watched with my sister: ", "Third time round: ", "New review: ", "Another rewatch... ", "Just finished: "),
    *("31 Days of Horror #12: ", "Logged: ", "Recently watched: ", "Back from the cinema: ", "On the plane: "),
    *("Just got back from ", "Just came out of ", "So I finally saw ", "Finally got round to: ", "12. Rewatch: "),
)
TITLES = (("Paddington 2", 2017), ("The Lantern Keepers", 2024), ("Spider-Man: No Way Home", 2021), ("Heat", 1995))


@pytest.mark.parametrize("lead_in", LEAD_INS)
def test_a_dated_title_behind_a_lead_in_is_found(lead_in: str) -> None:
    for title, year in TITLES:
        found = film.title(f"{lead_in}{title} ({year})\n\n{BODY}")
        assert found is not None, title
        assert (found.title, found.year) == (title, year)


@pytest.mark.parametrize("lead_in", ["Finally watched: ", "Rewatch - ", "Just saw it again: ", "Movie night: "])
def test_it_is_found_where_the_review_goes_on_in_its_line(lead_in: str) -> None:
    for title, year in TITLES:
        found = film.title(f"{lead_in}{title} ({year}). {BODY}")
        assert found is not None, title
        assert (found.title, found.year) == (title, year)


@pytest.mark.parametrize("lead_in", ["Just watched: ", "Finally watched: ", "Rewatch: ", "Tonight's film: "])
def test_a_title_without_a_year_is_found_behind_a_lead_in(lead_in: str) -> None:
    found = film.title(f"{lead_in}The Lantern Keepers\n\n{BODY}")
    assert found is not None
    assert found.title == "The Lantern Keepers"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Just saw it again: Paddington 2", "Paddington 2"),
        ("Watched with my little sister: Paddington 2", "Paddington 2"),
        ("Rewatch - Paddington 2", "Paddington 2"),
        ("Finally saw Paddington 2", "Paddington 2"),
        ('Finally saw "Paddington 2"', '"Paddington 2"'),
    ],
)
def test_a_lead_in_ends_where_the_title_begins(line: str, title: str) -> None:
    assert line[lead_ins.end(line) :] == title


@pytest.mark.parametrize(
    "line",
    [
        "Saw X (2023)",  # the list has this very title
        "Saw (2004)",
        "Mission: Impossible (1996)",
        "Spider-Man: No Way Home (2021)",
        "The Watch on the Rhine: A Memory (2031)",
        "12 Monkeys (1995)",
        "Finally (2024)",
        "I saw that everybody loved Heat (1995)",
        "",
    ],
)
def test_what_belongs_to_a_title_is_no_lead_in(line: str) -> None:
    assert lead_ins.end(line) == 0


@pytest.mark.parametrize("heading", ["Saw X (2023)", "Saw (2004)", "Mission: Impossible (1996)", "Night Watch (2004)"])
def test_titles_that_begin_like_lead_ins_stay_whole(heading: str) -> None:
    found = film.title(f"{heading}\n\n{BODY}")
    assert found is not None
    assert f"{found.title} ({found.year})" == heading
