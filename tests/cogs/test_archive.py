from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import simcord
from discord.ext import commands

from bot.exchange import plan, rows
from bot.filing import Filing
from tests.archive.exchange_samples import letterboxd_csv, letterboxd_row, zipped
from tests.cogs.club import BLAME, OTHER, PRAISE, FilmClub, add, buttons, open_club, shown, within_budget


def diary(count: int, text: str = OTHER, start: int = 0) -> bytes:
    """A Letterboxd reviews.csv of so many reviews of three films."""
    return letterboxd_csv(
        *(
            letterboxd_row(Name=f"Film {number % 3}", Letterboxd_URI=f"https://boxd.it/{number}", Review=text)
            for number in range(start, start + count)
        )
    )


async def upload(
    club: FilmClub, data: bytes, name: str = "reviews.csv", member: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    return await (member or club.ada).slash(club.channel, "archive import", file=(name, data))


def drawn(env: simcord.Env, result: simcord.InteractionResult) -> str:
    """What the message that answered looks like now."""
    assert result.response is not None
    message = env.backend.get_message(result.response.channel_id, result.response.id)
    return str(message.components)


def said(result: simcord.InteractionResult) -> str:
    """The sentence that was said beside a message that a button stands in."""
    return result.followups[-1].content


async def size(env: simcord.Env, club: FilmClub) -> int:
    return await env.bot.services.archive.server(club.guild.id).size()


async def test_a_letterboxd_file_is_previewed_filed_and_undone_as_one(env: simcord.Env) -> None:
    club = open_club(env)
    data = letterboxd_csv(
        letterboxd_row(Name="The Salt Road", Letterboxd_URI="a"),
        letterboxd_row(Name="**Glass** ||Harbour||", Letterboxd_URI="b"),
        letterboxd_row(Review=" – … ", Letterboxd_URI="c"),
        letterboxd_row(Rating="11", Letterboxd_URI="d"),
    )
    result = await upload(club, data)
    text = shown(result)
    assert result.ephemeral
    assert "2 reviews** would be filed as yours" in drawn(env, result)
    assert "2 films: The Salt Road (2019), " in text
    assert "\\*\\*Glass\\*\\*" in drawn(env, result).replace("\\\\", "\\")
    assert "Harbour" not in drawn(env, result), "what a title hides stays out of lists"
    assert "2 rows skipped" in text
    assert "Row 4: It has no review text." in text
    assert "Row 5: Its rating is not a half or whole number from 0.5 to 5." in text
    assert within_budget(result.response.message)
    assert await size(env, club) == 0

    await club.ada.click(result.response, label="Import")
    assert "**2 reviews** filed." in drawn(env, result)
    assert "Row 4" in drawn(env, result)
    server = env.bot.services.archive.server(club.guild.id)
    reviews = [review async for review in server.stream()]
    assert {(review.author_id, review.source, review.filer_id) for review in reviews} == {(club.ada.id, "import", None)}

    again = await upload(club, data)
    assert "2 reviews of this file are here already" in shown(again)
    assert "Import" not in buttons(again.response.message)

    await club.ada.click(result.response, label="Undo this import")
    assert "2 reviews erased" in drawn(env, result)
    assert await size(env, club) == 0


async def test_a_zip_is_read_and_the_yes_works_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    data = zipped({"reviews.csv": diary(3), "likes/reviews.csv": diary(9)})
    result = await upload(club, data, "letterboxd-ada-2026.zip")
    await env.restart_bot(make_bot())
    await club.ada.click(result.response, label="Import")
    assert "**3 reviews** filed." in drawn(env, result)
    await env.restart_bot(make_bot())
    await club.ada.click(result.response, label="Undo this import")
    assert await size(env, club) == 0


async def test_running_it_twice_adds_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    first, second = await upload(club, diary(3)), await upload(club, diary(3))
    await club.ada.click(first.response, label="Import")
    await club.ada.click(second.response, label="Import")
    assert "**0 reviews** filed.\\n3 reviews were here already and not filed again." in drawn(env, second)
    assert "Undo" not in drawn(env, second)
    assert await size(env, club) == 3


async def test_more_skipped_rows_than_a_message_holds_are_all_in_a_file(env: simcord.Env) -> None:
    club = open_club(env)
    data = letterboxd_csv(
        letterboxd_row(), *(letterboxd_row(Review=" – … ", Letterboxd_URI=str(n)) for n in range(300))
    )
    result = await upload(club, data)
    assert "and 290 more: all of them are in skipped.txt." in shown(result)
    assert within_budget(result.response.message)
    names = {attachment.filename: attachment for attachment in result.response.attachments}
    listed = (await names["skipped.txt"].read()).decode().splitlines()
    assert len(listed) == 300
    assert listed[-1] == "Row 302: It has no review text."
    await club.ada.click(result.response, label="Import")
    assert await size(env, club) == 1


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cat.png", b"\x89PNG\r\n\x1a\n\x00\x00", "neither Letterboxd's reviews.csv or export zip nor"),
        ("reviews.csv", b"", "This file is empty."),
        (
            "reviews.csv",
            b"Name,Year\nDune,2021\n",
            "This is not Letterboxd's reviews.csv: its first line has to name the columns",
        ),
        ("ratings.csv", b"Date,Name,Year,Letterboxd URI,Rating\n", "This is Letterboxd's ratings.csv, which holds no"),
        ("reviews.csv", b"Date,N\xff\n", "This file is not UTF-8 text"),
        ("export.zip", zipped({"films.csv": b"x"}), "This zip has no reviews.csv at its top level"),
        ("export.zip", b"PK\x03\x04broken", "This zip is damaged"),
        ("export.json", b'{"format":"other","version":1}', "This file is not a JSON document that Pullquote wrote."),
    ],
)
async def test_a_file_that_is_no_export_is_refused_in_one_sentence(
    env: simcord.Env, name: str, data: bytes, sentence: str
) -> None:
    club = open_club(env)
    result = await upload(club, data, name)
    assert result.ephemeral
    assert sentence in shown(result)
    assert "\n" not in shown(result)
    assert await size(env, club) == 0


async def test_a_file_that_is_too_big_is_refused_before_it_is_read(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.server.archive.LARGEST_FILE_BYTES", 100)
    club = open_club(env)
    data = diary(3)
    result = await upload(club, data)
    assert shown(result) == (
        f"That file has {len(data):,} bytes; the limit here is 100. The bot's owner can import it on the command line."
    )
    assert not [entry for entry in env.http_requests if "attachments" in str(entry)]


async def test_who_opted_out_imports_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    preview = await upload(club, diary(2))
    await env.bot.services.archive.server(club.guild.id).opt_out(club.ada.id)
    sentence = "You asked not to be archived here, so nothing was imported; see /privacy."
    assert shown(await upload(club, diary(2))) == sentence
    assert sentence in shown(await club.ada.click(preview.response, label="Import"))
    assert await size(env, club) == 0


async def test_a_file_that_only_its_component_shows_is_read_and_one_that_is_gone_is_asked_for_again(
    env: simcord.Env,
) -> None:
    club = open_club(env)
    preview = await upload(club, diary(2))
    stored = env.backend.get_message(preview.response.channel_id, preview.response.id)
    stored.attachments.clear()
    await club.ada.click(preview.response, label="Import")
    assert await size(env, club) == 2

    preview = await upload(club, diary(2, start=7))
    env.backend.cdn._blobs.clear()
    result = await club.ada.click(preview.response, label="Import")
    assert said(result) == "That file is not there any more: run `/archive import` again and upload it once more."


async def test_only_who_ran_it_and_moderators_undo_an_import(env: simcord.Env) -> None:
    club = open_club(env)
    first, second = await upload(club, diary(2)), await upload(club, diary(2, start=5), member=club.ben)
    await club.ada.click(first.response, label="Import")
    await club.ben.click(second.response, label="Import")
    archive = env.bot.services.archive.server(club.guild.id)
    assert (await archive.batch_actor(1), await archive.batch_actor(2)) == (club.ada.id, club.ben.id)
    # A button's id proves nothing: Ben's message is made to name Ada's import.
    stored = env.backend.get_message(second.response.channel_id, second.response.id)
    stored.components = json.loads(json.dumps(stored.components).replace("pq:import-undo:2", "pq:import-undo:1"))
    refused = await club.ben.click(second.response, label="Undo this import")
    assert said(refused) == "Only who ran an import, and moderators (Manage Messages), can undo it."
    assert await size(env, club) == 4
    await club.ada.click(first.response, label="Undo this import")
    late = await club.ben.click(second.response, label="Undo this import")
    assert said(late) == "That import is undone already."


async def test_an_ordinary_review_is_answered_while_an_import_runs(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    gate = asyncio.Event()
    read = Filing.read

    async def slow(self: Filing, text: str, guild_id: int | None = None):
        if text.startswith(OTHER):
            await env.external_wait(gate.wait(), reason="a long import")
        return await read(self, text, guild_id)

    monkeypatch.setattr(Filing, "read", slow)
    preview = await upload(club, diary(30))
    await club.ada.click(preview.response, label="Import")
    assert "0 of 30 rows" in drawn(env, preview)

    card = await add(club, PRAISE, club.ben)
    assert "The Lighthouse Keeper" in shown(card)
    assert "Positive" in shown(card)

    refused = await upload(club, diary(3), member=club.ben)
    assert shown(refused) == "An import is running on this server already; wait until it is done."
    gate.set()
    await env.settle()
    assert "**30 reviews** filed." in drawn(env, preview)
    assert await size(env, club) == 31


async def test_progress_is_drawn_every_few_seconds_at_most(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)

    async def draws_of(seconds: float, start: int) -> int:
        monkeypatch.setattr("cogs.server.archive.REDRAW_SECONDS", seconds)
        preview = await upload(club, diary(60, start=start))
        before = len(env.http_requests)
        await club.ada.click(preview.response, label="Import")
        return len([entry for entry in env.http_requests[before:] if entry.method == "PATCH"])

    assert await draws_of(1_000.0, 0) == 2
    assert await draws_of(0.0, 100) == 8


async def test_an_import_that_outlives_its_message_tells_the_member_at_its_end(env: simcord.Env) -> None:
    club = open_club(env)
    preview = await upload(club, diary(3))
    env.inject_error("PATCH", "/webhooks/*", status=401, code=50027, times=None)
    await club.ada.click(preview.response, label="Import")
    assert await size(env, club) == 3
    said_last = [entry for entry in env.http_requests if entry.method == "POST" and "/messages" in entry.path]
    assert "Your import is over: 3 of 3 rows done, 3 filed." in str(said_last[-1])


async def test_a_restart_breaks_an_import_off_and_the_same_file_goes_on(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot], monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    gate = asyncio.Event()
    read = Filing.read
    count = 0

    async def slow(self: Filing, text: str, guild_id: int | None = None):
        nonlocal count
        count += 1
        if count > 25:
            await env.external_wait(gate.wait(), reason="a long import")
        return await read(self, text, guild_id)

    monkeypatch.setattr(Filing, "read", slow)
    preview = await upload(club, diary(40))
    await club.ada.click(preview.response, label="Import")
    await env.bot.remove_cog("Archives")
    assert "The bot is being restarted: import the same file again to go on. 20 of 40 rows were done" in drawn(
        env, preview
    )
    assert await size(env, club) == 20
    monkeypatch.undo()
    await env.restart_bot(make_bot())
    again = await upload(club, diary(40))
    assert "20 reviews** would be filed" in drawn(env, again)
    await club.ada.click(again.response, label="Import")
    assert await size(env, club) == 40


async def test_an_archive_moves_by_json_with_its_authors_by_a_moderators_hand(env: simcord.Env) -> None:
    here, there = open_club(env, "Here"), open_club(env, "There")
    await add(here, PRAISE)
    await add(here, BLAME, here.ben)
    result = await here.mod.slash(here.channel, "archive export")
    data = await result.response.attachments[0].read()

    mine = await upload(there, data, "reviews.json", member=there.ada)
    assert "only moderators (Manage Messages) can import those" in shown(mine)
    assert "Import" not in buttons(mine.response.message)

    preview = await upload(there, data, "reviews.json", member=there.mod)
    assert "2 reviews** would be filed under their own 2 authors" in drawn(env, preview)
    await there.mod.click(preview.response, label="Import")
    server = env.bot.services.archive.server
    before = [review async for review in server(here.guild.id).stream()]
    after = [review async for review in server(there.guild.id).stream()]
    # How sure the film is depends on the films that a server knows already.
    kept = [[(r.text, r.author_id, replace(r.analysis, film=None)) for r in each] for each in (before, after)]
    assert kept[0] == kept[1]


async def test_the_right_to_keep_authors_is_asked_for_again_at_the_yes(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    data = await (await club.mod.slash(club.channel, "archive export")).response.attachments[0].read()
    await env.bot.services.archive.server(club.guild.id).erase([1])
    preview = await upload(club, data, "reviews.json", member=club.mod)
    env.backend.get_guild(club.guild.id).members[club.mod.id].role_ids.clear()
    await club.mod.click(preview.response, label="Import")
    assert "**0 reviews** filed." in drawn(env, preview)
    assert await size(env, club) == 0


# Export


@pytest.mark.parametrize(
    ("form", "name", "sign"),
    [
        ("JSON", "reviews.json", b'{"format":"pullquote-reviews"'),
        ("CSV", "reviews.csv", b'\xef\xbb\xbf"number"'),
        ("Markdown", "reviews.md", b"The Lighthouse Keeper"),
        ("Letterboxd", "reviews.csv", b'"Title","Year"'),
    ],
)
async def test_an_export_comes_as_a_file_for_who_asked_alone(
    env: simcord.Env, form: str, name: str, sign: bytes
) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    await add(club, OTHER, club.ben)
    result = await club.ada.slash(club.channel, "archive export", format=form)
    assert result.ephemeral
    (file,) = result.response.attachments
    data = await file.read()
    assert file.filename == name
    assert sign in data
    assert b"small masterpiece" in data
    assert b"laughed until I cried" not in data, "a member gets their own reviews only"
    assert "That is all: 1 review in 1 file." in shown(result)

    everybody = await club.mod.slash(club.channel, "archive export", format=form)
    assert b"laughed until I cried" in await everybody.response.attachments[0].read()
    own = await club.mod.slash(club.channel, "archive export", format=form, mine=True)
    assert shown(own) == "There is nothing to export: None of your reviews is archived on this server."


async def test_only_moderators_export_everybodys_reviews(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    result = await club.ben.slash(club.channel, "archive export", mine=False)
    assert shown(result) == (
        "Only moderators (Manage Messages) can export everybody's reviews; leave `mine` out to get your own."
    )


async def test_an_export_of_nothing_says_so(env: simcord.Env) -> None:
    club = open_club(env)
    result = await club.mod.slash(club.channel, "archive export")
    assert shown(result) == "There is nothing to export: No review is archived on this server."


async def test_a_large_export_comes_in_numbered_parts_that_are_each_whole(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    preview = await upload(club, diary(25))
    await club.ada.click(preview.response, label="Import")
    monkeypatch.setattr("cogs.server.archive.LARGEST_FILE_BYTES", 10_000)
    result = await club.ada.slash(club.channel, "archive export")
    files = [file for answer in (result.response, *result.followups) for file in answer.attachments]
    files = list({file.id: file for file in files}.values())
    assert len(files) > 2
    assert [file.filename for file in files] == [f"reviews-{n}.json" for n in range(1, len(files) + 1)]
    assert all(file.size <= 10_000 for file in files)
    assert sum([len(list(rows(await file.read()))) for file in files]) == 25
    assert f"That is all: 25 reviews in {len(files)} files." in shown(result)


async def test_what_a_format_cannot_hold_is_named(env: simcord.Env) -> None:
    club = open_club(env)
    plain = "This is a quiet and lovely film. The acting is superb, and every scene of it moved me."
    await add(club, plain)
    result = await club.ada.slash(club.channel, "archive export", format="Letterboxd")
    assert "1 review left out: Review 1 names no film." in shown(result)


async def test_hidden_reviews_are_in_moderators_exports_and_in_their_authors_own(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    await env.bot.services.archive.server(club.guild.id).hide(1, club.mod.id, "off topic")
    for who in (club.mod, club.ada):
        result = await who.slash(club.channel, "archive export")
        (row,) = plan(await result.response.attachments[0].read()).rows
        assert row.hidden_reason == "off topic"


async def test_exports_never_cross_servers(env: simcord.Env) -> None:
    here, there = open_club(env, "Here"), open_club(env, "There")
    await add(here, PRAISE)
    await add(there, OTHER)
    data = await (await there.mod.slash(there.channel, "archive export")).response.attachments[0].read()
    assert [row.text for row in plan(data).rows] == [OTHER]


async def test_stats_count_this_server_in_words(env: simcord.Env) -> None:
    club = open_club(env)
    assert "No reviews here yet." in shown(await club.ada.slash(club.channel, "archive stats"))
    await add(club, PRAISE)
    await add(club, BLAME, club.ben)
    result = await club.ada.slash(club.channel, "archive stats")
    assert not result.ephemeral
    assert "2 reviews of 1 film by 2 reviewers: " in shown(result)
    assert "▲ 1 positive · ▼ 1 negative" in shown(result)
