"""A channel's past: looked through, filed in the background, over a restart, undone as one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord
from discord.ext import commands

from bot.archive.store import ServerArchive
from bot.demo import as_text
from bot.filing import Filing
from cogs.channels import _history as history
from tests.cogs.club import FilmClub, open_club, shown
from tests.cogs.test_intake import CHATTER, PAN, RAVE

HARVEST = (
    '"Glass Harvest" (2021) is a sharp and funny comedy, one of the best films of the year. The dialogue sparkles, the '
    "cast is excellent in every scene, and the director never puts a foot wrong. I laughed until I cried, and I have "
    "seen few movies with a better script or with such wonderful performances. 9/10"
)


def manager(club: FilmClub, env: simcord.Env) -> simcord.MemberActor:
    role = club.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return club.guild.add_member(env.create_user(f"boss-{club.guild.id}"), roles=[role])


def server_of(env: simcord.Env, club: FilmClub) -> ServerArchive:
    return env.bot.services.archive.server(club.guild.id)


async def say_in(env: simcord.Env, club: FilmClub, who: simcord.MemberActor, *texts: str) -> list[discord.Message]:
    """Post texts into the club's channel, each an hour after the last."""
    messages = []
    for text in texts:
        messages.append(await who.send(club.channel, text))
        await env.advance_time(3_600)
    return messages


async def looked(club: FilmClub, boss: simcord.MemberActor, **options: Any) -> simcord.InteractionResult:
    return await boss.slash(club.channel, "archive backfill", channel=club.channel, **options)


def panel(env: simcord.Env, club: FilmClub) -> str:
    """Give the bot's latest message in the channel: the progress, or what came of it."""
    return as_text([each for each in club.channel.history() if each.author.id == env.bot.user.id][-1])


async def test_a_past_is_shown_first_filed_without_cards_and_undone_as_one(env: simcord.Env) -> None:
    club = open_club(env)
    boss = manager(club, env)
    server = server_of(env, club)
    await say_in(env, club, club.ada, RAVE, CHATTER, "Nice.", "!rank The Lighthouse Keeper")
    messages = await say_in(env, club, club.ben, PAN, HARVEST)
    result = await looked(club, boss)
    words = shown(result)
    assert "3 reviews of 6 messages" in words
    assert "The Lighthouse Keeper (2019) ×2" in words
    assert "Glass Harvest (2021)" in words
    assert "2 too little to be a review" in words
    assert "1 by bots, or commands to them" in words
    assert await server.size() == 0
    await boss.click(result.response.message, label="File them")
    await env.settle()
    assert await server.size() == 3
    assert "3 reviews filed from 6 messages" in panel(env, club)
    assert len([each for each in club.channel.history() if each.author.id == env.bot.user.id]) == 1
    review = await server.find_message(messages[0].id)
    assert review is not None
    assert (review.author_id, review.source, review.channel_id) == (club.ben.id, "watched", club.channel.id)
    assert review.written_at == messages[0].created_at
    assert await server.backfills() == []
    again = shown(await looked(club, boss))
    assert "0 reviews of" in again
    assert "3 filed already" in again
    last = [each for each in club.channel.history() if each.author.id == env.bot.user.id][-1]
    await boss.click(last, label="Undo this import")
    assert await server.size() == 0


async def test_messages_of_one_author_within_45_seconds_are_one_review(env: simcord.Env) -> None:
    club = open_club(env)
    boss = manager(club, env)
    await club.ben.send(club.channel, "So, that film.")
    await env.advance_time(40)
    await club.ben.send(club.channel, attachments=[("message.txt", RAVE.encode())])
    await env.advance_time(40)
    await club.ada.send(club.channel, "Oh?")
    result = await looked(club, boss)
    await boss.click(result.response.message, label="File them")
    await env.settle()
    review = await server_of(env, club).get(1)
    assert review is not None
    assert review.text == f"So, that film.\n\n{RAVE}"
    assert len(review.message_ids) == 2


async def test_since_and_until_narrow_it(env: simcord.Env) -> None:
    club = open_club(env)
    boss = manager(club, env)
    first = await club.ada.send(club.channel, RAVE)
    await env.advance_time(3 * 86_400)
    second = await club.ben.send(club.channel, PAN)
    await env.advance_time(60)
    day = first.created_at.date().isoformat()
    assert "1 review of 1 message " in shown(await looked(club, boss, until=day))
    assert "1 review of 1 message " in shown(await looked(club, boss, since=second.created_at.date().isoformat()))
    assert "2 reviews of 2 messages" in shown(await looked(club, boss, since=day))
    assert "cannot be read" in shown(await looked(club, boss, since="once"))


async def test_who_opted_out_is_left_alone_also_when_they_ask_meanwhile(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    boss = manager(club, env)
    server = server_of(env, club)
    await say_in(env, club, club.ada, RAVE)
    await say_in(env, club, club.ben, PAN, HARVEST)
    await server.opt_out(club.ada.id)
    result = await looked(club, boss)
    assert "2 reviews of 3 messages" in shown(result)
    assert "1 by members who asked not to be archived" in shown(result)
    assert "wonderful" not in shown(result)
    file = Filing.file

    async def and_opt_out(self: Filing, guild_id: int, submission: Any) -> Any:
        filed = await file(self, guild_id, submission)
        await server.opt_out(club.ben.id)
        return filed

    monkeypatch.setattr(Filing, "file", and_opt_out)
    await boss.click(result.response.message, label="File them")
    await env.settle()
    assert await server.size() == 1


async def test_what_was_written_before_its_author_was_forgotten_stays_forgotten(env: simcord.Env) -> None:
    club = open_club(env)
    boss = manager(club, env)
    server = server_of(env, club)
    await say_in(env, club, club.ada, RAVE)
    await say_in(env, club, club.ben, PAN)
    await server.forget(club.ada.id)
    result = await looked(club, boss)
    await boss.click(result.response.message, label="File them")
    await env.settle()
    assert {line.author_id for line in (await server.reviews()).items} == {club.ben.id}


async def test_a_restart_in_the_middle_goes_on_where_it_was(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "STRETCH", 2)
    club = open_club(env)
    boss = manager(club, env)
    for number in range(6):
        await say_in(env, club, (club.ada, club.ben)[number % 2], f"{RAVE} Screening number {number}.")
    result = await looked(club, boss)
    file, gate = Filing.file, asyncio.Event()
    count = 0

    async def until_the_fourth(self: Filing, guild_id: int, submission: Any) -> Any:
        nonlocal count
        count += 1
        if count == 4:
            await env.external_wait(gate.wait(), reason="a long past")
        return await file(self, guild_id, submission)

    monkeypatch.setattr(Filing, "file", until_the_fourth)
    await boss.click(result.response.message, label="File them")
    (state,) = await server_of(env, club).backfills()
    assert (state.filed, state.read) == (2, 3)
    await env.bot.remove_cog("Backfills")
    monkeypatch.setattr(Filing, "file", file)
    await env.restart_bot(make_bot())
    await env.settle()
    assert await server_of(env, club).size() == 6
    assert await server_of(env, club).backfills() == []
    assert "The past is filed" in panel(env, club)


async def test_a_lost_connection_is_waited_for(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)
    boss = manager(club, env)
    await say_in(env, club, club.ada, RAVE)
    result = await looked(club, boss)
    read, failed = history.past, []

    def lost_once(*arguments: Any) -> Any:
        if not failed:
            failed.append(True)
            raise OSError
        return read(*arguments)

    monkeypatch.setattr("cogs.channels.backfill.past", lost_once)
    monkeypatch.setattr("cogs.channels.backfill.RETRY_SECONDS", 0.0)
    await boss.click(result.response.message, label="File them")
    await env.settle()
    assert failed
    assert await server_of(env, club).size() == 1


async def test_it_is_for_those_who_manage_the_server(env: simcord.Env) -> None:
    club = open_club(env)
    assert "Manage Server" in shown(await club.mod.slash(club.channel, "archive backfill", channel=club.channel))


async def test_without_the_intent_it_says_so(
    env: simcord.Env, make_bot: Callable[..., commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await env.restart_bot(make_bot(message_content=False))
    assert "message-content intent" in shown(await looked(club, manager(club, env)))


async def test_a_running_one_can_be_stopped_and_what_it_filed_undone(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "STRETCH", 1)
    club = open_club(env)
    boss = manager(club, env)
    await say_in(env, club, club.ada, RAVE)
    await say_in(env, club, club.ben, PAN)
    result = await looked(club, boss)
    file, gate = Filing.file, asyncio.Event()

    async def until_the_second(self: Filing, guild_id: int, submission: Any) -> Any:
        if submission.author_id == club.ben.id:
            await env.external_wait(gate.wait(), reason="a long past")
        return await file(self, guild_id, submission)

    monkeypatch.setattr(Filing, "file", until_the_second)
    await boss.click(result.response.message, label="File them")
    message = [each for each in club.channel.history() if each.author.id == env.bot.user.id][-1]
    assert "Manage Server" in shown(await club.mod.click(message, label="Stop"))
    await boss.click(message, label="Stop")
    assert await server_of(env, club).size() == 1
    message = [each for each in club.channel.history() if each.author.id == env.bot.user.id][-1]
    assert "It was stopped." in as_text(message)
    await boss.click(message, label="Undo this import")
    assert await server_of(env, club).size() == 0


async def test_a_past_of_many_pages_is_read_whole_and_held_a_page_at_a_time(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", 10)
    monkeypatch.setattr(history, "PAUSE_SECONDS", 0.0)
    club = open_club(env)
    for number in range(53):
        author, text = (club.ada, RAVE) if number in {0, 9, 10, 52} else (club.ben, CHATTER)
        env.backend.create_message(club.channel.id, author.id, f"{text} {number}", broadcast=False)
        await env.advance_time(60)
    stretches = [
        stretch
        async for stretch in history.past(
            Oldest(env, club), [history.Place(club.channel.id)], None, discord.utils.utcnow()
        )
    ]
    assert sum(stretch.messages for stretch in stretches) == 53
    assert sum(len(stretch.pastes) for stretch in stretches) == 53
    assert max(len(stretch.pastes) for stretch in stretches) <= history.STRETCH
    middle = stretches[2].read_to
    rest = [
        stretch
        async for stretch in history.past(
            Oldest(env, club),
            [history.Place(club.channel.id)],
            None,
            discord.utils.utcnow(),
            (club.channel.id, middle),
        )
    ]
    read = [paste.message_ids for stretch in (*stretches[:3], *rest) for paste in stretch.pastes]
    assert len(read) == len(set(read)) == 53


class Oldest:
    """Discord's answer to `after`: the messages next to it, where SimCord gives the newest ones."""

    def __init__(self, env: simcord.Env, club: FilmClub) -> None:
        self._messages = club.channel.history()
        self.http = env.bot.http

    def get_partial_messageable(self, _: int) -> Oldest:
        return self

    async def history(self, *, limit: int, after: Any, oldest_first: bool) -> Any:
        assert oldest_first
        newer = [message for message in self._messages if after is None or message.id > after.id]
        for message in newer[:limit]:
            yield message
