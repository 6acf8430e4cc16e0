"""What the bot shows, as it reads without Discord."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.views.escape import unescape


def as_text(message: discord.Message) -> str:
    """Give a message as it reads without Discord: markup taken off, buttons in brackets, spoilers still hidden."""
    lines = [_plain(message.content)] if message.content else []
    for component in message.components:
        lines += _component_lines(component)
    return "\n".join(lines)


def _component_lines(component: object) -> Iterable[str]:
    if isinstance(component, discord.TextDisplay):
        yield _plain(component.content)
    elif isinstance(component, discord.ActionRow):
        yield " ".join(f"[{child.label}]" for child in component.children if isinstance(child, discord.Button))
    else:
        for child in getattr(component, "children", ()):
            yield from _component_lines(child)


def _plain(content: str) -> str:
    """Take Discord's markup off our own output: headings, bold, and the backslashes of the escaper."""
    plain: list[str] = []
    for line in content.splitlines():
        for prefix in ("> ", "### ", "-# "):
            line = line.removeprefix(prefix)  # noqa: PLW2901
        plain.append(unescape(line.replace("**", "")))
    return "\n".join(plain)
