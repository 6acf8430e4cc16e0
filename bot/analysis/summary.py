"""The summary: sumy's ranking and selection, over sentences of ours, weighted towards opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as Line
from sumy.summarizers._summarizer import AbstractSummarizer

from bot.analysis.text import norms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.types import Sentence

SHARE = 0.2
"""A summary has at most this share of the review's words …"""
MOST = 4
"""… and at most this many sentences."""


class Words:
    """The tokenizer that sumy's sentences ask for; sumy's own needs a download."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """Split a sentence into the words that the models know."""
        return tuple(norms(text))


class VerdictSummarizer(AbstractSummarizer):
    """Rank sentences by how much of the verdict they carry, and never take two that say the same.

    A linear ranking class on sumy's base: each sentence's weight comes from the
    models; a sentence that shares most of its words with a better one is dropped,
    after maximal marginal relevance (Carbonell and Goldstein 1998).
    """

    alike = 0.6

    def __init__(self, worth: dict[Line, float], budget: int) -> None:
        super().__init__()
        self._worth = worth
        self._budget = budget

    def __call__(self, document: Any, sentences_count: int) -> tuple[Line, ...]:
        """Choose up to `sentences_count` sentences within the budget of words, in the document's order."""
        ordered = sorted(document.sentences, key=lambda line: -self._worth[line])
        chosen: dict[Line, float] = {}
        left = self._budget
        for line in ordered:
            words = len(str(line).split())
            if len(chosen) >= sentences_count or (chosen and words > left) or line in chosen:
                continue
            if words <= left or not chosen:
                if any(_alike(line, other) > self.alike for other in chosen):
                    continue
                chosen[line] = self._worth[line]
                left -= words
        rating = {line: chosen.get(line, float("-inf")) for line in document.sentences}
        return self._get_best_sentences(document.sentences, len(chosen), rating)


def _alike(first: Line, second: Line) -> float:
    one, other = set(first.words), set(second.words)
    return len(one & other) / max(1, min(len(one), len(other)))


def summarize(sentences: Sequence[Sentence], worth: Sequence[float], words: int) -> tuple[Sentence, ...]:
    """Choose the two to four sentences that carry the verdict, in the review's order.

    `worth` rates each sentence. A fifth of the review's words wins over the number of
    sentences: a short review gets fewer. Only the rule that a summary is never empty wins
    over the fifth: then the best sentence that fits, or the shortest worthwhile one, stands alone.
    """
    if not sentences:
        return ()
    lines = [Line(sentence.text, Words()) for sentence in sentences]
    best: dict[Line, float] = {}
    for line, value in zip(lines, worth, strict=True):
        best.setdefault(line, value)
    budget = int(words * SHARE)
    fits = [line for line in lines if len(str(line).split()) <= budget]
    kept = fits or [min(lines, key=lambda line: (best[line] <= 0.0, len(str(line).split())))]
    document = ObjectDocumentModel([Paragraph(list(dict.fromkeys(kept)))])
    chosen = VerdictSummarizer(best, budget)(document, MOST)
    place = {str(line): index for index, line in reversed(list(enumerate(lines)))}
    return tuple(sentences[place[str(line)]] for line in chosen)
