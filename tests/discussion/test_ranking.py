from __future__ import annotations

import json
import math
import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.scoring import vectors
from bot.analysis.types import Sentence
from bot.discussion import rank, rank_lines
from bot.discussion.language.asked import read_question
from bot.discussion.language.topics import OPEN, topics
from bot.discussion.language.words import vocabulary, words
from bot.discussion.ranking.features import FEATURES, line_features, nearness
from bot.discussion.ranking.lines import WHOLE, group_of, weights

REVIEW = (
    "I went in expecting very little. A widow sails north to find the brother who left her. "
    "The score is gorgeous and never gets in the way. The acting is wooden from first to last. "
    "\n\n||The brother turns out to be the captain, and the music swells beautifully.||\n\n"
    "The film as a whole is a beautiful, moving piece of work and I loved it."
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How is the score?", "The score is gorgeous"),
        ("how was the soundtrack", "The score is gorgeous"),
        ("Is the acting good?", "The acting is wooden"),
        ("What do you think of the actors?", "The acting is wooden"),
        ("How is the movie?", "The film as a whole"),
    ],
)
def test_the_line_that_answers_comes_first(question, answer):
    assert rank(question, REVIEW)[0].text.startswith(answer)


@pytest.mark.parametrize(
    "question",
    [
        "How is the cinematography?",
        "What is the price of the dvd?",
        "Where is my kid?",
        "Who wrote the screenplay?",
        "Is it scary?",
        "Is it funny?",
        "",
        "???",
    ],
)
def test_what_nobody_wrote_about_finds_nothing(question):
    assert rank(question, REVIEW) == []


def test_a_film_is_scary_when_a_line_calls_it_chilling():
    text = f"{REVIEW} The last shot is chilling."
    assert rank("Is it scary?", text)[0].text == "The last shot is chilling."


def test_lines_are_verbatim_and_spoilers_are_marked():
    found = rank("How is the music?", REVIEW)
    assert all(REVIEW[line.start : line.end] == line.text for line in found)
    assert {line.spoiler for line in found} == {True, False}
    assert all(line.spoiler == ("captain" in line.text) for line in found)


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 200_001])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        rank("How is the film?", text)


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(alphabet="film score good bad . ! |\n", min_size=1, max_size=300))
def test_any_text_gives_lines_of_it_each_once(question, text):
    if not text.strip():
        return
    found = rank(question, text)
    assert len(found) <= 5
    assert len({line.start for line in found}) == len(found)
    assert all(text[line.start : line.end] == line.text for line in found)


def test_the_weights_fit_the_features():
    stored = json.loads(files("bot.discussion").joinpath("data", "ranking.json").read_text(encoding="utf-8"))
    names = {topic.name for topic in topics()} | {OPEN}
    assert stored["lines"].keys() == {topic.group for topic in topics()} | {OPEN, WHOLE}
    assert all(tuple(named) == FEATURES for named in stored["lines"].values())
    assert stored["topics"].keys() == names == weights().meanings.keys()
    assert all(len(direction) == vectors.SIZE for direction in weights().meanings.values())
    row = line_features(read_question("How is the film?"), [Sentence(0, 13, "The film, ok.")])[0]
    assert len(row) == len(FEATURES)


def features(question, lines):
    return [dict(zip(FEATURES, row, strict=True)) for row in line_features(read_question(question), lines)]


def test_each_feature_sees_what_its_name_says():
    lines = [
        Sentence(0, 1, "I saw it.", 0.2, 0.1),
        Sentence(1, 2, "The music is splendid.", 0.9, -0.5),
        Sentence(2, 3, "Great songs in a film.", 0.5, 0.5),
    ]
    rows = features("Is the music splendid?", lines)
    assert [row["asked"] for row in rows] == [0, 1, 0]
    assert [row["shared"] for row in rows] == [0, 1, 0]
    assert [row["subject"] for row in rows] == [0, 1, 1]
    assert [row["near"] for row in rows] == [0, 1, 1]
    assert [row["same_word"] for row in rows] == [0, 1, 0]
    assert [row["named"] for row in rows] == [0, 1, 1]
    assert [row["named_near"] for row in rows] == [0, 1, 1]
    assert [row["says"] > 0 for row in rows] == [False, True, True]
    assert [row["says_first"] for row in rows] == [0, 1, 0]
    assert sum(row["says_most"] for row in rows) >= 1
    assert [row["early"] for row in rows] == [0, 1 / 2, 1 / 3]
    assert [row["first"] + row["second"] + row["last"] for row in rows] == [1, 1, 1]
    assert [row["depth"] for row in rows] == pytest.approx([0, math.log(2) / 3, math.log(3) / 3])
    assert [row["late"] for row in rows] == pytest.approx([math.exp(-2 / 3), math.exp(-1 / 3), 1])
    assert [row["judged"] for row in rows] == pytest.approx([0, 0.6931, 0.6931], abs=1e-4)
    assert [row["strength"] for row in rows] == [0.1, 0.5, 0.5]
    assert rows[1]["strong_opinion"] == pytest.approx(0.45)
    assert (rows[1]["praise"], rows[1]["criticism"]) == pytest.approx((0, 0.45))
    assert (rows[2]["praise"], rows[2]["criticism"]) == pytest.approx((0.25, 0))
    assert rows[0]["tells"] == pytest.approx(0.8 * 0.9)
    assert [row["film"] for row in rows] == [0, 0, 1]
    assert [row["film_near"] > 0 for row in rows] == [False, False, True]
    assert [row["person"] for row in rows] == [1, 0, 0]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Avoid this at all costs.", "recommends"),
        ("Far worse than its predecessor.", "compares"),
        ("For fans of the genre alone.", "addresses"),
        ("The greatest show of all.", "superlative"),
        ("The rest, however, sags.", "contrast"),
        ("There is nothing to see.", "negated"),
        ("We laughed.", "person"),
        ("But she shines.", "leans"),
        ("Then Ada Lovelace walks in.", "name"),
        ("It runs for 90 minutes.", "number"),
        ("Who asked for that?", "question"),
        ('The "hero" sleeps.', "quoted"),
    ],
)
def test_how_a_line_speaks(text, cue):
    assert features("How is the dog?", [Sentence(0, len(text), text)])[0][cue] == 1
    plain = "The dog barks."
    assert features("How is the dog?", [Sentence(0, len(plain), plain)])[0][cue] == 0


def test_what_is_said_of_the_whole_review_is_the_same_for_all_lines():
    lines = [Sentence(0, 1, "I saw it."), Sentence(1, 2, "The music is splendid.", 0.9, -0.5)]

    def seen(question):
        first, second = features(question, lines)
        names = ("unsaid", "fact", "nothing_asked", "lines")
        assert [first[name] for name in names] == [second[name] for name in names]
        return first

    plain, odd = seen("Is the music splendid?"), seen("Who fed the dragons?")
    assert (plain["unsaid"], plain["fact"], plain["lines"]) == (0, 0, pytest.approx(math.log(3)))
    assert (odd["unsaid"], odd["fact"]) == (pytest.approx(math.log(3)), 1)
    assert seen("How is it?")["nothing_asked"] == 1
    assert seen("Is it good?")["nothing_asked"] == 0


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("How is the movie?", WHOLE),
        ("Is it worth watching?", "verdict"),
        ("How is the music?", "side"),
        ("Dogs?", OPEN),
    ],
)
def test_questions_whose_answers_look_alike_are_one_group(question, group):
    assert group_of(read_question(question)) == group


@given(st.lists(st.sampled_from(["score", "good", "x"]), max_size=30))
def test_nearness_is_what_all_pairs_say(drawn):
    tokens, judging = words(" ".join(drawn)), vocabulary().judging
    gaps = [
        abs(at - other)
        for at, word in enumerate(tokens)
        for other, second in enumerate(tokens)
        if word.stem == "scor" and second.stem in judging
    ]
    expected = 1 / (1 + max(0, min(gaps) - 2) / 3) if gaps else 0
    assert nearness(tokens, frozenset({"scor"})) == pytest.approx(expected)


def test_a_better_place_or_a_stronger_opinion_ranks_higher():
    weak, strong = Sentence(0, 9, "The music.", 0.1, 0.0), Sentence(10, 20, "The music.", 0.95, 0.9)
    assert rank_lines("How is the music?", [weak, strong])[0] == strong
    assert rank_lines("How is the music?", [weak, weak])[0] == weak


@pytest.mark.slow
@pytest.mark.parametrize("hostile", ["good film ", "score. ", "a", "||", "Mr. ", "!?", "film\n"])
def test_time_grows_with_the_length_alone(hostile):
    def seconds(length):
        text = (hostile * length)[:length]

        def once():
            start = time.process_time()
            rank("How good is the film score?", text)
            return time.process_time() - start

        return min(once() for _ in range(2))

    seconds(1_000)
    assert seconds(100_000) < 50 * max(seconds(10_000), 0.005)
