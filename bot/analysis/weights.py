"""The trained weights, read once a process from `models/`."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bot.analysis import ngrams

FOLDER = Path(__file__).parent / "models"
FILE = FOLDER / "weights.npz"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model: the weighted mean of what a text's n-grams say, through a calibrated logistic curve."""

    ratio: Floats
    """How telling each n-gram is: its log-count ratio (Wang and Manning 2012)."""
    weight: Floats
    """What each n-gram says, ratio included."""
    bias: float
    slope: float
    """Steepness of the calibrated curve (Platt 1999)."""
    shift: float

    def probability(self, margin: Floats) -> Floats:
        """Turn margins into calibrated probabilities of the positive class."""
        return 1.0 / (1.0 + np.exp(-np.clip(self.slope * margin + self.shift, -30.0, 30.0)))


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that training found."""

    version: str
    numbers: dict[str, int]
    table: ngrams.IntArray
    review: Linear
    sentence: Linear
    opinion: Linear


@cache
def load() -> Weights:
    """Read the weights; a tenth of a second, once."""
    with np.load(FILE, allow_pickle=False) as stored:
        words = bytes(stored["words"]).decode().split("\n")
        models = {name: _linear(stored, name) for name in ("review", "sentence", "opinion")}
        return Weights(
            version=digest()[:12],
            numbers={word: number for number, word in enumerate(words, start=1)},
            table=np.cumsum(stored["table"].astype(np.int64)),
            review=models["review"],
            sentence=models["sentence"],
            opinion=models["opinion"],
        )


def _linear(stored: np.lib.npyio.NpzFile, name: str) -> Linear:
    bias, slope, shift, ratio_unit, weight_unit = (float(number) for number in stored[name + "_curve"])
    return Linear(
        ratio=stored[name + "_ratio"].astype(np.float64) * ratio_unit,
        weight=stored[name + "_weight"].astype(np.float64) * weight_unit,
        bias=bias,
        slope=slope,
        shift=shift,
    )


@cache
def digest() -> str:
    """Return the SHA-256 of the weights file, which names the version of the model."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def logit(probability: float) -> float:
    """Undo the logistic curve."""
    inside = min(max(probability, 1e-6), 1.0 - 1e-6)
    return math.log(inside / (1.0 - inside))
