"""How long reading takes, beside sumy's LexRank and VADER in the same run: `python tests/benchmarks/speed.py`.

VADER comes with `uv run --group benchmarks`; without it the comparison leaves it out and says so.
"""

from __future__ import annotations

import random
from time import perf_counter
from typing import TYPE_CHECKING

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer

from bot.analysis import MAXIMUM_CHARACTERS, analyze
from bot.analysis.language.text import sentences
from bot.analysis.parts.summary import Words

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """Time a call: the fastest of several, in seconds."""
    found = []
    for _ in range(times):
        begin = perf_counter()
        call()
        found.append(perf_counter() - begin)
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


def against_libraries() -> None:
    """Compare `analyze` with LexRank plus VADER on a review of 750 words."""
    text = review(750)
    judge = vader()
    analyze(text)
    own = best_of(9, lambda: analyze(text))
    theirs = best_of(5, lambda: lex_rank(text))
    if judge is None:
        print("VADER is not installed (uv run --group benchmarks ...): compared with LexRank alone.")
    else:
        theirs += best_of(5, lambda: judge(text))
    name = "LexRank + VADER" if judge else "LexRank"
    print(f"analyze, 750 words: {own * 1e3:.1f} ms; {name}: {theirs * 1e3:.1f} ms; ratio {own / theirs:.2f} (aim 0.50)")


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
    against_libraries()
    growth()
