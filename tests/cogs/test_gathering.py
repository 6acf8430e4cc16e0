"""What a review is gathered from: spoilers of each message, files that are hidden or missing, forwards, replies."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord
import pytest
import simcord

from bot.demo import as_text
from cogs.parts import gathering
from tests.cogs.club import OTHER, FilmClub, open_club, raw, shown
from tests.cogs.test_intake import QUIET, RAVE, answers, paste, server_of, watch

KILLER = "The brilliant twist is that the gardener is the terrible killer."
SCORES = (
    '"Glass Harvest" (2021). Scores by me || scores by my friend: 8 and 9. The dialogue sparkles, the cast is superb '
    "and I laughed until I cried in every scene of it. The director never puts a foot wrong in this wonderful film."
)
TWIST = f"||{KILLER}|| A wonderful film, and the best movie of the year by far."
FILE = (
    '"Glass Harvest" (2021) is a sharp and funny film. The dialogue sparkles, the cast is excellent and the director '
    f"never puts a foot wrong. {KILLER} I loved this movie, and every scene of it is a delight to watch. 8/10"
)
MORE = (
    "Part two: the last half hour of the film is a mess. The plot gives up, the actors look lost, the director has run "
    "out of ideas and I was bored. A terrible ending to a film that had been so good until then. 6/10"
)


async def everywhere(env: simcord.Env, club: FilmClub) -> str:
    """Give what is shown of the only review: its card, lines, lists and search."""
    lines = await club.ada.slash(club.channel, "search", query="brilliant twist")
    listed = await club.ada.slash(club.channel, "review list")
    card = await club.ada.slash(club.channel, "review show", number=1)
    pressed = await club.ada.click(card.response, label="Lines")
    why = await club.ada.click(card.response, label="Why?")
    return "\n".join(map(raw, (lines, listed, card, pressed, why)))


def in_the_open(markup: str) -> str:
    return "".join(markup.split("||")[::2])


async def test_a_bar_of_one_message_opens_no_spoiler_of_the_next(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await club.ben.send(club.channel, SCORES)
    await paste(env, club, TWIST)
    review = await server.get(1)
    assert review is not None
    assert len(review.message_ids) == 2
    seen = await everywhere(env, club)
    assert "gardener" not in in_the_open(seen)
    assert "superb" in in_the_open(seen), "the first message is not hidden"


async def test_a_file_marked_as_a_spoiler_is_hidden_whole(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await paste(env, club, "my review", attachments=[("SPOILER_message.txt", FILE.encode())])
    review = await server.get(1)
    assert review is not None
    assert review.film is None, "a title that is hidden heads no card"
    seen = in_the_open(await everywhere(env, club))
    assert not [word for word in ("gardener", "dialogue", "Glass", "8/10") if word in seen]


async def test_an_attachment_with_the_flag_of_a_spoiler_is_hidden_too(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    monkeypatch.setattr(discord.Attachment, "is_spoiler", lambda _: True)
    await club.ben.slash(club.channel, "review add", file=("message.txt", FILE.encode()))
    assert "gardener" not in in_the_open(await everywhere(env, club))


async def test_in_a_channel_of_spoilers_everything_is_one(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)
    await watch(env, club)
    monkeypatch.setattr(gathering, "_flags", {})
    get = env.bot.http.get_channel

    async def flagged(channel_id: int) -> Any:
        return {**(await get(channel_id)), "flags": 1 << 21}

    monkeypatch.setattr(env.bot.http, "get_channel", flagged)
    await paste(env, club, FILE)
    assert "gardener" not in in_the_open(await everywhere(env, club))


async def test_a_reply_to_oneself_goes_on_with_a_paste(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    first = await club.ben.send(club.channel, RAVE)
    await club.ben.send(club.channel, MORE, reply_to=first)
    await env.advance_time(QUIET)
    review = await server.get(1)
    assert review is not None
    assert MORE in review.text
    assert await server.size() == 1


async def test_a_reply_to_somebody_else_begins_anew(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    theirs = await club.ada.send(club.channel, "Which one next?")
    await club.ben.send(club.channel, RAVE)
    await club.ben.send(club.channel, OTHER + " " + MORE, reply_to=theirs)
    await env.advance_time(QUIET)
    assert await server.size() == 2


async def test_a_forwarded_review_is_read_from_its_original_as_its_authors(env: simcord.Env) -> None:
    club = open_club(env)
    lounge = club.guild.create_text_channel("lounge")
    original = await club.ada.send(lounge, RAVE)
    forward = await club.ben.forward(original, club.channel)
    read = await club.mod.context_menu(club.channel, "Read this review", forward)
    assert "The Lighthouse Keeper" in shown(read)
    review = await server_of(env, club).get(1)
    assert review is not None
    assert (review.author_id, review.channel_id, review.message_ids) == (club.ada.id, lounge.id, (original.id,))


async def test_a_forward_from_where_its_reader_may_not_look_is_said_to_be_one(env: simcord.Env) -> None:
    club = open_club(env)
    nobody = discord.PermissionOverwrite(view_channel=False)
    secret = club.guild.create_text_channel("secret", overwrites={club.mod: nobody})
    forward = await club.ben.forward(await club.ada.send(secret, RAVE), club.channel)
    read = await club.mod.context_menu(club.channel, "Read this review", forward)
    assert shown(read) == gathering.FORWARDED.replace("**", "")
    assert await server_of(env, club).size() == 0


async def test_a_forward_in_a_watched_channel_is_said_to_be_one(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    lounge = club.guild.create_text_channel("lounge")
    await club.ben.forward(await club.ada.send(lounge, RAVE), club.channel)
    await club.ben.forward(await club.ada.send(lounge, "Who is coming?"), club.channel)
    await env.advance_time(QUIET)
    assert [as_text(answer) for answer in answers(env, club)] == [gathering.FORWARDED.replace("**", "")]
    assert await server.size() == 0


FAULTS = [
    discord.NotFound(type("Response", (), {"status": 404, "reason": "Not Found"})(), "gone"),
    discord.DiscordServerError(type("Response", (), {"status": 500, "reason": "Error"})(), "down"),
    aiohttp.ClientPayloadError("cut"),
    b"half",
    RAVE.encode() * 2,
]


@pytest.mark.parametrize("fault", FAULTS, ids=["404", "500", "cut", "shorter", "longer"])
async def test_a_file_that_does_not_arrive_is_named_in_a_sentence_in_every_way_in(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch, fault: Exception | bytes
) -> None:
    club = open_club(env)
    server = await watch(env, club)

    async def read(_: discord.Attachment, **__: object) -> bytes:
        if isinstance(fault, bytes):
            return fault
        raise fault

    monkeypatch.setattr(discord.Attachment, "read", read)
    message = await paste(env, club, "", attachments=[("message.txt", RAVE.encode())])
    said = [as_text(answer) for answer in answers(env, club)]
    assert said == ["message.txt did not arrive whole from Discord, so nothing was filed; send it once more."]
    asked = await club.ada.context_menu(club.channel, "Read this review", message)
    added = await club.ada.slash(club.channel, "review add", file=("message.txt", RAVE.encode()))
    imported = await club.ada.slash(club.channel, "archive import", file=("reviews.csv", b"Date,Name"))
    for result in (asked, added, imported):
        assert "did not arrive whole from Discord" in shown(result)
    assert await server.size() == 0
