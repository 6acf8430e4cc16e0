"""What every cog works with, and what every cog must declare."""

from __future__ import annotations

import asyncio
import secrets
from abc import ABCMeta, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, cast

import discord
from discord.ext import commands

from bot.archive import Archive
from bot.archive.store import ServerArchive
from bot.figures import SILENT, Figures
from bot.filing import Filing
from bot.importing import Importing
from bot.settings import Settings
from bot.speech import ENGLISH, Language, language_of, speak
from cogs.parts.background import Background


class Portraits:
    """Where members' own pictures are: of the latest few thousand authors, in memory alone.

    The bot keeps no members, so a picture comes with what somebody sent, or is asked for once.
    """

    KEPT = 2_000
    SIZE = 128
    SECONDS = 3.0
    """A card does not wait longer for a picture."""

    def __init__(self) -> None:
        self._known: dict[int, str | None] = {}

    def hear(self, author: discord.abc.User) -> None:
        """Note the picture of somebody who sent something; who chose none has none here."""
        chosen = author.avatar
        self._known.pop(author.id, None)
        self._known[author.id] = chosen.replace(size=self.SIZE, static_format="png").url if chosen else None
        while len(self._known) > self.KEPT:
            del self._known[next(iter(self._known))]

    def drop(self, user_id: int) -> None:
        """Forget somebody's picture."""
        self._known.pop(user_id, None)

    async def of(self, client: discord.Client, user_id: int) -> str | None:
        """Give the address of somebody's picture; None where there is none, or Discord does not say in time."""
        if user_id not in self._known:
            try:
                self.hear(await asyncio.wait_for(client.fetch_user(user_id), self.SECONDS))
            except (discord.HTTPException, TimeoutError):
                return None
        return self._known.get(user_id)


@dataclass(frozen=True, slots=True)
class Services:
    """The rooms under the cogs, opened once at start-up."""

    settings: Settings
    archive: Archive
    filing: Filing
    importing: Importing
    """One for all servers, so that together their imports keep one worker busy at most."""
    figures: Figures = SILENT
    background: Background = field(default_factory=Background)
    portraits: Portraits = field(default_factory=Portraits)
    session: str = field(default_factory=lambda: secrets.token_hex(4))
    """Names this run of the bot, so that a form left open over a restart is recognized."""


class _CogMeta(commands.CogMeta, ABCMeta):
    """Lets a cog have abstract members."""


class PullquoteCog(commands.Cog, metaclass=_CogMeta):
    """A cog that says what it stores about people, and how to erase it."""

    stores: ClassVar[str]
    """One sentence for `/privacy`: what this part keeps about a member, even if that is nothing."""

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        self.bot = bot
        self.services = services

    @abstractmethod
    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Erase whatever this cog itself keeps about a member outside the archive."""


def services_at(client: discord.Client) -> Services:
    """Find the services from a client: a button that outlived a restart has nothing else."""
    return cast("Services", getattr(client, "services"))  # noqa: B009  (the client's class is a floor above)


def services_of(interaction: discord.Interaction) -> Services:
    """Find the services from an interaction."""
    return services_at(interaction.client)


def server_of(interaction: discord.Interaction) -> ServerArchive:
    """Give the archive of the server that an interaction came from."""
    return services_of(interaction).archive.server(guild_of(interaction))


async def heard_of(interaction: discord.Interaction) -> ServerArchive:
    """Give that archive as everybody may read it: for whatever is shown to anybody but to authors and moderators."""
    return await server_of(interaction).heard()


def guild_of(interaction: discord.Interaction) -> int:
    """Give the server's id; every command is for servers only, so there is one."""
    if interaction.guild_id is None:
        raise discord.app_commands.NoPrivateMessage
    return interaction.guild_id


def is_moderator(interaction: discord.Interaction) -> bool:
    """Say whether who pressed or typed may manage messages here. Asked anew on every interaction."""
    return interaction.permissions.manage_messages


async def replies_publicly(interaction: discord.Interaction) -> bool:
    """Say whether the server chose that answers are seen by everyone."""
    return (await server_of(interaction).settings()).public_replies


def language_of_member(interaction: discord.Interaction) -> Language:
    """Give the language of what one member alone sees: their client's, or else their server's as Discord has it."""
    here = interaction.guild_locale
    return language_of(interaction.locale.value) or language_of(here.value if here else None) or ENGLISH


async def language_at(client: discord.Client, guild_id: int) -> Language:
    """Give the language of what everybody on a server sees: what was chosen in `/setup`, or else Discord's for it."""
    chosen = (await services_at(client).archive.server(guild_id).settings()).language
    guild = client.get_guild(guild_id)
    return language_of(chosen) or language_of(guild.preferred_locale.value if guild else None) or ENGLISH


async def speak_to(interaction: discord.Interaction, *, public: bool) -> None:
    """Speak the language of everybody on the server from here on, or that of the member alone."""
    speak(await language_at(interaction.client, guild_of(interaction)) if public else language_of_member(interaction))


async def speak_in_place(interaction: discord.Interaction) -> None:
    """Speak the language of the message whose button was pressed: the server's, unless one member alone sees it."""
    seen = interaction.message
    await speak_to(interaction, public=seen is not None and not seen.flags.ephemeral)
