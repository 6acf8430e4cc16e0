"""Reviews that careful readers marked: what they say of each line, and folds that no film straddles."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.language import text as texts
from bot.analysis.training import corpora

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.corpora import Record

FOLDS = 5
FURTHER = Path(__file__).with_name("further_marks.jsonl.gz")
"""Reviews of the other corpora that we marked by the same guide: places and judgements, no text."""
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """One side of the film judged in one line: sign 1, -1, or 0 for both, and the words that carry it."""

    line: int
    aspect: str
    sign: int
    phrase: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A review as a reader marked it; every number of a line indexes `lines`, (start, end) in `text`."""

    id: str
    source: str
    """"imdb", "modern", "critic" or "ebert"; of the further ones, the corpus."""
    film_group: str
    """The same for all reviews of one film."""
    text: str
    lines: tuple[tuple[int, int], ...]
    stars: float | None
    """The writer's own rating, 0 to 1, where there is one."""
    label: str
    strength: int
    quotes: tuple[int, ...]
    dangling: tuple[int, ...]
    summary: tuple[int, ...]
    plot: tuple[int, ...]
    aspects: tuple[Judgement, ...]
    spoilers: tuple[int, ...]
    irony: tuple[int, ...]
    film: str | None
    rating: str | None
    questions: Mapping[str, str]
    """Each question's words, by its key."""
    answers: Mapping[str, tuple[int, ...]]
    """The lines that answer each question, best first; none when nothing does."""

    def lines_of(self, start: int, end: int) -> list[int]:
        """List the lines that a stretch shares most of itself, or most of the line, with."""
        found: list[int] = []
        for index, (first, last) in enumerate(self.lines):
            shared = min(end, last) - max(start, first)
            if shared > 0 and shared >= _HALF * min(end - start, last - first):
                found.append(index)
        return found


def load(folder: Path) -> list[Marked]:
    """Read `marked.jsonl.gz`; a user's review finds its film in the corpora that it was drawn from."""
    films = {
        corpora.bare(record["text"]): record["film"]
        for name in ("imdb_train", "imdb_test")
        for record in corpora.load(folder, name)
    }
    return [_marked(record, films) for record in corpora.load(folder, "marked")]


def _marked(record: Record, films: Mapping[str, str]) -> Marked:
    marks: dict[str, Any] = record["marks"]
    title = corpora.bare(marks["film"] or "")
    return Marked(
        id=record["id"],
        source=record["src"],
        film_group=films.get(corpora.bare(record["text"])) or title or record["id"],
        text=record["text"],
        lines=tuple((line["start"], line["end"]) for line in record["lines"]),
        stars=record["stars"],
        aspects=tuple(Judgement(*judged) for judged in marks["aspects"]),
        film=marks["film"],
        rating=marks["rating"],
        questions=record["questions"],
        **_said(marks),
    )


def _said(marks: Mapping[str, Any]) -> dict[str, Any]:
    """Give what both kinds of marks write alike: the verdict, and the lines of each kind."""
    lines = ("quotes", "dangling", "summary", "plot", "spoilers", "irony")
    return {
        "label": marks["label"],
        "strength": marks["strength"],
        "answers": {key: tuple(found) for key, found in marks["questions"].items()},
        **{kind: tuple(marks[kind]) for kind in lines},
    }


def further(records: Mapping[str, Iterable[Record]]) -> list[Marked]:
    """Read the further marks of the records of the corpora: to learn from, never to measure on.

    Places index the cleaned text. ValueError where a text is another, or is cleaned otherwise, than when it was marked.
    """
    with gzip.open(FURTHER, "rt", encoding="utf-8") as lines:
        marked = [json.loads(line) for line in lines]
    found = {(name, record["id"]): record for name in {one["corpus"] for one in marked} for record in records[name]}
    return [_further(one, found[one["corpus"], one["id"]]) for one in marked]


def _further(marks: Mapping[str, Any], record: Record) -> Marked:
    text = texts.clean(record["text"])
    if len(text) != marks["characters"]:
        raise ValueError(f"{marks['corpus']}/{marks['id']} is no longer the text that was marked")
    film, rating = (text[slice(*marks[key])] if marks[key] else None for key in ("film", "rating"))
    return Marked(
        id=f"{marks['corpus']}/{marks['id']}",
        source=marks["corpus"],
        film_group=corpora.bare_title(str(record.get("film") or "")) or marks["id"],
        text=text,
        lines=tuple((start, end) for start, end in marks["lines"]),
        stars=None,
        aspects=tuple(
            Judgement(line, side, sign, text[start:end]) for line, side, sign, start, end in marks["aspects"]
        ),
        film=film,
        rating=rating,
        questions=marks["asked"],
        **_said(marks),
    )


def folds(reviews: Sequence[Marked], count: int = FOLDS) -> NDArray[np.int64]:
    """Give the fold of each review: all reviews of a film in one."""
    return np.array([corpora.fold(review.film_group, count) for review in reviews], dtype=np.int64)


class Known:
    """Knows which records of other corpora are marked reviews, or are about the films of some.

    What is measured on the marks must not have learned from them: n-gram models leave these records out.
    """

    def __init__(self, reviews: Iterable[Marked]) -> None:
        listed = list(reviews)
        self._texts = {corpora.bare(review.text)[:400] for review in listed}
        self._films = {review.film_group for review in listed}
        self._documents = {review.id.rpartition("_")[2] for review in listed if review.source == "critic"}

    def holds(self, record: Record) -> bool:
        """Say whether a record is a marked review, another copy of one, or about the film of one."""
        film = str(record.get("film") or "")
        return (
            record.get("html_id") in self._documents
            or (film in self._films or corpora.bare_title(film) in self._films)
            or corpora.bare(record["text"])[:400] in self._texts
        )
