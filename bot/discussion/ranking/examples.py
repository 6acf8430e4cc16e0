"""Questions beside reviews, with the lines that people say answer them: what the ranker learns from.

Three sources: the questions of the marked reviews; those of further reviews that we marked by the same guide, to learn
from alone; and SubjQA (Bjerva et al. 2020). Mind the limits of the last: of 17 of its questions that two people read
beside the same review, they disagree in 7 on whether it answers; and about a fifth of its answers, read by hand, have
nothing to do with their question.
"""

from __future__ import annotations

import ast
import gzip
import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from bot.analysis import analyze
from bot.analysis.scoring import weights
from bot.analysis.training import corpora, marks
from bot.analysis.types import Sentence
from bot.discussion.language.asked import Asked, read_question
from bot.discussion.language.words import words
from bot.discussion.ranking.features import line_features, meanings

if TYPE_CHECKING:
    from bot.analysis.training.parts import Ground

Floats = NDArray[np.float64]
FOLDS: Final = 5
_NOT_FOUND: Final = "ANSWERNOTFOUND"

MARKS, FURTHER, SUBJQA = "marks", "further", "subjqa"


@dataclass(frozen=True, slots=True)
class Row:
    """A question of SubjQA, a review, and the stretch of it that people marked as the answer, if they found one."""

    question: str
    text: str
    film: str
    answer: tuple[int, int] | None
    chosen_for: tuple[str, str] = ("", "")
    """The opinion, judgement and noun, for which the corpus's makers paired this review with this question."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question read beside a review that was read."""

    source: str
    question: str
    fold: int
    """By film: no film is in two."""
    asked: Asked
    lines: tuple[Sentence, ...]
    features: Floats
    """Lines x `FEATURES`."""
    meanings: Floats
    """Lines x `vectors.SIZE`."""
    hits: Floats
    """1 for each line that answers, else 0."""
    hints: Floats
    """1 for each line that holds the opinion which the review was chosen for, else 0."""

    @property
    def answered(self) -> bool:
        """Say whether people found an answer."""
        return bool(self.hits.any())


def example(
    source: str, question: str, film: str, lines: Sequence[Sentence], hits: Sequence[bool], hints: Sequence[bool] = ()
) -> Example:
    """Take the features of every line beside a question."""
    asked = read_question(question)
    return Example(
        source=source,
        question=question,
        fold=corpora.fold(film, FOLDS),
        asked=asked,
        lines=tuple(lines),
        features=np.array(line_features(asked, lines), np.float64),
        meanings=meanings(lines),
        hits=np.array(hits, np.float64),
        hints=np.array(hints or [False] * len(lines), np.float64),
    )


def read_all(ground: Ground) -> list[Example]:
    """Read all three sources, each text by n-gram models that never saw it."""
    found = [one for review in ground.reviews for one in read_marked(MARKS, review)]
    for review, fold in ground.further:
        with weights.using(ground.models[fold]):
            found += read_marked(FURTHER, review)
    return [*found, *read_subjqa(ground.corpora)]


def read_marked(source: str, review: marks.Marked) -> Iterator[Example]:
    """Read a marked review beside each of its questions."""
    lines = analyze(review.text).sentences
    places = [(review.lines_of(line.start, line.end) or [-1])[0] for line in lines]
    for key, question in review.questions.items():
        answer = set(review.answers[key])
        yield example(source, question, review.film_group, lines, [place in answer for place in places])


def read_subjqa(folder: Path) -> Iterator[Example]:
    """Read SubjQA's questions about films, beside their reviews."""
    for row in load_rows(folder):
        lines = analyze(row.text).sentences
        hits = [overlaps(line, row.answer) for line in lines]
        yield example(SUBJQA, row.question, row.film, lines, hits, [holds(line, row.chosen_for) for line in lines])


def load_rows(folder: Path) -> list[Row]:
    """Read SubjQA: entities resolved, the end mark that the corpus adds to every review taken off."""
    with gzip.open(folder / "subjqa.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [read_row(json.loads(line)) for line in lines]


def read_row(raw: dict[str, str]) -> Row:
    """Read one row of SubjQA; the answer's offsets are moved to the text without entities."""
    review = raw["review"]
    end = review.rindex(_NOT_FOUND) if _NOT_FOUND in review else len(review)
    text = html.unescape(review[:end])
    answer = None
    if raw["human_ans_spans"].strip() != _NOT_FOUND:
        start, stop = ast.literal_eval(raw["human_ans_indices"])
        moved = len(html.unescape(review[:start]))
        answer = (moved, moved + len(html.unescape(review[start : min(stop, end)])))
    chosen_for = (raw.get("nn_mod", ""), raw.get("nn_asp", ""))
    return Row(html.unescape(raw["question"]), text, raw["item_id"], answer, chosen_for)


def overlaps(line: Sentence, answer: tuple[int, int] | None) -> bool:
    """Say whether a line and the marked answer share a character."""
    return answer is not None and line.start < answer[1] and answer[0] < line.end


def holds(line: Sentence, opinion: tuple[str, str]) -> bool:
    """Say whether a line holds a word of an opinion's judgement and one of its noun, inflected as they may be."""
    stems = {word.stem for word in words(line.text)}
    return all(stems & {word.stem for word in words(part) if word.text != "not"} for part in opinion)
