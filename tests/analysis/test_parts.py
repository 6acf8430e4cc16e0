"""Aspects, reasons, language, chatter, quotes and summaries, on reviews of our own."""

import pytest

from bot.analysis import analyze, looks_like_review
from bot.analysis.language import lexicons
from bot.analysis.language.detection import detect
from bot.analysis.types import ASPECTS

MIXED = (
    "Low Tide (2021) - 3/5\n\n"
    "A widow returns to the island where her husband drowned and meets the man who sold him the boat. "
    "The photography is gorgeous and the lead performance is superb. She finds letters in the cellar and burns them. "
    "Sadly the script is a lazy, clumsy mess and the pacing is painfully slow. Was it the brother who did it? "
    "||The brother did it, and the twist is brilliant.|| "
    "In the end this is a beautiful film that I admired, but its dull dialogue kills every scene."
)
CHAT = [
    """hey guys does anyone want to watch a movie tonight? I was thinking we could stream something at eight,
    maybe the new one with that actor, you know who I mean, let me know in the channel and I will post it for all""",
    """so my landlord finally fixed the heating after three weeks and of course it broke again the next morning, I am
    so tired of this place, the kitchen is small, the neighbours are loud and the rent goes up every single year""",
    """I updated the bot and changed the config so that the server restarts at midnight, please tell me if you see any
    errors in the logs, the last version had a memory leak that I think is gone now but we should keep an eye on it""",
    """The battery of this phone is wonderful and the screen is bright, but the camera is a disappointment and the price
    is far too high for what you get, I would not recommend it to anyone who already owns the model from last year""",
    """Meeting notes: we agreed that the next film night is on Friday, that Anna brings the projector, and that the vote
    for the movie closes on Wednesday. Please add your pick to the list in the channel, one film each.""",
    """just got back from the game, what a night, we were two goals down at half time and then the young striker came on
    and turned the whole thing round, best performance I have seen from him, the crowd went wild, my voice is gone""",
    """this new season of the show is out next month and I am rereading the books before it starts, I remember almost
    nothing about the second one except the trial and the dragon, tell me whether it is worth doing it""",
]


def test_clauses_are_opinions_of_their_own():
    found = {
        one.aspect: one
        for one in analyze("The film has a great score but a dull script, and it was shown to us on a Sunday.").aspects
    }
    assert found["music"].polarity > 0 > found["writing"].polarity
    assert "script" in found["writing"].sentence.text
    assert "score" not in found["writing"].sentence.text


def test_what_is_only_named_is_judged_by_the_words_that_follow():
    line = "The characters, though, are thin as paper and terribly dull."
    read = analyze(f"A lovely film in many ways. {line} I saw it on a Sunday, in the old cinema by the harbour.")
    found = {one.aspect: one for one in read.aspects}
    assert found["characters"].polarity < 0
    assert "thin as paper" in found["characters"].sentence.text


def test_aspects_of_a_mixed_review():
    found = {one.aspect: one.polarity for one in analyze(MIXED).aspects}
    assert found["visuals"] > 0
    assert found["acting"] > 0
    assert found["writing"] < 0
    assert found["pacing"] < 0
    assert "music" not in found


@pytest.mark.parametrize(
    ("line", "aspect"),
    [
        ('"The Score" is a wonderful, gripping heist film, and I had a great time with it from start to end.', "music"),
        ("It may sound like a terrible idea, yet I loved every single minute of this wonderful, silly film.", "music"),
        ("A wonderful film that I loved. How bad could the dialogue in a film like that one possibly be?", "writing"),
        (
            "What a wonderful film this is, I loved all of it!\n\nRunning Time: 103 minutes, rated PG for violence.",
            "pacing",
        ),
    ],
    ids=["title", "verb", "question", "credits"],
)
def test_a_word_that_names_no_side_of_the_film_is_no_opinion_of_it(line: str, aspect: str):
    assert aspect not in {one.aspect for one in analyze(f"{line} We saw it on a Sunday in the old cinema.").aspects}


def test_quotes_hear_both_sides_and_hide_what_was_hidden():
    read = analyze(MIXED)
    assert any(quote.polarity > 0 for quote in read.quotes)
    assert any(quote.polarity < 0 for quote in read.quotes)
    for line in (*read.quotes, *read.summary):
        assert "cellar" not in line.text
        assert not line.text.endswith("?")
        assert "3/5" not in line.text
        assert not line.spoiler
    assert [MIXED[start:end] for start, end in read.spoilers] == ["||The brother did it, and the twist is brilliant.||"]


def test_reasons_are_verbatim_strongest_first_and_say_when_negated():
    text = "I did not like this film at all. The jokes are not funny and the ending is not good. " * 3
    reasons = analyze(text).reasons
    assert all(text[reason.start : reason.end] == reason.term for reason in reasons)
    assert [abs(reason.weight) for reason in reasons] == sorted(
        (abs(reason.weight) for reason in reasons), reverse=True
    )
    assert any(reason.note == "negated" for reason in reasons)
    assert not any(a.start < b.end and b.start < a.end for a in reasons for b in reasons if a is not b)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("This is a film that nobody should miss, and it is long.", "en"),
        ("C'est un film que personne ne devrait manquer, et il est très long pour ce qu'il raconte.", "fr"),
        ("Es una película que nadie debería perderse, pero es muy larga para lo que cuenta.", "es"),
        ("Das ist ein Film, den niemand verpassen sollte, aber er ist sehr lang und auch etwas zäh.", "de"),
        ("Это фильм, который никто не должен пропустить, хотя он и длинный.", "ru"),
        ("この映画は素晴らしいです。誰も見逃すべきではありません。", "ja"),
        ("12 34 !!", "und"),
    ],
)
def test_language(text, code):
    assert detect(text) == code


def test_another_language_gets_a_summary_and_no_label():
    text = "C'est un film magnifique que personne ne devrait manquer. Il est long, mais il est très beau. " * 5
    read = analyze(text)
    assert read.language == "fr"
    assert read.sentiment.label == "unsure"
    assert read.summary
    assert not read.quotes


@pytest.mark.parametrize("message", CHAT)
def test_chatter_is_left_alone(message):
    assert not looks_like_review(message)


def test_a_review_is_noticed():
    assert looks_like_review(MIXED)
    assert not looks_like_review("Great film, loved it!")


def test_word_lists_load():
    assert set(lexicons.keyed("aspects")) == set(ASPECTS)
    assert {"en", "fr", "es", "de"} <= set(lexicons.keyed("function_words"))
    assert len(lexicons.lines("film_words")) == 2
    kinds = {"small", "starters", "none", "shortened", "seen", "hosts", "no_names", "beside"}
    kinds |= {"leading", "telling", "watched", "placing", "film_like", "and_when"}
    assert kinds == set(lexicons.keyed("title_words"))
    assert {"first_names", "last_names"} == set(lexicons.keyed("names"))
    terms = [word for words in lexicons.keyed("aspects").values() for word in words[1:]]
    assert len(terms) == len(set(terms))
