"""User text made inert for Discord, in one linear pass.

`discord.utils.escape_markdown` is not used: it is worse than quadratic on repeated `[x](` and
leaves mentions, timestamps, command links and spoiler bars inside links alive.

Discord's client treats a backslash before any ASCII punctuation character as "show it as it is".
Only characters that can begin or end markup are escaped, so that text stays short and readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.analysis.language.spoilers import BARS, Piece, is_hidden, pieces, spans
from bot.speech import _

Spans = Sequence[tuple[int, int]]

_ALWAYS = frozenset("\\*_~`|[]<>@")
# These carry markup only at the beginning of a line: headings, subtext and lists.
_LINE_START = frozenset("#-+")
_GROWING = re.compile(r"[\\*_~`|\[\]<>@:#+\-.)]")
"""Every character that `escape` may put a backslash before."""
_CUT_BARS = 6
"""Bars that a passage gains where it begins and ends inside a spoiler, and a space before the closing ones."""
_LONGEST_GAP = 1_000
_ID = re.compile(
    r"<(?:a?:(?P<emoji>\w{1,64}):\d{1,20}|(?P<kind>@&|@|\#)!?\d{1,20}"
    r"|t:-?\d{1,13}(?::[tTdDfFRsS])?|/(?P<command>[\w -]{1,100}):\d{1,20})>"
)
"""What Discord's client draws as a name or a date: emoji, members, roles, channels, times, commands."""
_NOBODY = {"@": "@member", "@&": "@role", "#": "#channel"}
"""What stands for an id that nobody named."""
_BREAKS = str.maketrans(dict.fromkeys("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))


def escape(text: str) -> str:
    """Make a text inert: it shows as written, on one line; it links, mentions and hides nothing."""
    pieces: list[str] = []
    text = text.translate(_BREAKS)
    line_start = True
    for index, character in enumerate(text):
        if (
            character in _ALWAYS
            or (line_start and (character in _LINE_START or _ends_list_number(text, index)))
            or (character == ":" and _is_live_colon(text, index))
        ):
            pieces.append("\\")
        elif line_start and character.isdigit():
            pieces.append(character)
            continue
        pieces.append(character)
        line_start = line_start and character.isspace()
    return "".join(pieces)


def unescape(markup: str) -> str:
    """Take back the backslashes that `escape` put before characters."""
    pieces: list[str] = []
    escaped = False
    for character in markup:
        if character == "\\" and not escaped:
            escaped = True
            continue
        pieces.append(character)
        escaped = False
    return "".join(pieces)


def named(text: str) -> str:
    """Put the names of emoji and commands where a text holds their ids: `<:clap:1234>` is `:clap:`."""
    return _ID.sub(lambda found: _own_name(found) or found[0], text)


def drawn(text: str) -> str:
    """Make a text inert as `escape` does, its ids drawn as names and dates.

    Times stay live: the client knows the reader's zone. Whoever is meant by an id is named where the text is
    gathered; here it is not known any more.
    """
    return _with_ids(text, _NOBODY)


def with_members(text: str) -> str:
    """Draw a text as `drawn` does, members by mention: for what is said to the bot, where nothing pings."""
    return _with_ids(text, {**_NOBODY, "@": ""})


def _with_ids(text: str, kinds: Mapping[str, str]) -> str:
    shown: list[str] = []
    position = 0
    for found in _ID.finditer(text):
        name = _own_name(found) or kinds.get(found["kind"] or "", "")
        shown += [escape(text[position : found.start()]), escape(name) or found[0]]
        position = found.end()
    shown.append(escape(text[position:]))
    return "".join(shown)


def passage(text: str, start: int, end: int, spoilers: Spans, draw: Callable[[str], str] = drawn) -> str:
    """Show `text[start:end]` inert, with whatever lies in a spoiler span hidden behind bars.

    `spoilers`: (start, end) spans of `text`, marks included, in order. A passage that begins or
    ends inside a span is hidden up to there, so bars are balanced and nothing is let slip.
    Costs what it shows, whatever the rest of the text holds.
    """
    return "".join(_shown(text, piece, draw) for piece in pieces(text, spoilers, start, end))


def as_line(shown: str) -> str:
    """Begin a line with a passage: spoiler bars there read as a stray mark, so a word says what they hide."""
    return _("Spoiler: {shown}", shown=shown) if shown.startswith(BARS) else shown


def inert(text: str) -> str:
    """Show a text that stands by itself: inert, its ids drawn, what it hides behind bars."""
    return passage(text, 0, len(text), spans(text))


def brief(text: str, limit: int) -> str:
    """Show the beginning of a text in at most `limit` characters, what it hides hidden; a cut is visible as `…`."""
    hidden = spans(text)
    kept, shown = len(text), passage(text, 0, len(text), hidden, escape) if len(text) <= limit else None
    while shown is None or len(shown) > limit:
        # Every character that goes takes one at least with it.
        kept = min(kept - 1, limit - 1) if shown is None else kept - (len(shown) - limit)
        shown = f"{passage(text, 0, kept, hidden, escape)}…"
    return shown


def between(text: str, end: int, start: int) -> str:
    """Join two passages: with `…` where words were left out between the end of one and the start of the next."""
    # A long gap holds words: only what is short is looked at.
    return " … " if start - end > _LONGEST_GAP or text[end:start].strip() else " "


def highlight(text: str, matches: Spans, spoilers: Spans, start: int = 0, end: int | None = None) -> str:
    """Show `text[start:end]` with matches in bold; a match inside a spoiler span or an id stays plain."""
    end = len(text) if end is None else end
    pieces: list[str] = []
    position = start
    ids = [found.span() for found in _ID.finditer(text, start, end)]
    for first, last in matches:
        if first < position or last > end or is_hidden(spoilers, first, last) or is_hidden(ids, first, last):
            continue
        pieces.append(passage(text, position, first, spoilers))
        pieces.append(f"**{escape(text[first:last])}**")
        position = last
    pieces.append(passage(text, position, end, spoilers))
    return "".join(pieces)


def longest(text: str, start: int, end: int) -> int:
    """Bound the length of `passage(text, start, end, …)` without drawing it; at C's pace, linear in the stretch."""
    return end - start + len(_GROWING.findall(text, start, end)) + _CUT_BARS


def _shown(text: str, piece: Piece, draw: Callable[[str], str]) -> str:
    if not piece.hidden:
        return draw(text[piece.start : piece.end])
    hidden = draw(text[piece.start : piece.end].strip())
    # Discord ends a spoiler at the first two bars, escaped or not.
    return f"||{hidden}{' ' if hidden.endswith('|') else ''}||" if hidden else ""


def _own_name(found: re.Match[str]) -> str:
    """Give the name that an id carries itself: an emoji's, a command's; empty for the others."""
    if found["emoji"]:
        return f":{found['emoji']}:"
    return f"/{found['command']}" if found["command"] else ""


def _ends_list_number(text: str, index: int) -> bool:
    """Say whether this is the dot of `1. ` or the bracket of `1) ` at the beginning of a line."""
    return text[index] in ".)" and index > 0 and text[index - 1].isdigit()


def _is_live_colon(text: str, index: int) -> bool:
    """Say whether this colon could belong to a link or to an emoji's short name."""
    following = text[index + 1 : index + 2]
    return following == "/" or following.isalnum() or following in {"_", "+", "-"}
