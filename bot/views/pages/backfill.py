"""A channel's past: what would be filed of it, how far that is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.analysis.language.spoilers import without
from bot.archive.types import Backfill
from bot.backfilling import Example, Left, Survey
from bot.views.card import Action
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import brief
from bot.views.pages.details import text_page
from bot.views.words import count, message_link

LEFT_WORDS: Mapping[Left, str] = {
    "talk": "too little to be a review",
    "filed": "filed already",
    "opted out": "by members who asked not to be archived",
    "empty": "without text",
    "unreadable": "with a file that cannot be read",
    "bot": "by bots, or commands to them",
    "forgotten": "by members who asked to be forgotten since",
    "refused": "that could not be read at the moment",
}
PRIVATE = "Not everybody here sees that channel; what is filed of it is found by all who use the archive."
_EXAMPLE = 120
_FILMS = 10
_TITLE = 60
_BAR = 20


def looking(channel_id: int, found: Survey) -> discord.ui.LayoutView:
    """Draw how far the looking through is."""
    body = f"{count(found.messages, 'message')} of <#{channel_id}> read; {count(found.reviews, 'review')} among them."
    return text_page("### Looking through the past", body, ACCENT)


def preview(
    guild_id: int, channel_id: int, found: Survey, notes: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw what would be filed. `notes` are sentences to be read before the yes."""
    read = f"{count(found.messages, 'message')} of <#{channel_id}>"
    lines = [f"**{count(found.reviews, 'review')}** of {read} would be filed under their own authors."]
    if found.films:
        lines.append(_films(found))
    lines += [_example(guild_id, each) for each in found.examples]
    lines += _left(found)
    lines += [f"⚠ {note}" for note in notes]
    if actions:
        lines.append("-# Nothing is filed before you press File them. No card is posted; it can be undone as a whole.")
    return text_page("### The past of a channel", "\n".join(lines), ACCENT, actions)


def begun() -> discord.ui.LayoutView:
    """Draw that it has begun; the progress is a message of its own, which lives longer."""
    return text_page("### Filing has begun", "The message below shows how far it is.", ACCENT)


def progress(state: Backfill, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw how far it is."""
    full = min(_BAR, _BAR * state.read // max(state.total, 1))
    line = f"{'▰' * full}{'▱' * (_BAR - full)} {state.read:,} of {max(state.total, state.read):,} messages"
    note = "-# It goes on by itself, after a restart of the bot too."
    body = f"<#{state.channel_id}>\n{line} · {count(state.filed, 'review')} filed\n{note}"
    return text_page("### Filing the past of a channel", body, ACCENT, actions)


def done(state: Backfill, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw what it did."""
    body = f"**{count(state.filed, 'review')}** filed from {count(state.read, 'message')} of <#{state.channel_id}>."
    return text_page("### The past is filed", body, ACCENT, actions)


def stopped(state: Backfill, why: str, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw one that was given up. `why` is a sentence."""
    body = (
        f"{why} {count(state.read, 'message')} of <#{state.channel_id}> were read and "
        f"{count(state.filed, 'review')} filed."
    )
    return text_page("### The past was not read to its end", body, NEUTRAL, actions)


def _films(found: Survey) -> str:
    named = ", ".join(
        brief(" ".join(without(name).split()) or "a film", _TITLE) + (f" ×{times}" if times > 1 else "")
        for name, times in found.films.most_common(_FILMS)
    )
    more = len(found.films) - _FILMS
    whose = "" if found.films_of == found.reviews else f" (in the first {count(found.films_of, 'review')})"
    return f"{count(len(found.films), 'film')}{whose}: {named}" + (f" and {more:,} more" if more > 0 else "")


def _example(guild_id: int, each: Example) -> str:
    words = brief(" ".join(without(each.text).split()), _EXAMPLE)
    return f"> {words} [↗]({message_link(guild_id, each.channel_id, each.message_id)})"


def _left(found: Survey) -> list[str]:
    left = [f"{number:,} {LEFT_WORDS[why]}" for why, number in found.left.most_common() if number]
    return [f"Left alone: {', '.join(left)}."] if left else []
