"""`/quote …` and the quote of the day, driven by the simulated clock. The clock begins on 1 January 2026."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import discord
import simcord
from discord.ext import commands
from PIL import Image

from bot.archive.types import ServerSettings
from bot.demo import as_text
from tests.cogs.club import PRAISE, FilmClub, add, buttons, open_club, shown, within_budget
from tests.cogs.reviewers import ACTED, HARVEST, NEW_YEAR, WOODEN, answers, archive_of, write
from tests.discussion.builders import Line

DUE = NEW_YEAR + timedelta(hours=2, minutes=2)
DAY = timedelta(days=1)


async def agree(club: FilmClub, member: simcord.MemberActor) -> None:
    result = await member.slash(club.channel, "privacy")
    assert result.response is not None
    await member.click(result.response, label="Lines of mine may be quoted")


async def until(env: simcord.Env, moment: object) -> None:
    await env.advance_time((moment - env.now()).total_seconds())


async def daily(env: simcord.Env, club: FilmClub) -> simcord.ChannelHandle:
    channel = club.guild.create_text_channel("quotes")
    await archive_of(env, club).save_settings(ServerSettings(quote_channel_id=channel.id, digest_hour=2))
    return channel


async def picture_of(result: simcord.InteractionResult) -> Image.Image:
    assert result.response is not None
    (attachment,) = result.response.message.attachments
    return Image.open(io.BytesIO(await attachment.read()))


async def test_a_card_is_a_picture_that_names_only_who_agreed(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    before = await club.ben.slash(club.channel, "quote card", number=1)
    assert (await picture_of(before)).size == (1200, 675)
    assert club.ada.name not in before.response.message.attachments[0].description
    await agree(club, club.ada)
    after = await club.ben.slash(club.channel, "quote card", number=1)
    words = after.response.message.attachments[0].description
    assert words.startswith("“")
    assert "The Lighthouse Keeper (2019)" in words
    assert club.ada.name in words
    assert within_budget(after.response.message)


async def test_a_button_on_the_lines_of_a_review_makes_its_card(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    lines = await club.ben.click(card, label="Lines")
    assert "Quote card" in buttons(lines.response.message)
    await env.restart_bot(make_bot())
    result = await club.ben.click(lines.response, label="Quote card")
    assert (await picture_of(result)).size == (1200, 675)


async def test_what_cannot_be_drawn_is_refused_in_words(env: simcord.Env) -> None:
    club = open_club(env)
    await write(env, club, club.ada, Line("素晴らしい映画です。", 0.9, quote=True))
    await write(env, club, club.ada, Line("A hidden end.", 0.9, quote=True, spoiler=True))
    await write(env, club, club.ada, Line("A very long line. " * 30, 0.9, quote=True))
    for number, words in ((1, "letters that the picture cannot draw"), (2, "no line 1"), (3, "the limit is 320")):
        assert words in shown(await club.ben.slash(club.channel, "quote card", number=number))


async def test_a_random_line_is_by_somebody_who_agreed_of_the_film_and_member_that_were_asked_for(
    env: simcord.Env,
) -> None:
    club = open_club(env)
    await write(env, club, club.ada, ACTED)
    await write(env, club, club.ben, WOODEN, film=HARVEST)
    assert "There is no line to quote" in shown(await club.mod.slash(club.channel, "quote random"))
    await agree(club, club.ben)
    for _ in range(3):
        line = shown(await club.mod.slash(club.channel, "quote random"))
        assert "The acting is wooden and lifeless." in line
        assert "superb" not in line
    keeper = await club.mod.slash(club.channel, "quote random", film="The Lighthouse Keeper")
    assert "There is no line to quote" in shown(keeper)
    hers = await club.mod.slash(club.channel, "quote random", member=club.ada)
    assert "There is no line to quote" in shown(hers)
    await agree(club, club.ada)
    hers = await club.mod.slash(club.channel, "quote random", member=club.ada)
    assert "The acting is superb throughout." in shown(hers)


async def test_who_takes_it_back_is_asked_not_to_be_archived_or_is_forgotten_is_quoted_no_more(
    env: simcord.Env,
) -> None:
    club = open_club(env)
    server = archive_of(env, club)
    await write(env, club, club.ada, ACTED)
    await server.agree(club.ada.id)
    assert await (await server.heard()).to_quote() == [1]
    await server.opt_out(club.ada.id)
    assert await (await server.heard()).to_quote() == []
    await server.opt_in(club.ada.id)
    await server.disagree(club.ada.id)
    assert await (await server.heard()).to_quote() == []
    await server.agree(club.ada.id)
    await server.forget(club.ada.id)
    assert not await server.agreed(club.ada.id)


async def test_the_quote_of_the_day_comes_daily_and_nobody_is_quoted_twice_in_a_row(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    channel = await daily(env, club)
    await write(env, club, club.ada, ACTED)
    await write(env, club, club.ada, Line("The score is a delight.", 0.8, quote=True))
    await write(env, club, club.ben, WOODEN)
    server = archive_of(env, club)
    await until(env, DUE)
    assert answers(env, channel) == [], "nobody has agreed"
    await server.agree(club.ada.id)
    await until(env, DUE + DAY)
    assert len(answers(env, channel)) == 1
    await until(env, DUE + 2 * DAY)
    assert len(answers(env, channel)) == 1, "she would be quoted twice in a row"
    await server.agree(club.ben.id)
    await until(env, DUE + 3 * DAY)
    await env.restart_bot(make_bot())
    await until(env, DUE + 4 * DAY)
    told = [as_text(each) for each in answers(env, channel)]
    assert len(told) == 3
    assert [f"<@{club.ben.id}>" in each for each in told] == [False, True, False]
    assert all("Quote of the day" in each for each in told)
    assert await server.last_quoted() == club.ada.id
    await server.forget(club.ada.id)
    assert await server.last_quoted() == club.ben.id


async def test_the_panel_chooses_its_channel(env: simcord.Env) -> None:
    club = open_club(env)
    role = club.guild.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
    boss = club.guild.add_member(env.create_user("boss"), roles=[role])
    opened = await boss.slash(club.channel, "setup")
    assert "Quote of the day: off" in shown(opened)
    await boss.select(opened.response, [club.channel], custom_id="pq:setup-quote:")
    assert (await archive_of(env, club).settings()).quote_channel_id == club.channel.id
