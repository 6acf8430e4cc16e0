"""The five things to try first."""

from __future__ import annotations

import discord

from bot.views.colours import ACCENT
from bot.views.pages.details import text_page

_FIRST = (
    ("/review add", "paste a review into the form, or attach a text file"),
    ("Read this review", "right-click (or hold) a message, Apps: read a review that somebody posted"),
    ("/ask", "how is the score? who disagreed? Answers are counts and quotes; mentioning the bot asks, too"),
    ("/search", "find a line again: words, “a phrase”, -without, begin*"),
    ("/privacy", "see, take along or erase what is kept about you"),
)


def help_page(commands: frozenset[str]) -> discord.ui.LayoutView:
    """Draw the help. `commands`: the names that are published, so that nothing absent is promised."""
    shown = [
        f"**{name}** — {what}" for name, what in _FIRST if name.lstrip("/").split()[0] in commands or name[0] != "/"
    ]
    body = (
        "\n".join(shown)
        + "\n\nPullquote answers a review with a few of its own sentences, a label and the lines worth quoting. "
        "It never writes an opinion: everything it says is a count or a verbatim quote."
        "\n\nFor those who manage the server: `/setup` watches channels and forums, and `/archive backfill` files what "
        "was written there before."
        "\n-# ||Spoiler bars|| stay closed wherever a line goes. Nothing leaves this server."
    )
    return text_page("### Pullquote reads film reviews", body, ACCENT)
