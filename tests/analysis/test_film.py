"""Titles as reviewers write them, and what looks like one and is none."""

import pytest

from bot.analysis import analyze, films
from bot.analysis.parts import film

BODY = (
    "The acting is superb, the photography is gorgeous and the score is a delight. "
    "I loved it from the first frame to the last."
)


@pytest.mark.parametrize(
    ("heading", "name", "year"),
    [
        ("It (2017)", "It", 2017),
        ("dune part two (2024)", "dune part two", 2024),
        ("X (2022)", "X", 2022),
        ("12. Past Lives (2023)", "Past Lives", 2023),
        ("Tonight's film: Past Lives (2023)", "Past Lives", 2023),
        ("Past Lives, 2023", "Past Lives", 2023),
        ("Kill Bill: Vol. 1 - 4.5/5", "Kill Bill: Vol. 1", None),
        ("Fahrenheit 9/11 (2004)", "Fahrenheit 9/11", 2004),
        ("12 Angry Men (1957)", "12 Angry Men", 1957),
        ("10 Things I Hate About You (1999)", "10 Things I Hate About You", 1999),
        ("21 Grams (2003)", "21 Grams", 2003),
        ("300 (2006)", "300", 2006),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968),
        ("PAST LIVES", "PAST LIVES", None),
        ("tick, tick... BOOM! (2021)", "tick, tick... BOOM!", 2021),
        ("*Mother!*", "Mother!", None),
        ("RRR", "RRR", None),
        ("The Holdovers", "The Holdovers", None),
        ("The Lantern Keeper: 8/10", "The Lantern Keeper", None),
        ("77/125: Low Tide (2019)", "Low Tide", 2019),
        ("#12 Low Tide (2019)", "Low Tide", 2019),
        ("Film 12: Low Tide", "Low Tide", None),
        ("Review: Low Tide", "Low Tide", None),
        ("**Low Tide** ★★★½", "Low Tide", None),
        ("low tide (2019) - 3/5", "low tide", 2019),
        ("Matrix, The (1999)", "Matrix, The", 1999),
        ("Dr. No (1962)", "Dr. No", 1962),
        ("Se7en", "Se7en", None),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", 2009),
        ("Everything Everywhere All at Once - ★★★★★", "Everything Everywhere All at Once", None),
        ("What's Up, Doc? (1972)", "What's Up, Doc?", 1972),
        ("Who's Afraid of Virginia Woolf? (1966)", "Who's Afraid of Virginia Woolf?", 1966),
        ("1917 (2019)", "1917", 2019),
        ("Her (2013)", "Her", 2013),
        ("M (1931)", "M", 1931),
        ("Glass Harvest (2021) dir. Jane Doe", "Glass Harvest", 2021),
        ("Glass Harvest [2021]", "Glass Harvest", 2021),
        ("Glass Harvest 2021", "Glass Harvest", 2021),
        ("Just watched: Glass Harvest", "Glass Harvest", None),
        ("Watched Past Lives (2023) ★★★★½", "Past Lives", 2023),
        ("3. Low Tide", "Low Tide", None),
        ("Spider-Man: Across the Spider-Verse (2023)", "Spider-Man: Across the Spider-Verse", 2023),
        ("8½ (1963)", "8½", 1963),
        ("WALL·E (2008)", "WALL·E", 2008),
        ("Amélie (2001)", "Amélie", 2001),
        ("Title: Glass Harvest", "Glass Harvest", None),
        ("Movie: Glass Harvest (2021)", "Glass Harvest", 2021),
        ("Glass Harvest (2021) | Short films", "Glass Harvest", 2021),
        ("🎬 Glass Harvest (2021)", "Glass Harvest", 2021),
        ("Day 12: Glass Harvest (2021)", "Glass Harvest", 2021),
    ],
)
def test_a_heading_names_the_film(heading, name, year):
    found = film.title(f"{heading}\n\n{BODY}")
    assert found is not None
    assert (found.title, found.year) == (name, year)
    assert found.confidence >= film.CERTAIN


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "I finally saw *Mother!* last night with a full house. *Mother!* is the boldest film I "
                "have seen in years, and Jennifer Lawrence is superb in it. I walked out of *Mother!* "
                "shaking, and I would go again."
            ),
            "Mother!",
        ),
        (
            (
                "RRR is a film that never stops. Three hours of dancing, tigers and friendship, and I "
                "would watch it again tomorrow."
            ),
            "RRR",
        ),
        (
            (
                "*Romulus* is a great follow-up to *Aliens*, tense and beautifully lit, with a lead who "
                "carries every scene."
            ),
            "Romulus",
        ),
        (
            "Nolan's Tenet is a puzzle that forgot its heart. The film looks wonderful and I could not hear a word.",
            "Tenet",
        ),
        (
            (
                "just rewatched past lives and it is still the most quietly devastating film of the "
                "decade. the acting is superb."
            ),
            "past lives",
        ),
        (
            "Parasite is a film about stairs. Parasite is also very funny. Bong directs Parasite like a heist.",
            "Parasite",
        ),
    ],
)
def test_a_title_in_running_text_is_found(text, name):
    found = film.title(text)
    assert found is not None
    assert found.title == name


@pytest.mark.parametrize(
    "text",
    [
        (
            "ok so i finally saw it and oh my god. the way i was SOBBING at the end. the lead ate "
            "every single scene, the colour grading is insane, the needle drops?? perfect. easily my "
            "fave of the year, 9/10"
        ),
        "I will NEVER recover from it. The acting is superb and the photography is gorgeous.",
        "It is the BEST thing I saw all year. The script is sharp and the score is a delight.",
        (
            "77/125\n\nThe acting is superb, the photography is gorgeous and the score is a delight. I "
            "loved it from the first frame to the last."
        ),
        "I LOVED it. I LOVED every minute of it, and Paul Giamatti deserves every prize there is.",
        "Saw it in IMAX and the sound nearly killed me. The plot is thin but who cares.",
        "Better than Trainspotting, and I do not say that lightly. The acting is superb and the script is sharp.",
        "Reminds me of Heat, but with less talk and more rain. I liked it a lot, and the lead is wonderful.",
        (
            "Oscars 2026 | Short films\n\nThe acting is superb, the photography is gorgeous and the "
            "score is a delight. I loved it from the first frame to the last."
        ),
        "Paul Giamatti is wonderful in this. Every line lands, and the snow looks cold.",
        "A24 strikes again. Gorgeous, slow, and I was bored for an hour before it broke my heart.",
        "Netflix really made this for eleven dollars. The dialogue is awful and nobody can act.",
        "Not as good as the first one, and nowhere near Aliens. The cast tries hard.",
        "I saw it with Maria in Berlin on Saturday. We laughed all the way home, and the music is still in my head.",
        "HATED IT. Two hours of people whispering, a terrible script and an ugly picture.",
        (
            '"You can\'t handle the truth!"\n\nWhat a scene. The acting is superb, the script is sharp, '
            "and I would watch it again."
        ),
    ],
)
def test_what_is_no_title_is_none(text):
    assert film.title(text) is None


def test_the_reading_gives_no_film_that_it_doubts():
    text = f"Reminds me of Heat, with more rain. {BODY}"
    assert analyze(text).film is None
    assert all(one.confidence < film.CERTAIN for one in films(text))


def test_likely_films_are_offered_best_first_and_each_once():
    text = f'"Glass Harvest" (2021)\n\nThe Glass Harvest is no "Low Tide", and Aliens it is not. {BODY}'
    offered = films(text)
    assert offered[0].title == "Glass Harvest"
    assert {"Low Tide", "Aliens"} <= {one.title for one in offered}
    assert len(offered) <= 5
    chances = [one.confidence for one in offered]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.01


def test_a_film_that_the_server_knows_is_likelier():
    text = f"just saw glass harvest with maria. {BODY}"
    alone = max((one.confidence for one in films(text) if one.title == "glass harvest"), default=0.0)
    known = max(one.confidence for one in films(text, ["Glass Harvest"]) if one.title == "glass harvest")
    assert known > alone


def test_a_title_is_looked_for_at_the_end_of_a_long_text_too():
    text = f"{BODY} " * 120 + 'In the end "Glass Harvest" is a film that I will see again. I loved Glass Harvest.'
    assert any(one.title == "Glass Harvest" for one in films(text))
