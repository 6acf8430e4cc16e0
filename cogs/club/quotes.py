"""`/quote …`: a line of a review as a picture, one at random, and the quote of the day. Of members who agreed."""

from __future__ import annotations

import asyncio
import io
import secrets
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar, Final

import discord
from discord import app_commands

from bot.analysis.types import Quote
from bot.archive.store import ServerArchive
from bot.archive.types import Filters, Review
from bot.filing import RefusedError
from bot.speech import N_, _
from bot.views import quote_card
from bot.views import quotes as pages
from bot.views.colours import ACCENT
from bot.views.words import open_name
from cogs._hourly import Hourly
from cogs.parts.buttons import Act
from cogs.parts.options import Narrowing, film_choices, number_choices, shown_review
from cogs.parts.reply import defer, show
from cogs.parts.services import guild_of, heard_of, replies_publicly

HOURS: Final = [time(hour, minute=1, tzinfo=UTC) for hour in range(24)]
"""A minute after every full hour: the digest of that hour comes first."""
LATE_AT_MOST: Final = timedelta(hours=6)
TRIED: Final = 20
"""So many reviews are looked at for a line that can be quoted; then there is none."""
LINES: Final = 3


class Quotes(Hourly):
    """Shows lines of the club."""

    stores: ClassVar[str] = N_("That you agreed to be quoted, and the days on which you were.")
    sends, hours = "quote of the day", HOURS
    quote = app_commands.Group(name="quote", description="Lines of this server's reviews.", guild_only=True)

    async def cog_load(self) -> None:
        """Make the button of reviews work, after a restart too."""
        self.bot.add_dynamic_items(MakeCard)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @quote.command(name="card", description="A line of a review as a picture.")
    @app_commands.describe(number="The review's number.", line="Which of its quotes; the best one without a number.")
    @app_commands.autocomplete(number=number_choices)
    async def card(
        self,
        interaction: discord.Interaction,
        number: app_commands.Range[int, 1],
        line: app_commands.Range[int, 1, LINES] = 1,
    ) -> None:
        """Draw it."""
        await _show_card(interaction, number, line)

    @quote.command(name="random", description="A line by somebody who agreed to be quoted.")
    @app_commands.describe(film="Only on this film.", member="Only by this member.")
    @app_commands.autocomplete(film=film_choices)
    async def random(
        self, interaction: discord.Interaction, film: str | None = None, member: discord.User | None = None
    ) -> None:
        """Choose one."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        server = await heard_of(interaction)
        chosen = await Narrowing(film=film, author=member).filters(server)
        found = await _choose(server, chosen)
        if found is None:
            raise RefusedError(
                "There is no line to quote: nobody whose reviews these are has agreed in `/privacy` to be quoted, or "
                "no line of theirs stands by itself without a spoiler."
            )
        await show(interaction, pages.quote(guild_of(interaction), *found, [MakeCard(found[0].number)]), public=public)

    async def send(self, guild: discord.Guild, now: datetime) -> None:
        """Send a server the quote of the day, once."""
        server = self.services.archive.server(guild.id)
        settings = await server.settings()
        due = last_due(settings.digest_hour, now)
        if settings.quote_channel_id is None or now - due > LATE_AT_MOST:
            return
        channel = guild.get_channel(settings.quote_channel_id)
        if not isinstance(channel, discord.TextChannel) or not channel.permissions_for(guild.me).send_messages:
            return
        # Claimed before it is made, as a digest is: whoever claims it sends it.
        if not await server.claim_quote(day_of(due)):
            return
        last = await server.last_quoted()
        found = await _choose(await server.heard(), Filters(without=(last,) if last is not None else ()))
        if found is None:
            return
        await server.note_quoted(day_of(due), found[0].author_id)
        view = pages.quote(guild.id, *found, [MakeCard(found[0].number)], heading="### " + _("Quote of the day"))
        await channel.send(view=view, allowed_mentions=discord.AllowedMentions.none(), silent=True)


def last_due(hour: int, now: datetime) -> datetime:
    """Give the latest moment, at `now` or before, at which a quote of the day was due. Aware, UTC."""
    due = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return due if due <= now else due - timedelta(days=1)


def day_of(due: datetime) -> str:
    """Name the day of a quote."""
    return due.date().isoformat()


def lines_of(review: Review) -> list[Quote]:
    """List the lines of a review that can stand alone: its quotes, best first, none of which hides anything."""
    return [quote for quote in review.analysis.quotes if not quote.spoiler][:LINES]


async def _choose(server: ServerArchive, chosen: Filters) -> tuple[Review, Quote] | None:
    """Choose a line at random of those who agreed."""
    numbers = await server.to_quote(chosen)
    draw = secrets.SystemRandom()
    for number in draw.sample(numbers, min(TRIED, len(numbers))):
        review = await server.get(number)
        lines = lines_of(review) if review is not None else []
        if review is not None and lines:
            return review, lines[0]
    return None


async def _show_card(interaction: discord.Interaction, number: int, place: int) -> None:
    public = await replies_publicly(interaction)
    await defer(interaction, public=public)
    review = await shown_review(interaction, number)
    lines = lines_of(review)
    if len(lines) < place:
        raise RefusedError(
            "Review #{review} has {number:n} quotes that hide nothing; there is no line {place}.",
            review=number,
            number=len(lines),
            place=place,
        )
    card = await _card(interaction, review, lines[place - 1])
    drawn = await asyncio.to_thread(quote_card.png, card)
    file = discord.File(io.BytesIO(drawn), quote_card.FILE, description=quote_card.alt(card))
    await show(interaction, pages.picture(guild_of(interaction), review, card), public=public, files=[file])


async def _card(interaction: discord.Interaction, review: Review, line: Quote) -> quote_card.QuoteCard:
    """Make the record of a picture. Raises RefusedError for a line that cannot be drawn as it is."""
    if len(line.text) > quote_card.LONGEST:
        raise RefusedError(
            "That line has {number:n} characters, too many for a picture; the limit is {limit}.",
            number=len(line.text),
            limit=quote_card.LONGEST,
        )
    words = await asyncio.to_thread(quote_card.drawable, line.text)
    if words is None:
        raise RefusedError(
            "That line is written in letters that the picture cannot draw: only Latin, Greek and Cyrillic ones can be."
        )
    server = interaction.guild.name if interaction.guild else ""
    author = review.critic or await _author(interaction, review.author_id)
    film = quote_card.named(open_name(review.film)) if review.film else ""
    colour = interaction.guild.me.colour.value if interaction.guild else 0
    return quote_card.QuoteCard(words, film, quote_card.named(author), quote_card.named(server), colour or ACCENT)


async def _author(interaction: discord.Interaction, author_id: int) -> str:
    """Name an author who agreed to be named; nobody else."""
    if interaction.guild is None or not await (await heard_of(interaction)).agreed(author_id):
        return ""
    try:
        member = interaction.guild.get_member(author_id) or await interaction.guild.fetch_member(author_id)
    except discord.HTTPException:
        return ""
    return member.display_name


class MakeCard(Act):
    """Draws the best line of a review as a picture."""

    action, label = "quote-card", N_("Quote card")

    async def press(self, interaction: discord.Interaction) -> None:
        """Draw it."""
        await _show_card(interaction, self.number, 1)
