"""Lines that probably give something away: their author, alone, is asked whether to hide them."""

from __future__ import annotations

import discord

from bot.archive.types import Filed, Review
from bot.filing import RefusedError
from bot.speech import N_, _
from bot.views.colours import NEUTRAL
from bot.views.pages import details
from cogs._cards import redraw
from cogs.parts.buttons import Act
from cogs.parts.options import find_review
from cogs.parts.reply import acknowledge, show, turn
from cogs.parts.services import guild_of, server_of, services_of

_ORDER = (N_("Hide the first"), N_("Hide the second"))


async def offer_hiding(interaction: discord.Interaction, filed: Filed) -> None:
    """Ask the author of what was just filed, where nobody else sees it; nothing where nothing is given away."""
    if interaction.user.id == filed.review.author_id and filed.review.analysis.giveaways and not filed.repeat:
        await show(interaction, _page(filed.review), public=False)


def _page(review: Review) -> discord.ui.LayoutView:
    """Draw what is asked of a review, or that nothing is left to ask."""
    lines = review.analysis.giveaways
    if not lines:
        return details.text_page(
            "### " + _("Review #{number}", number=review.number), _("Nothing is left to hide."), NEUTRAL
        )
    names = _ORDER if len(lines) > 1 else ("Hide it",)
    buttons: list[Act] = [
        HideLine(f"{review.number}:{line.start}:{line.end}", _(name)) for name, line in zip(names, lines, strict=False)
    ]
    return details.giveaways(review, [*buttons, LeaveOpen(review.number)])


async def _own(interaction: discord.Interaction, number: int) -> Review:
    """Find a review for its author alone. Raises RefusedError for anybody else."""
    review = await find_review(server_of(interaction), number, interaction.user.id)
    if interaction.user.id != review.author_id:
        raise RefusedError("Only its author is asked what to hide in review #{number}.", number=number)
    return review


class HideLines(Act):
    """Asks again, from the ⋯ of a card."""

    action, label = "hide", N_("Hide a line…")

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the lines."""
        await turn(interaction, _page(await _own(interaction, self.number)))


class HideLine(Act):
    """Puts bars round a line; its state is `NUMBER:START:END`."""

    action, label, style = "hide-line", N_("Hide it"), discord.ButtonStyle.primary

    async def press(self, interaction: discord.Interaction) -> None:
        """Hide it in the archive's copy, bring the card up to date, and ask about what is left."""
        number, start, end = map(int, self.state.split(":"))
        await _own(interaction, number)
        await acknowledge(interaction)
        guild_id = guild_of(interaction)
        review = await services_of(interaction).filing.hide_line(guild_id, number, (start, end), interaction.user.id)
        await redraw(interaction.client, guild_id, review)
        await interaction.edit_original_response(view=_page(review))


class LeaveOpen(Act):
    """Says that nothing needs hiding; nobody is asked again until the text changes."""

    action, label = "hide-none", N_("No, leave it open")

    async def press(self, interaction: discord.Interaction) -> None:
        """Remember it."""
        review = await _own(interaction, self.number)
        await server_of(interaction).leave_open(review.number)
        view = details.text_page("### " + _("Review #{number}", number=review.number), _("It stays as it is."), NEUTRAL)
        await turn(interaction, view)


BUTTONS = (HideLines, HideLine, LeaveOpen)
