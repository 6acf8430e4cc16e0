"""The text of a review: cleaning a paste, and finding its words.

Everything is linear in the length of the text, whatever the text is, and every
offset counts Unicode code points of the string that was given.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.analysis.language import spoilers
from bot.analysis.language.counting import count_words
from bot.analysis.language.sentences import LONGEST_SENTENCE, sentences
from bot.analysis.language.spoilers import Span
from bot.analysis.types import MAXIMUM_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "LONGEST_SENTENCE",
    "MAXIMUM_CHARACTERS",
    "Span",
    "Token",
    "check",
    "clean",
    "count_words",
    "norms",
    "sentences",
    "tokens",
]

_ZERO_WIDTH_JOINER = "\u200d"
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f")
_REMOVED = _INVISIBLE | _ISOLATES
_UNSEEN = "".join(sorted(_REMOVED)) + "\x00-\x08\x0e-\x1f\x7f"
_BETWEEN_MARKS = re.compile(rf"(?<=[|\\`*_~>!<])[{_UNSEEN}]+(?=[|\\`*_~!<>])")
_GRAVE = "\u1fef"
"""Composing makes a code tick of this Greek accent."""
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_LINE_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")

_TOKEN = re.compile(
    r"[^\W\d_]+?(?=n['’]t(?!\w))"  # the "is" of "isn't"
    r"|n['’]t(?!\w)"
    r"|['’](?:s|re|ve|ll|d|m)(?!\w)"
    r"|[^\W\d_]+|\d+"
    r"|\.{2,}|…|--+|—|[.,!?;:()\"“”*/%$-]"
)
_NUMBER_KEPT = 2
"""Longer numbers are years, counts and running times: told apart they would only name films."""


class Token(NamedTuple):
    """A word, number or mark: `norm` is what the models know it by."""

    start: int
    end: int
    norm: str


_SURROGATE = re.compile("[\ud800-\udfff]")


def check(text: str) -> None:
    """Refuse what cannot be read: empty, too long or binary text.

    Raises ValueError with one plain sentence that never repeats the text.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise ValueError(f"A review may have up to {MAXIMUM_CHARACTERS:,} characters; this one has {len(text):,}.")
    if not text.strip():
        raise ValueError("There is no text here to read.")
    if _SURROGATE.search(text):
        raise ValueError("This text holds broken characters (halves of surrogate pairs), so it cannot be read.")
    if "\x00" in text or len(_CONTROL.findall(text)) > max(3, len(text) // 50):
        raise ValueError("This looks like a binary file, not like text.")


def clean(raw: str) -> str:
    """Tidy a paste: one kind of line break, no control or invisible characters, NFC, no outer white space.

    Idempotent. Zero-width joiners stay inside emoji; bidirectional controls go, so
    that no line can be shown in another order than it was written. What hides something stays hidden and
    nothing else becomes so: marks that something invisible kept apart stay apart, and the spoiler
    marks of other sites become bars. Line breaks, emphasis and quotation marks of HTML become plain ones.
    """
    text = _plain(_LINE_BREAKS.sub("\n", raw).replace(_GRAVE, "ˋ"))
    previous = None
    while previous != text:  # composing can bring two parts together; it settles in a step or two
        previous = text
        text = unicodedata.normalize("NFC", "".join(_visible(_BETWEEN_MARKS.sub(" ", text))))
    if spoilers.has_foreign(text):
        text = spoilers.settled(text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


_ENTITY = re.compile(r"&(?:(?:amp|\#38|\#x26);)*(amp|[a-zA-Z]{2,8}|\#\d{2,6}|\#[xX][0-9a-fA-F]{2,5});")
_TAG = re.compile(r"<(/?)(br|p|i|em|b|strong) ?/?>", re.IGNORECASE)
_TAGS = {"br": "\n", "p": "\n\n", "i": "*", "em": "*", "b": "**", "strong": "**"}


def _plain(text: str) -> str:
    """Write the leftovers of HTML as people type: `<br />`, `<i>`, `&quot;`."""
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return _TAG.sub(lambda tag: _TAGS[tag[2].lower()], text) if "<" in text else text


def _character(entity: re.Match[str]) -> str:
    """Give the character of an entity; none that could mark something up, or make another entity."""
    if entity[1] == "amp":
        return "&"
    written = html.unescape(f"&{entity[1]};")
    safe = len(written) == 1 and not (written.isascii() and written.isalnum()) and written not in "&#;|`\\*_~"
    return written if safe else entity[0]


def _visible(text: str) -> Iterator[str]:
    for index, character in enumerate(text):
        if character in "\n\t":
            yield character
        elif character == _ZERO_WIDTH_JOINER:
            if _joins_emoji(text, index):
                yield character
        elif character in _REMOVED or unicodedata.category(character) in {"Cc", "Cs"}:
            continue
        else:
            yield character


def _joins_emoji(text: str, index: int) -> bool:
    """Say whether the joiner at `index` stands between two pictures, as in a family or a flag."""
    before = text[index - 1 : index]
    after = text[index + 1 : index + 2]
    return _pictorial(before) and _pictorial(after)


def _pictorial(character: str) -> bool:
    if not character:
        return False
    return character == "\ufe0f" or unicodedata.category(character) in {"So", "Sk", "Mn"}


def tokens(text: str) -> list[Token]:
    """List the words, numbers and marks of a text, with offsets.

    "isn't" is "is" + "n't", however it was typed; numbers of three digits and more are all "#".
    """
    return [Token(match.start(), match.end(), _normal(match[0])) for match in _TOKEN.finditer(text)]


def norms(text: str) -> list[str]:
    """List what the models know the words of a text by: `tokens` without the offsets, and faster."""
    return [_normal(word) for word in _TOKEN.findall(text)]


@lru_cache(maxsize=16_384)
def _normal(word: str) -> str:
    if word.isalpha():
        return word.lower()
    if word.isdigit():
        return word if len(word) <= _NUMBER_KEPT else "#"
    return _MARKS.get(word) or (word.lower().replace("’", "'") if word[-1].isalpha() else word[:2])


_MARKS = {"…": "..", "—": "--", "“": '"', "”": '"', "-": "-"}
