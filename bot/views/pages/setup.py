"""How `/setup` looks: one panel with what a server chose, and what the bot is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.archive.types import ServerSettings
from bot.views.card import Action
from bot.views.colours import ACCENT, ATTENTION
from bot.views.words import count

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LANGUAGES = {"en": "English"}
RETENTION = {90: "90 days", 180: "180 days", 365: "1 year", 730: "2 years", 1095: "3 years", 1825: "5 years"}
"""Days -> words, besides keeping reviews for ever."""
FOR_EVER = "off"
PERMISSION_WORDS = {
    "view_channel": "View Channel",
    "read_message_history": "Read Message History",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "add_reactions": "Add Reactions",
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
    container.add_item(discord.ui.TextDisplay("### Pullquote on this server"))
    for text, actions in _parts(settings, controls, message_content=message_content):
        container.add_item(discord.ui.TextDisplay(text))
        for action in actions:
            container.add_item(discord.ui.ActionRow(action))
    container.add_item(discord.ui.Separator())
    container.add_item(discord.ui.TextDisplay(_permissions(checks, problems)))
    container.add_item(discord.ui.ActionRow(controls.again))
    if controls.gone is not None:
        stay = f"{count(controls.standing, 'review')} of channels that are gone: they stay, unless you erase them."
        container.add_item(discord.ui.TextDisplay(stay))
        container.add_item(discord.ui.ActionRow(controls.gone))
    view.add_item(container)
    return view


def retention_words(days: int | None) -> str:
    """Say how long reviews are kept."""
    return "for ever" if days is None else f"for {RETENTION.get(days, f'{days} days')}"


def _rests(settings: ServerSettings, *, message_content: bool) -> bool:
    return bool(settings.watched_channel_ids) and not message_content


def _parts(
    settings: ServerSettings, controls: Controls, *, message_content: bool
) -> Iterable[tuple[str, Sequence[Action]]]:
    watched = (
        "**Watched channels**: a review pasted there is answered by itself; chatter is left alone. In a forum, a "
        "post's name is the film of what is written in it."
    )
    yield watched + ("" if message_content else "\n" + _without_content(settings)), (controls.watched,)
    where = "public" if settings.public_replies else "private, for whoever asked; a watched review is marked 🗂️ instead"
    yield f"**Replies** are {where}.", (controls.replies,)
    yield f"**Weekly digest**: {_digest(settings)}", controls.digest
    yield f"**Quote of the day**: {_quote(settings)}", (controls.quote,)
    yield f"**Reviews are kept** {retention_words(settings.retention_days)}.", (controls.retention,)
    yield "**Language** of replies", (controls.language,)


def _without_content(settings: ServerSettings) -> str:
    state = "They rest" if settings.watched_channel_ids else "They would rest"
    return (
        f"⚠ {state}: this bot runs without the message-content intent. Whoever runs it can switch it on in Discord's "
        "developer portal (Bot, Message Content Intent) and set `PULLQUOTE_MESSAGE_CONTENT=true`. Everything else "
        "works without it: the message menu **Read this review** does the same by hand."
    )


def _digest(settings: ServerSettings) -> str:
    when = f"{DAYS[settings.digest_day % 7]}s at {settings.digest_hour:02}:00 UTC"
    if settings.digest_channel_id is None:
        return f"off; choose a channel to get one on {when}."
    return f"in <#{settings.digest_channel_id}>, on {when}."


def _quote(settings: ServerSettings) -> str:
    if settings.quote_channel_id is None:
        return "off; choose a channel to get one. Only members who agreed in `/privacy` are quoted."
    when = f"at {settings.digest_hour:02}:00 UTC"
    return f"in <#{settings.quote_channel_id}>, {when}, from members who agreed in `/privacy`."


def _problems(checks: Iterable[ChannelCheck]) -> Iterable[str]:
    for check in checks:
        if check.gone:
            yield f"✗ <#{check.channel_id}> is gone, or hidden from the bot: choose again."
        elif check.missing:
            words = ", ".join(f"**{PERMISSION_WORDS.get(name, name)}**" for name in check.missing)
            yield f"✗ In <#{check.channel_id}> the bot lacks {words}."


def _permissions(checks: Sequence[ChannelCheck], problems: list[str]) -> str:
    if not checks:
        return "-# No channel is chosen yet, so there is nothing to check."
    if not problems:
        return "✓ The bot has every permission that it needs in the chosen channels."
    shown = list(problems)
    while len("\n".join(shown)) > _PROBLEMS_BUDGET:
        shown.pop()
    more = len(problems) - len(shown)
    return "\n".join(shown) + (f"\n-# … and in {more} more." if more else "")
