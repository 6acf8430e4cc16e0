"""`/setup` and `/moderation`."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import simcord
from discord.ext import commands

from bot.archive.store import ServerArchive
from bot.archive.types import ServerSettings
from bot.demo import as_text
from cogs.server import setup
from tests.cogs.club import BLAME, PRAISE, FilmClub, add, open_club, raw, shown, within_budget


def server_of(env: simcord.Env, club: FilmClub) -> ServerArchive:
    return env.bot.services.archive.server(club.guild.id)


def manager(env: simcord.Env, club: FilmClub) -> simcord.MemberActor:
    role = club.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return club.guild.add_member(env.create_user(f"boss-{club.guild.id}"), roles=[role])


async def opened(env: simcord.Env, club: FilmClub) -> tuple[simcord.MemberActor, Any]:
    """Open the panel; give who opened it, and its message."""
    boss = manager(env, club)
    result = await boss.slash(club.channel, "setup")
    assert result.ephemeral
    assert result.response is not None
    return boss, result.response


def text_of(panel: Any) -> str:
    return as_text(panel.message)


async def pick(env: simcord.Env, boss: simcord.MemberActor, panel: Any, action: str, values: list[Any]) -> Any:
    return await boss.select(panel, values, custom_id=f"pq:{action}:")


async def test_setup_is_for_those_who_manage_the_server(env: simcord.Env) -> None:
    club = open_club(env)
    assert "setup" not in club.ada.available_commands(club.channel)
    boss, panel = await opened(env, club)
    assert "setup" in boss.available_commands(club.channel)
    assert within_budget(panel.message)


async def test_every_choice_is_kept_and_shown_after_a_restart_too(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    news = club.guild.create_text_channel("digest")
    boss, panel = await opened(env, club)
    await env.restart_bot(make_bot())
    await pick(env, boss, panel, "setup-watched", [club.channel, news])
    await boss.click(panel, label="Make replies private")
    await pick(env, boss, panel, "setup-digest", [news])
    await pick(env, boss, panel, "setup-day", ["2"])
    await pick(env, boss, panel, "setup-hour", ["7"])
    await pick(env, boss, panel, "setup-language", ["en"])
    assert await server_of(env, club).settings() == ServerSettings(
        watched_channel_ids=(club.channel.id, news.id),
        public_replies=False,
        digest_channel_id=news.id,
        digest_day=2,
        digest_hour=7,
        language="en",
    )
    assert "on Wednesdays at 07:00 UTC" in text_of(panel)
    assert "are private" in text_of(panel)
    await pick(env, boss, panel, "setup-watched", [])
    await pick(env, boss, panel, "setup-digest", [])
    await boss.click(panel, label="Make replies public")
    settings = await server_of(env, club).settings()
    assert settings == ServerSettings(digest_day=2, digest_hour=7, language="en")


async def test_watching_begins_with_the_choice(env: simcord.Env) -> None:
    club = open_club(env)
    boss, panel = await opened(env, club)
    await pick(env, boss, panel, "setup-watched", [club.channel])
    await club.ben.send(club.channel, f"{PRAISE} Every scene and every performance is a gift.")
    await env.advance_time(46)
    assert await server_of(env, club).size() == 1


async def test_shorter_retention_asks_first_and_longer_does_not(env: simcord.Env) -> None:
    club = open_club(env)
    server = server_of(env, club)
    boss, panel = await opened(env, club)
    await pick(env, boss, panel, "setup-retention", ["90"])
    assert (await server.settings()).retention_days is None
    assert "cannot be undone" in text_of(panel)
    await boss.click(panel, label="Back")
    assert (await server.settings()).retention_days is None
    await pick(env, boss, panel, "setup-retention", ["90"])
    await boss.click(panel, label="Yes, erase older ones")
    assert (await server.settings()).retention_days == 90
    assert "for 90 days" in text_of(panel)
    await pick(env, boss, panel, "setup-retention", ["365"])
    assert (await server.settings()).retention_days == 365
    await pick(env, boss, panel, "setup-retention", ["off"])
    assert (await server.settings()).retention_days is None


async def test_permission_is_checked_on_every_press(env: simcord.Env) -> None:
    club = open_club(env)
    server = server_of(env, club)
    boss, panel = await opened(env, club)
    await pick(env, boss, panel, "setup-retention", ["90"])
    asked = text_of(panel)
    env.backend.get_guild(club.guild.id).members[boss.id].role_ids.clear()
    refused = await boss.click(panel, label="Yes, erase older ones")
    assert shown(refused) == "You need the Manage Server permission for that."
    assert text_of(panel) == asked
    assert shown(await boss.click(panel, label="Back")) == "You need the Manage Server permission for that."
    assert await server.settings() == ServerSettings()


async def test_permission_is_checked_on_every_choice(env: simcord.Env) -> None:
    club = open_club(env)
    boss, panel = await opened(env, club)
    env.backend.get_guild(club.guild.id).members[boss.id].role_ids.clear()
    choices: tuple[tuple[str, list[Any]], ...] = (
        ("setup-watched", [club.channel]),
        ("setup-digest", [club.channel]),
        ("setup-day", ["1"]),
        ("setup-hour", ["1"]),
        ("setup-retention", ["90"]),
        ("setup-retention", ["off"]),
        ("setup-language", ["en"]),
    )
    for action, values in choices:
        refused = await pick(env, boss, panel, action, values)
        assert shown(refused) == "You need the Manage Server permission for that."
    refused = await boss.click(panel, label="Make replies private")
    assert shown(refused) == "You need the Manage Server permission for that."
    assert await server_of(env, club).settings() == ServerSettings()


async def test_the_panel_names_the_permissions_that_are_missing(env: simcord.Env) -> None:
    club = open_club(env)
    lacking = discord.PermissionOverwrite(send_messages=False, read_message_history=False)
    silent = club.guild.create_text_channel("silent", overwrites={env.bot.user: lacking})
    boss, panel = await opened(env, club)
    assert "nothing to check" in text_of(panel)
    await pick(env, boss, panel, "setup-watched", [club.channel])
    assert "every permission that it needs" in text_of(panel)
    await pick(env, boss, panel, "setup-watched", [club.channel, silent])
    problems = [line for line in text_of(panel).splitlines() if line.startswith("✗")]
    assert len(problems) == 1
    assert str(silent.id) in problems[0] or "silent" in problems[0]
    assert "Read Message History" in problems[0]
    assert "Send Messages" in problems[0]
    assert "View Channel" not in problems[0]


async def test_marking_needs_one_permission_more_where_replies_are_private(env: simcord.Env) -> None:
    club = open_club(env)
    lacking = discord.PermissionOverwrite(add_reactions=False)
    plain = club.guild.create_text_channel("plain", overwrites={env.bot.user: lacking})
    boss, panel = await opened(env, club)
    await pick(env, boss, panel, "setup-watched", [plain])
    assert "Add Reactions" not in text_of(panel)
    await boss.click(panel, label="Make replies private")
    assert "Add Reactions" in text_of(panel)


async def test_a_chosen_channel_that_is_gone_is_named_and_can_be_replaced(env: simcord.Env) -> None:
    club = open_club(env)
    server = server_of(env, club)
    settings = replace(await server.settings(), watched_channel_ids=(5,), digest_channel_id=6)
    await server.save_settings(settings)
    boss, panel = await opened(env, club)
    assert text_of(panel).count("is gone, or hidden from the bot") == 2
    await pick(env, boss, panel, "setup-watched", [club.channel])
    assert text_of(panel).count("is gone, or hidden from the bot") == 1


async def test_the_panel_says_that_the_intent_is_missing(
    env: simcord.Env, make_bot: Callable[..., commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    _, panel = await opened(env, club)
    assert "intent" not in text_of(panel)
    env.approved_intents = discord.Intents.none()
    await env.restart_bot(make_bot(message_content=False))
    boss, panel = await opened(env, club)
    assert "runs without the message-content intent" in text_of(panel)
    await pick(env, boss, panel, "setup-watched", [club.channel])
    assert "They rest" in text_of(panel)


async def test_the_panel_keeps_to_discords_limits_at_its_fullest(env: simcord.Env) -> None:
    club = open_club(env)
    server = server_of(env, club)
    none = discord.PermissionOverwrite.from_pair(discord.Permissions.none(), discord.Permissions.all())
    ids = [club.guild.create_text_channel(f"c{n}", overwrites={env.bot.user: none}).id for n in range(25)]
    await server.save_settings(replace(await server.settings(), watched_channel_ids=tuple(ids), retention_days=45))
    _, panel = await opened(env, club)
    assert within_budget(panel.message)
    assert "more." in text_of(panel)
    assert "for 45 days" in text_of(panel)


async def test_two_choices_at_the_same_moment_are_both_kept(env: simcord.Env) -> None:
    club = open_club(env)

    class Asked:
        client, guild_id = env.bot, club.guild.id

    await gather(*(setup._save(Asked(), **change) for change in ({"digest_day": 1}, {"digest_hour": 2})))
    settings = await server_of(env, club).settings()
    assert (settings.digest_day, settings.digest_hour) == (1, 2)


# Moderation


async def test_a_hidden_review_is_in_no_list_search_page_or_choice_and_comes_back(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    await add(club, BLAME, club.ben)
    done = await club.mod.slash(club.channel, "moderation hide", number=1, reason="Spoils the ending")
    assert done.ephemeral
    assert "#1 is hidden" in shown(done)
    stored = env.backend.get_message(card.channel_id, card.id)
    assert "hidden by moderators" in str(stored.components)
    assert "masterpiece" not in str(stored.components)
    assert "Spoils" not in str(stored.components)
    assert "1 review\n" in shown(await club.ada.slash(club.channel, "review list"))
    assert "Nothing here matches" in shown(await club.ada.slash(club.channel, "search", query="masterpiece"))
    assert "There is no review #1" in shown(await club.ada.slash(club.channel, "review show", number=1))
    choices = await club.ada.autocomplete(club.channel, "review show", "number", "")
    assert [choice["value"] for choice in choices] == [2]
    assert (await server_of(env, club).totals()).reviews == 1
    assert "shown again" in shown(await club.mod.slash(club.channel, "moderation unhide", number=1))
    assert "masterpiece" in str(env.backend.get_message(card.channel_id, card.id).components)
    assert "2 reviews" in shown(await club.ada.slash(club.channel, "review list"))


async def test_hiding_twice_and_showing_what_is_shown_are_named(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    hide = {"number": 1, "reason": "x"}
    assert "is not hidden" in shown(await club.mod.slash(club.channel, "moderation unhide", number=1))
    await club.mod.slash(club.channel, "moderation hide", **hide)
    assert "is hidden already" in shown(await club.mod.slash(club.channel, "moderation hide", **hide))
    missing = await club.mod.slash(club.channel, "moderation hide", number=7, reason="x")
    assert shown(missing) == "There is no review #7 on this server."


async def test_the_message_of_a_hidden_review_can_be_edited_without_showing_it(env: simcord.Env) -> None:
    club = open_club(env)
    message = await club.ben.send(club.channel, PRAISE)
    card = (await club.ada.context_menu(club.channel, "Read this review", message)).response
    assert card is not None
    await club.mod.slash(club.channel, "moderation hide", number=1, reason="x")
    await club.ben.edit(message, BLAME)
    components = str(env.backend.get_message(card.channel_id, card.id).components)
    assert "hidden by moderators" in components
    assert "dreadful" not in components
    assert (await server_of(env, club).totals()).reviews == 0


async def test_moderators_delete_with_a_reason_and_can_take_it_back(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    done = await club.mod.slash(club.channel, "moderation delete", number=1, reason="Not a film")
    assert "is deleted" in shown(done)
    assert await server_of(env, club).size() == 0
    assert "was deleted" in str(env.backend.get_message(card.channel_id, card.id).components)
    (entry,) = await server_of(env, club).audit()
    assert (entry.actor_id, entry.action, entry.review, entry.reason) == (club.mod.id, "delete", 1, "Not a film")
    await club.mod.click(done.response, label="Undo")
    assert await server_of(env, club).size() == 1


async def test_the_log_says_who_did_what_to_which_review_and_why(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    await add(club, BLAME, club.ben)
    assert "Nothing was done yet" in shown(await club.mod.slash(club.channel, "moderation log"))
    await club.mod.slash(club.channel, "moderation hide", number=1, reason="**Off** topic")
    await club.mod.slash(club.channel, "moderation unhide", number=1)
    form = await club.ben.slash(club.channel, "review edit", number=2)
    await club.ben.submit_modal(form, {"film": "Salt", "rating": "1/5", "text": BLAME})
    log = await club.mod.slash(club.channel, "moderation log")
    assert log.ephemeral
    lines = [line for line in shown(log).splitlines() if "<@" in line or "@" in line]
    assert [("edited #2" in line, "showed again #1" in line, "hid #1" in line) for line in lines[-3:]] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert "\\*\\*Off\\*\\* topic" in raw(log)
    only = shown(await club.mod.slash(club.channel, "moderation log", number=2))
    assert "edited #2" in only
    assert "#1" not in only


async def test_the_log_turns_its_pages_for_moderators_alone(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    server = server_of(env, club)
    for turn in range(20):
        await server.hide(1, club.mod.id, f"{turn} " + "long reason " * 15)
        await server.unhide(1, club.mod.id)
    log = (await club.mod.slash(club.channel, "moderation log")).response
    assert log is not None
    assert "page 1 of 2" in text_of(log)
    assert within_budget(log.message)
    await env.restart_bot(make_bot())
    await club.mod.click(log, label="Next ▶")
    assert "page 2 of 2" in text_of(log)
    assert ": 0 long reason" in text_of(log)
    env.backend.get_guild(club.guild.id).members[club.mod.id].role_ids.clear()
    refused = await club.mod.click(log, label="◀ Back")
    assert shown(refused) == "You need the Manage Messages permission for that."


async def test_moderation_is_for_moderators(env: simcord.Env) -> None:
    club = open_club(env)
    assert not [name for name in club.ada.available_commands(club.channel) if name.startswith("moderation")]
    root = env.backend.find_command("moderation", club.guild.id, type=1)
    env.backend.get_guild(club.guild.id).members[club.mod.id].role_ids.clear()
    root["default_member_permissions"] = None  # a server may open a command to everyone: the bot still asks
    for name, options in (
        ("hide", {"number": 1, "reason": "x"}),
        ("unhide", {"number": 1}),
        ("delete", {"number": 1, "reason": "x"}),
        ("log", {}),
    ):
        refused = await club.mod.slash(club.channel, f"moderation {name}", **options)
        assert shown(refused) == "You need the Manage Messages permission for that."
