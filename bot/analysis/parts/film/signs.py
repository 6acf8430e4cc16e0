"""What speaks for and against each name: signs with names of their own, which the weights of the model go by."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from math import log, log1p
from typing import TYPE_CHECKING

from bot.analysis.parts.film.context import MARKS, THE_FILM, Surroundings
from bot.analysis.parts.film.titles import Titles, key, known_people, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.analysis.parts.film.mentions import Mention, Page

MOST = 48
"""So many names are weighed at most: the marked ones, the known ones and the earliest."""
_NUMBER_LAST = re.compile(r" (?:\d{1,2}|ii|iii|iv|vi|vii|viii|(?:part|vol|chapter|episode) (?:\d|one|two|three|i+))$")
_SEQUEL = re.compile(r"(?:part )?(?:[2-9]|1\d|i{2,3}|iv|vi{0,3}|ix|two|three|four)(?: |$)")
_COMPARED = frozenset({"other film", "fame after", "series after", "person before"})
"""What of a mention says that it is of another film than the one that is reviewed, or of a person."""
_EARLY = (1, 60, 150, 300, 600, 1_200)
_FORM_EARLY = (1, 60, 300)
_MOVED = re.compile(r", (?:the|an?|les?|la)$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_OPENING = 15
"""So many words of a review say whether it begins as one that names no film."""
_ARTICLES = ("the ", "a ", "an ")
_NEIGHBOUR = re.compile(r"[ab]\d ")
_LENGTHS = {0: "one", 1: "two"}
_PRONOUNS = frozenset({"i", "you", "he", "she", "we", "they", "me", "my"})
CHIEF = (
    *(
        "any opens the text",
        "any opens a sentence",
        "any verb after",
        "any is a film",
        "any film near",
        "any film after",
    ),
    *("any this film", "any other film", "any person before", "any in brackets", "any comma before", "any and"),
    *("any quoted", "any apostrophes", "any emphasis", "any shouted", "any known", "any ends a sentence", "any year"),
    *("any series after", "any owner before", "any owner after", "any in credits", "any name in brackets after"),
    *("words 1", "first name", "first name alone", "last name alone", "all ordinary", "company, place or day", "once"),
    *("most often", "first marked", "only one marked", "first known", "only one known", "after this film"),
    *("before 60", "before 300", "late", "inside a longer name", "holds a shorter name", "any plain heading"),
)
"""The signs that are also weighed two by two."""
_SURE = frozenset({"heading with year", "heading, comma, year", "link", "share"})
_PARTS = frozenset({"capitals", "left part", "right part", "owner", "only small words"})


@dataclass(frozen=True, slots=True)
class Name:
    """Something that may be the film's title: how it is compared, how it is written, its year, and its signs."""

    key: str
    title: str
    year: int | None
    signs: Mapping[str, float]


def names(page: Page, titles: Titles) -> tuple[list[Name], dict[str, float]]:
    """Describe every name that may be the title, and the review as one that names no film."""
    groups: dict[str, list[Mention]] = {}
    for mention in page.mentions:
        groups.setdefault(key(mention.text), []).append(mention)
    kept = _kept({one: found for one, found in groups.items() if not _is_person(one, found, titles)}, titles)
    text = _Text(page, kept, titles)
    found = [Name(one, _written(kept[one]), _year(kept[one]), text.signs(one)) for one in kept]
    return found, text.unnamed()


def _is_person(one: str, mentions: Sequence[Mention], titles: Titles) -> bool:
    """Say whether a name is an actor's and no film's, unless a year or a link says that it is a film's."""
    return one in known_people() and one not in titles and not any(mention.kinds & _SURE for mention in mentions)


def _kept(groups: dict[str, list[Mention]], titles: Titles) -> dict[str, list[Mention]]:
    """Keep the names most worth weighing, in the order of the text."""
    if len(groups) <= MOST:
        return groups

    def worth(one: str) -> tuple[bool, bool, int, int]:
        kinds = {kind for mention in groups[one] for kind in mention.kinds}
        return (
            bool(kinds - _PARTS),
            one in titles,
            len(groups[one]),
            -groups[one][0].start,
        )

    best = set(sorted(groups, key=worth, reverse=True)[:MOST])
    return {one: mentions for one, mentions in groups.items() if one in best}


def _written(mentions: Sequence[Mention]) -> str:
    """Choose the fullest way in which a title is written: marked, with its article, not shouted, first."""
    written = Counter(mention.text for mention in mentions)

    def fullness(mention: Mention) -> tuple[bool, bool, bool, bool, bool, bool, int, int]:
        text = mention.text
        return (
            bool(mention.kinds & {"link", "share", "heading with year", "marked heading"}),
            bool(mention.kinds & {"quoted", "emphasis"}),
            bool(_MOVED.search(text)),
            text.lower().startswith(_ARTICLES),
            not text.islower(),
            not text.isupper(),
            written[text],
            -mention.start,
        )

    return max(mentions, key=fullness).text


def _year(mentions: Sequence[Mention]) -> int | None:
    return next((mention.year for mention in mentions if mention.year), None)


class _Text:
    """What the signs of all names are read from."""

    def __init__(self, page: Page, groups: Mapping[str, Sequence[Mention]], titles: Titles) -> None:
        self.page = page
        self.groups = groups
        self.titles = titles
        flat = f" {' '.join(word.norm for word in page.words)} "
        self.people = {key(mention.text) for mention in page.mentions} & known_people()
        last = {person.rsplit(" ", 1)[-1] for person in self.people}
        last |= {key(mention.text) for mention in page.mentions if " " not in mention.text}
        self.casts = {
            one: sum(1 for person in titles.cast(one) if person.rsplit(" ", 1)[-1] in last and person != one)
            for one in groups
        }
        self.beside = _beside(page, groups, titles)
        self.count = {one: max(1, flat.count(f" {one} ")) for one in groups}
        self.most = max(self.count.values(), default=0)
        self.place = {one: mentions[0].start for one, mentions in groups.items()}
        self.rank = _ranks(self.place)
        self.marked = _ranks(
            {
                one: min(mention.start for mention in mentions if mention.kinds & MARKS)
                for one, mentions in groups.items()
                if any(mention.kinds & MARKS for mention in mentions)
            }
        )
        self.known = _ranks({one: place for one, place in self.place.items() if one in titles and " " in one})
        this = THE_FILM.search(page.text)
        self.this_film = this.start() if this else len(page.text)
        surroundings = Surroundings(page)
        self.context = {one: [surroundings.signs(each) for each in mentions] for one, mentions in groups.items()}
        self.compared = {
            one for one, signs in self.context.items() if all(not _COMPARED.isdisjoint(each) for each in signs)
        }
        self.likely = {one for one in groups if one in self.marked or (one in titles and " " in one)}

    def unnamed(self) -> dict[str, float]:
        """Describe the review as one that does not name its film."""
        telling = vocabulary("beside")
        opening = {f"none: begins with {word.norm}": 1.0 for word in self.page.words[:_OPENING] if word.norm in telling}
        return opening | {
            "none": 1.0,
            "none: words": log1p(len(self.page.words)),
            "none: names": log1p(len(self.groups)),
            "none: marked names": log1p(len(self.marked)),
            "none: known names": log1p(len(self.known)),
            "none: repeated names": log1p(sum(1 for count in self.count.values() if count > 1)),
            "none: nothing marked": float(not self.marked),
            "none: nothing known": float(not self.known),
            "none: most often": log1p(self.most),
            "none: says this film early": float(self.this_film < 200),
            "none: says this film first": float(self.this_film < 40),
            "none: lines": float("\n" in self.page.text.strip()),
            "none: no heading": float(not any("heading" in kind for kind in self._kinds())),
            "none: shouting": sum(map(str.isupper, self.page.text)) / (len(self.page.text) or 1),
            "none: short": float(len(self.page.words) < 60),
            "none: people": log1p(len(self.people)),
            "none: well-known names": log1p(sum(1 for one in self.groups if self.titles.well_known(one))),
            "none: a cast in the text": float(any(self.casts.values())),
            "none: this film": log1p(len(THE_FILM.findall(self.page.text))),
        }

    def _kinds(self) -> set[str]:
        return {kind for mentions in self.groups.values() for mention in mentions for kind in mention.kinds}

    def signs(self, one: str) -> dict[str, float]:
        """Describe one name: each sign of its mentions by its share, by whether any has it, and by the name's form."""
        mentions, form = self.groups[one], self._form(one)
        counts = Counter(sign for context in self.context[one] for sign in context)
        found = {sign: count / len(mentions) for sign, count in counts.items()}
        for sign in counts:
            if not _NEIGHBOUR.match(sign):
                found[f"any {sign}"] = 1.0
                found[f"{form}: {sign}"] = 1.0
        found[form] = 1.0
        if self.titles.own(one):
            found["server's own film"] = 1.0
        found |= self._of_words(one, mentions) | self._of_place(one, form) | self._among_others(one)
        found |= self._of_people(one, form)
        return found | _pairs(found)

    def _form(self, one: str) -> str:
        """Say in two or three words how a name is written, whether it is known, and how long it is."""
        heading = any("heading" in kind for mention in self.groups[one] for kind in mention.kinds)
        how = "marked" if one in self.marked else "heading" if heading else "plain"
        known = "unknown"
        if one in self.titles:
            known = "well known" if self.titles.well_known(one) else "known"
        return f"{how} {known} {_LENGTHS.get(one.count(' '), 'many')}"

    def _of_words(self, one: str, mentions: Sequence[Mention]) -> dict[str, float]:
        """Describe a name by its own words."""
        words = one.split()
        first, last, hosts, ordinary, starters = (
            vocabulary(name) for name in ("first_names", "last_names", "hosts", "ordinary", "starters")
        )
        letters = one.replace(" ", "")
        signs = {
            f"words {min(len(words), 8)}": 1.0,
            "first name": float(words[0] in first and len(words) > 1),
            "first name alone": float(words[0] in first and len(words) == 1),
            "last name": float(words[-1] in last and len(words) > 1),
            "last name alone": float(words[-1] in last and len(words) == 1),
            "person": float(words[0] in first and words[-1] in last and 1 < len(words) < 4),
            "known person": float(one in known_people()),
            "person known as a title": float(words[0] in first and 1 < len(words) < 4 and one in self.titles),
            "company, place or day": float(all(word in hosts for word in words)),
            "company, place or day in it": float(any(word in hosts for word in words)),
            "small word first": float(words[0] in starters),
            "small words": float(all(word in starters for word in words)),
            "ordinary words": sum(1 for word in words if word in ordinary) / len(words),
            "all ordinary": float(all(word in ordinary for word in words)),
            "ordinary word alone": float(len(words) == 1 and words[0] in ordinary),
            "pronoun": float(any(word in _PRONOUNS for word in words)),
            "number alone": float(letters.isdigit()),
            "number first": float(words[0].isdigit()),
            "number last": float(bool(_NUMBER_LAST.search(one))),
            "year": float(letters.isdigit() and len(letters) == 4 and letters[:2] in {"18", "19", "20"}),
            "short": float(len(letters) < 4),
            "single letters": float(any(len(word) == 1 for word in words)),
            "article": float(
                any(key(m.text) != " ".join(m.text.lower().split()) and m.text[:1] in "TtAa" for m in mentions)
            ),
            "colon": float(any(":" in m.text for m in mentions)),
            "comma": float(any("," in m.text for m in mentions)),
            "stop inside": float(any(". " in m.text for m in mentions)),
            "ends in a mark": float(any(m.text[-1] in "!?" for m in mentions)),
            "capital share": max(_capital_share(m.text) for m in mentions),
        }
        return {name: value for name, value in signs.items() if value}

    def _of_place(self, one: str, form: str) -> dict[str, float]:
        """Describe where a name stands, and how often."""
        place, count = self.place[one], self.count[one]
        signs = {f"before {limit}": float(place < limit) for limit in _EARLY}
        signs |= {f"{form} before {limit}": float(place < limit) for limit in _FORM_EARLY}
        signs |= {
            "how late": place / len(self.page.text),
            "late": float(place > 0.8 * len(self.page.text)),
            "count": log(count),
            f"{form} count": log(count),
            "count above length": log(count) - log1p(len(self.page.words) / 150),
            "once": float(count == 1),
            "most often": float(count == self.most and count > 1),
            "behind the most often": log(self.most / count),
            "after this film": float(self.this_film < place),
            "rank": log1p(self.rank[one]),
        }
        return {name: value for name, value in signs.items() if value}

    def _of_people(self, one: str, form: str) -> dict[str, float]:
        """Say whether those who play in a film of this title stand in the text, or other people and none of them."""
        cast, hits = self.titles.cast(one), self.casts[one]
        named_so = any(f" {one} " in f" {person} " for person in self.people if person != one)
        signs = {
            "cast known": float(bool(cast)),
            "cast in the text": log1p(hits),
            f"{form}, cast in the text": float(bool(hits)),
            "most of a cast in the text": float(hits > 0 and hits == max(self.casts.values())),
            "other people than the cast": float(bool(cast) and not hits and bool(self.people)),
            "other cast in the text": float(not hits and any(self.casts.values())),
            "inside a person's name": float(named_so),
            "titles in the same sentence": log1p(self.beside.get(one, 0)),
        }
        return {name: value for name, value in signs.items() if value}

    def _among_others(self, one: str) -> dict[str, float]:
        """Describe how a name stands to the other names."""
        inside = [other for other in self.groups if other != one and f" {one} " in f" {other} "]
        outside = [other for other in self.groups if other != one and f" {other} " in f" {one} "]
        count = self.count
        signs = {
            "first marked": float(self.marked.get(one) == 0),
            "marked after others": log1p(self.marked.get(one, 0)),
            "only one marked": float(one in self.marked and len(self.marked) == 1),
            "unmarked among marked": log1p(len(self.marked)) * (one not in self.marked),
            "first known": float(self.known.get(one) == 0),
            "only one known": float(one in self.known and len(self.known) == 1),
            "unknown among known": log1p(len(self.known)) * (one not in self.titles),
            "known among known": log1p(len(self.known)) * (one in self.titles),
            "inside a longer name": float(bool(inside)),
            "inside a marked or known name": float(
                any(other in self.marked or other in self.titles for other in inside)
            ),
            "inside a name as frequent": float(any(count[other] >= count[one] for other in inside)),
            "holds a shorter name": float(bool(outside)),
            "always compared": float(one in self.compared),
            "compared among others": log1p(len(self.likely - self.compared)) * (one in self.compared),
            "only one not compared": float(one in self.likely and self.likely - self.compared == {one}),
            "has a numbered form": float(any(_numbered(one, other) for other in inside)),
            "is a numbered form": float(any(_numbered(other, one) for other in outside)),
            "holds a known name": float(any(other in self.titles and " " in other for other in outside)),
            "holds a more frequent name": float(any(count[other] > count[one] for other in outside)),
        }
        return {name: value for name, value in signs.items() if value}


def _pairs(found: Mapping[str, float]) -> dict[str, float]:
    """Put the chief signs together two by two: what opens the text and has a verb after it is more than both."""
    chief = [sign for sign in CHIEF if sign in found]
    return {f"{one} + {other}": 1.0 for place, one in enumerate(chief) for other in chief[place + 1 :]}


def _beside(page: Page, groups: Mapping[str, Sequence[Mention]], titles: Titles) -> dict[str, int]:
    """Count the marked and the well-known titles of several words that share a sentence with each name."""
    ends = [match.end() for match in _SENTENCE_END.finditer(page.text)]
    sentences: dict[int, set[str]] = {}
    for one, mentions in groups.items():
        for mention in mentions:
            if mention.kinds & MARKS or (" " in one and titles.well_known(one)):
                sentences.setdefault(bisect_left(ends, mention.start), set()).add(one)
    return {
        one: max(
            sum(
                1
                for other in sentences.get(bisect_left(ends, mention.start), ())
                if f" {one} " not in f" {other} " and f" {other} " not in f" {one} "
            )
            for mention in mentions
        )
        for one, mentions in groups.items()
    }


def _numbered(first: str, other: str) -> bool:
    """Say whether a title is that of a first film, and the other that of one of its sequels, by its number."""
    return other.startswith(f"{first} ") and bool(_SEQUEL.match(other[len(first) + 1 :]))


def _ranks(place: Mapping[str, int]) -> dict[str, int]:
    """Give each name its number in the order of their places."""
    return {one: rank for rank, one in enumerate(sorted(place, key=lambda one: (place[one], one)))}


def _capital_share(name: str) -> float:
    small = vocabulary("small")
    chief = [word for word in re.findall(r"[^\W_]+", name) if word.lower() not in small]
    return sum(1 for word in chief if word[0].isupper() or word[0].isdigit()) / max(1, len(chief))
