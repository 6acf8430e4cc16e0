"""The parts of the reading, and how each is trained and measured: one registry.

A part has a trainer, a module of `trainers` that is named like it and has

    fit(ground: Ground) -> Mapping[str, NDArray[Any]]
        what `models/<part>.npz` shall hold, which `weights.part("<part>")` reads back;
        nothing at all where a part learns nothing
    measure(ground: Ground) -> Sequence[Figure]
        the part's rows of the model card: what `analyze` says, cross-validated on the marked reviews
        (folds by film: `ground.fold`) and on texts that the models have never seen

and stands in `PARTS`. Training fits the n-gram models first, then each part in that order, with the
earlier ones in place; `--part NAME` fits and measures one alone. The n-gram models never learn from the
marked reviews and their films, nor from `pull_quotes` and `pull_quotes_more`: those may be read with the
shipped weights. Any other text must be read with the weights of its own fold, `ground.models[fold]`
(`weights.using`), as `ground.material.rows(name)` tells them.

Figures are kept in `models/figures.json`, part by part, and the card is written from there; a part
that is trained elsewhere (the ranking of answers) keeps its own with `keep`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from bot.analysis.scoring import weights
from bot.analysis.training import marks
from bot.analysis.training.figures import Figure
from bot.analysis.training.ngrams import base

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from bot.analysis.scoring.weights import Floats, Weights
    from bot.analysis.training.marks import Marked
    from bot.analysis.training.ngrams.base import Material
    from bot.analysis.training.unseen import Unseen

PARTS: tuple[str, ...] = ("judging", "label", "film", "rating", "quotes", "summary", "aspects", "spoilers")
"""The trained parts, in the order in which they are fitted."""
FIGURES = weights.FOLDER / "figures.json"


class Ground:
    """What trainers stand on; each thing is read when it is first asked for."""

    def __init__(self, corpora: Path, folds: Path, talk: Path | None = None) -> None:
        self.corpora = corpora
        self.talk = talk
        self._folds = folds

    @cached_property
    def material(self) -> Material:
        """All corpora, with the fold of each record."""
        return base.gather(self.corpora)

    @cached_property
    def reviews(self) -> list[Marked]:
        """The marked reviews."""
        return marks.load(self.corpora)

    @cached_property
    def fold(self) -> NDArray[np.int64]:
        """The fold of each marked review: all reviews of a film in one."""
        return marks.folds(self.reviews)

    @cached_property
    def further(self) -> list[tuple[Marked, int]]:
        """The further marks, each with the number of the models that never saw its text; none measures anything.

        Of the films of marked reviews there are none, whatever fold those are in.
        """
        material = self.material
        reviews = marks.further(material.records)
        numbered = {
            f"{name}/{record['id']}": (fold, material.known.holds(record))
            for name in {review.source for review in reviews}
            for record, fold in material.rows(name)
        }
        return [(review, fold) for review in reviews for fold, known in [numbered[review.id]] if not known]

    @cached_property
    def models(self) -> list[Weights]:
        """The n-gram models that have not seen each fold of the corpora; FileNotFoundError where none were kept."""
        return [weights.unpack_file(self._folds / f"fold{fold}.npz") for fold in range(base.FOLDS)]

    @cached_property
    def unseen(self) -> list[Unseen]:
        """Reviews and other texts, each read by n-gram models that never saw it."""
        from bot.analysis.training import unseen  # noqa: PLC0415 - it stands on this class

        return unseen.collect(self)

    @cached_property
    def judged(self) -> tuple[Floats, Floats]:
        """For each unseen text, what layers that do not know it say: that it judges a film, that it is no talk."""
        from bot.analysis.training.trainers import judging  # noqa: PLC0415 - as above

        return judging.predicted(self.unseen)


class Trainer(Protocol):
    """What the module of a part has: see above."""

    def fit(self, ground: Ground) -> Mapping[str, NDArray[Any]]:
        """Learn the part's weights."""
        ...

    def measure(self, ground: Ground) -> Sequence[Figure]:
        """Measure what the part says."""
        ...


def trainer(name: str) -> Trainer:
    """Return the trainer of a part."""
    return cast("Trainer", import_module(f"bot.analysis.training.trainers.{name}"))


@dataclass(frozen=True, slots=True)
class Kept:
    """The figures of one part, as they stand in the card."""

    part: str
    figures: tuple[Figure, ...]


def keep(part: str, figures: Sequence[Figure], file: Path = FIGURES) -> None:
    """Store the figures of one part beside those of the others."""
    stored = {one.part: list(one.figures) for one in kept(file)} | {part: list(figures)}
    plain = {name: [asdict(figure) for figure in rows] for name, rows in stored.items()}
    file.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept(file: Path = FIGURES) -> list[Kept]:
    """Read the figures of all parts."""
    plain = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return [Kept(name, tuple(Figure(**figure) for figure in rows)) for name, rows in plain.items()]
