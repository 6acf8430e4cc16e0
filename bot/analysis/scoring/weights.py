"""The trained weights, read once a process from `models/`."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from bot.analysis.scoring import ngrams

FOLDER = Path(__file__).parent.parent / "models"
FILE = FOLDER / "weights.npz"

LINEAR = ("review", "liked", "disliked", "middle", "sentence", "opinion", "quotable")
"""The n-gram models: is a review favourable, is a member's note, is it the contrary, is either something in
between; is a sentence favourable, is it opinion, is it a critic's quotable line."""
HEADS = ("polarity", "opinion", "verdict")
"""Small models over what the n-gram models say: see `bot.analysis.scoring.features`."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model: the weighted mean of what a text's n-grams say."""

    ratio: NDArray[np.int8]
    """How telling each n-gram is: its log-count ratio (Wang and Manning 2012), in steps of `ratio_unit`."""
    weight: NDArray[np.int8]
    """What each n-gram says, ratio included, in steps of `weight_unit`."""
    bias: float
    ratio_unit: float
    weight_unit: float

    def says(self, row: ngrams.IntArray) -> Floats:
        """Return what some n-grams say."""
        return self.weight[row].astype(np.float64) * self.weight_unit

    def tells(self, row: ngrams.IntArray) -> Floats:
        """Return how telling some n-grams are, squared."""
        return np.square(self.ratio[row].astype(np.float64) * self.ratio_unit)


@dataclass(frozen=True, slots=True)
class Head:
    """A logistic or softmax layer over standardised features: weight is (features, classes)."""

    centre: Floats
    spread: Floats
    weight: Floats
    bias: Floats

    def margins(self, features: Floats) -> Floats:
        """Score rows of features: (rows, classes)."""
        return ((features - self.centre) / self.spread) @ self.weight + self.bias

    def packed(self) -> NDArray[np.float32]:
        """Lay the layer out as one array, as it is stored: a row a feature, the biases last."""
        body = np.concatenate([self.centre[:, None], self.spread[:, None], self.weight], axis=1)
        return np.concatenate([body, np.concatenate([[0.0, 0.0], self.bias])[None, :]]).astype(np.float32)


def head(packed: NDArray[Any]) -> Head:
    """Read a layer back from the array that `Head.packed` made."""
    wide = packed.astype(np.float64)
    return Head(wide[:-1, 0], wide[:-1, 1], wide[:-1, 2:], wide[-1, 2:])


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that training found."""

    version: str
    numbers: Mapping[str, int]
    table: ngrams.IntArray
    linear: Mapping[str, Linear]
    heads: Mapping[str, Head]


_IN_USE: list[Weights] = []


@contextmanager
def using(model: Weights) -> Generator[None]:
    """Read with other weights than the stored ones, as cross-validation does."""
    _IN_USE.append(model)
    try:
        yield
    finally:
        _IN_USE.pop()


def load() -> Weights:
    """Return the weights in use."""
    return _IN_USE[-1] if _IN_USE else _stored()


_PARTS_IN_USE: list[tuple[str, Mapping[str, NDArray[Any]]]] = []


@contextmanager
def using_part(name: str, arrays: Mapping[str, NDArray[Any]]) -> Generator[None]:
    """Read with other weights of one part than the stored ones, as cross-validation does."""
    _PARTS_IN_USE.append((name, arrays))
    try:
        yield
    finally:
        _PARTS_IN_USE.pop()


def part(name: str) -> Mapping[str, NDArray[Any]]:
    """Return the arrays of one part of the reading: what `models/<name>.npz` holds, or what is in use instead."""
    return next((arrays for own, arrays in reversed(_PARTS_IN_USE) if own == name), None) or _stored_part(name)


@cache
def _stored_part(name: str) -> Mapping[str, NDArray[Any]]:
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


@cache
def _stored() -> Weights:
    return unpack_file()


def forget() -> None:
    """Read the stored weights anew when they are next asked for, as training does once it has written them."""
    _stored.cache_clear()
    _stored_part.cache_clear()


def unpack_file(file: Path = FILE) -> Weights:
    """Read a weights file; a tenth of a second."""
    with np.load(file, allow_pickle=False) as stored:
        return unpack({name: stored[name] for name in stored.files}, digest_of_file(file)[:12])


def unpack(arrays: Mapping[str, NDArray[Any]], version: str) -> Weights:
    """Build the weights from the arrays of the file."""
    words = bytes(arrays["words"]).decode().split("\n")
    table = np.cumsum(arrays["table"].astype(np.int64))
    heads = {name: head(arrays["head_" + name]) for name in HEADS if "head_" + name in arrays}
    return Weights(
        version=version,
        numbers={word: number for number, word in enumerate(words, start=1)},
        table=table,
        linear={name: _linear(arrays, name, len(table)) for name in LINEAR},
        heads=heads,
    )


def _linear(arrays: Mapping[str, NDArray[Any]], name: str, size: int) -> Linear:
    """Spread a model's own rows over the common table."""
    bias, ratio_unit, weight_unit = (float(number) for number in arrays[name + "_units"])
    used = np.unpackbits(arrays[name + "_used"], count=size).astype(bool)
    ratio, weight = np.zeros(size, np.int8), np.zeros(size, np.int8)
    ratio[used] = arrays[name + "_ratio"]
    weight[used] = arrays[name + "_weight"]
    return Linear(ratio, weight, bias, ratio_unit, weight_unit)


def digest_of_file(file: Path = FILE) -> str:
    """Return the SHA-256 of a weights file, which names the version of the model."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def logistic(margin: Floats) -> Floats:
    """Turn margins into probabilities."""
    return 1.0 / (1.0 + np.exp(-np.clip(margin, -30.0, 30.0)))
