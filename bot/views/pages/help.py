"""Help that leads: three steps, each with the button that does it, then what else there is."""

from __future__ import annotations

from typing import Any, Final

import discord

from bot.speech import N_, _, pgettext
from bot.views.card import Action
from bot.views.colours import ACCENT
from bot.views.words import SURENESS

STEPS: Final = (
    N_("**1 · Hand in a review**\nPaste it, or attach a text file; one word is enough. `/review add` does the same."),
    N_("**2 · See what this server says of a film**\nCounts, the best praise and criticism, a chart: `/film show`."),
    N_(
        "**3 · Ask**\nHow is the music? Who disagreed? Counts and quotes answer. So does mentioning the bot, and "
        "`/ask`."
    ),
)
_MORE: Final = (
    ("Read this review", N_("right-click (or hold) a message, Apps: reads a review that somebody posted")),
    ("/search", N_("finds a line again: words, “a phrase”, -without, begin*")),
    ("/film", N_("`/film list`, and `/film compare` for two films side by side")),
    ("/person", N_("what is written here about an actor, a director or a character")),
    ("/critic", N_("what a member praises and pans, who changed their mind, and where two agree and part")),
    ("/quote", N_("a line of the club, as a picture or at random")),
    ("/night", N_("a film night: planned, reviewed blind, revealed together; and which film is next")),
    ("/privacy", N_("see, take along or erase what is kept about you")),
)


def help_page(commands: frozenset[str], doing: tuple[Action, Action, Action]) -> discord.ui.LayoutView:
    """Draw the help. `commands`: the names that are published, so that nothing absent is promised.

    `doing`: the buttons that do the three steps.
    """
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay("### " + _("Pullquote reads film reviews")),
        *(discord.ui.Section(_(step), accessory=button) for step, button in zip(STEPS, doing, strict=True)),
        discord.ui.Separator(),
        discord.ui.TextDisplay(_more(commands)),
        discord.ui.Separator(),
        discord.ui.TextDisplay(_rules()),
        accent_colour=ACCENT,
    )
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _more(commands: frozenset[str]) -> str:
    shown = [f"**{_name(name)}** — {_(what)}" for name, what in _MORE if name.removeprefix("/") in commands]
    return "\n".join(shown)


def _name(name: str) -> str:
    """Name a command or a menu as the client shows it."""
    slash = "/" if name.startswith("/") else ""
    return slash + pgettext("command", name.removeprefix("/"))


def _rules() -> str:
    """Say what holds everywhere, and what the words on a card mean."""
    means = (_("“{word}” means that {meaning}", word=_(word), meaning=_(meaning)) for word, meaning in SURENESS.items())
    return "\n".join(
        (
            _("Pullquote never writes an opinion: everything it says is a count or a verbatim quote. "),
            _("On a card, {meanings}.", meanings="; ".join(means)),
            _(
                "For those who manage the server: `/setup` watches channels and forums, and `/archive backfill` files "
                "what was written there before."
            ),
            "-# "
            + _("What stands behind ||spoiler bars|| stays there wherever a line goes. Nothing leaves this server."),
        )
    )
