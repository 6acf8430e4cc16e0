"""`/review …`, and the message menu *Read this review*."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.analysis.language.spoilers import wrapped
from bot.analysis.types import SummaryLength
from bot.archive.types import Filed, Source
from bot.filing import MAXIMUM_CRITIC, RefusedError, Submission, Viewing
from bot.speech import N_, _
from bot.views import card as cards
from bot.views.colours import NEUTRAL
from bot.views.modals import AddReviewForm
from bot.views.pages import details
from cogs._cards import BUTTONS, ask_to_delete, draw, open_editor, open_viewing, place_card
from cogs._hiding import BUTTONS as HIDING
from cogs._hiding import offer_hiding
from cogs.parts.buttons import Act
from cogs.parts.gathering import (
    Gathered,
    following,
    gather,
    in_spoiler_channel,
    joined,
    original_of,
    read_files,
    typed_here,
    written_at,
)
from cogs.parts.options import Narrowing, narrowed, number_choices, shown_review
from cogs.parts.paging import ListState, TurnList, list_page, with_tag
from cogs.parts.reply import ask, defer, report, show
from cogs.parts.services import PullquoteCog, Services, guild_of, heard_of, replies_publicly, server_of, services_of

Listed = Literal["newest", "oldest", "rating", "praise", "criticism"]
"""In which orders a list may stand; `best` is for words that were searched for."""

ONCE = Viewing()
"""Nothing is said of when the film was seen, or of whose words it is."""


class Reviews(PullquoteCog):
    """Adds, shows, lists, edits and deletes reviews."""

    stores: ClassVar[str] = N_("The reviews you wrote or that somebody filed for you, with what was read out of them.")
    review = app_commands.Group(name="review", description="Add, show, list, edit and delete reviews.", guild_only=True)

    def __init__(self, bot: commands.AutoShardedBot, services: Services) -> None:
        super().__init__(bot, services)
        self._menu = app_commands.ContextMenu(name="Read this review", callback=self.read_message)
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        """Register the message menu, which belongs to no group."""
        self.bot.tree.add_command(self._menu)
        self.bot.add_dynamic_items(*BUTTONS, *HIDING, AddReview, FileAnyway, TurnList)

    async def cog_unload(self) -> None:
        """Take the message menu away again."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Drop what they handed in and have not said yes to."""
        self.services.filing.let_go(guild_id, user_id)
        self.services.portraits.drop(user_id)

    @review.command(name="add", description="Read a review: paste it into a form, or attach a text file.")
    @app_commands.describe(
        file="A text file (.txt, .md); without one, a form opens.",
        critic="Whose words these are, if not your own: they count apart from members’.",
        watched="The day you watched it: 2026-01-31, today, yesterday, or 3d ago.",
        rewatch="Whether you had seen it before.",
        tags="With commas between: cosy, heist.",
    )
    async def add(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment | None = None,
        critic: app_commands.Range[str, 1, MAXIMUM_CRITIC] | None = None,
        watched: str | None = None,
        rewatch: bool = False,  # noqa: FBT001, FBT002  (Discord fills options in by their names)
        tags: str | None = None,
    ) -> None:
        """Open the form, or read the file."""
        today = interaction.created_at.date()
        viewing = Viewing.typed(critic or "", watched or "", tags or "", rewatch=rewatch, today=today)
        if file is None:
            await _open_form(interaction, viewing)
            return
        await defer(interaction, public=await replies_publicly(interaction))
        begun = await server_of(interaction).moment()
        gathered = await _own(interaction, await read_files([file]))
        await _file(interaction, gathered, source="file", author=interaction.user, begun=begun, viewing=viewing)

    async def read_message(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Read the message a member chose, with the messages and files that belong to it."""
        await defer(interaction, public=await replies_publicly(interaction))
        begun = await server_of(interaction).moment()
        original = await original_of(message, interaction.user)
        if original.author.bot:
            raise RefusedError("That message was written by a bot; Pullquote reads what people write.")
        # Of another channel, only what was forwarded is read.
        chain = await following(original) if original is message else [original]
        gathered = await gather(chain, interaction.client)
        if not gathered.text.strip():
            raise RefusedError("That message has no text to read, neither in it nor in a text file.")
        await _file(interaction, gathered, source="message", author=original.author, begun=begun, chain=chain)

    @review.command(name="show", description="Show a review's card again.")
    @app_commands.describe(number="The review's number.", length="How long its summary is.")
    @app_commands.autocomplete(number=number_choices)
    async def show(
        self,
        interaction: discord.Interaction,
        number: app_commands.Range[int, 1],
        length: SummaryLength = "normal",
    ) -> None:
        """Show one card, with a summary of the length that was asked for."""
        await defer(interaction, public=await replies_publicly(interaction))
        review = await shown_review(interaction, number)
        review = replace(review, analysis=review.analysis.summarized(length))
        card = await draw(interaction.client, guild_of(interaction), review)
        await show(interaction, card, public=await replies_publicly(interaction))

    @review.command(name="list", description="List this server's reviews, a page at a time.")
    @app_commands.describe(sort="In which order.")
    @narrowed
    async def list(self, interaction: discord.Interaction, narrowing: Narrowing, sort: Listed = "newest") -> None:
        """List reviews."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        chosen = await narrowing.filters(await heard_of(interaction))
        words, chosen = with_tag("", chosen)
        await show(interaction, await list_page(interaction, words, ListState(chosen, sort)), public=public)

    @review.command(name="edit", description="Correct a review's film, rating, label or text; or critic, day and tags.")
    @app_commands.describe(
        number="The review's number.", part="The review itself; or its viewing: critic, day, rewatch and tags."
    )
    @app_commands.autocomplete(number=number_choices)
    async def edit(
        self,
        interaction: discord.Interaction,
        number: app_commands.Range[int, 1],
        part: Literal["review", "viewing"] = "review",
    ) -> None:
        """Open the form with what is filed."""
        await (open_viewing if part == "viewing" else open_editor)(interaction, number)

    @review.command(name="delete", description="Delete a review; it asks first, and can be undone for 10 minutes.")
    @app_commands.describe(number="The review's number.")
    @app_commands.autocomplete(number=number_choices)
    async def delete(self, interaction: discord.Interaction, number: app_commands.Range[int, 1]) -> None:
        """Ask before deleting."""
        await ask_to_delete(interaction, number)


# Filing


class AddReview(Act):
    """Opens the form that takes a review."""

    action, label, style = "add", N_("Add a review"), discord.ButtonStyle.primary
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Open it."""
        await _open_form(interaction)


async def _open_form(interaction: discord.Interaction, viewing: Viewing = ONCE) -> None:
    await ask(interaction, AddReviewForm(services_of(interaction).session, viewing, _add_submitted, report))


async def _add_submitted(interaction: discord.Interaction, form: AddReviewForm) -> None:
    await defer(interaction, public=await replies_publicly(interaction))
    begun = await server_of(interaction).moment()
    files = await read_files(form.upload.values)
    text = await joined((typed_here(form.text.value, interaction.guild), files.text))
    await _file(
        interaction,
        await _own(interaction, Gathered(text, notes=files.notes)),
        source="file" if files.text else "command",
        author=interaction.user,
        begun=begun,
        film=form.film.value.strip() or None,
        rating=form.rating.value.strip() or None,
        viewing=replace(form.viewing, rewatch=form.rewatch.value),
    )


async def _own(interaction: discord.Interaction, gathered: Gathered) -> Gathered:
    """Hide what somebody hands in where everything is a spoiler."""
    if not await in_spoiler_channel(interaction.client, interaction.channel):
        return gathered
    return replace(gathered, text=await asyncio.to_thread(wrapped, gathered.text))


async def _file(
    interaction: discord.Interaction,
    gathered: Gathered,
    *,
    source: Source,
    author: discord.User | discord.Member,
    begun: datetime,
    chain: list[discord.Message] | None = None,
    film: str | None = None,
    rating: str | None = None,
    viewing: Viewing = ONCE,
) -> None:
    """File what was gathered and answer with its card."""
    submission = Submission(
        author_id=author.id,
        text=gathered.text,
        source=source,
        written_at=written_at(chain) if chain else interaction.created_at,
        film=film,
        rating=rating,
        filer_id=interaction.user.id if interaction.user.id != author.id else None,
        channel_id=chain[0].channel.id if chain else interaction.channel_id,
        message_ids=gathered.message_ids,
        begun=begun,
        critic=viewing.critic,
        watched_on=viewing.watched_on,
        rewatch=viewing.rewatch,
        tags=viewing.tags,
    )
    services_of(interaction).portraits.hear(author)
    filing = services_of(interaction).filing
    if await filing.doubts(submission):
        await _ask_first(interaction, filing.hold(guild_of(interaction), submission))
        return
    filed = await filing.file(guild_of(interaction), submission)
    await _answer(interaction, filed, gathered.notes)


async def _ask_first(interaction: discord.Interaction, key: str) -> None:
    """Ask before filing what judges no film."""
    view = details.text_page(
        "### " + _("File it all the same?"),
        _("This does not read like a review: it judges no film. Nothing is filed yet."),
        NEUTRAL,
        [FileAnyway(key)],
    )
    await show(interaction, view, public=await replies_publicly(interaction))


async def _answer(interaction: discord.Interaction, filed: Filed, notes: tuple[str, ...]) -> None:
    repeat = (_(cards.REPEAT_WORDS[filed.repeat]),) if filed.repeat else ()
    public = await replies_publicly(interaction)
    card = await draw(interaction.client, guild_of(interaction), filed.review, repeat + notes)
    message = await show(interaction, card, public=public)
    if public and not filed.repeat:
        await place_card(interaction.client, guild_of(interaction), filed.review, message)
    await offer_hiding(interaction, filed)


class FileAnyway(Act):
    """Files what was doubted; its state is the key under which it is held."""

    action, label = "file-anyway", N_("File it")

    async def press(self, interaction: discord.Interaction) -> None:
        """File it, and put its card where the question was."""
        filing = services_of(interaction).filing
        submission = filing.release(guild_of(interaction), self.state, interaction.user.id)
        await interaction.response.defer()
        filed = await filing.file(guild_of(interaction), submission)
        card = await draw(interaction.client, guild_of(interaction), filed.review)
        message = await interaction.edit_original_response(view=card)
        if await replies_publicly(interaction) and not filed.repeat:
            await place_card(interaction.client, guild_of(interaction), filed.review, message)
        await offer_hiding(interaction, filed)
