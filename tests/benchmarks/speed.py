"""How long reading takes, beside sumy's LexRank and VADER: `python tests/benchmarks/speed.py [CORPORA]`.

With a folder of corpora (`bot.analysis.training`) real reviews are read, else made ones. Both sides get the sentences
that ours cuts, and LexRank a tokenizer without a stemmer, which is the fastest that it can be had. VADER comes with
`uv run --group benchmarks`; without it the comparison leaves it out and says so.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer

from bot.analysis import MAXIMUM_CHARACTERS, analyze
from bot.analysis.language.text import sentences
from bot.analysis.parts.summary import Words
from bot.analysis.training.corpora import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LENGTHS = (60, 120, 250, 500, 750)
TEXTS, TIMES = 5, 7
"""So many texts of each length, each so many times."""
REAL = ("imdb_test", "scale")

SUBJECTS = [
    "the film",
    "the script",
    "the second act",
    "her performance",
    "the photography",
    "the villain",
    "the music",
]
VERBS = ["is", "feels", "remains", "turns out to be", "wants to be", "never becomes", "almost is", "proves"]
PRAISE = ["quietly moving", "a small wonder", "sharper than it looks", "wickedly funny", "superbly judged", "warm"]
BLAME = [
    "thin and hurried",
    "a tired copy of better things",
    "painfully slow",
    "louder than clever",
    "wooden",
    "a mess",
]
PLOT = [
    "A fisherman's daughter finds a letter in the harbour and follows it to the city",
    "Her brother sells the boat and lies about it",
    "The old teacher dies in the winter and leaves them the house by the lake",
    "They meet again on the night train to the coast",
    "The inspector suspects the wrong man and arrests his wife",
    "Two thieves hide the painting in a school",
]


def review(words: int, seed: int = 1) -> str:
    """Write a review of about so many words, in paragraphs."""
    chance = random.Random(seed)
    paragraphs: list[list[str]] = [[]]
    count = 0
    while count < words:
        if chance.random() < 0.5:
            line = chance.choice(PLOT) + f" in chapter {chance.randrange(400)}."
        else:
            verdict = f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(PRAISE + BLAME)}"
            line = f"{verdict.capitalize()}, and scene {chance.randrange(400)} shows why."
        count += len(line.split())
        paragraphs[-1].append(line)
        if len(paragraphs[-1]) > 6:
            paragraphs.append([])
    return "\n\n".join(" ".join(lines) for lines in paragraphs if lines)


def best_of(times: int, call: Callable[[], object]) -> float:
    """Time a call: the fastest of several, in seconds of processor time."""
    found = []
    for _ in range(times):
        begin = process_time()
        call()
        found.append(process_time() - begin)
    return min(found)


def lex_rank(text: str) -> None:
    """Summarize with sumy's LexRank, over the same sentences."""
    lines = [Sentence(text[start:end], Words()) for start, end in sentences(text)]
    LexRankSummarizer()(ObjectDocumentModel([Paragraph(lines)]), 3)


def vader() -> Callable[[str], object] | None:
    """Return VADER's scorer, or None when it is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - optional
    except ImportError:
        return None
    return SentimentIntensityAnalyzer().polarity_scores


def ratio(text: str, theirs: Sequence[Callable[[str], object]]) -> tuple[float, float]:
    """Time `analyze` and the libraries in turn, so that noise hits both: (own, theirs), each the fastest in seconds."""
    calls = (analyze, *theirs)
    best = [float("inf")] * len(calls)
    for _ in range(TIMES):
        for number, call in enumerate(calls):
            best[number] = min(best[number], best_of(1, lambda call=call: call(text)))
    return best[0], sum(best[1:])


def texts(words: int, corpora: Path | None) -> list[str]:
    """Give texts of about so many words: made ones, or real reviews where there are corpora."""
    if corpora is None:
        return [review(words, seed) for seed in range(TEXTS)]
    real = [str(row["text"]) for name in REAL for row in load(corpora, name)]
    fitting = [text for text in real if abs(len(text.split()) - words) <= 0.03 * words]
    return random.Random(words).sample(fitting, TEXTS)


def against_libraries(corpora: Path | None) -> None:
    """Compare `analyze` with LexRank plus VADER, length by length."""
    judge = vader()
    theirs = (lex_rank, judge) if judge else (lex_rank,)
    if judge is None:
        print("VADER is not installed (uv run --group benchmarks ...): compared with LexRank alone.")
    found: list[float] = []
    for words in LENGTHS:
        timed = [ratio(text, theirs) for text in texts(words, corpora)]
        own, other = (median(times) * 1e3 for times in zip(*timed, strict=True))
        found.append(median(one / two for one, two in timed))
        print(f"{words:4} words: analyze {own:5.1f} ms, LexRank + VADER {other:5.1f} ms, ratio {found[-1]:5.2f}")
    print(f"median of the ratios: {median(found):.2f} (aim 0.50)")


def growth() -> None:
    """Show how time grows with length, up to the longest text that is read."""
    base = review(4_000)[: MAXIMUM_CHARACTERS // 10]
    long = review(60_000)[:MAXIMUM_CHARACTERS]
    short_time, long_time = best_of(3, lambda: analyze(base)), best_of(3, lambda: analyze(long))
    print(
        f"{len(base):,} characters: {short_time * 1e3:.0f} ms; {len(long):,}: {long_time * 1e3:.0f} ms; "
        f"ratio {long_time / short_time:.1f} for {len(long) / len(base):.1f} times the text (aim 12)"
    )


if __name__ == "__main__":
    against_libraries(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    growth()
