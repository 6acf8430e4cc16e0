from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.archive.database.packing import unpack
from bot.archive.database.schema import ARCHIVE_TABLES, metadata, server_tables
from bot.archive.server.people import person_columns, stored_about_people
from bot.archive.types import ReviewChanges, ServerSettings
from tests.archive.builders import make_analysis, make_draft
from tests.archive.conftest import OTHER

PERSON, FRIEND, MODERATOR = 770_077_007_700_770, 880_088_008_800_880, 990_099_009_900_990
CANARY, REASON = "zyzzogeton", "quomodocunquize"
SECRET = f"The {CANARY} lights are a marvel, and I would go again. A sailor drowns. The pacing drags a little."
KEPT = "A friend wrote this one, with quite other words in it. The pacing is a joy."


def plain(value):
    """Give a stored value as bytes to look into; what PostgreSQL keeps compressed, unpacked."""
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return unpack(value).encode()
    except zlib.error:
        return value


async def everything(archive):
    """Read every table that the database itself knows of, shadow tables too, as one run of bytes."""
    if archive.database.sqlite:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    else:
        listed = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    found = []
    async with archive.database.reading() as connection:
        names = (await connection.execute(sql(listed))).scalars().all()
        index = "search_index_data" if archive.database.sqlite else "search_index"
        assert {index, *metadata.tables} <= set(names)
        for name in names:
            for row in await connection.execute(sql(f'SELECT * FROM "{name}"')):  # noqa: S608  (the catalogue's names)
                found.append(name.encode())
                found.extend(plain(value) for value in row)
    return b"\n".join(found)


async def fill(server):
    imported = {"origin": f"https://{CANARY}.example", "tags": (CANARY,), "rating_raw": f"{CANARY}/5"}
    named = {"film_title": f"{CANARY} film", "message_ids": (41_414_141,), "channel_id": 5, "filer_id": FRIEND}
    draft = make_draft(SECRET, PERSON, **named, **imported)
    await server.add(draft)
    await server.add(make_draft(KEPT, FRIEND, filer_id=PERSON, film_title="Dune", message_ids=(43_434_343,)))
    await server.add_many([make_draft(f"{KEPT} Again, {n}.", FRIEND, film_title="Dune") for n in range(5)])
    await server.set_card(1, 5, 45_454_545)
    await server.hide(1, MODERATOR, f"about {REASON}")
    await server.unhide(1, MODERATOR)
    await server.edit(
        1, ReviewChanges(text=SECRET + " So there.", analysis=make_analysis(SECRET + " So there.")), PERSON
    )


async def forget(archive, server):
    await server.forget(PERSON)


async def forget_after_deleting(archive, server):
    await server.delete(1, PERSON, f"{REASON} again")
    await server.delete(2, PERSON)
    await server.forget(PERSON)


async def opt_out_and_forget(archive, server):
    await server.opt_out(PERSON)
    await server.forget(PERSON)


async def delete_and_wait(archive, server):
    await server.delete(1, MODERATOR)
    await archive.purge_expired(datetime.now(UTC) + timedelta(minutes=11))


async def delete_the_message(archive, server):
    await server.erase_messages([41_414_141])


async def keep_for_a_day(archive, server):
    await server.save_settings(ServerSettings(retention_days=1))
    await archive.purge_expired(datetime.now(UTC) + timedelta(days=2))


async def depart(archive, server):
    await server.mark_departed(datetime.now(UTC) - timedelta(days=31))
    await archive.purge_expired()


async def purge(archive, server):
    await server.purge()


FORGETTING = (forget, forget_after_deleting, opt_out_and_forget, purge, depart)
REMOVING = (delete_and_wait, delete_the_message, keep_for_a_day)


@pytest.mark.parametrize("way", [*FORGETTING, *REMOVING])
async def test_nothing_of_an_erased_review_is_left_anywhere(archive, server, way):
    await fill(server)
    await fill(archive.server(OTHER))
    await archive.server(OTHER).forget(PERSON)
    for mark in (CANARY, REASON, "41414141", "45454545", str(PERSON)):
        assert mark.encode() in await everything(archive), mark
    await way(archive, server)
    left = await everything(archive)
    marks = [CANARY, "41414141", "45454545"] + ([str(PERSON), REASON] if way in FORGETTING else [])
    assert [mark for mark in marks if mark.encode() in left] == []
    if way in {forget, forget_after_deleting, opt_out_and_forget, delete_the_message, delete_and_wait}:
        kept = await server.get(2) or await server.get(3)
        assert kept.text.startswith(KEPT)
        assert (await server.search("friend joy")).total >= 5
    assert [check for check in await archive.check() if check.fault] == []


async def test_the_file_itself_holds_nothing_of_it(archive, server):
    if not archive.database.sqlite:
        pytest.skip("PostgreSQL's files are its own to vacuum")
    await fill(server)
    path = Path(archive.database.address.database)
    await server.forget(PERSON)
    await archive.purge_expired()
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert KEPT.encode() in stored
    assert CANARY.encode() not in stored
    assert str(PERSON).encode() not in stored


async def test_what_is_stored_about_a_person_is_theirs_alone(server):
    await fill(server)
    await server.delete(3, PERSON, "a friend's")
    about = await server.about(PERSON)
    assert json.loads(json.dumps(about)) == about
    assert set(about) == {"opted_out", "body", "review_message", "aspect", "mention", "tag", "card"} | {
        table.name for table in server_tables() if person_columns(table)
    }
    whole = json.dumps(about)
    assert SECRET in whole
    assert CANARY in whole
    assert KEPT not in whole
    assert str(FRIEND) not in whole
    assert str(MODERATOR) not in whole
    assert {row["number"] for row in about["review"]} == {1, 2}
    assert "text" not in next(row for row in about["review"] if row["number"] == 2)
    assert [row["number"] for row in about["body"]] == [1]
    assert about["undo"][0]["actor_id"] == PERSON
    assert (await server.about(123))["review"] == []


async def test_acting_on_others_reviews_is_forgotten_without_them(server):
    await fill(server)
    await server.begin_batch(PERSON, "letterboxd")
    await server.rename_film(2, "Dune: Part Two", 2024, PERSON)
    assert await server.forget(PERSON) == 1
    assert (await server.get(2)).filer_id is None
    assert {entry.actor_id for entry in await server.audit()} <= {0, MODERATOR}
    assert {row for rows in (await server.about(PERSON)).values() if rows for row in map(str, rows)} == set()
    assert await server.forget(PERSON) == 0


def test_every_column_says_what_it_keeps_and_whether_it_is_personal():
    for table in metadata.sorted_tables:
        for column in table.columns:
            about = column.info.get("about", "")
            assert about, f"{table.name}.{column.name} says nothing of what it keeps"
            assert about[0].islower(), f"{table.name}.{column.name}"
            assert not about.endswith("."), f"{table.name}.{column.name}"
            assert isinstance(column.info["personal"], bool)


def test_every_member_id_has_a_way_to_be_forgotten():
    for table in server_tables():
        for column in table.columns:
            names_a_person = column.name.endswith(
                ("author_id", "actor_id", "filer_id", "subject_id", "user_id", "member_id", "host_id")
            )
            assert names_a_person == bool(column.info["forget"]), f"{table.name}.{column.name}"


def test_every_personal_column_goes_with_its_person():
    """It stands beside their id, or goes with a review of theirs, or is no more than a fingerprint."""
    with_reviews = {"review", "body", "review_message", "aspect", "mention", "tag", "card"}
    for table in server_tables():
        personal = [column.name for column in table.columns if column.info["personal"]]
        if table.name in with_reviews or not personal:
            continue
        assert person_columns(table) or personal == ["person"], f"{table.name} keeps {personal} and names nobody"


def test_the_words_of_privacy_come_from_the_schema():
    stored = dict(stored_about_people())
    assert "the review itself" in stored["body"]
    assert "who wrote the review" in stored["review"]
    assert set(stored) <= set(metadata.tables) - ARCHIVE_TABLES
    assert all(words for words in stored.values())
