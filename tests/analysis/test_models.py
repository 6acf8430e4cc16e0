"""The weights that are committed are those that the card describes."""

import re
from pathlib import Path

import numpy as np

from bot.analysis.scoring import weights
from bot.analysis.training import card
from bot.analysis.training.ngrams import heads, linear


def test_the_card_describes_these_weights():
    card = (weights.FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert re.search(r"SHA-256 `([0-9a-f]{64})`", card)[1] == weights.digest_of_file()
    assert f"{weights.FILE.stat().st_size:,} bytes" in card


def test_the_failures_that_the_card_tells_of_are_those_of_these_weights():
    told = (weights.FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8").split("## Known failures\n")[1]
    notes = (Path(card.__file__).with_name("notes.md")).read_text(encoding="utf-8").split("## Known failures\n")[1]
    assert "<score>" in notes
    assert told == card.with_numbers(notes)


def test_the_weights_are_small_and_whole():
    assert sum(file.stat().st_size for file in weights.FOLDER.iterdir()) <= 12_000_000
    model = weights.load()
    assert set(model.linear) == set(weights.LINEAR)
    assert set(model.heads) == set(weights.HEADS)
    assert (np.diff(model.table) > 0).all()


def test_logistic_regression_finds_the_telling_column():
    chance = np.random.default_rng(0)
    target = (chance.random(400) < 0.5).astype(float)
    column = np.where(chance.random(400) < 0.9, target, 1 - target).astype(np.int32)
    rows = linear.Rows(np.arange(401), column, np.ones(400, np.float32), 2)
    weight, bias = linear.logistic(rows, target, 10.0)
    assert (((rows.dot(weight) + bias) > 0) == (target > 0.5)).mean() > 0.85


def test_a_ranker_learns_what_is_chosen():
    chance = np.random.default_rng(1)
    documents = [chance.standard_normal((10, 3)) for _ in range(60)]
    chosen = [np.array([int(rows[:, 1].argmax())]) for rows in documents]
    head = heads.ranker(documents, chosen, 1.0)
    assert (
        np.mean([head.margins(rows)[:, 0].argmax() == best[0] for rows, best in zip(documents, chosen, strict=True)])
        > 0.9
    )
