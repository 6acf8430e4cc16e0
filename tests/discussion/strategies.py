"""Servers' reviews as Hypothesis draws them: few people, two films, and whatever can be left out left out at times."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.analysis.types import ASPECTS, LABELS
from tests.discussion.builders import ALIEN, DUNE, Line, review

POLARITIES = [-0.9, -0.5, -0.1, 0.0, 0.05, 0.1, 0.5, 0.9]


@st.composite
def written(draw, number, films=(DUNE, ALIEN, None), hidden=True):
    chosen = draw(st.lists(st.sampled_from(ASPECTS), max_size=3, unique=True))
    lines = [
        Line(
            f"On {aspect} says {number}.",
            draw(st.sampled_from(POLARITIES)),
            aspect,
            quote=draw(st.booleans()),
            spoiler=draw(st.integers(0, 4)) == 0,
        )
        for aspect in chosen
    ]
    return review(
        number,
        draw(st.integers(1, 4)),
        Line(f"Review {number} begins."),
        *lines,
        film=draw(st.sampled_from(films)),
        label=draw(st.sampled_from(LABELS)),
        rating=draw(st.none() | st.integers(0, 20).map(lambda value: value / 2)),
        minute=draw(st.integers(0, 6)),
        hidden=hidden and draw(st.integers(0, 5)) == 0,
        score=draw(st.integers(-9, 9)) / 10,
        watched_on=draw(st.none() | st.sampled_from(["2021-05-03", "2026-11-18", "2026-11-19"])),
        critic=draw(st.sampled_from([None, None, None, None, None, "Ada Lark", "ada  lark", "Bo Marsh"])),
        text_print=draw(st.none() | st.sampled_from([b"one", b"other"])),
    )


@st.composite
def servers(draw, films=(DUNE, ALIEN, None), largest=10, hidden=True):
    size = draw(st.integers(0, largest))
    return draw(st.permutations([draw(written(number, films, hidden)) for number in range(1, size + 1)]))
