"""The whole of training: n-gram models in folds, heads on what they say of unseen texts, figures, weights, card."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis import weights
from bot.analysis.training import base, card, stack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.analysis.weights import Head


def train(folder: Path, folds_folder: Path | None = None) -> None:
    """Rebuild `models/weights.npz` and `models/MODEL_CARD.md` from the corpora in `folder`.

    With `folds_folder`, keep the weights of each fold there, for `tests/benchmarks/quality.py`.
    """
    begin = monotonic()

    def tell(step: str) -> None:
        print(f"{monotonic() - begin:6.0f} s  {step}", flush=True)  # noqa: T201 - progress of a long command

    material = base.gather(folder)
    words, lessons = base.prepare(material)
    tell(f"{len(words):,} words and their n-grams counted")
    raw: list[dict[str, NDArray[Any]]] = []
    for fold in range(base.FOLDS):
        raw.append(base.fit(words, lessons, fold))
        tell(f"fold {fold + 1} of {base.FOLDS} fitted")
    held = stack.collect(material, [weights.unpack(arrays, f"fold {fold}") for fold, arrays in enumerate(raw)])
    tell("unseen texts read")
    complete = [with_heads(arrays, *stack.fit_heads(held, fold)) for fold, arrays in enumerate(raw)]
    if folds_folder is not None:
        folds_folder.mkdir(parents=True, exist_ok=True)
        for fold, arrays in enumerate(complete):
            np.savez_compressed(folds_folder / f"fold{fold}.npz", allow_pickle=False, **arrays)
    tell("heads fitted")
    models = [weights.unpack(arrays, f"fold {fold}") for fold, arrays in enumerate(complete)]
    measured = card.measure(material, models)
    tell("figures measured")
    final = with_heads(base.fit(words, lessons, None), *stack.fit_heads(held, None))
    np.savez_compressed(weights.FILE, allow_pickle=False, **final)
    card.write(measured, material)
    tell(f"weights written: {weights.FILE.stat().st_size:,} bytes")


def with_heads(arrays: Mapping[str, NDArray[Any]], heads: Mapping[str, Head], unsure: float) -> dict[str, NDArray[Any]]:
    """Add the heads to the arrays of the n-gram models."""
    packed = dict(arrays)
    for name, head in heads.items():
        body = np.concatenate([head.centre[:, None], head.spread[:, None], head.weight], axis=1)
        last = np.concatenate([[0.0, 0.0], head.bias])[None, :]
        packed["head_" + name] = np.concatenate([body, last]).astype(np.float32)
    packed["unsure"] = np.array(unsure)
    return packed
