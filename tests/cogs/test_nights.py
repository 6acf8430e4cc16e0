"""Film nights, driven by the simulated clock. It begins on Thursday, 1 January 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import discord
import pytest
import simcord
from discord.ext import commands

from bot.demo import as_text
from bot.filing import RefusedError
from cogs.evening._times import parse_moment
from tests.cogs.club import BLAME, PRAISE, FilmClub, buttons, open_club, shown, within_budget
from tests.cogs.reviewers import NEW_YEAR, answers, archive_of

FILM = "The Lighthouse Keeper (2019)"
MakeBot = Callable[[], commands.AutoShardedBot]
WRITE, REVEAL = "I was there: review it", "Reveal them now (host)"


def open_cinema(env: simcord.Env, *, events: bool = True) -> FilmClub:
    """Open a club where the bot may make events and polls, and so may Ada."""
    club = open_club(env)
    if events:
        allowed = discord.Permissions(create_events=True, manage_events=True, send_polls=True)
        role = club.guild.create_role("Hosts", permissions=allowed)
        for one in (env.bot.user, club.ada):
            env.backend.add_member_role(club.guild.id, one.id, role.id)
    return club


async def until(env: simcord.Env, moment: datetime) -> None:
    await env.advance_time((moment - env.now()).total_seconds())


async def plan(club: FilmClub, **options: object) -> str:
    return shown(await club.ada.slash(club.channel, "night plan", film=FILM, **options))


def thread_of(club: FilmClub) -> simcord.ChannelHandle:
    (thread,) = [each for each in club.channel.threads if each.is_thread]
    return thread


async def review(env: simcord.Env, panel: discord.Message, member: simcord.MemberActor, text: str) -> str:
    form = await member.click(panel, label=WRITE)
    assert form.modal is not None
    return shown(await member.submit_modal(form, {"text": text}))


async def test_a_night_is_announced_gathered_blind_and_revealed_by_its_host(env: simcord.Env) -> None:
    club = open_cinema(env)
    told = await plan(club, when="20:00", place="Kino")
    assert "Film night: The Lighthouse Keeper (2019)" in told
    assert "Kino" in told
    (event,) = env.bot.get_guild(club.guild.id).scheduled_events
    assert (event.name, event.location) == (FILM, "Kino")
    await club.ben.subscribe_event(event)
    await until(env, NEW_YEAR + timedelta(hours=23, minutes=16))
    thread = thread_of(club)
    panel, call = answers(env, thread)
    assert "No review waits yet" in as_text(panel)
    assert f"<@{club.ben.id}> you were going to see The Lighthouse Keeper (2019): were you there?" in call.content
    assert [user.id for user in call.mentions] == [club.ben.id]
    assert call.flags.suppress_notifications
    assert "Review #1 waits" in await review(env, panel, club.ben, PRAISE)
    assert "Review #2 waits" in await review(env, panel, club.ada, BLAME)
    assert "2 reviews wait" in as_text(answers(env, thread)[0])
    for told in (
        shown(await club.mod.slash(club.channel, "review list")),
        shown(await club.mod.slash(club.channel, "review show", number=1)),
        shown(await club.mod.slash(club.channel, "search", query="masterpiece")),
        shown(await club.mod.slash(club.channel, "review edit", number=1)),
        shown(await club.ben.slash(club.channel, "archive stats")),
    ):
        assert "deserves" not in told
        assert "dreadful" not in told
    assert "The night’s host" not in shown(await club.ben.click(panel, label=REVEAL))
    assert await archive_of(env, club).waiting(1) == 2
    await club.ada.click(panel, label=REVEAL)
    page = answers(env, thread)[-1]
    text = as_text(page)
    assert "The Lighthouse Keeper (2019): 2 reviews of the night" in text
    assert "1 of 2 is positive, 1 negative." in text
    assert f"#1 <@{club.ben.id}> ▲ · #2 <@{club.ada.id}> ▼" in text
    assert within_budget(page)
    assert "Film page" in buttons(page)
    assert (await archive_of(env, club).reviews()).total == 2
    assert REVEAL not in buttons(answers(env, thread)[0])


async def test_who_comes_late_writes_in_the_open(env: simcord.Env) -> None:
    club = open_cinema(env, events=False)
    await plan(club)
    await club.ada.slash(club.channel, "night over")
    await club.ada.slash(club.channel, "night reveal")
    thread = thread_of(club)
    page = answers(env, thread)[-1]
    assert "Nobody wrote one" in as_text(page)
    form = await club.ben.click(page, label="Write mine, late")
    card = shown(await club.ben.submit_modal(form, {"text": PRAISE}))
    assert "The Lighthouse Keeper (2019)" in card
    assert "#1" in card
    assert (await archive_of(env, club).reviews()).total == 1


async def test_it_is_revealed_by_itself_at_the_set_time_after_restarts_at_every_point(
    env: simcord.Env, make_bot: MakeBot
) -> None:
    club = open_cinema(env)
    await plan(club, when="in 1h", hours=1, reveal=2)
    (event,) = env.bot.get_guild(club.guild.id).scheduled_events
    await club.ben.subscribe_event(event)
    await env.restart_bot(make_bot())
    await until(env, NEW_YEAR + timedelta(hours=2, minutes=20))
    thread = thread_of(club)
    assert len(answers(env, thread)) == 2
    await review(env, answers(env, thread)[0], club.ben, PRAISE)
    for forgotten in ({"panel_id": None}, {"thread_id": None, "panel_id": None}):
        # As if the bot had ended between sending and noting it.
        await archive_of(env, club).place_night(1, **forgotten)
        await env.restart_bot(make_bot())
        await env.advance_time(900)
        assert len(answers(env, thread)) == 2, "nothing is sent twice, and nobody is asked twice"
        assert len(env.bot.get_guild(club.guild.id).threads) == 1
    await until(env, NEW_YEAR + timedelta(hours=4, minutes=20))
    assert len(answers(env, thread)) == 3
    assert "1 review of the night" in as_text(answers(env, thread)[-1])
    await archive_of(env, club).place_night(1, page_id=None)
    await env.restart_bot(make_bot())
    await env.advance_time(1_800)
    assert len(answers(env, thread)) == 3
    assert await archive_of(env, club).nights() == []


async def test_an_event_that_ends_early_ends_the_night_and_who_opted_out_is_never_asked(env: simcord.Env) -> None:
    club = open_cinema(env)
    await plan(club, when="in 1h", hours=8)
    (event,) = env.bot.get_guild(club.guild.id).scheduled_events
    for member in (club.ben, club.mod):
        await member.subscribe_event(event)
    await archive_of(env, club).opt_out(club.ben.id)
    await env.advance_time(3_700)
    env.backend.edit_scheduled_event(club.guild.id, event.id, {"status": 3})
    await env.advance_time(1)
    thread = thread_of(club)
    panel, call = answers(env, thread)
    assert [user.id for user in call.mentions] == [club.mod.id]
    assert "no review is taken" in shown(await club.ben.click(panel, label=WRITE))


async def test_without_permissions_it_says_so_and_goes_on(env: simcord.Env) -> None:
    club = open_club(env)
    told = await plan(club, when="in 2h")
    assert "There is no event on Discord for it: you lack the Create Events permission." in told
    assert not list(env.bot.get_guild(club.guild.id).scheduled_events)
    overwrite = {env.bot.user: discord.PermissionOverwrite(create_public_threads=False)}
    closed = club.guild.create_text_channel("closed", overwrites=overwrite)
    await club.ben.slash(closed, "night plan", film="Glass Harvest")
    await club.ben.slash(closed, "night over", night=2)
    assert WRITE in buttons(answers(env, closed)[-1]), "gathered in the channel itself"
    assert "for the night’s host" in shown(await club.ben.slash(club.channel, "night over", night=1))
    assert "2 film nights" not in shown(await club.mod.slash(club.channel, "night cancel", night=1))
    assert await archive_of(env, club).night(1) is None


async def test_an_author_alone_edits_and_deletes_what_waits(env: simcord.Env) -> None:
    club = open_cinema(env, events=False)
    await plan(club)
    await club.ada.slash(club.channel, "night over")
    await review(env, answers(env, thread_of(club))[0], club.ben, PRAISE)
    assert (await club.ben.slash(club.channel, "review edit", number=1)).modal is not None
    assert "There is no review #1" in shown(await club.mod.slash(club.channel, "review edit", number=1))
    assert "There is no review #1" in shown(await club.ben.slash(club.channel, "review show", number=1))
    gone = await club.ben.slash(club.channel, "review delete", number=1)
    await club.ben.click(gone.response, label="Delete it")
    assert await archive_of(env, club).waiting(1) == 0


async def propose(club: FilmClub, member: simcord.MemberActor, *films: str) -> None:
    for film in films:
        assert "is proposed" in shown(await member.slash(club.channel, "night propose", film=film))


async def test_a_poll_chooses_the_next_film_and_is_counted_once(env: simcord.Env, make_bot: MakeBot) -> None:
    club = open_cinema(env)
    assert "two proposed films or more" in shown(await club.ada.slash(club.channel, "night pick"))
    await propose(club, club.ada, "Alien (1979)", "Aliens")
    await propose(club, club.ben, "Brazil")
    assert "The poll is open until" in shown(await club.ada.slash(club.channel, "night pick", hours=1))
    poll = next(message for message in club.channel.history() if message.poll)
    assert [answer.text for answer in poll.poll.answers] == ["Alien (1979)", "Brazil", "Aliens"]
    for member, answer in ((club.ada, 1), (club.ben, 2), (club.mod, 2)):
        await member.vote(poll, answer=answer)
    await env.restart_bot(make_bot())
    await env.advance_time(3_600 + 1_000)
    told = answers(env, club.channel)[-1]
    assert "Next: Brazil" in as_text(told)
    assert "chosen with 2 votes" in as_text(told)
    count = len(answers(env, club.channel))
    await env.advance_time(3_600)
    assert len(answers(env, club.channel)) == count
    listed = shown(await club.ben.slash(club.channel, "night proposals"))
    assert f"1. <@{club.ada.id}>: Alien (1979) · Aliens" in listed
    assert "Brazil" not in listed


async def test_whoever_chose_longest_ago_is_next(env: simcord.Env) -> None:
    club = open_club(env)
    await propose(club, club.ada, "Alien (1979)", "Aliens")
    await propose(club, club.ben, "Brazil")
    refused = shown(await club.ben.slash(club.channel, "night pick", how="turn"))
    assert f"It is <@{club.ada.id}>’s turn" in refused
    assert "Next: Alien (1979)" in shown(await club.ada.slash(club.channel, "night pick", how="turn"))
    assert "Next: Brazil" in shown(await club.mod.slash(club.channel, "night pick", how="turn"))
    listed = shown(await club.mod.slash(club.channel, "night proposals"))
    assert f"1. <@{club.ada.id}>, chose last" in listed
    assert "somebody else’s" in shown(await club.ben.slash(club.channel, "night withdraw", film=2))
    assert "proposed no longer" in shown(await club.ada.slash(club.channel, "night withdraw", film=2))
    assert "No film waits" in shown(await club.mod.slash(club.channel, "night proposals"))


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-01-05 20:00", datetime(2026, 1, 5, 20, tzinfo=UTC)),
        ("20:00", datetime(2026, 1, 1, 20, tzinfo=UTC)),
        ("9:30", datetime(2026, 1, 2, 9, 30, tzinfo=UTC)),
        ("Tomorrow 20:00", datetime(2026, 1, 2, 20, tzinfo=UTC)),
        ("friday at 20:00", datetime(2026, 1, 2, 20, tzinfo=UTC)),
        ("thu 11:00", datetime(2026, 1, 8, 11, tzinfo=UTC)),
        ("in 2h", NOON + timedelta(hours=2)),
        ("90 minutes", NOON + timedelta(minutes=90)),
        ("<t:1767297600:F>", datetime(2026, 1, 1, 20, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read(typed: str, moment: datetime) -> None:
    assert parse_moment(typed, NOON) == moment


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("soon", "cannot be read"),
        ("25:00", "cannot be read"),
        ("2026-02-30 20:00", "cannot be read"),
        ("someday 20:00", "cannot be read"),
        ("today 9:00", "planned ahead"),
        ("2025-12-31 20:00", "planned ahead"),
        ("2027-12-31 20:00", "limit is 365 days"),
        ("in 9999d", "limit is 365 days"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        parse_moment(typed, NOON)
