"""Letterboxd's HTML to Discord's Markdown and back, in linear time and without losing a word.

Reviews there hold a handful of tags, often left open or closed in the wrong order. So tags switch
styles on and off, each on its own, and every stretch of text keeps the styles that were on; the
marks are set when the stretches are written out, balanced on every line by construction.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final

# Each part stops at the next angle bracket, so no character is looked at more than a few times.
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})((?:[\s/][^<>]*)?)>")
# html.unescape alone would also read "&copy" inside "&copyright=1", and fails on numbers of thousands of digits.
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ADDRESS: Final = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_LINE_BREAK: Final = re.compile(r"\r\n?")

# Each looks only as far as the next mark of its kind, so a line is gone through a few times at most.
_MARKED: Final = (
    (re.compile(r"(?<!\*)\*\*(?![\s*])([^*\n]+)(?<!\s)\*\*(?!\*)"), "b"),
    (re.compile(r"(?<!\*)\*(?![\s*])([^*\n]+)(?<!\s)\*(?!\*)"), "i"),
    (re.compile(r"(?<!~)~~(?![\s~])([^~\n]+)(?<!\s)~~(?!~)"), "s"),
)
_STYLES: Final = {"i": "*", "em": "*", "cite": "*", "b": "**", "strong": "**", "s": "~~", "del": "~~", "strike": "~~"}
_SPOILER: Final = "||"
_QUOTE: Final = ">"
_BLOCKS: Final = frozenset({"p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "tr"})
_SILENT: Final = frozenset({"span", "u", "small", "big", "font", "sub", "sup", "code", "tt", "img", "abbr", "q"})
_HIDING: Final = frozenset({"spoiler", "details"})
# Any other name between angle brackets is the reviewer's own words.
_KNOWN: Final = {*_STYLES, *_BLOCKS, *_SILENT, *_HIDING, "a", "br", "blockquote", "summary"}
# Outermost first: the order in which marks open.
_ORDER: Final = (_SPOILER, "**", "*", "~~")


def html_to_text(source: str) -> str:
    """Turn a review's HTML into text with Discord's marks: `*`, `**`, `~~`, `> ` and `||`.

    Tags of other names than HTML's stay as they were typed ("<3", "<sigh>"). A link keeps its
    address behind its words. Words and their order never change.
    """
    scan = _Scan()
    place = 0
    text = _LINE_BREAK.sub("\n", source)
    for tag in _TAG.finditer(text):
        if tag[2].lower() in _KNOWN:
            scan.words(text[place : tag.start()])
            scan.tag(tag[2].lower(), tag[3], closing=bool(tag[1]))
            place = tag.end()
    scan.words(text[place:])
    scan.end_link()
    return scan.written()


def text_to_html(text: str) -> str:
    """Turn a stored review into a cell for Letterboxd that reads back as the same text.

    Plain `*…*`, `**…**` and `~~…~~` inside a line become tags; Discord's other marks stay as they are.
    """
    escaped = "\n".join(map(_emphasised, _LINE_BREAK.sub("\n", text).split("\n")))
    bare = escaped.lstrip()
    # A spreadsheet would take these for the beginning of a formula; Letterboxd reads the entity.
    return f"&#{ord(bare[0])};{bare[1:]}" if bare.startswith(tuple("=+-@'＝＋－＠")) else bare


def _emphasised(line: str) -> str:
    """Escape a line and set its emphasis as tags, unless it would then read back as anything else."""
    escaped = html.escape(line, quote=False)
    tagged = escaped
    for pattern, tag in _MARKED:
        tagged = pattern.sub(rf"<{tag}>\1</{tag}>", tagged)
    return tagged if tagged == escaped or html_to_text(tagged) == line.strip() else escaped


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


@dataclass(slots=True)
class _Scan:
    """The styles that are on, and what has been read so far."""

    depths: dict[str, int] = field(default_factory=dict)
    lines: list[_Line] = field(default_factory=lambda: [_Line(quoted=False)])
    opened: dict[str, list[bool]] = field(default_factory=dict)
    """For each tag without a style, whether each one that is open hides what it holds."""
    address: str = ""
    link_words: list[str] = field(default_factory=list)
    after_break: bool = False

    def words(self, raw: str) -> None:
        """Take a stretch of text in the styles of the moment."""
        if not raw:
            return
        # Exports write "<br>" with or without a line feed behind it: one line break either way.
        text = raw[1:] if self.after_break and raw.startswith("\n") else raw
        self.after_break = False
        if self.address:
            self.link_words.append(text)
        for index, piece in enumerate(_unescape(text).split("\n")):
            if index:
                self.new_line()
            if piece:
                self.lines[-1].runs.append((frozenset(name for name, depth in self.depths.items() if depth), piece))

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """Switch a style on or off, or break the line."""
        if name == "br":
            self.new_line()
            self.after_break = True
        elif name == "a":
            self.end_link()
            self.address = "" if closing else _address(attributes)
        elif name == "blockquote":
            self.own_line()
            self.switch(_QUOTE, closing=closing)
            self.lines[-1].quoted = bool(self.depths.get(_QUOTE))
        elif name in _BLOCKS or name == "summary":
            self.own_line()
        elif name in _STYLES:
            self.switch(_STYLES[name], closing=closing)
        elif name in _HIDING:
            self.switch(_SPOILER, closing=closing)
        else:
            self.plain(name, hides="spoiler" in attributes.lower(), closing=closing)

    def plain(self, name: str, *, hides: bool, closing: bool) -> None:
        """Keep count of a tag without a style; one of the class "spoiler" hides what it holds, others inside too."""
        opened = self.opened.setdefault(name, [])
        if not closing:
            opened.append(hides)
            if hides:
                self.switch(_SPOILER, closing=False)
        elif opened and opened.pop():
            self.switch(_SPOILER, closing=True)

    def switch(self, style: str, *, closing: bool) -> None:
        """Count a style's open tags; a closing tag too many closes nothing."""
        self.depths[style] = max(0, self.depths.get(style, 0) + (-1 if closing else 1))

    def new_line(self) -> None:
        """Begin a line."""
        self.lines.append(_Line(quoted=bool(self.depths.get(_QUOTE))))

    def own_line(self) -> None:
        """Begin a line unless one has just begun."""
        if self.lines[-1].runs:
            self.new_line()
        self.after_break = True

    def end_link(self) -> None:
        """Write a link's address behind its words, unless its words are the address."""
        address, self.address = self.address, ""
        shown = _unescape("".join(self.link_words)).strip()
        self.link_words.clear()
        if address and shown.rstrip("/") not in {address.rstrip("/"), address.partition("://")[2].rstrip("/")}:
            self.words(f" ({html.escape(address, quote=False)})" if shown else html.escape(address, quote=False))

    def written(self) -> str:
        """Write everything out, without white space round it."""
        return "\n".join(line.written() for line in self.lines).strip()


@dataclass(slots=True)
class _Line:
    quoted: bool
    runs: list[tuple[frozenset[str], str]] = field(default_factory=list)

    def written(self) -> str:
        """Write the line with its marks, none of them left open and none round bare space."""
        out: list[str] = []
        open_marks: list[str] = []
        space = ""
        for styles, piece in self.runs:
            core = piece.strip()
            if not core:
                space += piece
                continue
            lead = piece[: len(piece) - len(piece.lstrip())]
            wanted = [mark for mark in _ORDER if mark in styles]
            kept = _common(open_marks, wanted)
            out.extend(reversed(open_marks[kept:]))
            # Bars of the reviewer's own would end the spoiler early.
            shown = core.replace("|", "¦") if _SPOILER in wanted else core
            out.extend((space, lead, *wanted[kept:], shown))
            open_marks, space = wanted, piece[len(lead) + len(core) :]
        out.extend((*reversed(open_marks), space))
        return ("> " if self.quoted else "") + "".join(out)


def _common(first: list[str], second: list[str]) -> int:
    """Count the marks that two lists begin with together."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _address(attributes: str) -> str:
    """Find a link's web address; an address of any other kind is left out."""
    found = _ADDRESS.search(attributes)
    address = _unescape(next((group for group in found.groups() if group), "") if found else "").strip()
    return address if address.lower().startswith(("http://", "https://")) and not re.search(r"\s", address) else ""
