"""Watched forums: a post is a film; and short takes, which are filed where their film is plain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Channel
from simcord.builders import ChannelHandle

from bot.archive.store import ServerArchive
from bot.demo import as_text
from tests.cogs.club import BLAME, PRAISE, FilmClub, add, buttons, open_club, shown
from tests.cogs.test_backfill import manager
from tests.cogs.test_intake import QUIET, RAVE, answers, server_of, watch

UNNAMED = (
    "What a wonderful, moving film, and one of the best movies of the year. The acting is superb, the director gets a "
    "superb performance out of every actor, and the photography is gorgeous in every scene. I loved every minute of "
    "this film, and the score is a delight. A small masterpiece that deserves a much larger audience."
)


async def open_post(
    env: simcord.Env, club: FilmClub, forum: ChannelHandle, name: str, text: str, tags: tuple[int, ...] = ()
) -> tuple[ChannelHandle, discord.Message]:
    """Open a forum's post as Ben does, with its opening message."""
    thread: Channel = env.backend.create_thread(forum.id, name, club.ben.id, applied_tags=tags, broadcast=False)
    env.backend.announce_thread_create(thread)
    post = ChannelHandle(env, club.guild, thread)
    message = await club.ben.send(post, text)
    await env.advance_time(QUIET)
    return post, message


async def watched_forum(env: simcord.Env, club: FilmClub, **changes: Any) -> tuple[ChannelHandle, ServerArchive]:
    forum = club.guild.create_forum_channel("films")
    server = server_of(env, club)
    await server.save_settings(replace(await server.settings(), watched_channel_ids=(forum.id,), **changes))
    return forum, server


async def test_a_post_names_the_film_of_what_is_written_in_it_and_its_page_links_there(env: simcord.Env) -> None:
    club = open_club(env)
    forum, server = await watched_forum(env, club)
    env.backend.edit_channel(
        forum.id,
        {"available_tags": [{"id": "5", "name": "drama", "moderated": False, "emoji_name": None, "emoji_id": None}]},
    )
    post, _ = await open_post(env, club, forum, "Glass Harvest (2021) 🍿", UNNAMED, tags=(5,))
    review = await server.get(1)
    assert review is not None
    assert review.film is not None
    assert (review.film.title, review.film.year, review.tags) == ("Glass Harvest", 2021, ("drama",))
    assert review.author_id == club.ben.id
    card = post.history()[-1]
    assert card.author.id == env.bot.user.id
    assert "Glass Harvest" in as_text(card)
    page = await club.ada.slash(club.channel, "film show", film="Glass Harvest")
    assert f"<#{post.id}>" in shown(page)


async def test_short_takes_count_in_a_post_and_talk_does_not(env: simcord.Env) -> None:
    club = open_club(env)
    forum, server = await watched_forum(env, club)
    post, _ = await open_post(env, club, forum, "Glass Harvest (2021)", "Who has seen it?")
    assert await server.size() == 0
    for text in ("4/5", "A wonderful, moving masterpiece. I loved it."):
        await club.ada.send(post, text)
        await env.advance_time(QUIET)
    assert await server.size() == 2
    for text in ("lol", "Can't wait to see this wonderful film tomorrow", "Is it good?", "Who is coming on Thursday?"):
        await club.ada.send(post, text)
        await env.advance_time(QUIET)
    assert await server.size() == 2
    first = await server.get(1)
    assert first is not None
    assert (first.rating_raw, first.film and first.film.name) == ("4/5", "Glass Harvest (2021)")


async def test_where_replies_are_private_a_post_gets_a_reaction_and_no_card(env: simcord.Env) -> None:
    club = open_club(env)
    forum, server = await watched_forum(env, club, public_replies=False)
    post, message = await open_post(env, club, forum, "Glass Harvest (2021)", UNNAMED)
    assert await server.size() == 1
    (only,) = post.history()
    assert only.id == message.id
    assert [str(each.emoji) for each in only.reactions] == ["🗂️"]


async def test_discuss_in_a_post_puts_its_prompts_there_once(env: simcord.Env) -> None:
    club = open_club(env)
    forum, _ = await watched_forum(env, club)
    await add(club, PRAISE)
    await add(club, BLAME, club.ben)
    post, _ = await open_post(env, club, forum, "The Lighthouse Keeper (2019)", RAVE)
    card = post.history()[-1]
    assert "Discuss" in buttons(card)
    assert "in this post." in shown(await club.ada.click(card, label="Discuss"))
    assert "to talk about" in as_text(post.history()[-1])
    assert forum.threads == [post] or [each.id for each in forum.threads] == [post.id]
    count = len(post.history())
    assert "already" in shown(await club.ben.click(card, label="Discuss"))
    assert len(post.history()) == count


async def test_setup_offers_forums_and_threads(env: simcord.Env) -> None:
    club = open_club(env)
    boss = manager(club, env)
    forum = club.guild.create_forum_channel("films")
    panel = await boss.slash(club.channel, "setup")
    await boss.select(panel.response.message, [forum], custom_id="pq:setup-watched:")
    assert (await server_of(env, club).settings()).watched_channel_ids == (forum.id,)


async def test_a_thread_that_was_chosen_is_watched_by_itself(env: simcord.Env) -> None:
    club = open_club(env)
    thread = ChannelHandle(env, club.guild, env.backend.create_thread(club.channel.id, "reviews here", club.ben.id))
    server = server_of(env, club)
    await server.save_settings(replace(await server.settings(), watched_channel_ids=(thread.id,)))
    await club.ben.send(thread, RAVE)
    await env.advance_time(QUIET)
    assert await server.size() == 1


async def test_a_forums_past_is_filed_post_by_post(env: simcord.Env) -> None:
    club = open_club(env)
    boss = manager(club, env)
    forum = club.guild.create_forum_channel("films")
    await open_post(env, club, forum, "Glass Harvest (2021)", UNNAMED)
    await open_post(env, club, forum, "Salt Road (2019)", f"{UNNAMED} It is salty.")
    await env.advance_time(60)
    result = await boss.slash(club.channel, "archive backfill", channel=forum)
    assert "2 films: Glass Harvest (2021), Salt Road (2019)" in shown(result)
    await boss.click(result.response.message, label="File them")
    await env.settle()
    server = server_of(env, club)
    assert {film.name for film in await server.films()} == {"Glass Harvest (2021)", "Salt Road (2019)"}


@pytest.mark.parametrize(
    ("text", "filed"),
    [
        ("The Lighthouse Keeper (2019): 4/5", True),
        ("The Lighthouse Keeper was superb. I loved every minute.", True),
        ("Superb. I loved every minute.", False),
        ("Who wants to see The Lighthouse Keeper tomorrow?", False),
        ("The Lighthouse Keeper is on tonight, anyone?", False),
        ("Glass Harvest: 4/5", False),
        ("We met at The Lighthouse Keeper.", False),
    ],
)
async def test_a_short_take_in_a_watched_channel_names_a_film_of_the_server(
    env: simcord.Env, text: str, *, filed: bool
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await add(club, PRAISE)
    before = len(answers(env, club))
    await club.ben.send(club.channel, text)
    await env.advance_time(QUIET)
    assert await server.size() == (2 if filed else 1)
    assert len(answers(env, club)) == before + filed
