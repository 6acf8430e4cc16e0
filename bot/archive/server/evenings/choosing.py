"""Which film comes next: what members propose, polls on it, and whose turn it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.archive.database.evenings import poll, proposal, turn
from bot.archive.evening import MOST_PROPOSALS, Poll, Proposal, Turn
from bot.archive.server.reviews import NOT_ARCHIVED
from bot.archive.server.scope import now
from bot.archive.text.titles import fold_title
from bot.archive.types import ArchiveError, OptedOutError

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.scope import Scope


@dataclass(frozen=True, slots=True)
class Choosing:
    """Proposing films, and choosing among them."""

    scope: Scope

    async def propose(self, member_id: int, title: str, year: int | None) -> Proposal:
        """Keep a film that a member proposes.

        Raises ArchiveError for one that waits already, or one too many of theirs; OptedOutError for somebody who
        asked not to be archived here.
        """
        async with self.scope.writing() as (connection, _):
            if await self.scope.is_opted_out(connection, member_id):
                raise OptedOutError(NOT_ARCHIVED)
            waiting = await self._proposals(connection)
            if any((fold_title(one.title), one.year) == (fold_title(title), year) for one in waiting):
                raise ArchiveError("That film is proposed already; `/night proposals` lists what is.")
            if sum(one.member_id == member_id for one in waiting) >= MOST_PROPOSALS:
                raise ArchiveError(f"{MOST_PROPOSALS} films of yours wait already; that is the limit.")
            number = await self.scope.next_number(connection, "proposal")
            made = Proposal(number, member_id, title, year, now())
            row = {**asdict(made), "year": year or 0, "guild_id": self.scope.guild_id}
            await connection.execute(insert(proposal).values(**row))
        return made

    async def withdraw(self, number: int) -> bool:
        """Forget a proposal. Says whether it was there."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(proposal), proposal.c.number == number)
            return (await connection.execute(delete(proposal).where(*this))).rowcount == 1

    async def proposals(self) -> list[Proposal]:
        """List what is proposed, the oldest first; nothing of who asked not to be archived."""
        async with self.scope.reading() as connection:
            return await self._proposals(connection)

    async def turns(self) -> list[Turn]:
        """List the members whose films wait, in the order in which they choose.

        Who never chose comes first, by who proposed first; then who chose longest ago.
        """
        async with self.scope.reading() as connection:
            waiting = await self._proposals(connection)
            rows = await connection.execute(select(turn.c.member_id, turn.c.at).where(self.scope.own(turn)))
            last: dict[int, datetime] = {row.member_id: row.at for row in rows}
        members = dict.fromkeys(one.member_id for one in waiting)
        found = [
            Turn(member, tuple(one for one in waiting if one.member_id == member), last.get(member))
            for member in members
        ]
        return sorted(found, key=lambda each: (each.last is not None, each.last or each.proposals[0].at))

    async def choose(self, number: int) -> Proposal | None:
        """Choose a proposal: it waits no longer, and its member's turn is over. None when it is gone, or chosen."""
        async with self.scope.writing() as (connection, _):
            return await self._choose(connection, number)

    async def _choose(self, connection: AsyncConnection, number: int) -> Proposal | None:
        this = (self.scope.own(proposal), proposal.c.number == number)
        row = (await connection.execute(select(proposal).where(*this))).one_or_none()
        if row is None or await self.scope.is_opted_out(connection, row.member_id):
            return None
        await connection.execute(delete(proposal).where(*this))
        own = (self.scope.own(turn), turn.c.member_id == row.member_id)
        await connection.execute(delete(turn).where(*own))
        values = {"guild_id": self.scope.guild_id, "member_id": row.member_id, "at": now()}
        await connection.execute(insert(turn).values(**values))
        return _proposal(row)

    async def begin_poll(self, opened: Poll) -> None:
        """Remember a poll that was sent."""
        row = {"message_id": opened.message_id, "channel_id": opened.channel_id, "ends_at": opened.ends_at}
        async with self.scope.writing() as (connection, _):
            values = {"guild_id": self.scope.guild_id, **row, "proposals": list(opened.proposals)}
            await connection.execute(insert(poll).values(**values))

    async def polls(self) -> list[Poll]:
        """List the polls that are not counted, the oldest first."""
        statement = select(poll).where(self.scope.own(poll)).order_by(poll.c.ends_at, poll.c.message_id)
        async with self.scope.reading() as connection:
            return [
                Poll(row.message_id, row.channel_id, row.ends_at, tuple(row.proposals))
                for row in await connection.execute(statement)
            ]

    async def end_poll(self, message_id: int, chosen: int | None = None) -> bool:
        """Note that a poll is counted and, with it, choose a proposal. Says whether this call is the first to do so."""
        async with self.scope.writing() as (connection, _):
            this = (self.scope.own(poll), poll.c.message_id == message_id)
            if not (await connection.execute(delete(poll).where(*this))).rowcount:
                return False
            if chosen is not None:
                await self._choose(connection, chosen)
            return True

    async def _proposals(self, connection: AsyncConnection) -> list[Proposal]:
        statement = select(proposal).where(self.scope.own(proposal)).order_by(proposal.c.number)
        found = [_proposal(row) for row in await connection.execute(statement)]
        members = {one.member_id for one in found}
        silent = {member for member in members if await self.scope.is_opted_out(connection, member)}
        return [one for one in found if one.member_id not in silent]


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(row.number, row.member_id, row.title, row.year or None, row.at)
