"""What every button has in common: its state lives in its custom_id, so it works after a restart."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

import discord

from bot.views.limits import BUTTON_LABEL, CUSTOM_ID, shorten
from cogs.parts.reply import report

Button = discord.ui.Button[Any]


class Act(discord.ui.DynamicItem[Button], template=r"pq:never"):
    """A button that carries its action and its state in its custom_id, as `pq:ACTION:STATE`.

    A subclass gives `action`, `label` and `press`. Whatever goes wrong in `press` reaches the one
    error handler. Whoever presses is checked anew there: a custom_id proves nothing.
    """

    action: ClassVar[str]
    label: ClassVar[str]
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    def __init_subclass__(cls, **options: Any) -> None:
        # [\s\S]: a search's words stand in the state too, whatever they are.
        options.setdefault("template", rf"\Apq:{re.escape(cls.action)}:(?P<state>[\s\S]*)\Z")
        super().__init_subclass__(**options)

    def __init__(self, state: int | str, shown: str | None = None) -> None:
        custom_id = f"pq:{self.action}:{state}"
        if len(custom_id) > CUSTOM_ID:
            raise ValueError(f"A custom_id has {CUSTOM_ID} characters at most.")
        text = shorten(shown or self.label, BUTTON_LABEL)
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
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001  (the one error handler tells the member and the log)
            await report(interaction, error)

    async def press(self, interaction: discord.Interaction) -> None:
        """Do what the button says."""
        raise NotImplementedError
