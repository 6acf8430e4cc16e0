"""Key points of a film, and what is written about somebody: counted by people, quoted with the way back."""

from __future__ import annotations

from collections.abc import Callable

import simcord
from discord.ext import commands

from tests.cogs.club import FilmClub, buttons, open_club, shown, within_budget
from tests.cogs.reviewers import HARVEST, KEEPER, archive_of, write
from tests.discussion.builders import Line

GREAT = Line("Tom Hanks is great, and the jokes are a wonderful delight.", 0.9, "humour")
DULL = Line("The jokes are a terrible bore.", -0.9, "humour")


async def three(env: simcord.Env, club: FilmClub) -> None:
    for member, line in ((club.ada, GREAT), (club.ben, GREAT), (club.mod, DULL)):
        await write(env, club, member, line, Line(f"So says {member.id}."))


async def test_a_films_page_counts_points_and_opens_them_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await three(env, club)
    result = await club.ada.slash(club.channel, "film show", film="film:1")
    assert "By name: jokes ▲ 2 ▼ 1" in shown(result)
    assert result.response is not None
    assert "Key points" in buttons(result.response.message)
    await env.restart_bot(make_bot())
    page = shown(opened := await club.ben.click(result.response, label="Key points"))
    assert "Key points of" in page
    assert "Of 3 reviewers, one vote each" in page
    places = [page.index(each) for each in ("jokes · ▲ 2 ▼ 1", "“Tom Hanks is great", "“The jokes are a terrible")]
    assert places == sorted(places)
    assert opened.response is not None
    assert within_budget(opened.response.message)


async def test_no_point_is_made_of_what_is_hidden_or_silent(env: simcord.Env) -> None:
    club = open_club(env)
    await three(env, club)
    await archive_of(env, club).opt_out(club.mod.id)
    result = await club.ada.slash(club.channel, "film show", film="film:1")
    assert "By name" not in shown(result)
    assert result.response is not None
    assert "Key points" not in buttons(result.response.message)


async def test_what_is_written_about_somebody_is_gathered_over_films(env: simcord.Env) -> None:
    club = open_club(env)
    await three(env, club)
    await write(env, club, club.ben, Line("Hanks is wonderful and great again.", 0.9, "acting"), film=HARVEST)
    result = await club.ada.slash(club.channel, "person show", name="hanks")
    page = shown(result)
    assert "Tom Hanks" in page
    assert "Named by 2 reviewers" in page
    assert f"{KEEPER.name} · Tom Hanks by 2" in page
    assert f"{HARVEST.name} · Hanks by 1" in page
    assert result.response is not None
    assert within_budget(result.response.message)
    assert "No review here names anybody so." in shown(await club.ada.slash(club.channel, "person show", name="Nobody"))
