"""`/critic …`: what a member praises and pans, and where two members agree and part."""

from __future__ import annotations

from typing import ClassVar

import discord
from discord import app_commands

from bot.discussion import load_critic_page, load_critics, load_server_critics, load_taste
from bot.filing import RefusedError
from bot.speech import N_
from bot.views.charts import member_columns
from bot.views.pages import critics
from cogs.parts.charts import pictures
from cogs.parts.reply import defer, show
from cogs.parts.services import PullquoteCog, guild_of, heard_of, replies_publicly, server_of


class Critics(PullquoteCog):
    """Shows members as critics."""

    stores: ClassVar[str] = N_("Nothing: pages are counted anew from the reviews whenever they are shown.")
    critic = app_commands.Group(name="critic", description="This server's members as critics.", guild_only=True)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @critic.command(name="show", description="What a member praises, pans and changed their mind on; or who did here.")
    @app_commands.describe(member="The member; without one, who writes here and who changed their mind.")
    async def show(self, interaction: discord.Interaction, member: discord.User | None = None) -> None:
        """Show one member's page, or the server's."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        server = await server_of(interaction).heard()
        if member is None:
            view = critics.server_page(await load_server_critics(server))
        else:
            view = critics.critic_page(guild_of(interaction), await load_critic_page(server, member.id))
        await show(interaction, view, public=public)

    @critic.command(name="nearest", description="Who agrees most and least with you, or with another member.")
    @app_commands.describe(member="The member; without one, you.")
    async def nearest(self, interaction: discord.Interaction, member: discord.User | None = None) -> None:
        """Show whose taste is near somebody's, over the films that both reviewed."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        found = await load_taste(await heard_of(interaction), (member or interaction.user).id)
        await show(interaction, critics.nearest_page(found), public=public)

    @critic.command(name="compare", description="Where two members agree and where they part.")
    @app_commands.describe(first="One member.", second="The other member.")
    async def compare(self, interaction: discord.Interaction, first: discord.User, second: discord.User) -> None:
        """Show two members side by side."""
        if first.id == second.id:
            raise RefusedError("Choose two different members to compare.")
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        both = await load_critics(await server_of(interaction).heard(), first.id, second.id)
        columns = member_columns(both, (first.display_name, second.display_name))
        view = critics.comparison(guild_of(interaction), both, columns)
        await show(interaction, view, public=public, files=await pictures([columns]))
