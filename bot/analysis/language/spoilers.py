"""What a text hides: the one home of spoiler spans, for every room that shows, lists or searches words.

`spans` reads a text as Discord's client does: `||bars||` hide what is between them, unless a bar stands in
code, in an address or behind a backslash; headings, quotations and list items are read by themselves, and so
is what is in bold or italics. The marks of other sites, which people paste, hide as well: `>!…!<`, `~!…!~`,
`[spoiler]…[/spoiler]`, `<spoiler>…</spoiler>`.

Who shows a stretch of a text asks `pieces`; who asks whether a line is hidden, `is_hidden`; who counts or
suggests words, `without`; who reads on with the same offsets, `masked`. Who joins messages calls `settled` on
each before, so that its bars end with it, and `wrapped` for one that is hidden as a whole (a file named
`SPOILER_…`, an attachment with `is_spoiler`, a channel marked as one of spoilers).

Everything is linear in the length of the text. This module imports nothing of weight.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Span = tuple[int, int]
"""(start, end) in a text."""

BARS = "||"
_FENCE = "```"

_MARK = re.compile(
    r"(?P<block>^[ ]*(?:\#{1,3}|-\#|>|[-*+]|\d{1,9}\.)[ \t])"
    r"|(?P<escape>\\[^0-9A-Za-z\s])"
    r"|(?P<address><?https?://[^\s<>]+)"
    r"|(?P<code>`)"
    r"|(?P<bars>\|\|)"
    r"|(?P<site>>!|~!|\[spoilers?(?:[=:][^\]\n]{0,80})?\]|<spoilers?>|<span[ ]class=[\"']?spoiler[\"']?>)"
    r"|(?P<strong>\*\*|__|~~)|(?P<slanted>\*(?!\s)|(?<!\w)_(?=\w))",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSINGS = {
    "**": re.compile(r"(?<=[^\\])\*\*(?!\*)"),
    "__": re.compile(r"(?<=[^\\])__(?!_)"),
    "~~": re.compile(r"~~(?!_)"),
    "*": re.compile(r"(?<!\*)\*(?!\*)"),
    "_": re.compile(r"(?<!_)_(?!_)"),
    ">!": re.compile(r"!<"),
    "~!": re.compile(r"!~"),
    "[": re.compile(r"\[/spoilers?\]", re.IGNORECASE),
    "<": re.compile(r"</(?:spoilers?|span)>", re.IGNORECASE),
}
_TICKS = re.compile(r"`+")
_PAIRED_SIGN = re.compile(r"[*_`]|~~")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ONE_LINE = re.compile(r"[^\n]*")
_QUOTED_LINES = re.compile(r"[^\n]*(?:\n *> [^\n]*)*")
_ITEM_LINES = re.compile(r"[^\n]*(?:\n +[^\n]+)*")
_OPENING = re.compile(r"\|\||>!|~!|\[spoilers?[^\]\n]*\]|<spoilers?>|<span class=[\"']?spoiler[\"']?>", re.IGNORECASE)
_CLOSING = re.compile(r"(?:\|\||!<|!~|\[/spoilers?\]|</(?:spoilers?|span)>)$", re.IGNORECASE)
_ESCAPED_EMPHASIS = re.compile(r"\\[*_~]")
_TWO_BARS = re.compile(r"\|(?=\|)")
_SITE_SIGN = re.compile(r"([>~])(?=!)")
_SITE_TAG = re.compile(r"[\[<]((?:spoilers?|span )[^\]>\n]{0,80})[\]>]", re.IGNORECASE)
_LONGEST_CLOSING = len("[/spoilers]")


class Piece(NamedTuple):
    """A stretch of a text that is shown, or hidden as one: `text[start:end]`, without the marks that hide it."""

    start: int
    end: int
    hidden: bool


def spans(text: str) -> list[Span]:
    """Find what a text hides: (start, end) of each spoiler, its marks included, in order and apart.

    A bar that is not closed hides nothing. Where a closing bar stands in code or behind a backslash, Discord ends
    the spoiler there, and its author most likely meant it to go on: hidden is then what either reading hides. So it is
    with emphasis and code that go on behind a blank line, as they do within one message, not from one to the next.
    """
    if not _OPENING.search(text):
        return []
    goes_on = bool(_PAIRED_SIGN.search(text) and _BLANK_LINE.search(text))
    found = _read(text, goes_on=goes_on)
    if found and ("`" in text or "\\" in text):
        found = _merged([*found, *_read(text, goes_on=goes_on, meant=True), *_doubtful(text)])
    return found


def _read(text: str, *, goes_on: bool, meant: bool = False) -> list[Span]:
    """Read a text's own marks; where something goes on behind a blank line, hide what either reading hides."""
    found = _Reader(text, meant=meant).read().spans
    return _merged([*found, *_Reader(text, meant=meant, across=True).read().spans]) if goes_on else found


def _doubtful(text: str) -> list[Span]:
    """Hide all from the first bars to the last where a sign of emphasis stands behind a backslash.

    What closes the emphasis then decides which bars pair, and its rules contradict each other.
    """
    if not _ESCAPED_EMPHASIS.search(text):
        return []
    first, last = text.find(BARS), text.rfind(BARS)
    return [(first, last + len(BARS))] if 0 <= first < last else []


def has_foreign(text: str) -> bool:
    """Say whether a text hides something between the marks of another site."""
    return any(not text.startswith(BARS, start) for start, _ in spans(text))


def is_hidden(spoilers: Sequence[Span], start: int, end: int) -> bool:
    """Say whether any part of `text[start:end]` lies in one of a text's spoiler spans; logarithmic in their number."""
    place = bisect_right(spoilers, start, key=lambda span: span[1])
    return place < len(spoilers) and spoilers[place][0] < end


def content(text: str, span: Span) -> Span:
    """Give what a spoiler span hides: (start, end) without the marks round it."""
    start, end = span
    opening = _OPENING.match(text, start, end)
    closing = _CLOSING.search(text[max(start, end - _LONGEST_CLOSING) : end])
    begin = opening.end() if opening else start
    return begin, max(begin, end - len(closing[0]) if closing else end)


def pieces(text: str, spoilers: Sequence[Span], start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """Yield the shown and the hidden stretches of `text[start:end]`, in order; a spoiler that is cut stays hidden.

    Empty stretches are left out, and so are the marks. Costs what it yields, whatever the rest of the text holds.
    """
    stop = len(text) if end is None else end
    place = start
    for index in range(bisect_right(spoilers, start, key=lambda span: span[1]), len(spoilers)):
        opening, closing = spoilers[index]
        if opening >= stop:
            break
        if opening > place:
            yield Piece(place, opening, hidden=False)
        first, last = content(text, (opening, closing))
        first, last = max(first, place), min(last, stop)
        if first < last:
            yield Piece(first, last, hidden=True)
        place = min(closing, stop)
    if place < stop:
        yield Piece(place, stop, hidden=False)


def without(text: str, spoilers: Sequence[Span] | None = None) -> str:
    """Cut what is hidden out of a text, marks and all, leaving a space; for titles, suggestions and counts of words."""
    found = spans(text) if spoilers is None else spoilers
    if not found:
        return text
    return " ".join(text[piece.start : piece.end] for piece in pieces(text, found) if not piece.hidden)


def masked(text: str, spoilers: Sequence[Span]) -> str:
    """Blank what is hidden, so that what is found in the rest has the offsets of the text itself."""
    parts: list[str] = []
    place = 0
    for start, end in spoilers:
        parts += [text[place:start], _blank(text[start:end])]
        place = end
    return "".join([*parts, text[place:]])


def _blank(hidden: str) -> str:
    return "\n".join(" " * len(line) for line in hidden.split("\n"))


def settled(text: str) -> str:
    """Make a message's spoilers end with it, for joining it with others by a blank line.

    Bars that hide nothing are drawn apart, code that is not closed loses its ticks, and the marks of other sites
    become bars: then the spoilers of the joined text are those of its messages, each read by itself.
    """
    loose = _merged(_Reader(text).read().loose, apart=1)
    changes = [(start, end, _space_before(text, start) + _spaced(text[start:end])) for start, end in loose]
    changes += [_in_bars(text, span) for span in spans(text)]
    parts: list[str] = []
    place = 0
    for start, end, new in sorted(changes):
        if start >= place:
            parts += [text[place:start], new]
            place = end
    return "".join([*parts, text[place:]])


def barred(text: str, start: int, end: int) -> str | None:
    """Put bars round `text[start:end]`; None where they would not hide just that: within code, after a loose bar."""
    line = wrapped(text[start:end].strip())
    before, after = _space_before(text, start), " " if text.startswith("|", end) else ""
    made = f"{text[:start]}{before}{line}{after}{text[end:]}"
    place, moved = start + len(before), len(made) - len(text)
    own = [(place + first, place + last) for first, last in spans(line)]
    known = spans(text)
    wanted = [span for span in known if span[1] <= start] + own
    wanted += [(first + moved, last + moved) for first, last in known if first >= end]
    return made if own and spans(made) == wanted else None


def wrapped(text: str) -> str:
    """Hide a whole text, line by line, so that every sentence of it stays hidden wherever it goes."""
    return "\n".join(_hidden_line(line) for line in text.split("\n"))


def _hidden_line(line: str) -> str:
    bare = without_marks(line).strip()
    if not bare:
        return ""
    return BARS + bare + (" " if bare[-1] in "\\|" else "") + BARS


def without_marks(text: str) -> str:
    """Take the marks off a text's spoilers and draw other bars apart: what is hidden is then in the open."""
    shown = "".join(text[piece.start : piece.end] for piece in pieces(text, spans(text)))
    return _spaced(shown)


def _spaced(written: str) -> str:
    """Draw marks that hide nothing apart, so that nothing that follows makes pairs of them."""
    apart = _TWO_BARS.sub("| ", written).replace("`", "'")
    return _SITE_TAG.sub(r"(\1) ", _SITE_SIGN.sub(lambda sign: "›" if sign[0] == ">" else "∼", apart))


def _in_bars(text: str, span: Span) -> tuple[int, int, str]:
    """Give the change that makes a spoiler one in bars, which nothing within it can end or prolong."""
    start, end = content(text, span)
    inner = _spaced(text[start:end])
    inner += " " if inner.endswith(("\\", "|")) else ""
    foreign = not text.startswith(BARS, span[0])
    before = _space_before(text, span[0]) if foreign else ""
    after = " " if foreign and text.startswith("|", span[1]) else ""
    return span[0], span[1], f"{before}{BARS}{inner}{BARS}{after}"


def _space_before(text: str, place: int) -> str:
    """Keep new marks out of an address or of bars before them; a sign of lists stays one of emphasis."""
    before = text[max(0, place - 1) : place]
    joins = bool(before.strip()) and before not in "*-+#>_~`" and text[place] not in "|`"
    return " " if joins or before == "|" else ""


def _merged(found: list[Span], apart: int = 0) -> list[Span]:
    """Put together what overlaps, or lies less than `apart` characters from another."""
    kept: list[Span] = []
    for start, end in sorted(found):
        if kept and start < kept[-1][1] + apart:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return kept


@dataclass(slots=True)
class _Region:
    """A stretch that is read by itself: a heading, a quotation, an item, or what is in bold or italics."""

    end: int
    resume: int
    """Where reading goes on behind it."""


@dataclass
class _Reader:
    """Reads the marks of a text from left to right; every closing mark is looked for once."""

    text: str
    meant: bool = False
    """Read closing bars as their author meant them: not those in code or behind a backslash."""
    across: bool = False
    """Let emphasis and code go on behind a blank line."""
    spans: list[Span] = field(default_factory=list[Span])
    loose: list[Span] = field(default_factory=list[Span])
    """Bars and fences that nothing closes."""
    _regions: list[_Region] = field(default_factory=list[_Region])
    _barren: dict[str, int] = field(default_factory=dict[str, int])
    """For each kind of mark, up to where none was found."""
    _blank: int = -1
    _opened: int | None = None

    def read(self) -> _Reader:
        """Walk the text once."""
        place = 0
        while True:
            end = self._end
            match = _MARK.search(self.text, place, end)
            if match is None:
                if not self._regions:
                    return self
                place = self._leave()
                continue
            place = max(self._after(match), match.start() + 1)

    @property
    def _end(self) -> int:
        return self._regions[-1].end if self._regions else len(self.text)

    def _leave(self) -> int:
        self._opened = None
        return self._regions.pop().resume

    def _after(self, match: re.Match[str]) -> int:
        """Take one mark, and say where reading goes on."""
        kind = match.lastgroup
        if kind == "code":
            return self._code(match)
        if kind == "bars":
            return self._bars(match.start())
        if self._opened is not None:
            bars = self.text.find(BARS, match.start(), match.end()) if kind == "address" else -1
            return bars if bars > 0 else match.end()
        takes = {"block": self._block, "site": self._site, "strong": self._emphasis, "slanted": self._emphasis}
        return takes[kind](match) if kind in takes else match.end()

    def _bars(self, start: int) -> int:
        """Close what is open, or find where these bars close."""
        if self._opened is not None:
            if start < self._opened + 3:
                return start + 1
            self.spans.append((self._opened, start + 2))
            self._opened = None
            return start + 2
        closing = self.text.find(BARS, start + 3, self._end)
        if closing < 0:
            self.loose.append((start, start + 2))
            return start + 1
        if self.meant:
            self._opened = start
            return start + 2
        self.spans.append((start, closing + 2))
        return closing + 2

    def _site(self, match: re.Match[str]) -> int:
        """Hide what stands between the marks of another site."""
        mark = match[0]
        kind = mark if mark in {">!", "~!"} else mark[0]
        closing = self._closing(kind, match.end() + 1, self._end)
        if closing is None:
            self.loose.append(match.span())
            return match.end()
        self.spans.append((match.start(), closing.end()))
        return closing.end()

    def _emphasis(self, match: re.Match[str]) -> int:
        """Read what is in bold or italics by itself."""
        kind = match[0]
        closing = self._closing(kind, match.end() + 1, self._limit(match.end()))
        if closing is None:
            return match.end()
        if len(kind) == 1 and self.text[closing.start() - 1].isspace():
            return match.end()
        self._regions.append(_Region(closing.start(), closing.end()))
        return match.end()

    def _block(self, match: re.Match[str]) -> int:
        """Read a heading, a quotation or an item of a list by itself."""
        if self._regions:
            return match.end()
        sign = match[0].strip()
        lines = _QUOTED_LINES if sign == ">" else _ONE_LINE if "#" in sign else _ITEM_LINES
        found = lines.match(self.text, match.end())
        stop = found.end() if found else match.end()
        self._regions.append(_Region(stop, stop))
        return match.end()

    def _code(self, match: re.Match[str]) -> int:
        """Code: to its fence, or to the same number of ticks in the same paragraph."""
        start = match.start()
        end = self._ends[bisect_right(self._ends, start)]
        if end - start >= len(_FENCE):
            closing = self._fence(start + len(_FENCE))
            if closing is not None:
                return closing
        limit = self._limit(end)
        for length in range(end - start, 0, -1):
            places = self._runs.get(length, [])
            place = bisect_left(places, end)
            if place < len(places) and places[place] < limit:
                self.loose += [(start, end - length)] if end - start >= len(_FENCE) else []
                return places[place] + length
        self.loose += [(start, end)] if end - start >= len(_FENCE) else []
        return end

    def _fence(self, start: int) -> int | None:
        """Find where a block of code ends; it holds something, and not line breaks alone."""
        if self._barren.get(_FENCE, -1) >= self._end:
            return None
        first = start
        while first < self._end and self.text[first] == "\n":
            first += 1
        closing = self.text.find(_FENCE, first + 1, self._end)
        if closing < 0:
            self._barren[_FENCE] = self._end
            return None
        return closing + len(_FENCE)

    @cached_property
    def _ends(self) -> list[int]:
        """Where runs of ticks end."""
        return [run.end() for run in _TICKS.finditer(self.text)]

    @cached_property
    def _runs(self) -> dict[int, list[int]]:
        """Where runs of ticks begin, by their length."""
        found: dict[int, list[int]] = {}
        for run in _TICKS.finditer(self.text):
            found.setdefault(len(run[0]), []).append(run.start())
        return found

    def _limit(self, place: int) -> int:
        """Give where what is opened at a place has to be closed."""
        return self._end if self.across else min(self._end, self._paragraph(place))

    def _paragraph(self, place: int) -> int:
        """Give the end of the paragraph that a place lies in."""
        if self._blank < place:
            found = _BLANK_LINE.search(self.text, place)
            self._blank = found.start() if found else len(self.text)
        return self._blank

    def _closing(self, kind: str, start: int, end: int) -> re.Match[str] | None:
        """Find the closing mark of a kind; where there was none before `end`, none is looked for again."""
        if self._barren.get(kind, -1) >= end:
            return None
        found = _CLOSINGS[kind].search(self.text, start, end)
        if found is None:
            self._barren[kind] = end
        return found
