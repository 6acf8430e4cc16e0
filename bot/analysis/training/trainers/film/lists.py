"""Collecting the word lists of the film part from the corpora: titles, names of people, and ordinary words."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import lexicons
from bot.analysis.parts.film.titles import key, vocabulary
from bot.analysis.training import corpora

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.analysis.training.corpora import Record

_DATED = re.compile(r" \(\d{4}\)$")
_SECOND_NAME = re.compile(r"(.{1,80}?) \([^()]{1,80}\)$")
_BRACKETS = re.compile(r"(?<=.) \(([^()]{1,80})\)")
_AKA = re.compile(r"^a\.?k\.?a\.? ")
_LATIN = re.compile(r"[\x20-\x7eÀ-ſ’–·½]{1,80}")
_CREDITS = re.compile(r"(?:cast|starring|director)[^:]{0,20}:", re.IGNORECASE)
_PERSON = re.compile(r"(?<![\w'])(?:[A-Z][a-z'’-]+|[A-Z]\.)(?: (?:[A-Z][\w'’-]+|[A-Z]\.|de|von|van|del|di|le|la)){1,3}")
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Za-z]+(?:['’][a-z]+)?")
_FIRST_NAMES, _LAST_NAMES = 4, 2
"""So many people share a name that is kept."""
_PLAYED = 2
"""In so many films somebody played who is on the list of people."""
_CHIEF = 6
"""So many of a cast are kept."""
_SOUND = 1930
"""Films of earlier years are left out of Wikipedia's: few review them, and any word is the title of one."""
_ORDINARY = 3_500


def write(folder: Path, lists: Path) -> None:
    """Write `film_titles`, `people`, `names` and `ordinary_words` anew.

    `folder` holds the corpora; `lists` MovieLens' `movies.csv` and Wikipedia's films by decade, `movies-2010s.json`
    and so on (`prust/wikipedia-movie-data`).
    """
    well_known, others = _titles(folder, lists)
    played = _played(lists)
    actors = sorted({key(person) for person, films in played.items() if films >= _PLAYED})
    _pack("people", "People who play in films: facts.", actors)
    casts = _casts(lists, {person: np.base_repr(place, 36).lower() for place, person in enumerate(actors)})
    titles = [f"{title}\t{casts[title]}" if title in casts else title for title in (*well_known, "", *others)]
    _pack("film_titles", "What all spellings of a title share, and who plays: facts. Well-known films first.", titles)
    people = _credited(folder) | set(played)
    first = _kept(Counter(person.split()[0].lower() for person in people), _FIRST_NAMES)
    last = _kept(Counter(person.split()[-1].lower() for person in people), _LAST_NAMES)
    names = f"first_names {' '.join(first)}\nlast_names {' '.join(last)}"
    _save("names", "First and last names of people who make films, each from the credits of several.", names)
    ordinary = f"ordinary {' '.join(_ordinary(folder))}"
    _save("ordinary_words", "What reviewers write in lower case inside a sentence, the commonest first.", ordinary)


def _save(name: str, about: str, text: str) -> None:
    (lexicons.FOLDER / f"{name}.txt").write_text(f"# {about}\n{text}\n", encoding="utf-8")


def _pack(name: str, about: str, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in (f"# {about}", *lines)).encode()
    (lexicons.FOLDER / f"{name}.txt.gz").write_bytes(gzip.compress(text, 9, mtime=0))


def _titles(folder: Path, lists: Path) -> tuple[list[str], list[str]]:
    """List the keys of titles: those that two of three independent sources have, and the others.

    Films of which the reviews were written that the film part learns from are no source of the three.
    """
    sources = [_keys(names) for names in (_movielens(lists), _wikipedia(lists), _critics(folder))]
    found = Counter(one for source in sources for one in source)
    found.update(_keys(_reviewed(folder)) - set(found))
    found.update(_keys(_other_titles(lists)) - set(found))
    well_known = sorted(one for one, count in found.items() if count > 1)
    return well_known, sorted(set(found) - set(well_known))


def _keys(names: Iterable[str]) -> set[str]:
    """Reduce titles in Latin letters to their keys, without years and second titles behind them."""
    found: set[str] = set()
    for name in names:
        short = _DATED.sub("", name).strip()
        while second := _SECOND_NAME.fullmatch(short):
            short = second[1]
        if _LATIN.fullmatch(short) and not short.startswith("#"):
            found.add(key(short))
    return found - {""}


def _movielens(lists: Path) -> Iterator[str]:
    with (lists / "movies.csv").open(encoding="utf-8", newline="") as file:
        yield from (record["title"] for record in csv.DictReader(file))


def _wikipedia(lists: Path) -> Iterator[str]:
    yield from (record["title"] for record in _films(lists) if record["year"] >= _SOUND)


def _films(lists: Path) -> Iterator[Record]:
    for file in sorted(lists.glob("movies-*.json")):
        yield from json.loads(file.read_text(encoding="utf-8"))


def _critics(folder: Path) -> Iterator[str]:
    yield from (record["film"] or "" for record in corpora.load(folder, "snippets_rt2018"))
    yield from (record["title"] for record in corpora.load(folder, "film_titles") if "letterboxd" in record["src"])


def _reviewed(folder: Path) -> Iterator[str]:
    for name in ("pull_quotes_more", "letterboxd_members"):
        yield from (record["film"] or "" for record in corpora.load(folder, name))
    for record in corpora.load(folder, "metacritic_users"):
        yield re.sub(r" \d{4}$", "", record["film"].replace("-", " "))


def _other_titles(lists: Path) -> Iterator[str]:
    """Yield what stands in brackets behind a title: what the film is called elsewhere."""
    for name in _movielens(lists):
        for other in _BRACKETS.findall(_DATED.sub("", name)):
            yield _AKA.sub("", other)


def _casts(lists: Path, numbers: Mapping[str, str]) -> dict[str, str]:
    """List the numbers of the first people in the cast, of all films of one title together."""
    casts: dict[str, dict[str, None]] = {}
    for record in _films(lists):
        chief = [numbers[key(person)] for person in record["cast"] if key(person) in numbers][:_CHIEF]
        if record["year"] >= _SOUND:
            casts.setdefault(key(record["title"]), {}).update(dict.fromkeys(chief))
    return {title: " ".join(list(cast)[-2 * _CHIEF :]) for title, cast in casts.items() if cast}


def _played(lists: Path) -> Counter[str]:
    """Count the films of everybody who stands in the casts."""
    everybody = Counter(person for record in _films(lists) for person in set(record["cast"]))
    return Counter({person: films for person, films in everybody.items() if _PERSON.fullmatch(person)})


def _credited(folder: Path) -> set[str]:
    """Collect the people in the credits at the head of critics' reviews."""
    people: set[str] = set()
    for name in ("scale", "pull_quotes_more"):
        for record in corpora.load(folder, name):
            head = record["text"][:1_500]
            credit = _CREDITS.search(head)
            if credit and credit.start() < 400:
                people.update(_PERSON.findall(head[credit.end() : credit.end() + 900]))
    return people


def _kept(names: Counter[str], least: int) -> list[str]:
    none = vocabulary("starters") | vocabulary("small") | vocabulary("no_names")
    return sorted(name for name, count in names.items() if count >= least and name.isalpha() and name not in none)


def _ordinary(folder: Path) -> Iterable[str]:
    """List the words that are hardly ever capitalised inside a sentence."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for name in ("imdb_train", "metacritic_users", "letterboxd_members"):
        for record in corpora.load(folder, name):
            for word in _INSIDE.findall(record["text"]):
                (capital if word[0].isupper() else small)[word.lower()] += 1
    ranked = sorted(small, key=lambda word: (-small[word], word))
    return [word for word in ranked if small[word] >= 60 and capital[word] < 0.12 * small[word]][:_ORDINARY]
