"""Discord's limits on what is shown, and counting against them before sending.

Source: Discord's documentation of components and modals; discord.py checks hardly any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import discord

from bot.speech import N_, _

MESSAGE_CHARACTERS = 2_000
LAYOUT_CHARACTERS = 4_000
"""All text of one Components V2 message together."""
LAYOUT_COMPONENTS = 40
"""Nested ones included."""
MODAL_TITLE = 45
MODAL_TEXT = 4_000
BUTTON_LABEL = 80
CUSTOM_ID = 100
CHOICES = 25
CHOICE_CHARACTERS = 100
_COUNTED = 60
"""Room for the line that counts what was left out."""


def characters(view: discord.ui.LayoutView) -> int:
    """Count the characters of all text in a layout, as Discord does."""
    return sum(len(item.content) for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


def components(view: discord.ui.LayoutView) -> int:
    """Count a layout's components, nested ones included."""
    return sum(1 for _ in view.walk_children())


def check(view: discord.ui.LayoutView) -> None:
    """Count a layout before it is sent. Raises ValueError, naming the number, for one that Discord would refuse."""
    if characters(view) > LAYOUT_CHARACTERS:
        raise ValueError(f"a layout of {characters(view)} characters; Discord takes {LAYOUT_CHARACTERS}")
    if components(view) > LAYOUT_COMPONENTS:
        raise ValueError(f"a layout of {components(view)} components; Discord takes {LAYOUT_COMPONENTS}")


def shorten(text: str, limit: int) -> str:
    """Shorten a label, never a review: the cut is visible as `…`."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def fitting(blocks: Iterable[str], room: int, more: str = N_("{number:n} more did not fit here.")) -> str:
    """Join blocks as long as they fit; those that do not are left out whole, and counted in words of `more`."""
    shown: list[str] = []
    left_out, used = 0, 0
    for block in blocks:
        if used + len(block) + 1 > room - _COUNTED:
            left_out += 1
            continue
        shown.append(block)
        used += len(block) + 1
    if left_out:
        shown.append(f"-# {_(more, number=left_out)}")
    return "\n".join(shown)


def paginate(blocks: Iterable[str], limit: int, separator: str = "\n") -> Iterator[str]:
    """Pack blocks of text into pages of at most `limit` characters, in order, losing nothing.

    A block that is longer than a page runs on over several pages.
    """
    page = ""
    for block in blocks:
        for piece in _pieces(block, limit):
            joined = f"{page}{separator}{piece}" if page else piece
            if len(joined) > limit:
                yield page
                joined = piece
            page = joined
    if page:
        yield page


def _pieces(block: str, limit: int) -> Iterator[str]:
    while len(block) > limit:
        cut = block.rfind(" ", 1, limit)
        cut = cut if cut > 0 else limit
        yield block[:cut]
        block = block[cut:].lstrip(" ")
    yield block
