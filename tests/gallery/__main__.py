"""The gallery: every view photographed on both themes, on a phone and on a desktop, and a page of them.

uv run python -m tests.gallery docs               everything, with docs/gallery.md
uv run python -m tests.gallery FOLDER help card   these views alone
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from PIL import Image

from bot.demo import ADMIN, MEMBERS, Club, open_club
from tests.gallery import club_views, films
from tests.gallery.camera import THEMES, WIDTHS, camera

PICTURES = "gallery"
QUALITY = 45
CLUB = {
    "help": "`/help`: three steps with the buttons that do them",
    "card": "A review's card",
    "card-mixed": "A mixed review under 80 words, in its own words",
    "card-negative": "A negative one",
    "card-spoiler": "One with a spoiler, which stays closed",
    "short-take": "A short take",
    "which-film": "A review that names no film: the card asks",
    "lines": "*Lines*",
    "aspects": "*Aspects*",
    "why": "*Why?*",
    "edit-or-delete": "*⋯*",
    "reviews": "`/review list`",
    "search": "`/search`",
    "films": "`/film list`",
    "answer": "`/ask`",
    "critic": "`/critic show`",
    "quote-card": "`/quote card`",
    "quote": "`/quote random`",
    "privacy": "`/privacy`",
    "forget": "*Forget me here* asks first",
    "setup": "`/setup`",
    "moderation-log": "`/moderation log`",
}
FILMS = {
    "film": "`/film show`: a film's page",
    "film-of-few": "`/film show` of a film with few reviews",
    "side": "One side of a film, line by line",
    "film-reviews": "*Reviews* of a film",
    "compare-choice": "*Compare* asks with which film",
    "films-compared": "`/film compare`",
    "members-compared": "`/critic compare`",
    "totals": "`/archive stats`",
    "year": "`/archive year`",
    "night": "`/night plan`",
    "proposals": "`/night proposals`",
}
VIEWS = {**CLUB, **FILMS}
Draw = Callable[[Club], Awaitable[dict[str, discord.Message]]]


def page() -> str:
    """Write the page of all views."""
    blocks = [
        "# Gallery",
        (
            "Every view of the bot, photographed in a browser: the simulated club of the demo, reviews of our own.\n"
            "[CONTRIBUTING.md](../CONTRIBUTING.md) says how the pictures are made anew."
        ),
    ]
    for name, title in VIEWS.items():
        rows = [f"![{title}, {theme}, {size}]({PICTURES}/{name}-{theme}-{size}.webp)" for theme, size in looks()]
        blocks += [f"## {title}", "\n".join(rows)]
    return "\n\n".join(blocks) + "\n"


def looks() -> list[tuple[str, str]]:
    """List the (theme, width) that each view is photographed on."""
    return [(theme, size) for theme in THEMES for size in WIDTHS]


async def photograph(folder: Path, wanted: Collection[str]) -> None:
    """Photograph the views that are wanted into a folder that is there, as WebP."""
    for names, viewer, filled, draw in ((CLUB, ADMIN, True, club_views.draw), (FILMS, MEMBERS[0], False, films.draw)):
        if not set(names) & set(wanted):
            continue
        async with drawn(viewer, draw, filled=filled) as (views, address), camera() as eye:
            if set(views) != set(names):
                raise SystemExit(f"These views have no title, or are not drawn: {set(views) ^ set(names)}")
            chosen = {name: message for name, message in views.items() if name in wanted}
            with tempfile.TemporaryDirectory() as raw:
                for path in await eye.take(address, chosen, Path(raw)):
                    _compress(path, folder / f"{path.stem}.webp")


@asynccontextmanager
async def drawn(viewer: str, draw: Draw, *, filled: bool) -> AsyncIterator[tuple[dict[str, discord.Message], Any]]:
    """Open a club, have its views drawn, and give them with the address at which they are seen."""
    async with open_club(filled=filled) as here:
        views = await draw(here)
        async with here.env.preview(here.channel, viewers=[here.members[viewer]], layout="channel") as preview:
            yield views, preview.url


def _compress(path: Path, to: Path) -> None:
    with Image.open(path) as picture:
        half = (max(1, picture.width // 2), max(1, picture.height // 2))
        picture.convert("RGB").resize(half, Image.Resampling.LANCZOS).save(to, "WEBP", quality=QUALITY, method=6)


def main() -> None:
    """Make the pictures, and the page when all are made."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    parser.add_argument("folder", type=Path)
    parser.add_argument("views", nargs="*", choices=[*VIEWS, []], help="which views; all without names")
    asked = parser.parse_args()
    (asked.folder / PICTURES).mkdir(parents=True, exist_ok=True)
    asyncio.run(photograph(asked.folder / PICTURES, asked.views or list(VIEWS)))
    if not asked.views:
        (asked.folder / "gallery.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
