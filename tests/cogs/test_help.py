"""`/help` leads: each of its three steps has the button that does it."""

from __future__ import annotations

import simcord

from tests.cogs.club import PRAISE, FilmClub, add, buttons, open_club, shown, within_budget


async def ask_for_help(club: FilmClub) -> simcord.ResponseMessage:
    result = await club.ada.slash(club.channel, "help")
    assert result.ephemeral
    assert result.response is not None
    return result.response


async def test_help_has_three_steps_and_names_what_else_there_is(env: simcord.Env) -> None:
    club = open_club(env)
    result = await club.ada.slash(club.channel, "help")
    text = shown(result)
    assert [f"{step} · " in text for step in (1, 2, 3, 4)] == [True, True, True, False]
    assert all(name in text for name in ("Read this review", "/film", "/search", "/critic", "/privacy", "/setup"))
    assert result.response is not None
    assert within_budget(result.response.message)
    assert list(buttons(result.response.message)) == ["Add a review", "Films here", "Ask a question"]


async def test_the_first_step_takes_a_review(env: simcord.Env) -> None:
    club = open_club(env)
    form = await club.ada.click(await ask_for_help(club), label="Add a review")
    card = await club.ada.submit_modal(form, {"text": PRAISE})
    assert "The Lighthouse Keeper (2019)" in shown(card)
    assert await env.bot.services.archive.server(club.guild.id).size() == 1


async def test_the_second_step_shows_the_films_or_how_they_come_here(env: simcord.Env) -> None:
    club = open_club(env)
    empty = shown(await club.ada.click(await ask_for_help(club), label="Films here"))
    assert all(way in empty for way in ("/review add", "Read this review", "/archive backfill", "/archive import"))
    await add(club, PRAISE)
    assert "The Lighthouse Keeper (2019) · 1 review" in shown(
        await club.ada.click(await ask_for_help(club), label="Films here")
    )


async def test_the_third_step_answers_a_question(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    form = await club.ada.click(await ask_for_help(club), label="Ask a question")
    answer = await club.ada.submit_modal(form, {"question": "How is the acting in The Lighthouse Keeper?"})
    assert "The acting is superb" in shown(answer)


async def test_the_steps_work_after_a_restart(env: simcord.Env, make_bot) -> None:
    club = open_club(env)
    message = await ask_for_help(club)
    await env.restart_bot(make_bot())
    assert (await club.ada.click(message, label="Add a review")).modal is not None
