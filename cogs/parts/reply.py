"""Answering an interaction, whatever state its first response is in, and failing in plain words."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Sequence
from typing import Any, Final

import discord
from discord import app_commands

from bot.archive.types import ArchiveError
from bot.filing import RefusedError
from bot.speech import _, speak
from bot.views.limits import MESSAGE_CHARACTERS, check, shorten
from bot.workers import WorkerError
from cogs.parts.services import language_of_member, speak_to

log = logging.getLogger(__name__)


_ACKNOWLEDGED: Final = 40060
"""Discord's code for an interaction that has its response: asked again after a 502, it had taken the first one."""
_TAKEN: Final = "taken"
_SHOWN: Final = "shown"
Response = discord.InteractionResponseType


async def defer(interaction: discord.Interaction, *, public: bool) -> None:
    """Answer within Discord's three seconds that something is being worked on; then speak as who will see it."""
    if not _is_answered(interaction):
        await _respond(
            interaction,
            Response.deferred_channel_message,
            interaction.response.defer(ephemeral=not public, thinking=True),
        )
    await speak_to(interaction, public=public)


async def acknowledge(interaction: discord.Interaction) -> None:
    """Answer a button in time: its message is changed later."""
    await _respond(interaction, Response.deferred_message_update, interaction.response.defer())


async def turn(interaction: discord.Interaction, view: discord.ui.LayoutView) -> None:
    """Put a layout in the place of the one whose button was pressed."""
    check(view)
    await _respond(interaction, Response.message_update, interaction.response.edit_message(view=view))


async def ask(interaction: discord.Interaction, form: discord.ui.Modal) -> None:
    """Answer with a form."""
    await _respond(interaction, Response.modal, interaction.response.send_modal(form))
    if _TAKEN in interaction.extras:
        # discord.py waits for a form's answer only when Discord took it at the first asking.
        state: Any = getattr(interaction.client, "_connection")  # noqa: B009  (it has no public way)
        state.store_view(form)


async def show(
    interaction: discord.Interaction, view: discord.ui.LayoutView, *, public: bool, files: Sequence[discord.File] = ()
) -> discord.Message:
    """Answer with a layout, and the files that it shows; returns the message it became."""
    check(view)
    if _type(interaction) is Response.deferred_channel_message and not interaction.extras.get(_SHOWN):
        # An edit can be sent twice without harm. A follow-up that Discord took, though it said 502, would stand there
        # twice.
        interaction.extras[_SHOWN] = True
        return await interaction.edit_original_response(view=view, attachments=files)
    if _is_answered(interaction):
        return await interaction.followup.send(view=view, files=files, ephemeral=not public, wait=True)
    await _respond(
        interaction,
        Response.channel_message,
        interaction.response.send_message(view=view, files=files, ephemeral=not public),
    )
    return await interaction.original_response()


async def say(interaction: discord.Interaction, sentence: str) -> None:
    """Answer with a plain sentence that only the person who asked sees."""
    text = shorten(sentence, MESSAGE_CHARACTERS)
    if not _is_answered(interaction):
        sent = interaction.response.send_message(text, ephemeral=True)
        await _respond(interaction, Response.channel_message, sent)
        return
    if _type(interaction) is not Response.deferred_channel_message or interaction.extras.get(_SHOWN):
        await interaction.followup.send(text, ephemeral=True)
        return
    # The first answer after a deferral takes over its visibility. A refusal is nobody else's affair:
    # complete the deferred reply, say it in private, take the public one away.
    original = await interaction.edit_original_response(content=text)
    if not original.flags.ephemeral:
        await interaction.followup.send(text, ephemeral=True)
        await original.delete()


async def _respond(interaction: discord.Interaction, kind: Response, sending: Awaitable[object]) -> None:
    """Send the first response. That Discord has it already, though it answered otherwise before, is no failure."""
    try:
        await sending
    except discord.HTTPException as error:
        if error.code != _ACKNOWLEDGED:
            raise
        interaction.extras[_TAKEN] = kind


def _is_answered(interaction: discord.Interaction) -> bool:
    return _type(interaction) is not None


def _type(interaction: discord.Interaction) -> Response | None:
    return interaction.response.type or interaction.extras.get(_TAKEN)


def plain_words(error: BaseException) -> str | None:
    """Give the sentence for a failure that people can understand and act on, or None for a fault of ours."""
    if isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        error = error.__cause__ or error
    if isinstance(error, RefusedError | WorkerError | ArchiveError):
        return str(error)
    if isinstance(error, app_commands.NoPrivateMessage):
        return _("That works in a server only.")
    if isinstance(error, app_commands.CheckFailure):
        return _("You need the Manage Server permission for that.")
    if isinstance(error, discord.Forbidden):
        return _("Discord did not allow that: the bot lacks a permission here; `/setup` names which.")
    if isinstance(error, discord.DiscordServerError):
        return _("Discord itself had a problem just now; try again in a minute.")
    return None


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the member in one sentence; log a fault of ours with a reference that both can name.

    No review text reaches the log: it gets code lines and types of errors, never their messages.
    """
    speak(language_of_member(interaction))
    sentence = plain_words(error)
    if sentence is None:
        reference = secrets.token_hex(3)
        log.error("Reference %s in %s\n%s", reference, _where(interaction), traceback_without_values(error))
        sentence = _(
            "Something went wrong on Pullquote's side; nothing was lost. Reference: {reference}", reference=reference
        )
    try:
        await say(interaction, sentence)
    except discord.HTTPException as failure:
        # The interaction is over (15 minutes) or Discord is down: nobody is left to tell.
        log.warning("Could not answer %s: HTTP %s", _where(interaction), failure.status)


async def guarded(work: Awaitable[None], what: str) -> None:
    """Do what nobody awaits, and log its failure without what it was given: that may be a review."""
    try:
        await work
    except Exception as error:  # noqa: BLE001  (discord.py's own handler never sees it)
        log.error("While %s\n%s", what, traceback_without_values(error))  # noqa: TRY400  (no values)


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
