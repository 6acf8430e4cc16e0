"""What the small models see of a sentence and of a review: numbers that a reader could check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.scoring.weights import logistic

if TYPE_CHECKING:
    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.weights import Floats

_FILM = frozenset(
    [
        "film",
        "movie",
        "picture",
        "films",
        "movies",
        "cinema",
        "entertainment",
        "debut",
        "sequel",
        "comedy",
        "drama",
        "thriller",
    ]
)
_CONTRAST = frozenset(
    ["but", "however", "although", "though", "despite", "yet", "unfortunately", "still", "while", "except"]
)
_FIRST_PERSON = frozenset(["i", "my", "me", "we", "our"])
_LINK = frozenset(
    ["he", "she", "his", "her", "they", "it", "this", "that", "these", "and", "but", "so", "also", "then"]
)
_STRONG = frozenset(
    ["best", "worst", "most", "ever", "one", "masterpiece", "never", "too", "so", "more", "less", "nothing", "least"]
)
_PLOT_MARK = re.compile(r"[()]")


def of_sentences(read: Reading, title: str = "") -> Floats:
    """Describe each sentence of a review, whose film's title is given if it is known: (sentences, features)."""
    count = len(read.spans)
    place = np.arange(count)
    last = count - 1 - place
    opinion = np.clip(read.opinion, -6, 6)
    polarity = np.clip(read.polarity, -6, 6)
    verdict = np.clip(read.whole["review"], -6, 6)
    length = np.maximum(np.bincount(read.unit, minlength=max(1, count))[:count], 1).astype(float)
    probability = logistic(opinion)
    columns = [
        opinion,
        np.minimum(opinion, 0.0),
        np.abs(polarity),
        probability * np.abs(polarity),
        probability * polarity * np.sign(verdict),
        probability * polarity * np.tanh(verdict),
        read.sentence["quotable"],
        np.minimum(read.sentence["quotable"], 0.0),
        np.exp(-place / 1.0),
        np.exp(-place / 4.0),
        np.exp(-last / 1.0),
        np.exp(-last / 3.0),
        np.exp(-last / 10.0),
        place / max(1, count - 1),
        np.log(length),
        np.log(length) ** 2,
        np.maximum(length - 40.0, 0.0) / 20.0,
        _share(read, _FILM),
        _share(read, _CONTRAST),
        _share(read, _FIRST_PERSON),
        _share(read, _STRONG),
        _opening(read, _LINK),
        *_marks(read),
        *_standing(opinion, np.abs(polarity), read.sentence["quotable"], probability * np.abs(polarity)),
        *_around(probability),
        *_paragraphs(read),
        _named(read, title),
        np.minimum(length, 12.0) / 12.0,
        probability * np.abs(polarity) * np.exp(-last / 3.0),
        read.sentence["review"] * np.sign(verdict),
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _share(read: Reading, words: frozenset[str]) -> Floats:
    """Say which sentences have one of the words."""
    found = np.zeros(max(1, len(read.spans)))
    for word, unit in zip(read.tokens, read.unit, strict=True):
        if word.norm in words:
            found[unit] = 1.0
    return found[: len(read.spans)]


def _opening(read: Reading, words: frozenset[str]) -> Floats:
    """Say which sentences begin with one of the words."""
    found = np.zeros(max(1, len(read.spans)))
    before = -1
    for word, unit in zip(read.tokens, read.unit, strict=True):
        if unit != before and word.norm in words:
            found[unit] = 1.0
        before = unit
    return found[: len(read.spans)]


def _marks(read: Reading) -> list[Floats]:
    """Questions, brackets, quotation marks and names, per sentence."""
    marks = np.zeros((4, len(read.spans)))
    for index, (start, end) in enumerate(read.spans):
        line = read.text[start:end]
        words = line.split()
        marks[0, index] = line.rstrip("\"”')*_ ").endswith("?")
        marks[1, index] = bool(_PLOT_MARK.search(line))
        marks[2, index] = '"' in line or "“" in line
        marks[3, index] = sum(1 for word in words[1:] if word[:1].isupper()) / len(words)
    return list(marks)


def _standing(*columns: Floats) -> list[Floats]:
    """Compare each sentence with the others of its review."""
    found: list[Floats] = []
    for column in columns:
        found.append((column - column.mean()) / max(float(column.std()), 0.1))
        found.append((column >= column.max()).astype(float))
    return found


def _around(probability: Floats) -> list[Floats]:
    """Opinion comes in runs: how much of it stands before and after each sentence."""
    before = np.concatenate([[0.5], probability[:-1]])[: len(probability)]
    after = np.concatenate([probability[1:], [0.5]])[: len(probability)]
    return [before, after]


def _paragraphs(read: Reading) -> list[Floats]:
    """Say which sentences open a paragraph, close one, or stand in the last."""
    opens, closes = np.ones(len(read.spans)), np.ones(len(read.spans))
    number = np.zeros(len(read.spans))
    for index in range(1, len(read.spans)):
        gap = "\n" in read.text[read.spans[index - 1][1] : read.spans[index][0]]
        opens[index] = closes[index - 1] = float(gap)
        number[index] = number[index - 1] + gap
    last = (number == number[-1:]).astype(float) if len(number) else number
    return [opens, closes, last * (number > 0)]


def _named(read: Reading, title: str) -> Floats:
    """Say which sentences name the film."""
    wanted = title.lower()
    return np.array([float(bool(wanted) and wanted in read.text[start:end].lower()) for start, end in read.spans])


def of_review(read: Reading) -> Floats:
    """Describe a review by its whole and by its opinions: one row of features."""
    opinion = logistic(read.opinion)
    polarity = np.clip(read.polarity, -5, 5)
    total = max(float(opinion.sum()), 1e-6)
    mean = float((opinion * polarity).sum()) / total
    spread = float(np.sqrt((opinion * (polarity - mean) ** 2).sum() / total))
    weighed = opinion * polarity
    ends = [float(weighed[-1:].mean()), float(weighed[-3:].mean()), float(weighed[:2].mean())]
    blame = float((opinion * (polarity < -0.5)).sum()) / total
    praise = float((opinion * (polarity > 0.5)).sum()) / total
    review = read.whole["review"]
    contrast = sum(1 for word in read.tokens if word.norm in _CONTRAST) / max(10, len(read.tokens))
    return np.array(
        [
            review,
            np.tanh(review / 2.0),
            abs(review),
            mean,
            spread,
            *ends,
            blame,
            praise,
            min(blame, praise),
            contrast * 100.0,
            np.log(max(2, len(read.tokens))),
            read.whole["sentence"],
        ]
    )
