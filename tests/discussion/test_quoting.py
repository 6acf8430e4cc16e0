from __future__ import annotations

from dataclasses import replace

import pytest

from bot.analysis.types import Sentence
from bot.discussion.quoting import (
    aspect_line,
    aspect_of,
    best_line,
    best_lines,
    pair,
    quote,
    strength,
    touches_spoiler,
)
from bot.discussion.types import Quoted
from tests.discussion.builders import DUNE, Line, review

ADA, BEN, CAY = 1, 2, 3


def said(author, polarity=0.5, *, number=1, spoiler=False, start=0):
    return Quoted("It was seen.", number, author, None, None, spoiler, start, start + 12, polarity)


def text_of(line):
    return None if line is None else line.text


def test_a_line_is_quoted_with_the_way_back_to_its_message():
    filed = review(4, ADA, Line("A start."), Line("The end drags.", -0.7))
    line = quote(filed, filed.analysis.sentences[1])
    assert line.text == "The end drags."
    assert filed.text[line.start : line.end] == line.text
    assert (line.review, line.author_id, line.film) == (4, ADA, DUNE)
    assert (line.channel_id, line.message_id) == (77, 9_004)
    assert line.polarity == -0.7
    assert not line.spoiler


def test_a_review_of_several_messages_is_found_at_the_first():
    filed = replace(review(4, ADA), message_ids=(50, 51))
    assert quote(filed, filed.analysis.sentences[0]).message_id == 50


def test_a_review_without_a_message_is_found_at_its_card():
    filed = replace(review(4, ADA), message_ids=(), card_channel_id=8, card_message_id=9)
    line = quote(filed, filed.analysis.sentences[0])
    assert (line.channel_id, line.message_id) == (8, 9)


@pytest.mark.parametrize("given", [0.0, 0.4, -0.4])
def test_a_polarity_that_is_given_goes_before_the_lines_own(given):
    filed = review(4, ADA, Line("Fine.", 0.9))
    assert quote(filed, filed.analysis.sentences[0], given).polarity == given


def test_a_line_is_a_spoiler_where_any_part_of_it_is_hidden():
    filed = review(4, ADA, Line("A start."), Line("He dies.", spoiler=True), Line("The end."))
    assert [quote(filed, line).spoiler for line in filed.analysis.sentences] == [False, True, False]
    hidden = filed.analysis.spoilers[0][0]
    assert touches_spoiler(filed, 0, hidden + 1)
    assert not touches_spoiler(filed, 0, hidden)
    unmarked = Sentence(0, len(filed.text), filed.text, 0.9, 0.0)
    assert quote(filed, unmarked).spoiler
    marked = replace(filed.analysis.sentences[0], spoiler=True)
    assert quote(filed, marked).spoiler


def test_what_is_said_of_a_side_is_found_and_quoted_with_the_whole_opinions_polarity():
    filed = review(4, ADA, Line("Well shot.", 0.2, "visuals"), Line("Too long.", -0.6, "pacing"))
    opinion = aspect_of(filed, "pacing")
    assert opinion is not None
    assert text_of(aspect_line(filed, replace(opinion, polarity=-0.3))) == "Too long."
    assert aspect_line(filed, replace(opinion, polarity=-0.3)).polarity == -0.3
    assert aspect_of(filed, "music") is None


def test_the_best_line_is_the_first_pull_quote_on_the_wanted_side():
    filed = review(
        4, ADA, Line("Grand.", 0.5, quote=True), Line("Weak.", -0.5, quote=True), Line("Dull.", -0.9, quote=True)
    )
    assert [text_of(best_line(filed, wanted)) for wanted in (1, -1, 0)] == ["Grand.", "Weak.", "Grand."]


def test_a_pull_quote_that_takes_no_side_speaks_for_none():
    filed = review(4, ADA, Line("It is long.", 0.1, quote=True), Line("Grand.", 0.5, quote=True))
    assert text_of(best_line(filed, 1)) == "Grand."
    assert text_of(best_line(filed)) == "It is long."


def test_without_a_pull_quote_the_strongest_line_on_a_side_of_the_film_speaks():
    filed = review(
        4, ADA, Line("Well shot.", 0.3, "visuals"), Line("Superb music.", 0.8, "music"), Line("Slow.", -0.9, "pacing")
    )
    assert [text_of(best_line(filed, wanted)) for wanted in (1, -1, 0)] == ["Superb music.", "Slow.", "Slow."]


def test_a_pull_quote_goes_before_a_stronger_line_on_a_side():
    filed = review(4, ADA, Line("Superb music.", 0.9, "music"), Line("I liked it.", 0.3, quote=True))
    assert text_of(best_line(filed, 1)) == "I liked it."


def test_the_summary_speaks_only_where_either_side_will_do():
    filed = review(4, ADA, Line("It was seen.", 0.6), Line("It ended.", -0.6))
    assert text_of(best_line(filed)) == "It was seen."
    assert best_line(filed, 1) is None
    assert best_line(filed, -1) is None


def test_an_open_line_goes_before_a_hidden_one_and_hidden_ones_can_be_left_out():
    filed = review(4, ADA, Line("He dies.", 0.9, quote=True, spoiler=True), Line("Well shot.", 0.2, "visuals"))
    assert text_of(best_line(filed, 1)) == "Well shot."
    only = review(4, ADA, Line("He dies.", 0.9, quote=True, spoiler=True))
    assert text_of(best_line(only, 1)) == "||He dies.||"
    assert best_line(only, 1, spoilers=False) is None
    assert best_line(only, 0, spoilers=False) is None


def test_of_each_review_one_line_speaks_the_strongest_open_one_first():
    filed = [
        review(1, ADA, Line("Good.", 0.4, quote=True), Line("Very good.", 0.9, quote=True)),
        review(2, BEN, Line("Great.", 0.8, quote=True)),
        review(3, CAY, Line("He lives!", 1.0, quote=True, spoiler=True)),
        review(4, 5, Line("Bad.", -0.9, quote=True)),
    ]
    assert [line.text for line in best_lines(filed, 1)] == ["Great.", "Good.", "||He lives!||"]
    assert [line.text for line in best_lines(filed, 1, spoilers=False)] == ["Great.", "Good."]
    assert [line.text for line in best_lines(filed, -1)] == ["Bad."]


def test_lines_of_one_strength_come_by_review_and_place():
    lines = [
        said(1, 0.5, number=2),
        said(1, -0.5, number=1, start=30),
        said(1, 0.5, number=1, start=2),
        said(1, 0.9, number=9),
        said(1, 1.0, number=1, spoiler=True),
    ]
    assert sorted(lines, key=strength) == [lines[3], lines[2], lines[1], lines[0], lines[4]]


def test_the_two_sides_are_spoken_for_by_two_people():
    praise, blame = [said(ADA), said(BEN)], [said(ADA), said(CAY)]
    assert pair(praise, blame) == (praise[0], blame[1])


def test_who_praises_gives_way_to_the_only_critic():
    praise, blame = [said(ADA), said(BEN)], [said(ADA, -0.5)]
    assert pair(praise, blame) == (praise[1], blame[0])


def test_one_person_alone_speaks_for_one_side():
    praise, blame = [said(ADA), said(ADA, number=2)], [said(ADA, -0.5)]
    assert pair(praise, blame) == (praise[0], None)


def test_a_side_that_nobody_takes_is_empty():
    one = [said(ADA)]
    assert pair(one, []) == (one[0], None)
    assert pair([], one) == (None, one[0])
    assert pair([], []) == (None, None)
