"""What columns are made of: types that both engines keep alike, and what each column says of itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import BigInteger, Column, Dialect, LargeBinary, MetaData, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from bot.archive.database.packing import pack, unpack

metadata = MetaData()
"""Every table of the archive."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC moment kept as whole microseconds since 1970: exact, ordered, alike on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn a moment into microseconds."""
        del dialect
        return None if value is None else (value.astimezone(UTC) - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Turn microseconds into a moment."""
        del dialect
        return None if value is None else EPOCH + int(value) * MICROSECOND


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Plain(TypeDecorator[str]):
    """Text without what one engine or the other cannot keep: NUL characters, halves of surrogate pairs.

    Titles, reasons and addresses come from forms and files; whatever they hold, both engines keep the same.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Take out what cannot be kept."""
        del dialect
        return value if value is None else _UNSTORABLE.sub("", value)


class Packed(TypeDecorator[str]):
    """Text that PostgreSQL keeps packed, and a SQLite file as it is.

    PostgreSQL's own compression takes only a tenth off a text as short as a review. No query can look into
    such a column.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else LargeBinary())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Compress a text, on PostgreSQL."""
        return value if value is None or dialect.name == "sqlite" else pack(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Give the text back."""
        return value if value is None or dialect.name == "sqlite" else unpack(value)


Forgetting = Literal["row", "blank"]
"""What forgetting a person does where a column names them: the row goes, or the name goes."""


def column(
    name: str,
    kind: Any,
    about: str,
    *,
    personal: bool = False,
    forget: Forgetting | None = None,
    null: bool = False,
    default: Any = None,
) -> Any:
    """Declare a column together with what it keeps, whether that is personal, and how it is forgotten.

    `forget` marks a column that holds a member's id.
    """
    info = {"about": about, "personal": personal or forget is not None, "forget": forget}
    kind = Plain if kind is Text else kind
    return Column(name, kind, nullable=null, default=default, info=info)


def guild() -> Any:
    """Declare the column that leads every key."""
    return Column(
        "guild_id",
        BigInteger,
        autoincrement=False,
        nullable=False,
        info={"about": "which server this belongs to", "personal": False, "forget": None},
    )
