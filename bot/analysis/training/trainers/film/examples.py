"""What the film part learns from: the names in a review, their signs, and which of them is the film."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.parts.film import mentions, signs
from bot.analysis.parts.film.titles import Titles, key, listed, vocabulary
from bot.analysis.training import corpora
from bot.analysis.training.trainers.film import pastes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.analysis.training.corpora import Record
    from bot.analysis.training.marks import Known, Marked

TITLED = ("metacritic_users", "rt_audience", "rt_audience_2022", "letterboxd_members", "pull_quotes_more")
UNTITLED = ("imdb_train", "imdb_test")
_OFF_THE_LIST = 0.3
"""So large a share of the titles is unknown while their reviews are read: about what the list lacks of users' films."""
_MOST_BY_A_CRITIC = 150
_FEWEST_OF_A_FILM, _MOST_OF_A_FILM = 5, 6
_SHORTEST, _LONGEST = 15, 1_500
_NUMBER = re.compile(r" (?:part )?(?:\d+|i+|iv|vi+|one|two|three)$")
_SLUG_START, _SLUG_END = re.compile(r"^\d{6,}-"), re.compile(r"[ -](?:19|20)\d\d(?: [A-Z][a-z])?$")
_YEAR = re.compile(r" \(\d{4}\)$")


@dataclass(frozen=True, slots=True)
class Example:
    """One review: its names, what the signs of each are (by number, with values), and which rows are right.

    The last row is the review as one that names no film.
    """

    film: str
    names: tuple[str, ...]
    signs: tuple[NDArray[np.int32], ...]
    values: tuple[NDArray[np.float32], ...]
    right: tuple[int, ...]
    weight: float = 1.0
    written: tuple[str, ...] = ()
    """The names as they would be given."""


class Reader:
    """Reads texts into examples, numbering every sign it meets."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def read(self, text: str, film: str, lists: Titles | None = None) -> Example:
        """Describe one review, with the offline list or with other titles."""
        lists = lists or listed()
        found, unnamed = signs.names(mentions.read(text, lists), lists)
        # In order, so that numbers and sums are the same in every run.
        described = [dict(sorted(one.items())) for one in (*(name.signs for name in found), unnamed)]
        numbers = self.numbers
        return Example(
            film,
            tuple(name.key for name in found),
            tuple(np.array([numbers.setdefault(sign, len(numbers)) for sign in one], np.int32) for one in described),
            tuple(np.fromiter(one.values(), np.float32, len(one)) for one in described),
            (),
            written=tuple(name.title for name in found),
        )


class Club(Titles):
    """The offline list as a club's server would have it: perhaps without the film's title, and with films of its own.

    In three reviews of ten the server knows films: of those in the text one in eight of the listed ones,
    and the reviewed one in six cases of ten, so that the weight of "the server's own" is learnt as well.
    """

    __slots__ = ("_hidden", "_seed", "_title")

    def __init__(self, title: str, *, hidden: bool, seed: str = "") -> None:
        super().__init__((), listed())
        self._title, self._hidden, self._seed = title, hidden, seed

    def __contains__(self, found: str) -> bool:
        return self.own(found) or ((found != self._title or not self._hidden) and super().__contains__(found))

    def well_known(self, found: str) -> bool:
        """Say whether a title is one of a film that several sources know, or one of the server's own."""
        return self.own(found) or ((found != self._title or not self._hidden) and super().well_known(found))

    def cast(self, found: str) -> tuple[str, ...]:
        """List who plays in a film of this title; nobody when the title is off the list."""
        return () if found == self._title and self._hidden else super().cast(found)

    def own(self, found: str) -> bool:
        """Say whether the server has reviews of a film."""
        if not self._seed or corpora.fold(self._seed, 100) >= 30:
            return False
        chance = corpora.fold(self._seed + found, 100)
        return chance < 60 if found == self._title else chance < 12 and found in listed()


def titled(folder: Path, reader: Reader, known: Known) -> Iterator[Example]:
    """Read the reviews whose film is known from the side; those that name it only in part are left out."""
    for name in TITLED:
        written: Counter[str] = Counter()
        for record in corpora.load(folder, name):
            author = record.get("author") or record["id"]
            written[author] += 1
            if len(record["text"]) < _SHORTEST or written[author] > _MOST_BY_A_CRITIC or known.holds(record):
                continue
            title = _title(record)
            if not key(title):
                continue
            hidden = corpora.fold(key(title), 100) < 100 * _OFF_THE_LIST
            example = reader.read(record["text"], title, Club(key(title), hidden=hidden, seed=record["id"]))
            right = _right(title, example.names, record["text"])
            if right and len(example.names):
                yield replace(example, right=right, weight=0.5 if right == (len(example.names),) else 1.0)


def pasted(folder: Path, reader: Reader, known: Known) -> Iterator[Example]:
    """Read pastes that are put together from members' reviews without their film's name."""
    dice = Random(19)  # noqa: S311 - the same pastes every time
    records = [record for record in corpora.load(folder, "letterboxd_members") if not known.holds(record)]
    titles = [record["film"] for record in records]
    for record in records:
        title, body = record["film"], record["text"]
        if not _SHORTEST * 3 < len(body) < _LONGEST or not set(key(title).split()).isdisjoint(key(body).split()):
            continue
        others = [other for other in dice.sample(titles, 3) if key(other) != key(title)]
        text, named = pastes.paste(body, title, record["year"], others, dice)
        hidden = corpora.fold(key(title), 100) < 100 * _OFF_THE_LIST
        example = reader.read(text, title, Club(key(title), hidden=hidden, seed=record["id"]))
        right = tuple(place for place, name in enumerate(example.names) if name == key(title))
        if right or not named:
            yield replace(example, right=right if named else (len(example.names),))


def _title(record: Record) -> str:
    """Return the title of a record's film: some corpora have a slug, some the year behind it."""
    title = _YEAR.sub("", record["film"] or "")
    if record["set"] in {"metacritic_users", "rt_audience"}:
        title = _SLUG_END.sub("", _SLUG_START.sub("", title)).replace("-", " ")
    return title


def _right(title: str, names: Sequence[str], text: str) -> tuple[int, ...]:
    """Say which names are the film's title: itself, else a part of it; the last row if no word of it is there."""
    full = key(title)
    parts = {key(part) for part in re.split(r": | - | – | \(|\)", title)} | {_NUMBER.sub("", full)}
    parts -= {full, ""} | vocabulary("none")
    for wanted in ({full}, parts):
        found = tuple(place for place, name in enumerate(names) if name in wanted)
        if found:
            return found
    telling = {word for word in full.split() if len(word) > 3 and word not in vocabulary("small")} or set(full.split())
    words = set(key(text).split())
    near = telling & words or any(
        word.startswith(one) or one.startswith(word) for one in telling for word in words if len(word) > 4
    )
    return () if near else (len(names),)


def untitled(folder: Path, reader: Reader, known: Known) -> Iterator[Example]:
    """Read the reviews of which it is known only which are of one film."""
    of_film: dict[str, list[Record]] = {}
    for record in (record for name in UNTITLED for record in corpora.load(folder, name)):
        if not known.holds(record):
            of_film.setdefault(record["film"], []).append(record)
    for film, records in sorted(of_film.items()):
        if len(records) >= _FEWEST_OF_A_FILM:
            for record in records[:_MOST_OF_A_FILM]:
                yield reader.read(record["text"], film)


def labelled(found: Sequence[Example], titles: Mapping[str, str]) -> Iterator[Example]:
    """Mark what is right in reviews of films whose titles were found."""
    for example in found:
        title = titles.get(example.film)
        if title is None or not example.names:
            continue
        hits = tuple(place for place, name in enumerate(example.names) if name == title)
        telling = {word for word in title.split() if len(word) > 3} or {title}
        if hits or not any(telling & set(name.split()) for name in example.names):
            yield replace(example, right=hits or (len(example.names),))


def marked(reviews: Sequence[Marked], reader: Reader, *, hidden: bool) -> list[Example]:
    """Read the marked reviews, with the list as it is or with their own titles taken off it."""
    found: list[Example] = []
    for review in reviews:
        title = key(review.film or "")
        example = reader.read(review.text, review.film_group, Club(title, hidden=hidden))
        right = tuple(place for place, name in enumerate(example.names) if name == title)
        found.append(replace(example, right=right if title else (len(example.names),)))
    return found
