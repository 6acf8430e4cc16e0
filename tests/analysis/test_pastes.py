"""Forty pastes in the manner of members: what the reading says of them, against what a reader would say."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.analysis import analyze, clean, spoilers

PASTES = tomllib.loads((Path(__file__).parent / "pastes" / "members.toml").read_text(encoding="utf-8"))["paste"]
# What is learned may err on so many of the forty, and no more; better weights lower these.
MOST_WRONG = 3
MOST_OPPOSITE = 3
LEAST_FILMS = 19
SURE = 0.5
NAMED = [pytest.param(paste, id=paste["name"]) for paste in PASTES]


def cleaned(paste):
    return clean(paste["text"])


@cache
def read(text):
    return analyze(text)


@pytest.mark.parametrize("paste", NAMED)
def test_pastes_say_what_they_should(paste):
    text = cleaned(paste)
    assert set(paste["label"]) <= {"positive", "mixed", "negative", "unsure"}
    assert all(piece in text for piece in paste.get("quotable", []))
    hidden = [text[slice(*spoilers.content(text, span))] for span in spoilers.spans(text)]
    assert hidden == paste.get("hidden", [])


@pytest.mark.parametrize("paste", NAMED)
def test_lines_are_cut_as_a_reader_would(paste):
    if "lines" in paste:
        assert len(read(cleaned(paste)).sentences) == paste["lines"]


@pytest.mark.parametrize("paste", NAMED)
def test_ratings_are_the_writers_own(paste):
    found = read(cleaned(paste)).rating
    assert (found and found.value) == paste.get("rating")


@pytest.mark.parametrize("paste", NAMED)
def test_what_is_hidden_stays_hidden(paste):
    text = cleaned(paste)
    analysis = read(text)
    for line in (*analysis.quotes, *analysis.summary, *analysis.sentences):
        assert line.spoiler == spoilers.is_hidden(analysis.spoilers, line.start, line.end)
    assert analysis.film is None or any(analysis.film.title in piece for piece in [spoilers.without(text)])


def test_labels_are_hardly_ever_opposite():
    opposite = {"positive": "negative", "negative": "positive"}
    labels = [(paste, read(cleaned(paste)).sentiment.label) for paste in PASTES]
    turned = [
        paste["name"]
        for paste, label in labels
        if opposite.get(label) in paste["label"] and not {label, "mixed"} & set(paste["label"])
    ]
    assert len(turned) <= MOST_OPPOSITE, turned


def test_what_is_quoted_is_the_writers_opinion():
    """Lines that are known as what they are (headings, ratings, tags …) are never quoted or summarized."""
    told = [
        (paste["name"], line.text)
        for paste in PASTES
        for line in (*read(cleaned(paste)).quotes, *read(cleaned(paste)).summary)
        if any(piece in line.text for piece in paste.get("never", [])) and not line.spoiler
    ]
    assert len(told) <= MOST_WRONG, told


def test_films_are_named_where_the_paste_names_them():
    named = [paste for paste in PASTES if "film" in paste]
    right = [paste["name"] for paste in named if _title(paste) == paste["film"].lower()]
    assert len(right) >= LEAST_FILMS, sorted({paste["name"] for paste in named} - set(right))


def _title(paste):
    film = read(cleaned(paste)).film
    return film.title.lower() if film and film.confidence >= SURE else ""
