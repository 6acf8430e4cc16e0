"""The fields of a filed review, each with how JSON and CSV write it and read it back unchanged."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, get_args

from bot.analysis.types import ASPECTS, LABELS, MAXIMUM_CHARACTERS
from bot.archive.types import Source
from bot.exchange.files.table import guard, unguard
from bot.exchange.records import ImportRow

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST: Final = 2**63 - 1
_HALVES: Final = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs: JSON can write them, and nothing can keep or show them."""
_SOURCES: Final[tuple[str, ...]] = get_args(Source)


class FieldError(Exception):
    """Why a row cannot be read; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `kind` is text, count, id, number, moment, flag, texts, ids or sides."""

    name: str
    kind: str
    required: bool = False


FIELDS: Final = (
    Field("number", "count", required=True),
    Field("film_title", "text"),
    Field("film_year", "count"),
    Field("rating_raw", "text"),
    Field("rating_value", "number"),
    Field("label", "text", required=True),
    Field("text", "text", required=True),
    Field("author_id", "id", required=True),
    Field("written_at", "moment", required=True),
    Field("watched_on", "text"),
    Field("rewatch", "flag"),
    Field("tags", "texts"),
    Field("origin", "text"),
    Field("source", "text", required=True),
    Field("filed_at", "moment", required=True),
    Field("edited_at", "moment"),
    Field("filer_id", "id"),
    Field("label_by_hand", "flag"),
    Field("hidden_reason", "text"),
    Field("film_number", "count"),
    Field("channel_id", "id"),
    Field("message_ids", "ids"),
    Field("card_channel_id", "id"),
    Field("card_message_id", "id"),
    Field("batch", "count"),
    Field("aspects_by_hand", "sides"),
    Field("critic", "text"),
)
"""In the order of the CSV's columns: what people look for comes first."""


def to_json(row: ImportRow) -> dict[str, Any]:
    """Give a row as JSON values; fields that hold nothing are left out. Discord's ids are strings, as in its API."""
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = getattr(row, field.name)
        if value is not None and value is not False and value != ():
            values[field.name] = _plain(field.kind, value)
    return values


def to_cells(row: ImportRow) -> list[str]:
    """Give a row as cells that no spreadsheet runs. An absent text is an empty cell, an empty one an apostrophe."""
    return [_cell(field.kind, getattr(row, field.name)) for field in FIELDS]


def from_json(row: int, values: Mapping[str, Any]) -> ImportRow:
    """Read a row of JSON values; fields of other names are ignored. Raises FieldError."""
    read: dict[str, Any] = {}
    for field in FIELDS:
        value = values.get(field.name)
        if value is not None:
            read[field.name] = _checked(field, value)
        elif field.required:
            raise FieldError(_wrong(field))
    return _sensible(ImportRow(row=row, **read))


def from_cells(row: int, cells: tuple[str, ...]) -> ImportRow:
    """Read a row of cells; an older file has fewer. Raises FieldError."""
    values: dict[str, Any] = {}
    for field, cell in zip(FIELDS, cells, strict=False):
        if cell:
            try:
                values[field.name] = _from_cell(field.kind, unguard(cell))
            except ValueError:
                raise FieldError(_wrong(field)) from None
    return from_json(row, values)


def _wrong(field: Field) -> str:
    return f"Its {field.name} is missing or damaged."


def _plain(kind: str, value: Any) -> Any:
    if kind == "id":
        return str(value)
    if kind == "ids":
        return [str(each) for each in value]
    if kind == "moment":
        return value.astimezone(UTC).isoformat()
    if kind == "sides":
        return dict(value)
    return list(value) if kind == "texts" else value


def _cell(kind: str, value: Any) -> str:
    if value is None:
        return ""
    if kind == "text":
        return guard(value) or "'"
    if kind == "flag":
        return "true" if value else ""
    if kind == "ids":
        return " ".join(map(str, value))
    if kind in {"texts", "sides"}:
        return json.dumps(_plain(kind, value), ensure_ascii=False) if value else ""
    return guard(str(_plain(kind, value)))


def _from_cell(kind: str, cell: str) -> Any:
    if kind in {"count", "id"}:
        return int(cell)
    if kind == "number":
        return float(cell)
    if kind == "flag":
        return {"true": True, "false": False}.get(cell.lower(), cell)
    if kind == "ids":
        return cell.split()
    return json.loads(cell) if kind in {"texts", "sides"} else cell


def _checked(field: Field, value: Any) -> Any:
    """Turn a JSON value into the record's; refuse any other type, and numbers that no archive could hold."""
    try:
        read = _READERS[field.kind](value)
    except (TypeError, ValueError, OverflowError, AttributeError):
        raise FieldError(_wrong(field)) from None
    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    if _HALVES.search(value):
        raise ValueError
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -_LARGEST <= value <= _LARGEST:
        raise TypeError
    return value


def _identity(value: Any) -> int:
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else _count(value)
    if not 0 <= number <= _LARGEST:
        raise ValueError
    return number


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value  # pyright: ignore[reportUnknownVariableType]


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value))


def _identities(value: Any) -> tuple[int, ...]:
    return tuple(_identity(each) for each in _list(value))


def _sides(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, dict):
        raise TypeError
    named: dict[Any, Any] = value
    if any(side not in ASPECTS or type(sign) is not int or sign not in {-1, 0, 1} for side, sign in named.items()):
        raise ValueError
    return tuple(named.items())


_READERS: Final = {
    "text": _text,
    "count": _count,
    "id": _identity,
    "number": _number,
    "moment": _moment,
    "flag": _flag,
    "texts": _texts,
    "ids": _identities,
    "sides": _sides,
}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _sensible(row: ImportRow) -> ImportRow:
    """Give the row back when its values can stand in an archive. Raises FieldError."""
    if row.label not in LABELS:
        raise FieldError(f"Its label is none of {', '.join(LABELS)}.")
    if row.source not in _SOURCES:
        raise FieldError(f"Its source is none of {', '.join(_SOURCES)}.")
    if len(row.text) > MAXIMUM_CHARACTERS:
        raise FieldError(f"Its review has {len(row.text):,} characters; {MAXIMUM_CHARACTERS:,} are the most.")
    if row.watched_on is not None and not _is_day(row.watched_on):
        raise FieldError("Its watched_on is not a day written as 2026-01-31.")
    if row.film_year is not None and not 1 <= row.film_year <= 9999:
        raise FieldError("Its film_year is no year.")
    if row.rating_value is not None and not 0 <= row.rating_value <= 10:
        raise FieldError("Its rating_value is not between 0 and 10.")
    return row
