"""Work by the clock and work by the doctor: purging, checking, rebuilding."""

from __future__ import annotations

import asyncio
import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, table, update
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError

from bot.analysis.mentions import VERSION as MENTIONED
from bot.archive.database import migrate
from bot.archive.database.codec import decode
from bot.archive.database.schema import body, counter, film, mention, review, server, undo
from bot.archive.server.rows.review_rows import by_hand_of, corrected_analysis, mention_rows, of_review, print_columns
from bot.archive.server.scope import insert_or_ignore
from bot.archive.text import index
from bot.archive.text.terms import terms
from bot.archive.text.titles import fold_title
from bot.archive.types import ArchiveUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.database.engine import Database
    from bot.archive.store import ServerArchive

log = logging.getLogger(__name__)

DEPARTED_DAYS = 30
LEAST_FREE_BYTES = 512 * 1024 * 1024
SCRUB_STEPS = 10_000
STEP = 100
"""Reviews erased in one transaction, so that a purge never keeps a member waiting."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge erased."""

    removals: int = 0
    reviews: int = 0
    servers: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the doctor looked at, and what is wrong with it (empty when nothing is)."""

    name: str
    fault: str = ""


def schema(at: str | None) -> Check:
    """Say whether a schema is the one that this program works with."""
    names = [name for name, _ in migrate.revisions()]
    if at == names[-1]:
        return Check("schema")
    if at is not None and at not in names:
        return Check("schema", f"{at} is newer than this Pullquote; update this program.")
    return Check("schema", f"it is at {at or 'its beginning'}, the newest is {names[-1]}; run `pullquote migrate`.")


async def answers(database: Database) -> Check:
    """Ask for the schema: says what keeps the archive from answering, or which schema it has instead of ours."""
    if database.sqlite and not await asyncio.to_thread(Path(database.address.database or "").exists):
        # Open connections go on as if nothing had happened; what they write is in no file that anybody can find.
        return Check("archive", "its file is gone; stop the bot and put it back, or restore a backup.")
    try:
        return schema(await migrate.revision(database))
    except ArchiveUnavailableError as error:
        return Check("archive", str(error))


def disk(file: Path) -> Check:
    """Say whether there is room beside a SQLite archive: as much as it takes itself, and 512 MiB at least."""
    folder = next(each for each in (file.absolute().parent, *file.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    size = file.stat().st_size if file.exists() else 0
    if free < max(LEAST_FREE_BYTES, size):
        wanted = max(LEAST_FREE_BYTES, size) // 1024**2
        return Check("disk", f"only {free // 1024**2:,} MiB are free in {folder}; have {wanted:,} MiB or more.")
    return Check("disk")


async def size_bytes(database: Database) -> int:
    """Say how much room the archive takes: its file with the write-ahead log, or its database."""
    if database.sqlite:
        return await asyncio.to_thread(_file_bytes, database.address.database or "")
    async with database.reading() as connection:
        return (await connection.execute(sql("SELECT pg_database_size(current_database())"))).scalar_one()


def _file_bytes(file: str) -> int:
    files = [Path(file), Path(f"{file}-wal")]
    return sum(each.stat().st_size for each in files if each.exists())


def owner(owns: Callable[[int], bool] | tuple[frozenset[int], int] | None) -> Callable[[int], bool]:
    """Turn a choice of servers into a function of the guild id; Discord's shard is (id >> 22) % shards."""
    if owns is None:
        return lambda _: True
    if callable(owns):
        return owns
    shard_ids, shard_count = owns
    return lambda guild_id: (guild_id >> 22) % shard_count in shard_ids


async def purge_expired(
    database: Database,
    of_server: Callable[[int], ServerArchive],
    at: datetime | None = None,
    owns: Callable[[int], bool] | tuple[frozenset[int], int] | None = None,
) -> Purged:
    """Erase what has had its time, server by server, in small steps; running it twice does no harm."""
    at, mine = at or datetime.now(UTC), owner(owns)
    # The one kind of question asked of all servers at once: which of them have work waiting.
    async with database.reading() as connection:
        due = or_(
            server.c.retention_days.is_not(None),
            server.c.departed_at.is_not(None),
            exists().where(undo.c.guild_id == server.c.guild_id, undo.c.expires_at <= at),
        )
        columns = (server.c.guild_id, server.c.retention_days, server.c.departed_at)
        rows = (await connection.execute(select(*columns).where(due))).all()
    removals = reviews = servers = 0
    for row in rows:
        if not mine(row.guild_id):
            continue
        archive = of_server(row.guild_id)
        if row.departed_at is not None and row.departed_at <= at - timedelta(days=DEPARTED_DAYS):
            # Asked again in every step: the list is as old as the servers before this one took.
            erased = await archive.purge(left_before=at - timedelta(days=DEPARTED_DAYS))
            reviews += erased or 0
            servers += erased is not None
            continue
        removals += await _expired_removals(database, row.guild_id, at)
        if row.retention_days is not None:
            reviews += await _past_retention(database, archive, at)
    await scrub(database)
    return Purged(removals, reviews, servers)


async def _expired_removals(database: Database, guild_id: int, at: datetime) -> int:
    async with database.writing() as connection:
        done = await connection.execute(delete(undo).where(undo.c.guild_id == guild_id, undo.c.expires_at <= at))
        return done.rowcount


async def _past_retention(database: Database, archive: ServerArchive, at: datetime) -> int:
    count = 0
    while True:
        # Asked again in every step: a server may have chosen to keep its reviews for longer.
        days = (await archive.settings()).retention_days
        if days is None:
            return count
        before = at - timedelta(days=days)
        statement = select(review.c.number).where(review.c.guild_id == archive.guild_id, review.c.filed_at < before)
        async with database.reading() as connection:
            numbers = list((await connection.execute(statement.limit(STEP))).scalars())
        if not numbers:
            return count
        await archive.erase(numbers)
        count += len(numbers)


async def check(database: Database) -> list[Check]:
    """Look for damage: the file, references between rows, the search index."""
    checks = await _check_sqlite(database) if database.sqlite else []
    counted = select(func.count()).select_from(table("search_index_docsize" if database.sqlite else "search_index"))
    async with database.reading(snapshot=True) as connection:
        reviews = (await connection.execute(select(func.count()).select_from(review))).scalar_one()
        indexed = (await connection.execute(counted)).scalar_one()
    fault = "" if indexed == reviews else f"it holds {indexed} of {reviews} reviews; rebuild it"
    return [*checks, Check("search index", fault)]


async def _check_sqlite(database: Database) -> list[Check]:
    async with database.reading() as connection:
        found = (await connection.execute(sql("PRAGMA integrity_check(1)"))).scalar_one()
        loose = (await connection.execute(sql("PRAGMA foreign_key_check"))).first()
    return [
        Check("archive file", "" if found == "ok" else "it is damaged; restore the latest backup"),
        Check("references", "" if loose is None else "some rows belong to nothing; restore a backup"),
        Check("search words", await _check_words(database)),
    ]


async def _check_words(database: Database) -> str:
    """Have FTS5 look through its index. It takes that as an INSERT, though it changes nothing."""
    try:
        async with database.writing() as connection:
            try:
                await connection.execute(sql("INSERT INTO search_index(search_index) VALUES ('integrity-check')"))
            except DatabaseError as failure:
                if "readonly" in str(failure.orig):
                    raise
                return "the search index is damaged; rebuild it"
    except ArchiveUnavailableError as failure:
        return f"they could not be looked through: {failure}"
    return ""


TERMS = "index_terms"
"""The counter that says of which version of our terms the search index, folded titles and fingerprints are."""


async def renew_terms(database: Database) -> None:
    """Make the index, the folded titles and the texts' fingerprints anew where an earlier program made them."""
    made = select(counter.c.value).where(counter.c.name == TERMS)
    async with database.reading() as connection:
        if (await connection.execute(made)).scalar() == index.VERSION:
            return
    async with database.writing() as connection:
        await connection.execute(insert_or_ignore(connection, counter).values(name=TERMS, value=0))
        if (await connection.execute(made.with_for_update())).scalar() == index.VERSION:
            return
        log.info("Making the search index anew for this version")
        await _fold_titles(connection)
        await _empty_index(connection)
        await index_everything(connection)
        await connection.execute(update(counter).where(counter.c.name == TERMS).values(value=index.VERSION))


MENTIONS = "mentions"
"""The counter that says of which version the archive's mentions are."""


async def renew_mentions(database: Database) -> None:
    """Find what every review speaks of by name anew, where an earlier program found it or none did."""
    found = select(counter.c.value).where(counter.c.name == MENTIONS)
    async with database.reading() as connection:
        if (await connection.execute(found)).scalar() == MENTIONED:
            return
    async with database.writing() as connection:
        await connection.execute(insert_or_ignore(connection, counter).values(name=MENTIONS, value=0))
        if (await connection.execute(found.with_for_update())).scalar() == MENTIONED:
            return
        log.info("Finding what the reviews speak of anew for this version")
        for guild_id in (await connection.execute(select(server.c.guild_id))).scalars().all():
            await _mention_all(connection, guild_id)
        await connection.execute(update(counter).where(counter.c.name == MENTIONS).values(value=MENTIONED))


async def _mention_all(connection: AsyncConnection, guild_id: int) -> None:
    """Find what a server's reviews speak of, a few reviews at a time."""
    await connection.execute(delete(mention).where(mention.c.guild_id == guild_id))
    of_review_ = and_(review.c.guild_id == body.c.guild_id, review.c.number == body.c.number)
    columns = (body.c.number, body.c.text, body.c.analysis, review.c.aspects_by_hand)
    statement = select(*columns).select_from(body.join(review, of_review_)).where(body.c.guild_id == guild_id)
    last = 0
    while True:
        part = statement.where(body.c.number > last).order_by(body.c.number).limit(STEP)
        read = (await connection.execute(part)).all()
        if not read:
            return
        rows = await asyncio.to_thread(_mentions_in, guild_id, read)
        if rows:
            await connection.execute(insert(mention), rows)
        last = read[-1].number


def _mentions_in(guild_id: int, read: Sequence[Row[Any, Any, Any, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for row in read:
        analysis = corrected_analysis(decode(row.analysis, row.text), by_hand_of(row.aspects_by_hand))
        rows += of_review(guild_id, row.number, mention_rows(row.text, analysis))
    return rows


async def _fold_titles(connection: AsyncConnection) -> None:
    """Fold titles anew; where two become one, both keep their place, and `/film merge` joins them."""
    columns = (film.c.guild_id, film.c.number, film.c.title, film.c.folded, film.c.year)
    rows = (await connection.execute(select(*columns))).all()
    taken = {(row.guild_id, row.folded, row.year) for row in rows}
    for row in rows:
        name = (row.guild_id, fold_title(row.title), row.year)
        if name not in taken:
            taken.add(name)
            this = (film.c.guild_id == row.guild_id, film.c.number == row.number)
            await connection.execute(update(film).where(*this).values(folded=name[1]))


async def _empty_index(connection: AsyncConnection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    everything = "INSERT INTO search_index(search_index) VALUES ('delete-all')"
    await connection.execute(sql(everything if sqlite else "DELETE FROM search_index"))


async def rebuild_search(database: Database) -> int:
    """Make the search index anew from the reviews, in one transaction. Gives how many it holds."""
    async with database.writing() as connection:
        await _empty_index(connection)
        return await index_everything(connection)


async def index_everything(connection: AsyncConnection) -> int:
    """Put every review into an empty search index. Gives how many."""
    servers = (await connection.execute(select(server.c.guild_id, server.c.key))).all()
    return sum([await _index_server(connection, guild_id, key) for guild_id, key in servers])


async def scrub(database: Database) -> None:
    """Finish what erasures left in SQLite's index and write-ahead log, in small steps."""
    if not database.sqlite:
        return
    for _ in range(SCRUB_STEPS):
        async with database.writing() as connection:
            left = select(counter.c.value).where(counter.c.name == index.SCRUB)
            if not (await connection.execute(left)).scalar() or await index.scrub(connection):
                break
    async with database.reading() as connection:
        await connection.execute(sql("PRAGMA wal_checkpoint(TRUNCATE)"))


_PRINT = (
    update(review)
    .where(review.c.guild_id == bindparam("guild"), review.c.number == bindparam("of"))
    .values(text_print=bindparam("text_print"), text_sketch=bindparam("text_sketch"))
)


async def _index_server(connection: AsyncConnection, guild_id: int, key: int) -> int:
    last = count = 0
    while True:
        statement = select(body.c.number, body.c.text).where(body.c.guild_id == guild_id, body.c.number > last)
        rows = (await connection.execute(statement.order_by(body.c.number).limit(STEP))).all()
        if not rows:
            return count
        texts = [(row.number, terms(row.text)) for row in rows]
        await index.put(connection, guild_id, key, texts)
        prints = [{"guild": guild_id, "of": number, **print_columns(found)} for number, found in texts]
        await connection.execute(_PRINT, prints)
        last, count = rows[-1].number, count + len(rows)
