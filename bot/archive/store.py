"""The archive: `Archive.open(url)` for all servers, `archive.server(guild_id)` for one.

Nothing here or below runs a query on a server's tables without its guild id.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import BigInteger, func, select, type_coerce

from bot.archive import maintenance, turns
from bot.archive.database import migrate, planner
from bot.archive.database.engine import Database, parse_url
from bot.archive.database.schema import counter, erasure, secret
from bot.archive.server.adding import Adding
from bot.archive.server.evenings.choosing import Choosing
from bot.archive.server.evenings.nights import Nights
from bot.archive.server.films import Films
from bot.archive.server.keeping import Keeping
from bot.archive.server.likenesses import Likenesses
from bot.archive.server.lists import Lists
from bot.archive.server.messages import Messages
from bot.archive.server.pasts import Pasts
from bot.archive.server.people import People
from bot.archive.server.removals import Removals
from bot.archive.server.reviews import Reviews
from bot.archive.server.scope import ERASED, Scope, insert_or_ignore
from bot.archive.server.search import Search
from bot.archive.text import index
from bot.archive.types import ArchiveUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.archive.maintenance import Check, Purged


COUNTERS = ("server_key", index.SCRUB, ERASED)


class ServerArchive:
    """Everything one server keeps. Get it from `archive.server(guild_id)`; it is cheap to make.

    It is composed of small repositories over one scope (`bot/archive/server`); this is the list of their public calls.
    """

    def __init__(self, scope: Scope) -> None:  # noqa: PLR0915  (a table of contents, not a program)
        self._scope = scope
        self.guild_id = scope.guild_id
        self.fingerprint = scope.fingerprint

        films = Films(scope)
        reviews = Reviews(scope, films)
        adding = Adding(scope, films, reviews)
        removals = Removals(scope, films, reviews)
        messages = Messages(scope, reviews)
        lists = Lists(scope)
        likenesses = Likenesses(scope)
        search = Search(scope, films, lists)
        people = People(scope, removals)
        keeping = Keeping(scope, removals)
        pasts = Pasts(scope, keeping)
        nights = Nights(scope, films)
        choosing = Choosing(scope)

        # Filing and finding a review.
        self.add = adding.add
        self.add_many = adding.add_many
        self.find_texts = adding.find_texts
        self.hides = adding.hides
        self.get = reviews.get
        self.find_message = reviews.find_message
        self.find_card = reviews.find_card
        self.edit = reviews.edit
        self.hide = reviews.hide
        self.unhide = reviews.unhide
        self.leave_open = reviews.leave_open
        self.set_card = reviews.set_card

        # Removing it, for ten minutes or for good.
        self.delete = removals.delete
        self.undo = removals.undo
        self.removal = removals.removal
        self.erase = removals.erase
        self.erase_messages = removals.erase_messages
        self.drop_undos = removals.drop_undos

        # What hangs on messages.
        self.find_messages = messages.find_messages
        self.drop_messages = messages.drop_messages
        self.forget_cards = messages.forget_cards
        self.cards_of_film = messages.cards_of_film

        # Films.
        self.film = films.film
        self.find_film = films.find_film
        self.films = films.films
        self.match_films = films.match_films
        self.film_named = films.film_named
        self.rename_film = films.rename_film
        self.merge_films = films.merge_films

        # Many reviews: pages, counts, searches.
        self.reviews = lists.reviews
        self.stream = lists.stream
        self.verdicts = lists.verdicts
        self.verdicts_beside = lists.verdicts_beside
        self.versions = lists.versions
        self.written = lists.written
        self.leanings = lists.leanings
        self.leanings_beside = lists.leanings_beside
        self.mentions = lists.mentions
        self.known_before = lists.known_before
        self.numbered = lists.numbered
        self.film_reviews = lists.film_reviews
        self.numbers = lists.numbers
        self.authors = lists.authors
        self.tags = lists.tags
        self.aspects = lists.aspects
        self.totals = lists.totals
        self.beside = likenesses.beside
        self.search = search.search
        self.holding = search.holding

        # People and what they asked for.
        self.about = people.about
        self.count_of = people.count_of
        self.forget = people.forget
        self.opt_out = people.opt_out
        self.opt_in = people.opt_in
        self.is_opted_out = people.is_opted_out
        self.agree = people.agree
        self.disagree = people.disagree
        self.agreed = people.agreed
        self.to_quote = people.to_quote
        self.publish = people.publish
        self.unpublish = people.unpublish
        self.published = people.published
        self.moment = people.moment
        self.silent = people.silent

        # The server as a whole.
        self.settings = keeping.settings
        self.save_settings = keeping.save_settings
        self.audit = keeping.audit
        self.begin_batch = keeping.begin_batch
        self.batch_actor = keeping.batch_actor
        self.undo_batch = keeping.undo_batch
        self.set_thread = keeping.set_thread
        self.thread_of = keeping.thread_of
        self.thread_film = keeping.thread_film
        self.remove_thread = keeping.remove_thread
        self.claim_digest = keeping.claim_digest
        self.claim_quote = keeping.claim_quote
        self.note_quoted = keeping.note_quoted
        self.last_quoted = keeping.last_quoted
        self.mark_departed = keeping.mark_departed
        self.mark_returned = keeping.mark_returned
        self.departed_at = keeping.departed_at
        self.state = keeping.state
        self.purge = keeping.purge
        self.size = keeping.size

        # Channels' pasts.
        self.begin_backfill = pasts.begin_backfill
        self.save_backfill = pasts.save_backfill
        self.end_backfill = pasts.end_backfill
        self.backfills = pasts.backfills
        self.filed_from = pasts.filed_from
        self.messages_of = pasts.messages_of
        self.note_gone = pasts.note_gone
        self.of_gone_channels = pasts.of_gone_channels
        self.forget_gone = pasts.forget_gone
        self.marks = pasts.marks
        self.mark = pasts.mark
        self.unmark = pasts.unmark

        # Film nights, and which film is next.
        self.plan_night = nights.plan_night
        self.night = nights.night
        self.nights = nights.nights
        self.night_of_event = nights.night_of_event
        self.place_night = nights.place_night
        self.end_night = nights.end_night
        self.cancel_night = nights.cancel_night
        self.reveal_night = nights.reveal_night
        self.ask_guests = nights.ask_guests
        self.note_reviewed = nights.note_reviewed
        self.reviewed = nights.reviewed
        self.waiting = nights.waiting
        self.propose = choosing.propose
        self.withdraw = choosing.withdraw
        self.proposals = choosing.proposals
        self.turns = choosing.turns
        self.choose = choosing.choose
        self.begin_poll = choosing.begin_poll
        self.polls = choosing.polls
        self.end_poll = choosing.end_poll

    async def heard(self) -> ServerArchive:
        """Give the archive as everybody may read it, for whatever the bot says of its own accord or to anybody.

        Every reader then leaves out what moderators hide, and the reviews of those who asked not to be
        archived: what they filed before stays theirs, to be shown to them, exported or erased.
        """
        return ServerArchive(replace(self._scope, public=True, silent=await self.silent()))


class Archive:
    """The archives of all servers, in one database."""

    def __init__(self, database: Database, key: bytes, journal: Path | None) -> None:
        self.database = database
        self.journal = journal
        self._key = key

    @classmethod
    async def open(cls, url: str, journal: Path | None = None) -> Self:
        """Open a database (`sqlite:///path` or `postgresql://...`) and bring its schema up to date.

        `journal` is the file that keeps what was erased, for restoring backups; beside a SQLite file
        it is made without being asked for.

        Raises ArchiveTooNewError for a schema this program does not know, ArchiveUnavailableError
        when the database cannot be used, ArchiveError for an address that cannot be read.
        """
        database = Database(parse_url(url))
        try:
            await migrate.migrate(database)
            await planner.settle(database)
            key = await _key(database)
            await maintenance.renew_terms(database)
            await maintenance.renew_mentions(database)
        except BaseException:
            await database.close()
            raise
        return cls(database, key, journal or _journal_beside(database))

    async def close(self) -> None:
        """Close every connection."""
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def server(self, guild_id: int) -> ServerArchive:
        """Give the archive of one server."""
        return ServerArchive(Scope(self.database, self._key, guild_id, self.journal))

    async def revision(self) -> str | None:
        """Name the schema's revision."""
        return await migrate.revision(self.database)

    async def answers(self) -> Check:
        """Say what keeps the archive from answering, or from being the one that this program works with."""
        return await maintenance.answers(self.database)

    async def bytes(self) -> int:
        """Say how much room the archive takes."""
        return await maintenance.size_bytes(self.database)

    async def is_short_of_room(self) -> bool:
        """Say whether a SQLite archive's disk is nearly full; PostgreSQL's is its own affair."""
        file = Path(self.database.address.database or "")
        return self.database.sqlite and bool((await asyncio.to_thread(maintenance.disk, file)).fault)

    async def claim(self, name: str, seconds: float) -> bool:
        """Say whether something may happen now that may happen once in so many seconds, in whichever process."""
        return await turns.claim(self.database, name, seconds)

    async def purge_expired(
        self, at: datetime | None = None, owns: Callable[[int], bool] | tuple[frozenset[int], int] | None = None
    ) -> Purged:
        """Erase what has had its time: removals, reviews past their retention, servers left 30 days ago.

        `owns` says which servers this process looks after: a function of the guild id, or
        (shard ids, number of shards); None means all.
        """
        return await maintenance.purge_expired(self.database, self.server, at, owns)

    async def check(self) -> list[Check]:
        """Look for damage: the file, foreign keys, the search index."""
        return await maintenance.check(self.database)

    async def rebuild_search(self) -> int:
        """Make the search index anew from the reviews. Gives how many it holds."""
        return await maintenance.rebuild_search(self.database)


def _journal_beside(database: Database) -> Path | None:
    return Path(f"{database.address.database}.erasures") if database.sqlite else None


async def _key(database: Database) -> bytes:
    """Give the archive's secret, made when the archive was; a read-only copy of one can be opened too."""
    statement = select(secret.c.value).where(secret.c.name == "fingerprints")
    begun = select(counter.c.name).where(counter.c.name.in_(COUNTERS))
    async with database.reading() as connection:
        key = (await connection.execute(statement)).scalar()
        whole = len((await connection.execute(begun)).all()) == len(COUNTERS)
    if key is not None and whole:
        return key
    try:
        async with database.writing() as connection:
            await begin_counters(connection)
            made = {"name": "fingerprints", "value": secrets.token_bytes(32)}
            await connection.execute(insert_or_ignore(connection, secret).values(**made))
            return (await connection.execute(statement)).scalar_one()
    except ArchiveUnavailableError:
        if key is None:
            raise
        return key


async def begin_counters(connection: AsyncConnection) -> None:
    """Make the counters that are missing; that of erasures goes on from the last one."""
    last = (await connection.execute(select(type_coerce(func.max(erasure.c.at), BigInteger)))).scalar() or 0
    rows = [{"name": name, "value": last if name == ERASED else 0} for name in COUNTERS]
    await connection.execute(insert_or_ignore(connection, counter), rows)
