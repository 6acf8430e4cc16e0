"""The summary: sumy's classes rank and select, over sentences of ours, weighted towards the verdict."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as Line
from sumy.summarizers._summarizer import AbstractSummarizer

from bot.analysis.language.counting import split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.types import Sentence

SHARE = 0.2
"""A summary has at most this share of the review's words …"""
MOST = 3
"""… and this many sentences, or one more …"""
BRIEF = 0.1
"""… while it has less than this share."""
ALIKE = 0.6
CANDIDATES = 60
"""Only so many of the best sentences are weighed against each other, so that time stays linear."""


POOL = 600
"""How many of the best sentences are given to sumy."""


class Words:
    """The tokenizer that sumy's sentences ask for; sumy's own needs a download."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """Split a sentence into lower-case words without the marks around them."""
        return tuple(word.strip(".,;:!?()\"“”'’*_").lower() for word in split_words(text))


_WORDS = Words()


class VerdictSummarizer(AbstractSummarizer):
    """Rank sentences by how much of the verdict they carry, and never take two that say the same.

    A ranking class on sumy's base, linear in the document: each sentence's worth comes from
    the models, and one that shares most of its words with a better one is dropped, after
    maximal marginal relevance (Carbonell and Goldstein 1998).
    """

    def __init__(self, worth: dict[Line, float], budget: int) -> None:
        super().__init__()
        self._worth = worth
        self._budget = budget

    def __call__(self, document: Any, sentences_count: int) -> tuple[Line, ...]:
        """Choose up to `sentences_count` sentences within the budget of words, in the document's order."""
        ordered = sorted(document.sentences, key=lambda line: -self._worth[line])
        chosen: dict[Line, float] = {}
        left = self._budget
        for line in ordered[:CANDIDATES]:
            size = len(line.words)
            full = len(chosen) >= sentences_count and (
                left <= (1.0 - BRIEF / SHARE) * self._budget or len(chosen) > sentences_count
            )
            if full or (self._worth[line] < -25.0 and chosen):
                break
            if size > left or (not chosen and self._too_greedy(size, ordered)):
                continue
            if any(_alike(line, other) > ALIKE for other in chosen):
                continue
            chosen[line] = self._worth[line]
            left -= size
        if not chosen and ordered:
            chosen[ordered[0]] = self._worth[ordered[0]]
        rating = {line: chosen.get(line, float("-inf")) for line in document.sentences}
        return self._get_best_sentences(document.sentences, len(chosen), rating)

    def _too_greedy(self, size: int, ordered: Sequence[Line]) -> bool:
        """Say whether a first sentence would leave no room for a second one, though there are shorter ones."""
        return (
            self._budget >= 36
            and size > 0.65 * self._budget
            and any(len(line.words) <= 0.5 * self._budget for line in ordered[:6])
        )


def _alike(first: Line, second: Line) -> float:
    one, other = set(first.words), set(second.words)
    return len(one & other) / max(1, min(len(one), len(other)))


def summarize(sentences: Sequence[Sentence], worth: Sequence[float], words: int) -> tuple[Sentence, ...]:
    """Choose the two to four sentences that carry the verdict, in the review's order.

    `worth` rates each sentence. A fifth of the review's words wins over the number of sentences:
    a short review gets fewer than two. Only the rule that a summary is never empty wins over the
    fifth: when no sentence fits into it, the best of the shorter half stands alone.
    """
    if not sentences:
        return ()
    budget = int(words * SHARE)
    order = sorted(range(len(sentences)), key=lambda index: -worth[index])[:POOL]
    lines = {index: Line(sentences[index].text, _WORDS) for index in sorted(order)}
    best: dict[Line, float] = {}
    for index, line in lines.items():
        best[line] = max(worth[index], best.get(line, worth[index]))
    kept = [line for line in best if len(line.words) <= budget and best[line] > -25.0] or _shorter_half(best)
    chosen = VerdictSummarizer(best, budget)(ObjectDocumentModel([Paragraph(kept)]), MOST)
    place = {line: index for index, line in reversed(lines.items())}
    return tuple(sentences[place[line]] for line in chosen)


def _shorter_half(best: dict[Line, float]) -> list[Line]:
    """Choose the best of the shorter half of the sentences."""
    pool = [line for line in best if best[line] > -25.0] or list(best)
    shorter = sorted(pool, key=lambda line: len(line.words))[: (len(pool) + 1) // 2]
    return [max(shorter, key=lambda line: best[line])]


def frequency(read: Reading) -> list[float]:
    """Rate sentences by how common their words are in the text (Luhn 1958): for languages no model knows."""
    counts = Counter(word.norm for word in read.tokens if len(word.norm) > 3)
    totals = [0.0] * max(1, len(read.spans))
    sizes = [1] * len(totals)
    for word, unit in zip(read.tokens, read.unit.tolist(), strict=True):
        totals[unit] += counts[word.norm]
        sizes[unit] += 1
    return [total / size**0.7 for total, size in zip(totals, sizes, strict=True)][: len(read.spans)]
