"""A channel's past: what would be filed of it, how far that is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.analysis.language.spoilers import without
from bot.archive.types import Backfill
from bot.backfilling import Example, Left, Survey
from bot.speech import N_, _, count
from bot.speech import number as shown_number
from bot.views.card import Action
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import brief
from bot.views.pages.details import text_page
from bot.views.words import message_link

LEFT_WORDS: Mapping[Left, str] = {
    "talk": N_("too little to be a review"),
    "filed": N_("filed already"),
    "opted out": N_("by members who asked not to be archived"),
    "empty": N_("without text"),
    "unreadable": N_("with a file that cannot be read"),
    "bot": N_("by bots, or commands to them"),
    "forgotten": N_("by members who asked to be forgotten since"),
    "refused": N_("that could not be read at the moment"),
}
PRIVATE = N_("Not everybody here sees that channel; what is filed of it is found by all who use the archive.")
_EXAMPLE = 120
_FILMS = 10
_TITLE = 60
_BAR = 20


def looking(channel_id: int, found: Survey) -> discord.ui.LayoutView:
    """Draw how far the looking through is."""
    body = _(
        "{messages} of {channel} read; {reviews} among them.",
        messages=count(found.messages, "message"),
        channel=f"<#{channel_id}>",
        reviews=count(found.reviews, "review"),
    )
    return text_page("### " + _("Looking through the past"), body, ACCENT)


def preview(
    guild_id: int, channel_id: int, found: Survey, notes: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw what would be filed. `notes` are sentences to be read before the yes."""
    lines = [
        _(
            "**{reviews}** of {messages} of {channel} would be filed under their own authors.",
            reviews=count(found.reviews, "review"),
            messages=count(found.messages, "message"),
            channel=f"<#{channel_id}>",
        )
    ]
    if found.films:
        lines.append(_films(found))
    lines += [_example(guild_id, each) for each in found.examples]
    lines += _left(found)
    lines += [f"⚠ {note}" for note in notes]
    if actions:
        lines.append(
            "-# " + _("Nothing is filed before you press File them. No card is posted; it can be undone as a whole.")
        )
    return text_page("### " + _("The past of a channel"), "\n".join(lines), ACCENT, actions)


def begun() -> discord.ui.LayoutView:
    """Draw that it has begun; the progress is a message of its own, which lives longer."""
    return text_page("### " + _("Filing has begun"), _("The message below shows how far it is."), ACCENT)


def progress(state: Backfill, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw how far it is."""
    full = min(_BAR, _BAR * state.read // max(state.total, 1))
    bar = "▰" * full + "▱" * (_BAR - full)
    messages = _("{read:n} of {total:n} messages", read=state.read, total=max(state.total, state.read))
    filed = _("{reviews} filed", reviews=count(state.filed, "review"))
    note = _("It goes on by itself, after a restart of the bot too.")
    body = f"<#{state.channel_id}>\n{bar} {messages} · {filed}\n-# {note}"
    return text_page("### " + _("Filing the past of a channel"), body, ACCENT, actions)


def done(state: Backfill, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw what it did."""
    body = _(
        "**{reviews}** filed from {messages} of {channel}.",
        reviews=count(state.filed, "review"),
        messages=count(state.read, "message"),
        channel=f"<#{state.channel_id}>",
    )
    return text_page("### " + _("The past is filed"), body, ACCENT, actions)


def stopped(state: Backfill, why: str, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw one that was given up. `why` is a sentence."""
    read = _(
        "{messages} of {channel} were read and {reviews} filed.",
        messages=count(state.read, "message"),
        channel=f"<#{state.channel_id}>",
        reviews=count(state.filed, "review"),
    )
    body = f"{why} {read}"
    return text_page("### " + _("The past was not read to its end"), body, NEUTRAL, actions)


def _films(found: Survey) -> str:
    named = ", ".join(
        brief(" ".join(without(name).split()) or _("a film"), _TITLE) + (f" ×{times}" if times > 1 else "")
        for name, times in found.films.most_common(_FILMS)
    )
    more = len(found.films) - _FILMS
    first = _(" (in the first {reviews})", reviews=count(found.films_of, "review"))
    whose = "" if found.films_of == found.reviews else first
    return f"{count(len(found.films), 'film')}{whose}: {named}" + (
        _(" and {number:n} more", number=more) if more > 0 else ""
    )


def _example(guild_id: int, each: Example) -> str:
    words = brief(" ".join(without(each.text).split()), _EXAMPLE)
    return f"> {words} [↗]({message_link(guild_id, each.channel_id, each.message_id)})"


def _left(found: Survey) -> list[str]:
    left = [f"{shown_number(number)} {_(LEFT_WORDS[why])}" for why, number in found.left.most_common() if number]
    return [_("Left alone: {left}.", left=", ".join(left))] if left else []
