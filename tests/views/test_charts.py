"""Charts by their data; and that what is drawn is a readable picture of its own."""

from __future__ import annotations

import io
from dataclasses import replace

import matplotlib.image
import numpy as np
import pytest
from hypothesis import given, settings, strategies

from bot.discussion import film_page
from bot.views import charts
from bot.views.charts import FilmChart, TimeChart, film_chart, film_png, months_chart, time_chart, time_png
from tests.discussion.builders import DUNE, Line, review

PNG = b"\x89PNG\r\n\x1a\n"
WORDS = tuple(charts.LABEL_WORDS.values())
ASPECTS = tuple(charts.ASPECT_WORDS.values())
COUNTS = strategies.integers(1, 100_000)
CHARTS = strategies.builds(
    FilmChart,
    labels=strategies.dictionaries(strategies.sampled_from(WORDS), COUNTS, min_size=1).map(lambda d: tuple(d.items())),
    aspects=strategies.dictionaries(strategies.sampled_from(ASPECTS), COUNTS).map(
        lambda counts: tuple((name, number, number // 2) for name, number in counts.items())
    ),
    ratings=strategies.just(()) | strategies.lists(COUNTS, min_size=10, max_size=10).map(tuple),
)


def test_a_film_chart_holds_the_pages_counts() -> None:
    reviews = [
        review(1, 11, Line("Fine acting.", 0.8, "acting"), rating=10.0),
        review(
            2, 12, Line("Bad acting.", -0.8, "acting"), Line("So slow.", -0.5, "pacing"), label="negative", rating=0
        ),
        review(3, 13, Line("There is music.", 0.0, "music"), rating=8.9),
        review(4, 14, label="unsure"),
    ]
    chart = film_chart(film_page(DUNE, reviews))
    assert chart == FilmChart(
        (("Positive", 2), ("Negative", 1), ("Not sure", 1)),
        (("Acting", 1, 1), ("Pacing", 0, 1)),
        (1, 0, 0, 0, 0, 0, 0, 0, 1, 1),
    )
    assert chart is not None
    assert chart.alt == (
        "Reviewers by verdict: positive 2, negative 1, not sure 1. Praise to criticism: Acting 1 to 1, Pacing 0 to 1. "
        "Ratings out of ten: 0 to 1: 1, 8 to 9: 1, 9 to 10: 1."
    )


def test_two_reviews_make_no_chart() -> None:
    page = film_page(DUNE, [review(1, 11, rating=9.0), review(2, 12, rating=8.0)])
    assert film_chart(page) is None


def test_two_ratings_are_not_drawn() -> None:
    page = film_page(DUNE, [review(1, 11, rating=9.0), review(2, 12, rating=8.0), review(3, 13)])
    chart = film_chart(page)
    assert chart is not None
    assert chart.ratings == ()


def test_months_without_reviews_are_not_left_out() -> None:
    chart = time_chart([("2026-02", 3), ("2025-11", 1)])
    assert chart.bars == (("2025-11", 1), ("2025-12", 0), ("2026-01", 0), ("2026-02", 3))
    assert chart.alt == "4 reviews from 2025-11 to 2026-02; most in 2026-02: 3."
    assert time_chart([]).bars == ()


def test_a_long_time_is_drawn_by_quarters_and_a_very_long_one_by_years() -> None:
    assert time_chart([("2022-12", 2), ("2026-02", 3)]).bars[0] == ("2022 Q4", 2)
    years = time_chart([("1999-12", 2), ("2026-02", 3)]).bars
    assert (years[0], years[-1], len(years)) == (("1999", 2), ("2026", 3), 28)


@given(strategies.dictionaries(strategies.tuples(strategies.integers(1990, 2030), strategies.integers(1, 12)), COUNTS))
def test_no_review_is_lost_on_the_way_to_a_bar(months: dict[tuple[int, int], int]) -> None:
    chart = time_chart([(f"{year:04}-{month:02}", number) for (year, month), number in months.items()])
    assert sum(number for _, number in chart.bars) == sum(months.values())
    assert len(chart.bars) <= 41


@given(CHARTS)
@settings(max_examples=12)
def test_every_chart_is_drawn_on_a_solid_background(chart: FilmChart) -> None:
    pixels = matplotlib.image.imread(io.BytesIO(film_png(chart)))
    assert pixels.shape[1] > 800
    if pixels.shape[2] == 4:
        assert np.all(pixels[..., 3] == 1.0), "nothing shines through"
    assert {tuple(round(value * 255) for value in corner[:3]) for corner in (pixels[0, 0], pixels[-1, -1])} == {
        tuple(bytes.fromhex(charts._PAPER[1:]))
    }
    assert len(chart.alt) <= 1_024


@pytest.mark.parametrize("bars", [(), (("2026-11", 1),), tuple((f"2026-{month:02}", month) for month in range(1, 13))])
def test_time_is_drawn_whatever_its_length(bars: tuple[tuple[str, int], ...]) -> None:
    assert time_png(TimeChart(bars)).startswith(PNG)


def test_the_same_counts_give_the_same_picture_and_other_counts_another() -> None:
    chart = FilmChart((("Positive", 3), ("Negative", 1)), (("Acting", 2, 1),), ())
    assert film_png(chart) == film_png(chart)
    assert film_png(chart) != film_png(replace(chart, aspects=(("Acting", 1, 2),)))
    assert months_chart([("2026-11", 3)]).startswith(PNG)
