"""What teachers said of unlabelled lines, and how the sentence model learns from it."""

import numpy as np
import pytest

from bot.analysis.training import marks
from bot.analysis.training.ngrams import base, pool, teacher

REVIEWS = [
    {"id": "one", "text": "The film is slow and much too long. I liked the lead a great deal. It rains."},
    {"id": "two", "text": "A quoted review says this very line here. Nobody may learn from it at all."},
]


@pytest.fixture
def material() -> base.Material:
    names = (*pool.SIZES, "pull_quotes")
    records = {name: REVIEWS if name == "scale" else [] for name in names} | {"pull_quotes": REVIEWS[1:]}
    return base.Material(records, {name: np.arange(len(rows)) for name, rows in records.items()}, marks.Known([]))


def test_the_pool_is_drawn_alike_each_time_and_leaves_quoted_reviews_alone(material: base.Material):
    drawn = pool.draw(material)
    assert drawn == pool.draw(material)
    assert sorted(line.text for line in drawn.pool) == [
        "I liked the lead a great deal.",
        "The film is slow and much too long.",
    ]
    assert {line.fold for line in drawn.pool + drawn.bodies} == {0}


def test_scores_of_other_corpora_are_refused(material: base.Material):
    with pytest.raises(ValueError, match="other corpora"):
        teacher.judged(material)


@pytest.mark.parametrize(("without", "margin"), [(0, 2.0), (1, 2.0), (2, -4.0), (3, -4.0), (None, -1.0)])
def test_a_fold_hears_only_the_teacher_that_never_saw_it(without: int | None, margin: float):
    judged = teacher.Judged([pool.Line("a line", 0)], np.array([[-4.0], [2.0]]))
    assert judged.of(without) == pytest.approx(1 / (1 + np.exp(-margin)))


def test_judged_lines_follow_the_labelled_ones_and_count_less():
    judged = teacher.Judged([pool.Line("a line", 1)], np.zeros((2, 1)))
    lesson = base.Lesson(None, np.array([1.0, 0.0]), np.array([0, 1, 1]), np.zeros(0, np.int64), judged)
    assert lesson.targets(None).tolist() == [1.0, 0.0, 0.5]
    assert lesson.weights().tolist() == [1.0, 1.0, base.JUDGED_WEIGHT]


def test_the_kept_scores_are_whole():
    with np.load(teacher.FILE, allow_pickle=False) as kept:
        assert kept["polarity"].shape == (2, sum(pool.SIZES.values()))
        assert kept["polarity"].std(axis=1).min() * teacher.UNIT > 1.0
