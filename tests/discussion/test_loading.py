"""What is read from an archive equals what the pure functions make of every review in it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from bot.archive import Archive
from bot.archive.types import ReviewDraft
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
    prompts,
)
from tests.discussion.builders import NOON
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


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=servers(largest=12))
def test_what_is_read_equals_what_is_computed(blank, drawn):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        if blank.exists():
            shutil.copy(blank, path)
        asyncio.run(check(path, drawn))
