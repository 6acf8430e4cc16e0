"""User text made inert for Discord, in one linear pass.

`discord.utils.escape_markdown` is not used: it is worse than quadratic on repeated `[x](` and
leaves mentions, timestamps, command links and spoiler bars inside links alive.

Discord's client treats a backslash before any ASCII punctuation character as "show it as it is".
Only characters that can begin or end markup are escaped, so that text stays short and readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Spans = Sequence[tuple[int, int]]

_ALWAYS = frozenset("\\*_~`|[]<>@")
# These carry markup only at the beginning of a line: headings, subtext and lists.
_LINE_START = frozenset("#-+")
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


def passage(text: str, start: int, end: int, spoilers: Spans) -> str:
    """Show `text[start:end]` inert, with whatever lies in a spoiler span hidden behind bars.

    `spoilers`: (start, end) spans of `text`, bars included, in order. A passage that begins or
    ends inside a span is hidden up to there, so bars are balanced and nothing is let slip.
    """
    pieces: list[str] = []
    position = start
    for opening, closing in spoilers:
        if closing <= position or opening >= end:
            continue
        if opening > position:
            pieces.append(escape(text[position:opening]))
        hidden = text[max(opening + 2, position) : min(closing - 2, end)].strip()
        if hidden:
            pieces.append(f"||{escape(hidden)}||")
        position = min(closing, end)
    if position < end:
        pieces.append(escape(text[position:end]))
    return "".join(pieces)


def passages(text: str, spans: Iterable[tuple[int, int]], spoilers: Spans) -> str:
    """Show several passages of one text behind one another; `…` marks what was left out between."""
    shown: list[str] = []
    previous: int | None = None
    for start, end in spans:
        if previous is not None:
            shown.append(" " if not text[previous:start].strip() else " … ")
        shown.append(passage(text, start, end, spoilers))
        previous = end
    return "".join(shown)


def highlight(text: str, matches: Spans, spoilers: Spans) -> str:
    """Show a text with matches in bold; a match inside a spoiler span stays hidden and plain."""
    pieces: list[str] = []
    position = 0
    for start, end in matches:
        if start < position or any(opening < end and start < closing for opening, closing in spoilers):
            continue
        pieces.append(passage(text, position, start, spoilers))
        pieces.append(f"**{escape(text[start:end])}**")
        position = end
    pieces.append(passage(text, position, len(text), spoilers))
    return "".join(pieces)


def _ends_list_number(text: str, index: int) -> bool:
    """Say whether this is the dot of `1. ` or the bracket of `1) ` at the beginning of a line."""
    return text[index] in ".)" and index > 0 and text[index - 1].isdigit()


def _is_live_colon(text: str, index: int) -> bool:
    """Say whether this colon could belong to a link or to an emoji's short name."""
    following = text[index + 1 : index + 2]
    return following == "/" or following.isalnum() or following in {"_", "+", "-"}
