from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis import analyze
from bot.analysis.language import text as texts
from bot.analysis.language.spoilers import barred, is_hidden, spans
from bot.analysis.parts import spoilers
from bot.analysis.parts.spoilers.features import FEATURES, described
from bot.analysis.scoring import opinion, vectors

FOUND = "At last she finds the captain, who turns out to be the brother she thought dead, and he dies in her arms."
TOLD = (
    "The Lighthouse Keeper is a slow and handsome film about a widow who sails north to look for her brother. "
    f"The first hour is beautifully shot, and the acting is superb throughout. {FOUND} "
    "In the end she marries the keeper and they go back to the island with the child. I loved every minute of it."
)
PRAISE = "A warm and funny film with a great cast. The music is lovely and the pacing never drags. Go and see it."


def test_the_line_that_gives_most_away_comes_first():
    found = analyze(TOLD).giveaways
    assert found[0].text == FOUND
    assert 1 <= len(found) <= spoilers.MOST


@pytest.mark.parametrize(
    "text",
    [
        PRAISE,
        "A widow sails north to look for her brother, and finds a storm. It is a fine film.",
        "The ending is a let-down, and the script is dreadful from the first scene on.",
        "Worst film of the year. The acting is wooden, the jokes are stale and I nearly fell asleep.",
    ],
)
def test_who_gives_nothing_away_is_not_asked(text):
    assert analyze(text).giveaways == ()


def test_what_is_hidden_already_is_not_asked_about():
    hidden = TOLD.replace(FOUND, f"||{FOUND}||")
    assert FOUND not in [line.text for line in analyze(hidden).giveaways]
    assert all(not line.spoiler for line in analyze(hidden).giveaways)


def test_only_english_reviews_are_judged():
    german = "Am Ende stirbt der Kapitän in ihren Armen, und sie heiratet den Wärter. Ein wunderbarer, trauriger Film."
    assert analyze(german).giveaways == ()


def test_lines_are_chosen_by_what_is_enough_for_the_likeliest():
    margin = np.array([0.1, 2.0, 0.4, -3.0])
    shown = [True] * 4
    assert spoilers.chosen(margin, shown, 1.95) == [1]
    assert spoilers.chosen(margin, shown, 1.0) == [1, 2]
    assert spoilers.chosen(margin, [True, False, True, True], 0.0) == [2, 0]
    assert spoilers.chosen(margin, shown, 2.0) == []
    assert spoilers.chosen(np.zeros(0), [], 0.0) == []


def features(text):
    read = opinion.read(text, texts.sentences(text))
    rows = described(read)
    assert rows.shape == (len(read.spans), len(FEATURES) + vectors.SIZE)
    return [dict(zip(FEATURES, row.tolist(), strict=False)) for row in rows]


def test_each_feature_sees_what_its_name_says():
    first, second, third = features("Mind the spoilers. The butler kills Ada Lovelace. I liked the film.")
    assert (first["warning"], second["death"], third["film"], third["first"]) == (1, 1, 1, 1)
    assert (first["warned"], second["warned"], third["warned"]) == (0, 1, 1)
    assert (first["death_after"], third["death_before"], second["death_before"]) == (1, 1, 0)
    assert (first["death_before"], third["death_after"]) == (0, 0)
    assert second["names"] == pytest.approx(np.log(3))
    assert [row["place"] for row in (first, second, third)] == pytest.approx([0, 1 / 3, 2 / 3])
    assert [row["before"] for row in (first, second, third)] == pytest.approx(np.log([1, 2, 3]))
    assert [row["after"] for row in (first, second, third)] == pytest.approx(np.log([3, 2, 1]))
    assert 0 < second["told_death"] <= 1
    assert first["told_death"] == third["told_death"] == 0


def bars(text, line):
    start = text.index(line)
    return barred(text, start, start + len(line))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("It is fine. He dies. Good.", "It is fine. ||He dies.|| Good."),
        ("A ||x|| b. He dies. ||c||", "A ||x|| b. ||He dies.|| ||c||"),
        ("- He dies.\n- He sings.", "- ||He dies.||\n- He sings."),
        ("**He dies.** Fine.", "**||He dies.||** Fine."),
        ("He dies.|| Fine.", "||He dies.|| || Fine."),
    ],
)
def test_bars_are_put_round_a_line(text, hidden):
    assert bars(text, "He dies.") == hidden


@pytest.mark.parametrize("text", ["`code He dies. more`", "||open. He dies. Fine.", "```\nHe dies.\n```"])
def test_a_line_that_bars_would_not_hide_is_left_alone(text):
    assert bars(text, "He dies.") is None


@given(
    st.text("ab |`*_>-\n.\\", max_size=25),
    st.text("ab|`*\n\\ ", min_size=1, max_size=12),
    st.text("ab |`*\n.", max_size=25),
)
def test_bars_hide_the_line_and_nothing_else(before, line, after):
    text = before + line + after
    made = barred(text, len(before), len(before) + len(line))
    if made is not None:
        assert made.startswith(before)
        assert made.endswith(after)
        end = len(made) - len(after)
        outside = [span for span in spans(made) if span[1] <= len(before) or span[0] >= end]
        assert len(outside) == len(spans(text)) - len(
            [1 for span in spans(text) if span[1] > len(before) and span[0] < len(before) + len(line)]
        )
        inner = made[len(before) : end].strip().strip("|").strip()
        place = made.index(inner, len(before)) if inner else 0
        assert not inner or "\n" in inner or is_hidden(spans(made), place, place + len(inner))
