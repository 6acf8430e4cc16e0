"""The steps of a film night after the film, and the buttons that take them.

Each step can be taken again, after a restart at any point: what was sent already is found, not sent twice.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

import discord

from bot.archive.evening import Night
from bot.archive.store import ServerArchive
from bot.discussion import Context, load_night_page
from bot.filing import RefusedError, Submission
from bot.speech import N_, _, speaking
from bot.views import nights as pages
from bot.views.limits import shorten
from bot.views.modals import NightForm
from bot.views.pages.answers import THREAD_NAME
from cogs._cards import draw, place_card
from cogs._hiding import offer_hiding
from cogs.club._talk import film_button
from cogs.evening._events import interested
from cogs.parts.buttons import Act, custom_id_of, custom_ids
from cogs.parts.gathering import joined, read_files, typed_here
from cogs.parts.reply import ask, defer, report, say, show
from cogs.parts.services import (
    guild_of,
    is_moderator,
    language_at,
    replies_publicly,
    server_of,
    services_at,
    services_of,
)

_LOOKED_AT: Final = 50
"""Messages among which one that was sent, and not noted, is looked for."""
_CLOCKS: Final = timedelta(minutes=1)
"""Discord's clock and ours may differ by this."""
NOWHERE: Final = 0
"""Stands for a message that cannot be sent any more: its channel is gone."""
Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
_NOBODY = discord.AllowedMentions.none()
_held: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()
"""(server, night) -> held while a step of it is taken, so that a press and the clock take it once."""


def lock_of(guild_id: int, number: int) -> asyncio.Lock:
    """Give the lock under which the steps of a night are taken."""
    return _held.setdefault((guild_id, number), asyncio.Lock())


async def gather(client: discord.Client, guild: discord.Guild, night: Night) -> Night:
    """Open the thread of a night that is over, send the message that takes its reviews, ask who came."""
    server = services_at(client).archive.server(guild.id)
    with speaking(await language_at(client, guild.id)):
        return await _gathered(server, guild, night)


async def _gathered(server: ServerArchive, guild: discord.Guild, night: Night) -> Night:
    async with lock_of(guild.id, night.number):
        night = await server.end_night(night.number, discord.utils.utcnow())
        place = await _place(server, guild, night)
        if place is not None and night.panel_id is None:
            sent = await find_sent(place, guild, WriteReview.named(str(night.number)))
            if sent is None:
                view = pages.panel(night, await server.waiting(night.number), panel_buttons(night))
                sent = await place.send(view=view, allowed_mentions=_NOBODY, silent=True)
            await server.place_night(night.number, panel_id=sent.id)
        elif place is None:
            await server.place_night(night.number, panel_id=NOWHERE)
        await _ask(server, guild, night, place)
        return await server.night(night.number) or night


async def reveal(client: discord.Client, guild: discord.Guild, night: Night) -> None:
    """Reveal what waits for a night, and send its page."""
    server = services_at(client).archive.server(guild.id)
    async with lock_of(guild.id, night.number):
        await server.reveal_night(night.number, discord.utils.utcnow())
        found = await server.night(night.number)
        if found is None or found.revealed_at is None or found.page_id is not None:
            return
        place = await _place(server, guild, found)
        if place is None:
            await server.place_night(night.number, page_id=NOWHERE)
            return
        sent = await find_sent(place, guild, WriteReview.named(f"{night.number}:page"))
        sent = sent or await _page(server, place, found)
        await server.place_night(night.number, page_id=sent.id)
        await redraw(server, place, found)


async def redraw(server: ServerArchive, place: Place, night: Night) -> None:
    """Bring the message that takes reviews up to date; one that is gone is no failure."""
    if not night.panel_id:
        return
    view = pages.panel(night, await server.waiting(night.number), panel_buttons(night))
    try:
        await place.get_partial_message(night.panel_id).edit(view=view, allowed_mentions=_NOBODY)
    except (discord.NotFound, discord.Forbidden):
        return


def panel_buttons(night: Night) -> list[Any]:
    """Give the buttons under the message that takes reviews."""
    write = WriteReview(str(night.number))
    return [write] if night.revealed_at is not None else [write, RevealNow(night.number)]


async def find_place(guild: discord.Guild, channel_id: int | None) -> Place | None:
    """Find a channel or a thread that can be written to."""
    found: Any = guild.get_channel_or_thread(channel_id) if channel_id else None
    if found is None and channel_id:
        try:
            found = await guild.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden):
            return None
    return found if isinstance(found, Place) else None


async def _page(server: ServerArchive, place: Place, night: Night) -> discord.Message:
    heard = await server.heard()
    page = await load_night_page(heard, set((await heard.reviewed(night.number)).values()))
    buttons: list[Any] = [WriteReview(f"{night.number}:page", _("Write mine, late"))]
    if page.film is not None:
        buttons.append(film_button(Context(film=page.film.number)))
        if isinstance(place, discord.Thread):
            await server.set_thread(place.id, page.film.number)
    view = pages.revealed(place.guild.id, night, page, buttons)
    return await place.send(view=view, allowed_mentions=_NOBODY, silent=True)


async def _place(server: ServerArchive, guild: discord.Guild, night: Night) -> Place | None:
    """Find where a night's reviews are gathered: its thread, opened now where there is none, or its channel."""
    if night.thread_id is not None:
        return await find_place(guild, night.thread_id) or await find_place(guild, night.channel_id)
    channel: Any = guild.get_channel_or_thread(night.channel_id)
    name = shorten(_("{film}: blind reviews", film=pages.film_title(night)), THREAD_NAME)
    there = await _opened(guild, channel, name, night)
    if there is not None:
        await server.place_night(night.number, thread_id=there.id)
    return there


async def _opened(guild: discord.Guild, channel: Any, name: str, night: Night) -> Place | None:
    """Open the thread or the post of a night, unless it is there; the channel itself where that is not allowed."""
    mine = [thread for thread in guild.threads if thread.owner_id == guild.me.id and thread.name == name]
    begun = (night.over_at or night.ends_at) - _CLOCKS
    since = [thread for thread in mine if thread.created_at and thread.created_at >= begun]
    if since:
        return since[0]
    try:
        if isinstance(channel, discord.ForumChannel):
            view = pages.panel(night, 0, panel_buttons(night))
            return (await channel.create_thread(name=name, view=view, allowed_mentions=_NOBODY)).thread
        if isinstance(channel, discord.TextChannel):
            kind = discord.ChannelType.news_thread if channel.is_news() else discord.ChannelType.public_thread
            return await channel.create_thread(name=name, type=kind)
    except discord.Forbidden:
        pass
    return channel if isinstance(channel, Place) else None


async def _ask(server: ServerArchive, guild: discord.Guild, night: Night, place: Place | None) -> None:
    """Ask who said that they would come, each of them once: noted before it is sent, so that nobody is asked twice."""
    if place is None:
        return
    asked = await server.ask_guests(night.number, await interested(guild, night.event_id))
    for at in range(0, len(asked), 50):
        some = asked[at : at + 50]
        named = discord.AllowedMentions(users=[discord.Object(member) for member in some])
        # They pressed "interested" for this very night. Silent: it calls nobody to the screen.
        await place.send(pages.called(night, some), allowed_mentions=named, silent=True)


async def find_sent(place: Place, guild: discord.Guild, custom_id: str) -> discord.Message | None:
    """Find a message of the bot's by its button: sent before a restart that came before it was noted."""
    try:
        async for message in place.history(limit=_LOOKED_AT):
            if message.author.id == guild.me.id and custom_id in custom_ids(message):
                return message
    except discord.Forbidden:
        return None
    return None


class WriteReview(Act):
    """Takes the review of who was there; its state is `NIGHT`, and `NIGHT:page` under the page of a revealed night."""

    action, label, style = "night-write", N_("I was there: review it"), discord.ButtonStyle.primary
    private = True

    @classmethod
    def named(cls, state: str) -> str:
        """Give the custom_id with a state."""
        return custom_id_of(cls.action, state)

    async def press(self, interaction: discord.Interaction) -> None:
        """Open the form, for who is archived here."""
        night = await night_of(interaction, int(self.state.split(":")[0]))
        if await server_of(interaction).is_opted_out(interaction.user.id):
            raise RefusedError("You asked not to be archived here, so no review is taken; `/privacy` changes that.")
        form = NightForm(services_of(interaction).session, night.number, pages.film_title(night), _written, report)
        await ask(interaction, form)


class RevealNow(Act):
    """Reveals what waits for a night, before its time."""

    action, label = "night-reveal", N_("Reveal them now (host)")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Reveal it, for the host or a moderator."""
        night = await night_of(interaction, self.number)
        await reveal_asked(interaction, night)


async def reveal_asked(interaction: discord.Interaction, night: Night) -> None:
    """Reveal a night because somebody asks. Raises RefusedError unless it is theirs, over, and not revealed yet."""
    require_host(interaction, night)
    if night.over_at is None:
        raise RefusedError("That night is not over; `/night over` says that it is.")
    if night.page_id is not None:
        raise RefusedError("Its reviews are revealed already.")
    await defer(interaction, public=False)
    guild = guild_here(interaction)
    await reveal(interaction.client, guild, night)
    await say(interaction, _("Everybody reads them now: {film}.", film=pages.film_title(night)))


def guild_here(interaction: discord.Interaction) -> discord.Guild:
    """Give the server an interaction came from."""
    if interaction.guild is None:
        raise discord.app_commands.NoPrivateMessage
    return interaction.guild


def require_host(interaction: discord.Interaction, night: Night) -> None:
    """Raise RefusedError unless whoever asks planned a night, or moderates. Asked anew on every press."""
    if interaction.user.id != night.host_id and not is_moderator(interaction):
        raise RefusedError("That is for the night’s host, and for moderators (Manage Messages), only.")


async def night_of(interaction: discord.Interaction, number: int) -> Night:
    """Find a night by number. Raises RefusedError when it is gone."""
    night = await server_of(interaction).night(number)
    if night is None:
        raise RefusedError("There is no such film night here any more.")
    return night


async def _written(interaction: discord.Interaction, form: NightForm) -> None:
    """File what somebody wrote of a night's film: to wait for the reveal or, once that was, in the open."""
    night = await night_of(interaction, form.night)
    open_already = night.revealed_at is not None
    public = open_already and await replies_publicly(interaction)
    await defer(interaction, public=public)
    server, guild_id = server_of(interaction), guild_of(interaction)
    begun = await server.moment()
    files = await read_files(form.upload.values)
    text = await joined((typed_here(form.text.value, interaction.guild), files.text))
    submission = Submission(
        author_id=interaction.user.id,
        text=text,
        source="file" if files.text else "command",
        written_at=interaction.created_at,
        film=night.film,
        rating=form.rating.value.strip() or None,
        channel_id=interaction.channel_id,
        begun=begun,
        blind=None if open_already else night.number,
    )
    filed = await services_of(interaction).filing.file(guild_id, submission)
    review = filed.review
    await server.note_reviewed(night.number, interaction.user.id, review.number)
    if review.blind is not None:
        await show(interaction, pages.filed(night, review.number), public=False)
        place = await find_place(guild_here(interaction), night.thread_id)
        if place is not None:
            await redraw(server, place, night)
    else:
        message = await show(interaction, await draw(interaction.client, guild_id, review), public=public)
        if public and not filed.repeat:
            await place_card(interaction.client, guild_id, review, message)
    await offer_hiding(interaction, filed)
