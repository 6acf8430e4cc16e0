"""Which line of a review answers a question: `python tests/benchmarks/questions.py CORPORA`.

`bot.discussion.rank` beside word overlap and chance, on the questions that readers marked and on SubjQA, by whether the
lines named first are among the answers. Figures marked "other films" are cross-validated: fitted without the film that
is measured. Run on the rows that the shipped weights were fitted on, the plain figures flatter them; on other rows they
are what counts.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.analysis.training import fit, parts
from bot.discussion import rank_lines
from bot.discussion.language.words import vocabulary, words
from bot.discussion.ranking.examples import MARKS, SUBJQA, Example, read_all
from bot.discussion.ranking.training import Scores, cross_validate, measure

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
        """Say it in one line; in brackets, over the answered questions that got a line at all."""
        one = self.scores
        hits = f"first {one.first:.3f} ({one.first_spoken:.3f}), in three {one.three:.3f} ({one.three_spoken:.3f})"
        return f"question to line, {self.name}: {hits}, silent on unanswered {one.silent:.3f}"


def shipped(example: Example) -> list[int]:
    """Rank as the bot does."""
    places = {line.start: at for at, line in enumerate(example.lines)}
    return [places[line.start] for line in rank_lines(example.question, example.lines)]


def overlap(example: Example) -> list[int]:
    """Rank by how many of the question's words a line holds; earlier lines first among equals."""
    asked = {word.stem for word in words(example.question) if word.text not in vocabulary().stop}
    shared = [len(asked & {word.stem for word in words(line.text)}) for line in example.lines]
    return sorted(range(len(shared)), key=lambda at: -shared[at])


def chance(examples: list[Example]) -> Scores:
    """Rank at random, often."""
    draw = random.Random(1)
    runs = [
        measure(examples, [draw.sample(range(len(one.lines)), len(one.lines)) for one in examples])
        for _ in range(CHANCES)
    ]
    return Scores(**{name: fmean(getattr(run, name) for run in runs) for name in Scores.__slots__})


def plain(examples: list[Example], source: str) -> list[Measured]:
    """Measure the ways of ranking that need no fitting, on one source of questions."""
    own = [one for one in examples if one.source == source]
    ways: list[tuple[str, Callable[[Example], list[int]]]] = [("rank, as shipped", shipped), ("word overlap", overlap)]
    found = [Measured(f"{source}, {name}", measure(own, [way(one) for one in own])) for name, way in ways]
    return [*found, Measured(f"{source}, chance", chance(own))]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="Measure which line answers a question.")
    parser.add_argument("corpora", type=Path, help="a directory with the corpora")
    parser.add_argument("--folds", type=Path, default=fit.FOLDS, help="where training kept the weights of the folds")
    parser.add_argument("--quick", action="store_true", help="leave out what is cross-validated, which takes a minute")
    options = parser.parse_args()
    examples = read_all(parts.Ground(options.corpora, options.folds))
    found = plain(examples, MARKS) + plain(examples, SUBJQA)
    if not options.quick:
        for source, (always, silent) in cross_validate(examples).items():
            found.append(Measured(f"{source}, rank, other films", silent))
            found.append(Measured(f"{source}, rank, other films, never silent", always))
    for one in found:
        print(one.line())


if __name__ == "__main__":
    main()
