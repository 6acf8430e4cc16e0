from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.demo import MEMBERS, sample_reviews
from tests.cogs.club import PRAISE
from tests.demo_browser import (
    CHROMIUM,
    Demo,
    add_review,
    browser_page,
    cards,
    expect_picture,
    running_demo,
    send_command_with,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with running_demo() as demo:
        yield demo


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_a_newcomer_adds_a_review_in_the_browser_and_gets_a_card(demo: Demo, tmp_path: Path) -> None:
    address = demo.read_until("http://")
    demo.read_until("This is not Discord")
    with browser_page(address) as page:
        cards(page).last.wait_for()
        assert cards(page).count() >= len(sample_reviews())
        card = add_review(page)
        expect(card).to_contain_text("The Lighthouse Keeper (2019)")
        expect(card).to_contain_text("Positive")
        expect(card).to_contain_text("A small masterpiece")
        card.screenshot(path=tmp_path / "card.png")
        assert (tmp_path / "card.png").stat().st_size > 10_000
        card.get_by_role("button", name="Why?").click()
        expect(page.get_by_text("Words for it").last).to_be_visible()
        film = send_command_with(page, "film show", "metropolis")
        expect_picture(page, film)
        expect(film).to_contain_text("3 reviews by 3 reviewers")


def test_control_c_ends_it_cleanly() -> None:
    with running_demo() as demo:
        demo.read_until("Press Ctrl-C")
        assert demo.interrupt() == 0
    assert "Traceback" not in "".join(demo.said)
    assert "its archive is gone" in demo.said[-1]


def test_the_sample_reviews_are_a_dozen_of_five_films_by_three_members() -> None:
    reviews = sample_reviews()
    assert len(reviews) == 12
    assert {author for author, _ in reviews} == set(MEMBERS)
    films = {"Metropolis", "Nosferatu", "The General", "Casablanca", "Sherlock Jr."}
    assert all(sum(film in text for film in films) >= 1 for _, text in reviews)


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
