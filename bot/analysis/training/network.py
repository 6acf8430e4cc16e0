"""A small convolutional network for sentences, trained in numpy.

After Kim (2014): word vectors, filters over three words in a row, the strongest
answer of each filter, and a logistic layer. Adam (Kingma and Ba 2015), dropout,
and an average of the last weights. A fixed seed: the same data give the same weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.linear import Floats, Integers

Single = "NDArray[np.float32]"

LONGEST = 60
BATCH = 96


@dataclass(slots=True)
class Network:
    """The weights: vectors (words, d), filters (3d, f), filter bias (f), output (f, heads), output bias (heads)."""

    vectors: NDArray[np.float32]
    filters: NDArray[np.float32]
    filter_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]

    def parts(self) -> list[NDArray[np.float32]]:
        """List the arrays, vectors first."""
        return [self.vectors, self.filters, self.filter_bias, self.output, self.output_bias]


def start(vectors: NDArray[np.float32], filters: int, heads: int, seed: int) -> Network:
    """Make an untrained network over given word vectors."""
    chance = np.random.default_rng(seed)
    wide = 3 * vectors.shape[1]
    scale = np.sqrt(2.0 / wide) / max(float(vectors[1:].std()), 1e-6)
    return Network(
        vectors.copy(),
        (chance.standard_normal((wide, filters)) * scale).astype(np.float32),
        np.zeros(filters, np.float32),
        (chance.standard_normal((filters, heads)) * np.sqrt(1.0 / filters)).astype(np.float32),
        np.zeros(heads, np.float32),
    )


def pad(sentences: Sequence[Integers]) -> Integers:
    """Stack sentences of word numbers into one array, noughts around: (count, longest + 2)."""
    longest = min(LONGEST, max(len(sentence) for sentence in sentences))
    stacked = np.zeros((len(sentences), longest + 2), np.int64)
    for row, sentence in enumerate(sentences):
        kept = sentence[:longest]
        stacked[row, 1 : 1 + len(kept)] = kept
    return stacked


def answers(network: Network, words: Integers) -> tuple[NDArray[np.float32], NDArray[np.float32], Integers, NDArray[np.float32]]:
    """Run the filters over padded sentences: (windows, strongest answers, where they stand, their signs)."""
    embedded = network.vectors[words]
    windows = np.concatenate([embedded[:, :-2], embedded[:, 1:-1], embedded[:, 2:]], axis=2)
    response = windows @ network.filters + network.filter_bias
    where = response.argmax(axis=1)
    strongest = np.take_along_axis(response, where[:, None, :], axis=1)[:, 0, :]
    return windows, np.maximum(strongest, 0.0), where, (strongest > 0).astype(np.float32)


def margins(network: Network, sentences: Sequence[Integers]) -> NDArray[np.float32]:
    """Score sentences: (count, heads)."""
    order = np.argsort([len(sentence) for sentence in sentences], kind="stable")
    result = np.zeros((len(sentences), network.output.shape[1]), np.float32)
    for begin in range(0, len(order), 256):
        rows = order[begin : begin + 256]
        _, strongest, _, _ = answers(network, pad([sentences[row] for row in rows]))
        result[rows] = strongest @ network.output + network.output_bias
    return result


def train(
    network: Network,
    sentences: Sequence[Integers],
    target: Floats,
    weight: Floats,
    epochs: int = 5,
    rate: float = 1e-3,
    dropout: float = 0.5,
    word_dropout: float = 0.1,
    decay: float = 0.0,
    vector_rate: float = 1.0,
    seed: int = 7,
) -> Network:
    """Train on sentences; `target` and `weight` are (count, heads), weight 0 where a head has no say."""
    chance = np.random.default_rng(seed)
    order = np.argsort([len(sentence) for sentence in sentences], kind="stable")
    first = [np.zeros_like(part) for part in network.parts()]
    second = [np.zeros_like(part) for part in network.parts()]
    mean = [np.zeros_like(part, dtype=np.float64) for part in network.parts()]
    batches = [order[begin : begin + BATCH] for begin in range(0, len(order), BATCH)]
    step = averaged = 0
    total = epochs * len(batches)
    for epoch in range(epochs):
        for batch in chance.permutation(len(batches)):
            rows = batches[batch]
            words = pad([sentences[row] for row in rows])
            words = np.where(chance.random(words.shape) < word_dropout, 0, words)
            slopes, used = _slopes(network, words, target[rows], weight[rows], dropout, chance)
            step += 1
            pace = rate * (1.0 - step / (total + 1))
            for index, part in enumerate(network.parts()):
                if index == 0:
                    _adam_rows(part, slopes[0], used, first[0], second[0], pace*vector_rate, step)
                else:
                    slope = slopes[index] + decay * part
                    first[index] += 0.1 * (slope - first[index])
                    second[index] += 0.001 * (slope * slope - second[index])
                    part -= pace * (first[index] / (1 - 0.9**step)) / (np.sqrt(second[index] / (1 - 0.999**step)) + 1e-8)
    return network


def _adam_rows(part, slope, used, first, second, pace, step):
    """Move only the vectors of the words that a batch used."""
    f = first[used]; s = second[used]
    f += 0.1 * (slope - f)
    s += 0.001 * (slope * slope - s)
    first[used] = f; second[used] = s
    part[used] -= pace * (f / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)


def _slopes(network, words, target, weight, dropout, chance):
    """Work out the slope of the loss: backpropagation through one batch."""
    windows, strongest, where, active = answers(network, words)
    kept = (chance.random(strongest.shape) >= dropout) / (1.0 - dropout)
    hidden = (strongest * kept).astype(np.float32)
    margin = hidden @ network.output + network.output_bias
    error = (weight * (1.0 / (1.0 + np.exp(-margin)) - target) / len(words)).astype(np.float32)
    back = (error @ network.output.T) * kept.astype(np.float32) * active
    count, length, wide = windows.shape
    spread = np.zeros((count, length, back.shape[1]), np.float32)
    np.put_along_axis(spread, where[:, None, :], back[:, None, :], axis=1)
    flat = spread.reshape(count * length, -1)
    filters = windows.reshape(count * length, wide).T @ flat
    window_slope = (flat @ network.filters.T).reshape(count, length, wide)
    size = wide // 3
    embedded = np.zeros((count, length + 2, size), np.float32)
    embedded[:, :-2] += window_slope[:, :, :size]
    embedded[:, 1:-1] += window_slope[:, :, size : 2 * size]
    embedded[:, 2:] += window_slope[:, :, 2 * size :]
    order = np.argsort(words, axis=None, kind="stable")
    sorted_words = words.reshape(-1)[order]
    used, begin = np.unique(sorted_words, return_index=True)
    vectors = np.add.reduceat(embedded.reshape(-1, size)[order], begin, axis=0)
    vectors[used == 0] = 0.0
    return [vectors, filters, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)], used
