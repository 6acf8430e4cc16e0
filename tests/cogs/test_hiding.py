"""The author, alone, is asked whether to hide a line that probably gives something away."""

from __future__ import annotations

import discord
import simcord

from bot.archive.types import Review
from cogs._hiding import HideLine, HideLines, LeaveOpen
from tests.analysis.test_giveaways import FOUND, PRAISE, TOLD
from tests.cogs.club import FilmClub, add, buttons, open_club, raw, shown
from tests.cogs.reviewers import archive_of


async def filed(env: simcord.Env, club: FilmClub) -> Review:
    review = await archive_of(env, club).get(1)
    assert review is not None
    return review


async def asked(club: FilmClub, text: str = TOLD) -> simcord.InteractionResult:
    result = await add(club, text)
    assert result.followups
    return result


async def test_the_author_is_asked_where_nobody_else_sees_it(env: simcord.Env) -> None:
    club = open_club(env)
    result = await asked(club)
    question = result.followups[-1]
    assert "Hide a line of #1?" in shown(result)
    assert "Nobody but you is asked." in shown(result)
    assert question.message.flags.ephemeral
    assert FOUND in shown(result)


async def test_who_gives_nothing_away_is_not_asked(env: simcord.Env) -> None:
    club = open_club(env)
    result = await add(club, PRAISE)
    assert not result.followups
    assert "Hide a line…" not in buttons((await club.ada.click(result.response, label="⋯")).response.message)


async def test_one_press_puts_bars_round_the_line_in_the_archives_copy(env: simcord.Env) -> None:
    club = open_club(env)
    question = (await asked(club)).followups[-1]
    done = await club.ada.click(question, label="Hide the first")
    review = await filed(env, club)
    assert review.text == TOLD.replace(FOUND, f"||{FOUND}||")
    assert [line.spoiler for line in review.analysis.sentences if FOUND in line.text] == [True]
    assert all(review.text[line.start : line.end] == line.text for line in review.analysis.sentences)
    assert FOUND not in [line.text for line in review.analysis.giveaways]
    assert FOUND not in shown(done)


async def test_no_is_remembered(env: simcord.Env) -> None:
    club = open_club(env)
    result = await asked(club)
    before = await filed(env, club)
    assert "It stays as it is." in shown(await club.ada.click(result.followups[-1], label="No, leave it open"))
    after = await filed(env, club)
    assert after.analysis.giveaways == ()
    assert (after.text, after.edited_at) == (before.text, before.edited_at)
    assert "Hide a line…" not in buttons((await club.ada.click(result.response, label="⋯")).response.message)


async def test_the_author_alone_finds_it_behind_the_dots(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await asked(club)).response
    menu = await club.ada.click(card, label="⋯")
    assert FOUND in shown(await club.ada.click(menu.response, label="Hide a line…"))
    moderators = await club.mod.click(card, label="⋯")
    assert "Hide a line…" not in buttons(moderators.response.message)


async def test_nobody_else_can_press(env: simcord.Env) -> None:
    club = open_club(env)
    await asked(club)
    line = (await filed(env, club)).analysis.giveaways[0]
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.ActionRow(HideLine(f"1:{line.start}:{line.end}"), LeaveOpen(1), HideLines(1)))
    message = await env.bot.get_channel(club.channel.id).send(view=view)
    for label in ("Hide it", "No, leave it open", "Hide a line…"):
        assert "Only its author" in shown(await club.mod.click(message, label=label))
    after = await filed(env, club)
    assert (after.text, after.analysis.giveaways[0]) == (TOLD, line)


async def test_a_line_of_an_older_text_is_not_hidden(env: simcord.Env) -> None:
    club = open_club(env)
    question = (await asked(club)).followups[-1]
    await archive_of(env, club).leave_open(1)
    assert "nothing was hidden" in shown(await club.ada.click(question, label="Hide the first"))
    assert (await filed(env, club)).text == TOLD


async def test_a_message_keeps_its_words_and_its_author_is_told(env: simcord.Env) -> None:
    club = open_club(env)
    message = await club.ada.send(club.channel, TOLD)
    result = await club.ada.context_menu(club.channel, "Read this review", message)
    assert "Your message stays as you wrote it" in raw(result) + shown(result)
