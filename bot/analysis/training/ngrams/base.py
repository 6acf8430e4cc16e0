"""The n-gram models: which corpora teach which, in folds that no film, author or text straddles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.language import detection
from bot.analysis.language import text as texts
from bot.analysis.scoring.weights import LINEAR
from bot.analysis.training import corpora, marks
from bot.analysis.training.ngrams.linear import Floats, Integers, Rows, log_count_ratio, logistic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.analysis.training.corpora import Record
    from bot.analysis.training.ngrams.teacher import Judged

FOLDS = 4
LEAST_WORDS = 4
"""A word must stand in so many documents, and an n-gram in so many of its model's."""
LEAST = {"review": 6, "liked": 3, "disliked": 3, "middle": 3, "sentence": 3, "opinion": 2, "quotable": 8}
JUDGED_WEIGHT = 0.25
"""What a line that teachers judged counts. With more, fewer of the lines that editors chose are found."""
LEAST_JUDGED = 10
"""An n-gram that is rarer among the labelled lines must stand in so many, those of the teachers included."""
KEPT = 160_000
"""Of the review model's n-grams, those that weigh most. The models of single sentences keep all of theirs:
rare n-grams chosen for what they said in training say less on new texts."""
STRENGTH = {
    "review": 20.0, "liked": 4.0, "disliked": 4.0, "middle": 4.0, "sentence": 1.5, "opinion": 0.3, "quotable": 1.0,
}  # fmt: skip
SELECTED = ("review", "liked", "disliked", "middle")
"""The models of whole reviews: their n-grams are selected, and their weights not drawn towards naive Bayes."""
MEMBERS = ("letterboxd_members", "letterboxd_four_films", "metacritic_users", "rt_audience", "rt_audience_2022")
"""What members of film sites wrote, with stars, in several languages."""
SOURCES = {
    "review": ("imdb_train", "imdb_test", "polarity", "scale"),
    "liked": MEMBERS,
    "disliked": MEMBERS,
    "middle": ("scale", *MEMBERS),
    "sentence": ("snippets_polarity", "snippets_critic", "snippets_rt2018"),
    "opinion": ("opinion_plot",),
}
LOW, HIGH = 0.4, 0.7
"""A rating, 0 to 1, of at most so much is negative, of at least so much positive; what lies between is mixed."""
AUTHORS = ("Dennis Schwartz", "James Berardinelli", "Scott Renshaw", "Steve Rhodes")
_TARGET = {"pos": 1.0, "neg": 0.0, "opinion": 1.0, "plot": 0.0}
_TARGETS = {
    "liked": {"pos": 1.0, "neg": 0.0, "mixed": 0.0},
    "disliked": {"pos": 0.0, "neg": 1.0, "mixed": 0.0},
    "middle": {"pos": 0.0, "neg": 0.0, "mixed": 1.0},
}
_BODY = 12
"""How many sentences of each critic's review stand for what is not quoted."""


@dataclass(frozen=True, slots=True)
class Material:
    """All corpora, read once: records by name, and the fold of each record."""

    records: dict[str, list[Record]]
    folds: dict[str, Integers]
    known: marks.Known

    def rows(self, name: str) -> list[tuple[Record, int]]:
        """List the records of a corpus, each with its fold."""
        return list(zip(self.records[name], self.folds[name].tolist(), strict=True))

    def lessons(self, name: str) -> Iterator[tuple[Record, int]]:
        """Yield what models may learn from: no marked review nor its film, no line that stands in `pull_quotes`."""
        for record, fold in self.rows(name):
            if not record.get("in_pull_quotes") and not self.known.holds(record):
                yield record, fold


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one n-gram model learns from: encoded documents, targets, folds, and the table of its n-grams.

    The documents after the last target are those that teachers judged.
    """

    encoded: corpora.Encoded
    target: Floats
    fold: Integers
    table: Integers
    judged: Judged | None = None

    def targets(self, without: int | None) -> Floats:
        """Give all targets, 0 to 1, as a model may know them that is measured on a fold."""
        return self.target if self.judged is None else np.concatenate([self.target, self.judged.of(without)])

    def weights(self) -> Floats:
        """Give what each document counts."""
        weight = np.ones(len(self.fold))
        weight[len(self.target) :] = JUDGED_WEIGHT
        return weight


def gather(folder: Path) -> Material:
    """Read the corpora and decide the folds."""
    names = (
        "imdb_train", "imdb_test", "polarity", "scale", "rationales", "pull_quotes", "pull_quotes_more",
        "snippets_polarity", "snippets_critic", "snippets_rt2018", "opinion_plot",
    )  # fmt: skip
    records = {name: corpora.load(folder, name) for name in names}
    records |= {name: [_starred(record) for record in corpora.load(folder, name)] for name in MEMBERS}
    shared = {record["html_id"]: record["author"] for record in records["scale"]}
    folds = {
        name: np.array([_fold(name, record, shared) for record in rows], dtype=np.int64)
        for name, rows in records.items()
    }
    return Material(records, folds, marks.Known(marks.load(folder)))


def _starred(record: Record) -> Record:
    """Label a member's review by its stars."""
    share = round(record["rating"] / record["scale_max"], 3)
    return {**record, "label": "neg" if share <= LOW else "pos" if share >= HIGH else "mixed"}


def _fold(name: str, record: Record, shared: dict[str, str]) -> int:
    """Critics' reviews by author, users' by film, newsgroup reviews by document, single lines by their letters."""
    if name.startswith("imdb"):
        return corpora.fold(record["film"], FOLDS)
    if name in MEMBERS or name == "pull_quotes_more":
        return corpora.fold(corpora.bare_title(record["film"] or record["id"]), FOLDS)
    if name.startswith(("snippets", "opinion")):
        return corpora.fold(corpora.bare(record["text"]), FOLDS)
    author = record.get("author") or shared.get(record.get("html_id", ""))
    if author in AUTHORS:
        return AUTHORS.index(author)
    return corpora.fold(record.get("html_id") or record["id"], FOLDS)


def prepare(material: Material, judged: Judged) -> tuple[list[str], dict[str, Lesson]]:
    """Split everything into words and n-grams, once for all folds. The lines of the teachers teach sentences."""
    examples = {name: list(_examples(material, name)) for name in LINEAR}
    norms = {name: corpora.norms_of(text for text, _, _ in rows) for name, rows in examples.items()}
    counts = corpora.count_words(document for documents in norms.values() for document in documents)
    words = sorted(word for word, count in counts.items() if count >= LEAST_WORDS)
    numbers = {word: number for number, word in enumerate(words, start=1)}
    norms["sentence"] += corpora.norms_of(line.text for line in judged.lines)
    lessons: dict[str, Lesson] = {}
    for name, rows in examples.items():
        encoded = corpora.Encoded(norms.pop(name), numbers)
        target = np.array([label for _, label, _ in rows])
        said = judged if name == "sentence" else None
        folds = [number for _, _, number in rows] + [line.fold for line in (said.lines if said else ())]
        lessons[name] = Lesson(encoded, target, np.array(folds, dtype=np.int64), _table(encoded, len(rows), name), said)
    return words, lessons


def _table(encoded: corpora.Encoded, labelled: int, name: str) -> Integers:
    """List the n-grams of a model: those of its labelled documents, and the common ones of the others."""
    own = corpora.table_of(encoded.key[: encoded.offset[labelled]], LEAST[name])
    return own if labelled == len(encoded.offset) - 1 else np.union1d(own, corpora.table_of(encoded.key, LEAST_JUDGED))


def _examples(material: Material, model: str) -> Iterator[tuple[str, float, int]]:
    """Yield (text, target, fold) for one model. Lines that stand in `pull_quotes` teach nothing."""
    if model == "quotable":
        yield from _quotable(material)
        return
    target = _TARGETS.get(model, _TARGET)
    for name in SOURCES[model]:
        for record, fold in material.lessons(name):
            label = record["label"]
            if label in target and (name not in MEMBERS or detection.detect(record["text"]) == "en"):
                yield record["text"], target[label], fold


def _quotable(material: Material) -> Iterator[tuple[str, float, int]]:
    """Critics' chosen lines against other sentences of reviews."""
    for record, fold in material.lessons("snippets_critic"):
        yield record["text"], 1.0, fold
    quoted = {record["id"] for record in material.records["pull_quotes"]}
    for record, fold in material.lessons("scale"):
        spans = texts.sentences(record["text"])
        chance = np.random.default_rng(corpora.fold(record["id"], 1 << 20))
        for index in sorted(chance.permutation(len(spans))[:_BODY]) if record["id"] not in quoted else ():
            yield record["text"][slice(*spans[index])], 0.0, fold


def fit(words: list[str], lessons: dict[str, Lesson], without: int | None) -> dict[str, NDArray[Any]]:
    """Fit the n-gram models on every fold but one (None: on all), as the arrays of a weights file."""
    fitted: dict[str, tuple[Integers, Floats, Floats, float]] = {}
    for name, lesson in lessons.items():
        taught = np.flatnonzero(lesson.fold != (-1 if without is None else without))
        target, share = lesson.targets(without)[taught], lesson.weights()[taught]
        rows = lesson.encoded.rows(lesson.table).take(taught)
        table = lesson.table
        if name in SELECTED:
            _, weight, _ = _regress(rows, target, share, name, 12)
            table = table[np.sort(np.argsort(-np.abs(weight), kind="stable")[:KEPT])]
            rows = lesson.encoded.rows(table).take(taught)
        fitted[name] = (table, *_regress(rows, target, share, name, 26))
    return pack(words, fitted)


def _regress(rows: Rows, target: Floats, share: Floats, model: str, steps: int) -> tuple[Floats, Floats, float]:
    """Fit one logistic regression over ratio-weighted, normalised rows: (ratio, weight with ratio, bias)."""
    ratio = log_count_ratio(rows, target, share)
    scaled = rows.scaled(ratio).normalised()
    weight, bias = logistic(scaled, target, STRENGTH[model], share, steps, common=model not in SELECTED)
    return ratio, weight * ratio, bias


def pack(words: list[str], fitted: dict[str, tuple[Integers, Floats, Floats, float]]) -> dict[str, NDArray[Any]]:
    """Lay the models over one table of n-grams, their numbers rounded to a byte each."""
    table = np.unique(np.concatenate([part[0] for part in fitted.values()]))
    arrays: dict[str, NDArray[Any]] = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "table": np.diff(table, prepend=0),
    }
    for name, (own, ratio, weight, bias) in fitted.items():
        used = np.zeros(len(table), bool)
        used[np.searchsorted(table, own)] = True
        arrays[name + "_used"] = np.packbits(used)
        units = [_unit(ratio), _unit(weight)]
        arrays[name + "_ratio"] = np.clip(np.round(ratio / units[0]), -127, 127).astype(np.int8)
        arrays[name + "_weight"] = np.clip(np.round(weight / units[1]), -127, 127).astype(np.int8)
        arrays[name + "_units"] = np.array([bias, *units])
    return arrays


def _unit(values: Floats) -> float:
    """Choose the step of a byte: the few largest values are cut off, so that the many small ones keep their order."""
    return float(np.quantile(np.abs(values), 0.9995)) / 127.0
