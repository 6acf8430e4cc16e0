"""Pictures of lines: what can be drawn, and that nothing runs out of the picture."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.views.colours import ACCENT, PAPER, web
from bot.views.quote_card import LONGEST, SIZE, QuoteCard, alt, drawable, named, png


def drawn(line: str, **changes: str) -> Image.Image:
    card = QuoteCard(
        **{"line": line, "film": "Metropolis (1927)", "author": "Mara", "server": "Film club", **changes}, colour=ACCENT
    )
    return Image.open(io.BytesIO(png(card)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A delight, été comme hiver.", "A delight, été comme hiver."),
        ("Чудесный фильм. Υπέροχο.", "Чудесный фильм. Υπέροχο."),
        ("Great 🎬👩‍🚀 film! ❤️", "Great film! ❤"),
        ("★★★★½", "★★★★½"),
        ("素晴らしい", None),
        ("Great, 素晴らしい", None),
        ("סרט נפלא", None),
        ("فيلم رائع", None),
        ("🎬", None),
    ],
)
def test_emoji_are_left_out_and_letters_that_would_be_boxes_are_not_drawn(text: str, shown: str | None) -> None:
    assert drawable(text) == shown


def test_a_name_may_lose_what_cannot_be_drawn() -> None:
    assert named("Zoë 🎉 李") == "Zoë"


def test_it_says_the_same_in_words() -> None:
    card = QuoteCard("A delight.", "Metropolis (1927)", "", "Film club", ACCENT)
    assert alt(card) == "“A delight.” Metropolis (1927) · Film club"


@settings(max_examples=12)
@given(st.text("abc WM.é", min_size=1, max_size=LONGEST).filter(str.strip), st.text("Wm ", max_size=200))
def test_nothing_runs_into_the_margins(line: str, film: str) -> None:
    picture = drawn(" ".join(line.split()), film=film)
    assert picture.size == SIZE
    paper = Image.new("RGB", SIZE, web(PAPER)).crop((0, 0, 40, SIZE[1]))
    for left in (SIZE[0] - 60,):
        assert picture.crop((left, 0, left + 40, SIZE[1])).tobytes() == paper.tobytes()
    assert picture.crop((20, 0, 60, SIZE[1])).tobytes() == paper.tobytes()
    edge = picture.crop((20, SIZE[1] - 40, SIZE[0], SIZE[1]))
    assert edge.getcolors() == [(edge.width * edge.height, Image.new("RGB", (1, 1), web(PAPER)).getpixel((0, 0)))]


def test_the_servers_colour_is_its_edge() -> None:
    assert drawn("A delight.").getpixel((3, 300)) == tuple(ACCENT.to_bytes(3, "big"))
