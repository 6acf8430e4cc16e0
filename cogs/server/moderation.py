"""`/moderation …`: hide a review or delete it with a reason, and see who did what."""

from __future__ import annotations

from typing import ClassVar

import discord
from discord import app_commands

from bot.archive.types import UNDO_MINUTES, AuditEntry, Review
from bot.filing import RefusedError
from bot.speech import N_, _
from bot.views.colours import NEUTRAL
from bot.views.pages import moderation as views
from bot.views.pages.details import text_page
from cogs._cards import UndoDelete, redraw
from cogs._closing import DELETED, close_card
from cogs.parts.buttons import Act
from cogs.parts.options import find_review, number_choices
from cogs.parts.reply import defer, say, show, turn
from cogs.parts.services import PullquoteCog, guild_of, is_moderator, server_of

ENTRIES = 200
"""How far back the audit list is shown."""
Reason = app_commands.Range[str, 1, 200]


class Moderation(PullquoteCog):
    """Hides, shows and deletes reviews for moderators, and lists what was done."""

    stores: ClassVar[str] = N_("Who hid, showed, edited or deleted which review, when, and the reason that was given.")
    moderation = app_commands.Group(
        name="moderation",
        description="Hide or delete reviews, and see who did what.",
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    async def cog_load(self) -> None:
        """Recognize the list's buttons."""
        self.bot.add_dynamic_items(TurnLog)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @moderation.command(name="hide", description="Keep a review out of every list, search, page and answer.")
    @app_commands.describe(number="The review's number.", reason="Why; moderators see it in the log.")
    @app_commands.autocomplete(number=number_choices)
    async def hide(self, interaction: discord.Interaction, number: app_commands.Range[int, 1], reason: Reason) -> None:
        """Hide it, where its card is too."""
        require_moderator(interaction)
        await defer(interaction, public=False)
        review = await _any_review(interaction, number)
        if review.hidden_reason is not None:
            raise RefusedError("Review #{number} is hidden already.", number=number)
        review = await server_of(interaction).hide(number, interaction.user.id, reason)
        await redraw(interaction.client, guild_of(interaction), review)
        await say(interaction, _("Review #{number} is hidden; `/moderation unhide` shows it again.", number=number))

    @moderation.command(name="unhide", description="Show a hidden review again.")
    @app_commands.describe(number="The review's number; the log names it.")
    async def unhide(self, interaction: discord.Interaction, number: app_commands.Range[int, 1]) -> None:
        """Show it, where its card is too."""
        require_moderator(interaction)
        await defer(interaction, public=False)
        if (await _any_review(interaction, number)).hidden_reason is None:
            raise RefusedError("Review #{number} is not hidden.", number=number)
        review = await server_of(interaction).unhide(number, interaction.user.id)
        await redraw(interaction.client, guild_of(interaction), review)
        await say(interaction, _("Review #{number} is shown again.", number=number))

    @moderation.command(name="delete", description="Delete a review with a reason; it can be undone for 10 minutes.")
    @app_commands.describe(number="The review's number.", reason="Why; moderators see it in the log.")
    @app_commands.autocomplete(number=number_choices)
    async def delete(
        self, interaction: discord.Interaction, number: app_commands.Range[int, 1], reason: Reason
    ) -> None:
        """Delete it, hidden or not, and offer the way back."""
        require_moderator(interaction)
        await defer(interaction, public=False)
        review = await _any_review(interaction, number)
        undo = await server_of(interaction).delete(number, interaction.user.id, reason)
        await close_card(interaction.client, guild_of(interaction), review, DELETED)
        sentence = _(
            "It can be brought back until {time} ({minutes} minutes).",
            time=f"<t:{int(undo.expires_at.timestamp())}:t>",
            minutes=UNDO_MINUTES,
        )
        heading = "### " + _("Review #{number} is deleted", number=number)
        view = text_page(heading, sentence, NEUTRAL, [UndoDelete(undo.key)])
        await show(interaction, view, public=False)

    @moderation.command(name="log", description="See who did what to which review.")
    @app_commands.describe(number="Only what was done to this review.")
    async def log(self, interaction: discord.Interaction, number: app_commands.Range[int, 1] | None = None) -> None:
        """Show the newest entries first."""
        require_moderator(interaction)
        await defer(interaction, public=False)
        await show(interaction, await _log_page(interaction, number, 0), public=False)


def require_moderator(interaction: discord.Interaction) -> None:
    """Raise RefusedError unless whoever asks may manage messages. Asked anew on every press."""
    if not is_moderator(interaction):
        raise RefusedError("You need the Manage Messages permission for that.")


async def _any_review(interaction: discord.Interaction, number: int) -> Review:
    """Find a review, hidden ones too."""
    review = await server_of(interaction).get(number)
    return review if review is not None else await find_review(server_of(interaction), number)


async def _log_page(interaction: discord.Interaction, number: int | None, page: int) -> discord.ui.LayoutView:
    entries: list[AuditEntry] = await server_of(interaction).audit(limit=ENTRIES, review_number=number)
    pages = views.log_pages(entries)
    page = min(page, len(pages) - 1)
    buttons: list[Act] = []
    if page > 0:
        buttons.append(TurnLog(f"{number or 0}:{page - 1}", _("◀ Back")))
    if page + 1 < len(pages):
        buttons.append(TurnLog(f"{number or 0}:{page + 1}"))
    return text_page(views.log_heading(number, page, len(pages)), pages[page], NEUTRAL, buttons)


class TurnLog(Act):
    """Turns the pages of the audit list; its state is `NUMBER:PAGE`, 0 for all reviews."""

    action, label = "audit", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        require_moderator(interaction)
        number, page = (int(part) for part in self.state.split(":"))
        await turn(interaction, await _log_page(interaction, number or None, page))
