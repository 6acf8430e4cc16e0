from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from bot.archive import Archive, ArchiveError
from bot.archive.database.schema import metadata, server_tables
from bot.archive.types import Filters, ReviewChanges, ServerSettings
from tests.archive.builders import make_analysis, make_draft

GUILDS = (111 << 22, 222 << 22, 333 << 22)
WORDS = ("amber", "basalt", "cobalt")
"""Each server writes words of its own, so that whatever crosses over is seen."""


def text_of(place, number):
    return f"The {WORDS[place]} scenes are grand. Take {number} was slow. I would see it again."


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(
            ["add", "add", "add", "edit", "delete", "undo", "erase", "hide", "merge", "forget", "purge", "card"]
        ),
        st.integers(1, 4),
    ),
    min_size=4,
    max_size=18,
)


class Model:
    """What one server should hold: number -> (author, take), by the plainest means."""

    def __init__(self, server, place):
        self.server, self.place = server, place
        self.shown: dict[int, tuple[int, int]] = {}
        self.hidden: dict[int, tuple[int, int]] = {}
        self.removed = None
        self.takes = 0

    async def step(self, action, number):
        numbers = sorted({**self.shown, **self.hidden})
        chosen = numbers[number % len(numbers)] if numbers else 10_000
        try:
            await getattr(self, action)(chosen, number)
        except ArchiveError:
            assert chosen not in self.shown or action in {"merge", "undo"}

    async def add(self, _, author):
        self.takes += 1
        film = f"{WORDS[self.place]} {author % 2}"
        draft = make_draft(
            text_of(self.place, self.takes), author_id=author, film_title=film, message_ids=(self.takes,)
        )
        self.shown[(await self.server.add(draft)).review.number] = (author, self.takes)

    async def edit(self, chosen, _):
        text = text_of(self.place, self.takes + 1)
        await self.server.edit(chosen, ReviewChanges(text=text, analysis=make_analysis(text)), 9)
        self.takes += 1
        for held in (self.shown, self.hidden):
            if chosen in held:
                held[chosen] = (held[chosen][0], self.takes)

    async def delete(self, chosen, _):
        key = (await self.server.delete(chosen, 9)).key
        held = self.shown if chosen in self.shown else self.hidden
        self.removed = (key, chosen, held, held.pop(chosen))

    async def undo_last(self):
        key, number, held, what = self.removed
        self.removed = None
        await self.server.undo(key, 9)
        held[number] = what

    async def erase(self, chosen, _):
        messages = [self.shown.get(chosen, self.hidden.get(chosen, (0, 10_000)))[1]]
        review = await self.server.get(chosen)
        for number in await self.server.erase_messages(review.message_ids if review else messages):
            self.shown.pop(number, None)
            self.hidden.pop(number, None)

    async def hide(self, chosen, _):
        await self.server.hide(chosen, 9, "x")
        if chosen in self.shown:
            self.hidden[chosen] = self.shown.pop(chosen)

    async def merge(self, _, __):
        await self.server.merge_films(1, 2, 9)

    async def forget(self, _, author):
        await self.server.forget(author)
        for held in (self.shown, self.hidden):
            for number in [number for number, what in held.items() if what[0] == author]:
                del held[number]
        self.removed = None if self.removed and self.removed[3][0] == author else self.removed

    async def purge(self, _, __):
        await self.server.purge()
        self.__init__(self.server, self.place)

    async def card(self, chosen, number):
        await self.server.set_card(chosen, 5, number)

    async def check(self):
        own, others = WORDS[self.place], [word for word in WORDS if word != WORDS[self.place]]
        expected = set(self.shown)
        page = await self.server.reviews(limit=100)
        assert ({line.number for line in page.items}, page.total) == (expected, len(expected))
        found = await self.server.search(own, limit=100)
        assert ({hit.line.number for hit in found.items}, found.total) == (expected, len(expected))
        for number, (_, take) in self.shown.items():
            assert (await self.server.get(number)).text == text_of(self.place, take)
        for other in others:
            page = await self.server.search(other)
            assert (page.total, page.suggestions) == (0, ())
            assert (
                await self.server.films(f"{other} 1") == [] or own in (await self.server.films(f"{other} 1"))[0].title
            )
        assert all(own in film.title for film in await self.server.films())
        assert sum(film.reviews for film in await self.server.films()) == len(expected)
        authors = [author for author, _ in self.shown.values()]
        assert dict(await self.server.authors()) == {author: authors.count(author) for author in authors}
        assert (await self.server.totals()).reviews == len(expected)
        assert {line.number for line in await self.server.numbers()} == expected
        assert {line.review for line in await self.server.aspects()} == expected
        assert {review.number async for review in self.server.stream(hidden=True)} == expected | set(self.hidden)
        for author in range(1, 5):
            about = await self.server.about(author)
            assert all(
                row["guild_id"] == self.server.guild_id for rows in about.values() if rows is not False for row in rows
            )


@pytest.mark.slow
@settings(max_examples=12)
@given(steps=STEPS)
async def test_servers_live_as_if_alone(archive, steps):
    models = [Model(archive.server(guild), place) for place, guild in enumerate(GUILDS)]
    for model in models:
        await model.server.purge()
    for place, action, number in steps:
        model = models[place]
        if action == "undo":
            if model.removed is not None:
                await model.undo_last()
            continue
        await model.step(action, number)
    for model in models:
        await model.check()
    assert [check for check in await archive.check() if check.fault] == []


NAMES = "|".join(sorted(table.name for table in server_tables()))
TOUCHES = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:{NAMES}|search_index|search_word)\b", re.IGNORECASE)


GUILD = re.compile(r"guild_id (?:= |IN [‹(])(?:\?|\$\d+|:\w+|\w*guild)")
BY_TERM = re.compile(r"FROM search_word WHERE search_word\.term = \?")
BY_ROW = re.compile(
    r"FROM search_index WHERE ‹?search_index\.terms MATCH \?›? AND search_index\.rowid BETWEEN \? AND \?"
)
"""FTS5 knows no columns but its own: there, the guild is in the term and in the row's number."""


def blocks(statement):
    """Take a statement apart into its queries: each with the brackets of its own, without the queries inside it."""
    flat, found = " ".join(statement.split()), []

    def take(match):
        inner = match[1]
        if "SELECT" not in inner:
            return f"‹{inner}›"
        found.append(inner)
        return "‹query›"

    while "(" in flat:
        flat = re.sub(r"\(([^()]*)\)", take, flat)
    return [part for each in (*found, flat) for part in re.split(r"\bUNION(?: ALL)?\b", each)]


def scoped(statement):
    """Say whether each query in a statement that touches a server's table is narrowed to a guild."""
    return all(_scoped(block) for block in blocks(statement))


def _scoped(block):
    if block.startswith("INSERT INTO search_index"):
        return "rowid" in block or "guild_id" in block or "rank" in block
    if block.startswith("INSERT"):
        return "guild_id" in block.partition("VALUES")[0]
    rest = BY_ROW.sub("", BY_TERM.sub("", block))
    return not TOUCHES.search(rest) or GUILD.search(rest) is not None


ALL_SERVERS = (
    # The one question asked of all servers: which have work waiting. It reads no review.
    r"^SELECT server\.guild_id, server\.retention_days, server\.departed_at FROM server WHERE",
    r"^SELECT count\(DISTINCT segid\) FROM search_index_idx",
)


async def test_no_statement_on_a_servers_table_lacks_the_guild(archive):
    statements: set[str] = set()

    @event.listens_for(archive.database.engine.sync_engine, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, many):
        statements.add(" ".join(statement.split()))

    await drive(archive)
    assert len(statements) > 60
    unscoped = [
        each for each in statements if not scoped(each) and not any(re.match(rule, each) for rule in ALL_SERVERS)
    ]
    assert unscoped == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT review.number FROM review WHERE review.number = ?",
        "UPDATE film SET reviews=? WHERE film.number = ?",
        "DELETE FROM undo WHERE undo.key = ?",
        "SELECT film.title FROM film WHERE film.guild_id = ? UNION SELECT x FROM review",
        "SELECT x FROM search_index WHERE search_index.terms MATCH ?",
        "SELECT x FROM review JOIN (SELECT y FROM film WHERE film.guild_id = ?) AS f ON f.y = review.film_number",
        "WITH a AS (SELECT number FROM review) SELECT * FROM a",
        "INSERT INTO card (number, message_id) VALUES (?, ?)",
    ],
)
def test_a_statement_without_the_guild_would_be_noticed(statement):
    assert not scoped(statement)


async def drive(archive):
    """Call everything that a server's archive can do."""
    server = archive.server(GUILDS[0])
    await server.save_settings(ServerSettings(retention_days=5))
    batch = await server.begin_batch(1, "x")
    for number in range(1, 9):
        draft = make_draft(text_of(0, number), author_id=number % 3 + 1, film_title=f"Film {number % 3}", batch=batch,
                           message_ids=(number,), filer_id=3)  # fmt: skip
        await server.add(draft)
    await server.set_card(1, 5, 55)
    calls = [
        server.get(1), server.find_message(1), server.find_card(55), server.reviews(Filters(film=1)),
        server.numbers("1"),
        server.search("grand -slow"), server.search("gr*"), server.search("-amber"), server.search("amebr"),
        server.films("Film"), server.holding(["grand", "slow"], Filters(film=1)), server.numbered([1, 2]),
        server.film(1), server.find_film("Film 1"), server.match_films("Film 1"), server.film_reviews(1),
        server.authors(), server.verdicts(), server.leanings(Filters(film=1)),
        server.verdicts_beside(Filters(author_id=1)),
        server.known_before(Filters(since=datetime.now(UTC))), server.cards_of_film(1, 5),
        server.aspects(1), server.totals(), server.settings(), server.audit(), server.about(1), server.is_opted_out(1),
        server.removal(1), server.thread_of(1), server.thread_film(1), server.departed_at(), server.size(),
        server.edit(1, ReviewChanges(text="New words.", analysis=make_analysis("New words."), film_title="Film 9"), 1),
        server.hide(2, 1, "x"), server.unhide(2, 1), server.rename_film(1, "Film 8", 2000, 1), server.set_thread(9, 1),
        server.remove_thread(9), server.claim_digest("2026-W47"), server.opt_out(9), server.opt_in(9),
        server.mark_departed(), server.mark_returned(), server.erase_messages([3]), server.erase([4]),
    ]  # fmt: skip
    for call in calls:
        await call
    assert [review async for review in server.stream()]
    undo = await server.delete(5, 1)
    await server.undo(undo.key, 1)
    merged = await server.merge_films(2, 3, 1)
    await server.undo(merged.key, 1)
    await server.delete(6, 1)
    await server.forget(2)
    await server.undo_batch(batch, 1)
    await archive.purge_expired(datetime.now(UTC) + timedelta(days=60))
    await server.mark_departed()
    await archive.purge_expired(datetime.now(UTC) + timedelta(days=60))


def test_the_guild_leads_every_key_and_index():
    for table in server_tables():
        assert next(iter(table.primary_key.columns)).name == "guild_id", table.name
        for index in table.indexes:
            assert next(iter(index.columns)).name == "guild_id", index.name
        for constraint in table.constraints:
            columns = list(getattr(constraint, "columns", ()))
            assert not columns or columns[0].name == "guild_id", (table.name, constraint)


async def test_a_number_of_one_server_is_nothing_in_another(archive):
    one, other = archive.server(GUILDS[0]), archive.server(GUILDS[1])
    await one.add(make_draft(film_title="Dune", message_ids=(1,)))
    undo = await one.delete(1, 1)
    with pytest.raises(ArchiveError):
        await other.undo(undo.key, 1)
    await one.undo(undo.key, 1)
    assert (await other.get(1), await other.find_message(1), await other.film(1)) == (None, None, None)
    assert await other.erase_messages([1]) == []
    await other.erase([1])
    await other.forget(1)
    await other.purge()
    assert (await one.get(1)).film.title == "Dune"
    async with archive.database.reading() as connection:
        assert (await connection.execute(select(metadata.tables["review"].c.guild_id))).scalars().all() == [GUILDS[0]]


async def test_servers_are_made_at_once_without_sharing_a_key(url):
    async with await Archive.open(url) as one, await Archive.open(url) as two:
        adds = [each.server(guild << 22).add(make_draft()) for guild in range(1, 9) for each in (one, two)]
        filed = await asyncio.gather(*adds)
        assert {each.review.number for each in filed} == {1}
        table = metadata.tables["server"]
        async with one.database.reading() as connection:
            keys = (await connection.execute(select(table.c.key))).scalars().all()
    assert len(keys) == len(set(keys)) == 8
