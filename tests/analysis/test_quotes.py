"""Quotes and summaries stand by themselves, and neither repeats the other; on reviews of our own."""

import pytest

from bot.analysis import SUMMARY_LENGTHS, analyze
from bot.analysis.language import leaning
from bot.analysis.language.text import norms, sentences
from bot.analysis.scoring import line_features, opinion, wording
from bot.analysis.types import Quote, headlines

LONG = (
    "I went in with my sister on a wet Tuesday. Harbour Lights is a warm, sharply written film about growing old "
    "without growing wise. A retired pilot comes back to the town that he left and finds his brother running the bar. "
    "He does not want to talk about it. The photography is gorgeous and every scene by the water glows. But it takes "
    "far too long to get going. The middle hour is slow, repetitive and badly in need of an editor. She leaves him in "
    "the second act and nobody mentions it again. Rosa Lind gives the best performance of her career, funny and "
    "wounded at once. Their scenes together are the reason to see it. In the end this is a beautiful film that would "
    "have been a great one at ninety minutes. Is it worth the ticket?"
)
LEANING = [
    "But it takes far too long to get going.",
    "He does not want to talk about it.",
    "Their scenes together are the reason to see it.",
    "This never works.",
    "Also, the music is loud.",
    "... and then it ends.",
]
STANDING = [
    "The photography is gorgeous.",
    "This film is a joy from start to end.",
    "Although it is slow, the film rewards patience.",
    "Rosa Lind gives the best performance of her career.",
]


@pytest.mark.parametrize("line", LEANING)
def test_a_line_that_points_back_leans(line):
    assert leaning.leans(norms(line))


@pytest.mark.parametrize("line", STANDING)
def test_a_line_that_names_what_it_speaks_of_stands(line):
    assert not leaning.leans(norms(line))


def test_the_first_quote_stands_by_itself_and_judges_the_film():
    quotes = analyze(LONG).quotes
    assert quotes
    assert not leaning.leans(norms(quotes[0].text))
    for quote in quotes:
        assert quote.text == LONG[quote.start : quote.end]
        assert "pilot" not in quote.text
        assert "Tuesday" not in quote.text
        assert not quote.text.endswith("?")


def test_no_line_of_the_summary_leans_and_none_is_a_headline():
    read = analyze(LONG)
    assert 2 <= len(read.summary) <= 4
    assert not any(leaning.leans(norms(line.text)) for line in read.summary)
    for line in read.summary:
        assert not any(quote.start < line.end and line.start < quote.end for quote in read.headlines)
    assert [line.start for line in read.summary] == sorted(line.start for line in read.summary)


def test_a_review_under_80_words_has_no_summary():
    short = "Harbour Lights is a warm, sharply written film. The photography is gorgeous. The middle hour is slow."
    assert not analyze(short).summary
    assert not analyze(short).summarized("long").summary


def test_a_longer_summary_holds_more_and_the_stored_one_is_normal():
    read = analyze(LONG)
    short, normal, long = (read.summarized(length).summary for length in SUMMARY_LENGTHS)
    assert normal == read.summary
    assert len(short) == 1
    assert set(short) < set(normal) < set(long)
    for line in long:
        assert not any(quote.start < line.end and line.start < quote.end for quote in read.headlines)
    assert [line.start for line in long] == sorted(line.start for line in long)


def test_what_leans_is_told_after_what_it_leans_on_where_little_else_is_said():
    text = (
        "Harbour Lights is a slow film about two brothers who run a bar by the sea and have not spoken in years. "
        "They hate each other, and we are asked to wait two long hours until one of them says why. "
        "But nothing that they say is worth the wait, and the answer is one that everybody in the row had guessed. "
        "And then it ends, with a song that nobody asked for, over a sunset that looks like a postcard of a postcard."
    )
    lines = [line.text.split()[0] for line in analyze(text).summary]
    assert len(lines) >= 2
    assert lines[0] not in {"But", "And"}


def test_a_line_that_was_cut_short_is_not_quoted():
    text = "Harbour Lights is a beautiful film that I adored from its first frame, and the best thing is that the…"
    assert not analyze(text).quotes


def test_nothing_is_quoted_of_a_text_without_an_opinion():
    text = (
        "We met at seven by the station and took the tram. The cinema was on the third floor. I bought popcorn and my "
        "friend bought tea. Then we sat down in row nine. Afterwards we walked home along the canal and it rained."
    )
    assert not analyze(text).quotes


def test_the_headlines_are_the_best_quote_and_the_best_of_the_other_side():
    praise, more, blame, mild = (Quote(0, 1, "x", 0.9, polarity) for polarity in (0.9, 0.8, -0.9, -0.2))
    assert headlines([praise, more, mild, blame]) == (praise, blame)
    assert headlines([praise, more]) == (praise,)
    assert headlines([]) == ()


def test_every_feature_of_a_line_is_named():
    read = opinion.read(LONG, sentences(LONG))
    rows = line_features.describe(read, "Harbour Lights")
    assert rows.shape == (len(read.spans), len(line_features.NAMES))
    assert len(set(line_features.NAMES)) == len(line_features.NAMES)
    column = {name: rows[:, index] for index, name in enumerate(line_features.NAMES)}
    lines = [LONG[start:end] for start, end in read.spans]
    assert [line for line, flag in zip(lines, column["opens: he"], strict=True) if flag] == [
        "He does not want to talk about it.",
        "She leaves him in the second act and nobody mentions it again.",
    ]
    assert [line for line, flag in zip(lines, column["asks"], strict=True) if flag] == ["Is it worth the ticket?"]
    assert [line for line, flag in zip(lines, column["names the film"], strict=True) if flag] == [lines[1]]


@pytest.mark.parametrize("text", ["a", "!!", "..", "|| ||", "a b", "\U0001f600 \U0001f600"])
def test_the_shortest_texts_are_described(text):
    read = opinion.read(text, sentences(text))
    assert len(line_features.describe(read)) == len(read.spans)
    bucket, line = read.wording
    assert len(bucket) == len(line)
    assert all(0 <= one < wording.BUCKETS for one in bucket)
