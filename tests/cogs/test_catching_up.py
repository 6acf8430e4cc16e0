"""After a stop: what was pasted, edited and deleted meanwhile is followed; what stood in deleted channels stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import simcord
from discord.ext import commands

from bot.demo import as_text
from tests.cogs.club import FilmClub, buttons, open_club, shown
from tests.cogs.test_backfill import HARVEST, manager
from tests.cogs.test_forums import UNNAMED, open_post, watched_forum
from tests.cogs.test_intake import CHATTER, PAN, QUIET, RAVE, answers, paste, server_of, watch

MakeBot = Callable[..., commands.AutoShardedBot]
STOPPED = 600


async def stop(env: simcord.Env) -> None:
    """Have the bot hear nothing from now on, as when its process ends in order."""
    await env.bot.remove_cog("Intake")
    await env.bot.remove_cog("CatchingUp")
    await env.advance_time(STOPPED)


async def die(env: simcord.Env) -> None:
    """End the process at once: what it held in memory is lost."""
    for chain in tuple(env.bot.get_cog("Intake").chains._open.values()):
        chain.timer.cancel()
    env.bot.get_cog("Intake").chains._open.clear()
    await stop(env)


async def begin_watching(env: simcord.Env, club: FilmClub) -> None:
    """Choose the club's channel in `/setup`."""
    boss = manager(club, env)
    panel = await boss.slash(club.channel, "setup")
    await boss.select(panel.response.message, [club.channel], custom_id="pq:setup-watched:")
    await env.advance_time(QUIET)


async def test_what_was_pasted_edited_and_deleted_meanwhile_is_followed(env: simcord.Env, make_bot: MakeBot) -> None:
    club = open_club(env)
    await watch(env, club)
    edited = await paste(env, club, RAVE)
    deleted = await paste(env, club, PAN)
    assert await server_of(env, club).size() == 2
    await stop(env)
    await club.ben.edit(edited, f"{RAVE} I saw it again and it holds up.")
    await club.ben.delete(deleted)
    await club.ada.send(club.channel, CHATTER)
    missed = await club.ada.send(club.channel, HARVEST)
    await env.advance_time(STOPPED)
    await env.restart_bot(make_bot())
    await env.settle()
    server = server_of(env, club)
    found = [review async for review in server.stream()]
    assert {review.author_id for review in found} == {club.ada.id, club.ben.id}
    assert len(found) == 2
    first = await server.find_message(edited.id)
    assert first is not None
    assert first.text.endswith("it holds up.")
    assert await server.find_message(deleted.id) is None
    again = await server.find_message(missed.id)
    assert again is not None
    assert again.card_message_id is not None


async def test_a_paste_in_its_45_seconds_when_the_process_died_is_read(env: simcord.Env, make_bot: MakeBot) -> None:
    club = open_club(env)
    await begin_watching(env, club)
    await club.ben.send(club.channel, "So, that film.")
    message = await club.ben.send(club.channel, RAVE)
    await die(env)
    await env.restart_bot(make_bot())
    await env.settle()
    review = await server_of(env, club).find_message(message.id)
    assert review is not None
    assert len(review.message_ids) == 2


async def test_nothing_from_before_it_was_watched_is_read(env: simcord.Env, make_bot: MakeBot) -> None:
    club = open_club(env)
    await club.ben.send(club.channel, RAVE)
    await env.advance_time(STOPPED)
    await watch(env, club)
    await env.restart_bot(make_bot())
    await env.settle()
    await env.restart_bot(make_bot())
    await env.settle()
    assert await server_of(env, club).size() == 0


async def test_a_second_start_files_and_answers_nothing_twice(env: simcord.Env, make_bot: MakeBot) -> None:
    club = open_club(env)
    await begin_watching(env, club)
    await paste(env, club, RAVE)
    for _ in range(2):
        await stop(env)
        await env.restart_bot(make_bot())
        await env.settle()
    assert await server_of(env, club).size() == 1
    assert len(answers(env, club)) == 1


async def test_who_opted_out_meanwhile_is_not_read(env: simcord.Env, make_bot: MakeBot) -> None:
    club = open_club(env)
    await begin_watching(env, club)
    await stop(env)
    await club.ben.send(club.channel, RAVE)
    await env.advance_time(STOPPED)
    await server_of(env, club).opt_out(club.ben.id)
    await env.restart_bot(make_bot())
    await env.settle()
    assert await server_of(env, club).size() == 0


async def test_posts_of_a_forum_are_caught_up_with(env: simcord.Env, make_bot: MakeBot) -> None:
    club = open_club(env)
    forum, server = await watched_forum(env, club)
    await open_post(env, club, forum, "Salt Road (2019)", UNNAMED)
    assert await server.size() == 1
    await stop(env)
    await open_post(env, club, forum, "Glass Harvest (2021)", f"{UNNAMED} It is sharp.")
    await env.restart_bot(make_bot())
    await env.settle()
    assert {film.name for film in await server_of(env, club).films()} == {"Salt Road (2019)", "Glass Harvest (2021)"}


async def test_discord_failing_at_the_start_is_waited_for(
    env: simcord.Env, make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    await begin_watching(env, club)
    await stop(env)
    await club.ben.send(club.channel, RAVE)
    await env.advance_time(STOPPED)
    env.inject_error("GET", f"/channels/{club.channel.id}/messages", status=503, times=1)
    monkeypatch.setattr("cogs.channels.catching_up.RETRY_SECONDS", 0.0)
    await env.restart_bot(make_bot())
    await env.settle()
    assert await server_of(env, club).size() == 1


async def test_reviews_of_a_deleted_channel_stay_until_somebody_erases_them(env: simcord.Env) -> None:
    club = open_club(env)
    boss = manager(club, env)
    server = await watch(env, club)
    await paste(env, club, RAVE)
    elsewhere = club.guild.create_text_channel("office")
    assert "channels that are gone" not in shown(await boss.slash(elsewhere, "setup"))
    env.backend.delete_channel(club.channel.id)
    await env.settle()
    panel = await boss.slash(elsewhere, "setup")
    assert "1 review of channels that are gone: they stay, unless you erase them." in shown(panel)
    assert await server.size() == 1
    question = await boss.click(panel.response.message, label="Erase their reviews")
    assert "Erase 1 review" in shown(question)
    assert await server.size() == 1
    assert "Yes, erase them" in buttons(question.response.message)
    done = await boss.click(question.response.message, label="Yes, erase them")
    assert await server.size() == 0
    assert "channels that are gone" not in as_text(done.response.message)
