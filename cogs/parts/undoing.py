"""The button that takes an import back, whatever it came from."""

from __future__ import annotations

import discord

from bot.filing import RefusedError
from bot.speech import N_
from bot.views.pages import archive as views
from cogs.parts.buttons import Act
from cogs.parts.reply import acknowledge
from cogs.parts.services import is_moderator, server_of


class UndoImport(Act):
    """Erases what an import brought; its state is the import's number."""

    action, label, style = "import-undo", N_("Undo this import"), discord.ButtonStyle.danger

    async def press(self, interaction: discord.Interaction) -> None:
        """Take it back, for who ran it and for moderators."""
        await acknowledge(interaction)
        server = server_of(interaction)
        actor_id = await server.batch_actor(self.number)
        if actor_id is None:
            raise RefusedError("That import is undone already.")
        if actor_id != interaction.user.id and not is_moderator(interaction):
            raise RefusedError("Only who ran an import, and moderators (Manage Messages), can undo it.")
        erased = await server.undo_batch(self.number, interaction.user.id)
        await interaction.edit_original_response(view=views.undone(erased), attachments=[])
