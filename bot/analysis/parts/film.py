"""The film that a review is about: its title and year, from how reviewers write titles.

Headings ("Dune: Part Two (2024) - 4.5/5"), Letterboxd shares and links, quoted or
emphasised titles, capitals, "X is a film…". Every form names candidates; how they are
written, where they stand and how often they come back decides, and how sure that is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons
from bot.analysis.types import FilmTitle

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 90
_HEAD = 3_000
"""How many characters, from the beginning, are searched for the title; it is named early."""

_YEAR = r"(?:[(\[] ?(?P<year>18[89]\d|19\d\d|20\d\d)[^)\]\n]{0,40}[)\]])"
_RATING = (
    r"(?:[-–—:|,~•] ?)?\(?(?:[★⭐☆✭½*]{1,10}|\d{1,3}(?:[.,]\d)? ?(?:/ ?\d{1,3}|%)|\d(?:\.5)? stars?|[A-DF][+-]?)\)?"
    r"(?: stars?)?"
)

_LETTERBOXD = re.compile(
    rf"(?:\bwatched|\b(?:[★½]{{1,6}} )?review of|"
    rf"\brewatched) (?P<title>[^\n]{{1,{LONGEST}}}?)(?: {_YEAR})?(?= by @?\w|"
    rf" on Letterboxd| • | ?[★½]|\n|$)",
    re.IGNORECASE,
)
_SLUG = re.compile(r"(?:letterboxd\.com/(?:[\w-]{1,40}/)?film/|boxd\.it/film/)(?P<slug>[a-z0-9-]{1,90})", re.IGNORECASE)
_QUOTED = re.compile(
    rf"(?:\"(?P<a>[^\"\n]{{1,{LONGEST}}})\"|“(?P<b>[^“”\n]{{1,{LONGEST}}})”|«(?P<c>[^«»\n]{{1,{LONGEST}}})»"
    rf"|(?<!\w)‘(?P<d>[^‘\n]{{1,{LONGEST}}}?)’(?!\w)|(?<![\w'])'(?P<e>[^'\n]{{2,{LONGEST}}})'(?!\w)"
    rf"|(?<![\w*])\*{{1,3}}(?P<f>[^*\n]{{1,{LONGEST}}})\*{{1,3}}(?![\w*])|"
    rf"(?<![\w_])_{{1,3}}(?P<g>[^_\n]{{1,{LONGEST}}})_{{1,3}}(?![\w_]))"
)
_AFTER_YEAR = re.compile(rf"[\"”’'»*_,]{{0,4}} ?{_YEAR}")
_WORD = r"[A-Z0-9][\w'’.&!-]{0,30}"
_LINKED = r"(?:of|the|and|in|a|an|to|for|on|at|from|with|de|la|le|du|vs\.?|&|-|–)"
_NAME = rf"{_WORD}:?(?: (?:{_LINKED} ){{0,3}}{_WORD}:?){{0,9}}"
_DATED = re.compile(rf"(?<![\w\"“*_'‘])(?P<title>{_NAME}) {_YEAR}")
_SUBJECT = re.compile(
    rf"(?:^|(?<=[.!?\n] )|(?<=\n))(?P<title>{_NAME}),? (?:is|was|isn't|isn’t|remains|"
    rf"may be|might be|has to be|tells|follows|stars|opens|"
    r"begins|marks|feels|works|doesn't|doesn’t|never|succeeds|fails|offers|delivers|"
    r"proves|directed|starring|wants|tries|gets|takes|has|had)\b"
)
_OBJECT = re.compile(
    rf"\b(?:(?:saw|seen|watched|watching|loved|hated|enjoyed|reviewing|finished|recommend|"
    rf"see|like|called|titled|entitled)) (?P<title>{_NAME})"
)
_CAPITALS = re.compile(
    r"(?<![\w'’])(?P<title>[A-Z0-9][A-Z0-9'’&!.-]{0,30}(?:[ :,]{1,2}(?:[A-Z0-9][A-Z0-9'’&!.-]{0,30}|"
    r"(?:of|the|and|in|a)(?= [A-Z]))){0,9})(?![\w'’])"
)
_FILM_WORDS = re.compile(
    r"\b(?:film|movie|picture|documentary|thriller|comedy|drama|romance|western|horror|"
    r"sequel|prequel|remake|flick|director|directed|starring|cast|biopic|adaptation|"
    r"debut)s?\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:[#>*_~\s-]|(?:movie |film )?reviews?\s*(?:of|for)?\s*[:–—-]\s*|(?:title|film|"
    r"movie|name)\s*:\s*|(?:just )?(?:re-?)?watched:?\s+|my (?:review|thoughts) (?:of|"
    r"on)\s+|thoughts on\s+)+",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    rf"(?:\b(?:(?:movie |film |my )?reviews?|spoilers?)|(?<= ){_RATING}|(?<=:){_RATING}|[★⭐☆✭½]{{1,10}})$",
    re.IGNORECASE,
)
_EDGES = " \t\"“”'‘*_#~:|,•–—-()["


@dataclass(frozen=True, slots=True)
class _Candidate:
    title: str
    year: int | None
    trust: float
    place: int


def title(text: str) -> FilmTitle | None:
    """Find the title, and the year if it is given; None when the text does not name its film.

    The confidence is 0.9 and more for a heading with a year or a Letterboxd share, about
    0.8 for a quoted title in the first sentence, and below 0.5 for a guess that should be asked about.
    """
    candidates = list(_candidates(text))
    if not candidates:
        return None
    votes: dict[str, float] = {}
    for found in sorted(candidates, key=lambda one: -one.trust):
        key = _key(found.title)
        before = votes.get(key, 0.0)
        votes[key] = before + (1.0 - before) * found.trust * (1.0 if not before else 0.35)
    mentions = _mentions(text, {_key(found.title): found.title for found in candidates})
    for key, vote in votes.items():
        votes[key] = vote + (1.0 - vote) * min(0.4, 0.12 * max(0, mentions[key] - 1))
    best = max(candidates, key=lambda found: (votes[_key(found.title)], -found.place, found.trust))
    key = _key(best.title)
    year = next((found.year for found in candidates if found.year and _key(found.title) == key), None)
    return FilmTitle(best.title, year, round(min(0.98, votes[key]), 3))


def _candidates(text: str) -> Iterator[_Candidate]:
    head = text[:_HEAD]
    yield from _shared(head)
    yield from _headings(text)
    yield from _quoted(head)
    yield from _bare(head)


def _shared(head: str) -> Iterator[_Candidate]:
    """Titles in what Letterboxd puts on the clipboard, and in its links."""
    for match in _SLUG.finditer(head):
        slug = re.fullmatch(r"(.+?)-(18[89]\d|19\d\d|20\d\d)", match["slug"])
        words = (slug[1] if slug else match["slug"]).strip("-").split("-")
        name = " ".join(
            word if word in _small_words()[0] and index else word.capitalize()
            for index, word in enumerate(words)
            if word
        )
        if name:
            yield _Candidate(name, int(slug[2]) if slug else None, 0.85, match.start())
    for match in _LETTERBOXD.finditer(head[:400]):
        name = _tidy(match["title"])
        if _is_title(name):
            yield _Candidate(name, _year(match), 0.92 if match["year"] else 0.8, match.start())


def _headings(text: str) -> Iterator[_Candidate]:
    """Titles on a line of their own at the top, with or without a year, a rating or "Review:"."""
    place = 0
    for number, line in enumerate(text[:_HEAD].split("\n")[:6]):
        place += len(line) + 1
        stripped = line.strip()
        if not stripped or len(stripped) > 240:
            if stripped:
                return
            continue
        dated = re.match(
            rf"[#>*_~ \"“'-]{{0,6}}(?P<title>[^(\[\n]{{1,{LONGEST}}}?)[\"”'*_]{{0,4}} ?{_YEAR}(?P<rest>.{{0,80}})$",
            stripped,
        )
        if dated:
            name = _tidy(dated["title"])
            rest = dated["rest"].strip()
            if _is_title(name) and (len(rest) < 40 or not rest[:1].isalpha()):
                yield _Candidate(name, _year(dated), 0.95 if number == 0 else 0.85, place)
                continue
        name = _tidy(stripped)
        marked = name != stripped.strip(" #*_")
        heading = len(name.split()) <= 10 and not re.search(r"[.!?…;]$|[.?!] ", name) and "\n" in text[:_HEAD].strip()
        if heading and _is_title(name):
            yield _Candidate(name, None, (0.85 if marked or stripped[:1] in "#*_" else 0.7) - 0.12 * number, place)


def _quoted(head: str) -> Iterator[_Candidate]:
    """Titles in quotation marks or emphasis."""
    for match in _QUOTED.finditer(head):
        inner = next(part for part in match.groups() if part is not None)
        name = inner.strip().rstrip(",.:;")
        if not _is_title(name):
            continue
        year = _AFTER_YEAR.match(head, match.end())
        emphasis = match["f"] or match["g"]
        trust = (
            (0.9 if match.start() < 300 else 0.5)
            if year
            else 0.72
            if match.start() < 250
            else 0.55
            if match.start() < 800
            else 0.35
        )
        trust += 0.1 if not year and _film_follows(head, match.end()) else 0.0
        trust -= 0.25 if inner.rstrip().endswith((",", ".", "!", "?")) and not year else 0.0
        trust -= 0.15 if len(name.split()) == 1 and not year and emphasis else 0.0
        trust -= (
            0.3
            if re.search(
                r"\b(?:song|single|line|says?|said|called|like|of|character|role|as|series|show|band|"
                r"from|did|by the man who made|director of)\s*$",
                head[max(0, match.start() - 24) : match.start()],
                re.IGNORECASE,
            )
            else 0.0
        )
        yield _Candidate(name, _year(year), max(0.1, trust), match.start())


def _bare(head: str) -> Iterator[_Candidate]:
    """Titles without marks: with a year, in capitals, or as the subject of a sentence about a film."""
    for match in _DATED.finditer(head):
        name = _tidy(match["title"])
        if _is_title(name):
            yield _Candidate(name, _year(match), 0.8 if match.start() < 300 else 0.45, match.start())
    shouting = sum(1 for character in head if character.isupper()) > 0.4 * max(1, len(head))
    for match in () if shouting else _CAPITALS.finditer(head):
        name = match["title"].strip(" ,.:-")
        if len(name) >= 4 and _is_title(name) and not name.isdigit() and _has_letters(name):
            yield _Candidate(name, None, (0.6 if " " in name else 0.5) if match.start() < 600 else 0.4, match.start())
    for pattern, trust in ((_SUBJECT, 0.5), (_OBJECT, 0.42)):
        for match in pattern.finditer(head[:1_200]):
            name = _tidy(match["title"])
            if _is_title(name):
                bonus = 0.15 if _film_follows(head, match.end()) else -0.15
                yield _Candidate(
                    name, None, max(0.1, trust + bonus - (0.15 if match.start() > 250 else 0.0)), match.start()
                )


def _tidy(written: str) -> str:
    """Strip markup, "Review:", ratings and punctuation from around a title."""
    name = _PREFIX.sub("", written.strip()[: 2 * LONGEST]).split(" (")[0]
    for _ in range(4):  # "Title - 4/5 - Review": one thing at a time, from the end
        shorter = _SUFFIX.sub("", name.rstrip(_EDGES + ".;"), count=1)
        if shorter == name:
            break
        name = shorter
    return name.strip(_EDGES).rstrip(".;")


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that stay small inside a title, and those that are no title by themselves."""
    small, none = lexicons.lines("titles")
    return frozenset(small), frozenset(none)


def _is_title(name: str) -> bool:
    """Say whether a stretch is written as titles are: short, its chief words capitalised."""
    words = name.split()
    if not words or len(words) > 11 or len(name) > LONGEST or len(name) < 2 or "://" in name or "||" in name:
        return False
    if name.lower().strip(".!?:") in _small_words()[1] or not any(character.isalnum() for character in name):
        return False
    if not (name[0].isupper() or name[0].isdigit() or name[0] in "¡¿([.$"):
        return False
    chief = [word for word in words if word.lower().strip(".,:;!?") not in _small_words()[0]]
    capital = sum(
        1 for word in chief if word.lstrip("([\"“'‘¡¿.$&-")[:1].isupper() or word[:1].isdigit() or len(word) == 1
    )
    return capital >= 0.75 * len(chief) and not (len(words) == 1 and name.isdigit() and len(name) < 3)


def _has_letters(name: str) -> bool:
    return sum(1 for character in name if character.isalpha()) >= 3


def _film_follows(head: str, end: int) -> bool:
    return bool(_FILM_WORDS.search(head[end : end + 70].split("\n", 1)[0]))


def _year(match: re.Match[str] | None) -> int | None:
    return int(match["year"]) if match and match["year"] else None


def _key(name: str) -> str:
    return re.sub(r"[^\w]+", "", name.lower().removeprefix("the "))


def _mentions(text: str, names: dict[str, str]) -> Counter[str]:
    """Count how often each name stands in the text, as written."""
    counts: Counter[str] = Counter()
    for key, name in sorted(names.items())[:60]:
        counts[key] = text.count(name) + (text.count(name.title()) if name.isupper() and not name.istitle() else 0)
    return counts
