from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql

from bot.archive.database.packing import DICTIONARY, pack, unpack
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import GUILD


@given(st.text())
def test_what_is_packed_comes_back(text):
    assert unpack(pack(text)) == text


def test_what_was_packed_by_a_release_can_be_unpacked():
    packed = bytes.fromhex("78f9061472480bc11ed9a0b0d781c72e34d983e32d37b1a82c35470f00213e1333")
    assert unpack(packed) == "The film is one of the best, and the ending is a marvel."


def test_half_a_text_is_not_taken_for_one():
    with pytest.raises(zlib.error):
        unpack(pack(SLOW)[:-8])
    assert unpack(zlib.compress(b"Packed without a dictionary.")) == "Packed without a dictionary."
    assert len(pack(SLOW)) < len(zlib.compress(SLOW.encode(), 9)) < len(SLOW)
    assert len(DICTIONARY) < 32_768


async def test_postgres_keeps_texts_packed_and_sqlite_plain(archive):
    await archive.server(GUILD).add(make_draft(SLOW))
    async with archive.database.reading() as connection:
        kept = (
            await connection.execute(sql("SELECT text FROM body WHERE guild_id = :guild"), {"guild": GUILD})
        ).scalar()
    assert (kept if archive.database.sqlite else unpack(kept)) == SLOW
