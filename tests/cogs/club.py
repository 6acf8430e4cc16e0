"""A small film club to act in, and reading what the bot showed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord
import simcord
from discord.ext import commands

from bot.demo import as_text
from bot.views.limits import LAYOUT_CHARACTERS, LAYOUT_COMPONENTS, characters, components

PRAISE = (
    '"The Lighthouse Keeper" (2019) is a wonderful, moving film. The acting is superb and the photography is '
    "gorgeous from the first frame to the last. I loved every minute of it, and the score is a delight. "
    "A small masterpiece that deserves a much larger audience. 4.5/5"
)
BLAME = (
    '"The Lighthouse Keeper" (2019) is a dreadful bore. The script is lazy, the pacing is terrible and the acting is '
    "wooden throughout. I hated every minute of it and wanted my money back. A complete waste of two hours. 1/5"
)
OTHER = (
    '"Glass Harvest" (2021) is a sharp and funny comedy. The dialogue sparkles, the cast is excellent and the '
    "direction never puts a foot wrong. It is the best thing I have seen this year, and I laughed until I cried."
)


@dataclass(frozen=True)
class FilmClub:
    """One server with a channel, two members and a moderator."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ada: simcord.MemberActor
    ben: simcord.MemberActor
    mod: simcord.MemberActor


def open_club(env: simcord.Env, name: str = "Film club") -> FilmClub:
    guild = env.create_guild(name)
    channel = guild.create_text_channel("reviews")
    role = guild.create_role("Moderators", permissions=discord.Permissions(manage_messages=True))
    return FilmClub(
        guild,
        channel,
        guild.add_member(env.create_user(f"ada-{guild.id}")),
        guild.add_member(env.create_user(f"ben-{guild.id}")),
        guild.add_member(env.create_user(f"mod-{guild.id}"), roles=[role]),
    )


async def add(
    club: FilmClub, text: str, member: simcord.MemberActor | None = None, **fields: Any
) -> simcord.InteractionResult:
    """File a review through `/review add` and its form."""
    who = member or club.ada
    form = await who.slash(club.channel, "review add")
    assert form.modal is not None
    return await who.submit_modal(form, {"text": text, **fields})


def shown(result: simcord.InteractionResult) -> str:
    """Give what an interaction answered, as plain text; a space that no line breaks is a space."""
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    said = "\n".join(dict.fromkeys(as_text(answer.message) for answer in answers))
    return said.replace("\N{NO-BREAK SPACE}", " ")


def raw(result: simcord.InteractionResult) -> str:
    """Give the markup of what an interaction answered."""
    assert result.response is not None
    return "\n".join([result.response.content, *(display.content for display in displays(result.response.message))])


def displays(message: discord.Message) -> Iterator[discord.TextDisplay]:
    """Walk the text displays of a message."""

    def walk(component: Any) -> Iterator[discord.TextDisplay]:
        if isinstance(component, discord.TextDisplay):
            yield component
        for child in getattr(component, "children", ()):
            yield from walk(child)

    for component in message.components:
        yield from walk(component)


def within_budget(message: discord.Message) -> bool:
    """Say whether a layout keeps to Discord's limits."""
    view = discord.ui.LayoutView.from_message(message)
    return characters(view) <= LAYOUT_CHARACTERS and components(view) <= LAYOUT_COMPONENTS


def buttons(message: discord.Message) -> dict[str, str]:
    """Give label -> custom_id of a message's buttons."""
    view = discord.ui.LayoutView.from_message(message)
    return {
        item.label or "": item.custom_id or "" for item in view.walk_children() if isinstance(item, discord.ui.Button)
    }


def galleries(message: discord.Message) -> list[discord.ui.MediaGallery]:
    """Give a message's pictures with their descriptions."""
    children = discord.ui.LayoutView.from_message(message).walk_children()
    return [item for item in children if isinstance(item, discord.ui.MediaGallery)]


async def numbers_of_both_pages(
    env: simcord.Env, club: FilmClub, first: simcord.InteractionResult, bot: commands.AutoShardedBot
) -> tuple[set[str], set[str]]:
    """Give the numbers of the reviews on a list's page and on the next, which is turned to after a restart."""
    seen = set(re.findall(r"#(\d+)", shown(first)))
    await env.restart_bot(bot)
    await club.ada.click(first.response, label="Next ▶")
    return seen, set(re.findall(r"#(\d+)", shown(first)))
