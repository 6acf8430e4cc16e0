"""`python -m bot.analysis.training.vectors CORPORA`: count what words of film talk stand among, and keep their vectors.

Takes some two minutes. Reads every review and critics' line in English; the marked reviews and others of their films
are left out, so that what is measured on them is measured on words as new texts use them.
"""

from __future__ import annotations

from argparse import ArgumentParser
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.language import lexicons, text
from bot.analysis.scoring import vectors, weights
from bot.analysis.training import corpora, marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FILE = weights.FOLDER / "vectors.npz"
CORPORA = (
    "imdb_train", "imdb_test", "scale", "pull_quotes_more", "letterboxd_members", "letterboxd_four_films",
    "metacritic_users", "rt_audience", "rt_audience_2022", "snippets_critic", "snippets_rt2018",
)  # fmt: skip
WORDS = 18_000
"""How many words have vectors: those that stand some fifty times and more."""
NEIGHBOURS = 5_000
"""How many words describe them."""
WINDOW = 5
"""How far a neighbour may stand away; one at a distance of d counts 1/d."""
_GAP = -1
_SPARE, _ROUNDS = 10, 4
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Talk:
    """All texts in a row, as numbers of words; texts are parted by gaps as wide as the window."""

    words: list[str]
    numbers: NDArray[np.int32]


def read(folder: Path) -> Talk:
    """Read every text once; copies are passed over."""
    found: dict[str, int] = {}
    numbers = array("i")
    for review in _texts(folder):
        numbers.extend(found.setdefault(norm, len(found)) for norm in text.norms(review))
        numbers.extend([_GAP] * WINDOW)
    return Talk(list(found), np.array(numbers, np.int32))


def _texts(folder: Path) -> Iterator[str]:
    known = marks.Known(marks.load(folder))
    seen: set[str] = set()
    for name in CORPORA:
        for record in corpora.load(folder, name):
            start = corpora.bare(record["text"])[:200]
            if start not in seen and not known.holds(record):
                seen.add(start)
                yield record["text"]


def fit(talk: Talk) -> dict[str, NDArray[Any]]:
    """Make the arrays of the file: the words, most frequent first, their counts and their vectors."""
    counts = np.bincount(talk.numbers[talk.numbers != _GAP], minlength=len(talk.words))
    is_word = np.array([word.replace("'", "").isalpha() for word in talk.words])
    order = np.lexsort((np.array(talk.words), -counts))
    kept = order[is_word[order]][:WORDS]
    rank = np.full(len(talk.words) + 1, _GAP, np.int32)  # the last one stands for the gaps
    rank[kept] = np.arange(len(kept))
    placed = _decomposed(_information(_together(rank[talk.numbers], len(kept))))
    steps = np.abs(placed).max(axis=1, keepdims=True) / 127.0
    return {
        "words": np.frombuffer("\n".join(talk.words[index] for index in kept).encode(), np.uint8),
        "counts": counts[kept].astype(np.int32),
        "tokens": np.array(int(counts.sum())),
        "rows": np.round(placed / np.maximum(steps, 1e-12)).astype(np.int8),
    }


def _together(ranks: NDArray[np.int32], words: int) -> NDArray[np.float32]:
    """Count how often each word stands near each neighbour: (words, neighbours)."""
    neighbours = min(NEIGHBOURS, words)
    counted = np.zeros(words * neighbours, np.float32)
    for distance in range(1, WINDOW + 1):
        before, after = ranks[:-distance], ranks[distance:]
        for word, neighbour in ((before, after), (after, before)):
            near = (word != _GAP) & (neighbour != _GAP) & (neighbour < neighbours)
            pair = word[near].astype(np.int64) * neighbours + neighbour[near]
            for begin in range(0, len(pair), _CHUNK):
                key, times = np.unique(pair[begin : begin + _CHUNK], return_counts=True)
                counted[key] += times.astype(np.float32) / distance
    return counted.reshape(words, neighbours)


def _information(together: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weigh counts by how much more often than by chance: positive pointwise mutual information.

    Neighbours' frequencies are smoothed by a power of 0.75, as Levy, Goldberg and Dagan (2015) advise.
    """
    total = float(together.sum())
    word = together.sum(axis=1, keepdims=True) / total
    neighbour = (together.sum(axis=0) / total) ** 0.75
    expected = np.maximum(word * (neighbour / neighbour.sum()) * total, 1e-12)
    return np.log(np.maximum(together / expected, 1.0)).astype(np.float32)


def _decomposed(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Reduce a table to its strongest directions, each weighed by the root of its strength.

    A randomised decomposition (Halko, Martinsson and Tropp 2011), its sign fixed so that it comes out the same.
    """
    chance = np.random.default_rng(0)
    basis = chance.standard_normal((table.shape[1], vectors.SIZE + _SPARE)).astype(np.float32)
    for _ in range(_ROUNDS):
        basis, _ = np.linalg.qr(table.T @ np.linalg.qr(table @ basis)[0])
    left, strength, _ = np.linalg.svd(table @ basis, full_matrices=False)
    placed = left[:, : vectors.SIZE] * np.sqrt(strength[: vectors.SIZE])
    return placed * np.sign(placed[np.abs(placed).argmax(axis=0), np.arange(vectors.SIZE)])


def measure(model: vectors.Vectors) -> tuple[float, int]:
    """Give how many words of the lists of aspects have a word of their own list nearest of all, and of how many."""
    sides = {word: side for side, words in lexicons.keyed("aspects").items() for word in words if "_" not in word}
    known = [word for word in sides if word in model.numbers]
    rows = model.means([[word] for word in known])
    like = rows @ rows.T
    np.fill_diagonal(like, -1.0)
    right = sum(sides[known[nearest]] == sides[word] for word, nearest in zip(known, like.argmax(axis=1), strict=True))
    return right / len(known), len(known)


def main() -> None:
    """Read the command line, fit, and say how good the vectors are."""
    parser = ArgumentParser(prog="python -m bot.analysis.training.vectors", description="Count the word vectors.")
    parser.add_argument("corpora", type=Path, help="the folder of the corpora")
    arrays = fit(read(parser.parse_args().corpora))
    np.savez_compressed(FILE, allow_pickle=False, **arrays)
    share, count = measure(vectors.unpack(arrays))
    print(f"{FILE.stat().st_size:,} bytes; nearest word in the same list: {share:.2f} of {count}")  # noqa: T201


if __name__ == "__main__":
    main()
