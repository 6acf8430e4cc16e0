from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.types import (
    ASPECTS,
    LABELS,
    Analysis,
    AspectOpinion,
    FilmTitle,
    Quote,
    Rating,
    Reason,
    Sentence,
    Sentiment,
)
from bot.archive.database.codec import decode, encode
from tests.archive.builders import SLOW, make_analysis

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
SIDES = st.sets(st.sampled_from(ASPECTS))
SCALES = ["", "of 4", "of 5, assumed", "letters, A best"]
THOUSANDTHS = st.integers(-1000, 1000).map(lambda number: number / 1000)
FILMS = st.builds(FilmTitle, TEXTS, st.none() | st.integers(1888, 2100), THOUSANDTHS)


@st.composite
def analyses(draw, text):
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)

    def line(kind):
        start, end = draw(spans)
        return kind(start, end, text[start:end], draw(THOUSANDTHS), draw(THOUSANDTHS), draw(st.booleans()))

    sentences = tuple(line(Sentence) for _ in range(draw(st.integers(0, 5))))
    start, end = draw(spans)
    return Analysis(
        summary=(*sentences[:2], line(Sentence)),
        quotes=tuple(line(Quote) for _ in range(draw(st.integers(0, 3)))),
        sentiment=Sentiment(draw(st.sampled_from(LABELS)), draw(THOUSANDTHS), draw(THOUSANDTHS)),
        aspects=tuple(AspectOpinion(side, draw(THOUSANDTHS), line(Sentence)) for side in draw(SIDES)),
        film=draw(st.none() | FILMS),
        rating=draw(st.none() | st.sampled_from(SCALES).map(partial(Rating, text[start:end], 7.25, start, end))),
        language=draw(st.sampled_from(["en", "und", "de"])),
        words=len(text.split()),
        sentences=sentences,
        reasons=(Reason(text[start:end], draw(THOUSANDTHS), start, end, draw(st.sampled_from(["", "negated"]))),),
        spoilers=(tuple(draw(spans)),),
        model=draw(TEXTS),
        giveaways=(line(Sentence), *sentences[:1]),
        likely_films=tuple(draw(st.lists(FILMS, max_size=2))),
    )  # fmt: skip


@given(st.data())
def test_an_analysis_comes_back_as_it_was(data):
    text = data.draw(TEXTS)
    analysis = data.draw(analyses(text))
    assert decode(encode(analysis), text) == analysis


def test_a_rating_of_an_older_row_comes_back_without_a_scale():
    text = "4 stars"
    analysis = replace(make_analysis(SLOW), rating=Rating(text, 8.0, 0, 7, "of 5, assumed"))
    record = json.loads(encode(analysis))
    record["g"] = record["g"][:3]
    back = decode(json.dumps(record), text + SLOW[7:])
    assert back.rating == Rating(text, 8.0, 0, 7)


def test_nothing_of_the_text_is_copied():
    stored = encode(make_analysis(SLOW))
    assert len(stored) < len(SLOW) * 3
    assert not [word for word in SLOW.split() if len(word) > 6 and word in stored]


def test_a_sentence_named_twice_is_kept_once():
    analysis = make_analysis(SLOW)
    record = json.loads(encode(analysis))
    assert record["s"] == [0, 1]
    assert record["q"] == [0]
    assert len(record["n"]) == len(analysis.sentences)


def test_kinds_of_line_come_back_as_their_kind():
    back = decode(encode(make_analysis(SLOW)), SLOW)
    assert {type(quote) for quote in back.quotes} == {Quote}
    assert {type(sentence) for sentence in back.summary} == {Sentence}
