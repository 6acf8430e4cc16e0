from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.exchange import ExchangeError, backup, chunks_of, document, writer
from tests.archive.exchange_samples import plain_texts, review

VALUES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | plain_texts | st.floats(-1, 1)
ROWS = st.tuples(st.sampled_from(["server", "review", "film"]), st.dictionaries(plain_texts, VALUES | st.lists(VALUES)))
SAMPLE = [("server", {"guild_id": 2**62, "language": "en"}), ("review", {"guild_id": 2**62, "text": "||So||\r\n“é”"})]


async def made(rows, revision="0001") -> bytes:
    async def stream():
        for row in rows:
            yield row

    return b"".join([piece async for piece in backup.write(stream(), revision)])


@settings(deadline=None)
@given(st.lists(ROWS, max_size=5))
async def test_a_backup_gives_back_the_same_rows(rows):
    data = await made(rows)

    assert list(backup.read(data)) == rows
    assert backup.verify(data) == len(rows)


async def test_a_backup_says_its_revision_and_is_valid_json():
    data = await made(SAMPLE, "0007")

    assert backup.revision(data) == "0007"
    assert [item.get("table") for item in json.loads(data)["items"]] == ["server", "review", None]
    assert list(backup.read(json.dumps(json.loads(data), indent=2).encode())) == SAMPLE


async def test_any_cut_or_changed_byte_is_noticed():
    data = await made(SAMPLE)
    body = data.index(b"\n") + 1

    for place in range(body, len(data) - len(document.FOOT)):
        with pytest.raises(ExchangeError):
            backup.verify(data[:place])
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(ExchangeError):
            backup.verify(bytes(changed))


@pytest.mark.parametrize("missing", [1, 2, 3])
async def test_a_missing_line_is_noticed(missing):
    lines = (await made(SAMPLE)).splitlines(keepends=True)
    del lines[missing]

    with pytest.raises(ExchangeError) as refusal:
        backup.verify(b"".join(lines))

    assert str(refusal.value) == backup.INCOMPLETE


async def test_rows_after_the_end_are_refused():
    data = (await made(SAMPLE)).removesuffix(document.FOOT)

    with pytest.raises(ExchangeError) as refusal:
        backup.verify(data + document.item('{"table":"server","row":{}}', first=False) + document.FOOT)

    assert str(refusal.value) == backup.INCOMPLETE


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", document.NOT_JSON),
        (b"\x00\x01", document.NOT_JSON),
        (b"".join(chunks_of([review()], writer("json"))), document.OTHER_KIND),
        (document.head(backup.FORMAT, 2) + document.FOOT, document.too_new(2, 1)),
        (document.head(backup.FORMAT, 1) + document.FOOT, backup.NO_REVISION),
    ],
)
def test_what_is_no_backup_is_refused_in_one_sentence(data, sentence):
    with pytest.raises(ExchangeError) as refusal:
        backup.revision(data)

    assert str(refusal.value) == sentence
