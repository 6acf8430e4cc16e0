"""Erases from a restored archive what was erased after the backup was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.archive.database.schema import review, server_tables
from bot.archive.server.people import person_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.archive.database.journal import Erasure
    from bot.archive.store import Archive, ServerArchive


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
