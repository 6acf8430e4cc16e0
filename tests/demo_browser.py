"""Driving the demo in a real headless Chromium."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, expect, sync_playwright

from tests.cogs.club import PRAISE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT = 60_000.0
"""Milliseconds that a step may take on a busy machine before the test gives up; nothing is measured by it."""
# What the page does may take its time beside other programs.
expect.set_options(timeout=30_000)


class Demo:
    """A running `pullquote demo`, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        environment.pop("DISCORD_TOKEN", None)
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from bot.cli import main; main()", "demo"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env={**environment, "PYTHONPATH": str(Path(__file__).parent.parent)},
        )
        self.said: list[str] = []
        self.address = ""

    def read_until(self, words: str) -> str:
        """Read what the demo prints until a line holds `words`; gives that line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return line.strip()
        raise AssertionError("the demo ended early:\n" + "".join(self.said))

    def interrupt(self) -> int:
        """Press Ctrl-C; gives the exit status."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.stdout is not None
        self.said.extend(self.process.stdout)
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        return status


@contextlib.contextmanager
def running_demo() -> Iterator[Demo]:
    """Start the demo, and make sure that it ends."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(Path(folder))
        try:
            yield demo
        finally:
            if demo.process.poll() is None:
                demo.interrupt()


@contextlib.contextmanager
def browser_page(address: str) -> Iterator[Page]:
    """Open the channel of a demo in a headless Chromium, without the page around it."""
    with club_page(address, 1200, 1400) as page:
        channel(page).locator("#channel-composer-input").wait_for()
        # In a page of its own, so that what is typed and photographed is the channel alone.
        source = page.locator("#preview").get_attribute("src") or ""
        page.goto(address.partition("/club/")[0] + source)
        page.locator("#channel-composer-input").wait_for()
        yield page


@contextlib.contextmanager
def club_page(address: str, width: int, height: int, scale: float = 1.5) -> Iterator[Page]:
    """Open a demo's page in a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        page.set_default_timeout(WAIT)
        page.goto(address)
        yield page
        browser.close()


def channel(page: Page) -> FrameLocator:
    """Find the channel on a demo's page."""
    return page.frame_locator("#preview")


def send_command(page: Page, command: str) -> None:
    """Type a slash command that needs no options into the composer, and send it."""
    page.locator("#channel-composer-input").click()
    page.keyboard.type(f"/{command}")
    page.locator(".command-entry").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("#send-message").click()


def send_command_with(page: Page, command: str, option: str) -> Locator:
    """Send a slash command with its first option; gives the bot's answer, the last message there is."""
    before = messages(page).count()
    page.locator("#channel-composer-input").click()
    page.keyboard.type(f"/{command}")
    page.locator(".command-entry").first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type(option)
    # The choices come a moment after the typing; where there are some, the first one is taken.
    page.wait_for_timeout(1_500)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    if page.locator("#send-message").is_enabled():
        page.locator("#send-message").click()
    answer = messages(page).nth(before)
    answer.wait_for()
    return answer


def messages(page: Page) -> Locator:
    """Find every message of the timeline."""
    return page.locator("#channel-message-list .channel-message")


def add_review(page: Page, text: str = PRAISE) -> Locator:
    """Add a review through the form; gives its card."""
    before = cards(page).count()
    send_command(page, "review add")
    page.locator(".modal-field[data-custom-id=text] textarea").fill(text)
    page.get_by_role("button", name="Submit").click()
    card = cards(page).nth(before)
    card.wait_for()
    return card


def cards(page: Page) -> Locator:
    """Find the bot's cards in the timeline."""
    return page.locator("#channel-message-list .channel-message").filter(has_text=re.compile(r"#\d+ · by "))


def expect_picture(page: Page, answer: Locator) -> None:
    """Wait until the picture in an answer is really drawn."""
    picture = answer.locator("img").last
    picture.wait_for()
    # The page's own policy forbids waiting by a script in it, so it is asked again and again from outside.
    for _ in range(120):
        if picture.evaluate("image => image.complete && image.naturalWidth > 0"):
            return
        page.wait_for_timeout(500)
    raise AssertionError("the picture never came")
