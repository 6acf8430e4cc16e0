"""Export → import over a real archive: what one server wrote out, an empty one reads back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive import Archive
from bot.archive.types import ReviewDraft
from bot.exchange import ImportRow, chunks, parts, plan, rows, writer
from tests.archive.exchange_samples import (
    DAY,
    WORDS,
    analyses,
    analysis_of,
    letterboxd_csv,
    letterboxd_row,
    moments,
    plain_texts,
)

GUILDS = count(1)


@st.composite
def drafts(draw):
    text = WORDS + draw(plain_texts.map(lambda text: text.replace("\x00", "")))
    rating = draw(st.none() | st.integers(0, 20))
    return ReviewDraft(
        author_id=draw(st.integers(1, 3)),
        text=text,
        analysis=draw(analyses(text)),
        source=draw(st.sampled_from(["command", "file", "import"])),
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


def as_content(review):
    """Leave out what an import makes anew: when it was filed, and how many reviews a film has."""
    film = review.film and replace(review.film, reviews=0)
    return replace(review, filed_at=review.written_at, film=film)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_empty_server_that_reads_an_export_has_the_same_archive(tmp_path, form):
    async def moved(archive, items):
        first, second = archive.server(next(GUILDS)), archive.server(next(GUILDS))
        await first.add_many(items)
        before = [review async for review in first.stream()]
        data = b"".join([piece async for piece in chunks(first.stream(), writer(form))])
        read_again = {review.text: review.analysis for review in before}
        await second.add_many([row.draft(read_again[row.text]) for row in rows(data)])
        return before, [review async for review in second.stream()]

    with asyncio.Runner() as runner:
        archive = runner.run(Archive.open(f"sqlite:///{tmp_path}/archive.db"))

        @settings(max_examples=25)
        @given(st.lists(drafts(), min_size=1, max_size=4, unique_by=lambda draft: draft.text))
        def check(items):
            before, after = runner.run(moved(archive, items))
            assert [as_content(review) for review in after] == [as_content(review) for review in before]

        try:
            check()
        finally:
            runner.run(archive.close())


async def test_a_letterboxd_file_is_filed_once_however_often_it_is_read(tmp_path):
    data = letterboxd_csv(
        letterboxd_row(Letterboxd_URI="https://boxd.it/1"),
        letterboxd_row(Letterboxd_URI="https://boxd.it/2", Rewatch="Yes", Watched_Date="2025-05-05"),
        letterboxd_row(Letterboxd_URI="", Review=f"Another view. {WORDS}"),
    )
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        server = archive.server(1)
        for repeats in (["", "", ""], ["text", "text", "text"]):
            items = [row.draft(analysis_of(row.text), author_id=9, batch=1) for row in plan(data).rows]
            assert [filed.repeat for filed in await server.add_many(items)] == repeats

        assert [film.reviews for film in await server.films()] == [3]


async def test_parts_of_a_real_archive_are_read_back_in_full(tmp_path):
    async with await Archive.open(f"sqlite:///{tmp_path}/archive.db") as archive:
        server = archive.server(1)
        texts = [f"{WORDS} {number}" for number in range(150)]
        row = ImportRow(2, "", DAY)
        await server.add_many([replace(row, text=text).draft(analysis_of(text), author_id=9) for text in texts])
        found = [part async for part in parts(server.stream(), writer("json"), 20_000)]

        assert len(found) > 2
        assert [each.text for part in found for each in rows(part.data)] == texts
