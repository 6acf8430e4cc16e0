"""Forty pastes in the manner of members: what the reading says of them, against what a reader would say."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.analysis import analyze, clean, spoilers

PASTES = tomllib.loads((Path(__file__).parent / "pastes" / "members.toml").read_text(encoding="utf-8"))["paste"]
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
