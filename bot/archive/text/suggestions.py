"""A search that found nothing, with its unknown words put right: what "did you mean" offers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.analysis.language.spoilers import without
from bot.archive.text.terms import WORD, fold
from bot.archive.text.titles import fold_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.archive.text.query import Clause

NEAR = 75.0
MOST = 3


def suggest(
    clauses: Sequence[Clause], unknown: Sequence[Clause], texts: Sequence[str], titles: Sequence[str]
) -> tuple[str, ...]:
    """Offer film titles and words of this server that are near what was typed, likeliest first.

    `unknown` are the clauses that no review holds; `texts` are reviews to take words from.
    """
    typed = " ".join(clause.typed for clause in clauses if not clause.negated)
    if not typed:
        return ()
    folded = {fold_title(title): title for title in titles}
    near = process.extract(fold_title(typed), list(folded), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST)
    found = [folded[title] for title, _, _ in near]
    put_right = _put_right(clauses, unknown, texts) if unknown else None
    if put_right is not None:
        found.append(put_right)
    return tuple(dict.fromkeys(each for each in found if fold_title(each) != fold_title(typed)))[:MOST]


def _put_right(clauses: Sequence[Clause], unknown: Sequence[Clause], texts: Sequence[str]) -> str | None:
    """Write the query again with words that this server uses; None when one of its words is near none."""
    used = _words_used(texts)
    choices = [word for word in used if len(word) > 2]
    pieces: list[str] = []
    for clause in clauses:
        if clause not in unknown:
            quoted = f'"{clause.typed}"' if len(clause.terms) > 1 else clause.typed
            pieces.append(f"-{quoted}" if clause.negated else quoted)
            continue
        if len(clause.terms) > 1:
            return None
        near = process.extract(fold(clause.typed), choices, scorer=fuzz.ratio, score_cutoff=NEAR, limit=5)
        if not near:
            return None
        pieces.append(max(near, key=lambda each: (each[1], used[each[0]]))[0])
    return " ".join(pieces)


def _words_used(texts: Sequence[str]) -> Counter[str]:
    """Count the words of reviews, but for those that are hidden as spoilers."""
    used: Counter[str] = Counter()
    for word, count in Counter(word for text in texts for word in WORD.findall(without(text))).items():
        used[fold(word)] += count
    return used
