"""The home page in a real Chromium: light and dark, by the keyboard alone, on paper."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from bot.archive import Archive
from bot.site import files_of, read_site, write
from tests.demo_browser import CHROMIUM, SWITCHES, WAIT
from tests.site.test_site import ENDS, GUILD, LOVED, fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
CONTRAST = """
() => {
  const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (node.closest("noscript, .skip") || !node.getClientRects().length) continue;
    if (!walk.currentNode.textContent.trim()) continue;
    const [one, other] = [light(getComputedStyle(node).color), light(behind(node))].sort((a, b) => b - a);
    found.push([(one + 0.05) / (other + 0.05), walk.currentNode.textContent.trim().slice(0, 40)]);
  }
  return found;
}
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of a small club, handed out on a port of this machine."""
    folder = tmp_path_factory.mktemp("club")

    async def make() -> None:
        async with await Archive.open(f"sqlite:///{folder / 'club.db'}") as archive:
            await fill(archive.server(GUILD))
            write(folder / "site", files_of(await read_site(archive.server(GUILD), "Our club")))

    # Another thread: this one may have an event loop.
    maker = threading.Thread(target=asyncio.run, args=(make(),))
    maker.start()
    maker.join()
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder / "site"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield launched
        launched.close()


@pytest.fixture(params=["light", "dark"])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, viewport={"width": 360, "height": 800})
    opened = context.new_page()
    opened.set_default_timeout(WAIT)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert faults == []


def test_every_kind_of_page_is_readable_and_fits_a_phone(page: Page, address: str) -> None:
    page.goto(f"{address}/films/index.html")
    film = page.locator("main a").last.get_attribute("href")
    page.goto(f"{address}/members/index.html")
    member = page.locator("main a").first.get_attribute("href")
    for path in (
        "index.html",
        "search.html",
        "films/index.html",
        f"films/{film}",
        f"members/{member}",
        "reviews/1.html",
    ):
        page.goto(f"{address}/{path}")
        for ratio, words in page.evaluate(CONTRAST):
            assert ratio >= 4.5, f"{path}: {words!r} has a contrast of {ratio:.2f}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is wider than a phone"


def test_a_spoiler_is_opened_by_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/reviews/1.html")
    hidden = page.get_by_text(ENDS.text)
    expect(hidden).not_to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    expect(hidden).to_be_visible()
    page.keyboard.press("Space")
    expect(hidden).not_to_be_visible()


def test_the_search_finds_words_and_beginnings_by_the_keyboard_and_no_hidden_word(page: Page, address: str) -> None:
    page.goto(f"{address}/search.html")
    page.get_by_label("Words of a review").focus()
    for typed, said in (
        ("PAINT", "1 review."),
        ("dune frame", "1 review."),
        ("zyzzogeton", "0 reviews."),
        ("ben", "2 reviews."),
    ):
        page.keyboard.press("Control+a")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text(said)
    page.keyboard.press("Control+a")
    page.keyboard.type("frame")
    page.keyboard.press("Enter")
    expect(page.locator("#found blockquote")).to_have_text(LOVED.text)
    page.reload()
    expect(page.get_by_role("status")).to_have_text("1 review.")
    page.locator("#found a").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/reviews/1.html")


def test_an_answer_that_comes_late_does_not_take_the_place_of_the_last_one(page: Page, address: str) -> None:
    held: list[Route] = []
    page.goto(f"{address}/search.html")
    page.route("**/search/p.json", lambda route: held.append(route))  # noqa: PLW0108  (it looks at the function)
    box, said = page.get_by_label("Words of a review"), page.get_by_role("status")
    with page.expect_request("**/search/p.json"):
        box.fill("paint")
        page.keyboard.press("Enter")
    box.fill("zyzzogeton")
    page.keyboard.press("Enter")
    expect(said).to_have_text("0 reviews.")
    with page.expect_response("**/search/p.json"):
        held[0].continue_()
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    expect(said).to_have_text("0 reviews.")
    assert page.locator("#found li").count() == 0


def test_what_looks_like_markup_is_words(page: Page, address: str) -> None:
    page.goto(f"{address}/search.html?q=teeth")
    expect(page.locator("#found blockquote")).to_contain_text('<script>alert("1")</script>')
    assert page.locator("#found script, #found b").count() == 0


def test_on_paper_there_are_words_and_no_buttons(page: Page, address: str) -> None:
    page.goto(f"{address}/reviews/1.html")
    page.emulate_media(media="print")
    expect(page.locator("nav")).not_to_be_visible()
    expect(page.get_by_text(LOVED.text)).to_be_visible()
    expect(page.get_by_text(ENDS.text)).not_to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_contrast_that_is_too_low_would_be_seen(page: Page, address: str) -> None:
    page.goto(f"{address}/index.html")
    page.evaluate("document.querySelector('h1').style.color = getComputedStyle(document.body).backgroundColor")
    assert min(ratio for ratio, _ in page.evaluate(CONTRAST)) < 4.5
