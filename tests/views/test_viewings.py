"""When a film was seen, and what was said of it before, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.archive.types import Beside, Copy, Film, Review, ReviewLine, Verdict
from bot.discussion import ChangedMind, CriticPage, ServerCritics, film_page
from bot.views import card as cards
from bot.views.pages import critics, films, lists
from bot.views.viewings import before_words, copy_words, day_words, tags_words, viewing_words
from tests.discussion.builders import ALIEN, DUNE, NOON, Line, review
from tests.views.test_card import review_of, texts_of


def version(number: int, day: str, **more: Any) -> Verdict:
    facts = {"label": "positive", "rating_value": None, "score": 0.5, "watched_on": day, **more}
    return Verdict(number=number, film=DUNE, author_id=7, written_at=NOON, **facts)


def seen(number: int, day: str, **more: Any) -> Review:
    return replace(review(number, 7), watched_on=day, **more)


@pytest.mark.parametrize(
    ("day", "words"), [("2021-05-03", "3 May 2021"), ("1999-12-31", "31 December 1999"), ("2021-13-45", ""), ("", "")]
)
def test_a_day_is_written_in_words(day: str, words: str) -> None:
    assert day_words(day) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2021-05-03", "in 2021"),
        ("2026-05-03", "in May"),
        ("2026-11-03", "on 3 November"),
        ("2026-11-18", "the same day"),
    ],
)
def test_an_earlier_day_is_said_as_roughly_as_tells_them_apart(day: str, words: str) -> None:
    assert before_words(day, "2026-11-18") == words


def test_a_later_viewing_says_what_the_one_before_was() -> None:
    first, second = version(1, "2021-05-03", rating_value=6.0), version(2, "2026-11-18")
    third = version(3, "2026-11-20", label="unsure")
    assert viewing_words(seen(2, "2026-11-18"), (first, second)) == "second viewing, was 6/10 in 2021"
    assert viewing_words(seen(3, "2026-11-20"), (first, second, third)) == (
        "third viewing, was positive on 18 November"
    )
    assert viewing_words(seen(1, "2021-05-03"), (first, second, third)) == "seen again, in #3"
    assert viewing_words(seen(1, "2021-05-03"), (first,)) == ""
    many = [version(number, f"2026-01-{number:02}", label="unsure") for number in range(1, 13)]
    assert viewing_words(seen(12, "2026-01-12"), many) == "12th viewing, #11 on 11 January"


def test_a_rewatch_of_what_is_not_filed_here_is_one() -> None:
    assert viewing_words(seen(1, "2026-11-18", rewatch=True), ()) == "a rewatch"


def test_tags_are_inert_few_and_hide_nothing() -> None:
    assert tags_words(["cosy", "*heist*", "the ||butler|| did it"]) == "tags: cosy, \\*heist\\*, the did it"
    assert tags_words(["||all of it||"]) == ""
    assert tags_words(map(str, range(12)), 3) == "tags: 0, 1, 2 and 9 more"


def test_the_card_says_when_it_was_watched_and_which_viewing_it_was() -> None:
    versions = (version(1, "2021-05-03", rating_value=6.0), version(2, "2026-11-18"))
    shown = seen(2, "2026-11-18", tags=("cosy",))
    line = "-# Watched 18 November 2026 · second viewing, was 6/10 in 2021 · tags: cosy"
    assert line in texts_of(cards.card(1, shown, [], beside=Beside(versions))).splitlines()
    assert "atched" not in texts_of(cards.card(1, review(2, 7), []))


def test_the_card_names_the_critic_and_who_pasted_the_words() -> None:
    shown = texts_of(cards.card(1, replace(review(2, 7), critic="Ada *Lark*"), []))
    assert "#2 · words of Ada \\*Lark\\*, pasted by <@7>" in shown
    assert "by <@7>" in texts_of(cards.card(1, review(2, 7), []))


def test_the_card_says_whose_words_it_copies() -> None:
    same, near = Copy(1, 8, None, near=False), Copy(1, 8, "Ada Lark", near=True)
    assert copy_words(same) == "Word for word #1, <@8>: the same words count once."
    assert copy_words(near) == "Nearly word for word #1, words of Ada Lark, pasted by <@8>."
    assert copy_words(near) in texts_of(cards.card(1, review(2, 7), [], beside=Beside(copy_of=near)))


def test_a_full_card_still_fits() -> None:
    shown = replace(review_of("word " * 300), critic="*" * 100, tags=("*" * 50,) * 20, watched_on="2026-11-18")
    beside = Beside((version(12, "2026-11-18"),), Copy(1, 8, "*" * 100, near=True))
    assert len(texts_of(cards.card(1, shown, [], ("A note.",), beside=beside))) <= 4_000


def test_a_list_names_critics_days_and_tags() -> None:
    line = ReviewLine(
        2, DUNE, 7, "positive", None, None, 9, datetime(2026, 11, 18, tzinfo=UTC), "Fine.", critic="Ada Lark",
        watched_on="2021-05-03", rewatch=True, tags=("cosy",),
    )  # fmt: skip
    entry = lists._entry(1, line, "")
    assert "words of Ada Lark, pasted by <@7>" in entry
    assert entry.endswith("watched 3 May 2021 · a rewatch · tags: cosy")
    assert "watched" not in lists._entry(1, replace(line, watched_on=None, rewatch=False, tags=()), "")


def test_a_films_page_sets_critics_and_copies_apart() -> None:
    fine = Line("A feast for the eyes.", 0.9, quote=True)
    page = film_page(
        DUNE,
        [
            review(1, 7, fine, text_print=b"one"),
            review(2, 8, fine, text_print=b"one"),
            review(3, 9, fine, critic="Ada Lark", label="negative", rating=2.0),
            review(4, 9, fine, critic="Bo Marsh", label="unsure"),
        ],
    )
    shown = texts_of(films.film_page(1, page, films.Pictures(None, None)))
    assert "2 reviews here so far" in shown
    assert "-# 1 more review is word for word another’s, and not counted." in shown
    assert "-# Critics, whose words were pasted and are not counted: Ada Lark ▼ 2/10, Bo Marsh" in shown


def changed(author: int, film: Film, number: int) -> ChangedMind:
    return ChangedMind(film, author, number, "positive", 9.0, "2026-11-18", "positive", 6.0, "2021-05-03")


def test_the_servers_page_names_who_changed_their_mind() -> None:
    some = ServerCritics(((7, 3), (8, 1)), (changed(7, DUNE, 4), changed(8, ALIEN, 2)))
    shown = texts_of(critics.server_page(some))
    assert "<@7> 3 reviews · <@8> 1 review" in shown
    assert "2 members changed their minds, on 2 films." in shown
    assert "<@7> on Dune (2021): was 6/10 in 2021, now 9/10 · #4" in shown
    assert "Nobody has changed their mind yet" in texts_of(critics.server_page(ServerCritics(((7, 3),), ())))
    assert "/review add" in texts_of(critics.server_page(ServerCritics((), ())))


def test_a_members_page_names_the_films_and_the_critics() -> None:
    page = CriticPage(
        7, 2, (), dict.fromkeys(("positive", "mixed", "negative", "unsure"), 0), None, None, 0, (), (), ()
    )
    page = replace(page, changed=(changed(7, DUNE, 4),), pasted=("Ada *Lark*", "Bo Marsh"))
    shown = texts_of(critics.critic_page(1, page))
    assert "changed their mind on 1 film. They pasted words of Ada \\*Lark\\* and Bo Marsh." in shown
    assert "**Changed their mind on 1 film**\nDune (2021): was 6/10 in 2021, now 9/10 · #4" in shown
    only = texts_of(critics.critic_page(1, replace(page, reviews=0, changed=())))
    assert "<@7> has no reviews here of their own, and pasted words of Ada \\*Lark\\* and Bo Marsh." in only
