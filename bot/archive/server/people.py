"""What is stored about a person in one server, and how it is forgotten. Both walk the schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, or_, select, update

from bot.archive.database.columns import EPOCH, MICROSECOND
from bot.archive.database.row_json import to_json
from bot.archive.database.schema import counter, opt_out, published, quotable, review, server_tables, undo
from bot.archive.server.rows.review_rows import CHILDREN
from bot.archive.server.scope import ERASED, NO_FILTERS, chunks, insert_or_ignore, now

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.removals import Removals
    from bot.archive.server.scope import Scope
    from bot.archive.types import Filters

FORGOTTEN = 0
"""Stands where a forgotten member's id stood and a column cannot be empty."""


def person_columns(table: Table) -> list[Column[Any]]:
    """List the columns of a table that hold a member's id."""
    return [column for column in table.columns if column.info.get("forget")]


def stored_about_people() -> list[tuple[str, tuple[str, ...]]]:
    """Give, table by table, what is stored about people, in plain English: the words of /privacy."""
    listed: list[tuple[str, tuple[str, ...]]] = []
    for table in server_tables():
        words = tuple(column.info["about"] for column in table.columns if column.info["personal"])
        if words:
            listed.append((table.name, words))
    return listed


@dataclass(frozen=True, slots=True)
class People:
    """Privacy."""

    scope: Scope
    removals: Removals

    async def about(self, author_id: int) -> dict[str, Any]:
        """Give everything this server's archive stores about a person, as JSON can hold it.

        What is theirs comes whole. Where they only acted on somebody else's review (filed it, removed
        it), the other person's text and id are left out.
        """
        stored: dict[str, Any] = {"opted_out": await self.is_opted_out(author_id)}
        async with self.scope.reading() as connection:
            for table in server_tables():
                columns = person_columns(table)
                if columns:
                    stored[table.name] = await self._rows_about(connection, table, columns, author_id)
            numbers = [row["number"] for row in stored["review"] if row.get("author_id") == author_id]
            for table in CHILDREN:
                stored[table.name] = []
                for part in chunks(numbers):
                    statement = select(table).where(self.scope.own(table), table.c.number.in_(part))
                    rows = (await connection.execute(statement)).mappings()
                    stored[table.name].extend(to_json(table, row) for row in rows)
        return stored

    async def _rows_about(
        self, connection: AsyncConnection, table: Table, columns: list[Column[Any]], person_id: int
    ) -> list[dict[str, Any]]:
        statement = select(table).where(self.scope.own(table), or_(*(c == person_id for c in columns)))
        owners = [column.name for column in columns if column.info["forget"] == "row"]
        names = [column.name for column in columns]
        records: list[dict[str, Any]] = []
        for row in (await connection.execute(statement)).mappings():
            record = to_json(table, row)
            if owners and not any(row[name] == person_id for name in owners):
                shared = {"reason", "at"}
                hide = {c.name for c in table.columns if c.info["personal"]} - set(names) - shared
                record = {name: value for name, value in record.items() if name not in hide}
            records.append(
                {name: value for name, value in record.items() if name not in names or value in (person_id, None)}
            )
        return records

    async def count_of(self, author_id: int) -> int:
        """Count a person's reviews, hidden ones too."""
        statement = select(func.count()).where(*self.scope.readable(), review.c.author_id == author_id)
        async with self.scope.reading() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def forget(self, author_id: int) -> int:
        """Erase everything this server's archive stores about a person. Gives how many reviews went.

        A member who only acted on others' reviews leaves those, without being named any more. Whether
        they asked not to be archived stays, as a keyed fingerprint.
        """
        async with self.scope.writing() as (connection, key):
            return await self._forget(connection, key, author_id)

    async def _forget(self, connection: AsyncConnection, key: int, author_id: int) -> int:
        written = select(review.c.number).where(self.scope.own(review), review.c.author_id == author_id)
        numbers = list((await connection.execute(written)).scalars())
        await self.removals.erase_within(connection, key, numbers)
        for table in server_tables():
            for column in person_columns(table):
                named = (self.scope.own(table), column == author_id)
                if column.info["forget"] == "row":
                    await connection.execute(delete(table).where(*named))
                    continue
                values: dict[str, Any] = {column.name: None if column.nullable else FORGOTTEN}
                await connection.execute(update(table).where(*named).values(values))
        await self._forget_in_undo(connection, author_id)
        await self.scope.note_erased(connection, "person", [author_id])
        return len(numbers)

    async def _forget_in_undo(self, connection: AsyncConnection, person_id: int) -> None:
        """Take a person's name out of the removed reviews of others that wait to be taken back."""
        rows = (await connection.execute(select(undo).where(self.scope.own(undo)))).all()
        for row in rows:
            kept = row.payload.get("review", [])
            if any(record["filer_id"] == person_id for record in kept):
                payload = {**row.payload, "review": [{**record, "filer_id": None} for record in kept]}
                this = (self.scope.own(undo), undo.c.key == row.key)
                await connection.execute(update(undo).where(*this).values(payload=payload))

    async def opt_out(self, author_id: int) -> None:
        """Stop archiving a person here. What is filed already stays until they ask to be forgotten."""
        async with self.scope.writing() as (connection, _):
            person = self.scope.fingerprint("person", author_id)
            row = {"guild_id": self.scope.guild_id, "person": person, "at": now()}
            await connection.execute(insert_or_ignore(connection, opt_out).values(**row))

    async def opt_in(self, author_id: int) -> None:
        """Archive a person again."""
        async with self.scope.writing() as (connection, _):
            person = self.scope.fingerprint("person", author_id)
            this = (self.scope.own(opt_out), opt_out.c.person == person)
            await connection.execute(delete(opt_out).where(*this))

    async def is_opted_out(self, author_id: int) -> bool:
        """Say whether a person asked not to be archived here."""
        async with self.scope.reading() as connection:
            return await self.scope.is_opted_out(connection, author_id)

    async def agree(self, author_id: int) -> None:
        """Let lines of a person be quoted here, with their name, until they say otherwise."""
        async with self.scope.writing() as (connection, _):
            row = {"guild_id": self.scope.guild_id, "author_id": author_id, "at": now()}
            await connection.execute(insert_or_ignore(connection, quotable).values(**row))

    async def disagree(self, author_id: int) -> None:
        """Quote a person no more."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(quotable), quotable.c.author_id == author_id)
            await connection.execute(delete(quotable).where(*this))

    async def agreed(self, author_id: int) -> bool:
        """Say whether a person agreed that lines of theirs are quoted."""
        this = (self.scope.own(quotable), quotable.c.author_id == author_id)
        async with self.scope.reading() as connection:
            return (await connection.execute(select(quotable.c.at).where(*this))).scalar() is not None

    async def to_quote(self, filters: Filters = NO_FILTERS) -> list[int]:
        """List the numbers of the reviews, within filters, by people who agreed to be quoted; no critic's words."""
        by_agreement = review.c.author_id.in_(select(quotable.c.author_id).where(self.scope.own(quotable)))
        statement = select(review.c.number).where(*self.scope.shown(filters), by_agreement, review.c.critic.is_(None))
        async with self.scope.reading() as connection:
            return list((await connection.execute(statement.order_by(review.c.number))).scalars())

    async def publish(self, author_id: int, name: str) -> None:
        """Let a person's reviews stand on the server's home page under a name, until they say otherwise."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(published), published.c.author_id == author_id)
            await connection.execute(delete(published).where(*this))
            row = {"guild_id": self.scope.guild_id, "author_id": author_id, "name": name, "at": now()}
            await connection.execute(insert(published).values(**row))

    async def unpublish(self, author_id: int) -> None:
        """Leave a person out of the home page from its next making on."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(published), published.c.author_id == author_id)
            await connection.execute(delete(published).where(*this))

    async def published(self) -> dict[int, str]:
        """Give author -> name of those who agreed to stand on the home page; in a public scope, nobody silent."""
        statement = select(published.c.author_id, published.c.name).where(self.scope.own(published))
        async with self.scope.reading() as connection:
            rows = await connection.execute(statement.order_by(published.c.author_id))
            return {row.author_id: row.name for row in rows if row.author_id not in self.scope.silent}

    async def moment(self) -> datetime:
        """Give the moment of the last erasure: what is begun now comes after it, and before the next."""
        async with self.scope.reading() as connection:
            value = (await connection.execute(select(counter.c.value).where(counter.c.name == ERASED))).scalar()
            return EPOCH + (value or 0) * MICROSECOND

    async def silent(self) -> tuple[int, ...]:
        """List the authors of reviews here who asked not to be archived."""
        marks = select(opt_out.c.person).where(self.scope.own(opt_out))
        authors = select(review.c.author_id).distinct().where(self.scope.own(review))
        async with self.scope.reading() as connection:
            silenced = set((await connection.execute(marks)).scalars())
            if not silenced:
                return ()
            written = (await connection.execute(authors)).scalars()
            return tuple(author for author in written if self.scope.fingerprint("person", author) in silenced)
