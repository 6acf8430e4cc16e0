"""Answering an interaction, whatever state its first response is in, and failing in plain words."""

from __future__ import annotations

import logging
import secrets
import traceback

import discord
from discord import app_commands

from bot.archive.types import ArchiveError
from bot.filing import RefusedError
from bot.views.limits import MESSAGE_CHARACTERS, check, shorten
from bot.workers import WorkerError

log = logging.getLogger(__name__)


async def defer(interaction: discord.Interaction, *, public: bool) -> None:
    """Answer within Discord's three seconds that something is being worked on."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=not public, thinking=True)


async def show(
    interaction: discord.Interaction, view: discord.ui.LayoutView, *, public: bool, file: discord.File | None = None
) -> discord.Message:
    """Answer with a layout, and the file that it shows; returns the message it became."""
    check(view)
    shown = file or discord.utils.MISSING
    if interaction.response.is_done():
        return await interaction.followup.send(view=view, file=shown, ephemeral=not public, wait=True)
    await interaction.response.send_message(view=view, file=shown, ephemeral=not public)
    return await interaction.original_response()


async def say(interaction: discord.Interaction, sentence: str) -> None:
    """Answer with a plain sentence that only the person who asked sees."""
    text = shorten(sentence, MESSAGE_CHARACTERS)
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
        return
    if interaction.response.type is not discord.InteractionResponseType.deferred_channel_message:
        await interaction.followup.send(text, ephemeral=True)
        return
    # The first answer after a deferral takes over its visibility. A refusal is nobody else's affair:
    # complete the deferred reply, say it in private, take the public one away.
    original = await interaction.edit_original_response(content=text)
    if not original.flags.ephemeral:
        await interaction.followup.send(text, ephemeral=True)
        await original.delete()


def plain_words(error: BaseException) -> str | None:
    """Give the sentence for a failure that people can understand and act on, or None for a fault of ours."""
    if isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        error = error.__cause__ or error
    if isinstance(error, RefusedError | WorkerError | ArchiveError):
        return str(error)
    if isinstance(error, app_commands.NoPrivateMessage):
        return "That works in a server only."
    if isinstance(error, app_commands.CheckFailure):
        return "You need the Manage Server permission for that."
    if isinstance(error, discord.Forbidden):
        return "Discord did not allow that: the bot lacks a permission here; `/setup` names which."
    if isinstance(error, discord.DiscordServerError):
        return "Discord itself had a problem just now; try again in a minute."
    return None


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the member in one sentence; log a fault of ours with a reference that both can name.

    No review text reaches the log: it gets code lines and types of errors, never their messages.
    """
    sentence = plain_words(error)
    if sentence is None:
        reference = secrets.token_hex(3)
        log.error("Reference %s in %s\n%s", reference, _where(interaction), traceback_without_values(error))
        sentence = f"Something went wrong on Pullquote's side; nothing was lost. Reference: {reference}"
    try:
        await say(interaction, sentence)
    except discord.HTTPException as failure:
        # The interaction is over (15 minutes) or Discord is down: nobody is left to tell.
        log.warning("Could not answer %s: HTTP %s", _where(interaction), failure.status)


def traceback_without_values(error: BaseException) -> str:
    """Format an error and its causes as code lines and type names: a message could quote a review."""
    parts: list[str] = []
    link: BaseException | None = error
    while link is not None and len(parts) < 16:
        parts.append("".join(traceback.format_tb(link.__traceback__)) + type(link).__name__)
        link = link.__cause__ or link.__context__
    return "\ncaused by\n".join(parts)


def _where(interaction: discord.Interaction) -> str:
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    data = interaction.data or {}
    return str(data.get("custom_id", interaction.type.name))
