"""Teach the label: a softmax layer a kind of text, from stars and from readers' marks, its confidence calibrated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.analysis.parts import label
from bot.analysis.pipeline import analyze
from bot.analysis.scoring import weights
from bot.analysis.training import corpora
from bot.analysis.training.figures import Figure, reliability
from bot.analysis.training.ngrams import base, heads
from bot.analysis.training.unseen import CRITICS, OWN_NOTES, Unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.ngrams.linear import Floats, Integers
    from bot.analysis.training.parts import Ground

FOLDS = 5
SHARES = {"marks": 8.0, "letterboxd_four_films": 0.3, "imdb_train": 3.0, "imdb_test": 3.0}
"""What a review of a source counts where that is not one: readers looked at the words, stars do not."""
STRENGTH = 0.3
LIMITS = {"take": (0.63, 0.3), "note": (0.6, 0.5), "review": (0.48, 0.15), "essay": (0.55, 0.2)}
"""For each kind, the least confidence of a label, and the least probability that the text judges a film."""
_USERS = (*base.MEMBERS, "imdb_train", "imdb_test")


class Said(NamedTuple):
    """What the part says of a text that it was not fitted on."""

    text: Unseen
    best: int
    confidence: float
    sure: bool

    @property
    def right(self) -> bool:
        """Whether the best guess is what the stars say."""
        return self.best == self.text.target


def fit(ground: Ground) -> Mapping[str, NDArray[Any]]:
    """Fit the layers of all kinds."""
    rows = ground.unseen
    return fitted(rows, folds(rows), None)


def measure(ground: Ground) -> Sequence[Figure]:
    """Measure the label against marks (by `analyze`), stars, and texts that hold no verdict."""
    rows = ground.unseen
    said = [one for one in predicted(rows, ground.judged[0]) if one.text.source != OWN_NOTES]
    return [*_against_marks(ground), *_against_stars(said), *_without_verdict(said), *_believable(said)]


def folds(rows: Sequence[Unseen]) -> Integers:
    """Give the fold of each text: as `marks.folds` does for those."""
    return np.array([corpora.fold(one.group, FOLDS) for one in rows], dtype=np.int64)


def fitted(rows: Sequence[Unseen], fold: Integers, out: int | None) -> dict[str, NDArray[Any]]:
    """Fit the layers on all folds but one (None: on all)."""
    arrays: dict[str, NDArray[Any]] = {}
    for kind, _ in label.KINDS:
        kept = [
            (one, own)
            for one, own in zip(rows, fold, strict=True)
            if own != out and one.target is not None and label.kind_of(one.words) == kind
        ]
        described = np.stack([one.label for one, _ in kept])
        target = np.array([one.target for one, _ in kept], dtype=np.int64)
        share = np.array([SHARES.get(one.source, 1.0) for one, _ in kept])
        head = heads.softmax(described, target, 3, STRENGTH, share)
        warmth = _warmth(described, target, share, np.array([own for _, own in kept]))
        scaled = replace(head, weight=head.weight * warmth, bias=head.bias * warmth)
        arrays["head_" + kind] = scaled.packed()
        arrays["limits_" + kind] = np.array(LIMITS[kind])
    return arrays


def _warmth(described: Floats, target: Integers, share: Floats, fold: Integers) -> float:
    """Find by how much to shrink margins so that the confidence can be believed of films not fitted on."""
    margins = np.zeros((len(target), 3))
    for part in np.unique(fold):
        taught = fold != part
        head = heads.softmax(described[taught], target[taught], 3, STRENGTH, share[taught])
        margins[~taught] = head.margins(described[~taught])
    return heads.temperature(margins, target)


def predicted(rows: Sequence[Unseen], about: Floats) -> list[Said]:
    """Label each text by layers that were fitted on the other folds."""
    fold = folds(rows)
    found: list[Said | None] = [None] * len(rows)
    for out in range(FOLDS):
        arrays = fitted(rows, fold, out)
        for index in np.flatnonzero(fold == out).tolist():
            found[index] = _say(rows[index], arrays, float(about[index]))
    return [one for one in found if one is not None]


def _say(one: Unseen, arrays: Mapping[str, NDArray[Any]], about: float) -> Said:
    kind = label.kind_of(one.words)
    chances = heads.probabilities(weights.head(arrays["head_" + kind]).margins(one.label[None, :]))[0]
    least, film = arrays["limits_" + kind]
    return Said(one, int(chances.argmax()), float(chances.max()), bool(chances.max() >= least and about >= film))


def _against_marks(ground: Ground) -> list[Figure]:
    """Compare what `analyze` says with what readers say, each film read by layers that do not know it."""
    rows = ground.unseen
    fold = folds(rows)
    pairs: list[tuple[str, str]] = []
    for out in range(FOLDS):
        with weights.using_part("label", fitted(rows, fold, out)):
            pairs += [
                (analyze(one.text).sentiment.label, one.label)
                for one, own in zip(ground.reviews, ground.fold, strict=True)
                if own == out
            ]
    sure = [(said, truth) for said, truth in pairs if said != "unsure"]
    opposite = [set(pair) == {"positive", "negative"} for pair in pairs]
    return [
        Figure(
            "label of marked reviews, where sure", _share(said == truth for said, truth in sure), len(sure), 0.85, 0.92
        ),
        Figure("share of them that is sure", len(sure) / len(pairs), len(pairs), 0.85),
        Figure("share of them that is opposite", _share(opposite), len(pairs), 0.02),
    ]


def _against_stars(said: Sequence[Said]) -> list[Figure]:
    """Compare with the writers' own stars."""
    groups = (
        ("members' notes of 20 words or more", ("letterboxd_members",), 20, 10**9, 0.72),
        ("members' notes of 5 to 19 words", ("letterboxd_members",), 5, 20, 0.70),
        ("Metacritic's users", ("metacritic_users",), 1, 10**9, 0.80),
        ("Rotten Tomatoes' audience", ("rt_audience", "rt_audience_2022"), 1, 10**9, 0.92),
        ("critics", ("scale",), 1, 10**9, 0.72),
    )
    found: list[Figure] = []
    for name, sources, least, most, aim in groups:
        chosen = [one for one in said if one.text.source in sources and least <= one.text.words < most]
        sure = [one for one in chosen if one.sure]
        found += [
            Figure(f"label by stars, where sure: {name}", _share(one.right for one in sure), len(sure), aim),
            Figure(f"share that is sure: {name}", len(sure) / len(chosen), len(chosen)),
        ]
    users = [one for one in said if one.text.source.startswith("imdb")]
    found += [
        Figure("label by stars, of all: imdb", _share(one.sure and one.right for one in users), len(users), 0.90),
        Figure("share called mixed: imdb", _share(one.sure and one.best == 1 for one in users), len(users), 0.08),
    ]
    return found


def _without_verdict(said: Sequence[Said]) -> list[Figure]:
    """Count the texts that hold no verdict on a film and get no label."""
    names = {"plot": "stories", "other": "other things judged", "own": "recipes, jokes, letters, talk"}
    return [
        Figure(f"not sure: {name}", _share(not one.sure for one in said if one.text.source == source),
               sum(one.text.source == source for one in said), 0.9)
        for source, name in names.items()
    ]  # fmt: skip


def _believable(said: Sequence[Said]) -> list[Figure]:
    """Compare confidence with correctness for each kind of text."""
    kinds: dict[str, Callable[[Unseen], bool]] = {
        "users, 60 words or more": lambda one: one.source in _USERS and one.words >= 60,
        "critics": lambda one: one.source in CRITICS,
        "20 to 59 words": lambda one: 20 <= one.words < 60,
        "under 20 words": lambda one: one.words < 20,
    }
    found: list[Figure] = []
    for name, belongs in kinds.items():
        chosen = [one for one in said if one.text.target is not None and belongs(one.text)]
        found += reliability(name, [(one.confidence, one.right) for one in chosen])
    return found


def _share(hits: Iterable[bool]) -> float:
    return float(np.mean(list(hits)))
