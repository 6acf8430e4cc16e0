"""What every menu of choices has in common: it is known by its custom_id, so it works after a restart."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

import discord

from cogs.parts.buttons import custom_id_of, custom_id_pattern
from cogs.parts.reply import report
from cogs.parts.services import speak_in_place, speak_to


class Choose(discord.ui.DynamicItem[Any], template=r"pq:never-chosen"):
    """A menu known by its action, as `pq:ACTION:`. A subclass gives `action`, `label` and `choose`.

    Whatever goes wrong in `choose` reaches the one error handler. Whoever chooses is checked anew there.
    """

    action: ClassVar[str]
    label: ClassVar[str]
    private: ClassVar[bool] = False
    """As an `Act`'s."""

    def __init_subclass__(cls, **options: Any) -> None:
        options.setdefault("template", custom_id_pattern(cls.action, state=""))
        super().__init_subclass__(**options)

    @classmethod
    def named(cls) -> str:
        """Give the custom_id."""
        return custom_id_of(cls.action)

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: Any, match: re.Match[str], /) -> Self:
        """Take over the menu of the message, after a restart as well."""
        del interaction, match
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Act on the choice, and fail in plain words."""
        try:
            await (speak_to(interaction, public=False) if self.private else speak_in_place(interaction))
            await self.choose(interaction, chosen(interaction))
        except Exception as error:  # noqa: BLE001  (the one error handler tells the member and the log)
            await report(interaction, error)

    async def choose(self, interaction: discord.Interaction, values: list[str]) -> None:
        """Do what was chosen."""
        raise NotImplementedError


def chosen(interaction: discord.Interaction) -> list[str]:
    """Give the values that were chosen; ids, where channels were."""
    data: Any = interaction.data or {}
    return [str(value) for value in data.get("values", [])]
