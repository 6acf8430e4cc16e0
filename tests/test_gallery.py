"""The gallery names every view, and its command photographs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.demo_browser import CHROMIUM
from tests.gallery.__main__ import PICTURES, VIEWS, looks, page
from tests.gallery.camera import WIDTHS

ROOT = Path(__file__).parent.parent
LARGEST = 3 * 1024 * 1024


def test_the_page_has_every_view_and_every_picture_is_there() -> None:
    assert (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8") == page(), "run: python -m tests.gallery docs"
    folder = ROOT / "docs" / PICTURES
    there = {path.name for path in folder.iterdir()}
    assert there == {f"{name}-{theme}-{size}.webp" for name in VIEWS for theme, size in looks()}
    assert sum(path.stat().st_size for path in folder.iterdir()) <= LARGEST


def test_contributing_says_how_the_pictures_are_made() -> None:
    assert "python -m tests.gallery docs" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_the_command_photographs_what_it_is_asked_for(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.gallery", str(tmp_path), "help", "short-take"]
    subprocess.run(command, cwd=ROOT, check=True, timeout=500)
    made = sorted(path.name for path in (tmp_path / PICTURES).iterdir())
    assert made == sorted(f"{name}-{theme}-{size}.webp" for name in ("help", "short-take") for theme, size in looks())
    for name in made:
        with Image.open(tmp_path / PICTURES / name) as picture:
            assert picture.width <= max(WIDTHS.values())
            assert len(picture.getcolors(1 << 24) or ()) > 20, f"{name} is blank"
    assert not (tmp_path / "gallery.md").exists()
