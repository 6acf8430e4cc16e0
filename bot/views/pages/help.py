"""Help that leads: three steps, each with the button that does it, then what else there is."""

from __future__ import annotations

from typing import Any, Final

import discord

from bot.views.card import Action
from bot.views.colours import ACCENT
from bot.views.words import SURENESS

STEPS: Final = (
    "**1 · Hand in a review**\nPaste it, or attach a text file; one word is enough. `/review add` does the same.",
    "**2 · See what this server says of a film**\nCounts, the best praise and criticism, a chart: `/film show`.",
    "**3 · Ask**\nHow is the music? Who disagreed? Counts and quotes answer. So does mentioning the bot, and `/ask`.",
)
_MORE: Final = (
    ("Read this review", "right-click (or hold) a message, Apps: reads a review that somebody posted"),
    ("/search", "finds a line again: words, “a phrase”, -without, begin*"),
    ("/film", "`/film list`, and `/film compare` for two films side by side"),
    ("/critic", "what a member praises and pans, who changed their mind, and where two agree and part"),
    ("/quote", "a line of the club, as a picture or at random"),
    ("/night", "a film night: planned, reviewed blind, revealed together; and which film is next"),
    ("/privacy", "see, take along or erase what is kept about you"),
)
_RULES: Final = (
    "Pullquote never writes an opinion: everything it says is a count or a verbatim quote. \n"
    f"On a card, {'; '.join(f'“{word}” means that {meaning}' for word, meaning in SURENESS.items())}.\n"
    "For those who manage the server: `/setup` watches channels and forums, and `/archive backfill` files what was "
    "written there before."
    "\n-# What stands behind ||spoiler bars|| stays there wherever a line goes. Nothing leaves this server."
)


def help_page(commands: frozenset[str], doing: tuple[Action, Action, Action]) -> discord.ui.LayoutView:
    """Draw the help. `commands`: the names that are published, so that nothing absent is promised.

    `doing`: the buttons that do the three steps.
    """
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay("### Pullquote reads film reviews"),
        *(discord.ui.Section(step, accessory=button) for step, button in zip(STEPS, doing, strict=True)),
        discord.ui.Separator(),
        discord.ui.TextDisplay(_more(commands)),
        discord.ui.Separator(),
        discord.ui.TextDisplay(_RULES),
        accent_colour=ACCENT,
    )
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _more(commands: frozenset[str]) -> str:
    shown = [f"**{name}** — {what}" for name, what in _MORE if name.removeprefix("/") in commands]
    return "\n".join(shown)
