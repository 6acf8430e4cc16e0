from __future__ import annotations

import pytest
from hypothesis import given

from bot.analysis.types import ASPECTS
from bot.discussion import plain, prompts
from tests.discussion import brute
from tests.discussion.builders import ALIEN, DUNE, Line, review
from tests.discussion.strategies import servers

LOVE, HATE = Line("The score soars.", 0.9, "music", quote=True), Line("The score is a din.", -0.9, "music", quote=True)


@pytest.mark.slow
@given(servers())
def test_prompts_are_few_real_and_open(reviews):
    drawn = prompts(DUNE, reviews)
    voices = brute.latest(reviews, DUNE)
    by_number = {one.number: one for one in voices}
    assert len(drawn) <= 4
    assert bool(drawn) == bool(voices)
    covered = {opinion.aspect for one in voices for opinion in one.analysis.aspects}
    if voices and set(ASPECTS) - covered:
        assert len(drawn) >= 2 or len(set(ASPECTS) - covered) == 1
    assert len({(prompt.kind, prompt.aspect) for prompt in drawn}) == len(drawn)
    for prompt in drawn:
        for line in prompt.quotes:
            source = by_number[line.review]
            assert source.text[line.start : line.end] == line.text
            assert not line.spoiler
            assert "||" not in line.text
        if prompt.kind in {"aspect", "verdict"}:
            praise, criticism = prompt.quotes
            assert praise.polarity > 0 > criticism.polarity
            assert praise.author_id != criticism.author_id
        if prompt.kind == "uncovered":
            assert prompt.aspect not in covered
        assert "||" not in plain(prompt.text)


def summary(drawn):
    return [
        (one.kind, one.aspect, tuple(line.text for line in one.quotes), tuple(line.author_id for line in one.quotes))
        for one in drawn
    ]


@given(servers())
def test_prompts_are_those_of_a_plain_reader(reviews):
    for film in (DUNE, ALIEN):
        assert summary(prompts(film, reviews)) == brute.prompts(film, reviews)


def test_a_disagreement_comes_first_with_both_sides():
    reviews = [review(1, 1, LOVE), review(2, 2, HATE, label="negative"), review(3, 3, LOVE)]
    drawn = prompts(DUNE, reviews)
    assert [prompt.kind for prompt in drawn] == ["verdict", "aspect", "uncovered"]
    assert plain(drawn[0].text) == "Dune (2021): 2 for it, 1 against. Who has the better case?"
    assert plain(drawn[1].text) == "The music and sound: 2 praise it, 1 criticises it. Where do you stand?"
    assert [line.text for line in drawn[1].quotes] == ["The score soars.", "The score is a din."]
    assert plain(drawn[2].text).startswith("Nobody here has written about the acting of Dune (2021).")


def test_a_disagreement_that_only_spoilers_show_is_not_used():
    hidden = Line("The score gives the killer away.", -0.9, "music", quote=True, spoiler=True)
    drawn = prompts(DUNE, [review(1, 1, LOVE), review(2, 2, hidden)])
    assert all(prompt.kind == "uncovered" for prompt in drawn)
    assert len(drawn) == 2


def test_where_everything_is_covered_and_all_agree_the_agreement_is_asked():
    lines = [Line(f"Good {aspect}.", 0.5, aspect) for aspect in ASPECTS]
    drawn = prompts(DUNE, [review(1, 1, *lines), review(2, 2, lines[0])])
    assert [prompt.kind for prompt in drawn] == ["agreement", "agreement"]
    assert plain(drawn[0].text) == "2 reviewers praise the acting, nobody says the opposite. Do you?"
    assert plain(drawn[1].text).startswith("1 reviewer praises the ")


def test_a_film_without_reviews_has_no_prompts():
    assert prompts(ALIEN, [review(1, 1, LOVE)]) == ()
