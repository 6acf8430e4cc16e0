"""What is read from an archive equals what the pure functions make of every review in it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy import event

from bot.analysis.types import ASPECTS
from bot.archive import Archive
from bot.archive.database.codec import decode
from bot.archive.server.rows import review_rows
from bot.archive.types import Film, ReviewDraft
from bot.discussion import (
    compare,
    compare_critics,
    critic_page,
    digest,
    film_page,
    load_comparison,
    load_critic_page,
    load_critics,
    load_digest,
    load_film_page,
    load_prompts,
    load_side,
    prompts,
)
from tests.discussion.builders import NOON, Line, draft
from tests.discussion.conftest import GUILD
from tests.discussion.strategies import servers


def to_draft(one):
    return ReviewDraft(
        author_id=one.author_id,
        text=one.text,
        analysis=one.analysis,
        source=one.source,
        written_at=one.written_at,
        film_title=one.film.title if one.film else None,
        film_year=one.film.year if one.film else None,
        rating_raw=one.rating_raw,
        rating_value=one.rating_value,
        label=one.label,
        channel_id=one.channel_id,
        message_ids=one.message_ids,
    )


async def check(path, drawn):
    async with await Archive.open(f"sqlite:///{path}") as archive:
        server = archive.server(GUILD)
        for one in drawn:
            filed = await server.add(to_draft(one))
            if one.hidden_reason:
                await server.hide(filed.review.number, 1, one.hidden_reason)
        reviews = [one async for one in server.stream()]
        films = await server.films()
        for film in films:
            assert await load_film_page(server, film) == film_page(film, reviews)
            assert await load_prompts(server, film) == prompts(film, reviews)
        if len(films) > 1:
            assert await load_comparison(server, *films[:2]) == compare(*films[:2], reviews)
        assert await load_critic_page(server, 1) == critic_page(1, reviews, reviews)
        assert await load_critics(server, 1, 2) == compare_critics(1, 2, reviews)
        since, until = NOON + timedelta(minutes=2), NOON + timedelta(minutes=5)
        earlier = {one.author_id for one in reviews if one.written_at < since}
        week = {one.film.number for one in reviews if one.film and since <= one.written_at < until}
        ever = [one for one in reviews if one.film and one.film.number in week]
        assert await load_digest(server, since, until) == digest(since, until, reviews, ever, earlier)


@pytest.mark.slow
@settings(max_examples=15)
@given(drawn=servers(largest=12))
def test_what_is_read_equals_what_is_computed(blank, drawn):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        if blank.exists():
            shutil.copy(blank, path)
        asyncio.run(check(path, drawn))


@contextmanager
def statements(archive):
    """Count the statements that reach the database."""
    counted = []

    def count(_connection, _cursor, statement, *_):
        counted.append(statement)

    engine = archive.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", count)


async def test_a_digest_asks_as_often_for_many_members_and_films_as_for_few(archive):
    asked = []
    for guild, members in ((1, 3), (2, 60)):
        server = archive.server(guild)
        for author in range(1, members + 1):
            line = Line(f"Seen by {author}.", 0.5)
            await server.add(draft(author, line, film=Film(0, f"Film {author}", 2000), minute=author))
        with statements(archive) as counted:
            found = await load_digest(await server.heard(), NOON, NOON + timedelta(days=7))
        assert found is not None
        assert len(found.first_time) == members
        asked.append(len(counted))
    assert asked[0] == asked[1] <= 8


async def test_prompts_read_few_texts_of_many(server, monkeypatch):
    for author in range(1, 91):
        liked = author % 3 > 0
        story = Line(f"The story holds {author}.", 0.5 + author / 1000, "story", quote=True)
        music = Line(f"The music of {author}.", 0.4 if author % 2 else -0.4 - author / 1000, "music")
        bore = Line(f"It bored {author}.", -0.5 - author / 1000, "pacing", quote=True)
        lines = (story, music) if liked else (bore, music)
        label, score = ("positive", author / 100) if liked else ("negative", -author / 100)
        await server.add(draft(author, *lines, label=label, score=score, minute=author))
    film = (await server.films())[0]
    reviews = [one async for one in server.stream()]
    read: list[str] = []
    monkeypatch.setattr(review_rows, "decode", lambda stored, text: read.append(text) or decode(stored, text))
    drawn = await load_prompts(server, film)
    assert len(read) <= 20
    assert drawn == prompts(film, reviews)
    assert [(one.kind, one.aspect) for one in drawn] == [
        ("verdict", None),
        ("aspect", "music"),
        ("uncovered", "acting"),
    ]
    assert [line.author_id for line in drawn[0].quotes] == [89, 90]


async def test_a_films_page_and_a_side_read_few_texts_of_many(server, monkeypatch):
    for author in range(1, 121):
        sign = 1 if author % 3 else -1
        lines = [Line(f"The {side} of {author}.", sign * (0.3 + author / 200), side, quote=True) for side in ASPECTS]
        await server.add(draft(author, *lines, label="positive" if sign > 0 else "negative", minute=author))
    film = (await server.films())[0]
    read: list[str] = []
    monkeypatch.setattr(review_rows, "decode", lambda stored, text: read.append(text) or decode(stored, text))
    assert (await load_film_page(server, film)).reviews == 120
    assert len(read) <= 2 * 8 + 2 * len(ASPECTS)
    read.clear()
    assert (await load_side(server, film, "acting")).pages == 20
    assert len(read) <= 6


async def test_a_side_counts_each_members_newest_review_and_shows_its_lines_in_turn(server):
    for author, (words, polarity) in enumerate((("Fine", 0.5), ("Superb", 0.9), ("Wooden", -0.7), ("There", 0.0)), 1):
        await server.add(draft(author, Line(f"{words} acting.", polarity, "acting"), minute=author))
    await server.add(
        draft(1, Line("Awful acting, seen again.", -0.9, "acting"), Line("It drags.", -0.5, "pacing"), minute=9)
    )
    found = await load_side(server, (await server.films())[0], "acting")
    assert (found.count.praise, found.count.criticism, found.count.neither) == (1, 2, 1)
    assert [line.text for line in found.lines] == [
        "Superb acting.",
        "Awful acting, seen again.",
        "Wooden acting.",
        "There acting.",
    ]
    assert [one.aspect for one in found.others] == ["pacing"]
    assert (found.page, found.pages) == (0, 1)
    past = await load_side(server, found.film, "acting", page=7)
    assert past == found, "a page that is no more is the last one"
    nothing = await load_side(server, found.film, "music")
    assert (nothing.lines, nothing.count.reviewers, nothing.pages) == ((), 0, 1)


async def test_nobody_silent_or_hidden_is_in_a_digest(server):
    for author, minute in ((1, -5), (1, 5), (2, -5), (2, 5), (3, 5), (4, 5)):
        await server.add(draft(author, label="negative" if author == 3 else "positive", minute=minute))
    await server.hide(5, 9, "off topic")
    await server.opt_out(2)
    found = await load_digest(await server.heard(), NOON, NOON + timedelta(days=7))
    assert found is not None
    assert (found.reviews, found.reviewers, found.first_time) == (2, 2, (4,))
    assert found.most_divided is None
    assert found.films[0].reviewers == 2
