from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discussion.language.periods import period, released

MOMENTS = st.integers(950_000_000, 7_200_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
"""A Sunday."""


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "since", "until", "name"),
    [
        ("what did we see today?", "2026-11-22", "2026-11-23", "today"),
        ("and yesterday", "2026-11-21", "2026-11-22", "yesterday"),
        ("this week?", "2026-11-16", "2026-11-23", "this week"),
        ("last week?", "2026-11-09", "2026-11-16", "last week"),
        ("this month", "2026-11-01", "2026-12-01", "this month"),
        ("last month", "2026-10-01", "2026-11-01", "last month"),
        ("this year", "2026-01-01", "2027-01-01", "this year"),
        ("last year", "2025-01-01", "2026-01-01", "last year"),
        ("in October", "2026-10-01", "2026-11-01", "in October"),
        ("in December", "2025-12-01", "2026-01-01", "in December"),
        ("films of 2024", "2024-01-01", "2025-01-01", "in 2024"),
        ("lately", "2026-10-23", "2026-11-23", "in the last 30 days"),
    ],
)
def test_a_stretch_of_time(question, since, until, name):
    found = period(question, NOW)
    assert found is not None
    assert (found.since, found.until, found.name) == (day(since), day(until), name)


@pytest.mark.parametrize(
    ("question", "days", "name"),
    [
        ("the last two weeks", 14, "in the last 2 weeks"),
        ("in the past 10 days", 10, "in the last 10 days"),
        ("over the last 3 months", 90, "in the last 3 months"),
        ("the past week", 7, "in the last week"),
    ],
)
def test_a_span_ends_now(question, days, name):
    found = period(question, NOW)
    assert found is not None
    assert found.since == NOW - timedelta(days=days)
    assert found.since < NOW < found.until
    assert found.name == name


@pytest.mark.parametrize(
    "question", ["", "how is the score?", "it may be good", "2001", "the last one", "in 3000", "march on"]
)
def test_no_stretch_of_time(question):
    assert period(question, NOW) is None


@given(
    MOMENTS,
    st.sampled_from(["today", "this week", "this month", "this year", "in the last 5 days"]),
)
def test_what_is_called_this_holds_now(now, question):
    found = period(question, now)
    assert found is not None
    assert found.since <= now < found.until


@given(MOMENTS)
def test_the_last_one_ends_where_this_one_begins(now):
    for unit in ("week", "month", "year"):
        last, this = period(f"last {unit}", now), period(f"this {unit}", now)
        assert last is not None
        assert this is not None
        assert last.until == this.since
        assert last.since < last.until


def test_another_clock_is_read_as_utc():
    late = datetime(2026, 11, 30, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    found = period("this month", late)
    assert found is not None
    assert found.since == day("2026-12-01")


@given(st.text(alphabet="last past this 0123456789weekdaysmonthyears ", max_size=60))
def test_any_words_are_read(text):
    period(text, NOW)


@pytest.mark.parametrize(
    ("question", "first", "last", "name"),
    [
        ("best film of 2021", 2021, 2021, "of 2021"),
        ("the worst films from 1977?", 1977, 1977, "of 1977"),
        ("any good 2019 movies?", 2019, 2019, "of 2019"),
        ("the nineties", 1990, 1999, "of the 1990s"),
        ("best 80s film", 1980, 1989, "of the 1980s"),
        ("films of the '70s", 1970, 1979, "of the 1970s"),
        ("what do we like from the 1960's?", 1960, 1969, "of the 1960s"),
        ("best of the 2010s", 2010, 2019, "of the 2010s"),
        ("the 10s", 2010, 2019, "of the 2010s"),
        ("the noughties", 2000, 2009, "of the 2000s"),
    ],
)
def test_when_films_came_out(question, first, last, name):
    found = released(question)
    assert found is not None
    assert (found.first, found.last, found.name) == (first, last, name)
    assert found.holds(first)
    assert found.holds(last)
    assert not found.holds(first - 1)
    assert not found.holds(last + 1)
    assert not found.holds(None)


@pytest.mark.parametrize(
    "question", ["what did we see in 2021?", "reviews of 2021", "of 9999", "is it good?", "0s", ""]
)
def test_when_reviews_were_written_is_another_thing(question):
    assert released(question) is None


@given(st.text(max_size=100))
def test_any_text_names_a_time_or_none(question):
    released(question)
