"""What members type into single fields."""

from __future__ import annotations

from datetime import date

import pytest

from bot.filing import RefusedError, typed_critic, typed_day, typed_tags

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", ""),
        ("  ", ""),
        ("2021-05-03", "2021-05-03"),
        (" Today ", "2026-03-01"),
        ("yesterday", "2026-02-28"),
        ("3d", "2026-02-26"),
        ("10 days ago", "2026-02-19"),
        ("2026-03-02", "2026-03-02"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert typed_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["2021", "last summer", "2021-02-30", "03/05/2021", "9999999d"])
def test_what_is_no_day_is_refused_with_the_forms_that_are_read(typed: str) -> None:
    with pytest.raises(RefusedError, match="write it as 2026-01-31, today, yesterday, or 3d"):
        typed_day(typed, TODAY)


@pytest.mark.parametrize("typed", ["2026-03-03", "1888-10-13"])
def test_a_film_is_watched_neither_tomorrow_nor_before_there_were_films(typed: str) -> None:
    with pytest.raises(RefusedError, match=f"from 1888-10-14 to today; {typed} is not"):
        typed_day(typed, TODAY)


def test_tags_come_with_commas_and_each_once() -> None:
    assert typed_tags(" cosy, #heist,, Cosy ,double  bill") == ("Cosy", "heist", "double bill")
    assert typed_tags(" , #") == ()


def test_too_many_tags_and_too_long_ones_are_refused() -> None:
    with pytest.raises(RefusedError, match="Those are 11 tags; the limit is 10"):
        typed_tags(",".join(map(str, range(11))))
    with pytest.raises(RefusedError, match="has 51 characters; the limit is 50"):
        typed_tags("x" * 51)


def test_a_critic_is_a_name_on_one_line() -> None:
    assert typed_critic(" Ada\n Lark\u200b ") == "Ada Lark"
    assert typed_critic("  ") == ""
    with pytest.raises(RefusedError, match="has 101 characters; the limit is 100"):
        typed_critic("x" * 101)
