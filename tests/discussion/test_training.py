from __future__ import annotations

import numpy as np
import pytest

from bot.discussion.ranking import training
from bot.discussion.ranking.lines import FEATURES, read_question
from bot.discussion.ranking.training import Example, Row, measure, overlaps, read_row


def test_a_row_is_read_without_entities_and_end_mark():
    raw = {
        "question": "How&#39;s the score?",
        "review": "&quot;Up&quot; is fine. The score is great. ANSWERNOTFOUND",
        "human_ans_spans": "The score is great",
        "human_ans_indices": "(24, 42)",
        "item_id": "f",
    }
    row = read_row(raw)
    assert row.question == "How's the score?"
    assert row.text == '"Up" is fine. The score is great. '
    assert row.answer is not None
    assert row.text[slice(*row.answer)] == "The score is great"


def test_an_unanswered_row_has_no_answer():
    raw = {
        "question": "q",
        "review": "Fine. ANSWERNOTFOUND",
        "human_ans_spans": "ANSWERNOTFOUND",
        "human_ans_indices": "(6, 20)",
        "item_id": "f",
    }
    assert read_row(raw).answer is None


def examples():
    made = []
    for at in range(24):
        answer = at % 3
        text = " ".join("The music is splendid." if place == answer else "They eat soup." for place in range(3))
        start = text.index("The music")
        question = "How is the music?" if at % 2 else "Where is my kid?"
        made.append(Row(question, text, f"film {at}", (start, start + 9) if at % 2 else None))
    return training.read_examples(made)


def test_what_is_fitted_finds_the_answers_and_keeps_silent_elsewhere():
    read = examples()
    always, shipped = training.cross_validate(read)
    assert always.first == 1
    assert always.silent == 0
    assert shipped.first == 1
    assert shipped.silent >= 0.5


def test_scores_count_silence_as_a_miss():
    row = Row("q", "abc", "f", (0, 1))
    hits = np.array([0.0, 1.0])
    asked, features = read_question("q"), np.zeros((2, len(FEATURES)))
    answerable = Example(row, asked, 0, (), features, hits, np.zeros(2))
    unanswerable = Example(Row("q", "abc", "f", None), asked, 0, (), features, np.zeros(2), np.zeros(2))
    scores = measure([answerable, answerable, unanswerable, unanswerable], [[0, 1], [], [], [0]])
    assert (scores.first, scores.three, scores.spoken, scores.silent) == (0, 0.5, 0.5, 0.5)
    assert scores.three_spoken == 1


def test_a_line_holds_an_opinion_when_it_has_both_its_words():
    line = training.Sentence(0, 30, "The songs were simply wonderful.")
    assert training.holds(line, ("not wonderful", "song"))
    assert not training.holds(line, ("wonderful", "script"))
    assert not training.holds(line, ("dull", "song"))
    assert not training.holds(line, ("", ""))


def test_the_opinion_a_review_was_chosen_for_helps_the_weights():
    def read(chosen_for):
        text = "The band plays a song. The song is dull. They eat soup."
        row = Row("How is the song?", text, "f", None, chosen_for)
        return training.read_examples([row] * 200)

    def lead(one, weight):
        scores = one.features @ weight
        return scores[1] - scores[0]

    plain, helped = read(("", "")), read(("dull", "song"))
    assert lead(plain[0], training.fit_lines(helped)) > lead(plain[0], training.fit_lines(plain))


def test_overlap_needs_a_shared_character():
    line = training.Sentence(5, 10, "abcde")
    assert overlaps(line, (9, 12))
    assert not overlaps(line, (10, 12))
    assert not overlaps(line, (0, 5))
    assert not overlaps(line, None)


def test_the_shares_of_a_softmax_add_up():
    assert training.softmax(np.array([1000.0, 0.0, -1000.0])) == pytest.approx([1, 0, 0])
