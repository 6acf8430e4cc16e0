"""What every button has in common: its state lives in its custom_id, so it works after a restart."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

import discord

from bot.speech import _
from bot.views.limits import BUTTON_LABEL, CUSTOM_ID, shorten
from cogs.parts.reply import report
from cogs.parts.services import speak_in_place, speak_to

Button = discord.ui.Button[Any]
ABOUT, DISCUSS, MORE, WHY = "about", "discuss", "more", "why"
"""What says of which film or review a message is: `cogs/club/_talk.py` reads these where a member replies to it."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST_DIGITS = 13
# A search's words stand in the state too, whatever they are.
_ANY_STATE = r"(?P<state>[\s\S]*)"


def custom_id_of(action: str, state: int | str = "") -> str:
    """Write what a button or a menu does, and on what, as its custom_id: `pq:ACTION:STATE`."""
    return f"pq:{action}:{state}"


def custom_ids(message: discord.Message) -> list[str]:
    """List the custom_ids of a message's buttons and menus, in their order."""
    if not message.components:
        return []
    items = discord.ui.LayoutView.from_message(message).walk_children()
    named = (getattr(item, "custom_id", None) for item in items)
    return [custom_id for custom_id in named if isinstance(custom_id, str)]


def custom_id_pattern(*actions: str, state: str = _ANY_STATE) -> str:
    """Give the pattern of the custom_ids of some actions; `state` is the pattern of theirs."""
    return rf"\Apq:(?:{'|'.join(map(re.escape, actions))}):{state}\Z"


def written_number(number: int | None) -> str:
    """Write a number of a custom_id's state in base 36, where an id of Discord's takes 13 characters at most."""
    if number is None:
        return ""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def read_number(digits: str) -> int | None:
    """Read what `written_number` wrote. Raises ValueError for anything else."""
    if not set(digits) <= set(_DIGITS) or len(digits) > _MOST_DIGITS:
        raise ValueError("no number of a custom_id")
    return int(digits, len(_DIGITS)) if digits else None


class Act(discord.ui.DynamicItem[Button], template=r"pq:never"):
    """A button that carries its action and its state in its custom_id, as `pq:ACTION:STATE`.

    A subclass gives `action`, `label` and `press`. It speaks the language of its message, or the member's where it is
    `private`: where its answer is seen by who pressed alone. Whatever goes wrong in `press` reaches the one error
    handler. Whoever presses is checked anew there: a custom_id proves nothing.
    """

    action: ClassVar[str]
    label: ClassVar[str]
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary
    private: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        options.setdefault("template", custom_id_pattern(cls.action))
        super().__init_subclass__(**options)

    def __init__(self, state: int | str, shown: str | None = None) -> None:
        custom_id = custom_id_of(self.action, state)
        if len(custom_id) > CUSTOM_ID:
            raise ValueError(f"A custom_id has {CUSTOM_ID} characters at most.")
        text = shorten(shown or _(self.label), BUTTON_LABEL)
        super().__init__(discord.ui.Button(label=text, style=self.style, custom_id=custom_id))
        self.state = str(state)

    @property
    def number(self) -> int:
        """The state, where it is one number."""
        return int(self.state)

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Rebuild the button from a press, after a restart as well."""
        del interaction, item
        return cls(match["state"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Act, and fail in plain words."""
        try:
            await (speak_to(interaction, public=False) if self.private else speak_in_place(interaction))
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001  (the one error handler tells the member and the log)
            await report(interaction, error)

    async def press(self, interaction: discord.Interaction) -> None:
        """Do what the button says."""
        raise NotImplementedError
