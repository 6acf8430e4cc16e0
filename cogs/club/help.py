"""`/help`: three steps with buttons that do them. Also answers forms that outlived a restart."""

from __future__ import annotations

import io
from typing import Any, ClassVar, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.discussion import Context
from bot.speech import N_, _, speak
from bot.views.modals import PREFIX
from bot.views.pages.help import help_page
from cogs.club._talk import film_button
from cogs.club.discuss import Ask
from cogs.club.reviews import AddReview
from cogs.parts.reply import show
from cogs.parts.services import PullquoteCog, language_of_member

_LOST = N_(
    "Pullquote was restarted while that form was open, so it could not take it: run the command again. What you wrote "
    "is attached."
)


class Help(PullquoteCog):
    """Says what the bot can do."""

    stores: ClassVar[str] = N_("Nothing.")

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @app_commands.command(name="help", description="Three steps to begin with, and what else there is.")
    @app_commands.guild_only()
    async def help(self, interaction: discord.Interaction) -> None:
        """Show the help to who asked."""
        names = frozenset(command.name for command in self.bot.tree.get_commands())
        doing = (AddReview(0), film_button(Context()), Ask(0))
        await show(interaction, help_page(names, doing), public=False)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Give back what was typed into a form whose bot was restarted meanwhile."""
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        ours = f"{PREFIX}{self.services.session}:"
        if interaction.type is not discord.InteractionType.modal_submit or not custom_id.startswith(PREFIX):
            return
        if custom_id.startswith(ours):
            return
        speak(language_of_member(interaction))
        typed = "\n\n".join(_typed(cast("Any", interaction.data).get("components", [])))
        file = discord.File(io.BytesIO(typed.encode()), filename="what-you-wrote.txt")
        await interaction.response.send_message(_(_LOST), file=file, ephemeral=True)


def _typed(components: list[dict[str, Any]]) -> list[str]:
    """Collect the texts of a submitted form from its raw components."""
    texts: list[str] = []
    for component in components:
        value = component.get("value")
        if isinstance(value, str) and value.strip():
            texts.append(value)
        inner = component.get("component")
        texts += _typed([inner] if inner else component.get("components", []))
    return texts
