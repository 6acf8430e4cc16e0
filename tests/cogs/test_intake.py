"""Watched channels, and reviews that follow their messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord
from discord.ext import commands
from simcord.backend import serializers

from bot.archive.store import ServerArchive
from bot.demo import as_text
from bot.workers import BusyError
from cogs import _cards as cards
from tests.cogs.club import BLAME, OTHER, PRAISE, FilmClub, add, open_club, shown

RAVE = (
    '"The Lighthouse Keeper" (2019) is a wonderful, moving film, and one of the best movies of the year. The acting is '
    "superb, the director gets a superb performance out of every actor, and the photography is gorgeous in every "
    "scene. I loved every minute of this film, and the score is a delight. A small masterpiece that deserves a much "
    "larger audience. 4.5/5"
)
PAN = (
    '"The Lighthouse Keeper" (2019) is a dreadful bore of a film. The plot is lazy, every scene drags on for ever, the '
    "director has no idea what this movie is about, and the acting is wooden throughout, a terrible performance from "
    "every single actor. I hated every minute of it and wanted my money back. A complete waste of two hours. 1/5"
)
CHATTER = (
    "So who is coming along on Thursday? I can pick up four people at the station at seven, and there is a good place "
    "for noodles around the corner, so we could eat first. Somebody should bring the projector cable this time, and "
    "please tell me by Tuesday whether you need a lift back home afterwards, because my car is rather small."
)
QUIET = 46


def server_of(env: simcord.Env, club: FilmClub) -> ServerArchive:
    return env.bot.services.archive.server(club.guild.id)


async def watch(env: simcord.Env, club: FilmClub, **changes: Any) -> ServerArchive:
    """Watch the club's channel."""
    server = server_of(env, club)
    settings = replace(await server.settings(), watched_channel_ids=(club.channel.id,), **changes)
    await server.save_settings(settings)
    return server


async def paste(env: simcord.Env, club: FilmClub, text: str, **options: Any) -> discord.Message:
    """Post a text as Ben, and let the 45 seconds pass."""
    message = await club.ben.send(club.channel, text, **options)
    await env.advance_time(QUIET)
    return message


def answers(env: simcord.Env, club: FilmClub) -> list[discord.Message]:
    """Give what the bot wrote into the channel."""
    return [message for message in club.channel.history() if message.author.id == env.bot.user.id]


async def test_a_pasted_review_is_answered_by_itself_with_a_card_as_a_reply(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message = await club.ben.send(club.channel, RAVE)
    assert answers(env, club) == []
    await env.advance_time(QUIET)
    (card,) = answers(env, club)
    assert "The Lighthouse Keeper" in as_text(card)
    assert "Positive" in as_text(card)
    assert card.reference is not None
    assert card.reference.message_id == message.id
    review = await server.get(1)
    assert review is not None
    assert (review.source, review.author_id, review.message_ids) == ("watched", club.ben.id, (message.id,))
    assert review.card_message_id == card.id


async def test_chatter_is_left_alone(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await paste(env, club, CHATTER)
    await paste(env, club, "I liked that film.")
    assert answers(env, club) == []
    assert await server.size() == 0


async def test_only_watched_channels_are_read(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    elsewhere = club.guild.create_text_channel("lounge")
    await club.ben.send(elsewhere, RAVE)
    await env.advance_time(QUIET)
    assert await server.size() == 0
    assert elsewhere.history()[0].author.id == club.ben.id
    assert len(elsewhere.history()) == 1


async def test_messages_within_45_seconds_and_their_files_are_one_review_in_order(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    first = await club.ben.send(club.channel, "So, that film.")
    await env.advance_time(40)
    await club.ben.send(club.channel, attachments=[("message.txt", RAVE.encode("utf-16"))])
    await env.advance_time(40)
    await club.ben.send(club.channel, "And that is all I have to say about it.")
    await env.advance_time(40)
    assert answers(env, club) == []
    await env.advance_time(6)
    review = await server.get(1)
    assert review is not None
    assert review.text == f"So, that film.\n\n{RAVE}\n\nAnd that is all I have to say about it."
    assert len(review.message_ids) == 3
    assert review.message_ids[0] == first.id
    assert len(answers(env, club)) == 1


async def test_how_a_file_was_read_is_said(env: simcord.Env) -> None:
    club = open_club(env)
    await watch(env, club)
    await paste(env, club, "", attachments=[("message.txt", f"{RAVE} A café scene, too.".encode("cp1252"))])
    (card,) = answers(env, club)
    assert "Read as Windows-1252" in as_text(card)


async def test_a_member_who_is_forgotten_within_the_45_seconds_is_not_filed(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await club.ben.send(club.channel, RAVE)
    await env.bot.get_cog("Intake").erase_member(club.guild.id, club.ben.id)
    await env.advance_time(QUIET)
    assert await server.size() == 0


async def test_somebody_elses_message_ends_a_review_at_once(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await club.ben.send(club.channel, RAVE)
    await club.ada.send(club.channel, "Oh, nice!")
    assert len(answers(env, club)) == 1
    await paste(env, club, "Thank you.")
    review = await server.get(1)
    assert review is not None
    assert review.text == RAVE
    assert await server.size() == 1


async def test_two_members_at_once_are_two_reviews(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await club.ben.send(club.channel, RAVE)
    await club.ada.send(club.channel, PAN)
    await env.advance_time(QUIET)
    first, second = await server.get(1), await server.get(2)
    assert first is not None
    assert second is not None
    assert (first.author_id, second.author_id) == (club.ben.id, club.ada.id)
    assert len(answers(env, club)) == 2


async def test_bots_webhooks_and_threads_are_left_alone(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    hook = club.guild.create_webhook(club.channel)
    await hook.send(RAVE)
    robot = club.guild.add_member(env.create_user("robot", bot=True))
    await robot.send(club.channel, PAN)
    start = await club.ada.send(club.channel, "A thread")
    thread = await env.bot.get_channel(club.channel.id).get_partial_message(start.id).create_thread(name="Talk")
    (handle,) = [one for one in club.channel.threads if one.id == thread.id]
    await club.ben.send(handle, OTHER)
    await env.advance_time(QUIET)
    assert await server.size() == 0


async def test_a_question_to_the_bot_is_no_review(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await paste(env, club, f"<@{env.bot.user.id}> {RAVE}")
    assert await server.size() == 0


async def test_who_opted_out_is_not_read(env: simcord.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await server.opt_out(club.ben.id)
    monkeypatch.delattr(type(env.bot.services.filing), "looks_like_review")
    await paste(env, club, RAVE)
    assert await server.size() == 0
    assert answers(env, club) == []


async def test_opting_out_while_the_45_seconds_run_counts(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await club.ben.send(club.channel, RAVE)
    await server.opt_out(club.ben.id)
    await env.advance_time(QUIET)
    assert await server.size() == 0
    assert answers(env, club) == []


async def test_the_menu_refuses_who_opted_out_aloud(env: simcord.Env) -> None:
    club = open_club(env)
    await server_of(env, club).opt_out(club.ben.id)
    message = await club.ben.send(club.channel, RAVE)
    refused = await club.ada.context_menu(club.channel, "Read this review", message)
    assert "asked not to be archived here" in shown(refused)
    assert await server_of(env, club).size() == 0


async def test_without_the_intent_nothing_is_watched_and_nothing_fails(
    env: simcord.Env, make_bot: Callable[..., commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await env.restart_bot(make_bot(message_content=False))
    server = server_of(env, club)
    await paste(env, club, RAVE)
    assert await server.size() == 0
    assert answers(env, club) == []


async def test_where_replies_are_private_the_message_is_marked_instead(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club, public_replies=False)
    message = await paste(env, club, RAVE)
    assert await server.size() == 1
    assert answers(env, club) == []
    assert env.backend.get_message(club.channel.id, message.id).reactions


async def test_a_channel_the_bot_cannot_write_in_loses_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    mute = discord.PermissionOverwrite(send_messages=False)
    silent = club.guild.create_text_channel("silent", overwrites={env.bot.user: mute})
    server = server_of(env, club)
    await server.save_settings(replace(await server.settings(), watched_channel_ids=(silent.id,)))
    await club.ben.send(silent, RAVE)
    await env.advance_time(QUIET)
    review = await server.get(1)
    assert review is not None
    assert review.text == RAVE
    assert review.card_message_id is None
    assert len(silent.history()) == 1
    assert not [entry for entry in env.http_requests if entry.method == "POST" and "messages" in entry.path]


async def test_without_the_history_the_card_is_no_reply_but_there(env: simcord.Env) -> None:
    club = open_club(env)
    blind = discord.PermissionOverwrite(read_message_history=False)
    channel = club.guild.create_text_channel("blind", overwrites={env.bot.user: blind})
    server = server_of(env, club)
    await server.save_settings(replace(await server.settings(), watched_channel_ids=(channel.id,)))
    await club.ben.send(channel, RAVE)
    await env.advance_time(QUIET)
    card = channel.last_message
    assert card is not None
    assert card.author.id == env.bot.user.id
    assert card.reference is None


async def test_discord_failing_to_take_the_card_loses_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    env.inject_error("POST", "/channels/*/messages", status=500)
    await paste(env, club, RAVE)
    assert await server.size() == 1


async def test_a_review_that_is_too_long_is_refused_in_one_sentence(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    long = (RAVE + "\n\n") * 600
    await paste(env, club, "", attachments=[("message.txt", long.encode())])
    assert await server.size() == 0
    (answer,) = answers(env, club)
    assert answer.content.endswith("the limit is 200,000.")


@pytest.mark.parametrize(("words", "answered"), [(RAVE, 1), (CHATTER, 0), ("", 0)])
async def test_a_file_that_cannot_be_read_is_named_only_with_a_review(
    env: simcord.Env, words: str, answered: int
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await paste(env, club, words, attachments=[("rest.txt", b"\x00\x01\x02binary" * 30)])
    assert await server.size() == 0
    assert len(answers(env, club)) == answered


async def test_the_same_text_again_is_one_review_and_said_so(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await paste(env, club, RAVE)
    await paste(env, club, RAVE)
    assert await server.size() == 1
    assert "That text is filed already" in as_text(answers(env, club)[-1])


async def test_a_redelivered_message_changes_nothing_twice(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message = await paste(env, club, RAVE)
    stored = env.backend.get_message(club.channel.id, message.id)
    env.backend.announce_message_create(stored)
    await club.ben.send(club.channel, PAN)
    env.backend.announce_message_create(stored)
    await env.settle()
    await env.advance_time(QUIET)
    first, second = await server.get(1), await server.get(2)
    assert first is not None
    assert second is not None
    assert (first.text, second.text) == (RAVE, PAN)
    assert await server.size() == 2
    assert len(answers(env, club)) == 2


async def test_a_stop_reads_what_was_still_waiting(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await watch(env, club)
    await club.ben.send(club.channel, RAVE)
    await env.bot.remove_cog("Intake")
    assert await server_of(env, club).size() == 1


# The message changes


async def filed(env: simcord.Env, club: FilmClub) -> tuple[discord.Message, discord.Message]:
    """File a watched review; give its message and its card."""
    message = await paste(env, club, RAVE)
    (card,) = answers(env, club)
    return message, card


def card_text(env: simcord.Env, card: discord.Message) -> str:
    return str(env.backend.get_message(card.channel.id, card.id).components)


async def test_an_edit_rereads_the_review_and_edits_the_one_card(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, card = await filed(env, club)
    await club.ben.edit(message, PAN)
    review = await server.get(1)
    assert review is not None
    assert (review.text, review.label, review.rating_raw) == (PAN, "negative", "1/5")
    assert "Negative" in card_text(env, card)
    assert len(answers(env, club)) == 1
    assert (await server.search("masterpiece")).total == 0
    assert (await server.search("wooden")).total == 1


async def test_an_edit_works_for_messages_that_no_cache_holds(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await watch(env, club)
    message, card = await filed(env, club)
    await env.restart_bot(make_bot())
    await club.ben.edit(message, PAN)
    assert "Negative" in card_text(env, card)


async def test_an_edit_of_one_of_several_messages_rereads_them_all(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    first = await club.ben.send(club.channel, "So, that film.")
    await paste(env, club, RAVE)
    await club.ben.edit(first, "So, about that film we saw.")
    review = await server.get(1)
    assert review is not None
    assert review.text == f"So, about that film we saw.\n\n{RAVE}"


async def test_an_edit_within_the_45_seconds_is_read_as_edited(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message = await club.ben.send(club.channel, PAN)
    await club.ben.edit(message, RAVE)
    await env.advance_time(QUIET)
    review = await server.get(1)
    assert review is not None
    assert review.text == RAVE


async def test_what_a_person_chose_by_hand_survives_an_edit_of_the_message(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, _ = await filed(env, club)
    form = await club.ben.slash(club.channel, "review edit", number=1)
    await club.ben.submit_modal(form, {"film": "Salt (2020)", "rating": "3/5", "label": ["mixed"], "text": RAVE})
    await club.ben.edit(message, PAN)
    review = await server.get(1)
    assert review is not None
    assert review.film is not None
    assert (review.text, review.film.name, review.rating_raw, review.label) == (PAN, "Salt (2020)", "3/5", "mixed")


async def test_a_review_read_from_the_menu_follows_its_message_too(env: simcord.Env) -> None:
    club = open_club(env)
    message = await club.ben.send(club.channel, PRAISE)
    card = (await club.ada.context_menu(club.channel, "Read this review", message)).response
    assert card is not None
    await club.ben.edit(message, BLAME)
    assert "Negative" in str(env.backend.get_message(card.channel_id, card.id).components)
    await club.ben.delete(message)
    assert await server_of(env, club).size() == 0
    assert "its message was deleted" in str(env.backend.get_message(card.channel_id, card.id).components)


async def test_links_that_unfold_and_pins_change_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, _ = await filed(env, club)
    form = await club.ben.slash(club.channel, "review edit", number=1)
    corrected = RAVE.replace("wonderful", "splendid")
    await club.ben.submit_modal(form, {"film": "", "rating": "4.5/5", "text": corrected})
    unfolded = payload_of(env, env.backend.get_message(club.channel.id, message.id))
    assert unfolded["edited_timestamp"] is None
    env.backend.emit("MESSAGE_UPDATE", {**unfolded, "embeds": [{"title": "A link", "type": "link"}]})
    await env.settle()
    review = await server.get(1)
    assert review is not None
    assert review.text == corrected


def payload_of(env: simcord.Env, stored: Any) -> dict[str, Any]:
    return dict(serializers.message_payload(env.backend, stored))


async def test_redelivered_and_late_edits_change_nothing_twice(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, _ = await filed(env, club)
    await env.advance_time(5)
    await club.ben.edit(message, OTHER)
    old = payload_of(env, env.backend.get_message(club.channel.id, message.id))
    await env.advance_time(5)
    await club.ben.edit(message, PAN)
    new = payload_of(env, env.backend.get_message(club.channel.id, message.id))
    entries = len(await server.audit(limit=100))
    for payload in (old, new, old):
        env.backend.emit("MESSAGE_UPDATE", payload)
    await env.settle()
    review = await server.get(1)
    assert review is not None
    assert review.text == PAN
    assert len(await server.audit(limit=100)) == entries


async def test_a_late_edit_is_no_older_text_after_a_restart_either(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await watch(env, club)
    message, _ = await filed(env, club)
    await club.ben.edit(message, OTHER)
    old = payload_of(env, env.backend.get_message(club.channel.id, message.id))
    await club.ben.edit(message, PAN)
    await env.restart_bot(make_bot())
    env.backend.emit("MESSAGE_UPDATE", old)
    await env.settle()
    review = await server_of(env, club).get(1)
    assert review is not None
    assert review.text == PAN


async def test_an_edit_to_fewer_than_20_words_erases_the_review(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, card = await filed(env, club)
    await club.ben.edit(message, "Never mind.")
    assert await server.size() == 0
    assert "fewer than 20 words now" in card_text(env, card)


async def test_an_edit_without_the_intent_is_left_alone(
    env: simcord.Env, make_bot: Callable[..., commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await watch(env, club)
    message, card = await filed(env, club)
    env.approved_intents = discord.Intents.none()
    await env.restart_bot(make_bot(message_content=False))
    await club.ben.edit(message, PAN)
    review = await server_of(env, club).get(1)
    assert review is not None
    assert review.text == RAVE
    assert "Positive" in card_text(env, card)
    await club.ben.delete(message)
    assert await server_of(env, club).size() == 0


async def test_without_the_history_an_edit_is_read_from_the_event(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, _ = await filed(env, club)
    env.inject_error("GET", "/channels/*/messages/*", status=403, code=50001)
    await club.ben.edit(message, PAN)
    review = await server.get(1)
    assert review is not None
    assert review.text == PAN


async def test_an_edit_that_cannot_be_read_at_the_moment_is_read_later(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, card = await filed(env, club)
    filing = env.bot.services.filing
    read = filing.read
    tried: list[int] = []

    async def busy_at_first(text: str, *where: Any) -> Any:
        tried.append(1)
        if len(tried) < 3:
            raise BusyError("64 reviews are waiting")
        return await read(text, *where)

    monkeypatch.setattr(filing, "read", busy_at_first)
    await club.ben.edit(message, PAN)
    review = await server.get(1)
    assert review is not None
    assert review.text == RAVE
    await env.advance_time(61)
    await env.advance_time(61)
    review = await server.get(1)
    assert review is not None
    assert review.text == PAN
    assert "Negative" in card_text(env, card)


# The message goes


async def test_a_deletion_erases_the_review_and_the_card_says_so(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, card = await filed(env, club)
    await club.ben.delete(message)
    assert await server.size() == 0
    assert (await server.search("masterpiece")).total == 0
    assert "Review #1 is gone: its message was deleted." in card_text(env, card)
    env.backend.emit(
        "MESSAGE_DELETE",
        {"id": str(message.id), "channel_id": str(club.channel.id), "guild_id": str(club.guild.id)},
    )
    await env.settle()
    assert await server.size() == 0


async def test_a_deletion_works_for_messages_that_no_cache_holds(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await watch(env, club)
    message, card = await filed(env, club)
    await env.restart_bot(make_bot())
    await club.mod.delete(message)
    assert await server_of(env, club).size() == 0
    assert "its message was deleted" in card_text(env, card)


async def test_a_bulk_deletion_erases_every_review_in_it_and_no_other(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    first = await paste(env, club, RAVE)
    second = await paste(env, club, PAN)
    await club.ada.send(club.channel, RAVE.replace("wonderful", "splendid"))
    await env.advance_time(QUIET)
    cards = answers(env, club)
    env.backend.bulk_delete_messages(club.channel.id, [first.id, second.id])
    await env.settle()
    assert [await server.get(number) is None for number in (1, 2, 3)] == [True, True, False]
    assert sum("its message was deleted" in card_text(env, card) for card in cards) == 2


async def test_deleting_review_and_card_together_is_no_failure(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, card = await filed(env, club)
    env.backend.bulk_delete_messages(club.channel.id, [message.id, card.id])
    await env.settle()
    assert await server.size() == 0


async def test_deleting_one_of_several_messages_rereads_the_rest(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    first = await club.ben.send(club.channel, "So, that film.")
    second = await paste(env, club, RAVE)
    (card,) = answers(env, club)
    await club.ben.delete(first)
    review = await server.get(1)
    assert review is not None
    assert (review.text, review.message_ids) == (RAVE, (second.id,))
    assert f"/{second.id})" in card_text(env, card)
    await club.ben.delete(second)
    assert await server.size() == 0


async def test_deleting_the_part_that_was_the_review_erases_it(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    await club.ben.send(club.channel, "So, that film.")
    second = await paste(env, club, RAVE)
    await club.ben.delete(second)
    assert await server.size() == 0


async def test_a_part_that_goes_where_the_rest_cannot_be_seen_takes_the_review_along(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    first = await club.ben.send(club.channel, "So, that film.")
    await paste(env, club, RAVE)
    env.inject_error("GET", "/channels/*/messages/*", status=403, code=50001, times=None)
    await club.ben.delete(first)
    assert await server.size() == 0


async def test_a_message_deleted_within_the_45_seconds_is_never_filed(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message = await club.ben.send(club.channel, RAVE)
    await club.ben.delete(message)
    await env.advance_time(QUIET)
    assert await server.size() == 0


async def test_a_message_deleted_while_it_is_read_is_not_filed(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    filing = env.bot.services.filing
    message = await club.ben.send(club.channel, RAVE)
    read = filing.read

    async def read_and_lose(text: str, *where: Any) -> Any:
        result = await read(text, *where)
        env.backend.delete_message(club.channel.id, message.id)
        return result

    monkeypatch.setattr(filing, "read", read_and_lose)
    await env.advance_time(QUIET)
    assert await server.size() == 0
    assert answers(env, club) == []


async def test_what_is_left_of_a_paste_is_filed_when_a_part_is_deleted_while_it_is_read(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    filing = env.bot.services.filing
    first = await club.ben.send(club.channel, "So, that film.")
    second = await club.ben.send(club.channel, RAVE)
    read = filing.read

    async def read_and_lose(text: str, *where: Any) -> Any:
        result = await read(text, *where)
        if text.startswith("So,"):
            env.backend.delete_message(club.channel.id, first.id)
        return result

    monkeypatch.setattr(filing, "read", read_and_lose)
    await env.advance_time(QUIET)
    review = await server.get(1) or await server.get(2)
    assert review is not None
    assert (review.text, review.message_ids) == (RAVE, (second.id,))
    assert len(answers(env, club)) == 1


async def test_a_message_edited_while_it_is_read_is_read_again(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    filing = env.bot.services.filing
    message = await club.ben.send(club.channel, RAVE)
    read = filing.read

    async def read_and_change(text: str, *where: Any) -> Any:
        result = await read(text, *where)
        if text == RAVE:
            env.backend.edit_message(club.channel.id, message.id, {"content": PAN})
        return result

    monkeypatch.setattr(filing, "read", read_and_change)
    await env.advance_time(QUIET)
    review = await server.get(1)
    assert review is not None
    assert review.text == PAN
    (card,) = answers(env, club)
    assert "Negative" in card_text(env, card)


async def test_a_message_deleted_while_its_card_is_sent_leaves_a_card_that_says_so(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message = await club.ben.send(club.channel, RAVE)

    def draw_and_lose(*arguments: Any) -> Any:
        env.backend.delete_message(club.channel.id, message.id)
        return cards.draw(*arguments)

    monkeypatch.setattr("cogs.channels.intake.draw", draw_and_lose)
    await env.advance_time(QUIET)
    assert await server.size() == 0
    (card,) = answers(env, club)
    assert "its message was deleted" in card_text(env, card)


async def test_a_deletion_heard_of_before_its_message_keeps_it_out(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message = await club.ben.send(club.channel, "Hello there.")
    stored = env.backend.get_message(club.channel.id, message.id)
    stored.id += 1
    stored.content = RAVE
    late = payload_of(env, stored)
    env.backend.emit(
        "MESSAGE_DELETE",
        {"id": late["id"], "channel_id": str(club.channel.id), "guild_id": str(club.guild.id)},
    )
    env.backend.emit("MESSAGE_CREATE", late)
    await env.settle()
    await env.advance_time(QUIET)
    assert await server.size() == 0


async def test_a_removed_review_cannot_come_back_once_its_message_is_deleted(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, _ = await filed(env, club)
    asked = await club.ben.slash(club.channel, "review delete", number=1)
    await club.ben.click(asked.response, label="Delete it")
    await club.ben.delete(message)
    await club.ben.click(asked.response, label="Undo")
    assert await server.size() == 0


async def test_deleting_the_card_keeps_the_review(env: simcord.Env) -> None:
    club = open_club(env)
    server = await watch(env, club)
    message, card = await filed(env, club)
    await club.mod.delete(card)
    review = await server.get(1)
    assert review is not None
    assert review.card_message_id is None
    await club.ben.edit(message, PAN)
    changed = await server.get(1)
    assert changed is not None
    assert changed.text == PAN


async def test_a_review_from_a_command_has_no_message_to_follow(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    message = await club.ada.send(club.channel, "Some words.")
    await club.ada.delete(message)
    assert await server_of(env, club).size() == 1
