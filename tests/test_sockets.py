"""The whole bot on real sockets: what is pasted and handed in is answered, and the gateway's losses are survived."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from discord.ext import commands
from sqlalchemy import event

from bot.client import build_bot
from bot.settings import Settings
from bot.workers import Workers
from tests.cogs.club import PRAISE
from tests.cogs.test_intake import CHATTER, PAN, RAVE
from tests.loopback import Loopback

GUILD = 7 << 22
TOKEN = "MTA" + "x" * 21 + ".Gabcde." + "y" * 38
ADA, BEN = 11, 12


@asynccontextmanager
async def connected(loopback: Loopback, settings: Settings, workers: Workers) -> AsyncIterator[commands.AutoShardedBot]:
    """Run the bot until the block ends, with the first channel of its server watched."""
    bot = build_bot(settings, workers)
    async with bot:
        running = asyncio.create_task(bot.start(TOKEN))
        await loopback.wait_for(lambda: bot.is_ready() or running.done(), 60)
        server = bot.services.archive.server(GUILD)
        await server.save_settings(replace(await server.settings(), watched_channel_ids=(GUILD + 1,)))
        yield bot
        await bot.close()
        await running


def written(loopback: Loopback) -> list[str]:
    """Give all the words of what the bot wrote."""
    return [str(posted.message["content"]) + str(posted.message["components"]) for posted in loopback.posted]


async def test_what_is_pasted_and_what_is_handed_in_are_answered_with_cards(
    loopback: Loopback, settings: Settings, workers: Workers
) -> None:
    watched, other = loopback.add_guild(GUILD, channels=2)
    async with connected(loopback, settings, workers):
        await loopback.say(watched, ADA, RAVE)
        await loopback.say(watched, BEN, CHATTER)
        await loopback.wait_for(lambda: len(loopback.posted) == 1)
        file = loopback.upload("review.txt", PAN.encode())
        handed_in = {"name": "file", "type": 11, "value": file["id"]}
        await loopback.command(other, ADA, "review add", handed_in, files={"attachments": {file["id"]: file}})
        await loopback.wait_for(lambda: len(loopback.posted) == 2)
    pasted, filed = written(loopback)
    assert "Positive" in pasted
    assert "Negative" in filed
    assert str(loopback.posted[0].message["message_reference"]["channel_id"]) == watched
    assert loopback.unknown == []


async def test_a_lost_gateway_is_found_again(loopback: Loopback, settings: Settings, workers: Workers) -> None:
    (watched,) = loopback.add_guild(GUILD)
    async with connected(loopback, settings, workers):
        await loopback.gateway.drop()
        await loopback.wait_for(lambda: any(session.ready for session in loopback.gateway.sessions))
        await loopback.say(watched, ADA, RAVE)
        await loopback.say(watched, BEN, CHATTER)
        await loopback.wait_for(lambda: len(loopback.posted) == 1)
    assert len(loopback.gateway.identified) == 1, "it resumes, rather than beginning anew"


async def test_a_message_in_a_channel_that_is_not_watched_costs_no_read_of_the_archive(
    loopback: Loopback, settings: Settings, workers: Workers
) -> None:
    watched, other = loopback.add_guild(GUILD, channels=2)
    statements: list[str] = []
    async with connected(loopback, settings, workers) as bot:
        services = bot.services
        # A review filed elsewhere on the server changes nothing of that.
        await loopback.say(watched, ADA, RAVE)
        await loopback.say(watched, BEN, CHATTER)
        await loopback.wait_for(lambda: len(loopback.posted) == 1)
        await services.background.finish("pullquote-intake", 30)
        event.listen(services.archive.database.engine.sync_engine, "before_cursor_execute", _noting(statements))
        hearing = asyncio.create_task(bot.wait_for("message", check=lambda message: message.content == PRAISE))
        await loopback.say(other, ADA, PRAISE)
        await asyncio.wait_for(hearing, 30)
        await loopback.wait_for(_nothing_in_hand)
        assert statements == []
        await loopback.say(watched, ADA, PAN)
        await loopback.wait_for(lambda: bool(statements))


def _nothing_in_hand() -> bool:
    return not any(task.get_name().startswith("discord.py: on_") for task in asyncio.all_tasks())


def _noting(statements: list[str]):
    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    return note
