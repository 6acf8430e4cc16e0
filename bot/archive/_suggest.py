"""A search that found nothing, with its unknown words put right: what "did you mean" offers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.archive.words import WORD, fold, fold_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.archive.query import Clause

NEAR = 75.0
MOST = 3


def suggest(clauses: Sequence[Clause], texts: Sequence[str], titles: Sequence[str]) -> tuple[str, ...]:
    """Offer film titles and words of this server that are near what was typed, likeliest first."""
    typed = " ".join(clause.typed for clause in clauses if not clause.negated)
    if not typed:
        return ()
    folded = {fold_title(title): title for title in titles}
    near = process.extract(fold_title(typed), list(folded), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST)
    found = [folded[title] for title, _, _ in near]
    put_right = _put_right(clauses, texts)
    if put_right is not None:
        found.append(put_right)
    return tuple(dict.fromkeys(each for each in found if fold_title(each) != fold_title(typed)))[:MOST]


def _put_right(clauses: Sequence[Clause], texts: Sequence[str]) -> str | None:
    """Write the query again with words that this server uses; None when no word of it is near one."""
    used: Counter[str] = Counter()
    for word, count in Counter(word for text in texts for word in WORD.findall(text)).items():
        used[fold(word)] += count
    choices = [word for word in used if len(word) > 2]
    changed = False
    pieces: list[str] = []
    for clause in clauses:
        if clause.negated or len(clause.terms) > 1 or fold(clause.typed.rstrip("*")) in used:
            pieces.append(f"-{clause.typed}" if clause.negated else clause.typed)
            continue
        near = process.extract(fold(clause.typed), choices, scorer=fuzz.ratio, score_cutoff=NEAR, limit=5)
        if not near:
            return None
        pieces.append(max(near, key=lambda each: (each[1], used[each[0]]))[0])
        changed = True
    return " ".join(pieces) if changed else None
