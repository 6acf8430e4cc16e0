"""Rows as JSON and back: what undo and backups keep of a table, without loss."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary

from bot.archive.database.schema import EPOCH, MICROSECOND, Instant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table
    from sqlalchemy.engine import RowMapping


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
    """Turn such a record back into a row; columns that it lacks take their defaults."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in record:
            continue
        value = record[column.name]
        if value is not None and isinstance(column.type, LargeBinary):
            value = base64.b64decode(value)
        elif value is not None and isinstance(column.type, Instant):
            value = EPOCH + value * MICROSECOND
        row[column.name] = value
    return row
