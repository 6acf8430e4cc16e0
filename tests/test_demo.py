from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.analysis import SHORT_TAKE_WORDS, analyze
from bot.demo import MEMBERS, Sample, sample_reviews
from tests.cogs.club import PRAISE
from tests.demo_browser import (
    CHROMIUM,
    Demo,
    add_review,
    browser_page,
    cards,
    channel,
    club_page,
    expect_picture,
    running_demo,
    send_command,
    send_command_with,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with running_demo() as demo:
        demo.address = demo.read_until("http://")
        demo.read_until("This is not Discord")
        yield demo


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_a_newcomer_adds_a_review_in_the_browser_and_gets_a_card(demo: Demo, tmp_path: Path) -> None:
    with browser_page(demo.address) as page:
        cards(page).last.wait_for()
        assert cards(page).count() >= sum(not one.post for one in sample_reviews())
        card = add_review(page)
        expect(card).to_contain_text("The Lighthouse Keeper (2019)")
        expect(card).to_contain_text("Positive")
        expect(card).to_contain_text("A small masterpiece")
        card.screenshot(path=tmp_path / "card.png")
        assert (tmp_path / "card.png").stat().st_size > 10_000
        card.get_by_role("button", name="Why?").click()
        expect(page.get_by_text("reads as “positive”").last).to_be_visible()
        film = send_command_with(page, "film show", "metropolis")
        expect_picture(page, film)
        expect(film).to_contain_text("3 reviewers")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_the_page_does_what_discords_client_would(demo: Demo) -> None:
    with club_page(demo.address, 1200, 1000) as page:
        here = channel(page)
        write(page, PRAISE)
        card = here.locator(".channel-message").filter(has_text="The Lighthouse Keeper (2019)").last
        expect(card).to_contain_text("Discuss")
        page.get_by_role("button", name="Mention @Pullquote").click()
        expect(here.locator("#channel-composer-input")).to_have_value(re.compile("^@Pullquote "))
        write(page, "@Pullquote how is the acting in The Lighthouse Keeper?")
        answer = here.locator(".channel-message").filter(has_text="praises the acting").last
        expect(answer).to_contain_text("The acting is superb")
        answer.click(position={"x": 4, "y": 4})
        page.get_by_role("button", name="Reply").first.click()
        write(page, "and the music?")
        expect(here.locator(".channel-message").filter(has_text="praises the music").last).to_be_visible()
        write(page, "The Lighthouse Keeper (2019), seen again, and what a lovely thing it is")
        talk = here.locator(".channel-message").filter(has_text="what a lovely thing it is").first
        talk.click(button="right", position={"x": 4, "y": 4})
        page.get_by_role("menuitem", name="Read this review").click()
        expect(here.locator(".channel-message").filter(has_text="what a lovely thing it is").nth(1)).to_be_visible()
        card.get_by_role("link", name="original").click()
        assert page.context.pages == [page], "a link left for discord.com"
        assert page.url.startswith(demo.address.partition("#")[0])
        card.get_by_role("button", name="Discuss").click()
        thread = page.locator("#channels li.thread button")
        expect(thread).to_contain_text("The Lighthouse Keeper")
        thread.click()
        expect(here.locator(".channel-message").first).to_contain_text("to talk about")
        page.locator("#channels li.post button").click()
        expect(here.locator(".channel-message").first).to_contain_text("film of the week")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_the_admin_sets_up_and_a_refusal_is_no_failure(demo: Demo) -> None:
    with browser_page(demo.address) as page:
        send_command_with(page, "review delete", "1")
        page.locator("#viewer-picker").select_option(label="Jonas")
        page.wait_for_timeout(1_000)
        send_command_with(page, "review delete", "1")
        expect(page.get_by_text("can be changed by its author and by moderators").last).to_be_visible()
        expect(page.locator("#action-status")).not_to_contain_text("not completed")
        page.locator("#viewer-picker").select_option(label="Ines")
        page.wait_for_timeout(1_000)
        send_command(page, "setup")
        expect(page.get_by_text("Watched channels").last).to_be_visible()


def write(page: Page, text: str) -> None:
    """Write a message in the channel of the page; anew where the preview had moved on since it was read."""
    here = channel(page)
    composer = here.locator("#channel-composer-input")
    written = here.locator(".channel-message").filter(has_text=text.removeprefix("@Pullquote ")[:40])
    for _ in range(4):
        composer.fill(text)
        here.locator("#send-message").click()
        with contextlib.suppress(AssertionError):
            expect(written.last).to_be_visible(timeout=15_000)
        if not written.count():
            here.get_by_role("button", name="Refresh preview").click()
            page.wait_for_timeout(1_000)
        if written.count():
            composer.fill("")
            return
    raise AssertionError("it was not sent")


def test_control_c_ends_it_cleanly() -> None:
    with running_demo() as demo:
        demo.read_until("Press Ctrl-C")
        assert demo.interrupt() == 0
    assert "Traceback" not in "".join(demo.said)
    assert "its archive is gone" in demo.said[-1]


def test_the_club_has_opinions_that_differ_short_takes_a_forum_and_a_film_seen_again() -> None:
    reviews = sample_reviews()
    assert {one.author for one in reviews} == set(MEMBERS)
    assert {one.label for one in reviews} == {"positive", "mixed", "negative"}
    assert any(one.post for one in reviews)
    assert any(len(one.text.split()) < SHORT_TAKE_WORDS for one in reviews)
    seen = [one.author for one in reviews if "Metropolis (1927)" in one.text.replace("*", "")]
    assert len(seen) > len(set(seen)), "nobody saw a film twice"


@pytest.mark.parametrize("one", sample_reviews(), ids=lambda one: one.text[:24])
def test_a_sample_reads_as_its_author_meant_it(one: Sample) -> None:
    assert analyze(one.text, ["Metropolis", "Casablanca"]).sentiment.label == one.label


@pytest.mark.parametrize("text", [PRAISE, PRAISE + "\n\n" + "The rest of the evening was lovely too. " * 60])
def test_paste_answers_as_text_and_exits(tmp_path: Path, text: str) -> None:
    (tmp_path / "review.txt").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "demo", "--paste", "review.txt"],
        capture_output=True,
        cwd=tmp_path,
        timeout=180,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
    )
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "The Lighthouse Keeper (2019)" in shown
    assert "Positive" in shown
    assert "[Lines]" in shown
