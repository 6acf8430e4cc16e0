"""Whether a line or two about a film is a verdict on it, or talk round it."""

import pytest

from bot.analysis import analyze, clean
from bot.analysis.takes import takes_a_stand


def stands(text: str) -> bool:
    cleaned = clean(text)
    return takes_a_stand(cleaned, analyze(cleaned))


@pytest.mark.parametrize(
    "text",
    [
        "Dune 8/10",
        "Dune: loved every minute.",
        "Hated Dune.",
        "Jaws. Perfect.",
        "Mean Girls is so boring",
        "Mean Girls is a great comedy.",
        "Jaws: a masterpiece of tension, still.",
    ],
)
def test_a_plain_verdict_is_one(text: str) -> None:
    assert stands(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is called Iron Man and it is from Marvel.",
        "The one I got is Jaws",
        "Hello there! It is about Zootopia today",
        "Iron Man was made in 2008 and it has Robert Downey Jr. in it.",
        "Hey, you should see Jaws, it is great",
        "Me too, Jaws is a great film",
        "I haven't seen Jaws, they say it is great",
        "Great talking to you about Toy Story!",
        "Is Dune any good?",
        "Can't wait for Dune, it will be amazing",
    ],
)
def test_talk_round_a_film_is_none(text: str) -> None:
    assert not stands(text)
