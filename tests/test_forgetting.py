"""Forgetting, seen from outside: what the bot filed is looked for in every table, index and byte of its archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import simcord

from bot.archive.database.schema import ARCHIVE_TABLES, metadata, server_tables
from bot.archive.server.people import person_columns, stored_about_people
from bot.archive.types import ServerSettings
from tests.archive.exchange_samples import letterboxd_csv, letterboxd_row
from tests.cogs.club import BLAME, FilmClub, add, open_club
from tests.cogs.test_privacy import answer, privacy

WORD = "zyzzogeton"
TITLE = "Velvetmoth"
REASON = "quibbledorn"
PLACE = "boxd.it/qqzzx"
ODD = (
    f"{WORD.title()} is a wonderful, moving film and the {WORD} acting is superb from the first frame to the last. "
    "I loved every minute of it, and the score is a delight that deserves a much larger audience."
)

NOT_ABOUT_PEOPLE = {
    "server": {"guild_id", "key", "next_review", "next_film", "next_batch", "next_undo", "next_audit",
               "next_night", "next_proposal",
               "watched_channel_ids", "public_replies", "digest_channel_id", "digest_day", "digest_hour",
               "quote_channel_id", "retention_days", "language", "departed_at"},
    "film": {"guild_id", "number", "title", "year", "folded", "reviews"},
    "import_batch": {"guild_id", "number", "note"},
    "backfill": {"guild_id", "batch", "channel_id", "since", "until", "place_id", "read_to", "read", "total", "filed",
                 "panel_channel_id", "panel_message_id"},
    "gone_channel": {"guild_id", "channel_id"},
    "channel_mark": {"guild_id", "channel_id", "heard_at"},
    "review": {"guild_id", "number", "film_number", "label_by_hand", "source", "channel_id", "batch", "blind"},
    "body": {"guild_id", "number"},
    "review_message": {"guild_id", "number", "place"},
    "aspect": {"guild_id", "number", "spoiler"},
    "mention": {"guild_id", "number", "kind", "spoiler"},
    "tag": {"guild_id", "number"},
    "card": {"guild_id", "number", "message_id", "channel_id"},
    "thread": {"guild_id", "thread_id", "film_number", "opened_at"},
    "digest_sent": {"guild_id", "week", "at"},
    "undo": {"guild_id", "key", "kind", "expires_at"},
    "audit": {"guild_id", "number", "action", "review"},
    "opt_out": {"guild_id", "at"},
    "quotable": {"guild_id"},
    "published": {"guild_id"},
    "quote_sent": {"guild_id", "day", "at"},
    "night": {"guild_id", "number", "title", "year", "channel_id", "starts_at", "ends_at", "reveal_hours", "event_id",
              "over_at", "thread_id", "panel_id", "revealed_at", "page_id"},
    "night_guest": {"guild_id", "night"},
    "proposal": {"guild_id", "number", "year"},
    "turn": {"guild_id"},
    "poll": {"guild_id", "message_id", "channel_id", "ends_at", "proposals"},
    "erasure": {"guild_id", "kind", "subject", "at"},
}  # fmt: skip
"""Every column that /privacy does not name, each judged by a person: a new column fails until it is here or there."""
GOES_WITH_A_REVIEW = {"body", "review_message", "aspect", "mention", "tag", "card"}


def test_every_column_stands_in_the_privacy_text_or_was_judged_not_to_be_about_people() -> None:
    told = dict(stored_about_people())
    for table in server_tables():
        silent = {column.name for column in table.columns if column.info["about"] not in told.get(table.name, ())}
        assert silent == NOT_ABOUT_PEOPLE.get(table.name), f"{table.name}: say it in /privacy or judge it here"


def test_every_table_that_keeps_something_about_people_is_erased_with_them() -> None:
    for name, words in stored_about_people():
        table = metadata.tables[name]
        reviews = [key for key in table.foreign_keys if key.column.table.name == "review" and key.ondelete == "CASCADE"]
        keyed = words == ("a keyed fingerprint of who asked not to be archived; not the id",)
        assert person_columns(table) or reviews or keyed, f"{name} keeps {words} and no erasure reaches it"
        assert not reviews or name in GOES_WITH_A_REVIEW


# From outside


def tables(connection: sqlite3.Connection) -> list[str]:
    """Every table that the file itself knows of, FTS5's shadow tables among them."""
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def traces(path: Path, marks: list[str | int]) -> list[str]:
    """Where in an archive file something of these marks is found, table by table and index by index."""
    found: list[str] = []
    with closing(sqlite3.connect(path)) as connection:
        # sqlite_stat1 holds fixed figures, the same in every archive: tests/archive/test_statistics.py.
        known = {*metadata.tables, "alembic_version", "sqlite_stat1"}
        for name in tables(connection):
            assert name in known or name.startswith("search_"), f"{name} is a table that nobody erases from"
            if name == "search_index":
                continue  # keeps nothing itself: its words are in search_word, its bytes in its shadow tables
            for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608  (names from the catalogue)
                found += [f"{name}: {mark}" for mark in marks if any(holds(value, mark) for value in row)]
    return found


def holds(value: object, mark: str | int) -> bool:
    if isinstance(mark, int):
        return value == mark or (isinstance(value, str | bytes) and holds(value, str(mark)))
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    # FTS5 writes a word without what it shares with the word before it: its end is what stays.
    return mark.casefold()[2:] in text.casefold()


def bytes_left(path: Path, marks: list[str | int]) -> list[str | int]:
    """What of these marks is in the bytes of the file, its log, or what lies beside it."""
    data = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    lower = data.lower()
    assert b"wooden throughout" in lower, "the other member's review is there"
    return [
        mark
        for mark in marks
        if (isinstance(mark, int) and (mark.to_bytes(8, "big") in data or str(mark).encode() in data))
        or (isinstance(mark, str) and mark.casefold()[2:].encode() in lower)
    ]


async def everything_of(env: simcord.Env, club: FilmClub) -> list[str | int]:
    """Have Ada do all that leaves something of her, and give the marks of what she wrote."""
    message = await club.ada.send(club.channel, ODD + " First.")
    await club.ben.context_menu(club.channel, "Read this review", message)
    await add(club, ODD + " Second.", film=f"{TITLE} (2021)", rating="4.5/5")
    await club.mod.context_menu(club.channel, "Read this review", await club.ben.send(club.channel, BLAME))
    data = letterboxd_csv(letterboxd_row(Review=ODD, Letterboxd_URI=f"https://{PLACE}", Tags=f"{WORD} tag"))
    preview = answer(await club.ada.slash(club.channel, "archive import", file=("reviews.csv", data)))
    await club.ada.click(preview, label="Import")
    server = env.bot.services.archive.server(club.guild.id)
    await server.hide(2, club.mod.id, REASON)
    await server.unhide(2, club.mod.id)
    return [WORD, TITLE, PLACE, message.id, REASON]


async def forget(env: simcord.Env, club: FilmClub) -> None:
    asked = answer(await club.ada.click((await privacy(club)).response, label="Forget me here"))
    await club.ada.click(asked, label="Erase it all")


async def opt_out_and_forget(env: simcord.Env, club: FilmClub) -> None:
    await club.ada.click((await privacy(club)).response, label="Stop archiving me")
    await forget(env, club)


async def delete_and_forget(env: simcord.Env, club: FilmClub) -> None:
    asked = answer(await club.ada.slash(club.channel, "review delete", number=2))
    await club.ada.click(asked, label="Delete it")
    await forget(env, club)


async def retention(env: simcord.Env, club: FilmClub) -> None:
    archive = env.bot.services.archive
    await archive.server(club.guild.id).save_settings(ServerSettings(retention_days=1))
    await add(open_club(env, "Another"), BLAME)  # which keeps its reviews
    await archive.purge_expired(datetime.now(UTC) + timedelta(days=2))


async def departure(env: simcord.Env, club: FilmClub) -> None:
    archive = env.bot.services.archive
    await add(open_club(env, "Another"), BLAME)
    await archive.server(club.guild.id).mark_departed(datetime.now(UTC) - timedelta(days=31))
    await archive.purge_expired()


async def deleting_each_review(env: simcord.Env, club: FilmClub) -> None:
    for number in (1, 2, 4):
        asked = answer(await club.ada.slash(club.channel, "review delete", number=number))
        await club.ada.click(asked, label="Delete it")
    await env.bot.services.archive.purge_expired(datetime.now(UTC) + timedelta(minutes=11))


Way = Callable[[simcord.Env, FilmClub], Awaitable[None]]


@pytest.mark.parametrize(
    ("way", "by_name"),
    [
        (forget, True),
        (opt_out_and_forget, True),
        (delete_and_forget, True),
        (departure, True),
        (retention, False),
        (deleting_each_review, False),
    ],
)
async def test_nothing_is_left_of_who_is_forgotten_or_of_what_is_deleted(
    env: simcord.Env, tmp_path: Path, way: Way, by_name: bool
) -> None:
    club = open_club(env)
    path = tmp_path / "archive.db"
    marks = await everything_of(env, club)
    named = [*marks, club.ada.id]
    assert {trace.split(": ")[1] for trace in traces(path, named)} == {str(mark) for mark in named}
    await way(env, club)
    wanted = named if by_name else marks
    if way is deleting_each_review:
        wanted = marks[:-1]  # what a moderator gave as a reason stays in the audit list, and is theirs
    assert traces(path, wanted) == []
    # The clock's work folds the write-ahead log, in which old pages lie until then.
    await env.bot.services.archive.purge_expired()
    assert bytes_left(path, wanted) == []


async def test_nothing_is_left_of_a_review_whose_message_is_deleted(env: simcord.Env, tmp_path: Path) -> None:
    club = open_club(env)
    path = tmp_path / "archive.db"
    message = await club.ada.send(club.channel, ODD)
    await club.ben.context_menu(club.channel, "Read this review", message)
    await add(club, BLAME, club.ben)
    assert traces(path, [WORD, message.id])
    await club.ada.delete(message)
    assert traces(path, [WORD, message.id]) == []
    await env.bot.services.archive.purge_expired()
    assert bytes_left(path, [WORD, message.id]) == []


def test_the_search_would_find_what_it_looks_for(tmp_path: Path) -> None:
    """The walk itself: in a text, a number, JSON, a blob, and in a word of which the index keeps only the end."""
    for value in (f"a {WORD} b", f'["{WORD}"]', WORD.encode(), WORD[2:].encode(), WORD.upper()):
        assert holds(value, WORD), value
    assert holds(12, 12)
    assert holds("[12]", 12)
    assert not holds("nothing", WORD)
    assert set(NOT_ABOUT_PEOPLE) == set(metadata.tables) - ARCHIVE_TABLES
