"""Leaving a server is confirmed or it is not leaving; what has had its time goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
import simcord
from discord.ext import commands
from simcord.backend import serializers

from bot.archive.store import ServerArchive
from tests.archive.builders import make_draft
from tests.cogs.club import BLAME, PRAISE, FilmClub, add, open_club

HOUR = 3_601


def server_of(env: simcord.Env, club: FilmClub) -> ServerArchive:
    return env.bot.services.archive.server(club.guild.id)


async def filled(env: simcord.Env, name: str = "Film club") -> FilmClub:
    club = open_club(env, name)
    await add(club, PRAISE)
    return club


async def stays(env: simcord.Env, club: FilmClub) -> bool:
    """Say whether a server counts as present, and keeps its review over two clean-ups."""
    departed = await server_of(env, club).departed_at()
    await env.advance_time(2 * HOUR)
    return (
        departed is None and await server_of(env, club).departed_at() is None and await server_of(env, club).size() == 1
    )


def outage(env: simcord.Env, club: FilmClub) -> None:
    env.backend.emit("GUILD_DELETE", {"id": str(club.guild.id), "unavailable": True})


async def test_a_confirmed_departure_marks_the_server_and_keeps_its_data(env: simcord.Env) -> None:
    club = await filled(env)
    env.backend.remove_guild(club.guild.id)
    await env.settle()
    assert await server_of(env, club).departed_at() is not None
    await env.advance_time(HOUR)
    assert await server_of(env, club).size() == 1


async def test_a_server_that_discord_refuses_to_show_was_left(env: simcord.Env) -> None:
    club = await filled(env)
    env.inject_error("GET", f"/guilds/{club.guild.id}", status=403, code=50001)
    env.backend.emit("GUILD_DELETE", {"id": str(club.guild.id)})
    await env.settle()
    assert await server_of(env, club).departed_at() is not None


async def test_an_outage_loses_nothing(env: simcord.Env) -> None:
    club = await filled(env)
    outage(env, club)
    await env.settle()
    assert await stays(env, club)


async def test_a_removal_that_discord_does_not_confirm_loses_nothing(env: simcord.Env) -> None:
    club = await filled(env)
    env.backend.emit("GUILD_DELETE", {"id": str(club.guild.id)})
    await env.settle()
    assert env.bot.get_guild(club.guild.id) is None
    assert await stays(env, club)


async def test_an_empty_cache_loses_nothing(env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]) -> None:
    club = await filled(env)
    guild = env.backend.guilds.pop(club.guild.id)
    await env.restart_bot(make_bot())
    assert not list(env.bot.guilds)
    assert await stays(env, club)
    env.backend.guilds[guild.id] = guild


async def test_a_restart_during_an_outage_loses_nothing(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = await filled(env)
    outage(env, club)
    guild = env.backend.guilds.pop(club.guild.id)
    await env.restart_bot(make_bot())
    env.backend.guilds[guild.id] = guild
    outage(env, club)  # for a server that the new cache has never seen
    await env.settle()
    assert await stays(env, club)
    env.backend.emit("GUILD_CREATE", serializers.guild_create_payload(env.backend, guild))
    await env.settle()
    assert await stays(env, club)


async def test_an_unanswered_question_is_asked_again_with_the_next_clean_up(env: simcord.Env) -> None:
    club = await filled(env)
    env.inject_error("GET", f"/guilds/{club.guild.id}", status=503)
    env.backend.remove_guild(club.guild.id)
    await env.settle()
    assert await server_of(env, club).departed_at() is None
    await env.advance_time(HOUR)
    assert await server_of(env, club).departed_at() is not None


async def test_coming_back_keeps_the_archive(env: simcord.Env) -> None:
    club = await filled(env)
    guild = env.backend.get_guild(club.guild.id)
    joined = dict(serializers.guild_create_payload(env.backend, guild))
    env.backend.remove_guild(guild.id)
    await env.settle()
    assert await server_of(env, club).departed_at() is not None
    # Joining, unlike an outage's end, says nothing of availability.
    del joined["unavailable"]
    env.backend.emit("GUILD_CREATE", joined)
    await env.settle()
    assert await stays(env, club)


async def test_coming_back_while_the_bot_was_not_running_keeps_the_archive(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = await filled(env)
    await server_of(env, club).mark_departed(env.now() - timedelta(days=40))
    await env.restart_bot(make_bot())
    assert await stays(env, club)


async def test_thirty_days_after_leaving_the_data_goes_and_no_other_servers(env: simcord.Env) -> None:
    gone, here = await filled(env, "Gone"), await filled(env, "Here")
    env.backend.remove_guild(gone.guild.id)
    await env.settle()
    server = server_of(env, gone)
    assert await server.departed_at() == env.now()
    await server.mark_returned()
    await server.mark_departed(env.now() - timedelta(days=30) + timedelta(minutes=90))
    await env.advance_time(HOUR)
    assert await server.size() == 1
    await env.advance_time(HOUR)
    assert await server.size() == 0
    assert await server_of(env, here).size() == 1


async def test_retention_erases_what_is_older_and_leaves_the_card(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club, other = await filled(env), await filled(env, "No retention")
    server = server_of(env, club)
    await server.save_settings(replace(await server.settings(), retention_days=90))
    await env.advance_time(HOUR)
    assert await server.size() == 1
    monkeypatch.setattr(discord.utils, "utcnow", lambda: datetime.now(UTC) + timedelta(days=91))
    await env.advance_time(HOUR)
    assert await server.size() == 0
    assert (await server.search("masterpiece")).total == 0
    assert club.channel.last_message is not None
    assert await server_of(env, other).size() == 1


async def test_servers_of_other_processes_are_left_to_them(env: simcord.Env) -> None:
    cog = env.bot.get_cog("Leaving")
    cog.services = replace(cog.services, settings=cog.services.settings.model_copy(update={"shards": "3/4"}))
    mine, theirs = (env.bot.services.archive.server(shard << 22) for shard in (3, 1))
    for server in (mine, theirs):
        await server.add(make_draft())
        await server.mark_departed(env.now() - timedelta(days=31))
    await env.advance_time(HOUR)
    assert (await mine.size(), await theirs.size()) == (0, 1)


async def test_a_clean_up_that_fails_is_logged_without_texts_and_tried_again(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    club = await filled(env)
    archive = env.bot.services.archive
    calls: list[int] = []

    async def broken(*_: object) -> Any:
        calls.append(1)
        raise RuntimeError(BLAME)

    monkeypatch.setattr(archive, "purge_expired", broken)
    await env.advance_time(2 * HOUR)
    assert len(calls) == 2
    assert "The hourly clean-up failed" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "dreadful" not in caplog.text
    assert await server_of(env, club).size() == 1


async def test_a_removal_by_mistake_is_asked_about_once_only(env: simcord.Env) -> None:
    club = await filled(env)
    env.backend.emit("GUILD_DELETE", {"id": str(club.guild.id)})
    await env.settle()
    await env.advance_time(2 * HOUR)
    asked = [entry for entry in env.http_requests if entry.path == f"/guilds/{club.guild.id}"]
    assert len(asked) == 1
