from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.analysis.types import LABELS
from bot.archive import ArchiveError
from bot.archive.types import Filters, Leaning, ServerTotals, Verdict
from bot.discussion.tally import label_counts, newest_reviews
from tests.archive.builders import SLOW, WHEN, make_draft

SORTS = ("newest", "oldest", "rating", "praise", "criticism")


async def file_many(server, count=37, seed=5):
    dice = random.Random(seed)  # noqa: S311  (not for secrets)
    drafts = [
        make_draft(
            f"{SLOW} Entry {place}.",
            author_id=dice.randrange(1, 5),
            label=dice.choice(LABELS),
            score=dice.randrange(-4, 5) / 4,
            film_title=dice.choice(["Dune", "Arrival", None]),
            rating_raw="x",
            rating_value=dice.choice([None, 2.0, 6.5, 9.0]),
            channel_id=dice.choice([None, 70, 71]),
            written_at=WHEN - timedelta(days=dice.randrange(0, 90)),
        )
        for place in range(count)
    ]
    await server.add_many(drafts)


async def everything(server):
    return [review async for review in server.stream()]


async def pages(server, sort="newest", limit=5, filters=Filters(), between=None):  # noqa: B008  (frozen)
    after, items = None, []
    while True:
        page = await server.reviews(filters, sort, after, limit)
        items.extend(page.items)
        if page.next_key is None:
            return items, page.total
        assert len(page.next_key) <= 40
        after = page.next_key
        if between is not None:
            await between(len(items))


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_hold_everything_once_in_order(server, sort):
    await file_many(server)
    items, total = await pages(server, sort)
    reviews = {review.number: review for review in await everything(server)}
    keys = {
        "newest": lambda r: (-r.written_at.timestamp(), -r.number),
        "oldest": lambda r: (r.written_at.timestamp(), r.number),
        "rating": lambda r: (-(-1 if r.rating_value is None else r.rating_value), -r.number),
        "praise": lambda r: (-r.analysis.sentiment.score, -r.number),
        "criticism": lambda r: (r.analysis.sentiment.score, r.number),
    }
    expected = sorted(reviews.values(), key=keys[sort])
    assert [item.number for item in items] == [review.number for review in expected]
    assert total == len(reviews)


@pytest.mark.parametrize("sort", SORTS)
async def test_filing_meanwhile_neither_repeats_nor_skips(server, sort):
    await file_many(server, 23)
    before = {review.number for review in await everything(server)}

    async def file_more(seen):
        await server.add(make_draft(f"{SLOW} Meanwhile {seen}.", author_id=9, score=0.1, written_at=WHEN))

    items, _ = await pages(server, sort, 4, between=file_more)
    numbers = [item.number for item in items]
    assert len(numbers) == len(set(numbers))
    assert before <= set(numbers)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(author_id=2), Filters(label="mixed"), Filters(minimum_rating=6.5),
        Filters(channel_id=70),
        Filters(since=WHEN - timedelta(days=30)), Filters(until=WHEN - timedelta(days=30)), Filters(film=1),
        Filters(author_id=1, label="positive", minimum_rating=1, since=WHEN - timedelta(days=60)),
        Filters(author_id=99),
    ],
    ids=str,
)  # fmt: skip
async def test_filters_narrow_lists_and_searches_alike(server, filters):
    await file_many(server)
    expected = {review.number for review in await everything(server) if _within(review, filters)}
    items, total = await pages(server, filters=filters)
    assert ({item.number for item in items}, total) == (expected, len(expected))
    found = await server.search("slow burn", filters, limit=100)
    assert ({hit.line.number for hit in found.items}, found.total) == (expected, len(expected))


def _within(review, filters):
    return (
        (filters.film is None or (review.film is not None and review.film.number == filters.film))
        and filters.author_id in (None, review.author_id)
        and filters.label in (None, review.label)
        and (filters.minimum_rating is None or (review.rating_value or -1) >= filters.minimum_rating)
        and (filters.since is None or review.written_at >= filters.since)
        and (filters.until is None or review.written_at <= filters.until)
        and filters.channel_id in (None, review.channel_id)
    )


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(film=1),
        Filters(since=WHEN - timedelta(days=20), until=WHEN - timedelta(days=5)),
        Filters(author_id=2, without=(3,)),
    ],
    ids=str,
)
async def test_verdicts_hold_what_counts_need(server, filters):
    await file_many(server)
    await server.hide(5, 1, "off topic")
    shown = [one for one in await everything(server) if one.author_id not in filters.without]
    within = [one for one in shown if _within(one, filters)]
    films = {one.film.number for one in within if one.film}

    def counted(reviews):
        return [
            Verdict(
                r.number,
                r.film,
                r.author_id,
                r.label,
                r.rating_value,
                r.analysis.sentiment.score,
                r.written_at,
                r.critic,
                r.watched_on,
                r.text_print,
            )
            for r in reviews
        ]  # fmt: skip

    assert await server.verdicts(filters) == counted(within)
    beside = [one for one in shown if one.film and one.film.number in films]
    assert await server.verdicts_beside(filters) == counted(beside)


async def test_who_wrote_before_is_known(server):
    await file_many(server)
    await server.add(make_draft(f"{SLOW} Hidden.", author_id=120, written_at=WHEN - timedelta(days=30)))
    await server.hide(38, 1, "off topic")
    for days in (1, 20, 60, 89, 200):
        since = WHEN - timedelta(days=days)
        await server.add(make_draft(f"{SLOW} Newcomer {days}.", author_id=100 + days, written_at=since))
        reviews = await everything(server)
        week = {one.author_id for one in reviews if since <= one.written_at <= WHEN}
        before = {one.author_id for one in reviews if one.written_at < since}
        assert await server.known_before(Filters(since=since, until=WHEN)) == week & before
    assert await server.known_before(Filters()) == frozenset()


async def test_a_key_that_is_none_is_refused_in_a_sentence(server):
    await file_many(server, 3)
    for key in ("", "x", "1", "1~", "~1", "1~2~3", "nan~", "1e999999~x"):
        with pytest.raises(ArchiveError, match="open the list again"):
            await server.reviews(after=key)


async def test_a_page_past_the_end_is_empty_and_still_counts(server):
    await file_many(server, 3)
    page = await server.reviews(sort="oldest", after=f"{2**62}~5")
    assert (page.items, page.total, page.next_key) == ((), 3, None)


async def test_a_line_is_verbatim_and_never_half_a_spoiler(server):
    text = "Short. ||He dies. And so does she.|| A fine film all the same, I say."
    await server.add(make_draft(text))
    line = (await server.reviews()).items[0]
    assert line.excerpt in text
    assert line.excerpt.count("||") % 2 == 0
    assert all(each.text in text and each.text.count("||") % 2 == 0 for each in await server.aspects())


async def test_numbers_complete_what_was_typed(server):
    await file_many(server, 25)
    assert [line.number for line in await server.numbers("2")] == [25, 24, 23, 22, 21, 20, 2]
    assert [line.number for line in await server.numbers("#12")] == [12]
    assert [line.number for line in await server.numbers("", limit=3)] == [25, 24, 23]
    for odd in ("0", "x", "1x", "９", "9" * 40, "-1"):
        assert await server.numbers(odd) == []


async def test_totals_are_what_a_reader_would_count(archive, server):
    assert await server.totals() == ServerTotals(0, 0, 0, 0, dict.fromkeys(LABELS, 0), ())
    await file_many(server)
    reviews = await everything(server)
    totals = await server.totals()
    months = sorted(review.written_at.strftime("%Y-%m") for review in reviews)
    assert totals.reviews == len(reviews)
    assert totals.films == len({review.film.number for review in reviews if review.film})
    assert totals.reviewers == len({review.author_id for review in reviews})
    assert totals.words == sum(review.analysis.words for review in reviews)
    assert totals.by_label == label_counts(newest_reviews(reviews))
    assert totals.by_month == tuple((month, months.count(month)) for month in sorted(set(months)))
    authors = [review.author_id for review in reviews]
    assert await server.authors() == sorted(((a, authors.count(a)) for a in set(authors)), key=lambda p: (-p[1], p[0]))


async def test_months_are_those_of_utc(server):
    await server.add(make_draft(written_at=datetime(2025, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)))
    await server.add(make_draft(author_id=2, written_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert (await server.totals()).by_month == (("2025-12", 1), ("2026-01", 1))


async def test_a_stream_gives_whole_reviews_by_number(server):
    await file_many(server, 203)
    reviews = await everything(server)
    assert [review.number for review in reviews] == list(range(1, 204))
    assert reviews[57] == await server.get(58)
    film = reviews[0].film or next(review.film for review in reviews if review.film)
    of_film = await server.film_reviews(film.number, limit=500)
    assert of_film == [review for review in reviews if review.film == film]
    assert (await server.film_reviews(film.number, after=of_film[0].number, limit=2)) == of_film[1:3]


async def test_leanings_hold_what_counts_need(server):
    await file_many(server, 9)
    await server.hide(2, 9, "off topic")
    for filters in (Filters(), Filters(film=1), Filters(author_id=2)):
        expected = [
            Leaning(
                one.number,
                one.film.number if one.film else None,
                one.author_id,
                said.aspect,
                said.polarity,
                "||" in said.sentence.text,
                said.sentence.start,
                said.sentence.end,
            )
            for one in await everything(server)
            if _within(one, filters)
            for said in sorted(one.analysis.aspects, key=lambda each: each.aspect)
        ]
        assert await server.leanings(filters) == expected


async def test_aspects_rest_on_lines_of_their_reviews(server):
    await file_many(server, 9)
    reviews = {review.number: review for review in await everything(server)}
    lines = await server.aspects()
    assert len(lines) == sum(len(review.analysis.aspects) for review in reviews.values())
    for line in lines:
        review = reviews[line.review]
        opinion = next(each for each in review.analysis.aspects if each.aspect == line.aspect)
        assert (line.text, line.polarity, line.author_id) == (opinion.sentence.text, opinion.polarity, review.author_id)
    assert {line.author_id for line in await server.aspects(author_id=2)} <= {2}


async def test_a_stretch_of_time_ends_before_its_end(server):
    for days in (0, 1, 2):
        await server.add(make_draft(f"{SLOW} Day {days}.", written_at=WHEN + timedelta(days=days)))
    within = Filters(since=WHEN, until=WHEN + timedelta(days=2))
    assert (await server.reviews(within)).total == 2
    assert [review.number async for review in server.stream(within)] == [1, 2]
    assert [verdict.number for verdict in await server.verdicts(within)] == [1, 2]
    assert (await server.search("day", within)).total == 2
    assert (await server.totals(within)).reviews == 2
