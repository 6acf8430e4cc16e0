from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, update
from sqlalchemy import text as sql

from bot.archive import Archive, maintenance
from bot.archive.database import migrate
from bot.archive.database.schema import counter, film
from bot.archive.server.keeping import Keeping
from bot.archive.server.removals import Removals
from bot.archive.types import ServerSettings
from tests.archive.builders import SLOW, make_draft
from tests.archive.conftest import GUILD, OTHER

NOW = datetime.now(UTC)
CHOSEN = ServerSettings(
    (3, 1, 2), public_replies=False, digest_channel_id=2**62, digest_day=0, digest_hour=0, retention_days=30
)


async def test_settings_come_back_as_they_were_saved(archive, server):
    assert await server.settings() == ServerSettings()
    await server.save_settings(CHOSEN)
    assert await server.settings() == CHOSEN
    await server.save_settings(ServerSettings())
    assert await server.settings() == ServerSettings()
    assert await archive.server(OTHER).settings() == ServerSettings()


async def test_the_audit_list_is_newest_first(server):
    await server.add(make_draft())
    await server.hide(1, 7, "off topic")
    await server.unhide(1, 8)
    entries = await server.audit(5)
    assert [(each.actor_id, each.action, each.review, each.reason) for each in entries] == [
        (8, "unhide", 1, ""),
        (7, "hide", 1, "off topic"),
    ]
    assert await server.audit(1) == entries[:1]
    assert await server.audit(review_number=2) == []


async def test_a_digest_is_claimed_once(url):
    async with await Archive.open(url) as one, await Archive.open(url) as two:
        servers = [each.server(GUILD) for each in (one, two) for _ in range(4)]
        assert sum(await asyncio.gather(*(each.claim_digest("2026-W47") for each in servers))) == 1
        assert await one.server(GUILD).claim_digest("2026-W48")
        assert await two.server(OTHER).claim_digest("2026-W47")


async def test_retention_counts_from_the_filing(archive, server):
    await server.add(make_draft(written_at=NOW - timedelta(days=900)))
    await server.save_settings(ServerSettings(retention_days=30))
    assert (await archive.purge_expired(NOW + timedelta(days=29))).reviews == 0
    assert (await archive.purge_expired(NOW + timedelta(days=31))).reviews == 1
    assert (await archive.purge_expired(NOW + timedelta(days=31))).reviews == 0
    assert await server.size() == 0


async def test_without_retention_reviews_stay(archive, server):
    await server.add(make_draft())
    assert (await archive.purge_expired(NOW + timedelta(days=36_500))).reviews == 0
    assert await server.size() == 1


async def test_a_server_that_was_left_goes_after_thirty_days_unless_the_bot_is_back(archive, server):
    await server.add(make_draft())
    await server.mark_departed(NOW)
    await server.mark_departed(NOW + timedelta(days=20))
    assert await server.departed_at() == NOW
    assert (await archive.purge_expired(NOW + timedelta(days=29))).servers == 0
    await server.mark_returned()
    assert (await archive.purge_expired(NOW + timedelta(days=31))).servers == 0
    await server.mark_departed(NOW)
    assert (await archive.purge_expired(NOW + timedelta(days=31))).servers == 1
    assert (await server.size(), await server.departed_at()) == (0, None)
    assert (await archive.purge_expired(NOW + timedelta(days=31))).servers == 0


async def test_returning_to_a_server_that_kept_nothing_makes_nothing(archive):
    await archive.server(OTHER).mark_returned()
    async with archive.database.reading() as connection:
        assert (await connection.execute(sql("SELECT count(*) FROM server"))).scalar() == 0


async def test_a_process_purges_the_servers_of_its_shards_alone(archive):
    guilds = [shard << 22 for shard in range(8)]
    for guild in guilds:
        await archive.server(guild).add(make_draft())
        await archive.server(guild).mark_departed(NOW - timedelta(days=31))
    assert (await archive.purge_expired(owns=(frozenset({0, 3}), 8))).servers == 2
    assert [guild >> 22 for guild in guilds if not await archive.server(guild).size()] == [0, 3]
    assert (await archive.purge_expired(owns=lambda guild: guild == guilds[1])).servers == 1
    assert (await archive.purge_expired()).servers == 5


async def test_two_processes_purging_at_once_do_no_harm(url):
    async with await Archive.open(url) as one, await Archive.open(url) as two:
        await one.server(GUILD).add_many([make_draft(f"{SLOW} Take {n}.") for n in range(30)])
        await one.server(GUILD).mark_departed(NOW - timedelta(days=31))
        await asyncio.gather(*(each.purge_expired() for each in (one, two, one, two)))
        assert await two.server(GUILD).size() == 0
        assert [check for check in await one.check() if check.fault] == []


async def test_a_purge_lets_others_write_in_between(archive, server, monkeypatch):
    monkeypatch.setattr("bot.archive.maintenance.STEP", 10)
    await server.add_many([make_draft(f"{SLOW} Take {n}.") for n in range(40)])
    await server.save_settings(ServerSettings(retention_days=1))
    begun = []

    @event.listens_for(archive.database.engine.sync_engine, "begin")
    def note(connection):
        begun.append(connection)

    assert (await archive.purge_expired(NOW + timedelta(days=2))).reviews == 40
    assert len(begun) >= 8


async def test_the_doctor_notices_a_lost_index_and_rebuilds_it(archive, server):
    await server.add_many([make_draft(f"{SLOW} Take {n}.") for n in range(120)])
    assert [check.fault for check in await archive.check() if check.fault] == []
    lost = "INSERT INTO search_index(search_index) VALUES ('delete-all')"
    async with archive.database.writing() as connection:
        await connection.execute(sql(lost if archive.database.sqlite else "DELETE FROM search_index"))
    assert (await server.search("burn")).total == 0
    assert [check.name for check in await archive.check() if check.fault] == ["search index"]
    assert await archive.rebuild_search() == 120
    assert [check.fault for check in await archive.check() if check.fault] == []
    assert (await server.search("burn")).total == 120


async def test_an_archive_knows_its_revision(archive):
    assert await archive.revision() == migrate.newest()


async def test_an_archive_of_earlier_terms_makes_them_anew(archive, url):
    server = archive.server(GUILD)
    await server.add(make_draft("A wonderful night in Łódź.", film_title="Æon Flux"))
    async with archive.database.writing() as connection:
        await connection.execute(update(film).values(folded="æon flux"))
        await connection.execute(update(counter).where(counter.c.name == maintenance.TERMS).values(value=1))
        await maintenance._empty_index(connection)
    assert (await server.search("lodz")).total == 0
    async with await Archive.open(url) as renewed:
        assert (await renewed.server(GUILD).search("lodz wonderfully")).total == 1
        assert await renewed.server(GUILD).find_film("Aeon Flux") is not None
        assert not [check for check in await renewed.check() if check.fault]


async def test_a_server_that_comes_back_while_another_is_purged_is_kept(archive, monkeypatch):
    left = datetime(2026, 1, 1, tzinfo=UTC)
    for guild in (GUILD, OTHER):
        await archive.server(guild).add(make_draft())
        await archive.server(guild).mark_departed(left)
    purge = Keeping.purge

    async def meanwhile(keeping, **more):
        gone = await purge(keeping, **more)
        for guild in {GUILD, OTHER} - {keeping.scope.guild_id}:
            await archive.server(guild).mark_returned()
        return gone

    monkeypatch.setattr(Keeping, "purge", meanwhile)
    done = await archive.purge_expired(left + timedelta(days=31))
    assert (done.servers, done.reviews) == (1, 1)
    assert sorted([await archive.server(guild).size() for guild in (GUILD, OTHER)]) == [0, 1]


async def test_a_server_that_chooses_to_keep_its_reviews_keeps_them_at_once(archive, server, monkeypatch):
    for guild in (GUILD, OTHER):
        await archive.server(guild).add(make_draft())
        await archive.server(guild).save_settings(ServerSettings(retention_days=30))
    erase = Removals.erase

    async def meanwhile(removals, numbers):
        await erase(removals, numbers)
        for guild in {GUILD, OTHER} - {removals.scope.guild_id}:
            await archive.server(guild).save_settings(ServerSettings(retention_days=None))

    monkeypatch.setattr(Removals, "erase", meanwhile)
    await archive.purge_expired(datetime.now(UTC) + timedelta(days=31))
    assert sorted([await archive.server(guild).size() for guild in (GUILD, OTHER)]) == [0, 1]
