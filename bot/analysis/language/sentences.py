"""Where lines begin and end: pasted lines put together or kept apart, and sentences cut within them.

Members write lists, titles with their own marks (*Mother!*, "tick, tick... BOOM!"), lines without a full stop,
emoji for one, and no capitals; scraped texts have lost the space between sentences ("the end.The cast"). Every
place that may end a sentence is found by one pattern and decided by what stands before and behind it. Nothing
is cut inside brackets, quotation marks or emphasis that close again soon.

Everything is linear in the length of the text, and every span is `(start, end)` in the text that was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.analysis.language.spoilers import Span

LONGEST_SENTENCE = 1_200
"""A longer stretch without a full stop is broken at white space, so that no line grows past a card."""
_NARROWEST, _WIDEST = 30, 100
"""Between these widths a paragraph may have been wrapped by a program."""
_WRAPPED_SHARE = 0.85
_FLOWING_SHARE = 0.4
_LONGEST_QUOTED = 400
_LONGEST_EMPHASIS = 120
_LONGEST_TITLE = 6
_CLOSED = "\"”’')]*_»"
_PHRASE = 30
"""Thai has no full stops: a space ends a line there from this many characters on."""

_LINE = re.compile(r"(?:[^\n<]|<(?!br\b|/?p>))+", re.IGNORECASE)
_BREAKS = re.compile(r"(?:\n|<br ?/?>|</?p>|[^\S\n])+", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-–—•●▪‣◦·*+>]|->|=>)[^\S\n]+(?=\S)")
_LABELLED = re.compile(r"[\w’'&/ -]{1,30}:(?!\S)|\d{1,3}[.)] |[#>]")
_DANGLING = re.compile(
    r"(?:,|\b(?:the|a|an|of|and|or|to|with|in|for|but|that|is|was|by|at|from|as|his|her|its|their|my))$",
    re.IGNORECASE,
)

_EMOJI = "[\U0001f000-\U0001faff\u2600-\u26ff\u2700-\u27bf\u2b1b\u2b1c\ufe0f\u200d\u20e3]"
_CLOSERS = r"[\"”’'»)\]}*_~|]"
_END = re.compile(
    rf"(?P<east>[。！？｡]+[」』）”\"]*)"
    rf"|(?P<mark>[.!?…؟।]+)(?P<closers>{_CLOSERS}*)(?P<emoji>(?:\s?{_EMOJI})*)(?P<space>\s*)"
    rf"|(?P<lost>(?<=[^\s(][\w.!?…])[)”](?=[A-Z][\w’']))"
    rf"|(?P<smile>(?<!{_EMOJI}){_EMOJI}+)(?P<after>[^\S\n]+)"
    rf"|(?P<thai>(?<=[\u0e00-\u0e7f])[ ]+(?=[\u0e00-\u0e7f]))"
)
_BEGINNING = re.compile(r"(?:^|[.!?…][^\S\n]|\n)([^\W\d_])")
_SAMPLE = 20_000
_WORD_BEFORE = re.compile(r"[\w.'’&-]*$")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lexicons.keyed("sentences")[key])


def sentences(text: str) -> list[Span]:
    """Split a text into sentences: (start, end) of each, in order, without outer white space.

    Between two of them lies nothing but white space, line-break tags and the signs of a list. A hard-wrapped
    paragraph is read across its line breaks, so a sentence may hold one.
    """
    casual = _is_casual(text)
    spans = [span for start, end in lines(text) for span in _cut(text, start, end, casual=casual)]
    # A text of nothing but signs is one line.
    return _join_fragments(text, spans or list(_bounded(text, 0, len(text))))


def lines(text: str) -> list[Span]:
    """List the lines as they were meant: wrapped ones put together, the signs of lists left out."""
    found: list[Span] = []
    for paragraph in _paragraphs(text):
        joins = _joins(text, paragraph)
        for index, (start, end) in enumerate(paragraph):
            if index and joins[index - 1]:
                found[-1] = (found[-1][0], end)
            else:
                bullet = _BULLET.match(text, start, end)
                found.append((bullet.end() if bullet else start, end))
    return found


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """Yield the lines between blank lines, each without outer white space."""
    gathered: list[Span] = []
    place = 0
    while place < len(text):
        gap = _BREAKS.match(text, place)
        if gap:
            if gathered and _is_blank_line(gap[0]):
                yield gathered
                gathered = []
            place = gap.end()
            continue
        line = _LINE.match(text, place)
        end = line.end() if line else place + 1
        gathered.append((place, place + len(text[place:end].rstrip())))
        place = end
    if gathered:
        yield gathered


def _is_blank_line(gap: str) -> bool:
    return gap.count("\n") + gap.lower().count("<br") + 2 * gap.lower().count("p>") > 1


def _joins(text: str, paragraph: Sequence[Span]) -> list[bool]:
    """Say of each line break of a paragraph whether a program put it there, where the next word had no room."""
    breaks = list(pairwise(paragraph))
    width = max(end - start for start, end in paragraph)
    full = [_is_full(text, before, after, width) for before, after in breaks]
    flowing = [_flows(text, before, after) for before, after in breaks]
    wrapped = (
        _NARROWEST <= width <= _WIDEST
        and len(breaks) > 1
        and sum(full) >= _WRAPPED_SHARE * len(full)
        and sum(flowing) >= _FLOWING_SHARE * len(flowing)
    )
    return [
        (wrapped and (full[index] or flowing[index]) and not _begins_anew(text, after))
        or (flowing[index] and _dangles(text, before))
        for index, (before, after) in enumerate(breaks)
    ]


def _dangles(text: str, line: Span) -> bool:
    """Say whether a long line ends with a word that asks for another."""
    return line[1] - line[0] >= _NARROWEST and bool(_DANGLING.search(text[line[1] - 8 : line[1]]))


def _is_full(text: str, before: Span, after: Span, width: int) -> bool:
    """Say whether the next line's first word had no room on a line."""
    word = text[after[0] : after[1]].split(maxsplit=1)[0] if after[1] - after[0] < _WIDEST else ""
    return before[1] - before[0] + 1 + len(word) > width


def _flows(text: str, before: Span, after: Span) -> bool:
    """Say whether a sentence goes on over a line break."""
    return text[before[1] - 1] not in '.!?…:;"”)*_' and text[after[0]].islower()


def _begins_anew(text: str, line: Span) -> bool:
    return bool(_BULLET.match(text, line[0], line[1]) or _LABELLED.match(text, line[0], line[1]))


def _is_casual(text: str) -> bool:
    """Say whether sentences begin with small letters here."""
    begins = _BEGINNING.findall(text[:_SAMPLE])
    small = sum(1 for letter in begins if letter.islower())
    return small > 0.5 * len(begins) if begins else False


def _cut(text: str, start: int, end: int, *, casual: bool) -> Iterator[Span]:
    """Yield the sentences of one line."""
    shields = _Shields(_protected(text, start, end))
    begin = start
    for match in _END.finditer(text, start, end):
        place = _Place(text, begin, end, match, casual)
        if place.stop <= begin or shields.cover(match.start(), place.stop) or not _ends(place):
            continue
        yield from _bounded(text, begin, place.stop)
        begin = match.end()
    yield from _bounded(text, begin, end)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that may end a sentence, and what stands round it."""

    text: str
    begin: int
    """Where the sentence would begin."""
    end: int
    match: re.Match[str]
    casual: bool

    @property
    def mark(self) -> str:
        return self.match["mark"] or ""

    @property
    def closers(self) -> str:
        return self.match["closers"] or ""

    @property
    def stop(self) -> int:
        """Where the sentence would end: behind its marks, closing signs and emoji."""
        for name in ("east", "smile", "lost"):
            if self.match[name]:
                return self.match.end(name)
        return self.match.start() if self.match["thai"] else self.match.end("emoji")

    @property
    def before(self) -> str:
        """The word before the mark, small."""
        first = max(self.begin, self.match.start() - 24)
        found = _WORD_BEFORE.search(self.text[first : self.match.start()])
        return found[0] if found else ""

    @property
    def next(self) -> str:
        """What follows, from its first character on."""
        return self.text[self.match.end() : min(self.end, self.match.end() + 24)]

    @property
    def next_word(self) -> str:
        found = _WORD.match(self.next.lstrip("\"“‘'(*_[|"))
        return found[0].lower().replace("’", "'") if found else ""

    @property
    def words(self) -> int:
        """How many words the sentence would have, up to five."""
        return len(self.text[self.begin : min(self.match.start(), self.begin + 80)].split(maxsplit=5))


def _ends(place: _Place) -> bool:
    """Decide whether a sentence ends here."""
    match = place.match
    if match["east"] or match["lost"]:
        return True
    if match["thai"]:
        return place.stop - place.begin >= _PHRASE
    if not place.next:
        return False  # the end of the line does it
    if match["emoji"] and match["space"]:
        return place.casual or not place.next[0].islower()
    return _rule(place)(place)


def _rule(place: _Place) -> Callable[[_Place], bool]:
    """Choose the rule for the mark that stands here."""
    if place.match["smile"]:
        return _ends_in_smile
    if not place.match["space"]:
        return _is_glued
    if place.mark == ".":
        return _ends_in_stop
    return _ends_in_cry if place.mark.strip(".…") else _ends_in_dots


def _ends_in_smile(place: _Place) -> bool:
    """Say whether an emoji ends a sentence: it does where the next word could begin one."""
    blank = not place.text[place.begin : place.match.start()].strip()
    if blank or not place.match["smile"].strip("★☆⭐✭🌟½\ufe0f"):
        return False
    starts = place.next_word in _words("starters")
    if place.next[0].isupper():
        return starts or place.words > 2
    return place.casual and place.words > 2 and starts and place.next_word not in _words("followers")


def _is_glued(place: _Place) -> bool:
    """Say whether a sentence ends where scraping lost the white space: "the end.The cast", "what?!The"."""
    before, first, second = place.before, place.next[0], place.next[1:2]
    small = before.lower()
    capital = first.isupper() and (second.islower() or second in {" ", "'", "’"})
    if place.closers:
        return place.closers in {"”", '"'} and capital
    if place.mark.startswith("..") or not before:
        return first.isupper() and place.words > 3 and (not before or place.next_word in _words("starters"))
    if "." in before or small in _words("titles") or small in _words("abbreviations") or small == "www":
        return False
    if not before[-1].islower() or not before[-2:].isalpha():
        return capital and (before[-1].isdigit() or before[-2:-1].isdigit())
    if len(before) == 2 and place.mark == ".":  # "St.Cloud", but "for it.The"
        return capital and before.islower() and (len(place.next_word) > 4 or place.next_word in _words("starters"))
    return capital or (place.mark[0] in "!?" and first.isupper()) or first in "“("


def _ends_in_stop(place: _Place) -> bool:
    """Say whether one full stop ends a sentence: none of an abbreviation, an initial, a number in a list."""
    word, first = place.before.lower().rstrip("."), place.next[0]
    if place.closers and first.islower():
        return not word
    if not word:
        return not first.islower() or place.text[place.match.start() - 1] in _CLOSED
    if word.replace(".", "").isdigit():
        listed = place.match.start() - len(place.before) == place.begin and len(word) <= 3 and not place.closers
        return not listed and ("." not in word or not first.islower())  # "12. Past Lives", "version 2.0. It"
    return _ends_in_word(place, word, first)


def _ends_in_word(place: _Place, word: str, first: str) -> bool:
    """Say whether a word with a full stop ends a sentence."""
    starts = place.next_word in _words("starters") and first.isupper()
    if word in _words("numbered") and first.isdigit():
        return False
    if word in _words("titles") and first.isupper():
        return word in {"st", "ft", "mt"} and starts
    if word in _words("abbreviations") or "." in place.before.strip("."):
        return word not in _words("never") and (starts or not (first.isalnum() or first in "(&"))
    if len(word) == 1 and word.isalpha() and place.before.isupper():
        return starts and (word == "i" or not _named_before(place))
    return True


def _named_before(place: _Place) -> bool:
    """Say whether the word before an initial is a name, as in "Samuel L."."""
    words = place.text[max(place.begin, place.match.start() - 40) : place.match.start()].split()
    return len(words) < 2 or (words[-2][:1].isupper() and place.next_word not in {"the", "it", "he", "she", "they"})


def _ends_in_dots(place: _Place) -> bool:
    """Say whether dots end a sentence: a capital follows one of some length, not as in "tick, tick... BOOM!"."""
    first = place.next[0]
    if first.islower() or place.closers:
        return not first.islower()
    if not first.isalnum():
        return place.words > 2
    return place.words > 3 or (place.words > 2 and place.next_word in _words("starters"))


def _ends_in_cry(place: _Place) -> bool:
    """Say whether a mark of exclamation or question ends a sentence: not in a title, nor in what is quoted."""
    first, before = place.next[0], place.before
    if first.islower():
        titled = before[:1].isupper() and place.next_word in _words("followers")
        if place.closers or titled:
            return False
        return place.casual or not before[:1].isupper() or place.words < 2
    if place.closers:
        return first not in ",;:-–—" and not _is_title_or_aside(place)
    repeated = bool(before) and place.next.lower().startswith(before.lower())  # "Tora! Tora! Tora!"
    return first not in ",;" and not repeated


def _is_title_or_aside(place: _Place) -> bool:
    """Say whether a closed mark belongs to a title (*Mother!* Jennifer Lawrence …) or is one aside ("(!)")."""
    inner = place.text[max(place.begin, place.match.start() - 60) : place.match.start()]
    if inner.endswith("("):
        return True
    opening = max(inner.rfind(sign) for sign in ('"', "“", "*", "_"))
    title = opening > 0 and inner[opening + 1 :][:1].isupper() and len(inner[opening:].split()) <= _LONGEST_TITLE
    return title and place.next[0].isupper() and place.next_word not in _words("starters")


class _Shields:
    """Stretches that are not cut: places are asked for in order."""

    def __init__(self, stretches: Sequence[Span]) -> None:
        self._stretches = stretches
        self._at = 0

    def cover(self, start: int, stop: int) -> bool:
        """Say whether a sentence that ends at `stop` would be cut off inside a stretch."""
        while self._at < len(self._stretches) and self._stretches[self._at][1] <= start:
            self._at += 1
        if self._at == len(self._stretches):
            return False
        first, last = self._stretches[self._at]
        return first < start and stop < last


_SIGN = re.compile(r"[()“”«»\"*_]|''")


def _protected(text: str, start: int, end: int) -> list[Span]:
    """Find what stands in brackets, quotation marks and emphasis, outermost only, where it closes again soon."""
    found: list[Span] = []
    opened: dict[str, int] = {}
    for match in _SIGN.finditer(text, start, end):
        sign = match[0]
        opening = sign in "(“«" or (sign in '"*_' and _opens(text, match, start, end))
        kind = _kind(sign, opened, opening=opening)
        begun = None if opening and kind not in opened else opened.pop(kind, None)
        if opening:
            opened[kind] = match.start()
        longest = _LONGEST_EMPHASIS if sign in "*_" else _LONGEST_QUOTED
        if begun is not None and match.end() - begun <= longest:
            while found and found[-1][0] >= begun:
                found.pop()
            if not found or found[-1][1] <= begun:
                found.append((begun, match.end()))
    return found


def _opens(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Say whether a sign that opens and closes opens here."""
    before = text[max(start, match.start() - 1) : match.start()]
    after = text[match.end() : min(end, match.end() + 1)]
    return not before.isalnum() and before not in {".", "!", "?", ",", "…", match[0]} and bool(after.strip())


def _kind(sign: str, opened: dict[str, int], *, opening: bool) -> str:
    """Name the kind of a sign by what opens it; the marks of one pair are often typed in two ways."""
    kind = {")": "(", "”": "“", "»": "«", "''": '"'}.get(sign, sign)
    other = {'"': "“", "“": '"'}.get(kind)
    return other if other in opened and kind not in opened and not opening else kind


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span without outer white space, broken where it is longer than a sentence may be."""
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        stop = end
        if end - start > LONGEST_SENTENCE:
            cut = max(text.rfind(mark, start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE) for mark in (" ", "\n"))
            stop = cut if cut > 0 else start + LONGEST_SENTENCE
        trimmed = stop
        while trimmed > start and text[trimmed - 1].isspace():
            trimmed -= 1
        if trimmed > start:
            yield start, trimmed
        start = stop


def _join_fragments(text: str, spans: list[Span]) -> list[Span]:
    """Give closing marks that were cut off ("…" ) ”) back to the sentence before them."""
    joined: list[Span] = []
    for start, end in spans:
        alone = end - start <= 3 and not any(character.isalnum() for character in text[start:end])
        if alone and joined and "\n" not in text[joined[-1][1] : start] and start - joined[-1][1] <= 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
