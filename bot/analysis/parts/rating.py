"""The rating that an author wrote: fractions, stars, letters, percentages, thumbs and numbers in words.

Every form is found by one linear pass; what looks like a rating and is none (dates,
"9/11", running times, aspect ratios, other people's scores) is told apart by the
characters and words around it. The likeliest candidate is the review's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.analysis.types import Rating

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUE = {
    "zero": 0, "no": 0, "half": 0.5, "one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_LETTERS = {"A": 10.0, "B": 7.5, "C": 5.0, "D": 2.5, "F": 0.0}
"""A is the best and F the worst; + and - move a grade by a third of a step, as a fifth of the scale's quarter."""
_STEP = 2.5 / 3.0

_NUMBER = r"(?:\d{1,3}(?:[.,]\d{1,2})?|\.5)"
_HALF = r"(?: ?(?:[½¼¾]|1/2|1/4|3/4)| and a (?:half|quarter))?"
_WORD = r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|half|a|no)"
_HALVES = r"(?:(?: |-)(?:and|&)(?: |-)(?:a|one)(?: |-)half|(?: |-)1/2| ½)?"

_FRACTION = re.compile(
    rf"(?<![\w/.,$£€:#-])(?P<value>[-+]?{_NUMBER}{_HALF}|[½]) ?(?:stars? )?/ ?(?P<best>100|"
    rf"[1-9]\d?)(?![\w/%]|[.,:]\d|-\d)",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    rf"(?<![\w/.,$£€:#-])(?P<value>{_NUMBER}{_HALF}|[½]|"
    rf"{_WORD}{_HALVES})[ -]?(?P<unit>stars?|points?|thumbs|paws|popcorns?)? ?"
    rf"[(\[]?(?:out )?of (?:a (?:possible |perfect |total of )?|a max(?:imum)? of |the possible )?"
    rf"(?P<best>100|10|[3-9]|four|five|six|ten)(?![\w%/]|[.,]\d)(?P<late> stars?| points?)?",
    re.IGNORECASE,
)
_STARS = re.compile(
    rf"(?<![\w*★☆/.,$-])(?P<value>{_NUMBER}{_HALF}|[½]|{_WORD}{_HALVES}|half(?: a|-a)?)[ -]stars?(?![\w-])",
    re.IGNORECASE,
)
_SYMBOLS = re.compile(
    r"(?<![\w★☆⭐✭✩✰🌟*])(?P<full>[★⭐✭🌟]{1,10})\ufe0f?(?P<half>½| ?1/2|[✬⯪]| and a half)?(?P<empty>[☆✩✰]{0,9})"
)
_ASTERISKS = re.compile(r"(?<![\w*\\])(?P<full>\*(?: ?\*){0,4})(?P<half> ?(?:1/2|½|and a half))?(?![\w*]| \*)")
_PERCENT = re.compile(r"(?<![\w.,$/-])(?P<value>\d{1,3}(?:\.\d)?) ?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_LETTER = re.compile(
    r"(?<![\w'’.&-])(?P<letter>[A-DF])(?P<sign>[+＋]{1,2}|[-−–](?![\w-])|[ -]?(?:plus|minus)\b)?(?![\w'’&+/])"
)
_THUMBS = re.compile(
    r"\b(?:(?P<many>two|2|both|one|1|a|big|enthusiastic)[ -])?(?:(?:big|enthusiastic|very|"
    r"hearty)[ -])*thumbs?[ -](?P<way>way[ -])?(?P<side>up|down)\b|(?P<emoji>[👍👎])",
    re.IGNORECASE,
)
_SCALE = re.compile(
    rf"(?<![\w.,])(?P<worst>-?[0-9]|zero|one) ?(?:to|-|–|through) ?(?P<best>\+?100|\+?10|"
    rf"\+?[3-9]|four|five|ten)(?!\d)[ -]?(?:stars?)?(?: rating)?(?: ?(?:scale|system))?\)?"
    rf"(?:[^.;!?\n:]{{0,30}})[:=] {{0,3}}(?P<value>[-+]?{_NUMBER}{_HALF})(?![\w/%]|[.,]\d)",
    re.IGNORECASE,
)
_ON_SCALE = re.compile(
    rf"(?<![\w.,/-])(?P<value>[-+]?{_NUMBER}{_HALF}|"
    rf"{_WORD}{_HALVES})(?: stars?)?[ ,(]{{1,2}}on (?:a|the|my|his|her|"
    rf"our) (?P<middle>[^.;!?\n]{{0,30}}?)"
    rf"(?P<worst>-?[0-9]|zero|one) ?(?:to|-|–|through) ?(?P<best>\+?100|\+?10|\+?[3-9]|four|five|ten)\b",
    re.IGNORECASE,
)

_OWN = re.compile(
    r"\b(?:rat(?:e|ed|ing|ings)|scor(?:e|ed|ing)|grad(?:e|ed|ing)|verdict|final|overall|"
    r"give|gives|giving|gave|gets?|earns?|deserves?|stars?|out of|bottom line|conclusion|"
    r"thumbs|my vote|review)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:imdb|rotten ?tomatoes|tomatometer|metacritic|metascore|cinemascore|critics?|audiences?|ebert(?:'s)?|siskel|"
    r"others|everyone|people|friends?|wife|husband|brother|sister|son|daughter|kids?|"
    r"boyfriend|girlfriend|other reviewers?|most reviewers?|"
    r"average|budget|box office|gross(?:ed)?|percent of|users?|she gave|he gave|they gave|"
    r"sequel|original(?:ly)?|letterboxd average)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:i|i'd|i’d|i'll|my|me|mine)\b", re.IGNORECASE)
_GAVE = re.compile(r"\b(?:gave|gives|giving) (?:it|this|the (?:film|movie|picture|show))\b", re.IGNORECASE)
_MEASURE = re.compile(
    r"^ ?(?:minutes?|mins?|min\.|hours?|hrs?|years?|months?|weeks?|days?|million|billion|"
    r"times|mm\b|inch|people|percent of|of (?:a|the|this|its|my|all|that|his|her|these|"
    r"those|what)\b|aspect|ratio|:\d)",
    re.IGNORECASE,
)


_SPAN = re.compile(r"(?:\d|zero|one) ?(?:to|-|–|through) ?\+?(?:\d|four|five|ten)", re.IGNORECASE)
_MOST = 300
"""A text with more ratings of one form than this is a list; the rest of them is left unread."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    value: float
    trust: float


def find(text: str) -> Rating | None:
    """Find the author's own rating as written; None when there is none.

    The value is normalised to 0..10: of stars without a stated best, four are the best
    unless more are given or halves above four are used; letters run from A (10) to F (0).
    """
    candidates = [found for found in _candidates(text) if found.trust > 0]
    if not candidates:
        return None
    best = max(candidates, key=lambda found: (found.trust, found.end - found.start, found.start))
    return Rating(text[best.start : best.end], round(best.value, 2), best.start, best.end)


def _candidates(text: str) -> Iterator[_Candidate]:
    """Yield everything that is written like a rating, each with how far it can be trusted."""
    for form in (_fractions, _scales, _stars, _symbols, _percentages, _letters, _thumbs):
        yield from islice(form(text), _MOST)


def _fractions(text: str) -> Iterator[_Candidate]:
    for match in _FRACTION.finditer(text):
        value, best = _number(match["value"]), float(match["best"])
        if best in {4, 5, 6, 10, 100} and -best <= value <= best and not _is_date(text, match, best):
            yield _candidate(text, match, value / best, 4.0 if best != 6 else 2.5)
    for match in (
        _OUT_OF.finditer(text) if _speaks_of(text, "out of", "stars", "points", "thumbs", "star", "paws") else ()
    ):
        value, best = _number(match["value"]), _number(match["best"])
        unit = bool(match["unit"] or match["late"])
        counted = unit or "out of" in match[0].lower()
        if counted and value <= best and match["value"].lower() != "a":
            yield _candidate(text, match, value / best, 5.0 if unit else 3.5)


def _scales(text: str) -> Iterator[_Candidate]:
    for pattern in (_SCALE, _ON_SCALE) if _SPAN.search(text) else ():
        for match in pattern.finditer(text):
            worst, best, value = (_number(match[name]) for name in ("worst", "best", "value"))
            worst = 0.0 if worst == 1 else worst  # "1 to 10" is meant as 6/10, not as 5/9
            if worst < best and worst <= value <= best:
                yield _candidate(text, match, (value - worst) / (best - worst), 6.0)


def _stars(text: str) -> Iterator[_Candidate]:
    for match in _STARS.finditer(text) if _speaks_of(text, "star") else ():
        written = match["value"].lower()
        value = 0.5 if written.startswith("half") else _number(written)
        if (
            written in {"a", "no"}
            or value > 10
            or text[max(0, match.start() - 5) : match.start()].endswith(("of ", "of a ", "to ", "/"))
        ):
            continue
        if match[0].lower().endswith(("-star", " star")) and re.match(
            r" (?!rating|review|film|movie|picture)[a-z\"]", text[match.end() : match.end() + 9]
        ):
            continue
        best = 4.0 if value <= 4 else 5.0 if value <= 5 else 10.0
        if _own(text, match) or _alone(text, match) or value % 1:
            yield _candidate(text, match, value / best, 3.0)


def _symbols(text: str) -> Iterator[_Candidate]:
    for match in _SYMBOLS.finditer(text):
        full, half, empty = len(match["full"]), bool(match["half"]), len(match["empty"] or "")
        value = full + 0.5 * half
        best = float(full + empty + half) if empty else 5.0 if value <= 5 else 10.0
        stated = _stated_best(text, match.end())
        yield _candidate(text, match, min(1.0, value / (stated or best)), 4.5)
    for match in _ASTERISKS.finditer(text):
        stated = _stated_best(text, match.end())
        value = match["full"].count("*") + 0.5 * bool(match["half"])
        if text[match.end() : match.end() + 2] == " =":  # a legend: "**** = one of the best"
            continue
        if stated or _own(text, match) or (_alone(text, match) and (match["half"] or value > 1)):
            best = stated or (4.0 if value <= 4 else 5.0)
            if value <= best:
                yield _candidate(text, match, value / best, 4.5 if stated else 2.0)


def _percentages(text: str) -> Iterator[_Candidate]:
    for match in _PERCENT.finditer(text):
        value = float(match["value"])
        if value <= 100 and (_own(text, match) or _alone(text, match)):
            yield _candidate(text, match, value / 100.0, 2.5)


def _letters(text: str) -> Iterator[_Candidate]:
    for match in _LETTER.finditer(text):
        sign = (match["sign"] or "").strip().lower()
        asked = re.search(
            r"(?:grade|rating|score|verdict|give (?:it|this|the (?:film|movie)) an?|gets an?|"
            r"earns an?|rate (?:it|this) an?|overall)\W{0,4}$",
            text[max(0, match.start() - 24) : match.start()],
            re.IGNORECASE,
        )
        if not asked and not (sign and _alone(text, match)) and not (_alone(text, match) and len(text) < 8):
            continue
        if re.match(
            r"[ -](?:movie|film|list|picture|student|team|plot|grade movie|side)\b",
            text[match.end() : match.end() + 14],
            re.IGNORECASE,
        ):
            continue
        if re.search(r"grade \W?$", text[max(0, match.start() - 8) : match.start()], re.IGNORECASE) and re.match(
            r" [a-z]", text[match.end() : match.end() + 2]
        ):
            continue  # "a grade B thriller"
        step = _STEP * (1 if sign[:1] in {"+", "＋", "p"} else -1 if sign else 0)
        yield _candidate(text, match, min(10.0, max(0.0, _LETTERS[match["letter"]] + step)) / 10.0, 3.2)


def _thumbs(text: str) -> Iterator[_Candidate]:
    for match in _THUMBS.finditer(text) if _speaks_of(text, "thumb", "👍", "👎") else ():
        if match["emoji"]:
            yield _candidate(text, match, 0.8 if match["emoji"] == "👍" else 0.2, 0.9)
            continue
        up = match["side"].lower() == "up"
        way = bool(match["way"]) or (match["many"] or "").lower() in {"two", "2", "both", "enthusiastic", "big"}
        yield _candidate(text, match, (0.9 if way else 0.75) if up else (0.1 if way else 0.25), 1.5)


def _speaks_of(text: str, *words: str) -> bool:
    """Say whether a text has one of the words at all, before a long pattern looks for them."""
    lower = text.lower()
    return any(word in lower for word in words)


def _candidate(text: str, match: re.Match[str], share: float, trust: float) -> _Candidate:
    """Weigh a candidate by what stands around it: the author's own verdict, a measure, somebody else's score."""
    before = text[max(0, match.start() - 80) : match.start()]
    after = text[match.end() : match.end() + 24]
    clause = re.split(r"[.!?;\n]", before)[-1]
    if _MEASURE.match(after):
        trust -= 9.0
    if _GAVE.search(clause) and not _MINE.search(clause):
        trust -= 6.0
    other = max((found.end() for found in _OTHERS.finditer(clause)), default=0)
    if (other and not _MINE.search(clause, other)) or re.match(
        r" (?:on|from|at|by) (?:imdb|rotten|metacritic|the critics|critics|audiences)", after, re.IGNORECASE
    ):
        trust -= 6.0
    if _own(text, match):
        trust += 1.0
    if _alone(text, match):
        trust += 1.5
    from_end = len(text) - match.end()
    trust += 0.5 if match.start() < 200 or from_end < 200 else 0.0
    return _Candidate(match.start(), match.end(), 10.0 * max(0.0, share), trust)


def _own(text: str, match: re.Match[str]) -> bool:
    """Say whether the words just before or after speak of rating."""
    before = re.split(r"[.!?;\n]", text[max(0, match.start() - 50) : match.start()])[-1]
    return bool(_OWN.search(before)) or bool(
        re.match(
            r"\W{0,3}(?:from me|overall|rating|recommend|stars)", text[match.end() : match.end() + 16], re.IGNORECASE
        )
    )


def _alone(text: str, match: re.Match[str]) -> bool:
    """Say whether the rating stands by itself: alone on its line, or set off by a dash or a bracket."""
    before = text[max(0, match.start() - 40) : match.start()].rsplit("\n", 1)[-1].rstrip(' *_("[')
    after = text[match.end() : match.end() + 40].split("\n", 1)[0].lstrip(' *_)"].!')
    opened = not before or before[-1] in "-–—:|.!?)]~•"
    return opened and (not after or after[0] in "-–—|(~•")


def _stated_best(text: str, end: int) -> float | None:
    """Read the "(out of four)" after stars."""
    found = re.match(
        r"\W{0,3}(?:stars? )?\W?(?:out )?of (?:a possible )?(10|[3-6]|four|five|six|ten|"
        r"\*{3,5})(?!\w)|\W?/ ?(10|[456])\b",
        text[end : end + 40],
        re.IGNORECASE,
    )
    best = (found[1] or found[2]) if found else None
    return None if best is None else float(len(best)) if best[0] == "*" else _number(best)


def _is_date(text: str, match: re.Match[str], best: float) -> bool:
    """Tell 9/11, 24/7 and 3/10/2004 from a rating."""
    if match[0] in {"9/11", "24/7", "7/4"}:
        return True
    after = text[match.end() : match.end() + 12].lower()
    return best <= 31 and bool(re.match(r"/\d|-\d| (?:attacks?|release|of the)\b", after))


def _number(written: str) -> float:
    """Read "3", "3.5", "3,5", "3½", "3 1/2", "three and a half", "-2"."""
    words = written.lower().replace("-", " ") if written[:1].isalpha() else written
    extra = 0.0
    for mark, value in (
        ("½", 0.5),
        ("¼", 0.25),
        ("¾", 0.75),
        ("1/2", 0.5),
        ("1/4", 0.25),
        ("3/4", 0.75),
        ("half", 0.5),
        ("quarter", 0.25),
    ):
        if mark in words and words != mark:
            extra = value
            words = words.split(mark)[0]
            break
    first = words.replace(" and a", "").replace(" and one", "").replace("&", "").strip().split(" ")[0].replace(",", ".")
    if first in _VALUE:
        return _VALUE[first] + extra
    if first in {"½", ""}:
        return 0.5 if first else extra
    return float(first) + extra
