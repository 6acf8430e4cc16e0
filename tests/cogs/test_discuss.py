"""The Discuss button and the threads it opens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord
from discord.ext import commands

from bot.archive.types import Film
from bot.demo import as_text
from cogs.parts import films as _films
from tests.cogs.club import FilmClub, buttons, open_club, shown, within_budget
from tests.cogs.reviewers import ACTED, ENDING, KEEPER, WOODEN, answers, archive_of, disagree, last_answer, write
from tests.discussion.builders import Line


async def card(club: FilmClub, number: int = 1) -> discord.Message:
    """Show a review's card."""
    result = await club.ada.slash(club.channel, "review show", number=number)
    assert result.response is not None
    return result.response.message


def threads(club: FilmClub) -> list[simcord.ChannelHandle]:
    return [thread for thread in club.channel.threads if thread.is_thread]


async def test_the_button_opens_a_thread_with_prompts_from_both_sides(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await disagree(env, club)
    shown_card = await card(club)
    await env.restart_bot(make_bot())
    result = await club.ben.click(shown_card, label="Discuss")
    (thread,) = threads(club)
    assert result.ephemeral
    assert shown(result) == f"The discussion is open: <#{thread.id}>"
    assert thread.name == "The Lighthouse Keeper (2019)"
    (opening,) = answers(env, thread)
    text = as_text(opening)
    assert "The Lighthouse Keeper (2019): 3 for it, 1 against. Who has the better case?" in text
    assert "“The acting is superb throughout.”\n▲ praise" in text
    assert "“The acting is wooden and lifeless.”\n▼ criticism" in text
    assert 2 <= sum(line.endswith("?") for line in text.splitlines()) <= 4
    assert within_budget(opening)
    assert await archive_of(env, club).thread_film(thread.id) == 1


async def test_an_open_thread_is_used_again_from_cards_pages_and_answers(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    shown_card = await card(club)
    assert "The discussion is open" in shown(await club.ada.click(shown_card, label="Discuss"))
    assert "It is being discussed already" in shown(await club.ben.click(shown_card, label="Discuss"))
    page = (await club.ada.slash(club.channel, "film show", film="film:1")).response
    answer = (await club.ada.slash(club.channel, "ask", question="how is the acting?")).response
    for message in (page, answer):
        assert message is not None
        again = await club.ben.click(message, label="Discuss")
        assert shown(again) == f"It is being discussed already: <#{threads(club)[0].id}>"
    assert len(threads(club)) == 1


async def test_two_presses_at_once_open_one_thread(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)
    await disagree(env, club)
    shown_card = await card(club)
    pressed = asyncio.Event()
    read = _films.load_prompts

    async def slowly(*arguments: Any) -> Any:
        """Let the second press come while the first one reads."""
        if not pressed.is_set():
            pressed.set()
            second.append(asyncio.create_task(press.open_discussion()))
            await asyncio.sleep(0)
        return await read(*arguments)

    class Press:
        def __init__(self) -> None:
            self.interaction: Any = None

        async def open_discussion(self) -> tuple[int, bool]:
            film = await archive_of(env, club).film(1)
            assert film is not None
            return await _films.open_discussion(self.interaction, film)

    press, second = Press(), []
    opening = _films.Discuss.press

    async def remember(self: _films.Discuss, interaction: Any) -> None:
        press.interaction = interaction
        await opening(self, interaction)
        assert await second[0] == (threads(club)[0].id, False)

    monkeypatch.setattr(_films, "load_prompts", slowly)
    monkeypatch.setattr(_films.Discuss, "press", remember)
    assert "The discussion is open" in shown(await club.ada.click(shown_card, label="Discuss"))
    assert len(threads(club)) == 1


async def test_a_closed_or_deleted_thread_gives_way_to_a_new_one(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    shown_card = await card(club)
    await club.ada.click(shown_card, label="Discuss")
    first = env.bot.get_guild(club.guild.id).get_thread(threads(club)[0].id)
    await first.edit(archived=True, locked=True)
    assert "The discussion is open" in shown(await club.ada.click(shown_card, label="Discuss"))
    second = await archive_of(env, club).thread_of(1)
    assert second not in {None, first.id}
    await env.bot.get_guild(club.guild.id).get_thread(second).delete()
    await env.settle()
    assert await archive_of(env, club).thread_film(second) is None


async def test_a_missing_permission_is_named(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    denied = discord.PermissionOverwrite(create_public_threads=False)
    quiet = club.guild.create_text_channel("quiet", overwrites={env.bot.user: denied})
    result = await club.ada.slash(quiet, "review show", number=1)
    assert result.response is not None
    refused = await club.ada.click(result.response, label="Discuss")
    assert shown(refused) == f"The bot cannot open a thread in <#{quiet.id}>: it lacks Create Public Threads."
    assert await archive_of(env, club).thread_of(1) is None


async def test_no_spoiler_is_in_a_thread_name_or_a_prompt(env: simcord.Env) -> None:
    club = open_club(env)
    film = Film(1, "The Keeper ||who drowns||", 2019)
    await write(env, club, club.ada, Line(ENDING, 0.9, "story", quote=True, spoiler=True), film=film)
    await write(env, club, club.ben, Line(ENDING, -0.9, "story", quote=True, spoiler=True), film=film, label="negative")
    await club.ada.click(await card(club), label="Discuss")
    (thread,) = threads(club)
    assert thread.name == "The Keeper (2019)"
    opening = str(answers(env, thread)[0].components)
    assert ENDING not in opening
    assert "drowns" not in "".join(opening.split("||")[::2])


async def test_forgotten_and_opted_out_authors_prompt_nobody(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    server = archive_of(env, club)
    await server.opt_out(club.ben.id)
    await server.forget(club.ada.id)
    await club.ada.click(await card(club, 2), label="Discuss")
    text = as_text(answers(env, threads(club)[0])[0])
    assert "wooden" not in text
    assert "superb throughout" not in text


async def test_a_thread_knows_its_film_and_its_latest_subject_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, film=replace(KEEPER, title="Glass Harvest"))
    await club.ada.click(await card(club), label="Discuss")
    (thread,) = threads(club)
    await club.ben.send(thread, f"<@{env.bot.user.id}> how is the acting?")
    assert "3 praise the acting, 1 criticises it" in last_answer(env, thread)
    await env.restart_bot(make_bot())
    await club.ben.send(thread, f"<@{env.bot.user.id}> who disagreed?")
    assert "3 praise the acting, 1 criticises it" in last_answer(env, thread)
    assert f"Against the 3: <@{club.ben.id}>." in last_answer(env, thread)
    count = len(answers(env, thread))
    await club.ben.send(thread, "I will watch it again, and listen to the music this time.")
    assert len(answers(env, thread)) == count
    asked = await club.ben.slash(thread, "ask", question="is it worth watching?")
    assert "3 of 4 are positive, 1 negative" in shown(asked)


async def test_a_thread_on_a_review_knows_its_film(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, WOODEN, film=replace(KEEPER, title="Glass Harvest"), label="negative")
    shown_card = await card(club, 4)
    await archive_of(env, club).set_card(4, club.channel.id, shown_card.id)
    channel = env.bot.get_channel(club.channel.id)
    await channel.get_partial_message(shown_card.id).create_thread(name="What do you think?")
    await env.settle()
    (thread,) = threads(club)
    await club.ben.send(thread, f"<@{env.bot.user.id}> how is the acting?")
    assert last_answer(env, thread).startswith("The Lighthouse Keeper (2019)")


async def test_a_card_without_a_film_has_nothing_to_discuss(env: simcord.Env) -> None:
    club = open_club(env)
    await write(env, club, club.ada, ACTED, film=None)
    assert "Discuss" not in buttons(await card(club))


async def test_a_thread_whose_first_message_was_refused_gets_it_at_the_next_press(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    shown_card = await card(club)
    env.inject_error("POST", "/channels/*/messages", status=403, code=50013, message="Missing Permissions")
    refused = shown(await club.ben.click(shown_card, label="Discuss"))
    (thread,) = threads(club)
    assert refused == (
        f"The discussion is open, <#{thread.id}>, but Discord did not take its first message; press again."
    )
    assert answers(env, thread) == []
    assert shown(await club.ada.click(shown_card, label="Discuss")) == f"It is being discussed already: <#{thread.id}>"
    assert len(answers(env, thread)) == 1
    await club.ada.click(shown_card, label="Discuss")
    assert len(answers(env, thread)) == 1
