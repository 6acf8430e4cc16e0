"""How ratings are written: everything in a text that has the form of one, with the value it would have.

Fractions, stars, letters, percentages, thumbs and numbers in words, each found by one linear pass. Whether a
candidate is the writer's own rating of the film is for `bot.analysis.parts.rating` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS = ("fraction", "out of", "scale", "stars", "symbols", "asterisks", "percent", "letter", "thumbs", "number")
MOST = 200
"""A text with more ratings of one form than this is a list; the rest of them is left unread."""

_VALUE = {
    "zero": 0, "no": 0, "half": 0.5, "one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "half": 0.5, "quarter": 0.25}
_LETTERS = {"A": 10.0, "B": 7.5, "C": 5.0, "D": 2.5, "F": 0.0}
"""A is the best and F the worst; + and - move a grade by a third of a step, as a fifth of the scale's quarter."""
_STEP = 2.5 / 3.0
_HYPERBOLE = (100.0, 10.0)
_SCALES = frozenset([4.0, 5.0, 6.0, 10.0, 20.0, 100.0])

_NUMBER = r"(?:\d{1,3}(?:[.,]\d{1,2})?|\.5)"
_HALF = r"(?: ?(?:& ?)?(?:[½¼¾]|1/2|1/4|3/4)| and a (?:half|quarter))?"
_WORD = r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|half|a|no)"
_HALVES = r"(?:(?: |-)(?:and|&)(?: |-)(?:a|one)(?: |-)half|(?: |-)1/2| ?½)?"
_FREE = r"(?<![\w/$£€#])(?<!\d[.,:-])"
_UPTO = rf"(?: ?(?:-|–|to|or) ?(?P<upto>{_NUMBER}))?"

_FRACTION = re.compile(
    rf"{_FREE}(?P<value>(?:(?<!-)[-+])?{_NUMBER}{_HALF}|½|zero|ten|nine|eight|seven|six|"
    rf"five){_UPTO} ?(?:stars? ?)?/ ?"
    r"(?P<best>100|20|10|[4-6])(?P<late> ?(?:stars?|★|⭐|🌟))?(?![a-z\d/%½]|[.,:]\d|-\d)",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    rf"{_FREE}(?P<value>[-+]?{_NUMBER}{_HALF}|½|{_WORD}{_HALVES}){_UPTO}[ -]?"
    r"(?P<unit>stars?|points?|thumbs|paws|popcorns?|★|⭐\ufe0f?|🌟)? ?"
    r"[(\[]?(?P<way>(?:out )?of|outta|out a|sur|von) (?:a (?:possible |perfect |total of )?|a max(?:imum)? of |"
    r"the possible )?(?P<best>100|20|10|[3-9]|four|five|six|ten)(?![a-z\d%/]|[.,]\d)(?P<late> ?(?:stars?|points?))?",
    re.IGNORECASE,
)
_STARS = re.compile(
    rf"{_FREE}(?<!\*)(?P<value>{_NUMBER}{_HALF}|½|{_WORD}{_HALVES}|half(?: a|-a)?)[ -]?stars?(?![a-z-]| wars\b|"
    rf" trek\b)",
    re.IGNORECASE,
)
_STAR = r"[★⭐✭🌟]\ufe0f?"
_SYMBOLS = re.compile(
    rf"(?<![\w★☆⭐✭✩✰🌟*\ufe0f])(?:(?P<count>{_NUMBER}{_HALF}) ?)?(?P<full>{_STAR}(?: ?{_STAR}){{0,9}})"
    r"(?: ?[x×] ?(?P<times>[1-9])(?!\w)| (?P<behind>\d(?:[.,]\d)?)(?=[ .!]{0,2}(?:\n|$)))?"
    r"(?P<half> ?½| ?1/2|[✬⯪]| and a half)?(?P<empty>(?:[☆✩✰]\ufe0f?){0,9})"
)
_HALF_STAR = re.compile(r"(?<![\w½/])½(?![\w½/])")
_ASTERISKS = re.compile(r"(?<![\w*\\])(?P<full>\*(?: ?\*){0,4})(?P<half> ?(?:1/2|½|and a half))?(?![\w*]| \*)")
_PERCENT = re.compile(r"(?<![\w.,$/-])(?P<value>\d{1,3}(?:\.\d)?) ?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_LETTER = re.compile(
    r"(?<![\w'’.&-])(?P<letter>[A-DF])(?P<sign>[+＋]{1,2}|[-−–](?![\w-])|[ -]?(?:plus|minus)\b)?(?![\w'’&+/])"
)
_THUMBS = re.compile(
    r"\b(?:(?P<many>two|2|both|one|1|a|big|enthusiastic)[ -])?(?:(?:big|enthusiastic|very|hearty)[ -])*"
    r"thumbs?[ -](?P<way>way[ -])?(?P<side>up|down)\b|(?P<emoji>[👍👎])",
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
_CUE = re.compile(
    r"\b(?:(?:rating|score|grade|vote|verdict|mark|rate|rated|rates|give|gave|gives|giving|somewhere)\b"
    r"(?P<gap>[^.!?\n\d,;$£€]{0,30})|"
    r"(?:gets?|got|earn(?:s|ed|ing)?|deserves?|overall|hence|and|solid|strong|light|high|low|decent|comfortable|"
    r"generous|easy|weak|"
    r"hard|firm|soft)\b(?P<near>(?:[ :\"“=]|\b(?:an?|it|this|the|film|movie|is)\b){0,6}))",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?P<value>-?\d{{1,4}}(?:[.,]\d{{1,2}})?{_HALF}|{_WORD}{_HALVES})(?![\w/%°½]|[.,:]\d| ?/|-\w|"
    rf" -\d)",
    re.IGNORECASE,
)
_LATE_CUE = re.compile(
    rf"(?:^|[.!?,;:(] ?|\n|\ban? |\bsolid |\bstrong )[\"“]?(?P<value>\d{{1,2}}(?:[.,]\d)?{_HALF})[\"”]? (?:from me|"
    rf"for me|votes?)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"(?:\d|zero|one) ?(?:to|-|–|through) ?\+?(?:\d|four|five|ten)", re.IGNORECASE)
_UNIT = re.compile(
    r" ?(?:stars?|out\b|outta|of\b|minutes?|mins?|hours?|hrs?|years?|months?|weeks?|days?|million|billion|times|"
    r"people|"
    r"(?:[a-z]{1,20} )?(?:nominations?|awards?|oscars?|nods)\b|"
    r"percent|dollars?|bucks|feet|foot|inches|miles|pounds|quid|discs?|disks?|kids|hundred|thousand|thumbs|more|things?|points|reasons?|"
    r"films?|movies?|scenes?|actors?|characters?|chances?|"
    r"th\b|nd\b|rd\b|st\b|(?:or|and|to) \d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that is written like a rating."""

    start: int
    end: int
    share: float
    """The value it would have, 0 to 1; more than 1 for what goes beyond its scale, as "11/10" does."""
    form: str
    """One of `FORMS`."""
    scale: str
    """What it is measured by: "of 5", "of 5, assumed", "letters" …"""

    @property
    def assumed(self) -> bool:
        """Say whether its scale is not written beside it."""
        return self.scale.endswith("assumed")


def candidates(text: str) -> list[Candidate]:
    """List everything that is written like a rating, of each form at most `MOST`; longer ones first where two begin."""
    lower = text.lower()
    found: list[Candidate] = []
    for form in (_fractions, _outs, _scales, _stars, _symbols, _asterisks, _percentages, _letters, _thumbs, _numbers):
        found += islice(form(text, lower), MOST)
    return _apart(found)


def _apart(found: list[Candidate]) -> list[Candidate]:
    """Keep of candidates that overlap the longest."""
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end, FORMS.index(each.form))):
        if kept and one.start < kept[-1].end:
            if one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _fractions(text: str, _: str) -> Iterator[Candidate]:
    for match in _FRACTION.finditer(text):
        value, best = number(match["value"]), float(match["best"])
        if match["upto"]:
            value = (value + number(match["upto"])) / 2.0
        most = 1.5 * best if best == 10 else best + 1.0
        if best in _SCALES and (-best <= value <= most or (value, best) == _HYPERBOLE) and not _is_date(text, match):
            yield Candidate(match.start(), match.end(), value / best, "fraction", f"of {best:g}")


def _outs(text: str, lower: str) -> Iterator[Candidate]:
    for match in _OUT_OF.finditer(text) if "of " in lower or "outta" in lower or "out a" in lower else ():
        value, best = number(match["value"]), number(match["best"])
        if match["upto"]:
            value = (value + number(match["upto"])) / 2.0
        counted = bool(match["unit"] or match["late"]) or match["way"].lower() != "of" or best >= 10
        if counted and value <= (2.0 if best >= 10 else 1.5) * best and match["value"].lower() not in {"a", "no"}:
            yield Candidate(match.start(), match.end(), value / best, "out of", f"of {best:g}")


def _scales(text: str, _: str) -> Iterator[Candidate]:
    for pattern in (_SCALE, _ON_SCALE) if _SPAN.search(text) else ():
        for match in pattern.finditer(text):
            worst, best, value = (number(match[name]) for name in ("worst", "best", "value"))
            words = f"{worst:g} to {best:g}"
            worst = 0.0 if worst == 1 else worst  # "1 to 10" is meant as 6/10, not as 5/9
            if worst < best and worst <= value <= best:
                yield Candidate(match.start(), match.end(), (value - worst) / (best - worst), "scale", words)


def _stars(text: str, lower: str) -> Iterator[Candidate]:
    for match in _STARS.finditer(text) if "star" in lower else ():
        written = match["value"].lower()
        value = 0.5 if written.startswith("half") else number(written)
        before = text[max(0, match.start() - 6) : match.start()].lower()
        if written in {"a", "no"} or value > 10 or before.endswith(("of ", "of a ", "to ", "/")):
            continue
        if match["value"][-1].isalpha() and match[0][len(match["value"])] not in " -":
            continue  # "onestar"
        yield _counted(text, match, value, "stars")


def _counted(text: str, match: re.Match[str], value: float, form: str, drawn: float = 0.0) -> Candidate:
    """Measure stars: by the best that is stated behind them, by those that are drawn empty, or by five, or ten."""
    stated = _STATED.match(text, match.end(), match.end() + 40)
    if stated:
        best = stated[1] or stated[2]
        most = float(best.count("*") + best.count("★")) if best[0] in "*★" else number(best)
        if most and value <= most:
            return Candidate(match.start(), stated.end(), value / most, form, f"of {most:g}")
    legend = _LEGEND.search(text) if form == "asterisks" else None
    if legend and value <= len(legend[1]):
        return Candidate(match.start(), match.end(), value / len(legend[1]), form, f"of {len(legend[1])}")
    best = drawn or (5.0 if value <= 5 else 10.0)
    return Candidate(match.start(), match.end(), value / best, form, f"of {best:g}" + ("" if drawn else ", assumed"))


_STATED = re.compile(
    r"\W{0,3}(?:stars? )?\W?(?:(?:out )?of|from) (?:a possible )?(10|[3-6]|four|five|six|ten|\*{3,5}|"
    r"★{3,5})(?!\w)\)?|"
    r"\W?/ ?(10|[456]|\*{4,5})(?!\w)",
    re.IGNORECASE,
)


_LEGEND = re.compile(r"(?<![*\w])(\*{4,5}) = ")
"""What the best is, where a critic says what the stars mean: "**** = one of the best films of the year"."""


def _symbols(text: str, _: str) -> Iterator[Candidate]:
    for match in _SYMBOLS.finditer(text):
        full = sum(match["full"].count(star) for star in "★⭐✭🌟")
        empty = sum(match["empty"].count(star) for star in "☆✩✰")
        half = bool(match["half"])
        counted = match["count"] or match["times"] or match["behind"]
        if counted:
            value = number(counted) + 0.5 * half
            if full == 1 and value <= 10:
                yield _counted(text, match, value, "symbols")
            continue
        yield _counted(text, match, full + 0.5 * half, "symbols", float(full + empty + half) if empty else 0.0)
    for match in _HALF_STAR.finditer(text):
        yield Candidate(match.start(), match.end(), 0.1, "symbols", "of 5, assumed")


def _asterisks(text: str, _: str) -> Iterator[Candidate]:
    for match in _ASTERISKS.finditer(text) if "*" in text else ():
        found = _counted(text, match, match["full"].count("*") + 0.5 * bool(match["half"]), "asterisks")
        asked = _ASKED.search(text[max(0, match.start() - 30) : match.start()])
        legend = text[match.end() : match.end() + 2] == " ="  # "**** = one of the best"
        last = found.share > 0.2 and not text[match.end() :].strip() and _ENDED.search(text[: match.start()][-4:])
        if not legend and (not found.assumed or match["half"] or asked or last):
            yield found


_ASKED = re.compile(
    r"(?:\b(?:rating|grade|score)|\b(?:giv(?:e|ing)|rat(?:e|ing)|award(?:ing)?) (?:it|this|the (?:film|movie|picture)|"
    r"this (?:film|movie|picture|one)))\W{0,3}$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?]['\"”’)]? +$")


def _percentages(text: str, _: str) -> Iterator[Candidate]:
    for match in _PERCENT.finditer(text):
        if float(match["value"]) <= 100:
            yield Candidate(match.start(), match.end(), float(match["value"]) / 100.0, "percent", "percent")


_GRADED = re.compile(
    r"(?:grade|rating|score|verdict|give (?:it|this|the (?:film|movie)) an?|gets an?|earns an?|rate (?:it|this) an?|"
    r"overall|solid|strong|high|low|recommended)\W{0,4}$",
    re.IGNORECASE,
)
_NO_GRADE = re.compile(r"[ -](?:movie|film|list|picture|student|team|plot|grade movie|side)\b", re.IGNORECASE)


def _letters(text: str, _: str) -> Iterator[Candidate]:
    for match in _LETTER.finditer(text):
        sign = (match["sign"] or "").strip().lower()
        before = text[max(0, match.start() - 24) : match.start()]
        asked = _GRADED.search(before)
        if not asked and not (stands_alone(text, match.start(), match.end()) and (sign or len(text) < 8)):
            continue
        if _NO_GRADE.match(text, match.end(), match.end() + 14):
            continue
        if re.search(r"grade \W?$", before, re.IGNORECASE) and re.match(
            r"(?: [a-z]|,)", text[match.end() : match.end() + 2]
        ):
            continue  # "a grade B thriller"
        step = _STEP * (1 if sign[:1] in {"+", "＋", "p"} else -1 if sign else 0)
        value = min(10.0, max(0.0, _LETTERS[match["letter"]] + step))
        yield Candidate(match.start(), match.end(), value / 10.0, "letter", "letters, A best")


def _thumbs(text: str, lower: str) -> Iterator[Candidate]:
    for match in _THUMBS.finditer(text) if any(word in lower for word in ("thumb", "👍", "👎")) else ():
        if match["emoji"]:
            share = 0.8 if match["emoji"] == "👍" else 0.2
        else:
            up = match["side"].lower() == "up"
            way = bool(match["way"]) or (match["many"] or "").lower() in {"two", "2", "both", "enthusiastic", "big"}
            share = (0.9 if way else 0.75) if up else (0.1 if way else 0.25)
        yield Candidate(match.start(), match.end(), share, "thumbs", "thumbs")


_VOTED = re.compile(r" votes?\b", re.IGNORECASE)


def _numbers(text: str, _: str) -> Iterator[Candidate]:
    """Yield numbers without a scale, behind a word of rating: "Rating: 7", "I give it a 7", "a solid 8"."""
    for cue in _CUE.finditer(text):
        match = _BARE.match(text, cue.end())
        if match is None or match[0][0].isalpha():
            match = _word_in(text, cue)
        if match is None or _UNIT.match(text, match.end(), match.end() + 12):
            continue
        if _NAME_BEFORE.search(text[max(0, match.start() - 24) : match.start()]):
            continue  # "Shrek 4"
        if text[cue.end() - 1] == "(" and text[match.end() : match.end() + 1] != ")":
            continue  # "RATING (0 TO 10)", of which a line break has left the half
        value = number(match["value"])
        if text[cue.end() - 2 : cue.end()] == " -":
            yield Candidate(match.start() - 1, match.end(), 0.0, "number", "of 10, assumed")  # "I rate this -1000"
            continue
        vague = cue[0].lower().startswith(("and", "hence")) and not _VOTED.match(text, match.end())
        if match["value"].lower() in {"a", "no", "one", "half"} or value > 10 or (vague and cue[0][0] in "aA"):
            continue
        yield _of_ten(match, max(value, 0.0))
    for match in _LATE_CUE.finditer(text):
        if number(match["value"]) <= 10:
            yield _of_ten(match, number(match["value"]))


def _word_in(text: str, cue: re.Match[str]) -> re.Match[str] | None:
    """Find a number in words right behind a cue: "I rate it a seven", "my vote is eight"."""
    begin = cue.end("near") if cue["gap"] is None else cue.start("gap")
    filler = _FILLER.match(text, begin)
    match = _BARE.match(text, filler.end() if filler else begin)
    if match is None or match["value"].lower().split(" ")[0].split("-")[0] not in _VALUE:
        return None
    return match if _ENDING.match(text, match.end()) else None


_ENDING = re.compile(
    r"[\"”’')]*(?:[.!?,;:(\n]|$| (?:because|for|since|and|but|as|due|from|only|on|rating|at|just)\b)", re.IGNORECASE
)


_NAME_BEFORE = re.compile(
    r"(?<![:.!?\n] )\b(?!Rating|Score|Grade|Vote|Verdict|Overall|Mark|Rate|RATING|SCORE|VOTE|It |This )[A-Z]\w+ $"
)
_FILLER = re.compile(
    r"(?:[ :\"“=-]|\b(?:an?|it|this|the|film|movie|is|of|as|about|only|grade|score|rating)\b){0,12}",
    re.IGNORECASE,
)


def _of_ten(match: re.Match[str], value: float) -> Candidate:
    best = 5.0 if value <= 5 and value % 1 == 0.5 else 10.0
    return Candidate(match.start("value"), match.end("value"), value / best, "number", f"of {best:g}, assumed")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a stretch stands by itself: alone on its line, or set off by a dash or a bracket."""
    before = text[max(0, start - 40) : start].rsplit("\n", 1)[-1].rstrip(' *_("[')
    after = text[end : end + 40].split("\n", 1)[0].lstrip(' *_)"].!')
    opened = not before or before[-1] in "-–—:|.!?)]~•"
    return opened and (not after or after[0] in "-–—|(~•")


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Tell 9/11, 24/7 and 3/10/2004 from a rating."""
    after = text[match.end() : match.end() + 12].lower()
    return bool(re.match(r"/\d|-\d| (?:attacks?|release|of the|time\b|signature)", after))


def number(written: str) -> float:
    """Read "3", "3.5", "3,5", "3½", "3 1/2", "three and a half", "-2"."""
    words = written.lower().replace("-", " ") if written[:1].isalpha() else written.lower()
    extra = 0.0
    marks = (
        ("½", 0.5),
        ("¼", 0.25),
        ("¾", 0.75),
        ("1/2", 0.5),
        ("1/4", 0.25),
        ("3/4", 0.75),
        ("half", 0.5),
        ("quarter", 0.25),
    )
    for mark, value in marks:
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
