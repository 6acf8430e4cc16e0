from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
import simcord
from discord.ext import commands

from bot.archive.server.people import stored_about_people
from bot.exchange import ImportRow
from bot.filing import Filing
from bot.views.limits import characters
from bot.views.pages.privacy import HEADINGS, PAGE_CHARACTERS, Standing, details, documents, heading, text_pages
from cogs import COGS
from tests.cogs.club import BLAME, OTHER, PRAISE, FilmClub, add, buttons, open_club, shown, within_budget
from tests.cogs.test_archive import diary, drawn, size, upload


async def privacy(club: FilmClub, member: simcord.MemberActor | None = None) -> simcord.InteractionResult:
    return await (member or club.ada).slash(club.channel, "privacy")


def answer(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that a button answered with."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    return message


def now_shown(env: simcord.Env, message: simcord.ResponseMessage) -> str:
    return str(env.backend.get_message(message.channel_id, message.id).components)


async def forget(club: FilmClub) -> simcord.ResponseMessage:
    """Have Ada forgotten, through the panel. Gives the message that asked."""
    asked = answer(await club.ada.click((await privacy(club)).response, label="Forget me here"))
    await club.ada.click(asked, label="Erase it all")
    return asked


async def whole_text(club: FilmClub, env: simcord.Env) -> str:
    """Every page of what is kept, behind the panel."""
    result = await privacy(club)
    await club.ada.click(result.response, label="Everything that is kept")
    pages: list[str] = []
    while drawn(env, result) not in pages:
        pages.append(drawn(env, result))
        if "Next ▶" in pages[-1]:
            await club.ada.click(result.response, label="Next ▶")
    return "\n".join(pages)


async def test_the_panel_says_in_private_what_is_stored_in_the_words_of_the_schema(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    result = await privacy(club)
    assert result.ephemeral
    assert "1 review of yours is archived here." in shown(result)
    assert within_budget(result.response.message)
    text = await whole_text(club, env)
    for table, words in stored_about_people():
        assert f"*{heading(table)}*" in text
        for about in words:
            assert about in text
    for cog in COGS:
        assert cog.stores in text
    assert set(HEADINGS) <= {table for table, _ in stored_about_people()}


def test_the_text_keeps_to_a_message_however_much_is_stored() -> None:
    stored = [(f"table_{n}", ["something that is kept"] * 30) for n in range(30)]
    pages = text_pages(stored, [("Part", "Nothing.")] * 20)
    assert len(pages) > 3
    assert all(f"*Table {n}*" in "".join(pages) for n in range(30)), "a new table is told of by its name"
    assert all(len(page) <= PAGE_CHARACTERS for page in pages)
    for number in range(len(pages)):
        assert characters(details(Standing(9, opted_out=True), pages, number, [])) < 4_000


async def test_everything_is_given_as_json(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    await add(club, BLAME, club.ben)
    result = await club.ada.click((await privacy(club)).response, label="Give it to me")
    assert result.ephemeral
    attachments = [file for answer in (result.response, *result.followups) if answer for file in answer.attachments]
    record = json.loads(await attachments[0].read())
    assert record["format"] == "pullquote-about-me"
    assert (record["server"], record["member"]) == (str(club.guild.id), str(club.ada.id))
    assert [body["text"] for body in record["body"]] == [PRAISE]
    assert [review["author_id"] for review in record["review"]] == [club.ada.id]
    assert "wooden throughout" not in json.dumps(record), "nothing of anybody else"


@pytest.mark.parametrize("limit", [2_000, 5_000, 10**6])
def test_a_large_answer_comes_in_numbered_files_that_are_each_valid_and_lose_nothing(limit: int) -> None:
    stored = {
        "opted_out": False,
        "review": [{"number": n, "rating": "★" * 20} for n in range(40)],
        "body": [{"number": n, "text": "a " * 300} for n in range(9)],
        "audit": [],
    }
    files = list(documents(stored, {"format": "pullquote-about-me"}, limit))
    records = [json.loads(data) for _, data in files]
    assert [len(data) <= limit for _, data in files] == [True] * len(files)
    assert [record["format"] for record in records] == ["pullquote-about-me"] * len(files)
    for table in ("review", "body", "audit"):
        assert [row for record in records for row in record[table]] == stored[table]
    names = [name for name, _ in files]
    assert names == (["about-me.json"] if len(files) == 1 else [f"about-me-{n + 1}.json" for n in range(len(files))])


async def test_who_has_nothing_here_gets_that_in_one_file(env: simcord.Env) -> None:
    club = open_club(env)
    result = await club.ben.click((await privacy(club, club.ben)).response, label="Give it to me")
    attachments = [file for answer in (result.response, *result.followups) if answer for file in answer.attachments]
    record = json.loads(await attachments[0].read())
    assert record["review"] == record["body"] == []


async def test_forgetting_asks_first_and_erases_after_a_restart_too(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    other = (await add(club, BLAME, club.ben)).response
    result = await privacy(club)
    await env.restart_bot(make_bot())
    asked = await club.ada.click(result.response, label="Forget me here")
    message = answer(asked)
    assert asked.ephemeral
    assert "This erases 1 review of yours on this server" in now_shown(env, message)
    assert "It cannot be undone." in now_shown(env, message)
    assert await size(env, club) == 2, "asking erases nothing"

    await env.restart_bot(make_bot())
    await club.ada.click(message, label="Erase it all")
    assert "1 review erased" in now_shown(env, message)
    assert await size(env, club) == 1
    assert "Review #1 was deleted." in now_shown(env, card)
    assert "masterpiece" not in now_shown(env, card)
    assert "Lighthouse" in now_shown(env, other)


async def test_a_card_that_cannot_be_reached_keeps_no_other_from_being_closed(env: simcord.Env) -> None:
    club = open_club(env)
    first = (await add(club, PRAISE)).response
    second = (await add(club, OTHER)).response
    env.inject_error("PATCH", f"/channels/*/messages/{first.id}", status=403, code=50001, times=None)
    await forget(club)
    assert await size(env, club) == 0
    assert "Review #2 was deleted." in now_shown(env, second)


async def test_opting_out_is_refused_aloud_everywhere_and_can_be_taken_back(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    result = await privacy(club)
    await env.restart_bot(make_bot())
    await club.ada.click(result.response, label="Stop archiving me")
    assert "You asked not to be archived: nothing new is filed." in drawn(env, result)
    refusal = "That member has asked not to be archived here, so nothing was filed."
    assert shown(await add(club, PRAISE)) == refusal
    message = await club.ada.send(club.channel, PRAISE)
    assert shown(await club.ben.context_menu(club.channel, "Read this review", message)) == refusal
    assert "asked not to be archived" in shown(await upload(club, diary(2)))

    await club.ada.click(result.response, label="Archive me again")
    assert "nothing new is filed" not in drawn(env, result)
    assert "Lighthouse" in shown(await add(club, PRAISE))


async def test_an_opt_out_survives_forgetting_as_a_fingerprint(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    await club.ada.click((await privacy(club)).response, label="Stop archiving me")
    message = await forget(club)
    assert "Archiving stays stopped for you" in now_shown(env, message)
    assert "asked not to be archived" in shown(await add(club, PRAISE))
    assert await size(env, club) == 0


async def test_forgetting_stops_the_members_own_import(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)
    gate = asyncio.Event()
    read = Filing.read

    async def slow(self: Filing, text: str):
        await env.external_wait(gate.wait(), reason="a long import")
        return await read(self, text)

    monkeypatch.setattr(Filing, "read", slow)
    preview = await upload(club, diary(30))
    await club.ada.click(preview.response, label="Import")
    await forget(club)
    gate.set()
    await env.settle()
    assert "You asked to be forgotten. 0 of 30 rows were done" in drawn(env, preview)
    assert await size(env, club) == 0


async def test_every_part_of_the_bot_is_asked_to_erase(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)
    asked: list[tuple[str, int, int]] = []
    for name, cog in env.bot.cogs.items():

        async def erase(guild_id: int, user_id: int, name: str = name) -> None:
            asked.append((name, guild_id, user_id))

        monkeypatch.setattr(cog, "erase_member", erase)
    await forget(club)
    assert asked == [(name, club.guild.id, club.ada.id) for name in env.bot.cogs]
    assert len(asked) == len(COGS)


async def test_nobody_is_forgotten_on_another_server(env: simcord.Env) -> None:
    here, there = open_club(env, "Here"), open_club(env, "There")
    await add(here, PRAISE)
    archive = env.bot.services.archive
    # The same review by the same member, as the other server would file it.
    review = await archive.server(here.guild.id).get(1)
    await archive.server(there.guild.id).add(ImportRow.of(review).draft(author_id=here.ada.id))
    await forget(here)
    assert (await size(env, here), await size(env, there)) == (0, 1)


async def test_the_panels_buttons_are_the_ones_that_fit(env: simcord.Env) -> None:
    club = open_club(env)
    result = await privacy(club)
    labels = list(buttons(result.response.message))
    agreeing = ["Lines of mine may be quoted", "My reviews may stand on the home page"]
    assert labels == ["Give it to me", *agreeing, "Stop archiving me", "Forget me here", "Everything that is kept"]
    assert len(shown(result)) < 800, "it is short: what is kept in detail is behind a button"
    await club.ada.click(result.response, label="Everything that is kept")
    assert "◀ Back" in drawn(env, result)
    await club.ada.click(result.response, label="◀ Back")
    assert "Forget me here" in drawn(env, result)


async def test_who_agrees_to_the_home_page_stands_there_by_name_until_they_take_it_back(env: simcord.Env) -> None:
    club = open_club(env)
    result = await privacy(club)
    assert "You have not agreed that your reviews stand" in shown(result)
    await club.ada.click(result.response, label="My reviews may stand on the home page")
    archive = env.bot.services.archive.server(club.guild.id)
    assert list(await archive.published()) == [club.ada.id]
    assert (await archive.published())[club.ada.id].startswith("ada")
    assert "You agreed that your reviews stand" in drawn(env, result)
    await club.ada.click(result.response, label="Take me off the home page")
    assert await archive.published() == {}


async def test_who_is_forgotten_may_have_their_cards_deleted_too(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    asked = answer(await club.ada.click((await privacy(club)).response, label="Forget me here"))
    await club.ada.click(asked, label="Erase it all, and my cards")
    assert await size(env, club) == 0
    assert "What the bot had posted stays" in now_shown(env, asked)
    assert card.id not in {message.id for message in club.channel.history()}
