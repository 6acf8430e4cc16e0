from __future__ import annotations

import pytest

from bot.analysis import analyze
from bot.analysis.language import detection as language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Great film.", "en"),
        ("A uniquely entertaining film.", "en"),
        ("Low comedy doesn't come much lower.", "en"),
        ("Un film magnifique, avec des acteurs que je ne connaissais pas et une fin qui m'a fait pleurer.", "fr"),
        (
            "Ein Film, der mir sehr gut gefallen hat, weil die Schauspieler so natürlich sind und nicht zu viel tun.",
            "de",
        ),
        ("Un film che non mi ha convinto del tutto, ma la fotografia è bellissima e gli attori sono bravi.", "it"),
        ("Фильм просто замечательный, и актёры играют прекрасно.", "ru"),
    ],
)
def test_language_is_told_even_of_a_line(text: str, code: str) -> None:
    assert language.detect(text) == code


def test_a_short_english_line_gets_its_label() -> None:
    assert analyze("Great film, and a delight from start to finish.").sentiment.label == "positive"


def test_broken_characters_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="holds broken characters"):
        analyze("A fine film \ud800 indeed")
