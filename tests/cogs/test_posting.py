"""Cards that Discord did not take at once, and callbacks that it took although it said otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest
import simcord
from discord.ext import commands

from bot.demo import as_text
from cogs.channels import _posting
from tests.archive.builders import make_draft
from tests.cogs.club import PRAISE, open_club, shown
from tests.cogs.test_intake import RAVE, answers, paste, watch

MINUTE = 61


@pytest.mark.parametrize("status", [429, 502])
async def test_a_card_that_discord_did_not_take_is_sent_later(env: simcord.Env, status: int) -> None:
    club = open_club(env)
    server = await watch(env, club)
    env.inject_error("POST", "/channels/*/messages", status=status, times=None)
    message = await paste(env, club, RAVE)
    assert await server.size() == 1
    assert answers(env, club) == []
    env.backend.faults.clear()
    await env.advance_time(MINUTE)
    (card,) = answers(env, club)
    assert "The Lighthouse Keeper" in as_text(card)
    assert card.reference is not None
    assert card.reference.message_id == message.id
    review = await server.get(1)
    assert review is not None
    assert review.card_message_id == card.id
    await env.advance_time(3 * MINUTE)
    assert len(answers(env, club)) == 1


async def test_a_connection_that_was_cut_is_no_lost_card(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)
    server = await watch(env, club)
    send = discord.TextChannel.send
    calls: list[object] = []

    async def cut(channel: discord.TextChannel, *arguments: Any, **options: Any) -> Any:
        """Send the message, and lose what Discord answers."""
        sent = await send(channel, *arguments, **options)
        if not calls:
            calls.append(sent)
            raise aiohttp.ServerDisconnectedError
        return sent

    monkeypatch.setattr(discord.TextChannel, "send", cut)
    await paste(env, club, RAVE)
    await env.advance_time(MINUTE)
    (card,) = answers(env, club)
    review = await server.get(1)
    assert review is not None
    assert review.card_message_id == card.id, "the card that stands there is known, and none is sent again"


async def test_a_channel_that_refuses_is_not_asked_every_minute(env: simcord.Env) -> None:
    club = open_club(env)
    await watch(env, club)
    env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
    await paste(env, club, RAVE)
    asked = len(env.http_requests)
    await env.advance_time(3 * MINUTE)
    assert not [one for one in env.http_requests[asked:] if one.method == "POST"]


async def test_a_restart_sends_the_cards_that_the_last_run_did_not(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot], monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message = await club.ben.send(club.channel, "Anything.")
    draft = make_draft(PRAISE, author_id=club.ben.id, source="watched", channel_id=club.channel.id)
    now = discord.utils.utcnow()
    await server.add(replace(draft, message_ids=(message.id,), written_at=now))
    await server.add(replace(draft, text=PRAISE + " Twice.", message_ids=(5,), written_at=now - timedelta(days=1)))
    monkeypatch.setattr(_posting, "_UNDER_WAY", timedelta(days=-99_999))
    await env.restart_bot(make_bot())
    await env.advance_time(MINUTE)
    (card,) = answers(env, club)
    assert "#1" in as_text(card)


async def test_a_hidden_review_gets_no_card_later(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    env.inject_error("POST", "/channels/*/messages", status=502, times=None)
    await paste(env, club, RAVE)
    await server.hide(1, club.mod.id, "not here")
    env.backend.faults.clear()
    await env.advance_time(MINUTE)
    assert answers(env, club) == []


@pytest.fixture
def taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every callback is answered as one that Discord had taken before: what follows a 502 that was none."""
    respond = discord.webhook.async_.AsyncWebhookAdapter.create_interaction_response

    async def again(adapter: Any, *arguments: Any, **options: Any) -> Any:
        await respond(adapter, *arguments, **options)
        answer = type("Response", (), {"status": 400, "reason": "Bad Request"})()
        raise discord.HTTPException(answer, {"code": 40060, "message": "Interaction has already been acknowledged."})

    monkeypatch.setattr(discord.webhook.async_.AsyncWebhookAdapter, "create_interaction_response", again)


@pytest.mark.usefixtures("taken_twice")
async def test_a_callback_that_discord_took_is_no_failure(env: simcord.Env) -> None:
    club = open_club(env)
    added = await club.ada.submit_modal(await club.ada.slash(club.channel, "review add"), {"text": PRAISE})
    assert added.response is not None
    assert "The Lighthouse Keeper" in shown(added)
    assert "Lines of #1" in shown(await club.ben.click(added.response, label="Lines"))
    refused = await club.ben.click(added.response, label="⋯")
    assert "can be changed by its author and by moderators" in shown(refused)
    listed = await club.ada.slash(club.channel, "review show", number=99)
    assert shown(listed) == "There is no review #99 on this server."


async def test_an_answer_that_was_sent_twice_stands_there_once(env: simcord.Env) -> None:
    club = open_club(env)
    added = await club.ada.submit_modal(await club.ada.slash(club.channel, "review add"), {"text": PRAISE})
    assert added.response is not None
    sent = [one for one in env.http_requests if "/webhooks/" in one.path]
    assert {one.method for one in sent} == {"PATCH"}, "an edit can be repeated, a follow-up would stand there twice"
    review = await env.bot.services.archive.server(club.guild.id).get(1)
    assert review.card_message_id == added.response.message.id
