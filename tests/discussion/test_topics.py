"""Questions, and the topic that each asks about; None where it asks for something that is no topic."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discussion.language.asked import read_question
from bot.discussion.language.qualities import qualities
from bot.discussion.language.topics import topics
from bot.discussion.language.words import words

ASKED = {
    "is it worth watching?": "worth",
    "should we watch it?": "worth",
    "is it any good?": "worth",
    "how is the movie?": "worth",
    "is it worth the money?": "money",
    "is it a waste of time?": "money",
    "is it overrated?": "hype",
    "does it live up to the hype?": "hype",
    "would you see it again?": "again",
    "is it fun?": "fun",
    "what is the best thing about it?": "best",
    "what's wrong with it?": "worst",
    "what would have made it better?": "better",
    "what is it about?": "plot",
    "good for kids?": "kids",
    "is it a good date movie?": "date",
    "who is it for?": "audience",
    "should i see it in the cinema?": "cinema",
    "is it better than the original?": "original",
    "do i have to read the book first?": "book",
    "is it faithful to what really happened?": "truth",
    "how is the acting?": "acting",
    "how are the supporting actors?": "supporting",
    "is the lead any good?": "lead",
    "is the music any good?": "music",
    "how are the child actors?": "child_actors",
    "does the ending work?": "ending",
    "does the twist work?": "twist",
    "is the story original?": "original_story",
    "are the characters believable?": "characters",
    "is it realistic?": "realistic",
    "does it drag anywhere?": "pacing",
    "is it too long?": "long",
    "is it scary?": "scary",
    "is it suspenseful?": "suspense",
    "will it make me cry?": "cry",
    "where was it made?": None,
    "how is the dog?": None,
    "": None,
    "???": None,
}


@pytest.mark.parametrize(("question", "name"), ASKED.items(), ids=str)
def test_what_a_question_asks_about(question, name):
    found = read_question(question).topic
    assert (found.name if found else None) == name


def test_the_table_is_tidy():
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "topics.toml").read_text(encoding="utf-8"))
    asked = [term for one in raw.values() for term in one["asked"]]
    assert sorted(asked) == sorted(set(asked)), "a run of words asks about two topics"
    assert [name for name, one in raw.items() if one.get("general")] == ["worth"]
    of_quality = {quality.name: set(quality.written) - quality.wide for quality in qualities()}
    for name, one in raw.items():
        assert of_quality[one["quality"]].isdisjoint(one["says"]) if "quality" in one else True, f"{name} says it again"
        assert one.keys() <= {"kind", "general", "asked", "names", "quality", "says"}
        assert one["says"], name
        for listed in (one["asked"], one["names"], one["says"]):
            assert len(listed) == len(set(listed)), f"{name} lists a word twice"
            for term in listed:
                assert words(term), f"{term} holds no word"
                assert term == term.lower()


def test_a_word_is_worth_less_where_it_answers_much_else():
    scary = next(topic for topic in topics() if topic.name == "scary")
    assert scary.says["spooky"] > scary.says["suspens"] > 0
    assert scary.worth_of({"spooky", "film"}, " a spooky film ") == pytest.approx(scary.says["spooky"])


def test_a_run_of_words_answers_only_as_a_whole():
    suspense = next(topic for topic in topics() if topic.name == "suspense")
    stems = [word.stem for word in words("I sat on the edge of my seat")]
    apart = [word.stem for word in words("of the two, the edge goes to him")]
    assert suspense.worth_of(set(stems), f" {' '.join(stems)} ") > suspense.worth_of(set(apart), f" {' '.join(apart)} ")


@given(st.text(max_size=200))
def test_any_text_is_read(question):
    read_question(question)
