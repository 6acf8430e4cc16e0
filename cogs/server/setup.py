"""`/setup`: one panel for what a server chooses, with a check of the bot's own permissions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import discord
from discord import app_commands

from bot.archive.types import ServerSettings
from bot.filing import RefusedError
from bot.speech import ENGLISH, LANGUAGES, N_, _, language_of, ngettext, weekday_name
from bot.views.colours import ATTENTION
from bot.views.pages import setup as panels
from bot.views.pages.details import text_page
from bot.views.pages.setup import FOR_EVER, RETENTION, ChannelCheck, Controls
from cogs.parts.buttons import Act
from cogs.parts.reply import defer, show, turn
from cogs.parts.selects import Choose
from cogs.parts.services import PullquoteCog, guild_of, server_of

DIGEST_TYPES = [discord.ChannelType.text, discord.ChannelType.news]
WATCHED_TYPES = [
    *DIGEST_TYPES,
    discord.ChannelType.forum,
    discord.ChannelType.public_thread,
    discord.ChannelType.news_thread,
    discord.ChannelType.private_thread,
]
WATCHED_AT_MOST = 25
WATCHING_NEEDS = (
    "view_channel",
    "read_message_history",
    "send_messages",
    "attach_files",
    "create_public_threads",
    "send_messages_in_threads",
)
POSTS_NEED = ("view_channel", "read_message_history", "attach_files", "send_messages_in_threads")
"""In a forum and in a thread the bot opens none."""
ERASED_AT_ONCE = 200
DIGEST_NEEDS = ("view_channel", "send_messages", "attach_files")
AS_DISCORD = "discord"
"""The choice of the language that Discord has for the server."""
_locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()


class Setup(PullquoteCog):
    """Lets those who manage a server say how the bot behaves there."""

    stores: ClassVar[str] = N_("Nothing about you: the channels and choices that were made for the whole server.")

    async def cog_load(self) -> None:
        """Recognize the panel's menus and buttons."""
        self.bot.add_dynamic_items(*CONTROLS)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing about members."""

    @app_commands.command(name="setup", description="Choose channels, replies, digest and retention for this server.")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def setup(self, interaction: discord.Interaction) -> None:
        """Open the panel, for whoever asked alone."""
        require_manager(interaction)
        await defer(interaction, public=False)
        await show(interaction, await draw_panel(interaction), public=False)


def require_manager(interaction: discord.Interaction) -> None:
    """Raise RefusedError unless whoever asks may manage the server. Asked anew on every press."""
    if not interaction.permissions.manage_guild:
        raise RefusedError("You need the Manage Server permission for that.")


async def draw_panel(interaction: discord.Interaction) -> discord.ui.LayoutView:
    """Draw the panel with what the server chose."""
    settings = await server_of(interaction).settings()
    standing = len(await server_of(interaction).of_gone_channels())
    return panels.panel(
        settings,
        check_channels(interaction.guild, settings),
        replace(_controls(interaction.guild, settings), gone=EraseGone(0) if standing else None, standing=standing),
        message_content=interaction.client.intents.message_content,
    )


def check_channels(guild: discord.Guild | None, settings: ServerSettings) -> list[ChannelCheck]:
    """Find what the bot lacks in each chosen channel."""
    if guild is None:
        return []
    reaction = () if settings.public_replies else ("add_reactions",)
    needs = {one: {*_watching_needs(guild, one), *reaction} for one in settings.watched_channel_ids}
    if settings.digest_channel_id is not None:
        needs.setdefault(settings.digest_channel_id, set()).update(DIGEST_NEEDS)
    if settings.quote_channel_id is not None:
        needs.setdefault(settings.quote_channel_id, set()).update(DIGEST_NEEDS)
    return [_check(guild, channel_id, wanted) for channel_id, wanted in needs.items()]


def _watching_needs(guild: discord.Guild, channel_id: int) -> tuple[str, ...]:
    channel = guild.get_channel_or_thread(channel_id)
    return POSTS_NEED if isinstance(channel, discord.ForumChannel | discord.Thread) else WATCHING_NEEDS


def _check(guild: discord.Guild, channel_id: int, wanted: set[str]) -> ChannelCheck:
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None:
        return ChannelCheck(channel_id, gone=True)
    may = channel.permissions_for(guild.me)
    order = [name for name in panels.PERMISSION_WORDS if name in wanted]
    return ChannelCheck(channel_id, tuple(name for name in order if not getattr(may, name)))


async def _save(interaction: discord.Interaction, **changes: Any) -> None:
    """Keep one choice, leaving those alone that somebody else makes at the same moment."""
    server = server_of(interaction)
    async with _locks.setdefault(guild_of(interaction), asyncio.Lock()):
        await server.save_settings(replace(await server.settings(), **changes))


async def _save_and_show(interaction: discord.Interaction, **changes: Any) -> None:
    require_manager(interaction)
    if changes:
        await _save(interaction, **changes)
    await turn(interaction, await draw_panel(interaction))


class WatchedChannels(Choose):
    """Chooses the watched channels."""

    action, label = "setup-watched", N_("No channel is watched")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Watch these, and no others, from now on."""
        require_manager(interaction)
        server, chosen = server_of(interaction), [int(value) for value in values]
        marks = await server.marks()
        await server.mark({one: discord.utils.utcnow() for one in chosen if one not in marks})
        await server.unmark([one for one in marks if one not in chosen])
        await _save_and_show(interaction, watched_channel_ids=tuple(chosen))


class DigestChannel(Choose):
    """Chooses where the digest goes."""

    action, label = "setup-digest", N_("No digest")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Send it there, or nowhere."""
        await _save_and_show(interaction, digest_channel_id=int(values[0]) if values else None)


class QuoteChannel(Choose):
    """Chooses where the quote of the day goes."""

    action, label = "setup-quote", N_("No quote of the day")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Send it there, or nowhere."""
        await _save_and_show(interaction, quote_channel_id=int(values[0]) if values else None)


class DigestDay(Choose):
    """Chooses the digest's day."""

    action, label = "setup-day", N_("Day of the digest")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Send it on that day."""
        await _save_and_show(interaction, digest_day=int(values[0]) % 7)


class DigestHour(Choose):
    """Chooses the digest's hour."""

    action, label = "setup-hour", N_("Hour of the digest")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Send it at that hour."""
        await _save_and_show(interaction, digest_hour=int(values[0]) % 24)


class ReplyLanguage(Choose):
    """Chooses the language of what everybody sees; what one member alone sees is in their client's."""

    action, label = "setup-language", N_("Language of replies")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Reply in it."""
        known = {language.tag for language in LANGUAGES}
        await _save_and_show(interaction, language=values[0] if values[0] in known else "")


class Retention(Choose):
    """Chooses how long reviews are kept."""

    action, label = "setup-retention", N_("How long reviews are kept")

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Keep them longer at once; ask before keeping them shorter."""
        require_manager(interaction)
        days = None if values[0] == FOR_EVER else int(values[0])
        now = (await server_of(interaction).settings()).retention_days
        if days is None or (now is not None and days >= now):
            await _save_and_show(interaction, retention_days=days)
            return
        words = panels.retention_words(days)
        question = _(
            "Keep reviews {how_long} only? Reviews filed longer ago than that are erased within the hour, and so is "
            "each one later when its time comes. That cannot be undone; `/archive export` takes a copy first.",
            how_long=words,
        )
        heading = "### " + _("Keep reviews {how_long}?", how_long=words)
        view = text_page(heading, question, ATTENTION, [ShorterRetention(days), Back(0)])
        await turn(interaction, view)


class ShorterRetention(Act):
    """Keeps reviews shorter than before; its state is the number of days."""

    action, label, style = "setup-retention-yes", N_("Yes, erase older ones"), discord.ButtonStyle.danger

    async def press(self, interaction: discord.Interaction) -> None:
        """Keep them so long, and show the panel again."""
        await _save_and_show(interaction, retention_days=self.number)


class Back(Act):
    """Shows the panel as things are; it checks the permissions anew."""

    action, label = "setup-again", N_("Back")

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the panel."""
        await _save_and_show(interaction)


class Replies(Act):
    """Makes replies public or private; its state is 1 for public."""

    action, label = "setup-replies", N_("Make replies private")

    async def press(self, interaction: discord.Interaction) -> None:
        """Change it, and show the panel again."""
        await _save_and_show(interaction, public_replies=bool(self.number))


class EraseGone(Act):
    """Asks whether the reviews of channels that are gone are to go as well."""

    action, label, style = "setup-gone", N_("Erase their reviews"), discord.ButtonStyle.danger

    async def press(self, interaction: discord.Interaction) -> None:
        """Ask first."""
        require_manager(interaction)
        standing = len(await server_of(interaction).of_gone_channels())
        question = ngettext(
            "Erase {number:n} review that was read in channels that are gone? That cannot be undone; "
            "`/archive export` takes a copy first.",
            "Erase {number:n} reviews that were read in channels that are gone? That cannot be undone; "
            "`/archive export` takes a copy first.",
            standing,
        )
        view = text_page("### " + _("Erase them?"), question, ATTENTION, [EraseGoneYes(0), Back(0)])
        await interaction.response.edit_message(view=view)


class EraseGoneYes(Act):
    """Erases the reviews of channels that are gone."""

    action, label, style = "setup-gone-yes", N_("Yes, erase them"), discord.ButtonStyle.danger

    async def press(self, interaction: discord.Interaction) -> None:
        """Erase them, a few at a time, and show the panel again."""
        require_manager(interaction)
        await interaction.response.defer()
        server = server_of(interaction)
        numbers = await server.of_gone_channels()
        for start in range(0, len(numbers), ERASED_AT_ONCE):
            await server.erase(numbers[start : start + ERASED_AT_ONCE])
        await server.forget_gone()
        await interaction.edit_original_response(view=await draw_panel(interaction))


CONTROLS = (
    EraseGone,
    EraseGoneYes,
    WatchedChannels,
    DigestChannel,
    QuoteChannel,
    DigestDay,
    DigestHour,
    ReplyLanguage,
    Retention,
    ShorterRetention,
    Back,
    Replies,
)


def _controls(guild: discord.Guild | None, settings: ServerSettings) -> Controls:
    digest = [] if settings.digest_channel_id is None else [settings.digest_channel_id]
    quote = [] if settings.quote_channel_id is None else [settings.quote_channel_id]
    hours = [(str(hour), f"{hour:02}:00 UTC") for hour in range(24)]
    public = settings.public_replies
    return Controls(
        watched=_channels(WatchedChannels, guild, settings.watched_channel_ids, WATCHED_AT_MOST, WATCHED_TYPES),
        replies=Replies(0 if public else 1, _("Make replies private") if public else _("Make replies public")),
        digest=(
            _channels(DigestChannel, guild, digest, 1, DIGEST_TYPES),
            _menu(DigestDay, [(str(day), weekday_name(day)) for day in range(7)], str(settings.digest_day)),
            _menu(DigestHour, hours, str(settings.digest_hour)),
        ),
        quote=_channels(QuoteChannel, guild, quote, 1, DIGEST_TYPES),
        retention=_menu(Retention, _retentions(settings.retention_days), str(settings.retention_days or FOR_EVER)),
        language=_menu(ReplyLanguage, _languages(guild), settings.language or AS_DISCORD),
        again=Back(1, _("Check again")),
    )


def _languages(guild: discord.Guild | None) -> list[tuple[str, str]]:
    """List what can be chosen, with what Discord's own choice comes to here."""
    here = language_of(guild.preferred_locale.value if guild else None) or ENGLISH
    own = _("As Discord has it: {language}", language=here.name)
    return [(AS_DISCORD, own), *((language.tag, language.name) for language in LANGUAGES)]


def _retentions(now: int | None) -> list[tuple[str, str]]:
    days = set(RETENTION)
    if now is not None:
        days.add(now)
    return [
        (FOR_EVER, _("Keep reviews for ever")),
        *((str(one), _("Keep reviews {how_long}", how_long=panels.retention_words(one))) for one in sorted(days)),
    ]


def _channels(
    kind: type[Choose],
    guild: discord.Guild | None,
    ids: Iterable[int],
    at_most: int,
    types: list[discord.ChannelType],
) -> Choose:
    """Build a menu of channels with the chosen ones in it; Discord refuses ones that are gone."""
    there = [
        channel_id for channel_id in ids if guild is not None and guild.get_channel_or_thread(channel_id) is not None
    ]
    return kind(
        discord.ui.ChannelSelect[Any](
            custom_id=kind.named(),
            channel_types=types,
            placeholder=_(kind.label),
            min_values=0,
            max_values=at_most,
            default_values=[
                discord.SelectDefaultValue(id=channel_id, type=discord.SelectDefaultValueType.channel)
                for channel_id in there[:at_most]
            ],
        )
    )


def _menu(kind: type[Choose], options: Iterable[tuple[str, str]], now: str) -> Choose:
    """Build a menu of words with the chosen one marked."""
    return kind(
        discord.ui.Select[Any](
            custom_id=kind.named(),
            placeholder=_(kind.label),
            options=[discord.SelectOption(label=words, value=value, default=value == now) for value, words in options],
        )
    )
