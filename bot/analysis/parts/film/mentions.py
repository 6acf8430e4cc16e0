"""Where a title may stand: headings, quotation marks, emphasis, capitals, links, and titles that are known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bot.analysis.parts.film import lead_ins
from bot.analysis.parts.film.titles import ARTICLES, WORD, Titles, key, spaced, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 90
MOST_WORDS = 12
_HEAD, _TAIL = 8_000, 2_000
"""A title is looked for in so many characters from the beginning, and so many from the end."""
_HEADING_LINES = 4
_HEADING_LENGTH = 140

_BRACKETED_YEAR = r"[(\[{] ?(?P<year>18[89]\d|19\d\d|20\d\d)[^)\]}\n]{0,40}[)\]}]"
_AFTER_YEAR = re.compile(rf"[\"”’'»*_,]{{0,4}} ?{_BRACKETED_YEAR}")
_RATING = (
    r"(?:[-–—:|,~•] ?)?\(?(?:[★⭐☆✭½🌟*\ufe0f]{1,12}|\d{1,3}(?:[.,]\d)? ?(?:/ ?\d{1,3}|%| out of \d{1,3})"
    r"|\d(?:\.5)? ?stars?|[A-DF][+-]?)\)?(?: stars?)?"
)
_PREFIX = re.compile(
    r"(?:[#>*_~\s-]"
    r"|(?:movie |film )?reviews?\s{0,3}(?:of|for)?\s{0,3}[:–—-]\s{0,3}"
    r"|(?:(?:tonight|today|yesterday|this (?:week|month|evening))(?:['’]s)? )?"
    r"(?:title|film|movie|name|watch|pick|choice|feature|double feature)(?: (?:no\.? ?|#)?\d{1,4})?\s{0,3}:\s{0,3}"
    r"|(?:just )?(?:re-?)?watched:?\s{1,3}|(?:re|first )?watch:\s{1,3}"
    r"|(?:day|week|night|round|part) \d{1,3}\s{0,3}[:.-]\s{1,3}"
    r"|(?:my )?(?:review of|review on|thoughts on|thoughts of)\s{1,3}"
    r"|\d{1,3}[.)] (?=\S)|#?\d{1,4}/\d{2,4}\s{0,3}[:.)-]\s{0,3}|#\d{1,4}\s{0,3}[:.)-]?\s{1,3}){1,6}",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    rf"(?:\b(?:(?:movie |film |my )?reviews?|spoilers?)|(?<=[ \t]){_RATING}|(?<=:){_RATING}|[★⭐☆✭½]{{1,10}})$",
    re.IGNORECASE,
)
_DATED_LINE = re.compile(
    rf"(?P<title>.{{1,{LONGEST}}}?)[\"”’'*_]{{0,4}}"
    r"(?:,? ?[(\[{] ?(?P<year>18[89]\d|19\d\d|20\d\d)[^)\]}\n]{0,40}[)\]}]"
    r"|, (?P<after_comma>18[89]\d|19\d\d|20\d\d)|(?<=\S) (?P<bare>19\d\d|20[0-2]\d))(?P<rest>.{0,80})$"
)
_OPENING = re.compile(
    rf"(?P<title>[^\n(\[]{{1,{LONGEST}}}?)[\"”’'*_]{{0,4}} [(\[](?P<year>18[89]\d|19\d\d|20\d\d)[)\]]"
)
_OPENS_DATED = "dated opening"
_CREDITS = re.compile(r" \([^)]{0,120}\).{0,140}$| \([^)]{0,140}$")
_RUNNING = re.compile(r"[.;,]$|[.?!] (?=[a-z])|[.?!] \S+ \S+ \S+ \S+")
_EDGES = " \t\"“”'‘’*_#~:,|•–—-()[]`"
_FRONT = re.compile(r"^[^\w(\[¡¿$'’.#!]+")
_MARKS = " #*_\"“”'"
_SHARED = re.compile(
    rf"(?:\bwatched|\b(?:[★½]{{1,6}} )?review of|\brewatched) (?P<title>[^\n]{{1,{LONGEST}}}?)"
    r"(?: [(](?P<year>18[89]\d|19\d\d|20\d\d)[)])?(?= by @?\w| on Letterboxd| • | ?[★½]|\n|$)",
    re.IGNORECASE,
)
_SLUG = re.compile(r"(?:letterboxd\.com/(?:[\w-]{1,40}/)?film/|boxd\.it/film/)(?P<slug>[a-z0-9-]{1,90})", re.IGNORECASE)
_SLUG_YEAR = re.compile(r"(.{1,90}?)-(18[89]\d|19\d\d|20\d\d)")
_QUOTED = re.compile(
    rf"\"(?P<a>[^\"\n]{{1,{LONGEST}}}?)(?:\"|'')|“(?P<b>[^“”\n]{{1,{LONGEST}}})”|«(?P<c>[^«»\n]{{1,{LONGEST}}})»"
    rf"|(?<!\w)‘(?P<d>[^‘\n]{{1,{LONGEST}}}?)’(?!\w)|(?<![\w'])[`']{{1,2}}(?P<e>[^'`\n](?:[^'\n]|'(?=\w)){{0,{LONGEST}}}?)'(?!\w)"
    rf"|(?<![\w*])\*{{1,3}}(?P<f>[^*\n]{{1,{LONGEST}}})\*{{1,3}}(?![\w*])"
    rf"|(?<![\w_])_{{1,3}}(?P<g>[^_\n]{{1,{LONGEST}}})_{{1,3}}(?![\w_])"
)
_KIND_OF_MARK = {
    "a": "quoted",
    "b": "quoted",
    "c": "quoted",
    "d": "apostrophes",
    "e": "apostrophes",
    "f": "emphasis",
    "g": "emphasis",
}
# Anchored, so that a search through a text of signs alone stays linear.
_SPOILERS = re.compile(
    r"\A\W*(?:(?:possible|potential|major|minor|mild|slight|small|big|huge|some|no|may|might|contains?|warning|plot)\W{1,3}){0,4}"
    r"spoilers?(?:\W{1,3}(?:ahead|alert|warning|below|free|follow|included|within|here)){0,2}\W*",
    re.IGNORECASE,
)
_WITHIN = frozenset({" ", "-", "'", "’", ": ", " & ", "–", ":", "/", " - ", " – ", "...", "... ", "… "})
_SPLITS = frozenset({"and", "in", "with", "from", "at", "on", "for", "of", "as", "vs", "to"})
_LATER_WORD = 3
_BEFORE = 3
"""So many of those may stand before a title: markup, a lead-in, markup again."""


class Word(NamedTuple):
    """A word of the text: as written, as compared, and what stands between it and the one before."""

    start: int
    end: int
    written: str
    norm: str
    gap: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital or a digit."""
        return self.written[0].isupper() or self.written[0].isdigit()

    @property
    def shouted(self) -> bool:
        """Whether it has two letters or more and all are capitals."""
        return len(self.written) > 1 and self.written.isupper()


@dataclass(slots=True)
class Mention:
    """A stretch that may be a title: `text` at [start, end), how it was found, and the year beside it."""

    start: int
    end: int
    text: str
    kinds: set[str] = field(default_factory=set[str])
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is searched: the text's head and tail, its words, and every mention."""

    text: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]


def read(text: str, titles: Titles) -> Page:
    """Find everything that may be a title."""
    searched = text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"
    words = tuple(_words(searched))
    merged: dict[tuple[int, int], Mention] = {}
    for found in (
        *_linked(searched),
        *_headings(searched),
        *_opening(searched),
        *_marked(searched),
        *_capitals(searched, words),
        *_known(searched, words, titles),
    ):
        before = merged.setdefault((found.start, found.end), found)
        before.kinds |= found.kinds
        before.year = before.year or found.year
    return Page(searched, words, tuple(sorted(merged.values(), key=lambda one: one.start)))


def _words(text: str) -> Iterator[Word]:
    last = 0
    for match in WORD.finditer(text):
        yield Word(match.start(), match.end(), match[0], spaced(match[0]), text[last : match.start()])
        last = match.end()


def tidy(written: str, *, rated: bool = True) -> str:
    """Strip markup, "Review:", counters, ratings (where one may stand) and punctuation from around a title."""
    name = written.strip()[: 2 * LONGEST]
    name = name[_title_start(name) :]
    for _ in range(4 if rated else 0):  # "Title - 4/5 - Review": one thing at a time, from the end
        shorter = _SUFFIX.sub("", name.rstrip(_EDGES.replace(")", "") + ".;"), count=1)
        if shorter == name:
            break
        name = shorter
    name = _FRONT.sub("", name.strip(_EDGES.replace("(", "")).rstrip(";"))
    if name.startswith("(") and ")" not in name:
        return name.lstrip("(")
    return f"{name})" if "(" in name and ")" not in name else name  # "Zimna Wojna (Cold War)"


def _title_start(line: str) -> int:
    """Say where a title begins behind what may stand before it: markup, counters, "Review:", "Just saw it again:"."""
    start = 0
    for _ in range(_BEFORE):
        prefix = _PREFIX.match(line, start)
        length = lead_ins.end(line[start:]) or (prefix.end() - start if prefix else 0)
        if not length:
            break
        start += length
    return start


def _plausible(name: str, *, marked: bool = False) -> bool:
    words = name.split()
    if not 0 < len(words) <= MOST_WORDS or len(name) > LONGEST or "://" in name or "||" in name:
        return False
    return bool(key(name)) and not _SPOILERS.fullmatch(name) and (marked or key(name) not in vocabulary("none"))


def _linked(text: str) -> Iterator[Mention]:
    """Titles in what Letterboxd puts on the clipboard, and in its links."""
    small = vocabulary("small")
    for match in _SLUG.finditer(text[:3_000]):
        dated = _SLUG_YEAR.fullmatch(match["slug"])
        parts = [part for part in (dated[1] if dated else match["slug"]).split("-") if part]
        name = " ".join(part if part in small and place else part.capitalize() for place, part in enumerate(parts))
        if name:
            yield Mention(match.start("slug"), match.end("slug"), name, {"link"}, int(dated[2]) if dated else None)
    head = text[:400]
    for match in _SHARED.finditer(head):
        name = tidy(match["title"])
        if _plausible(name):
            sure = match["year"] or "etterboxd" in head or "★" in head
            yield Mention(
                match.start("title"), match.end("title"), name, {"share" if sure else "watched"}, _number(match["year"])
            )


def _headings(text: str) -> Iterator[Mention]:
    """Titles on a line of their own at the top, with or without a year, a rating, credits or "Review:"."""
    place, number = 0, 0
    for line in text[:3_000].split("\n"):
        stripped = line.strip()
        start = place + line.find(stripped)
        place += len(line) + 1
        if not stripped:
            continue
        if len(stripped) <= _HEADING_LENGTH:
            for mention in _heading(stripped, start, alone="\n" not in text.strip()):
                mention.kinds |= {f"{kind}, line {min(number, 1) + 1}" for kind in mention.kinds}
                yield mention
        number += 1
        if number >= _HEADING_LINES:
            return


def _heading(line: str, start: int, *, alone: bool) -> Iterator[Mention]:
    before = _title_start(line)
    rest = line[before:]
    end = start + len(line)
    dated = _DATED_LINE.match(rest.strip(_MARKS + "‘"))
    if dated:
        name = tidy(dated["title"], rated=False)  # the 9/11 in front of a year is no rating
        after = dated["rest"].strip()
        kinds = {"year": "heading with year", "after_comma": "heading, comma, year", "bare": "heading, year"}
        kind = next(kind for group, kind in kinds.items() if dated[group])
        if _plausible(name, marked=True) and (len(after) < 40 or not after[:1].isalpha()):
            yield Mention(start, end, name, {kind}, _number(dated["year"] or dated["after_comma"] or dated["bare"]))
    if alone:
        return
    name = tidy(line)
    if (not dated or dated["bare"]) and _plausible(name) and not _RUNNING.search(name):
        core = line.strip(_MARKS).rstrip(".!?;")
        kind = "plain heading"
        if line[0] in '#*_"“':
            kind = "marked heading"
        elif before:
            kind = "labelled heading"
        elif name.rstrip(".!?;") != core:
            kind = "rated heading"
        yield Mention(start, end - 1 if dated else end, name, {kind})
    bare = _CREDITS.sub("", rest)
    if bare != rest and not dated and _plausible(tidy(bare)):
        yield Mention(start, start + len(line) - len(rest) + len(bare), tidy(bare), {"heading with credits"})


def _opening(text: str) -> Iterator[Mention]:
    """Find a dated title that opens the text, with more behind it on its line: "Rewatched: Her (2013). I wept"."""
    line = text[: 2 * LONGEST].split("\n", 1)[0]
    before = _title_start(line)
    dated = _OPENING.match(line, before)
    if dated is None:
        return
    name = tidy(dated["title"], rated=False)
    if _plausible(name, marked=True) and not _RUNNING.search(name) and (before or _in_capitals(name)):
        yield Mention(dated.start("title"), dated.end("title"), name, {_OPENS_DATED}, int(dated["year"]))


def _in_capitals(name: str) -> bool:
    """Say whether all words of a name but the small ones are written as in a title."""
    small = vocabulary("small")
    return all(word[:1].isupper() or word[:1].isdigit() or word.lower() in small for word in name.split())


def _marked(text: str) -> Iterator[Mention]:
    """Titles in quotation marks or emphasis."""
    for match in _QUOTED.finditer(text):
        group = match.lastgroup or "a"
        name = match[group].strip().rstrip(",.:;")
        if _plausible(name, marked=True):
            year = _AFTER_YEAR.match(text, match.end())
            start = match.start(group)
            yield Mention(
                start, start + len(match[group]), name, {_KIND_OF_MARK[group]}, _number(year and year["year"])
            )


def _capitals(text: str, words: Sequence[Word]) -> Iterator[Mention]:
    """Titles without marks: stretches of capitalised words, and the parts that such a stretch falls into."""
    for begin, end in _stretches(words):
        for first, last, kind in _parts(words, begin, end):
            mention = _stretch(text, words, first, last, kind)
            if mention is not None:
                yield mention


def _stretch(text: str, words: Sequence[Word], first: int, last: int, kind: str) -> Mention | None:
    start, end = words[first].start, words[last - 1].end
    if kind == "owner":
        end -= 2
    elif text[end : end + 1] == "." and words[last - 1].norm in vocabulary("shortened"):
        end += 1
    if not _plausible(text[start:end]):
        return None
    year = _AFTER_YEAR.match(text, end)
    return Mention(start, end, text[start:end], {kind}, _number(year and year["year"]))


def _stretches(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Find the longest stretches of capitalised words, small words between them included: (first, beyond)."""
    small = vocabulary("small")
    begin = 0
    while begin < len(words):
        if not words[begin].capital:
            begin += 1
            continue
        end = begin + 1
        while end < len(words) and end - begin < MOST_WORDS and _joined(words, end):
            if words[end].capital:
                end += 1
                continue
            later = end
            while (
                later < len(words)
                and later - end < _LATER_WORD
                and words[later].norm in small
                and words[later].gap == " "
            ):
                later += 1
            if not (end < later < len(words) and words[later].capital and words[later].gap == " "):
                break
            end = later + 1
        yield begin, end
        begin = end


def _joined(words: Sequence[Word], place: int) -> bool:
    """Say whether a word goes on with the one before: no full stop or comma between them."""
    gap, before = words[place].gap, words[place - 1]
    return gap in _WITHIN or (
        gap in {". ", "."} and (before.norm in vocabulary("shortened") or len(before.written) == 1)
    )


def _parts(words: Sequence[Word], begin: int, end: int) -> Iterator[tuple[int, int, str]]:
    """List what of a stretch may be the title: without the sentence's first words, behind "Nolan's", before "in"."""
    starters = vocabulary("starters")
    first = begin
    while first < end and words[first].norm in starters:
        first += 1
    if first == end:
        if end - begin <= 6:
            yield begin, end, "only small words"
        return
    if first > begin and words[first - 1].norm in ARTICLES and words[first - 1].capital:
        first -= 1
    yield first, end, "capitals"
    if first != begin and end - begin <= 8:
        yield begin, end, "capitals from the sentence's first word"
    for place in range(first, end):
        owner = words[place].written.endswith(("'s", "’s", "'S", "’S"))
        if owner and len(words[place].written) > 3:
            yield first, place + 1, "owner"
        if place + 1 < end and (owner or words[place + 1].gap in {"' ", "’ "}):
            yield place + 1, end, "owned"
    yield from _pieces(words, first, end)
    yield from _with_commas(words, begin, end)


def _pieces(words: Sequence[Word], first: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Split a stretch at small words and at colons."""
    cuts = [
        place
        for place in range(first + 1, end)
        if (words[place].norm in _SPLITS and not words[place].capital)
        or ":" in words[place].gap
        or " - " in words[place].gap
    ]
    for place in cuts[:3]:
        yield first, place, "left part"
        after = place if words[place].gap != " " else place + 1
        if after < end:
            yield after, end, "right part"


def _with_commas(words: Sequence[Word], begin: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Join over commas what is in capitals throughout, or opens the text: "HAPPY, TEXAS", "MUSE, THE"."""
    if end >= len(words) or words[end].gap != ", " or not words[end].capital:
        return
    shouted = words[end - 1].written.isupper() and words[end].written.isupper()
    if not shouted and begin:
        return
    last = end + 1
    while last < len(words) and last - begin < MOST_WORDS - 2 and words[last].gap in {" ", ", "}:
        if not (words[last].written.isupper() if shouted else words[last].capital):
            break
        last += 1
    yield begin, last, "capitals over a comma"


def _known(text: str, words: Sequence[Word], titles: Titles) -> Iterator[Mention]:
    """Titles that the list or the server knows, however they are written."""
    norms = [word.norm for word in words]
    for first, word in enumerate(words):
        for length in range(min(titles.longest(norms[first : first + 2]), MOST_WORDS, len(words) - first), 0, -1):
            stretch = words[first : first + length]
            if " ".join(norms[first : first + length]) in titles and _may_be_known(words, first, stretch):
                article = (
                    first > 0 and words[first - 1].norm in ARTICLES and words[first - 1].capital and word.gap == " "
                )
                mention = _stretch(text, words, first - article, first + length, "known")
                if mention is not None:
                    yield mention
                break


def _may_be_known(words: Sequence[Word], first: int, stretch: Sequence[Word]) -> bool:
    """Say whether a known title's words stand for the title here: in capitals, or too many or too odd for chance."""
    if any(len(one.gap) > 3 or "\n" in one.gap for one in stretch[1:]):
        return False
    if any(one.capital for one in stretch):
        return True
    told = first > 0 and words[first - 1].norm in vocabulary("seen")
    if len(stretch) == 1:
        return told and stretch[0].norm not in vocabulary("ordinary")
    return told or (len(stretch) > 2 and not all(one.norm in vocabulary("ordinary") for one in stretch))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
