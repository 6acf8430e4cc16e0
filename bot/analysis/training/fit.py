"""The whole of training: n-gram models in folds, heads on what they say of unseen texts, parts, figures, card."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.scoring import weights
from bot.analysis.training import card, parts
from bot.analysis.training.ngrams import base, stack, teacher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.analysis.scoring.weights import Head, Weights
    from bot.analysis.training.ngrams.base import Lesson, Material
    from bot.analysis.training.ngrams.stack import Held

FOLDS = Path(tempfile.gettempdir()) / "pullquote-folds"
"""Where the weights of the folds are kept, unless another folder is named."""


@dataclass(frozen=True, slots=True)
class Folds:
    """What training knows once every fold has been fitted: the texts, and what was said of them unseen."""

    material: Material
    words: list[str]
    lessons: dict[str, Lesson]
    held: Held
    models: list[Weights]


def train(corpora: Path, folder: Path = FOLDS, only: Sequence[str] = (), talk: Path | None = None) -> None:
    """Rebuild the weights in `models/` and their card from the corpora.

    The weights of each fold are kept in `folder`, for `tests/benchmarks/quality.py`. With `only`, train those
    parts and leave the n-gram models as they are. `talk` is where CMU DoG's conversations lie: without them, what tells
    reviews from talk stays as it is.
    """
    if not only:
        _train_base(corpora, folder)
    ground = parts.Ground(corpora, folder, talk)
    for name in only or parts.PARTS:
        trainer = parts.trainer(name)
        arrays = trainer.fit(ground)
        if arrays:  # nothing is learnt, or what it would be learnt from is not at hand
            np.savez_compressed(weights.FOLDER / f"{name}.npz", allow_pickle=False, **arrays)
            weights.forget()
        _tell(f"{name} fitted")
        found = trainer.measure(ground)
        if found:
            parts.keep(name, found)
        _tell(f"{name} measured")
    card.write(ground.material)
    _tell("card written")


def _train_base(corpora: Path, folder: Path) -> None:
    """Fit the n-gram models and their heads, and measure them."""
    folds = fit_folds(corpora, folder)
    parts.keep("n-grams", card.measure(folds.material, folds.models))
    _tell("figures measured")
    final = with_heads(base.fit(folds.words, folds.lessons, None), stack.fit_heads(folds.held, None))
    np.savez_compressed(weights.FILE, allow_pickle=False, **final)
    weights.forget()
    _tell(f"weights written: {weights.FILE.stat().st_size:,} bytes")


def fit_folds(corpora: Path, folder: Path) -> Folds:
    """Fit a whole model for each fold, on the other folds; keep their weights in `folder`."""
    material = base.gather(corpora)
    words, lessons = base.prepare(material, teacher.judged(material))
    _tell(f"{len(words):,} words and their n-grams counted")
    raw: list[dict[str, NDArray[Any]]] = []
    for fold in range(base.FOLDS):
        raw.append(base.fit(words, lessons, fold))
        _tell(f"fold {fold + 1} of {base.FOLDS} fitted")
    held = stack.collect(material, [weights.unpack(arrays, f"fold {fold}") for fold, arrays in enumerate(raw)])
    _tell("unseen texts read")
    complete = [with_heads(arrays, stack.fit_heads(held, fold)) for fold, arrays in enumerate(raw)]
    folder.mkdir(parents=True, exist_ok=True)
    for fold, arrays in enumerate(complete):
        np.savez_compressed(folder / f"fold{fold}.npz", allow_pickle=False, **arrays)
    _tell("heads fitted")
    models = [weights.unpack(arrays, f"fold {fold}") for fold, arrays in enumerate(complete)]
    return Folds(material, words, lessons, held, models)


def _tell(step: str) -> None:
    print(f"{datetime.now(tz=UTC):%H:%M:%S}  {step}", flush=True)  # noqa: T201 - progress of a long command


def with_heads(arrays: Mapping[str, NDArray[Any]], heads: Mapping[str, Head]) -> dict[str, NDArray[Any]]:
    """Add the heads to the arrays of the n-gram models."""
    packed = dict(arrays)
    for name, head in heads.items():
        packed["head_" + name] = head.packed()
    return packed
