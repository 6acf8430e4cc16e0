"""Photographs of what the bot shows, in a headless Chromium: dark and light, on a phone and on a desktop."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import discord
from playwright.async_api import Browser, Page, async_playwright

from tests.demo_browser import CHROMIUM, SWITCHES, WAIT

WIDTHS = {"phone": 360, "desktop": 1_100}
"""Pixels of the page."""
LIGHT = """
:root { color-scheme: light; background: #fbfbfb; color: #2e3035;
  --discord-bg: #fbfbfb; --discord-surface: #f3f3f4; --discord-elevated: #ebebed; --discord-control: #e9e9ec;
  --discord-hover: #e3e3e6; --discord-text: #2e3035; --discord-muted: #6c6d76; --discord-subtle: #54565e;
  --code-surface: #ebebed; --code-border: #dcdce0; --code-text: #2e3035;
  --discord-border: #dcdce0; --component-surface: #ffffff; --component-border: #dcdce0; --control-border: #d5d5da;
  --chip-surface: #f0f0f2; --list-surface: #ffffff; --option-hover: #ececef; --subtle-surface: #e3e3e6;
  --subtle-surface-text: #2e3035; --entity-text: #54565e; --entity-dim: #6c6d76; --input-surface: #f3f3f4;
  --input-placeholder: #7c7d86; --button-alt: #e9e9ec; --button-alt-hover: #dfdfe3; --button-alt-active: #d5d5da; }
body, #channel-layout { background: #fbfbfb; color: #2e3035; }
.component-container .button-style-2, .select-trigger { color: #2e3035; }
.mention { color: #3442d9; background: rgba(88, 101, 242, .15); }
"""
"""SimCord's preview is dark alone: its colours, put into Discord's light theme."""
THEMES = {"dark": "", "light": LIGHT}
SHOWN = "#channel-message-list [data-message-id]"


@dataclass(frozen=True)
class Camera:
    """A browser to look through."""

    browser: Browser

    async def take(self, address: str, views: Mapping[str, discord.Message], folder: Path) -> list[Path]:
        """Photograph every view on every theme and width, as `NAME-THEME-WIDTH.png`."""
        taken: list[Path] = []
        for theme, style in THEMES.items():
            for size, width in WIDTHS.items():
                async with self.page(address, style, width) as page:
                    for name, message in views.items():
                        path = folder / f"{name}-{theme}-{size}.png"
                        await photograph(page, message.id, path)
                        taken.append(path)
        return taken

    @contextlib.asynccontextmanager
    async def page(self, address: str, style: str, width: int) -> AsyncIterator[Page]:
        """Open an address at a width, in a theme."""
        # The page's own policy lets nobody put a style into it, which is all that is done here.
        context = await self.browser.new_context(
            viewport={"width": width, "height": 3_400}, device_scale_factor=2, bypass_csp=True
        )
        page = await context.new_page()
        page.set_default_timeout(WAIT)
        await page.goto(address)
        await page.locator(SHOWN).first.wait_for()
        if style:
            await page.add_style_tag(content=style)
        yield page
        await context.close()


@contextlib.asynccontextmanager
async def camera() -> AsyncIterator[Camera]:
    """Start the browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield Camera(browser)
        await browser.close()


async def photograph(page: Page, message_id: int, path: Path) -> None:
    """Photograph one message when all its pictures are drawn."""
    message = page.locator(f'{SHOWN.split(" ", maxsplit=1)[0]} [data-message-id="{message_id}"]')
    await message.scroll_into_view_if_needed()
    # The timeline lays itself out anew when it is scrolled.
    await page.wait_for_timeout(600)
    for picture in await message.locator("img").all():
        for _ in range(120):
            if await picture.evaluate("image => image.complete && image.naturalWidth > 0"):
                break
            await page.wait_for_timeout(250)
        else:
            raise AssertionError(f"a picture of {path.name} never came")
    await message.screenshot(path=path)
