"""Which line of a review answers a question, on SubjQA: `python tests/benchmarks/questions.py CORPORA`.

`bot.discussion.rank` beside word overlap and chance, by whether the lines named first overlap the stretch that people
marked. Figures marked "other films" are cross-validated: fitted without the film that is measured, and averaged over
several ways to split the films, because one question is worth a point. Run on the rows that the shipped weights were
fitted on, the plain figures flatter them; on other rows they are what counts.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.discussion import rank
from bot.discussion.language.words import vocabulary, words
from bot.discussion.ranking.training import Example, Scores, load, mean_scores, measure, read_examples, shuffled

if TYPE_CHECKING:
    from collections.abc import Callable

CHANCES = 100
"""Random orders that chance is the mean of."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A way of ranking, and what it reaches."""

    name: str
    scores: Scores

    def line(self) -> str:
        """Say it in one line; in brackets, over the answerable questions that got a line at all."""
        one = self.scores
        hits = f"first {one.first:.3f} ({one.first_spoken:.3f}), in three {one.three:.3f} ({one.three_spoken:.3f})"
        return f"question to line, {self.name}: {hits}, silent on unanswerable {one.silent:.3f}"


def shipped(example: Example) -> list[int]:
    """Rank as the bot does."""
    places = {line.start: at for at, line in enumerate(example.lines)}
    return [places[line.start] for line in rank(example.row.question, example.row.text)]


def overlap(example: Example) -> list[int]:
    """Rank by how many of the question's words a line holds; earlier lines first among equals."""
    asked = {word.stem for word in words(example.row.question) if word.text not in vocabulary().stop}
    shared = [len(asked & {word.stem for word in words(line.text)}) for line in example.lines]
    return sorted(range(len(shared)), key=lambda at: -shared[at])


def chance(examples: list[Example]) -> Scores:
    """Rank at random, often."""
    draw = random.Random(1)
    runs = [
        measure(examples, [draw.sample(range(len(one.lines)), len(one.lines)) for one in examples])
        for _ in range(CHANCES)
    ]
    return mean_scores(runs)


def subjqa(corpora: Path, *, validate: bool = True) -> list[Measured]:
    """Measure every way of ranking; `validate` adds the cross-validated figures, which take some seconds."""
    examples = read_examples(load(corpora))
    ways: list[tuple[str, Callable[[Example], list[int]]]] = [("rank, as shipped", shipped), ("word overlap", overlap)]
    found = [Measured(name, measure(examples, [way(one) for one in examples])) for name, way in ways]
    found.append(Measured("chance", chance(examples)))
    if validate:
        always, silent = shuffled(examples)
        found[1:1] = [Measured("rank, other films", silent), Measured("rank, other films, never silent", always)]
    return found


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="Measure which line answers a question.")
    parser.add_argument("corpora", type=Path, help="a directory with subjqa.jsonl.gz")
    for one in subjqa(parser.parse_args().corpora):
        print(one.line())


if __name__ == "__main__":
    main()
