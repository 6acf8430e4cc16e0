# ruff: noqa: E501  (a review is one text, as it was typed)
"""The label: what it says of plain verdicts, of both sides, of ratings, and where words hold no verdict."""

import pytest

from bot.analysis import analyze
from bot.analysis.parts import label

PLOT = (
    "A young clerk finds a suitcase full of money in the cellar of the bank and decides to keep it. When the owner "
    "comes looking for it, he and his sister flee to the mountains, where an old smuggler takes them over the border."
)
PRAISE = (
    "I loved this film from the first frame to the last. The cast is superb, the script is sharp and funny, and the "
    "photography is gorgeous. One of the best films of the year, and I will see it again."
)
BLAME = (
    "What a waste of two hours. The script is lazy, the acting is wooden, and nothing in it is funny. I was bored from "
    "the first scene to the last, and the ending is an insult. Avoid this film."
)
BOTH = (
    "The photography is gorgeous and the lead is superb, and for an hour I was moved. But the second half is a mess: "
    "the script runs out of ideas, the pacing is painfully slow and the ending is ridiculous. Worth a look, but no more."
)


def said(text: str) -> str:
    return analyze(text).sentiment.label


@pytest.mark.parametrize(("text", "expected"), [(PRAISE, "positive"), (BLAME, "negative")])
def test_plain_verdicts_are_named(text: str, expected: str):
    assert said(text) == expected


def test_both_sides_are_never_called_all_praise_or_all_blame():
    assert said(BOTH) in {"mixed", "unsure"}


@pytest.mark.parametrize(
    "text",
    [
        PLOT,
        (
            "Preheat the oven to 200 degrees. Rub the butter into the flour, add the sugar and an egg, and press the dough "
            "into a tin. Cover with sliced apples and bake for forty minutes. Serve warm with cream."
        ),
        (
            "The hotel is a short walk from the station. Our room was clean and quiet, the breakfast was excellent and the "
            "staff were kind. The lift is slow and parking costs extra. We would stay here again."
        ),
        (
            "This laptop is fast and the keyboard is a pleasure, but the battery is a disappointment and the fan is loud. "
            "For the price I expected more, and I sent it back after a week."
        ),
    ],
    ids=["plot", "recipe", "hotel", "gadget"],
)
def test_where_no_film_is_judged_there_is_no_label(text: str):
    assert said(text) == "unsure"


@pytest.mark.parametrize(
    ("text", "never"),
    [
        (
            (
                "I cannot recommend this film highly enough. There is not a single bad scene in it, nothing drags, and "
                "nobody in the cast puts a foot wrong."
            ),
            "negative",
        ),
        (
            (
                "Hardly perfect, and far from great. It lacks the charm, wit and beauty that made the first one such "
                "a wonderful, delightful surprise."
            ),
            "positive",
        ),
        (
            (
                "The original is a dull, ugly, lifeless bore with awful acting. This remake is everything that one was not. "
                "See this, skip that."
            ),
            "negative",
        ),
        (
            (
                "It is trashy, stupid, badly acted and twenty minutes too long, and I have seen it nine times and will "
                "gladly see it nine times more."
            ),
            "negative",
        ),
    ],
    ids=["cannot recommend enough", "lacks what was wonderful", "remake", "guilty pleasure"],
)
def test_words_that_turn_round_are_not_taken_at_their_word(text: str, never: str):
    assert said(text) != never


def test_a_rating_counts_beside_the_words():
    faint = "It is a film about two brothers and a boat, and I saw it last week at the cinema by the harbour."
    low, high = analyze(f"{faint}\n\n1/10").sentiment, analyze(f"{faint}\n\n10/10").sentiment
    assert low.label != "positive"
    assert high.label != "negative"
    reason = next(one for one in analyze(f"{PRAISE}\n\n9/10").reasons if one.note == "rating")
    assert reason.term == "9/10"
    assert reason.weight > 0


def test_words_and_rating_that_disagree_are_said_to():
    assert analyze(f"{PRAISE}\n\n2/10").disagrees
    assert not analyze(f"{PRAISE}\n\n9/10").disagrees


@pytest.mark.parametrize("text", [PRAISE, BLAME, BOTH])
def test_reasons_do_not_contradict_the_label(text: str):
    read = analyze(text)
    if read.sentiment.label in {"positive", "negative"}:
        side = 1 if read.sentiment.label == "positive" else -1
        assert read.reasons[0].weight * side > 0


def test_reasons_show_neither_titles_nor_hidden_words():
    text = (
        '"Wonderful Harvest" (2021)\n\nWonderful Harvest is a superb and funny film, and the cast is excellent. '
        "||The terrible, awful brother did it.|| I loved it and I was moved to tears by the gorgeous last scene."
    )
    terms = {reason.term.lower() for reason in analyze(text).reasons}
    assert terms
    assert not any("harvest" in term or "terrible" in term or "brother" in term for term in terms)


def test_each_kind_of_text_has_its_layer():
    assert [label.kind_of(words) for words in (1, 19, 20, 84, 85, 349, 350)] == [
        "take",
        "take",
        "note",
        "note",
        "review",
        "review",
        "essay",
    ]
    assert len(label.FEATURES) == len(set(label.FEATURES))
