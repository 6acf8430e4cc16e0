"""Erases from a restored archive what was erased after the backup was taken."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.archive.database import journal, migrate
from bot.archive.database.columns import EPOCH, MICROSECOND
from bot.archive.database.engine import Database, parse_url
from bot.archive.database.journal import Erasure
from bot.archive.database.schema import counter, erasure, review, server_tables
from bot.archive.server.people import person_columns
from bot.archive.server.scope import ERASED
from bot.archive.types import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import URL

    from bot.archive.store import Archive, ServerArchive


async def erasures_at(place: str | Path) -> list[Erasure]:
    """Read what was erased, from a journal or from the archive at an address. Raises ArchiveError when there is none.

    Whoever names a place trusts that what was erased stays so: nothing is restored unless it is read.
    """
    if isinstance(place, Path):
        return await asyncio.to_thread(_in_journal, place)
    address = parse_url(place)
    if address.get_backend_name() == "sqlite":
        await asyncio.to_thread(_refuse_missing, Path(address.database or ""))
    database = Database(address)
    try:
        if await migrate.revision(database) not in [revision for revision, _ in migrate.revisions()]:
            raise ArchiveError(f"There is no archive of Pullquote at {shown(address)}, so nothing was restored.")
        async with database.reading() as connection:
            rows = (await connection.execute(select(erasure))).all()
        return [Erasure(row.guild_id, row.kind, row.subject, row.at) for row in rows]
    finally:
        await database.close()


def _refuse_missing(file: Path) -> None:
    if not file.exists():
        raise ArchiveError(f"There is no archive at {file}, so nothing was restored; check what --erased names.")


def shown(address: URL) -> str:
    """Write an address for people, without its password."""
    return address.set(drivername=address.get_backend_name()).render_as_string(hide_password=True)


def _in_journal(path: Path) -> list[Erasure]:
    try:
        found = journal.read(path)
        empty = not path.stat().st_size
    except OSError as error:
        raise ArchiveError(
            f"The journal {path} cannot be read ({error.strerror}), so nothing was restored; check what --erased names."
        ) from None
    if not found and not empty and not journal.is_one(path):
        raise ArchiveError(f"{path} is no journal of erasures, so nothing was restored; check what --erased names.")
    return found


async def erasures_since(restored: Archive, known: Sequence[Erasure]) -> list[Erasure]:
    """Give the erasures that a backup does not know of; whatever is erased from now on counts as later than all."""
    async with restored.database.writing() as connection:
        held = (await connection.execute(select(counter.c.value).where(counter.c.name == ERASED))).scalar_one()
        last = max([(each.at - EPOCH) // MICROSECOND for each in known], default=0)
        await connection.execute(update(counter).where(counter.c.name == ERASED).values(value=max(held, last)))
    return [each for each in known if each.at > EPOCH + held * MICROSECOND]


async def reapply(archive: Archive, erasures: Sequence[Erasure]) -> int:
    """Apply erasures, found by their fingerprints; gives how many there were to apply."""
    applied = 0
    for guild_id in dict.fromkeys(each.guild_id for each in erasures):
        server = archive.server(guild_id)
        kinds: dict[str, set[bytes]] = {"server": set(), "person": set(), "review": set()}
        for each in erasures:
            if each.guild_id == guild_id:
                kinds.setdefault(each.kind, set()).add(each.subject)
        if kinds["server"]:
            await server.purge()
            applied += 1
            continue
        for person in await _people(archive, guild_id):
            if server.fingerprint("person", person) in kinds["person"]:
                await server.forget(person)
                applied += 1
        numbers = [
            number
            for number in await _numbers(server, archive)
            if server.fingerprint("review", number) in kinds["review"]
        ]
        await server.erase(numbers)
        applied += len(numbers)
    return applied


async def _people(archive: Archive, guild_id: int) -> set[int]:
    people: set[int] = set()
    async with archive.database.reading() as connection:
        for table in server_tables():
            for column in person_columns(table):
                statement = select(column).where(table.c.guild_id == guild_id).distinct()
                people.update(each for each in (await connection.execute(statement)).scalars() if each)
    return people


async def _numbers(server: ServerArchive, archive: Archive) -> list[int]:
    async with archive.database.reading() as connection:
        statement = select(review.c.number).where(review.c.guild_id == server.guild_id)
        return list((await connection.execute(statement)).scalars())
