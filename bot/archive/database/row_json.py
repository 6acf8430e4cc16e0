"""Rows as JSON and back: what undo and backups keep of a table, without loss."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Float, Integer, LargeBinary

from bot.archive.database.columns import EPOCH, MICROSECOND, Instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table
    from sqlalchemy.engine import RowMapping
    from sqlalchemy.types import TypeEngine


def to_json(table: Table, row: Mapping[str, Any] | RowMapping) -> dict[str, Any]:
    """Turn a row into what JSON can hold: bytes as base64, moments as microseconds."""
    record: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if value is not None and isinstance(column.type, LargeBinary):
            value = base64.b64encode(value).decode("ascii")
        elif value is not None and isinstance(column.type, Instant):
            value = (value - EPOCH) // MICROSECOND
        record[column.name] = value
    return record


def from_json(table: Table, record: Mapping[str, Any]) -> dict[str, Any]:
    """Turn such a record back into a row; columns that it lacks take their defaults.

    Raises TypeError, ValueError or OverflowError for a value that the column cannot hold: SQLite would take it.
    """
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in record:
            continue
        value = record[column.name]
        if value is not None and isinstance(column.type, LargeBinary):
            value = base64.b64decode(value, validate=True)
        elif value is not None and isinstance(column.type, Instant):
            value = EPOCH + _checked(value, int) * MICROSECOND
        elif value is not None:
            _checked(value, *_kinds(column.type))
        row[column.name] = value
    return row


def _kinds(kind: TypeEngine[Any]) -> tuple[type, ...]:
    """Name the Python types that a column's values have."""
    if isinstance(kind, Boolean):
        return (bool,)
    if isinstance(kind, Float):
        return (int, float)
    if isinstance(kind, Integer):
        return (int,)
    return (list, dict) if isinstance(kind, JSON) else (str,)


def _checked(value: Any, *kinds: type) -> Any:
    # Not isinstance: True is an int, and no number of ours.
    if type(value) not in kinds:
        raise TypeError
    return value
