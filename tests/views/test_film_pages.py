"""Pages of films: what one side of a film is coloured and called."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.analysis.types import Label
from bot.discussion import AspectCount, SideLines
from bot.views.colours import LABEL_COLOURS
from bot.views.pages import films
from tests.discussion.builders import DUNE


@pytest.mark.parametrize(
    ("praise", "criticism", "neither", "label", "words"),
    [
        (1, 0, 0, "positive", "▲ **1** praise it"),
        (4, 2, 0, "positive", "▲ **4** praise it · ▼ **2** criticise it"),
        (3, 2, 1, "mixed", "▲ **3** praise it · ▼ **2** criticise it · ◆ **1** both ways, or neither"),
        (0, 1, 0, "negative", "▼ **1** criticise it"),
        (0, 0, 2, "unsure", "◆ **2** both ways, or neither"),
        (0, 0, 0, "unsure", "Nobody has written about it."),
    ],
)
def test_a_side_has_the_colour_of_where_twice_as_many_stand(
    praise: int, criticism: int, neither: int, label: Label, words: str
) -> None:
    counted = AspectCount("acting", praise, criticism, neither)
    view = films.side_page(1, SideLines(DUNE, counted, (), (), 0, 1))
    container: Any = view.children[0]
    assert container.accent_colour == LABEL_COLOURS[label]
    (heading,) = (item for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))
    assert heading.content == f"### Acting in Dune (2021)\n{words}"
