"""What a backup says of itself: how many rows each table has, and a digest of them in their order."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Tally:
    """Counts and digests rows as they go by, table by table."""

    def __init__(self, tables: Iterable[str] = ()) -> None:
        self._counts: dict[str, int] = dict.fromkeys(tables, 0)
        self._digests: dict[str, Any] = {}

    def add(self, table: str, row: bytes) -> None:
        """Take note of one row."""
        self._counts[table] = self._counts.get(table, 0) + 1
        digest = self._digests.setdefault(table, hashlib.blake2b(digest_size=16))
        # Its length first, so that no two rows read like two others.
        digest.update(len(row).to_bytes(8, "big") + row)

    @property
    def counts(self) -> dict[str, int]:
        """Give the number of rows of each table, those without any left out."""
        return {table: count for table, count in self._counts.items() if count}

    @property
    def checksums(self) -> dict[str, str]:
        """Give the digest of each table that has rows."""
        return {table: digest.hexdigest() for table, digest in self._digests.items()}
