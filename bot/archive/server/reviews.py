"""Filing, changing, removing and taking back the reviews of one server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, or_, select, true, update

from bot.archive.database.codec import encode
from bot.archive.database.row_json import from_json, to_json
from bot.archive.database.schema import aspect, audit, body, card, opt_out, review, review_message, undo
from bot.archive.server.films import Films, chunks
from bot.archive.server.prepared import KNOWN, make_entries
from bot.archive.server.review_rows import (
    aspect_rows,
    body_row,
    corrected_analysis,
    full,
    message_rows,
    read_columns,
    reviews_of,
    text_hash,
)
from bot.archive.server.scope import now
from bot.archive.text import index
from bot.archive.text.terms import terms
from bot.archive.types import ArchiveError, Filed, ForgottenError, OptedOutError, Removal, Review, Undo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.server.prepared import Entry
    from bot.archive.types import Repeat, ReviewChanges, ReviewDraft

IMPORT_CHUNK = 100
"""Reviews filed in one transaction: long enough to be quick, short enough for others to get their turn."""
NOT_ARCHIVED = "That member has asked not to be archived here, so nothing was filed."
GONE = "There is no review of that number here any more."
# Made once: a statement that is made anew each time is also understood anew each time.
_INSERT_REVIEW, _INSERT_BODY = insert(review), insert(body)
_INSERT_MESSAGE, _INSERT_ASPECT = insert(review_message), insert(aspect)
CHILDREN = (body, review_message, aspect, card)


class Reviews(Films):
    """One review at a time."""

    async def add(self, draft: ReviewDraft) -> Filed:
        """File a review, once: the same message, or the same text by the same author, gives the one that is here.

        Raises OptedOutError when the author asked not to be archived here.
        """
        return (await self.add_many([draft]))[0]

    async def add_many(self, drafts: Sequence[ReviewDraft]) -> list[Filed]:
        """File many reviews, as an import does; other writers get their turn in between."""
        filed: list[Filed] = []
        for part in chunks(list(drafts), IMPORT_CHUNK):
            entries = await make_entries(part)
            async with self._database.writing() as connection:
                filed.extend(await self._add_all(connection, entries))
        return filed

    async def get(self, number: int) -> Review | None:
        """Give the review of that number, hidden or not."""
        async with self._reading() as connection:
            return await self._get(connection, number, *self._readable())

    async def find_message(self, message_id: int) -> Review | None:
        """Give the review that was read from a message."""
        return await self._find(review_message, message_id)

    async def find_card(self, message_id: int) -> Review | None:
        """Give the review whose card a message is."""
        return await self._find(card, message_id)

    async def find_texts(self, texts: Sequence[tuple[int, str, str | None, str | None]]) -> list[int | None]:
        """Give for each (author, text, origin, day watched) the number it is filed under already, or None."""
        wanted = [(author, text_hash(text, origin, watched_on)) for author, text, origin, watched_on in texts]
        found: dict[tuple[int, bytes], int] = {}
        async with self._reading() as connection:
            for part in chunks(wanted, 200):
                statement = select(review.c.author_id, review.c.text_hash, review.c.number).where(
                    *self._readable(),
                    review.c.author_id.in_({author for author, _ in part}),
                    review.c.text_hash.in_({same for _, same in part}),
                )
                rows = (await connection.execute(statement)).all()
                found.update({(row.author_id, bytes(row.text_hash)): row.number for row in rows})
        return [found.get(each) for each in wanted]

    async def hides(self, author_id: int, text: str) -> bool:
        """Say whether moderators hide a review of this very text by this author, wherever it came from."""
        with_text = review.join(body, and_(body.c.guild_id == self.guild_id, body.c.number == review.c.number))
        theirs = (review.c.guild_id == self.guild_id, review.c.author_id == author_id)
        statement = select(body.c.text).select_from(with_text).where(*theirs, review.c.hidden_reason.is_not(None))
        async with self._reading() as connection:
            return text in set((await connection.execute(statement)).scalars())

    async def edit(self, number: int, changes: ReviewChanges, actor_id: int) -> Review:
        """Change a review. Raises ArchiveError when it is gone or its author has filed the new text already.

        Raises OptedOutError for new words of somebody who asked not to be archived here.
        """
        async with self._writing() as (connection, key):
            before = await self._get(connection, number)
            if before is None:
                raise ArchiveError(GONE)
            if changes.text is not None and await self._objects(connection, before.author_id):
                raise OptedOutError(NOT_ARCHIVED)
            values = await self._changed(connection, before, changes)
            if changes.text is not None and changes.analysis is not None:
                await self._reread(connection, key, before, changes)
            this = (review.c.guild_id == self.guild_id, review.c.number == number)
            await connection.execute(update(review).where(*this).values(**values, edited_at=now()))
            await self._move(connection, before, values)
            await self._log(connection, actor_id, "edit", review=number, subject_id=before.author_id)
            after = await self._get(connection, number)
            assert after is not None  # noqa: S101  (it is there: this transaction holds it)
            if changes.text is not None or changes.aspect is not None:
                await self._lay_aspects(connection, after)
            return after

    async def delete(self, number: int, actor_id: int, reason: str = "") -> Undo:
        """Remove a review; `undo` brings it back within ten minutes. Raises ArchiveError when it is gone."""
        async with self._writing() as (connection, key):
            payload, author_id = await self._payload(connection, number)
            await self._remove(connection, key, [number])
            await self._log(connection, actor_id, "delete", review=number, subject_id=author_id, reason=reason)
            return await self._keep(connection, "review", actor_id, author_id, payload)

    async def undo(self, key: int, actor_id: int, kind: str | None = None) -> Review | None:
        """Take a removal back. Gives the review, or None for a merge; ArchiveError when it is too late.

        `kind` is what the caller was asked to take back: nothing of another kind is then touched.
        """
        async with self._writing() as (connection, server_key):
            this = (undo.c.guild_id == self.guild_id, undo.c.key == key)
            asked = (undo.c.expires_at > now(), undo.c.kind == kind if kind else true())
            row = (await connection.execute(select(undo).where(*this, *asked))).one_or_none()
            if row is None:
                raise ArchiveError("It is too late to take that back: ten minutes have passed.")
            await connection.execute(delete(undo).where(*this))
            await self._log(connection, actor_id, "undo", review=row.payload["number"] if row.subject_id else None)
            if row.kind == "film":
                await self._unmerge(connection, row.payload)
                return None
            return await self._restore(connection, server_key, row.payload)

    async def removal(self, key: int) -> Removal | None:
        """Say what a removal removed, and who did it; None when it can no longer be taken back."""
        statement = select(undo.c.kind, undo.c.actor_id, undo.c.subject_id)
        this = (undo.c.guild_id == self.guild_id, undo.c.key == key, undo.c.expires_at > now())
        async with self._reading() as connection:
            row = (await connection.execute(statement.where(*this))).one_or_none()
            return None if row is None else Removal(row.kind, row.actor_id, row.subject_id)

    async def erase_messages(self, message_ids: Sequence[int]) -> list[int]:
        """Remove the reviews that were read from deleted messages, with no way back. Gives their numbers."""
        found: set[int] = set()
        async with self._writing() as (connection, key):
            for part in chunks(list(message_ids), 500):
                statement = select(review_message.c.number).where(
                    review_message.c.guild_id == self.guild_id, review_message.c.message_id.in_(part)
                )
                found.update((await connection.execute(statement)).scalars())
            await self._erase(connection, key, sorted(found))
        return sorted(found)

    async def erase(self, numbers: Sequence[int]) -> None:
        """Remove reviews for good, from every table, index and pending undo."""
        async with self._writing() as (connection, key):
            await self._erase(connection, key, list(numbers))

    async def hide(self, number: int, actor_id: int, reason: str) -> Review:
        """Keep a review out of every list, search and answer."""
        return await self._show(number, actor_id, reason or "hidden by a moderator")

    async def unhide(self, number: int, actor_id: int) -> Review:
        """Show a hidden review again."""
        return await self._show(number, actor_id, None)

    async def set_card(self, number: int, channel_id: int, message_id: int) -> None:
        """Remember which message shows a review's card; nothing happens when the review is gone."""
        async with self._writing() as (connection, _):
            before = or_(card.c.number == number, card.c.message_id == message_id)
            await connection.execute(delete(card).where(card.c.guild_id == self.guild_id, before))
            statement = select(review.c.number).where(review.c.guild_id == self.guild_id, review.c.number == number)
            if (await connection.execute(statement)).scalar() is not None:
                row = {"guild_id": self.guild_id, "number": number, "channel_id": channel_id}
                await connection.execute(insert(card).values(**row, message_id=message_id))

    async def _get(self, connection: AsyncConnection, number: int, *among: Any) -> Review | None:
        statement = full().where(review.c.guild_id == self.guild_id, review.c.number == number, *among)
        rows = (await connection.execute(statement)).all()
        return next(iter(await reviews_of(connection, self.guild_id, rows)), None)

    async def _find(self, table: Any, message_id: int) -> Review | None:
        async with self._reading() as connection:
            statement = select(table.c.number).where(
                table.c.guild_id == self.guild_id, table.c.message_id == message_id
            )
            number = (await connection.execute(statement)).scalar()
            return None if number is None else await self._get(connection, number, *self._readable())

    async def _add_all(self, connection: AsyncConnection, entries: Sequence[Entry]) -> list[Filed]:
        """File what is new of these, in their order; repeats take no number."""
        key, number = await self._hold_numbers(connection, len(entries))
        filed: list[Filed] = []
        for entry in entries:
            rows = await self._known(connection, entry)
            repeat = await self._repeat(connection, rows[0])
            filed.append(repeat or await self._add(connection, key, number, entry, rows))
            number += repeat is None
        await self._return_numbers(connection, sum(bool(each.repeat) for each in filed))
        return filed

    async def _add(
        self, connection: AsyncConnection, key: int, number: int, entry: Entry, rows: Sequence[Row[Any]]
    ) -> Filed:
        draft, about, at = entry.draft, None, now()
        shown = 0 if draft.hidden_reason is not None else 1
        if draft.film_title and draft.film_title.strip():
            titled = [row for row in rows if row.number is not None]
            about = await self._settle_among(connection, titled, draft.film_title, draft.film_year)
            about = replace(about, reviews=about.reviews + shown)
        this = {"guild_id": self.guild_id, "number": number}
        film_number = about.number if about else None
        await connection.execute(_INSERT_REVIEW, {**entry.row, **this, "film_number": film_number, "filed_at": at})
        await connection.execute(_INSERT_BODY, body_row(self.guild_id, number, draft.text, entry.analysis))
        if draft.message_ids:
            await connection.execute(_INSERT_MESSAGE, message_rows(self.guild_id, number, draft.message_ids))
        sides = aspect_rows(self.guild_id, number, corrected_analysis(draft.analysis, draft.aspects_by_hand))
        if sides:
            await connection.execute(_INSERT_ASPECT, sides)
        await index.put(connection, self.guild_id, key, [(number, entry.terms)])
        await self._bump(connection, film_number, shown)
        return Filed(entry.filed(number, about, at))

    async def _known(self, connection: AsyncConnection, entry: Entry) -> Sequence[Row[Any]]:
        """Ask what is known of a draft. Raises OptedOutError, and ForgottenError when it was begun before that."""
        person = self.fingerprint("person", entry.draft.author_id)
        rows = (await connection.execute(KNOWN, entry.questions(self.guild_id, person))).all()
        if rows[0].opted_out is not None:
            raise OptedOutError(NOT_ARCHIVED)
        begun, forgotten = entry.draft.begun, rows[0].forgotten
        if begun is not None and forgotten is not None and forgotten > begun:
            raise ForgottenError("Its author asked to be forgotten here while it was being read, so nothing was filed.")
        return rows

    async def _objects(self, connection: AsyncConnection, author_id: int) -> bool:
        """Say whether a member asked not to be archived here."""
        person = self.fingerprint("person", author_id)
        statement = select(opt_out.c.at).where(opt_out.c.guild_id == self.guild_id, opt_out.c.person == person)
        return (await connection.execute(statement)).first() is not None

    async def _repeat(self, connection: AsyncConnection, row: Row[Any]) -> Filed | None:
        """Find the review that a draft repeats."""
        known: tuple[tuple[int | None, Repeat], ...] = ((row.message, "message"), (row.same_text, "text"))
        for number, why in known:
            found = None if number is None else await self._get(connection, number)
            if found is not None:
                return Filed(found, why)
        return None

    def _same_text(self, author_id: int, same: bytes) -> Any:
        return select(review.c.number).where(
            review.c.guild_id == self.guild_id, review.c.author_id == author_id, review.c.text_hash == same
        )

    async def _of_text(self, connection: AsyncConnection, author_id: int, same: bytes) -> int | None:
        return (await connection.execute(self._same_text(author_id, same))).scalar()

    async def _changed(self, connection: AsyncConnection, before: Review, changes: ReviewChanges) -> dict[str, Any]:
        """Give the columns that an edit changes."""
        values: dict[str, Any] = {}
        if changes.film_title is not None:
            values["film_number"] = await self._settle(connection, changes.film_title, changes.film_year)
        if changes.rating_raw is not None:
            values["rating_raw"] = changes.rating_raw or None
            values["rating_value"] = changes.rating_value if changes.rating_raw else None
        if changes.text is not None and changes.analysis is not None:
            same = text_hash(changes.text, before.origin, before.watched_on)
            other = await self._of_text(connection, before.author_id, same)
            if other is not None and other != before.number:
                raise ArchiveError(f"That very text is filed here already, as review #{other}.")
            values.update(read_columns(changes.analysis, changes.text), text_hash=same)
            if not before.label_by_hand:
                values["label"] = changes.analysis.sentiment.label
        if changes.label is not None:
            values.update(label=changes.label, label_by_hand=True)
        if changes.aspect is not None:
            side, sign = changes.aspect
            kept = [list(each) for each in before.aspects_by_hand if each[0] != side]
            values["aspects_by_hand"] = [*kept, [side, sign]] if sign is not None else kept
        return values

    async def _reread(self, connection: AsyncConnection, key: int, before: Review, changes: ReviewChanges) -> None:
        """Put a new text and its words in the old one's place."""
        assert changes.text is not None  # noqa: S101
        assert changes.analysis is not None  # noqa: S101
        await index.remove(connection, self.guild_id, key, [(before.number, before.text)])
        await index.put(connection, self.guild_id, key, [(before.number, terms(changes.text))])
        row = body_row(self.guild_id, before.number, changes.text, encode(changes.analysis))
        this_body = (body.c.guild_id == self.guild_id, body.c.number == before.number)
        await connection.execute(update(body).where(*this_body).values(**row))

    async def _lay_aspects(self, connection: AsyncConnection, filed: Review) -> None:
        """Keep what counts read of a review's aspects as the review now has them."""
        this = (aspect.c.guild_id == self.guild_id, aspect.c.number == filed.number)
        await connection.execute(delete(aspect).where(*this))
        rows = aspect_rows(self.guild_id, filed.number, filed.analysis)
        if rows:
            await connection.execute(insert(aspect), rows)

    async def _move(self, connection: AsyncConnection, before: Review, values: dict[str, Any]) -> None:
        """Keep the counts of both films true when an edit moves a review from one to the other."""
        old = before.film.number if before.film else None
        if "film_number" not in values or values["film_number"] == old:
            return
        shown = 0 if before.hidden_reason is not None else 1
        await self._bump(connection, values["film_number"], shown)
        await self._bump(connection, old, -shown)

    async def _show(self, number: int, actor_id: int, reason: str | None) -> Review:
        async with self._writing() as (connection, _):
            before = await self._get(connection, number)
            if before is None:
                raise ArchiveError(GONE)
            this = (review.c.guild_id == self.guild_id, review.c.number == number)
            await connection.execute(update(review).where(*this).values(hidden_reason=reason))
            if (before.hidden_reason is None) != (reason is None) and before.film is not None:
                await self._bump(connection, before.film.number, 1 if reason is None else -1)
            action = "unhide" if reason is None else "hide"
            await self._log(
                connection, actor_id, action, review=number, subject_id=before.author_id, reason=reason or ""
            )
            after = await self._get(connection, number)
            assert after is not None  # noqa: S101
            return after

    async def _payload(self, connection: AsyncConnection, number: int) -> tuple[dict[str, Any], int]:
        """Give everything that bringing a review back takes, as JSON."""
        before = await self._get(connection, number)
        if before is None:
            raise ArchiveError(GONE)
        payload: dict[str, Any] = {"number": number}
        for table in (review, *CHILDREN):
            statement = select(table).where(table.c.guild_id == self.guild_id, table.c.number == number)
            payload[table.name] = [to_json(table, row) for row in (await connection.execute(statement)).mappings()]
        payload["film"] = [before.film.title, before.film.year] if before.film else None
        return payload, before.author_id

    async def _restore(self, connection: AsyncConnection, key: int, payload: dict[str, Any]) -> Review:
        row = from_json(review, payload["review"][0])
        if await self._of_text(connection, row["author_id"], row["text_hash"]) is not None:
            raise ArchiveError("That very text has been filed again meanwhile, so there is nothing to take back.")
        title, year = payload["film"] or (None, None)
        row["film_number"] = await self._settle(connection, title, year)
        await connection.execute(insert(review).values(**row))
        for table in CHILDREN:
            for record in payload[table.name]:
                await connection.execute(insert(table).values(**from_json(table, record)))
        await index.put(connection, self.guild_id, key, [(row["number"], terms(payload["body"][0]["text"]))])
        await self._bump(connection, row["film_number"], 0 if row["hidden_reason"] is not None else 1)
        await self._erased(connection, "review", [row["number"]], undone=True)
        restored = await self._get(connection, row["number"])
        assert restored is not None  # noqa: S101
        return restored

    async def _remove(self, connection: AsyncConnection, key: int, numbers: list[int]) -> None:
        """Take reviews out of every table and index, keeping the films' counts true."""
        for part in chunks(numbers, 500):
            chosen = (review.c.guild_id == self.guild_id, review.c.number.in_(part))
            columns = (review.c.number, body.c.text, review.c.film_number, review.c.hidden_reason)
            with_text = review.join(body, and_(body.c.guild_id == self.guild_id, body.c.number == review.c.number))
            rows = (await connection.execute(select(*columns).select_from(with_text).where(*chosen))).all()
            if not rows:
                continue
            await index.remove(connection, self.guild_id, key, [(row.number, row.text) for row in rows])
            await connection.execute(delete(review).where(*chosen))
            counts: dict[int, int] = {}
            for row in rows:
                if row.film_number is not None:
                    shown = int(row.hidden_reason is None)
                    counts[row.film_number] = counts.get(row.film_number, 0) + shown
            for film_number, count in counts.items():
                await self._bump(connection, film_number, -count)
            await self._erased(connection, "review", [row.number for row in rows])
        await index.scrub(connection)

    async def _erase(self, connection: AsyncConnection, key: int, numbers: list[int]) -> None:
        """Remove reviews and whatever else still speaks of them."""
        await self._remove(connection, key, numbers)
        for part in chunks(numbers, 500):
            await connection.execute(delete(audit).where(audit.c.guild_id == self.guild_id, audit.c.review.in_(part)))
