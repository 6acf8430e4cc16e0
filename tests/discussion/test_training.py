from __future__ import annotations

import dataclasses

from bot.analysis.types import Sentence
from bot.discussion.ranking import training
from bot.discussion.ranking.examples import FURTHER, MARKS, SUBJQA, example, holds, overlaps, read_row


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


MUSIC, SOUP = "The music is splendid.", "They eat soup."


def read(question, texts, answer, film="f", hint=None, source=MARKS):
    lines = [Sentence(at, at + 1, text) for at, text in enumerate(texts)]
    places = range(len(texts))
    return example(source, question, film, lines, [at == answer for at in places], [at == hint for at in places])


def examples():
    made = []
    for at in range(60):
        place, about = at % 3, at % 2
        texts = [MUSIC if about and place == number else SOUP for number in range(3)]
        made.append(read("How is the music?", texts, place if about else None, f"film {at}"))
        made.append(read("Where is my kid?", texts, None, f"film {at}"))
    return made


def test_what_is_fitted_finds_the_answers_and_keeps_silent_elsewhere():
    always, shipped = training.cross_validate(examples())[MARKS]
    assert always.first == 1
    assert always.silent == 0
    assert shipped.first == 1
    assert shipped.silent >= 0.8


def test_the_weights_are_the_same_twice():
    one, other = training.fit(examples()), training.fit(examples())
    assert training.stored(one) == training.stored(other)
    assert (one.meanings == other.meanings).all()


def test_further_marks_teach_every_fold_and_measure_nothing():
    rest = [dataclasses.replace(one, source=FURTHER) for one in examples()]
    probe = read("How is the music?", [SOUP, MUSIC, SOUP], 1, "another film")
    found = training.cross_validate([probe, *rest])
    assert found[MARKS][1].first == 1
    assert found[SUBJQA][0].first == 0


def test_scores_count_silence_as_a_miss():
    answered, unanswered = read("q", ["a", "b"], 1), read("q", ["a", "b"], None)
    scores = training.measure([answered, answered, unanswered, unanswered], [[0, 1], [], [], [0]])
    assert (scores.first, scores.three, scores.spoken, scores.silent) == (0, 0.5, 0.5, 0.5)
    assert scores.three_spoken == 1


def test_a_line_holds_an_opinion_when_it_has_both_its_words():
    line = Sentence(0, 30, "The songs were simply wonderful.")
    assert holds(line, ("not wonderful", "song"))
    assert not holds(line, ("wonderful", "script"))
    assert not holds(line, ("dull", "song"))
    assert not holds(line, ("", ""))


def test_the_opinion_a_review_was_chosen_for_helps_the_weights():
    texts = ["The band plays a song.", "The song is dull.", "They eat soup."]

    def lead(hint):
        one = read("How is the song?", texts, None, hint=hint, source=SUBJQA)
        scores = training.fit_lines([one, read("How is the song?", texts, 0)] * 100).scores(one)
        return scores[1] - scores[0]

    assert lead(1) > lead(None)


def test_overlap_needs_a_shared_character():
    line = Sentence(5, 10, "abcde")
    assert overlaps(line, (9, 12))
    assert not overlaps(line, (10, 12))
    assert not overlaps(line, (0, 5))
    assert not overlaps(line, None)
