"""Whatever is pasted is answered, in time that grows no faster than the text."""

import re
from functools import partial
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis import OWN_WORDS, analyze, chatter, clean, looks_like_review, score
from bot.analysis.language import counting, lines, sentences, spoilers, text
from bot.analysis.parts import aspects, film, rating, rating_forms

UNITS = [
    "a",
    " ",
    "\n",
    "(",
    '"',
    "“",
    "*",
    "_",
    "★",
    "|",
    "/",
    "1",
    "1 ",
    "9/10 ",
    "A ",
    "A. ",
    "two ",
    "thumbs ",
    "- ",
]
PATTERNS = [
    (f"{module.__name__.rsplit('.', 1)[-1]}.{name}", pattern)
    for module in (
        aspects,
        chatter,
        counting,
        film.context,
        film.mentions,
        film.signs,
        film.titles,
        lines,
        rating,
        rating_forms,
        sentences,
        spoilers,
        text,
    )
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
]


def spent(call) -> float:
    """Measure processor time, the least of three, so that other work on the machine counts for nothing."""
    found = []
    for _ in range(3):
        begin = process_time()
        call()
        found.append(process_time() - begin)
    return min(found)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_no_pattern_is_worse_than_linear(name, pattern):
    for unit in UNITS:
        times = [spent(partial(_found, pattern, unit * (size // len(unit)))) for size in (8_000, 16_000, 32_000)]
        assert times[2] < 3 * times[1] + 0.02, (name, unit)
        assert times[1] < 3 * times[0] + 0.02, (name, unit)


def _found(pattern, text):
    return sum(1 for _ in pattern.finditer(text))


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "“",
        "中。",
        "A.\n",
        "9/10 ",
        "*",
        "||",
        "a",
        "I am. ",
        "\u200d",
        '"Heat" is a great film. ',
        "the acting, ",
        "😀",
        "a! ",
        '"a" ',
        "(",
        "- a\n",
        "<br>",
        "中",
    ],
)
def test_ten_times_the_text_takes_no_more_than_about_ten_times_as_long(unit):
    short, long = (unit * (size // len(unit)) for size in (8_000, 80_000))
    analyze(short)
    assert spent(lambda: analyze(long)) < 14 * spent(lambda: analyze(short)) + 0.1


@pytest.mark.slow
@given(
    st.text(max_size=500)
    | st.text(alphabet=st.sampled_from("ab.!? \n|*_“”\"'é😀\u200d\u202e中1/5★(2019)"), max_size=500)
)
@settings(max_examples=200)
def test_any_text_is_read_or_refused(paste):
    for raw in (paste, clean(paste)):
        try:
            read = analyze(raw)
        except ValueError:
            assert not raw.strip() or min(raw) < " "
            continue
        hidden = [(start, end) for start, end in read.spoilers]
        for line in (*read.summary, *read.quotes, *read.sentences, *(one.sentence for one in read.aspects)):
            assert raw[line.start : line.end] == line.text
            assert line.spoiler == any(line.start < end and start < line.end for start, end in hidden)
            assert -1 <= line.polarity <= 1
            assert 0 <= line.opinion <= 1
        assert all(5 <= len(quote.text.split()) <= 45 for quote in read.quotes)
        assert bool(read.summary) <= (read.words >= OWN_WORDS)
        assert all(raw[one.start : one.end] == one.term for one in read.reasons)
        assert read.rating is None or raw[read.rating.start : read.rating.end] == read.rating.raw
        assert -1 <= score(raw) <= 1
        assert looks_like_review(raw) in {True, False}
