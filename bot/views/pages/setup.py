"""How `/setup` looks: one panel with what a server chose, and what the bot is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.archive.types import ServerSettings
from bot.speech import N_, _, ngettext, weekday_name
from bot.views.card import Action
from bot.views.colours import ACCENT, ATTENTION

RETENTION: tuple[int, ...] = (90, 180, 365, 730, 1095, 1825)
"""Days that can be chosen, besides keeping reviews for ever."""
FOR_EVER = "off"
PERMISSION_WORDS = {
    "view_channel": N_("View Channel"),
    "read_message_history": N_("Read Message History"),
    "send_messages": N_("Send Messages"),
    "attach_files": N_("Attach Files"),
    "create_public_threads": N_("Create Public Threads"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "add_reactions": N_("Add Reactions"),
}
"""discord.py's names of permissions -> what Discord's client calls them."""
_PROBLEMS_BUDGET = 2_000


@dataclass(frozen=True, slots=True)
class ChannelCheck:
    """What the bot lacks in a channel that a server chose."""

    channel_id: int
    missing: tuple[str, ...] = ()
    """discord.py's names of the permissions that are missing."""
    gone: bool = False
    """The channel does not exist any more, or the bot cannot see that it does."""


@dataclass(frozen=True, slots=True)
class Controls:
    """The panel's menus and buttons, each under what it changes."""

    watched: Action
    replies: Action
    digest: Sequence[Action]
    quote: Action
    retention: Action
    language: Action
    again: Action
    gone: Action | None = None
    """Erases the reviews of channels that are gone."""
    standing: int = 0
    """How many those are."""


def panel(
    settings: ServerSettings, checks: Sequence[ChannelCheck], controls: Controls, *, message_content: bool
) -> discord.ui.LayoutView:
    """Draw the panel. `message_content`: whether the bot runs with that intent, which watched channels need."""
    problems = list(_problems(checks))
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[Any] = discord.ui.Container(
        accent_colour=ATTENTION if problems or _rests(settings, message_content=message_content) else ACCENT
    )
    container.add_item(discord.ui.TextDisplay("### " + _("Pullquote on this server")))
    for text, actions in _parts(settings, controls, message_content=message_content):
        container.add_item(discord.ui.TextDisplay(text))
        for action in actions:
            container.add_item(discord.ui.ActionRow(action))
    container.add_item(discord.ui.Separator())
    container.add_item(discord.ui.TextDisplay(_permissions(checks, problems)))
    container.add_item(discord.ui.ActionRow(controls.again))
    if controls.gone is not None:
        stay = ngettext(
            "{number:n} review of channels that are gone: they stay, unless you erase them.",
            "{number:n} reviews of channels that are gone: they stay, unless you erase them.",
            controls.standing,
        )
        container.add_item(discord.ui.TextDisplay(stay))
        container.add_item(discord.ui.ActionRow(controls.gone))
    view.add_item(container)
    return view


def retention_words(days: int | None) -> str:
    """Say how long reviews are kept."""
    if days is None:
        return _("for ever")
    if days % 365:
        return ngettext("for {number:n} day", "for {number:n} days", days)
    return ngettext("for {number:n} year", "for {number:n} years", days // 365)


def _rests(settings: ServerSettings, *, message_content: bool) -> bool:
    return bool(settings.watched_channel_ids) and not message_content


def _parts(
    settings: ServerSettings, controls: Controls, *, message_content: bool
) -> Iterable[tuple[str, Sequence[Action]]]:
    watched = _(
        "**Watched channels**: a review pasted there is answered by itself; chatter is left alone. In a forum, a "
        "post's name is the film of what is written in it."
    )
    yield watched + ("" if message_content else "\n" + _without_content(settings)), (controls.watched,)
    public = _("**Replies** are public.")
    private = _("**Replies** are private, for whoever asked; a watched review is marked 🗂️ instead.")
    yield public if settings.public_replies else private, (controls.replies,)
    yield _("**Weekly digest**: {digest}", digest=_digest(settings)), controls.digest
    yield _("**Quote of the day**: {quote}", quote=_quote(settings)), (controls.quote,)
    yield (
        _("**Reviews are kept** {how_long}.", how_long=retention_words(settings.retention_days)),
        (controls.retention,),
    )
    language = _("**Language** of what everybody sees. Private answers are in the language of each member's Discord.")
    yield language, (controls.language,)


def _without_content(settings: ServerSettings) -> str:
    rest = _("They rest: this bot runs without the message-content intent.")
    would = _("They would rest: this bot runs without the message-content intent.")
    way = _(
        "Whoever runs it can switch it on in Discord's developer portal (Bot, Message Content Intent) and set "
        "`PULLQUOTE_MESSAGE_CONTENT=true`. Everything else works without it: the message menu **Read this review** "
        "does the same by hand."
    )
    return f"⚠ {rest if settings.watched_channel_ids else would} {way}"


def _digest(settings: ServerSettings) -> str:
    day, hour = weekday_name(settings.digest_day % 7), f"{settings.digest_hour:02}"
    if settings.digest_channel_id is None:
        return _("off; choose a channel to get one on {day}s at {hour}:00 UTC.", day=day, hour=hour)
    channel = f"<#{settings.digest_channel_id}>"
    return _("in {channel}, on {day}s at {hour}:00 UTC.", channel=channel, day=day, hour=hour)


def _quote(settings: ServerSettings) -> str:
    if settings.quote_channel_id is None:
        return _("off; choose a channel to get one. Only members who agreed in `/privacy` are quoted.")
    return _(
        "in {channel}, at {hour}:00 UTC, from members who agreed in `/privacy`.",
        channel=f"<#{settings.quote_channel_id}>",
        hour=f"{settings.digest_hour:02}",
    )


def _problems(checks: Iterable[ChannelCheck]) -> Iterable[str]:
    for check in checks:
        if check.gone:
            yield _("✗ {channel} is gone, or hidden from the bot: choose again.", channel=f"<#{check.channel_id}>")
        elif check.missing:
            words = ", ".join(f"**{_(PERMISSION_WORDS.get(name, name))}**" for name in check.missing)
            yield _("✗ In {channel} the bot lacks {permissions}.", channel=f"<#{check.channel_id}>", permissions=words)


def _permissions(checks: Sequence[ChannelCheck], problems: list[str]) -> str:
    if not checks:
        return "-# " + _("No channel is chosen yet, so there is nothing to check.")
    if not problems:
        return _("✓ The bot has every permission that it needs in the chosen channels.")
    shown = list(problems)
    while len("\n".join(shown)) > _PROBLEMS_BUDGET:
        shown.pop()
    more = len(problems) - len(shown)
    return "\n".join(shown) + (f"\n-# … {_('and in {more} more.', more=more)}" if more else "")
