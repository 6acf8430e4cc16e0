"""What a review speaks of by name, and whether it praises it."""

from __future__ import annotations

import re
import time

import pytest

from bot.analysis.language import lexicons
from bot.analysis.language.stance import judges, signs
from bot.analysis.language.text import tokens
from bot.analysis.mentions import find
from bot.analysis.mentions.facets import facets
from bot.analysis.mentions.facets import find as find_facets
from bot.analysis.types import ASPECTS, Analysis
from tests.discussion.builders import Line, analysed


def named(text: str) -> list[tuple[str, str]]:
    words = tokens(text)
    return [(one.term.facet, " ".join(w.norm for w in words[one.first : one.last])) for one in find_facets(words)]


def said(*lines: Line, label: str = "positive") -> dict[str, float]:
    text, analysis = analysed(lines, label)
    return {one.key: one.polarity for one in find(text, analysis)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The final scene undoes the second act.", [("ending", "final scene"), ("second_half", "second act")]),
        ("Plot holes everywhere, but what jokes!", [("logic", "plot holes"), ("humour", "jokes")]),
        ("The plot has holes.", [("story", "plot")]),
        ("A one-dimensional villain.", [("characters", "one - dimensional"), ("villain", "villain")]),
        ("Nothing here.", []),
    ],
)
def test_facets_are_found_by_their_longest_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_the_list_of_facets_is_sound() -> None:
    table = lexicons.keyed("facets")
    assert 35 <= len(table) <= 70
    assert set(facets().values()) <= set(ASPECTS)
    written = [word.lstrip("+-") for words in table.values() for word in words[1:]]
    assert len(written) == len(set(written)), "a word of two facets"
    assert all(re.fullmatch(r"[a-zé_-]+", word) for word in written)


@pytest.mark.parametrize(
    ("line", "key", "sign"),
    [
        (Line("The jokes are wonderful and clever.", 0.8), "humour", 1),
        (Line("The ending is a boring mess.", -0.7), "ending", -1),
        (Line("It was hilarious.", 0.1), "humour", 1),
        (Line("It was never funny.", -0.4), "humour", -1),
        (Line("Their songs play on the radio.", 0.05), "music", 0),
        (Line("What a wonderful great score, with such a dull plot.", 0.6), "music", 1),
        (Line("What a terrible boring script, with such a fine score.", -0.6), "script", -1),
    ],
)
def test_a_line_takes_a_side_by_what_it_says_of_the_thing(line: Line, key: str, sign: int) -> None:
    label = "positive" if sign > 0 else "negative"
    polarity = said(line, label=label if sign else "mixed")[key]
    assert (polarity > 0) - (polarity < 0) == sign


def test_what_is_said_twice_is_one_mention_by_its_clearest_line() -> None:
    lines = (Line("The score is good."), Line("The score is a wonderful, perfect marvel!", 0.9))
    text, analysis = analysed(lines, "positive")
    (mention,) = [one for one in find(text, analysis) if one.key == "music"]
    assert text[mention.start : mention.end] == lines[1].text
    assert mention.polarity > 0


def test_a_short_line_speaks_rather_than_a_long_one() -> None:
    long = "The score is wonderful, perfect and great" + ", says the neighbour of a friend" * 12 + "."
    lines = (Line(long, 0.9), Line("The score is wonderful and great.", 0.8))
    text, analysis = analysed(lines, "positive")
    (mention,) = [one for one in find(text, analysis) if one.key == "music"]
    assert text[mention.start : mention.end] == lines[1].text


def test_names_are_found_with_what_their_owners_do() -> None:
    text, analysis = analysed((Line("Directed by Nia Quist, it has Tomas Renner as Brannick.", 0.5),), "positive")
    found = {one.key: (one.words, one.role) for one in find(text, analysis) if one.kind == "name"}
    assert found == {"quist": ("Nia Quist", "director"), "renner": ("Tomas Renner", "actor"),
                     "brannick": ("Brannick", "character")}  # fmt: skip


def test_whom_a_hidden_line_names_is_not_told() -> None:
    text, analysis = analysed((Line("The butler Brannick did it.", spoiler=True), Line("So good.")), "positive")
    assert "brannick" not in {one.key for one in find(text, analysis)}


def test_an_open_line_speaks_rather_than_a_hidden_one() -> None:
    lines = (Line("The ending is a perfect, wonderful marvel.", 0.9, spoiler=True), Line("The ending is good.", 0.4))
    text, analysis = analysed(lines, "positive")
    (mention,) = [one for one in find(text, analysis) if one.key == "ending"]
    assert text[mention.start : mention.end] == lines[1].text


def test_other_languages_are_passed_over() -> None:
    text, analysis = analysed((Line("The score is great."),), "positive")
    values = {name: getattr(analysis, name) for name in Analysis.__dataclass_fields__}
    assert find(text, Analysis(**{**values, "language": "fr"})) == ()


def test_negations_turn_words_round() -> None:
    assert judges("wonderfully", praise=True)
    assert not judges("wonderfully", praise=False)
    assert signs(["a", "good", "film", "and", "a", "dull", "score"]) == [0, 1, 0, 0, 0, -1, 0]
    assert signs(["not", "a", "good", "film", "."]) == [0, 0, -1, 0, 0]
    assert signs(["not", "only", "good"]) == [0, 0, 1]


@pytest.mark.parametrize("part", ["The score is good. ", "Nia Quist ", "final scene act ", "a, ", "bale "])
def test_time_grows_with_the_text_alone(part: str) -> None:
    def seconds(times: int) -> float:
        text, analysis = analysed((Line(part * times, 0.3),), "positive")
        begun = time.process_time()
        find(text, analysis)
        return time.process_time() - begun

    seconds(10)
    assert seconds(8_000) < 40 * max(0.01, min(seconds(800) for _ in range(3)))
