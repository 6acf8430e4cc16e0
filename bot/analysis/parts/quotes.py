"""The lines worth quoting: what a critic or an editor would choose, praise and criticism both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.analysis.language import lines
from bot.analysis.language.clauses import clauses
from bot.analysis.language.text import tokens
from bot.analysis.types import Quote, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.analysis.types import Rating

MOST = 3
FEWEST_WORDS, MOST_WORDS = 5, 45
LEAST_OPINION = 0.25
"""A line that is likelier plot than this is quoted only when nothing else is there."""
CLEAR = 0.5
"""A line this far from the middle takes a side."""
STRONG = 0.75
"""The other side is heard when it speaks this strongly."""
_LONGEST_CUT = 1_500
_POOL = 15


def choose(
    text: str, sentences: Sequence[Sentence], worth: Sequence[float], rating: Rating | None
) -> tuple[Quote, ...]:
    """Choose up to three quotes, best first; the third gives way when the other side would not be heard.

    Each is a whole sentence of 5 to 45 words, or the first clauses of a longer one, cut at its own punctuation.
    """
    ranked = sorted(range(len(sentences)), key=lambda index: (-worth[index], index))
    distinct = _distinct(quote for index in ranked for quote in _quotable(text, sentences[index], rating))
    distinct = [quote for quote in distinct if quote.opinion >= LEAST_OPINION] or distinct[:1]
    chosen = distinct[:MOST]
    other = _other_side(chosen, distinct[MOST:])
    return tuple([*chosen[: MOST - 1], other] if other else chosen)


def _quotable(text: str, sentence: Sentence, rating: Rating | None) -> tuple[Quote, ...]:
    """Make a quote of a sentence, if one can be made of it."""
    if lines.is_question(sentence.text) or not lines.is_statement(text, (sentence.start, sentence.end), rating):
        return ()
    words = len(sentence.text.split())
    end = sentence.end if words <= MOST_WORDS else _cut(text, sentence)
    line = text[sentence.start : end]
    if not FEWEST_WORDS <= len(line.split()) <= MOST_WORDS:
        return ()
    return (Quote(sentence.start, end, line, sentence.opinion, sentence.polarity, sentence.spoiler),)


def _cut(text: str, sentence: Sentence) -> int:
    """Find where a long sentence can end: after the last clause that still fits. Spoilers are never cut."""
    if sentence.spoiler or len(sentence.text) > _LONGEST_CUT:
        return sentence.start
    end = sentence.start
    for (_, stop), _ in clauses(tokens(sentence.text)):
        after = text[sentence.start + stop : sentence.start + stop + 2].strip()
        if len(sentence.text[:stop].split()) <= MOST_WORDS and after[:1] in {",", ";", ":", "-", "—", "."}:
            end = sentence.start + stop
    return end if len(text[sentence.start : end].split()) >= 2 * FEWEST_WORDS else sentence.start


def _other_side(chosen: Sequence[Quote], rest: Sequence[Quote]) -> Quote | None:
    """Find the best line of the side that is not heard yet, when the review takes both sides clearly."""
    if len(chosen) < MOST or not rest:
        return None
    praised = any(quote.polarity > CLEAR for quote in chosen)
    blamed = any(quote.polarity < -CLEAR for quote in chosen)
    if praised == blamed:
        return None
    sign = -1.0 if praised else 1.0
    return next((quote for quote in rest[:8] if sign * quote.polarity > STRONG and quote.opinion > CLEAR), None)


def _distinct(quotes: Iterable[Quote]) -> list[Quote]:
    """Keep the best quotes, without those that share most of their words with a better one."""
    found: list[Quote] = []
    seen: list[set[str]] = []
    for quote in quotes:
        words = set(quote.text.lower().split())
        if all(len(words & other) <= 0.7 * min(len(words), len(other)) for other in seen):
            found.append(quote)
            seen.append(words)
        if len(found) == _POOL:
            break
    return found
