"""A year: its counts against a brute-force reader, and who may be in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from statistics import fmean

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.store import ServerArchive
from bot.archive.types import Film, Verdict
from bot.archive.years import Written
from bot.discussion import load_year
from bot.discussion.pages.years import agreed_pair, newest, sum_up
from bot.discussion.tally import newest_reviews
from tests.discussion.builders import ALIEN, DUNE, Line, draft

JANUARY = datetime(2025, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LABELS = ("positive", "mixed", "negative", "unsure")
FACTS = st.tuples(
    st.integers(1, 4),
    st.one_of(st.none(), st.integers(1, 4)),
    st.sampled_from(LABELS),
    st.one_of(st.none(), st.sampled_from([2.0, 5.0, 9.0])),
    st.integers(0, 364 * 24),
    st.one_of(st.none(), st.sampled_from(["2025-01-03", "2025-06-30"])),
    st.one_of(st.none(), st.sampled_from([b"a", b"b"])),
)


def rows_of(facts: list[tuple]) -> list[Written]:
    return [
        Written(number, author, film, label, rating, 0.5, 10 * number, int(hours * 3_600e6) + EPOCH_OF_YEAR, day, words)
        for number, (author, film, label, rating, hours, day, words) in enumerate(facts, 1)
    ]


EPOCH_OF_YEAR = int((JANUARY - EPOCH).total_seconds() * 1e6)


def verdict(row: Written) -> Verdict:
    film = Film(row.film, f"Film {row.film}", None) if row.film is not None else None
    at = EPOCH + timedelta(microseconds=row.written_at)
    return Verdict(
        row.number, film, row.author_id, row.label, row.rating, 0.5, at, None, row.watched_on, row.text_print
    )


@given(st.lists(FACTS, max_size=25))
def test_the_voices_of_a_year_are_those_that_every_count_is_of(facts: list[tuple]) -> None:
    rows = rows_of(facts)
    ours = {row.number for row in newest(rows)}
    assert ours == {voice.number for voice in newest_reviews(map(verdict, rows))}


@given(st.lists(FACTS, max_size=25), st.one_of(st.none(), st.integers(1, 4)))
def test_the_counts_are_those_of_a_reader_who_counts_one_by_one(facts: list[tuple], author: int | None) -> None:
    rows = rows_of(facts)
    page = sum_up(2025, rows, newest(rows), author)
    own = [row for row in rows if author in {None, row.author_id}]
    assert page.reviews == len(own)
    assert page.words == sum(row.words for row in own)
    assert page.films == len({row.film for row in own} - {None})
    voices = [voice for voice in newest_reviews(map(verdict, rows)) if author in {None, voice.author_id}]
    assert page.labels == {label: sum(voice.label == label for voice in voices) for label in LABELS}
    for month, (name, reviews, films) in enumerate(page.by_month, 1):
        here = [row for row in own if verdict(row).written_at.month == month]
        assert name == f"2025-{month:02}"
        assert (reviews, films) == (len(here), len({row.film for row in here} - {None}))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 9), st.sampled_from([1.0, 4.0, 8.0])), max_size=36))
def test_the_pair_that_agrees_most_is_the_nearest_over_five_films_or_more(given_: list[tuple[int, int, float]]) -> None:
    ratings = {(author, film): rating for author, film, rating in given_}
    rows = [
        Written(number, author, film, "mixed", rating, 0.0, 1, number, None, None)
        for number, ((author, film), rating) in enumerate(ratings.items(), 1)
    ]
    found = agreed_pair(rows)
    apart = {}
    for pair in combinations(range(1, 5), 2):
        shared = [film for film in range(1, 10) if all((one, film) in ratings for one in pair)]
        if len(shared) >= 5:
            differences = [abs(ratings[pair[0], film] - ratings[pair[1], film]) for film in shared]
            apart[pair] = (sum(differences) + 6.0) / (len(shared) + 3), len(shared), fmean(differences)
    if not apart:
        assert found is None
        return
    pair = min(apart, key=lambda each: (apart[each][0], each))
    assert found is not None
    assert (found.first, found.second, found.films) == (*pair, apart[pair][1])
    assert abs(found.apart - apart[pair][2]) < 1e-9


ADA, BEN, MAX = 1, 2, 3
LOVED = Line("A dream of a film.", 0.9, "story", quote=True)
HATED = Line("A bore of a film.", -0.95, "pacing", quote=True)
HIDDEN = Line("He dies.", -1.0, "ending", quote=True, spoiler=True)


async def fill(server: ServerArchive) -> None:
    """File a year of three members, and one review of the year before."""
    base = draft(ADA)
    days = (
        (ADA, DUNE, LOVED, "positive", 9.0, 10),
        (BEN, DUNE, LOVED, "positive", 8.0, 40),
        (ADA, ALIEN, HIDDEN, "positive", 7.0, 70),
        (BEN, ALIEN, HATED, "negative", 2.0, 100),
        (ADA, DUNE, HATED, "negative", 3.0, 200),
        (MAX, DUNE, LOVED, "positive", 10.0, 300),
        (MAX, ALIEN, LOVED, "positive", 9.0, -5),
    )
    for place, (author, film, line, label, rating, day) in enumerate(days):
        one = draft(author, line, film=film, label=label, rating=rating, minute=place)
        fields = {name: getattr(one, name) for name in one.__slots__}
        await server.add(type(base)(**{**fields, "written_at": JANUARY + timedelta(days=day)}))


async def test_a_year_of_the_club_and_of_a_member(server: ServerArchive) -> None:
    await fill(server)
    heard = await server.heard()
    page = await load_year(heard, 2025)
    assert (page.reviews, page.reviewers, page.films) == (6, 3, 2)
    assert (page.loved.film.title, page.loved.positive, page.loved.negative) == ("Dune", 2, 1)
    assert (page.split.film.title, page.split.positive, page.split.negative) == ("Alien", 1, 1), "no film twice"
    assert page.line.text == HATED.text
    assert [(one.author_id, one.film.title) for one in page.changed] == [(ADA, "Dune")]
    assert page.pair is None
    mine = await load_year(heard, 2025, ADA)
    assert (mine.reviews, mine.reviewers, mine.films) == (3, 1, 2)
    assert (mine.best.film.title, mine.best.rating) == ("Alien", 7.0)
    assert (mine.worst.film.title, mine.worst.rating) == ("Dune", 3.0)
    assert await load_year(heard, 2024, ADA) is None
    assert (await load_year(heard, 2024)).reviews == 1


async def test_nobody_hidden_silent_or_forgotten_is_in_a_year(server: ServerArchive) -> None:
    await fill(server)
    await server.hide(6, 9, "off topic")
    states = {await server.state()}
    await server.opt_out(BEN)
    states.add(await server.state())
    page = await load_year(await server.heard(), 2025)
    assert (page.reviews, page.reviewers) == (3, 1)
    assert await load_year(await server.heard(), 2025, BEN) is None
    await server.forget(ADA)
    states.add(await server.state())
    assert await load_year(await server.heard(), 2025) is None
    assert len(states) == 3, "what is kept of a year is counted anew"


async def test_a_year_of_one_server_has_nothing_of_another(archive, server: ServerArchive) -> None:
    await fill(archive.server(999))
    assert await load_year(await server.heard(), 2025) is None
