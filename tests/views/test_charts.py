"""Charts by their data; and that what is drawn is read on a phone: no letter too small, cut, or on another."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import matplotlib.image
import numpy as np
import pytest
from hypothesis import given, settings, strategies
from matplotlib.text import Text

from bot.archive.types import Film
from bot.discussion import compare, compare_critics, film_page
from bot.views.charts import (
    Chart,
    Columns,
    FilmChart,
    TimeChart,
    VerdictBar,
    film_chart,
    film_columns,
    member_columns,
    png,
    time_chart,
    verdict_bar,
)
from bot.views.charts.columns import Number, Row, Shares, Stance
from bot.views.charts.film import MOST_SIDES, Period, star_bin, stars_words
from bot.views.charts.sheet import WIDTH, can_write, extent, wrapped
from bot.views.charts.verdicts import ORDER
from bot.views.colours import PAPER
from bot.views.words import ASPECT_WORDS
from tests.discussion.builders import ALIEN, DUNE, NOON, Line, review

PHONE, DESKTOP = 360, 550
"""How wide Discord shows a picture, in pixels."""
COUNTS = strategies.integers(1, 100_000)
LABELS = strategies.sampled_from(ORDER)
NAMES = strategies.text(
    strategies.sampled_from("abcdefghij WMÉßж—’$"), min_size=1, max_size=60
).filter(str.strip)  # fmt: skip
SHARES = strategies.lists(strategies.tuples(LABELS, COUNTS), min_size=1, max_size=4).map(tuple)
CELLS = (
    strategies.none()
    | strategies.builds(Shares, SHARES, strategies.just("some"), strategies.floats(0, 1))
    | strategies.builds(Stance, LABELS, strategies.none() | strategies.floats(0, 10))
    | strategies.builds(Number, strategies.just("★ 10.0/10"))
)
CHARTS = strategies.one_of(
    strategies.builds(VerdictBar, SHARES),
    strategies.builds(
        FilmChart,
        sides=strategies.just(())
        | strategies.lists(
            strategies.tuples(
                strategies.sampled_from(tuple(ASPECT_WORDS.values())), strategies.integers(0, 100_000), COUNTS
            ),
            min_size=2,
            max_size=MOST_SIDES,
        ).map(tuple),
        stars=strategies.lists(COUNTS, min_size=10, max_size=10).map(tuple),
        newest=strategies.just(())
        | strategies.lists(strategies.builds(Period, strategies.just("Nov 2026"), SHARES), min_size=2, max_size=40).map(
            tuple
        ),
    ),
    strategies.builds(
        TimeChart, strategies.lists(strategies.tuples(strategies.just("Q4 2026"), COUNTS), min_size=2, max_size=41)
    ),
    strategies.builds(
        Columns,
        names=strategies.tuples(NAMES, NAMES),
        rows=strategies.lists(strategies.builds(Row, NAMES, CELLS, CELLS), min_size=1, max_size=10).map(tuple),
    ),
)


def words_on(chart: Chart) -> list[tuple[Text, Any]]:
    """Give every piece of writing on a chart with the box that it fills, in units."""
    sheet = chart.draw()
    renderer: Any = sheet.figure.canvas.get_renderer()
    units = renderer.width / WIDTH
    written = [found for found in sheet.figure.findobj(Text) if found.get_text()]
    return [(one, one.get_window_extent(renderer).transformed(scaled(units))) for one in written]


def scaled(units: float) -> Any:
    from matplotlib.transforms import Affine2D  # noqa: PLC0415  (as slow as the charts are)

    return Affine2D().scale(1 / units)


@pytest.mark.slow
@given(CHARTS)
@settings(max_examples=40)
def test_no_letter_is_too_small_cut_off_or_on_another(chart: Chart) -> None:
    height = chart.draw().height
    written = words_on(chart)
    for one, box in written:
        for shown in (PHONE, DESKTOP):
            assert one.get_fontsize() * shown / WIDTH >= 14, f"{one.get_text()!r} is too small at {shown} pixels"
        assert box.x0 >= -1, one.get_text()
        assert box.x1 <= WIDTH + 1, one.get_text()
        assert box.y0 >= -1, one.get_text()
        assert box.y1 <= height + 1, one.get_text()
    for (one, first), (other, second) in combinations(written, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 1 or down <= 1, f"{one.get_text()!r} lies on {other.get_text()!r}"


@pytest.mark.slow
@given(CHARTS)
@settings(max_examples=8)
def test_every_chart_is_sharp_and_on_solid_paper(chart: Chart) -> None:
    pixels = matplotlib.image.imread(io.BytesIO(png(chart)))
    assert pixels.shape[1] == 3 * WIDTH
    if pixels.shape[2] == 4:
        assert np.all(pixels[..., 3] == 1.0), "nothing shines through"
    if not isinstance(chart, VerdictBar):
        corners = {tuple(round(value * 255) for value in corner[:3]) for corner in (pixels[0, 0], pixels[-1, -1])}
        assert corners == {tuple(PAPER.to_bytes(3, "big"))}
    assert len(chart.alt) <= 1_024


def test_a_chart_is_no_taller_than_a_screen() -> None:
    sides = tuple((name, 9, 9) for name in list(ASPECT_WORDS.values())[:MOST_SIDES])
    periods = tuple(Period(f"{month} 2026", (("positive", 1),)) for month in ("Jan", "Feb"))
    assert FilmChart(sides, (1,) * 10, periods).draw().height * DESKTOP / WIDTH < 620


def test_a_film_chart_holds_what_the_page_does_not_say() -> None:
    slow = Line("So slow.", -0.5, "pacing")
    reviews = [
        review(1, 11, Line("Fine acting.", 0.8, "acting"), slow, rating=10.0, minute=0),
        review(2, 12, Line("Bad acting.", -0.8, "acting"), slow, label="negative", rating=0, minute=60 * 24 * 20),
        review(3, 13, Line("There is music.", 0.0, "music"), rating=8.6, minute=60 * 24 * 21),
        review(4, 14, Line("A good ending.", 0.9, "ending"), label="unsure", rating=9.0, minute=60 * 24 * 22),
    ]
    chart = film_chart(film_page(DUNE, reviews))
    assert chart is not None
    assert chart.sides == (("Acting", 1, 1), ("Pacing", 0, 2)), "one voice on a side is no comparison"
    assert chart.stars == (1, 0, 0, 0, 0, 0, 0, 0, 2, 1)
    assert [(period.name, dict(period.labels)) for period in chart.newest] == [
        ("Nov 2026", {"positive": 1, "mixed": 0, "unsure": 0, "negative": 0}),
        ("Dec 2026", {"positive": 1, "mixed": 0, "unsure": 1, "negative": 1}),
    ]
    assert chart.alt == (
        "Praise to criticism of each side: Acting 1 to 1, Pacing 0 to 2. "
        "4 ratings from ½ to 5 stars, most often 4½: 2. "
        "Reviews from Nov 2026 to Dec 2026, most in Dec 2026: 3."
    )


def test_the_newest_review_of_each_member_is_drawn_and_no_other() -> None:
    reviews = [review(number, number, rating=float(number)) for number in (1, 2, 3)]
    again = review(4, 1, label="negative", rating=9.0, minute=60 * 24 * 40)
    chart = film_chart(film_page(DUNE, [*reviews, again]))
    assert chart is not None
    assert sum(chart.stars) == sum(period.reviews for period in chart.newest) == 3
    assert chart.stars[star_bin(1.0)] == 0
    assert dict(chart.newest[-1].labels)["negative"] == 1


def test_two_reviews_make_no_chart() -> None:
    acted = Line("The acting sings.", 0.8, "acting")
    paced = Line("It moves.", 0.8, "pacing")
    page = film_page(DUNE, [review(1, 11, acted, paced, rating=9.0), review(2, 12, acted, paced, rating=2.0)])
    assert film_chart(page) is None


def test_a_single_value_is_no_chart() -> None:
    acted = Line("The acting sings.", 0.8, "acting")
    same = [review(number, number, acted, rating=8.0) for number in (1, 2, 3)]
    assert film_chart(film_page(DUNE, same)) is None, "one side, one rating and one month"
    assert verdict_bar(film_page(DUNE, same).labels) is None
    assert time_chart([("2026-11", 14)]) is None
    assert time_chart([("2026-11", 14), ("2026-12", 0)]) is None
    assert time_chart([]) is None


def test_ratings_lie_in_half_stars() -> None:
    assert [stars_words(star_bin(value)) for value in (0, 0.4, 1, 1.5, 4.9, 5.5, 7, 9.4, 9.5, 10)] == [
        "½", "½", "½", "1", "2½", "3", "3½", "4½", "5", "5",
    ]  # fmt: skip


@given(strategies.floats(0, 10))
def test_every_rating_has_the_nearest_half_star(value: float) -> None:
    stars = (star_bin(value) + 1) / 2
    assert abs(stars - value / 2) <= 0.25 or (stars == 0.5 and value < 0.5)


def test_months_without_reviews_are_not_left_out() -> None:
    chart = time_chart([("2026-02", 3), ("2025-11", 1)])
    assert chart is not None
    assert chart.bars == (("Nov 2025", 1), ("Dec 2025", 0), ("Jan 2026", 0), ("Feb 2026", 3))
    assert chart.alt == "4 reviews from Nov 2025 to Feb 2026, by when they were written; most in Feb 2026: 3."


def test_a_long_time_is_drawn_by_quarters_and_a_very_long_one_by_years() -> None:
    quarters = time_chart([("2022-12", 2), ("2026-02", 3)])
    years = time_chart([("1999-12", 2), ("2026-02", 3)])
    assert quarters is not None
    assert years is not None
    assert quarters.bars[0] == ("Q4 2022", 2)
    assert (years.bars[0], years.bars[-1], len(years.bars)) == (("1999", 2), ("2026", 3), 28)


@given(
    strategies.dictionaries(
        strategies.tuples(strategies.integers(1990, 2030), strategies.integers(1, 12)), COUNTS, min_size=2
    )
)
def test_no_review_is_lost_on_the_way_to_a_bar(months: dict[tuple[int, int], int]) -> None:
    chart = time_chart([(f"{year:04}-{month:02}", number) for (year, month), number in months.items()])
    assert chart is not None
    assert sum(number for _, number in chart.bars) == sum(months.values())
    assert len(chart.bars) <= 41


def test_what_is_between_stands_between_in_the_bar_of_verdicts() -> None:
    bar = verdict_bar({"negative": 2, "positive": 5, "unsure": 0, "mixed": 1})
    assert bar is not None
    assert [label for label, _ in bar.labels] == ["positive", "mixed", "negative"]
    assert bar.alt == "A bar of 8 verdicts: 5 positive, 1 mixed, 2 negative."
    assert [one.get_text() for one, _ in words_on(bar)] == ["▲", "◆", "▼"], "readable without colour"


def test_two_films_stand_in_columns() -> None:
    acted, wooden = Line("The acting sings.", 0.8, "acting"), Line("It is wooden.", -0.8, "acting")
    here = [review(1, 1, acted, rating=9.0), review(2, 2, acted, rating=8.0), review(3, 3, wooden, rating=4.0)]
    there = [review(4, 1, Line("Sharp words.", 0.9, "writing"), film=ALIEN, label="negative")]
    columns = film_columns(compare(DUNE, ALIEN, [*here, *there]))
    assert columns is not None
    assert columns.alt == (
        "Dune (2021) beside Alien (1979). Verdicts: 3 positive against 1 negative; "
        "Average: ★ 7.0/10 against nothing; Acting: 2 praise, 1 criticism against nothing; "
        "Writing: nothing against 1 praise."
    )
    assert film_columns(compare(DUNE, ALIEN, here)) is None, "nothing to compare with"


def test_two_members_stand_in_columns_those_films_first_on_which_they_part() -> None:
    reviews = [
        review(1, 1, film=ALIEN, rating=8.0),
        review(2, 2, film=ALIEN, rating=8.0),
        review(3, 1, rating=9.0),
        review(4, 2, label="negative", rating=2.0),
    ]
    both = compare_critics(1, 2, reviews)
    columns = member_columns(both, ("Ada", "Ben"))
    assert columns is not None
    assert columns.alt == (
        "Ada beside Ben. Dune (2021): positive, 9.0 of 10 against negative, 2.0 of 10; "
        "Alien (1979): positive, 8.0 of 10 against positive, 8.0 of 10."
    )
    assert [one.get_text() for one, _ in words_on(columns)][:2] == ["Ada", "Ben"]
    assert member_columns(compare_critics(1, 2, reviews[:2]), ("Ada", "Ben")) is None, "one film is said in words"


@pytest.mark.parametrize("title", ["羅生門", "פרנסואה", "🎬🎬", "क़यामत"])
def test_a_name_without_letters_for_it_is_left_to_the_page(title: str) -> None:
    film = Film(2, title, None)
    both = compare(DUNE, film, [review(1, 1), review(2, 1, film=film)])
    columns = film_columns(both)
    assert columns is not None
    assert columns.names == ("Dune (2021)", "Right film")
    assert columns.unwritten == (("Right film", title),)
    assert columns.draw().png().startswith(b"\x89PNG")


@pytest.mark.parametrize("bold", [False, True])
def test_the_font_has_every_letter_that_is_said_to_be_written(bold: bool) -> None:
    from bot.views.charts.sheet import _font  # noqa: PLC0415  (the font itself)

    font = _font(bold)
    for letter in map(chr, range(0x20, 0x3000)):
        if can_write(letter) and unicodedata.category(letter)[0] in "LNPSZ":
            written = unicodedata.normalize("NFC", letter)
            assert all(font.get_char_index(ord(part)) for part in written), f"{letter!r} would be a box"


def test_long_names_are_cut_where_it_is_seen() -> None:
    lines = wrapped("The Assassination of Jesse James by the Coward Robert Ford", 160, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(extent(line) <= 160 for line in lines)
    assert wrapped("Heat", 160, 2) == ["Heat"]


def test_the_same_counts_give_the_same_picture_and_other_counts_another() -> None:
    chart = FilmChart((("Acting", 2, 1), ("Pacing", 0, 4)), (), ())
    assert png(chart) == png(chart)
    assert png(chart) != png(replace(chart, sides=(("Acting", 1, 2), ("Pacing", 0, 4))))


def test_periods_follow_the_calendar_and_not_the_day_of_the_month() -> None:
    at = [review(number, number, rating=number * 3.0, minute=minute) for number, minute in enumerate((0, 1, 2), 1)]
    later = replace(at[2], written_at=NOON + timedelta(days=13))
    chart = film_chart(film_page(DUNE, [*at[:2], later]))
    assert chart is not None
    assert [(period.name, period.reviews) for period in chart.newest] == [("Nov 2026", 2), ("Dec 2026", 1)]
