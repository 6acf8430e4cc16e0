"""Damaged and hostile backups: noticed, and said in one sentence that holds nothing of what is in them."""

from __future__ import annotations

import base64
import gzip
import json
import random
import sqlite3
import zlib
from contextlib import closing

import pytest

from bot.archive import Archive, ArchiveError
from bot.archive.backup import json_lines, sqlite_file
from bot.archive.backup.copies import backup, restore
from bot.archive.backup.damage import DAMAGED
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import GUILD, OTHER

ENDING = "The gardener is the terrible killer"


async def fill(archive):
    for guild in (GUILD, OTHER):
        drafts = [make_draft(f"{SLOW} {ENDING} {n}.", author_id=n, film_title=f"Film {n}") for n in range(1, 6)]
        await archive.server(guild).add_many(drafts)
        await archive.server(guild).delete(2, 9)


@pytest.fixture
def target(tmp_path):
    return f"sqlite:///{tmp_path}/target.db"


async def refused(path, target):
    """Restore a backup that has to be refused; gives the sentence."""
    with pytest.raises(ArchiveError) as raised:
        await restore(path, target)
    sentence = str(raised.value)
    assert "gardener" not in sentence
    assert sentence.endswith(".")
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    async with await Archive.open(target) as archive:
        assert await archive.server(GUILD).size() == 0
    return sentence


@pytest.fixture
async def lines(make_engines, tmp_path):
    """Give the lines of a backup of PostgreSQL."""
    async with await Archive.open(await make_engines("postgres").ready()) as archive:
        await fill(archive)
        path = (await backup(archive, tmp_path / "whole")).path
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def packed(lines):
    return gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def changed(lines, table, **values):
    """Change every row of a table; a value of None takes the column away."""
    for line in lines:
        if isinstance(line, list) and line[0] == table:
            line[1] = {name: value for name, value in {**line[1], **values}.items() if value is not None}
    return lines


def without_sums(lines):
    """Make the end line that of an older program, with true counts: only what the rows hold can give them away."""
    counts = {}
    for line in lines[1:-1]:
        name = line[0] if isinstance(line, list) and isinstance(line[0], str) else "x"
        counts[name] = counts.get(name, 0) + 1
    return [*lines[:-1], {"end": counts}]


def placed(lines, line):
    return [*lines[:-1], line, lines[-1]]


HOSTILE = {
    "unknown table": lambda lines: placed(lines, ["catering", {"name": 1}]),
    "index table": lambda lines: placed(lines, ["search_index", {"terms": "x"}]),
    "row that is a number": lambda lines: placed(lines, ["review", 5]),
    "row that is nothing": lambda lines: placed(lines, ["review", None]),
    "row that is a text": lambda lines: placed(lines, ["review", "review"]),
    "line that is a number": lambda lines: placed(lines, 5),
    "line that is nothing": lambda lines: placed(lines, None),
    "line that is too short": lambda lines: placed(lines, ["review"]),
    "table that is a number": lambda lines: placed(lines, [5, {}]),
    "missing column": lambda lines: changed(lines, "review", author_id=None),
    "huge number": lambda lines: changed(lines, "review", author_id=10**30),
    "number as text": lambda lines: changed(lines, "review", author_id="1"),
    "text as number": lambda lines: changed(lines, "body", text=5),
    "moment as text": lambda lines: changed(lines, "review", written_at="now"),
    "huge moment": lambda lines: changed(lines, "review", written_at=10**40),
    "wrong base64": lambda lines: changed(lines, "review", text_hash="!!"),
    "wrong flag": lambda lines: changed(lines, "review", rewatch=7),
    "lone surrogate": lambda lines: changed(lines, "body", text="\ud800"),
    "rows twice": lambda lines: [*lines[:-1], *lines[1:-1], lines[-1]],
    "rows reversed": lambda lines: [lines[0], *lines[-2:0:-1], lines[-1]],
    "reviews without texts": lambda lines: [line for line in lines if isinstance(line, dict) or line[0] != "body"],
}  # fmt: skip


@pytest.mark.postgres
@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_line_is_one_sentence(spoil, lines, tmp_path, target):
    (tmp_path / "backup").write_bytes(packed(without_sums(spoil(lines))))
    assert await refused(tmp_path / "backup", target) == DAMAGED


def header(lines, **values):
    return [{name: value for name, value in {**lines[0], **values}.items() if value is not None}, *lines[1:]]


ENDS = {
    "no time": lambda lines: packed(header(lines, backup_at=None)),
    "time as text": lambda lines: packed(header(lines, backup_at="now")),
    "huge time": lambda lines: packed(header(lines, backup_at=10**30)),
    "a row dropped": lambda lines: packed([lines[0], *lines[2:]]),
    "a text changed": lambda lines: packed(changed(lines, "body", text="Another text.")),
    "false counts": lambda lines: packed([*lines[:-1], {**lines[-1], "end": {"review": 99}}]),
    "counts that are none": lambda lines: packed([*lines[:-1], {"end": 5}]),
    "nothing behind the rows": lambda lines: packed(lines[:-1]),
    "something behind the end": lambda lines: packed([*lines, ["review", {}]]),
    "nested deeply": lambda lines: gzip.compress(gzip.decompress(packed(lines[:1])) + b"[" * 100_000 + b"\n"),
    "no end of the file": lambda lines: packed(lines)[:-4],
    "a wrong sum of gzip's": lambda lines: packed(lines)[:-8] + b"\0\0\0\0" + packed(lines)[-4:],
}


@pytest.mark.postgres
@pytest.mark.parametrize("spoil", ENDS.values(), ids=ENDS)
async def test_lines_that_are_not_as_they_were_written_are_noticed(spoil, lines, tmp_path, target):
    (tmp_path / "backup").write_bytes(spoil(lines))
    assert await refused(tmp_path / "backup", target) == DAMAGED


@pytest.mark.postgres
async def test_every_flipped_bit_in_lines_is_noticed(lines, tmp_path, target):
    whole = packed(lines)
    chance = random.Random(1)  # noqa: S311  (places to flip a bit at)
    for _ in range(60):
        spoiled = bytearray(whole)
        # Behind gzip's own header, whose fields say nothing of the rows.
        spoiled[chance.randrange(10, len(whole))] ^= 1 << chance.randrange(8)
        (tmp_path / "backup").write_bytes(spoiled)
        with pytest.raises(ArchiveError):
            json_lines.prove(tmp_path / "backup")


async def test_a_line_without_end_is_not_read_whole(tmp_path, target, monkeypatch):
    monkeypatch.setattr(json_lines, "LONGEST_LINE", 1_000)
    packer = zlib.compressobj(wbits=31)
    (tmp_path / "backup").write_bytes(packer.compress(b"[" + b" " * 1_000_000) + packer.flush())
    assert await refused(tmp_path / "backup", target) == f"{tmp_path / 'backup'} is not a Pullquote backup."


@pytest.mark.parametrize("revision", [["0001"], 5, None])
async def test_a_revision_that_is_none_is_one_sentence(tmp_path, target, revision):
    (tmp_path / "backup").write_bytes(packed([{"pullquote": 1, "revision": revision, "backup_at": 5}]))
    assert "newer" in await refused(tmp_path / "backup", target)


@pytest.fixture
async def copy(tmp_path):
    """Give a backup of SQLite."""
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        await fill(archive)
        return (await backup(archive, tmp_path / "copy.db")).path


async def test_a_bit_that_flips_in_a_review_is_noticed(copy, tmp_path, target):
    whole = copy.read_bytes()
    places = [place for place in range(len(whole)) if whole.startswith(ENDING.encode(), place)]
    assert len(places) >= 10
    for place in places:
        copy.write_bytes(whole[: place + 4] + bytes([whole[place + 4] ^ 2]) + whole[place + 5 :])
        with pytest.raises(ArchiveError) as raised:
            sqlite_file.prove(copy)
        assert str(raised.value) == DAMAGED
    assert await refused(copy, target) == DAMAGED


@pytest.mark.slow
async def test_a_bit_that_flips_anywhere_is_noticed_or_changes_no_row(copy, tmp_path):
    whole = copy.read_bytes()
    written = sqlite_file.prove(copy).checksums
    chance = random.Random(2)  # noqa: S311  (places to flip a bit at)
    noticed = 0
    for _ in range(120):
        spoiled = bytearray(whole)
        spoiled[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        copy.write_bytes(spoiled)
        try:
            assert sqlite_file.prove(copy).checksums in (written, {})
        except ArchiveError:
            noticed += 1
    # Most of a small file is room for more.
    assert noticed


def run(path, *statements):
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()


TAMPERED = {
    "a text changed": "UPDATE body SET text = 'Another text.' WHERE number = 1",
    "a text that is none": "UPDATE body SET text = CAST(x'ff' AS TEXT)",
    "a row dropped": "DELETE FROM body WHERE number = 1",
    "a table dropped": "DROP TABLE aspect",
    "an analysis that is none": "UPDATE body SET analysis = 'x'",
    "tags that are none": "UPDATE review SET tags = 'x'",
    "no revision": "DELETE FROM alembic_version",
    "a false checksum": "UPDATE backup_checksum SET digest = 'x'",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
async def test_a_copy_that_was_changed_is_one_sentence(copy, target, statement):
    run(copy, statement)
    assert await refused(copy, target) == DAMAGED


@pytest.mark.parametrize("size", [20_000, 100, 8_192])
async def test_a_copy_that_was_cut_is_one_sentence(copy, target, size):
    copy.write_bytes(copy.read_bytes()[:size])
    assert await refused(copy, target) == DAMAGED


OLD = ["DROP TABLE backup_checksum"]
UNSUMMED = {
    "reviews without texts": "DELETE FROM body",
    "tags that are none": "UPDATE review SET tags = 'x'",
    "a text that is none": "UPDATE body SET text = CAST(x'ff' AS TEXT)",
    "an author without number": "UPDATE review SET author_id = 'x'",
}


@pytest.mark.parametrize("statement", UNSUMMED.values(), ids=UNSUMMED)
async def test_a_copy_of_an_older_program_is_looked_at_all_the_same(copy, target, statement):
    run(copy, "PRAGMA foreign_keys = OFF", *OLD, statement)
    assert await refused(copy, target) == DAMAGED


async def test_another_programs_file_is_no_backup(tmp_path, target):
    run(tmp_path / "other.db", "CREATE TABLE recipe (name TEXT)")
    assert await refused(tmp_path / "other.db", target) == f"{tmp_path / 'other.db'} is not a Pullquote backup."
    (tmp_path / "note").write_bytes(base64.b64decode("aGVsbG8="))
    assert await refused(tmp_path / "note", target) == f"{tmp_path / 'note'} is not a Pullquote backup."


async def test_a_backup_is_nobody_elses_from_its_first_byte_on(tmp_path, monkeypatch):
    modes = []
    seal = sqlite_file.seal

    def watched(path, taken):
        modes.append(path.stat().st_mode & 0o777)
        return seal(path, taken)

    monkeypatch.setattr(sqlite_file, "seal", watched)
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        made = await backup(archive, tmp_path / "copy.db")
    assert [*modes, made.path.stat().st_mode & 0o777] == [0o600, 0o600]
