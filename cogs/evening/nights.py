"""`/night …`: planning a film night, gathering its blind reviews, revealing them; and choosing the next film."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar, Final, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.evening import REVEAL_HOURS, Night, NightPlan
from bot.filing import MAXIMUM_TITLE, RefusedError, parse_film
from bot.speech import N_, _
from bot.views import nights as pages
from bot.views.escape import escape
from bot.views.limits import CHOICE_CHARACTERS, CHOICES, shorten
from bot.views.words import open_words
from cogs._hourly import Hourly
from cogs.evening import _picking as picking
from cogs.evening import _steps as steps
from cogs.evening._events import drop_event, make_event, place_of
from cogs.evening._times import parse_moment
from cogs.parts.options import FILM_CHOICE, film_choices, find_film
from cogs.parts.reply import defer, say, show
from cogs.parts.services import heard_of, replies_publicly, server_of

log = logging.getLogger(__name__)

LOOKS: Final = [time(hour, minute, second=20, tzinfo=UTC) for hour in range(24) for minute in (0, 15, 30, 45)]
"""Every quarter of an hour: nobody waits longer for a night's end, its reveal or a poll's count."""
FILM_HOURS: Final = 3
Title = app_commands.Range[str, 1, MAXIMUM_TITLE]


class Nights(Hourly):
    """Plans film nights and gathers what is written of them."""

    stores: ClassVar[str] = N_(
        "That you planned a film night, that you were asked once to review its film, which review that is, and the "
        "films you propose."
    )
    sends, hours = "film night", LOOKS
    night = app_commands.Group(name="night", description="Film nights: plan one, review it blind.", guild_only=True)

    async def cog_load(self) -> None:
        """Make the buttons work, after a restart too."""
        self.bot.add_dynamic_items(steps.WriteReview, steps.RevealNow, picking.ShowProposals)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @night.command(name="plan", description="Plan a film night; afterwards its reviews are gathered blind.")
    @app_commands.describe(
        film="The film.",
        when="In UTC: 2026-12-05 20:00, 20:00, friday 20:00; or in 2h. Now, if you leave it out.",
        place="A voice channel, or words.",
        hours="How long it takes, at most.",
        reveal="How many hours after it the reviews are revealed by themselves.",
    )
    @app_commands.autocomplete(film=film_choices)
    async def plan(
        self,
        interaction: discord.Interaction,
        film: Title,
        when: app_commands.Range[str, 1, 40] | None = None,
        place: app_commands.Range[str, 1, 100] | None = None,
        hours: app_commands.Range[int, 1, 12] = FILM_HOURS,
        reveal: app_commands.Range[int, 1, 168] = REVEAL_HOURS,
    ) -> None:
        """Keep it, and announce it."""
        now = interaction.created_at
        starts = parse_moment(when, now) if when else now
        title, year = await _film_typed(interaction, film)
        await defer(interaction, public=await replies_publicly(interaction))
        server, guild = server_of(interaction), steps.guild_here(interaction)
        ends = starts + timedelta(hours=hours)
        wanted = NightPlan(title, year, interaction.user.id, _channel_id(interaction), starts, ends, reveal)
        made = await server.plan_night(wanted)
        there = place_of(guild, place)
        notes: list[str] = []
        if when:
            elsewhere = getattr(interaction.channel, "name", "") or guild.name
            event, why = await make_event(guild, interaction.permissions, made, there, f"#{elsewhere}")
            notes += [why] if why else []
            if event is not None:
                await server.place_night(made.number, event_id=event)
        where = escape(there) if isinstance(there, str) else there.mention
        public = await replies_publicly(interaction)
        await show(interaction, pages.planned(made, where, notes, []), public=public)

    @plan.autocomplete("place")
    async def place_choices(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the server's voice and stage channels that the member sees."""
        guild = interaction.guild
        channels = [*guild.voice_channels, *guild.stage_channels] if guild else []
        member = interaction.user
        seen = [each for each in channels if isinstance(member, discord.Member) and _sees(each, member)]
        fits = [each for each in seen if current.casefold() in each.name.casefold()]
        return [
            app_commands.Choice(name=shorten(each.name, CHOICE_CHARACTERS), value=each.mention)
            for each in fits[:CHOICES]
        ]

    @night.command(name="over", description="Say that the film is over: the bot gathers blind reviews.")
    @app_commands.describe(night="Which night, if there are several.")
    async def over(self, interaction: discord.Interaction, night: int | None = None) -> None:
        """Open the thread and ask who came."""
        found = await _chosen(interaction, night, lambda each: each.over_at is None)
        steps.require_host(interaction, found)
        await defer(interaction, public=False)
        gathered = await steps.gather(interaction.client, steps.guild_here(interaction), found)
        if gathered.thread_id is None:
            raise RefusedError("The channel it was planned in is gone, so nothing can be gathered there.")
        await say(interaction, _("Reviews are gathered in {thread}.", thread=f"<#{gathered.thread_id}>"))

    @night.command(name="reveal", description="Reveal a night's blind reviews, all of them together.")
    @app_commands.describe(night="Which night, if there are several.")
    async def reveal(self, interaction: discord.Interaction, night: int | None = None) -> None:
        """Reveal them."""
        await steps.reveal_asked(interaction, await _chosen(interaction, night, lambda each: each.page_id is None))

    @night.command(name="cancel", description="Call a film night off.")
    @app_commands.describe(night="Which night, if there are several.")
    async def cancel(self, interaction: discord.Interaction, night: int | None = None) -> None:
        """Forget it, and its event."""
        found = await _chosen(interaction, night, lambda each: each.over_at is None)
        steps.require_host(interaction, found)
        await defer(interaction, public=False)
        await server_of(interaction).cancel_night(found.number)
        await drop_event(steps.guild_here(interaction), found.event_id)
        await say(interaction, _("The night with {film} is called off.", film=escape(pages.film_title(found))))

    @over.autocomplete("night")
    @reveal.autocomplete("night")
    @cancel.autocomplete("night")
    async def night_choices(
        self, interaction: discord.Interaction, current: str | int
    ) -> list[app_commands.Choice[int]]:
        """Offer the nights that are not done."""
        found = await server_of(interaction).nights()
        names = [(f"{each.starts_at:%Y-%m-%d %H:%M} UTC · {pages.film_title(each, 60)}", each.number) for each in found]
        fits = [(name, number) for name, number in names if str(current).casefold() in name.casefold()]
        return [app_commands.Choice(name=name, value=number) for name, number in fits[:CHOICES]]

    @night.command(name="propose", description="Propose a film for one of the next nights.")
    @app_commands.describe(film="The film.")
    @app_commands.autocomplete(film=film_choices)
    async def propose(self, interaction: discord.Interaction, film: Title) -> None:
        """Keep it."""
        title, year = await _film_typed(interaction, film)
        made = await server_of(interaction).propose(interaction.user.id, title, year)
        await say(
            interaction,
            _(
                "{film} is proposed; `/night proposals` lists all of them.",
                film=escape(pages.film_title(made)),
            ),
        )

    @night.command(name="withdraw", description="Take a film back that you proposed.")
    @app_commands.describe(film="Which of yours.")
    async def withdraw(self, interaction: discord.Interaction, film: app_commands.Range[int, 1]) -> None:
        """Forget it; moderators may for anybody."""
        await picking.withdraw(interaction, film)

    @withdraw.autocomplete("film")
    async def own_choices(self, interaction: discord.Interaction, current: str | int) -> list[app_commands.Choice[int]]:
        """Offer the member's own proposals."""
        del current
        mine = [one for one in await server_of(interaction).proposals() if one.member_id == interaction.user.id]
        return [app_commands.Choice(name=pages.film_title(one), value=one.number) for one in mine[:CHOICES]]

    @night.command(name="proposals", description="See which films are proposed, and whose turn it is.")
    async def proposals(self, interaction: discord.Interaction) -> None:
        """List them."""
        public = await replies_publicly(interaction)
        await defer(interaction, public=public)
        await show(interaction, pages.proposals(await (await heard_of(interaction)).turns()), public=public)

    @night.command(name="pick", description="Choose the next film: by a poll, or whose turn it is.")
    @app_commands.describe(how="A poll of the proposals, or the oldest film of whose turn it is.", hours="Of the poll.")
    async def pick(
        self,
        interaction: discord.Interaction,
        how: Literal["poll", "turn"] = "poll",
        hours: app_commands.Range[int, 1, 168] = 24,
    ) -> None:
        """Open a poll, or choose."""
        await (picking.open_poll(interaction, hours) if how == "poll" else picking.take_turn(interaction))

    @commands.Cog.listener()
    async def on_scheduled_event_update(self, before: discord.ScheduledEvent, after: discord.ScheduledEvent) -> None:
        """Gather a night's reviews as soon as its event is over."""
        if before.status == after.status or after.status is not discord.EventStatus.completed:
            return
        found = await self.services.archive.server(after.guild_id).night_of_event(after.id)
        if found is not None and found.over_at is None and after.guild is not None:
            await steps.gather(self.bot, after.guild, found)

    async def send(self, guild: discord.Guild, now: datetime) -> None:
        """Take the steps of a server's nights that are due, and count its polls."""
        server = self.services.archive.server(guild.id)
        for night in await server.nights():
            try:
                await self._step(guild, night, now)
            except discord.Forbidden:
                # The next night of this server may be in another channel.
                log.info("Server %d: the channel of a film night does not let the bot write", guild.id)
        await picking.count_polls(self.bot, guild, now)

    async def _step(self, guild: discord.Guild, night: Night, now: datetime) -> None:
        if (night.over_at is None and now >= night.ends_at) or (night.over_at and night.panel_id is None):
            night = await steps.gather(self.bot, guild, night)
        if night.revealed_at is not None or (night.reveal_at is not None and now >= night.reveal_at):
            await steps.reveal(self.bot, guild, night)


async def _film_typed(interaction: discord.Interaction, typed: str) -> tuple[str, int | None]:
    """Read a film that was chosen among the server's, or typed. Raises RefusedError for no title."""
    if typed.startswith(FILM_CHOICE):
        known = await find_film(await heard_of(interaction), typed)
        return known.title, known.year
    title, year = parse_film(typed)
    if not open_words(title):
        raise RefusedError("That is no title of a film.")
    return title, year


def _sees(channel: discord.abc.GuildChannel, member: discord.Member) -> bool:
    return channel.permissions_for(member).view_channel


def _channel_id(interaction: discord.Interaction) -> int:
    """Give the channel or the thread that a night belongs to."""
    if interaction.channel_id is None:
        raise RefusedError("A film night is planned in a channel.")
    return interaction.channel_id


async def _chosen(interaction: discord.Interaction, number: int | None, fits: Callable[[Night], bool]) -> Night:
    """Find the night that is meant: the one that was chosen, or the only one that fits.

    Raises RefusedError when there is none, or more than one.
    """
    if number is not None:
        return await steps.night_of(interaction, number)
    found = [each for each in await server_of(interaction).nights() if fits(each)]
    if not found:
        raise RefusedError("There is no film night for that; `/night plan` plans one.")
    if len(found) > 1:
        raise RefusedError("{number:n} film nights fit: choose one in the option `night`.", number=len(found))
    return found[0]
