from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discussion import digest
from bot.discussion.phrases import digest_line
from tests.discussion import brute
from tests.discussion.builders import ALIEN, DUNE, NOON, Line, review
from tests.discussion.strategies import servers

SINCE, UNTIL = NOON, NOON + timedelta(days=7)
FINE = Line("A feast for the eyes.", 0.9, "visuals", quote=True)


def week(reviews, everybody=None, earlier=()):
    return digest(SINCE, UNTIL, reviews, reviews if everybody is None else everybody, earlier)


def test_a_quiet_week_has_no_digest():
    assert week([]) is None
    assert week([review(1, 1, minute=-1)]) is None
    assert week([review(1, 1, minute=7 * 24 * 60)]) is None
    assert week([review(1, 1, hidden=True)]) is None
    assert week([replace(review(1, 1), source="import")]) is None


def test_the_first_minute_counts_and_the_last_does_not():
    assert week([review(1, 1, minute=0)]) is not None
    assert week([review(1, 1, minute=7 * 24 * 60 - 1)]) is not None


@pytest.mark.slow
@given(servers(hidden=False), st.sets(st.integers(1, 4)))
def test_a_week_counts_as_a_plain_reader_does(reviews, earlier):
    found = week(reviews, earlier=earlier)
    own = [one for one in reviews if not one.critic]
    if not own:
        assert found is None
        return
    assert found is not None
    assert (found.reviews, found.critics) == (len(own), len(reviews) - len(own))
    authors = [one.author_id for one in sorted(own, key=lambda one: (one.written_at, one.number))]
    assert found.reviewers == len(set(authors))
    assert list(found.first_time) == [a for at, a in enumerate(authors) if a not in authors[:at] and a not in earlier]
    for count in (*found.films, *filter(None, (found.most_praised, found.most_divided))):
        voices = brute.latest(reviews, count.film)
        assert count.reviews in {sum(one.film == count.film for one in some) for some in (own, reviews)}
        assert count.reviewers == len(voices)
        assert count.positive == sum(one.label == "positive" for one in voices)
        assert count.negative == sum(one.label == "negative" for one in voices)
    lead = max((count.positive - count.negative for count in found.films), default=0)
    assert (found.most_praised is None) == (lead <= 0)
    if found.most_praised:
        assert found.most_praised.positive - found.most_praised.negative == lead
    smaller = max((min(count.positive, count.negative) for count in found.films), default=0)
    assert (found.most_divided is None) == (smaller == 0)
    if found.line:
        assert not found.line.spoiler
        assert "||" not in found.line.text
        source = next(one for one in reviews if one.number == found.line.review)
        assert source.text[found.line.start : found.line.end] == found.line.text


def test_a_division_may_have_begun_before_this_week():
    old, new = review(1, 1, label="negative", minute=-900), review(2, 2, label="positive")
    found = week([new], everybody=[old, new])
    assert found is not None
    assert found.most_divided is not None
    assert (found.most_divided.positive, found.most_divided.negative) == (1, 1)
    assert (found.films[0].positive, found.films[0].negative) == (1, 0)


def test_no_spoiler_becomes_the_line_of_the_week():
    secret = Line("The ghost did it, gloriously.", 0.99, "story", quote=True, spoiler=True)
    only_secrets = replace(review(1, 1, secret), text="||The ghost did it, gloriously.||")
    found = week([review(2, 2, secret, FINE), only_secrets])
    assert found is not None
    assert found.line is not None
    assert found.line.text == "A feast for the eyes."
    alone = week([review(1, 1, secret)])
    assert alone is not None
    assert alone.line is None


def test_the_week_is_said_in_counts():
    found = week([review(1, 1, FINE), review(2, 1, film=ALIEN), review(3, 2, film=DUNE)])
    assert found is not None
    assert digest_line(found) == "3 new reviews of 2 films by 2 members this week."
