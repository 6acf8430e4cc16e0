"""The views of the gallery are drawn by the bot itself, whole and within Discord's limits."""

from __future__ import annotations

import pytest

from bot.demo import open_club
from tests.cogs.club import galleries, within_budget
from tests.gallery.films import draw

PICTURES = {
    "film": 2,
    "film-of-few": 0,
    "side": 0,
    "compare-choice": 0,
    "film-reviews": 0,
    "films-compared": 1,
    "members-compared": 1,
    "totals": 2,
    "year": 1,
    "night": 0,
    "proposals": 0,
}


@pytest.mark.slow
async def test_every_view_of_films_is_drawn_with_its_pictures() -> None:
    async with open_club(filled=False) as here:
        views = await draw(here)
        assert {name: len(galleries(message)) for name, message in views.items()} == PICTURES
        for name, message in views.items():
            assert within_budget(message), name
            assert all(item.description for gallery in galleries(message) for item in gallery.items), name
