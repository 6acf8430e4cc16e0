from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.analysis import clean
from bot.archive import Archive, OptedOutError
from bot.archive.types import ForgottenError, Review, ReviewDraft
from bot.exchange import ImportPlan, chunks, plan, writer
from bot.filing import Filing, RefusedError, Submission, parse_film
from bot.importing import (
    FORGOTTEN,
    HIDDEN,
    OPTED_OUT,
    SOMEBODY_ELSES,
    AlreadyImportingError,
    Importing,
    Progress,
    allowed,
)
from bot.workers import Workers
from tests.archive.exchange_samples import (
    WORDS,
    analyses,
    analysis_of,
    letterboxd_csv,
    letterboxd_row,
    moments,
    plain_texts,
)
from tests.cogs.club import BLAME, OTHER, PRAISE

GUILD, ADA, BEN, MOD = 7, 1, 2, 3
NOW = datetime(2026, 11, 1, tzinfo=UTC)
UNREAD = analysis_of(WORDS)


@pytest.fixture
async def filing(tmp_path: Path, workers: Workers) -> AsyncIterator[Filing]:
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        yield Filing(archive, workers)


def diary(rows: int, start: int = 0) -> ImportPlan:
    """A Letterboxd diary of so many reviews of two films."""
    return plan(
        letterboxd_csv(
            *(
                letterboxd_row(Name=f"Film {number % 2}", Letterboxd_URI=f"https://boxd.it/{number}", Review=OTHER)
                for number in range(start, start + rows)
            )
        )
    )


async def file(filing: Filing, author_id: int, text: str, guild_id: int = GUILD):
    filed = await filing.file(guild_id, Submission(author_id, text, "command", NOW))
    return filed.review


async def export(filing: Filing, form: str = "json") -> bytes:
    reviews = filing.archive.server(GUILD).stream(hidden=True)
    return b"".join([piece async for piece in chunks(reviews, writer(form))])


async def test_a_diary_is_filed_once_under_who_imports_it_and_undone_as_one(filing: Filing) -> None:
    server = filing.archive.server(GUILD)
    mine = await file(filing, ADA, PRAISE)
    steps: list[Progress] = []

    async def report(step: Progress) -> None:
        steps.append(step)

    importing = Importing(filing)
    assert await importing.already(GUILD, diary(25), ADA) == 0
    done = await importing.run(GUILD, diary(25), ADA, report=report)
    assert (done.filed, done.repeats, done.skipped) == (25, 0, ())
    assert [(step.done, step.total, step.filed) for step in steps] == [
        (0, 25, 0),
        (10, 25, 10),
        (20, 25, 20),
        (25, 25, 25),
    ]
    reviews = [review async for review in server.stream()]
    assert {(review.author_id, review.source) for review in reviews[1:]} == {(ADA, "import")}
    assert [(film.name, film.reviews) for film in await server.films("Film")][:2] == [
        ("Film 0 (2019)", 13),
        ("Film 1 (2019)", 12),
    ]

    assert await importing.already(GUILD, diary(25), ADA) == 25
    again = await importing.run(GUILD, diary(25), ADA)
    assert (again.filed, again.repeats, again.batch) == (0, 25, None)

    assert done.batch is not None
    assert await server.batch_actor(done.batch) == ADA
    assert await server.undo_batch(done.batch, ADA) == 25
    assert [review.number async for review in server.stream()] == [mine.number]


async def test_rows_that_cannot_be_filed_are_named_with_their_reason_and_the_rest_is_kept(filing: Filing) -> None:
    rows = diary(1).rows
    short = replace(rows[0], row=3, text=" … ", origin="a")
    long_title = replace(rows[0], row=4, film_title="x" * 201, origin="b")
    binary = replace(rows[0], row=5, rating_raw="4\x00/5", origin="c")
    made = replace(diary(1), rows=(*rows, short, long_title, binary))
    done = await Importing(filing).run(GUILD, made, ADA)
    assert done.filed == 1
    assert [str(each) for each in done.skipped] == [
        "Row 3: There is no text in that to read; one word is enough.",
        "Row 4: Its film title has 201 characters; the limit is 200.",
        "Row 5: Its rating holds NUL characters, so it is not text.",
    ]


async def test_who_opted_out_imports_nothing(filing: Filing) -> None:
    await filing.archive.server(GUILD).opt_out(ADA)
    with pytest.raises(
        OptedOutError, match=r"You asked not to be archived here, so nothing was imported; see /privacy."
    ):
        await Importing(filing).run(GUILD, diary(2), ADA)


async def test_one_import_at_a_time_in_a_server(filing: Filing) -> None:
    importing = Importing(filing)
    first = asyncio.create_task(importing.run(GUILD, diary(3), ADA))
    await asyncio.sleep(0)
    with pytest.raises(
        AlreadyImportingError, match=r"^An import is running on this server already; wait until it is done.$"
    ):
        await importing.run(GUILD, diary(3), BEN)
    other = importing.run(GUILD + 1, diary(1), BEN)
    assert [(await first).filed, (await other).filed] == [3, 1]
    assert (await importing.run(GUILD, diary(1), BEN)).filed == 1


def moved(review: Review) -> tuple[object, ...]:
    """Give what goes with a review; how sure its film is depends on the films that a server knows."""
    analysis = replace(review.analysis, film=None)
    return (review.author_id, review.text, analysis, review.label, review.hidden_reason, review.source)


async def test_a_moderator_moves_a_whole_archive_with_its_authors_and_what_is_hidden(filing: Filing) -> None:
    server = filing.archive.server(GUILD)
    for author, text in ((ADA, PRAISE), (BEN, BLAME), (BEN, OTHER)):
        await file(filing, author, text)
    await server.hide(2, MOD, "off topic")
    before = [review async for review in server.stream(hidden=True)]
    for form in ("json", "csv"):
        narrowed, keep = allowed(plan(await export(filing, form)), MOD, moderator=True)
        assert keep
        there = filing.archive.server(GUILD + len(form))
        await there.opt_out(ADA)
        done = await Importing(filing).run(there.guild_id, narrowed, MOD, keep_authors=True)
        assert (done.filed, [str(each) for each in done.skipped]) == (2, [f"Row 2: {OPTED_OUT}"])
        after = [review async for review in there.stream(hidden=True)]
        assert list(map(moved, after)) == list(map(moved, before[1:]))


async def test_a_member_imports_only_their_own_of_an_archive(filing: Filing) -> None:
    for author, text in ((ADA, PRAISE), (BEN, BLAME)):
        await file(filing, author, text)
    narrowed, keep = allowed(plan(await export(filing)), ADA, moderator=False)
    assert not keep
    assert [row.text for row in narrowed.rows] == [PRAISE]
    assert [str(each) for each in narrowed.skipped] == [f"Row 3: {SOMEBODY_ELSES}"]
    assert [film.reviews for film in narrowed.films] == [1]
    done = await Importing(filing).run(GUILD + 1, narrowed, ADA)
    assert (done.filed, len(done.skipped)) == (1, 1)


async def test_an_import_reads_the_text_and_believes_no_file(filing: Filing) -> None:
    mine = await file(filing, ADA, PRAISE)
    note = b") **[Claim](https://example.org)** <@123>"
    data = await export(filing)
    assert data.count(b'"reasons":[[') == 1
    spoiled = data.replace(b'"reasons":[[', b'"reasons":[[0,6,0.9,"%s"],[' % note)
    done = await Importing(filing).run(GUILD + 1, plan(spoiled), ADA)
    review = await filing.archive.server(GUILD + 1).get(1)
    assert done.filed == 1
    assert review is not None
    assert (review.analysis.reasons, review.analysis.quotes) == (mine.analysis.reasons, mine.analysis.quotes)


async def test_a_text_is_cleaned_before_it_is_filed(filing: Filing) -> None:
    await file(filing, ADA, PRAISE)
    (row,) = plan(await export(filing)).rows
    hidden = row.text.replace("wonderful", "wonder\u200bful\u202e")
    narrowed = replace(plan(await export(filing)), rows=(replace(row, text=hidden),))
    done = await Importing(filing).run(GUILD + 1, narrowed, ADA)
    review = await filing.archive.server(GUILD + 1).get(1)
    assert done.filed == 1
    assert review is not None
    assert "\u202e" not in review.text
    assert all(line.text == review.text[line.start : line.end] for line in review.analysis.summary)


async def test_an_import_that_was_broken_off_goes_on_where_it_was(filing: Filing) -> None:
    importing = Importing(filing)

    async def stop(step: Progress) -> None:
        if step.done == 20:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await importing.run(GUILD, diary(45), ADA, report=stop)
    server = filing.archive.server(GUILD)
    assert await server.size() == 20
    done = await importing.run(GUILD, diary(45), ADA)
    assert (done.filed, done.repeats) == (25, 20)
    assert await server.size() == 45


async def test_a_members_own_review_does_not_wait_for_an_import(filing: Filing) -> None:
    """While one review of a member is filed an import goes on by a few rows, never to its end."""
    importing = Importing(filing)
    rows = 0

    async def report(step: Progress) -> None:
        nonlocal rows
        rows = step.filed

    running = asyncio.create_task(importing.run(GUILD, diary(120), ADA, report=report))
    waited: list[int] = []
    while not running.done():
        await asyncio.sleep(0.01)
        before = rows
        await file(filing, BEN, f"{BLAME} Seen on night {len(waited)}.")
        waited.append(rows - before)

    assert (await running).filed == 120
    assert len(waited) > 3, "members' reviews were filed while the import ran"
    assert sorted(waited)[len(waited) // 2] < 40, waited


@pytest.mark.slow
async def test_imports_of_many_servers_keep_one_worker_busy_in_all(tmp_path: Path) -> None:
    busy = most = 0
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        pool = Workers(count=2, seconds=25.0)
        filing = Filing(archive, pool)
        read = filing.read

        async def counted(text: str):
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            try:
                return await read(text)
            finally:
                busy -= 1

        filing.read = counted  # type: ignore[method-assign]
        try:
            importing = Importing(filing)
            done = await asyncio.gather(*(importing.run(guild, diary(3), ADA) for guild in (1, 2, 3)))
        finally:
            pool.close()
    assert [each.filed for each in done] == [3, 3, 3]
    assert most == 1


async def test_an_import_steps_back_when_members_fill_the_queue(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.importing.PATIENCE_SECONDS", 0.02)
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        filing = Filing(archive, workers)
        monkeypatch.setattr(workers, "_limit", 0)
        running = asyncio.create_task(Importing(filing).run(GUILD, diary(2), ADA))
        await asyncio.sleep(0.1)
        assert not running.done()
        monkeypatch.setattr(workers, "_limit", 8)
        assert (await running).filed == 2


@st.composite
def archived(draw):
    """A draft as any way in would have made it, its text clean, with whatever else an archive may hold."""
    text = clean(f"{WORDS} {draw(plain_texts)} {draw(st.integers(0, 10**9))}".replace("\x00", ""))
    rating = draw(st.none() | st.integers(0, 20))
    return ReviewDraft(
        author_id=draw(st.integers(1, 3)),
        text=text,
        analysis=draw(analyses(text)),
        source=draw(st.sampled_from(["command", "file", "message", "watched", "import"])),
        written_at=draw(moments),
        film_title=draw(st.sampled_from([None, "The Salt Road", "=Glass, 'Harbour'", "||Lamp||"])),
        film_year=draw(st.sampled_from([None, 2019])),
        rating_raw=None if rating is None else f"{rating / 2}/10",
        rating_value=None if rating is None else rating / 2,
        label=draw(st.none() | st.sampled_from(["mixed", "negative"])),
        tags=tuple(draw(st.lists(st.sampled_from(["noir", "=1", "a, b"]), max_size=2))),
        watched_on=draw(st.sampled_from([None, "2026-02-01"])),
        rewatch=draw(st.booleans()),
    )


def test_an_empty_server_that_imports_an_export_has_the_same_archive(tmp_path: Path, workers: Workers) -> None:
    guilds = count(1)

    async def moved(drafts, hidden):
        async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
            here, there = archive.server(next(guilds)), archive.server(next(guilds))
            await here.add_many(drafts)
            for number in range(1, hidden + 1):
                await here.hide(number, MOD, "off topic")
            before = [review async for review in here.stream(hidden=True)]
            data = b"".join([piece async for piece in chunks(here.stream(hidden=True), writer("json"))])
            found, keep = allowed(plan(data), MOD, moderator=True)
            await Importing(Filing(archive, workers)).run(there.guild_id, found, MOD, keep_authors=keep)
            return before, [review async for review in there.stream(hidden=True)]

    def content(review):
        """Leave out what an import makes anew: its analysis, when it was filed, its batch, a film's count."""
        film = review.film and replace(review.film, reviews=0)
        label = review.label if review.label_by_hand else "unsure"
        return replace(review, filed_at=NOW, film=film, batch=None, analysis=UNREAD, label=label)

    @given(st.lists(archived(), min_size=1, max_size=4, unique_by=lambda draft: draft.text), st.integers(0, 1))
    @hypothesis_settings(max_examples=10)
    def check(drafts, hidden):
        before, after = asyncio.run(moved(drafts, hidden))
        assert [content(review) for review in after] == [content(review) for review in before]

    check()


async def test_who_is_forgotten_while_anybody_imports_their_reviews_stays_forgotten(filing: Filing) -> None:
    for author, text in ((ADA, PRAISE), (BEN, BLAME)):
        await file(filing, author, text)
    found = plan(await export(filing))
    (ada, ben) = found.rows
    rows = [
        replace(row, row=2 + 2 * place + which, watched_on=f"2026-01-{place + 1:02}")
        for place in range(10)
        for which, row in enumerate((ada, ben))
    ]
    there = filing.archive.server(GUILD + 1)

    async def forget(step: Progress) -> None:
        if step.done == 10:
            assert await there.forget(ADA) == 5

    done = await Importing(filing).run(
        there.guild_id, replace(found, rows=tuple(rows)), MOD, keep_authors=True, report=forget
    )
    assert done.filed == 15
    assert [each.reason for each in done.skipped] == [FORGOTTEN] * 5
    assert dict(await there.authors()) == {BEN: 10}


async def test_a_review_that_is_being_read_when_its_author_is_forgotten_is_not_filed(filing: Filing) -> None:
    server = filing.archive.server(GUILD)
    read = filing.read

    async def slow(text: str, guild_id: int | None = None):
        result = await read(text, guild_id)
        await server.forget(ADA)
        return result

    filing.read = slow  # type: ignore[method-assign]
    with pytest.raises(ForgottenError):
        await file(filing, ADA, PRAISE)
    assert await server.size() == 0


async def test_an_import_that_was_broken_off_leaves_nothing_to_see_that_moderators_hid(filing: Filing) -> None:
    await file(filing, ADA, PRAISE)
    await filing.archive.server(GUILD).hide(1, MOD, "off topic")
    found = plan(await export(filing))
    there = filing.archive.server(GUILD + 1)

    async def stop(step: Progress) -> None:
        if step.filed:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Importing(filing).run(there.guild_id, found, MOD, keep_authors=True, report=stop)
    done = await Importing(filing).run(there.guild_id, found, MOD, keep_authors=True)
    assert (done.filed, done.repeats) == (0, 1)
    assert (await there.reviews()).total == 0
    assert (await there.get(1)).hidden_reason == "off topic"


async def test_a_hidden_review_comes_back_by_no_way_in(filing: Filing) -> None:
    await file(filing, ADA, PRAISE)
    server = filing.archive.server(GUILD)
    data = await export(filing)
    await server.hide(1, MOD, "off topic")
    with pytest.raises(RefusedError, match="moderators hide it"):
        await file(filing, ADA, PRAISE)
    narrowed, _ = allowed(plan(data), ADA, moderator=False)
    copies = replace(narrowed, rows=tuple(replace(row, watched_on="2026-01-01") for row in narrowed.rows))
    done = await Importing(filing).run(GUILD, copies, ADA)
    assert (done.filed, [each.reason for each in done.skipped]) == (0, [HIDDEN])
    assert await server.size() == 1


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("\u202egnp.exe", "gnp.exe"),
        ("  Glass\x00 \n Harvest\u200b ", "Glass Harvest"),
        ("\u200b\u2060\ufeff", ""),
        ("\u3164\u2800", ""),
        ("8½", "8½"),
        ("夜の港", "夜の港"),
    ],
)
def test_a_title_is_what_shows_of_it(typed: str, title: str) -> None:
    assert parse_film(typed)[0] == title
