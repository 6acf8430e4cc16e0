"""`/privacy`: what is kept about me, give it to me, forget me, stop or resume archiving me."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import Iterable
from typing import ClassVar

import discord
from discord import app_commands

from bot.archive import stored_about_people
from bot.archive.types import Filters, Review
from bot.speech import N_, _
from bot.views.pages import privacy as views
from cogs._closing import DELETED, close_card, delete_card
from cogs.parts.buttons import Act
from cogs.parts.reply import acknowledge, defer, show, turn
from cogs.parts.services import PullquoteCog, guild_of, server_of

FALLBACK_FILE_BYTES = 10 * 1024 * 1024
LARGEST_FILE_BYTES = 25 * 1024 * 1024
"""A file is held while it is sent: it is never larger than this, whatever Discord would take."""

_CLOSING = "closing cards"


class Privacy(PullquoteCog):
    """Says what is stored about a member, gives it to them, and erases it."""

    stores: ClassVar[str] = N_("Nothing but a keyed fingerprint of you while you ask not to be archived.")

    async def cog_load(self) -> None:
        """Make the panel's buttons work, after a restart too."""
        self.bot.add_dynamic_items(*BUTTONS)

    async def cog_unload(self) -> None:
        """Leave no card half done: what is left of them is closed by nobody else."""
        await self.services.background.finish(_CLOSING, 10.0)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @app_commands.command(name="privacy", description="What is kept about you here: see it, get it, erase it, stop it.")
    @app_commands.guild_only()
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Show the panel to who asked."""
        await defer(interaction, public=False)
        await show(interaction, await panel(interaction), public=False)

    def close_cards(self, guild_id: int, reviews: Iterable[Review], *, delete: bool = False) -> None:
        """Say on the cards of erased reviews that they are gone, or delete them; Discord's pace is not waited for."""
        with_cards = [review for review in reviews if review.card_message_id is not None]
        if with_cards:
            self.services.background.start(_CLOSING, self._close_cards(guild_id, with_cards, delete=delete))

    async def _close_cards(self, guild_id: int, reviews: Iterable[Review], *, delete: bool) -> None:
        for review in reviews:
            # A card that cannot be reached now is no reason to leave the next one.
            with contextlib.suppress(discord.HTTPException):
                if delete:
                    await delete_card(self.bot, review)
                else:
                    await close_card(self.bot, guild_id, review, DELETED)


async def standing(interaction: discord.Interaction) -> views.Standing:
    """Find what who asks has here."""
    server = server_of(interaction)
    user_id = interaction.user.id
    reviews = await server.count_of(user_id)
    published = user_id in await server.published()
    return views.Standing(reviews, await server.is_opted_out(user_id), await server.agreed(user_id), published)


async def panel(interaction: discord.Interaction) -> discord.ui.LayoutView:
    """Draw the panel for who asks."""
    now = await standing(interaction)
    stopping = Resume(0) if now.opted_out else OptOut(0)
    quoting = QuoteMeNot(0) if now.quotable else QuoteMe(0)
    publishing = PublishMeNot(0) if now.published else PublishMe(0)
    turning = TurnPrivacy(0, _("Everything that is kept"))
    return views.panel(now, [GiveMe(0), quoting, publishing, stopping, ForgetMe(0), turning])


async def details(interaction: discord.Interaction, page: int) -> discord.ui.LayoutView:
    """Draw a page of all that is kept, with the ways on and back."""
    pages = views.text_pages(stored_about_people(), _parts(interaction))
    page = min(page, len(pages) - 1)
    buttons: list[Act] = [ShowPrivacy(0)]
    if len(pages) > 1:
        buttons.append(TurnPrivacy((page + 1) % len(pages)))
    return views.details(await standing(interaction), pages, page, buttons)


def _cogs(interaction: discord.Interaction) -> list[PullquoteCog]:
    found = getattr(interaction.client, "cogs", {})
    return [cog for cog in found.values() if isinstance(cog, PullquoteCog)]


def _parts(interaction: discord.Interaction) -> list[tuple[str, str]]:
    return [(cog.qualified_name, _(cog.stores)) for cog in _cogs(interaction)]


class QuoteMe(Act):
    """Lets lines of who presses be quoted."""

    action, label = "quote-me", N_("Lines of mine may be quoted")

    async def press(self, interaction: discord.Interaction) -> None:
        """Agree, and say so on the panel."""
        await acknowledge(interaction)
        await server_of(interaction).agree(interaction.user.id)
        await interaction.edit_original_response(view=await panel(interaction))


class QuoteMeNot(Act):
    """Quotes who presses no more."""

    action, label = "quote-me-not", N_("Quote me no more")

    async def press(self, interaction: discord.Interaction) -> None:
        """Withdraw, and say so on the panel."""
        await acknowledge(interaction)
        await server_of(interaction).disagree(interaction.user.id)
        await interaction.edit_original_response(view=await panel(interaction))


class PublishMe(Act):
    """Lets reviews of who presses stand on the server's home page, under the name that they are shown by now."""

    action, label = "publish-me", N_("My reviews may stand on the home page")

    async def press(self, interaction: discord.Interaction) -> None:
        """Agree, and say so on the panel."""
        await acknowledge(interaction)
        await server_of(interaction).publish(interaction.user.id, interaction.user.display_name)
        await interaction.edit_original_response(view=await panel(interaction))


class PublishMeNot(Act):
    """Leaves who presses out of the home page."""

    action, label = "publish-me-not", N_("Take me off the home page")

    async def press(self, interaction: discord.Interaction) -> None:
        """Withdraw, and say so on the panel."""
        await acknowledge(interaction)
        await server_of(interaction).unpublish(interaction.user.id)
        await interaction.edit_original_response(view=await panel(interaction))


class ShowPrivacy(Act):
    """Goes back to the panel."""

    action, label = "privacy-panel", N_("◀ Back")

    async def press(self, interaction: discord.Interaction) -> None:
        """Put the panel in the place of the details."""
        await turn(interaction, await panel(interaction))


class TurnPrivacy(Act):
    """Turns the pages of what is kept; its state is the page."""

    action, label = "privacy", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        await turn(interaction, await details(interaction, self.number))


class GiveMe(Act):
    """Gives a member everything that is stored about them."""

    action, label = "privacy-give", N_("Give it to me")

    async def press(self, interaction: discord.Interaction) -> None:
        """Send it as JSON, in numbered files where one would be too large."""
        await defer(interaction, public=False)
        stored = await server_of(interaction).about(interaction.user.id)
        about = {
            "format": "pullquote-about-me",
            "version": str(views.VERSION),
            "server": str(guild_of(interaction)),
            "member": str(interaction.user.id),
            "given_at": interaction.created_at.isoformat(timespec="seconds"),
        }
        limit = min(interaction.filesize_limit or FALLBACK_FILE_BYTES, LARGEST_FILE_BYTES)
        files = views.documents(stored, about, limit)
        while (file := await asyncio.to_thread(next, files, None)) is not None:
            name, data = file
            sentence = _("This is everything that is stored about you on this server, as JSON.")
            await interaction.followup.send(sentence, file=discord.File(io.BytesIO(data), name), ephemeral=True)


class ForgetMe(Act):
    """Asks before forgetting."""

    action, label, style = "forget", N_("Forget me here"), discord.ButtonStyle.danger

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask first, in plain words."""
        await defer(interaction, public=False)
        await show(
            interaction, views.ask(await standing(interaction), [ConfirmForget(0), ConfirmForgetCards(0)]), public=False
        )


class ConfirmForget(Act):
    """Forgets who presses."""

    action, label, style = "forget-yes", N_("Erase it all"), discord.ButtonStyle.danger
    deletes_cards = False

    async def press(self, interaction: discord.Interaction) -> None:
        """Erase everything of theirs, here and in every cog, and close their cards."""
        await acknowledge(interaction)
        guild_id, user_id = guild_of(interaction), interaction.user.id
        server = server_of(interaction)
        for cog in _cogs(interaction):
            # First: whatever a part still has under way for them would be filed behind our back.
            await cog.erase_member(guild_id, user_id)
        shown = [
            review
            async for review in server.stream(Filters(author_id=user_id), hidden=True, own=user_id)
            if review.card_message_id is not None
        ]
        erased = await server.forget(user_id)
        view = views.forgotten(erased, opted_out=await server.is_opted_out(user_id))
        await interaction.edit_original_response(view=view)
        cog = next((cog for cog in _cogs(interaction) if isinstance(cog, Privacy)), None)
        if cog is not None:
            cog.close_cards(guild_id, shown, delete=self.deletes_cards)


class ConfirmForgetCards(ConfirmForget):
    """Forgets who presses, and deletes the cards of their reviews instead of closing them."""

    action, label = "forget-cards", N_("Erase it all, and my cards")
    deletes_cards = True


class OptOut(Act):
    """Stops archiving who presses."""

    action, label = "opt-out", N_("Stop archiving me")

    async def press(self, interaction: discord.Interaction) -> None:
        """Stop, and say so on the panel."""
        await acknowledge(interaction)
        await server_of(interaction).opt_out(interaction.user.id)
        await interaction.edit_original_response(view=await panel(interaction))


class Resume(Act):
    """Archives who presses again."""

    action, label = "opt-in", N_("Archive me again")

    async def press(self, interaction: discord.Interaction) -> None:
        """Resume, and say so on the panel."""
        await acknowledge(interaction)
        await server_of(interaction).opt_in(interaction.user.id)
        await interaction.edit_original_response(view=await panel(interaction))


BUTTONS = (
    QuoteMe,
    QuoteMeNot,
    PublishMe,
    PublishMeNot,
    ShowPrivacy,
    TurnPrivacy,
    GiveMe,
    ForgetMe,
    ConfirmForget,
    ConfirmForgetCards,
    OptOut,
    Resume,
)
