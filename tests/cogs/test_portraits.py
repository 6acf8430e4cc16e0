"""The author's own picture stands on the card, wherever the card is drawn, and costs a request at most."""

from __future__ import annotations

from collections.abc import Callable

import discord
import simcord
from discord.ext import commands

from bot.views.card import REPEAT_WORDS
from cogs.parts.services import Portraits
from tests.cogs.club import OTHER, PRAISE, FilmClub, add, open_club, shown, within_budget

PICTURE = "0123456789abcdef0123456789abcdef"


def with_picture(env: simcord.Env, name: str = "Film club") -> FilmClub:
    """Open a club where Ada chose a picture and Ben did not."""
    club = open_club(env, name)
    env.backend.users[club.ada.id].avatar = PICTURE
    return club


def portraits(message: discord.Message) -> list[str]:
    view = discord.ui.LayoutView.from_message(message)
    return [item.media.url for item in view.walk_children() if isinstance(item, discord.ui.Thumbnail)]


def last(club: FilmClub) -> discord.Message:
    return club.channel.history()[-1]


async def test_the_authors_picture_stands_beside_the_heading(env: simcord.Env) -> None:
    club = with_picture(env)
    assert "The Lighthouse Keeper (2019)" in shown(await add(club, PRAISE))
    (picture,) = portraits(last(club))
    assert f"/{club.ada.id}/{PICTURE}" in picture
    assert within_budget(last(club))


async def test_who_chose_no_picture_and_a_critic_have_none(env: simcord.Env) -> None:
    club = with_picture(env)
    await add(club, PRAISE, club.ben)
    assert portraits(last(club)) == []
    form = await club.ada.slash(club.channel, "review add", critic="Ada Lark")
    await club.ada.submit_modal(form, {"text": OTHER})
    assert portraits(last(club)) == []


async def test_a_card_that_is_drawn_after_a_restart_has_it_again(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = with_picture(env)
    await add(club, PRAISE)
    await env.restart_bot(make_bot())
    again = await add(club, PRAISE)
    assert REPEAT_WORDS["text"] in shown(again)
    assert len(portraits(last(club))) == 1


async def test_a_card_does_without_where_discord_does_not_say(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = with_picture(env)
    await add(club, PRAISE)
    await env.restart_bot(make_bot())
    env.inject_error("GET", "/users/*", status=404, code=10013, times=None)
    edited = await club.mod.slash(club.channel, "review show", number=1)
    assert "The Lighthouse Keeper (2019)" in shown(edited)
    assert portraits(last(club)) == []


async def test_a_picture_is_asked_for_once_and_forgotten_with_its_owner(env: simcord.Env) -> None:
    club = with_picture(env)
    known = Portraits()
    picture = await known.of(env.bot, club.ada.id)
    assert picture is not None
    env.inject_error("GET", "/users/*", status=404, code=10013, times=None)
    assert await known.of(env.bot, club.ada.id) == picture
    known.drop(club.ada.id)
    assert await known.of(env.bot, club.ada.id) is None
