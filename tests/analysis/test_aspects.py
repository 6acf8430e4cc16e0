"""The sides of a film in reviews of our own writing: which are judged, how, and by which line."""

import numpy as np
import pytest

from bot.analysis import analyze
from bot.analysis.language import people, text
from bot.analysis.scoring import sides, vectors, weights
from bot.analysis.types import ASPECTS, AspectOpinion, Sentence, corrected

AROUND = "We saw it on a Sunday with the whole club, and walked home along the canal."

PRAISED = {
    "acting": "The performances are superb, and Moreau is magnetic in the lead.",
    "visuals": "The photography is gorgeous and every frame is beautifully lit.",
    "music": "The soundtrack is wonderful, full of songs that I still hum.",
    "humour": "It is hilarious, and I laughed out loud from start to finish.",
    "writing": "The dialogue is witty and the screenplay is brilliantly written.",
}
BLAMED = {
    "acting": "The acting is wooden and the whole cast is terrible.",
    "pacing": "It is painfully slow, far too long, and drags terribly in the middle.",
    "writing": "The script is awful and the dialogue is clumsy.",
    "story": "The plot is a predictable mess that makes no sense.",
    "ending": "The ending is a terrible disappointment.",
}


def found(line: str) -> dict[str, AspectOpinion]:
    return {one.aspect: one for one in analyze(f"{line} {AROUND}").aspects}


@pytest.mark.parametrize("side", PRAISED)
def test_praise_of_a_side_is_found(side: str) -> None:
    assert found(PRAISED[side])[side].polarity > 0.2


@pytest.mark.parametrize("side", BLAMED)
def test_criticism_of_a_side_is_found(side: str) -> None:
    assert found(BLAMED[side])[side].polarity < -0.2


def test_two_sides_of_one_sentence_are_two_opinions_each_in_its_clause() -> None:
    line = "The soundtrack is wonderful and catchy, but the script is awful and lazy."
    both = found(line)
    assert both["music"].polarity > 0 > both["writing"].polarity
    assert both["music"].sentence.text == "The soundtrack is wonderful and catchy"
    assert both["writing"].sentence.text == "but the script is awful and lazy"


@pytest.mark.parametrize(
    "line",
    [
        "She is a violinist with a hidden talent for music, and he paints.",
        "Is the music any good?",
        "Director: Jane Marlow. Screenplay: Jane Marlow. Music: Otto Lind.",
        "The film tells the story of two brothers who inherit a lighthouse.",
    ],
)
def test_plot_questions_and_credits_judge_nothing(line: str) -> None:
    assert not found(line)


@pytest.mark.parametrize(
    "line",
    [
        "The acting is wooden throughout and terrible, and so is the awful script, and editing.",
        "If the script is awful and lazy, the soundtrack is wonderful and catchy all the same.",
    ],
)
def test_no_line_shown_is_a_scrap_or_half_a_thought(line: str) -> None:
    for one in found(line).values():
        assert len(one.sentence.text.split()) >= 4
        assert not one.sentence.text.startswith("If") or one.sentence.text == line


def test_the_line_shown_is_the_one_that_says_so_with_the_sign_that_is_given() -> None:
    review = f"The acting was not awful in the first scene. {PRAISED['acting']} {AROUND} The cast is superb, all of it."
    shown = {one.aspect: one for one in analyze(review).aspects}["acting"]
    assert shown.polarity > 0
    assert "superb" in shown.sentence.text


def test_every_line_that_is_shown_stands_in_the_review() -> None:
    review = " ".join([*PRAISED.values(), *BLAMED.values(), AROUND])
    for one in analyze(review).aspects:
        assert review[one.sentence.start : one.sentence.end] == one.sentence.text
        assert one.aspect in ASPECTS
        assert -1.0 <= one.polarity <= 1.0


def test_a_spoiler_is_never_cut() -> None:
    review = f"||The soundtrack is wonderful when she dies, but the script is awful and lazy.|| {AROUND}"
    for one in analyze(review).aspects:
        assert one.sentence.spoiler
        assert one.sentence.text.startswith("||")


def roles(line: str) -> dict[str, str | None]:
    words = text.tokens(line)
    marks = people.roles(line, words, sides.common())
    return {word.norm: mark for word, mark in zip(words, marks, strict=True) if mark}


def test_people_are_known_by_what_stands_beside_their_names() -> None:
    line = (
        "It was directed by Otto Lind, and Marlow plays Hanna (Vera Klam) with music by Ruben Quist. "
        "Lind never lets go."
    )
    found = roles(line)
    assert found["otto"] == found["lind"] == "_director"
    assert found["marlow"] == "_actor"
    assert found["vera"] == "_actor"
    assert found["hanna"] == "_character"
    assert found["ruben"] == "_composer"


def test_vectors_of_many_groups_are_those_of_each() -> None:
    groups = [["the", "score", "soars"], [], ["zzzyx"], ["dull", "plot"]]
    together = vectors.load().means(groups)
    assert np.allclose(together, [vectors.mean(group) for group in groups], atol=1e-6)
    assert vectors.load().means([]).shape == (0, vectors.SIZE)


def test_a_title_in_capitals_is_no_name_and_a_shouted_review_has_no_title() -> None:
    assert roles("I adored THE SALT ROAD and its cast.")["salt"] == "_title"
    assert not roles("I ADORED THE WHOLE THING AND SO SHOULD YOU")


def test_what_a_person_says_of_a_side_stands_before_what_was_read() -> None:
    line = Sentence(0, 4, "Fine")
    read = (AspectOpinion("acting", 0.8, line), AspectOpinion("music", -0.1, line))
    assert corrected(read, ()) == read
    turned = corrected(read, (("acting", -1), ("music", 0), ("story", 1)))
    assert [(one.aspect, one.polarity) for one in turned] == [("acting", -0.8)]
    assert corrected(read, (("music", 1),))[1].polarity == 0.5


def test_the_features_are_named() -> None:
    arrays = weights.part("aspects")
    model = sides.load()
    assert len(arrays["side_weight"]) == len(model.side.numbers) + len(sides.FEATURES)
    assert len(arrays["sign_weight"]) == len(model.sign.numbers) + len(sides.SIGN_FEATURES)
    assert len(model.decision) == len(sides.DECISION) + len(ASPECTS)
