"""Collecting the word lists of the film part from the corpora: titles, names of people, and ordinary words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons
from bot.analysis.parts.film.titles import key, vocabulary
from bot.analysis.training import corpora

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_DATED = re.compile(r" \(\d{4}\)$")
_SECOND_NAME = re.compile(r"(.{1,80}) \(.{1,80}\)$")
_LATIN = re.compile(r"[\x20-\x7eÀ-ſ’–·½]{1,80}")
_CREDITS = re.compile(r"(?:cast|starring|director)[^:]{0,20}:", re.IGNORECASE)
_PERSON = re.compile(r"(?<![\w'])(?:[A-Z][a-z'’-]+|[A-Z]\.)(?: (?:[A-Z][\w'’-]+|[A-Z]\.|de|von|van|del|di|le|la)){1,3}")
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Za-z]+(?:['’][a-z]+)?")
_FIRST_NAMES, _LAST_NAMES = 4, 2
"""So many people share a name that is kept."""
_ORDINARY = 3_500


def write(folder: Path) -> None:
    """Write `film_titles`, `names` and `ordinary_words` anew."""
    titles = "\n".join(_titles(folder))
    _save("film_titles", "Titles of films that the reviews of the corpora were written of. Titles are facts.", titles)
    first, last = _people(folder)
    names = f"first_names {' '.join(first)}\nlast_names {' '.join(last)}"
    _save("names", "First and last names of people who make films, each from the credits of several.", names)
    ordinary = f"ordinary {' '.join(_ordinary(folder))}"
    _save("ordinary_words", "What reviewers write in lower case inside a sentence, the commonest first.", ordinary)


def _save(name: str, about: str, text: str) -> None:
    (lexicons.FOLDER / f"{name}.txt").write_text(f"# {about}\n{text}\n", encoding="utf-8")


def _titles(folder: Path) -> list[str]:
    """List the titles of the corpora's films, one spelling each."""
    found: dict[str, str] = {}
    for title in _named(folder):
        short = _DATED.sub("", title).strip()
        second = _SECOND_NAME.fullmatch(short)
        name = second[1] if second else short
        if _LATIN.fullmatch(name) and not name.startswith("#") and key(name):
            found.setdefault(key(name), name)
    return sorted(found.values(), key=lambda name: (name.casefold(), name))


def _named(folder: Path) -> Iterator[str]:
    for name in ("snippets_rt2018", "pull_quotes_more", "letterboxd_members"):
        yield from (record["film"] or "" for record in corpora.load(folder, name))
    yield from (record["title"] for record in corpora.load(folder, "film_titles") if "letterboxd" in record["src"])
    for record in corpora.load(folder, "metacritic_users"):
        yield re.sub(r" \d{4}$", "", record["film"].replace("-", " ")).title()


def _people(folder: Path) -> tuple[list[str], list[str]]:
    """List first and last names from the credits at the head of critics' reviews."""
    people: set[str] = set()
    for name in ("scale", "pull_quotes_more"):
        for record in corpora.load(folder, name):
            head = record["text"][:1_500]
            credit = _CREDITS.search(head)
            if credit and credit.start() < 400:
                people.update(_PERSON.findall(head[credit.end() : credit.end() + 900]))
    first = Counter(person.split()[0].lower() for person in people)
    last = Counter(person.split()[-1].lower() for person in people)
    return _kept(first, _FIRST_NAMES), _kept(last, _LAST_NAMES)


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
