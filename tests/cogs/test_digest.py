"""The weekly digest, driven by the simulated clock. The clock begins on Thursday, 1 January 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import discord
import simcord
from discord.ext import commands
from hypothesis import given, strategies

from bot.archive.types import Film, ServerSettings
from bot.demo import as_text
from cogs.server.digest import WEEK, last_due, week_of
from tests.cogs.club import FilmClub, open_club, within_budget
from tests.cogs.reviewers import ACTED, ENDING, HARVEST, KEEPER, NEW_YEAR, WOODEN, answers, archive_of, link, write
from tests.discussion.builders import Line

DUE = NEW_YEAR + timedelta(hours=2)
"""Thursdays at 2:00, soon after the clock begins."""
BEFORE = NEW_YEAR - timedelta(days=2)


async def choose(env: simcord.Env, club: FilmClub, **overwrite: bool) -> simcord.ChannelHandle:
    """Choose a digest channel."""
    permissions = {env.bot.user: discord.PermissionOverwrite(**overwrite)}
    channel = club.guild.create_text_channel("digest", overwrites=permissions)
    settings = ServerSettings(digest_channel_id=channel.id, digest_day=3, digest_hour=2)
    await archive_of(env, club).save_settings(settings)
    return channel


async def until(env: simcord.Env, moment: datetime) -> None:
    await env.advance_time((moment - env.now()).total_seconds())


async def sleep_until(env: simcord.Env, moment: datetime, make_bot: Callable[[], commands.AutoShardedBot]) -> None:
    """Let time pass without the bot, then start it again."""
    for cog in env.bot.cogs.values():
        await cog.cog_unload()
    await until(env, moment)
    await env.restart_bot(make_bot())


async def test_the_week_is_summed_up_at_the_chosen_day_and_hour(env: simcord.Env) -> None:
    club = open_club(env)
    channel = await choose(env, club)
    await write(env, club, club.ada, ACTED, written_at=BEFORE)
    await write(env, club, club.ben, WOODEN, label="negative", written_at=BEFORE)
    await write(env, club, club.ada, Line("A lovely film.", 0.8), film=HARVEST, written_at=NEW_YEAR)
    await write(env, club, club.ben, Line("Lovely again.", 0.8), film=HARVEST, written_at=DUE)
    await write(env, club, club.mod, Line("An old favourite.", 0.8), film=HARVEST, written_at=NEW_YEAR - 2 * WEEK)
    await write(env, club, club.ben, Line("An older one.", 0.8), film=KEEPER, written_at=NEW_YEAR - 3 * WEEK)
    await until(env, DUE - timedelta(seconds=1))
    assert answers(env, channel) == []
    await until(env, DUE + timedelta(minutes=1))
    (digest,) = answers(env, channel)
    text = as_text(digest)
    assert "3 new reviews of 2 films by 2 members this week." in text
    assert "Most praised: Glass Harvest (2021) · ▲ 1 ▼ 0 of 1 reviewer" in text
    assert "Most divided: The Lighthouse Keeper (2019) · ▲ 1 ▼ 1 of 2 reviewers" in text
    assert "Line of the week on The Lighthouse Keeper (2019)\n“The acting is superb throughout.”\n▲ praise · " in text
    assert link(club, 1) in text
    assert f"First reviews here: <@{club.ada.id}>\n" in f"{text}\n"
    assert within_budget(digest)


async def test_each_week_has_its_own_and_a_quiet_one_none(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    channel = await choose(env, club)
    await write(env, club, club.ada, ACTED, written_at=BEFORE)
    for week, sent in ((0, 1), (1, 1), (2, 2)):
        await sleep_until(env, DUE + week * WEEK - timedelta(minutes=1), make_bot)
        if week == 2:
            await write(env, club, club.ada, Line("Once more.", 0.8), written_at=DUE + WEEK)
        await env.advance_time(120)
        assert len(answers(env, channel)) == sent
    assert "1 new review of 1 film" in as_text(answers(env, channel)[-1])


async def test_it_is_sent_once_across_restarts_and_processes(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    channel = await choose(env, club)
    await write(env, club, club.ada, ACTED, written_at=BEFORE)
    await until(env, DUE + timedelta(minutes=15))
    assert not await archive_of(env, club).claim_digest(week_of(DUE))
    await env.restart_bot(make_bot())
    await until(env, DUE + timedelta(hours=3))
    assert len(answers(env, channel)) == 1


async def test_what_another_process_claimed_is_left_to_it(env: simcord.Env) -> None:
    club = open_club(env)
    channel = await choose(env, club)
    await write(env, club, club.ada, ACTED, written_at=BEFORE)
    assert await archive_of(env, club).claim_digest(week_of(DUE))
    await until(env, DUE + timedelta(hours=2))
    assert answers(env, channel) == []


async def test_a_digest_missed_by_hours_is_sent_late_and_by_days_not_at_all(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    channel = await choose(env, club)
    await write(env, club, club.ada, ACTED, written_at=BEFORE)
    await write(env, club, club.ada, WOODEN, written_at=DUE + timedelta(days=1))
    await sleep_until(env, DUE + timedelta(hours=5), make_bot)
    await env.advance_time(3_600)
    assert len(answers(env, channel)) == 1
    await sleep_until(env, DUE + WEEK + timedelta(days=2), make_bot)
    await env.advance_time(3_600)
    assert len(answers(env, channel)) == 1


async def test_nothing_hidden_and_nobody_forgotten_is_in_it(env: simcord.Env) -> None:
    club = open_club(env)
    channel = await choose(env, club)
    film = Film(1, "The Keeper ||who drowns||", 2019)
    spoiler = Line(ENDING, 0.99, "story", quote=True, spoiler=True)
    await write(env, club, club.ada, spoiler, film=film, written_at=BEFORE)
    await write(env, club, club.ben, WOODEN, film=film, label="negative", written_at=BEFORE)
    await write(env, club, club.mod, ACTED, film=film, written_at=BEFORE)
    await archive_of(env, club).opt_out(club.ben.id)
    await archive_of(env, club).forget(club.mod.id)
    await until(env, DUE + timedelta(minutes=1))
    (digest,) = answers(env, channel)
    assert "drowns" not in str(digest.components)
    assert "wooden" not in as_text(digest)
    assert "superb" not in as_text(digest)
    assert "1 new review of 1 film by 1 member this week." in as_text(digest)


async def test_a_permission_given_in_time_still_brings_the_weeks_digest(env: simcord.Env) -> None:
    club = open_club(env)
    channel = await choose(env, club, send_messages=False)
    await write(env, club, club.ada, ACTED, written_at=BEFORE)
    await until(env, DUE + timedelta(minutes=1))
    assert answers(env, channel) == []
    env.backend.edit_channel(channel.id, {}, overwrites=[])
    await until(env, DUE + timedelta(hours=1, minutes=1))
    assert len(answers(env, channel)) == 1


async def test_one_servers_trouble_is_not_the_others(env: simcord.Env) -> None:
    quiet, gone, here = (open_club(env, name) for name in ("Quiet", "Gone", "Here"))
    for club in (quiet, gone, here):
        await write(env, club, club.ada, Line("This week.", 0.8), written_at=BEFORE)
    closed = await choose(env, quiet, send_messages=False)
    await archive_of(env, gone).save_settings(ServerSettings(digest_channel_id=1, digest_day=3, digest_hour=2))
    channel = await choose(env, here)
    await until(env, DUE + timedelta(minutes=1))
    assert answers(env, closed) == []
    (digest,) = answers(env, channel)
    assert "1 new review" in as_text(digest)


MOMENTS = strategies.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=strategies.just(UTC))  # noqa: DTZ001


@given(MOMENTS, strategies.integers(0, 6), strategies.integers(0, 23))
def test_the_latest_due_moment_is_the_chosen_hour_within_the_last_week(now: datetime, day: int, hour: int) -> None:
    due = last_due(ServerSettings(digest_day=day, digest_hour=hour), now)
    assert due <= now < due + WEEK
    assert (due.weekday(), due.hour, due.minute, due.second) == (day, hour, 0, 0)
    assert week_of(due) != week_of(due + WEEK)
