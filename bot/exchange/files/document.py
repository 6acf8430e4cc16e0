"""A JSON document that can be written and read without holding it: its first line, then one item a line.

    {"format":"pullquote-reviews","version":1,"exported_at":"…","items":[
    {…},
    {…}
    ]}

It is valid JSON as a whole, so any JSON tool reads it. One that such a tool has laid out differently is
read too, up to `MAXIMUM_WHOLE_BYTES`, because then its text has to be held. Either way one item at a time is
made into objects, and none of more than `MAXIMUM_ITEM_CHARACTERS`: a megabyte of brackets becomes 25 of lists.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from bot.exchange.files.source import NOT_UTF_8, ByteSource, lines, opened, pieces
from bot.exchange.records import ExchangeError, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

MAXIMUM_ITEM_CHARACTERS: Final = 4 * 1024 * 1024
"""A review of 200,000 characters, every one of them escaped, with its analysis."""
MAXIMUM_WHOLE_BYTES: Final = 16 * 1024 * 1024

FOOT: Final = b"\n]}\n"
_LAST: Final = "]}"
_ITEMS: Final = re.compile(r'"items"\s*:\s*\[')
_BETWEEN: Final = re.compile(r"[\s,]*")
_FIRST_TRY: Final = 8 * 1024

NOT_JSON = "This file is not a JSON document that Pullquote wrote."
OTHER_KIND = "This JSON document is another kind of Pullquote file, which cannot be read here."
TOO_LARGE = (
    f"This JSON document was laid out anew and has more than {MAXIMUM_WHOLE_BYTES // 1024 // 1024} MiB: "
    "send it as Pullquote wrote it."
)
BROKEN_LINE = "It is half-written or damaged: it is no JSON object."
CUT_SHORT = "The file ends here, before its end mark: what followed is missing."


def too_new(version: int, known: int) -> str:
    """Say that a newer Pullquote wrote the document."""
    return f"This JSON document has version {version}; this Pullquote reads up to version {known}: update it first."


def head(kind: str, version: int, **more: Any) -> bytes:
    """Write a document's first line; `more` are its own fields."""
    fields = json.dumps({"format": kind, "version": version, **more}, ensure_ascii=False, separators=(",", ":"))
    return f'{fields[:-1]},"items":['.encode("utf-8", "backslashreplace")


def item(encoded: str, *, first: bool) -> bytes:
    """Write one item, already encoded as JSON without line breaks, behind the one before it."""
    # A lone surrogate becomes \udXXX, which is JSON's own way of writing it.
    return (("\n" if first else ",\n") + encoded).encode("utf-8", "backslashreplace")


def read(source: ByteSource, kind: str, version: int, leave_out: str) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    """Give each item of a document with its line number; an item that cannot be read as Skipped.

    `leave_out` names an object of each item that is not wanted: where it comes last, as in our own layout, it is
    not even looked at. Raises ExchangeError when the file is no such document, or one of a newer version.
    """
    file = opened(source)
    try:
        rows = lines(pieces(file), MAXIMUM_ITEM_CHARACTERS)
        begun = _first_line(next(rows, ""))
        if begun is None:
            file.seek(0)
            yield from _whole(_text(file.read(MAXIMUM_WHOLE_BYTES + 1)), kind, version)
            return
        _check(begun, kind, version)
        yield from _items(rows, f',"{leave_out}":{{')
    finally:
        if file is not source:
            file.close()


def _first_line(line: str) -> dict[str, Any] | None:
    """Read the first line of a document in our own layout; None when it is in another."""
    stripped = line.strip()
    found = _object(stripped + _LAST) if stripped.endswith("[") else None
    return found if found and found.get("items") == [] else None


def _check(fields: dict[str, Any], kind: str, version: int) -> None:
    found, number = fields.get("format"), fields.get("version")
    if not isinstance(found, str) or not isinstance(number, int) or not found.startswith("pullquote-"):
        raise ExchangeError(NOT_JSON)
    if found != kind:
        raise ExchangeError(OTHER_KIND)
    if number > version:
        raise ExchangeError(too_new(number, version))


def _items(rows: Iterator[str], unwanted: str) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    number = 1
    for line in rows:
        number += 1
        text = line.strip()
        if text == _LAST:
            return
        if text:
            yield number, _object(_without(text.removesuffix(","), unwanted)) or Skipped(number, BROKEN_LINE)
    yield number + 1, Skipped(number + 1, CUT_SHORT)


def _without(line: str, unwanted: str) -> str:
    """Cut an item where its unwanted end begins. No string holds such quotation marks: inside one they are escaped."""
    kept, found, _ = line.partition(unwanted)
    return f"{kept}}}" if found and line.endswith("}}") else line


def _text(data: bytes) -> str:
    if len(data) > MAXIMUM_WHOLE_BYTES:
        raise ExchangeError(TOO_LARGE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExchangeError(NOT_UTF_8) from None


def _whole(text: str, kind: str, version: int) -> Iterator[tuple[int, dict[str, Any] | Skipped]]:
    begins = _ITEMS.search(text)
    fields = _object(text[: begins.end()] + text[text.rfind("]") :]) if begins else None
    if begins is None or fields is None:
        raise ExchangeError(NOT_JSON)
    _check(fields, kind, version)
    number, place = 1, _skip(text, begins.end())
    while text[place : place + 1] != "]":
        number += 1
        found, place = _next_item(text, place)
        yield number, found if isinstance(found, dict) and found else Skipped(number, BROKEN_LINE)


def _skip(text: str, place: int) -> int:
    between = _BETWEEN.match(text, place)
    return between.end() if between else place


def _next_item(text: str, place: int) -> tuple[Any, int]:
    """Read the value that begins at a place; also where the next one begins. Raises ExchangeError."""
    size = _FIRST_TRY
    while True:
        try:
            found, length = _DECODER.raw_decode(text[place : place + size])
        except (ValueError, RecursionError):
            if size >= MAXIMUM_ITEM_CHARACTERS or place + size >= len(text):
                raise ExchangeError(NOT_JSON) from None
            size *= 4
        else:
            return found, _skip(text, place + length)


def _object(text: str) -> dict[str, Any] | None:
    """Read a JSON object; None for anything else, however hostile."""
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)
