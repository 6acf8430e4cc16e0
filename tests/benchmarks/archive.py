"""Fill an archive and time it: `python tests/benchmarks/archive.py [--reviews N] [--database URL]`.

The reviews are made by a seeded generator whose words follow Zipf's law. They lie in a thousand
servers of uneven size; one of them, the probe, holds the same thousand reviews whatever the size of
the whole, so its times show what the other servers cost. Beside them stand a server whose every review is of
one film, and a club of many years: 50,000 short takes and 5,000 long reviews, as a backfill leaves it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import insert, select, text, update

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.analysis.types import ASPECTS, Analysis, AspectOpinion, Label, Quote, Sentence, Sentiment
from bot.archive import Archive
from bot.archive.database.codec import encode
from bot.archive.database.planner import settle
from bot.archive.database.schema import aspect, body, film, review, review_message, server, tag
from bot.archive.server.rows.review_rows import aspect_rows, body_row, draft_row, tag_rows
from bot.archive.server.scope import insert_or_ignore
from bot.archive.text import index
from bot.archive.text.terms import terms
from bot.archive.types import Filters, ReviewDraft
from bot.discussion import answer, load_digest, load_film_page, load_prompts, load_year
from bot.views.charts import film_chart, png

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.archive import ServerArchive

SIZES = (10_000, 100_000, 1_000_000)
SERVERS = 1_000
PROBE, PROBE_REVIEWS = 1 << 50, 1_000
CROWD, CROWD_REVIEWS = PROBE - 1, 2_000
"""A server whose every review is of one film, each by another member."""
CLUB, CLUB_SHORT, CLUB_LONG = PROBE - 2, 50_000, 5_000
"""A server that filed its past: mostly a line or two about a film, many films, a few that everybody saw."""
CLUB_FILMS, CLUB_AUTHORS = 800, 2_000
TAGS = ("noir", "slow burn", "cinema", "rewatch", "home", "festival")
QUESTIONS = (
    "How is the acting?",
    "Is it worth watching?",
    "Who disagreed?",
    "Why mixed?",
    "What about the pr character?",
)
FILMS, AUTHORS = 60, 40
STEP = 500
BEGINNING = datetime(2016, 11, 1, tzinfo=UTC)
EVER = (BEGINNING, BEGINNING + timedelta(days=365_000))
COMMON = (  # noqa: SIM905  (a list of words reads best as words)
    "the of and a to in is it that this film with as for but on his her was an by not are from its at movie one who "
    "be has have so story all they more like just about out their what when there scene character time good"
).split()


class Writer:
    """Writes reviews: Zipf-distributed words in sentences, with an analysis by position."""

    def __init__(self, seed: int = 7, vocabulary: int = 40_000) -> None:
        self.random = np.random.default_rng(seed)
        heads = (*"bdfghklmnprstv", "st", "pr", "gr")
        syllables = [head + vowel + end for head in heads for vowel in "aeiou" for end in ("", "n", "r", "s")]
        made = dict.fromkeys(COMMON)
        while len(made) < vocabulary:
            size = int(self.random.integers(1, 4))
            made["".join(syllables[i] for i in self.random.integers(0, len(syllables), size))] = None
        self.words = np.array(list(made))
        weights = 1 / np.arange(2.7, vocabulary + 2.7) ** 1.05
        self.chances = weights / weights.sum()
        self.pool = self.random.choice(vocabulary, 4_000_000, p=self.chances)
        self.at = 0

    def take(self, count: int) -> list[str]:
        if self.at + count > len(self.pool):
            self.random.shuffle(self.pool)
            self.at = 0
        self.at += count
        return self.words[self.pool[self.at - count : self.at]].tolist()

    def draft(self, number: int) -> ReviewDraft:
        """Write a review of 25 to 2,000 words, 180 in the middle."""
        return self._written(number, int(np.clip(self.random.lognormal(5.2, 0.6), 25, 2_000)))

    def short_take(self, number: int) -> ReviewDraft:
        """Write 1 to 19 words."""
        return self._written(number, int(self.random.integers(1, 20)))

    def _written(self, number: int, length: int) -> ReviewDraft:
        sentences: list[Sentence] = []
        parts: list[str] = []
        at = 0
        taken = self.take(length)
        while taken:
            size = 8 + length % 5 + len(taken) % 9
            part = " ".join(taken[:size]).capitalize() + "."
            sentences.append(Sentence(at, at + len(part), part, 0.1234 + len(taken) % 8 / 10, -0.4321 + size % 9 / 10))
            parts.append(part)
            at += len(part) + 1
            taken = taken[size:]
        return _draft(number, " ".join(parts), tuple(sentences), length, int(self.random.integers(0, 1 << 30)))


def _draft(number: int, words: str, sentences: tuple[Sentence, ...], length: int, dice: int) -> ReviewDraft:
    labels: tuple[Label, ...] = ("positive", "positive", "mixed", "negative")
    label = labels[dice % 4]
    sides = dict.fromkeys((ASPECTS[dice % 8], ASPECTS[dice // 8 % 8]))
    aspects = tuple(AspectOpinion(side, 0.5, sentences[place % len(sentences)]) for place, side in enumerate(sides))
    analysis = Analysis(
        summary=sentences[:3],
        quotes=tuple(Quote(s.start, s.end, s.text, s.opinion, s.polarity) for s in sentences[-2:]),
        sentiment=Sentiment(label, dice % 2000 / 1000 - 1, 0.8),
        aspects=aspects,
        film=None, rating=None, language="en", words=length, sentences=sentences, model="benchmark",
    )  # fmt: skip
    return ReviewDraft(
        author_id=10_000 + dice % AUTHORS, text=words, analysis=analysis, source="message",
        written_at=BEGINNING + timedelta(minutes=5 * number), rating_raw="4/5", rating_value=dice % 21 / 2,
        film_title=f"Film {dice % FILMS}", channel_id=5, message_ids=(1_000_000 + number,),
    )  # fmt: skip


def sizes(reviews: int) -> dict[int, int]:
    """Share the reviews out: the probe's thousand, the others as Zipf would have it."""
    weights = 1 / np.arange(1, SERVERS) ** 0.8
    counts = np.floor(weights / weights.sum() * max(reviews - PROBE_REVIEWS, 0)).astype(int)
    return {PROBE: PROBE_REVIEWS, **{PROBE + 1 + place: int(count) for place, count in enumerate(counts) if count}}


async def fill(archive: Archive, reviews: int) -> int:
    """Fill the archive in bulk, servers interleaved. Returns the bytes of text."""
    plan = sizes(reviews)
    for guild_id in plan:
        await archive.server(guild_id).claim_digest("made")
    done = dict.fromkeys(plan, 0)
    waiting = list(plan)
    writer, dice, size, number = Writer(), random.Random(7), 0, 0
    for_probe = Writer(seed=11)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("filling", total=sum(plan.values()))
        while waiting:
            place = dice.randrange(len(waiting))
            guild_id = waiting[place]
            count = min(STEP, plan[guild_id] - done[guild_id])
            hand = for_probe if guild_id == PROBE else writer
            drafts = [hand.draft(number + i) for i in range(count)]
            await _put(archive, guild_id, done[guild_id], drafts)
            size += sum(len(draft.text) for draft in drafts)
            number += count
            done[guild_id] += count
            if done[guild_id] == plan[guild_id]:
                waiting[place] = waiting[-1]
                waiting.pop()
            progress.advance(task, count)
    return size


async def _put(archive: Archive, guild_id: int, first: int, drafts: list[ReviewDraft]) -> None:
    """Insert reviews many at a time, as nothing but a benchmark has to."""
    async with archive.database.writing() as connection:
        key = (await connection.execute(select(server.c.key).where(server.c.guild_id == guild_id))).scalar_one()
        rows: list[dict[str, Any]] = []
        aspects: list[dict[str, Any]] = []
        for number, draft in enumerate(drafts, start=first + 1):
            about = int((draft.film_title or "0").split()[-1]) + 1
            this_review = {"guild_id": guild_id, "number": number, "film_number": about, "filed_at": draft.written_at}
            rows.append({**this_review, **draft_row(draft, terms(draft.text))})
            aspects.extend(aspect_rows(guild_id, number, draft.analysis))
        # An archive holds no film without reviews.
        named = {"guild_id": guild_id, "year": 0, "reviews": 0}
        films = [
            {**named, "number": n, "title": f"Film {n - 1}", "folded": f"film {n - 1}"}
            for n in sorted({row["film_number"] for row in rows})
        ]
        await connection.execute(insert_or_ignore(connection, film), films)
        await connection.execute(insert(review), rows)
        bodies = [
            body_row(guild_id, number, each.text, encode(each.analysis))
            for number, each in enumerate(drafts, first + 1)
        ]
        await connection.execute(insert(body), bodies)
        await connection.execute(insert(aspect), aspects)
        messages = [{"guild_id": guild_id, "message_id": row["message_id"], "number": row["number"]} for row in rows]
        await connection.execute(insert(review_message), messages)
        await index.put(connection, guild_id, key, [(row["number"], terms(row["text"])) for row in bodies])
        this = update(server).where(server.c.guild_id == guild_id)
        await connection.execute(this.values(next_review=first + len(drafts) + 1, next_film=CLUB_FILMS + 1))
        tagged = [row for row, each in zip(rows, drafts, strict=True) if each.tags]
        if tagged:
            tags = [each for row in tagged for each in tag_rows(guild_id, row["number"], row["tags"])]
            await connection.execute(insert(tag), tags)
        for number in {row["film_number"] for row in rows}:
            count = sum(row["film_number"] == number for row in rows)
            this_film = (film.c.guild_id == guild_id, film.c.number == number)
            await connection.execute(update(film).where(*this_film).values(reviews=film.c.reviews + count))


class Timing(NamedTuple):
    """Milliseconds an action took: the median, the 95th percentile, and the processor time of all our threads."""

    middle: float
    late: float
    processor: float


async def times(action: Callable[[int], Awaitable[Any]], runs: int) -> Timing:
    """Time an action. Where other programs keep the machine busy, the processor time is what to compare."""
    taken: list[float] = []
    before = time.process_time()
    for run in range(runs):
        begun = time.perf_counter()
        await action(run)
        taken.append((time.perf_counter() - begun) * 1000)
    processor = (time.process_time() - before) * 1000 / runs
    taken.sort()
    return Timing(median(taken), taken[int(len(taken) * 0.95)], processor)


async def queries(here: ServerArchive, seed: int = 3) -> list[str]:
    """Make queries as people type them, of words that this server wrote: one, two, a phrase, a beginning."""
    dice, made = random.Random(seed), []
    reviews = await here.film_reviews(1, limit=50) + await here.film_reviews(2, limit=50)
    for review_ in reviews * (200 // len(reviews) + 1):
        line = dice.choice(review_.analysis.sentences).text.casefold().strip(".").split()
        rare = [word for word in line if word not in COMMON] or line
        a, b = dice.choice(rare), dice.choice(rare)
        made.append(dice.choice((a, f"{a} {b}", f"{a} {b}", f"{a[:4]}*", f"{a} -{b}x", f'"{" ".join(line[:2])}"')))
    return made[:200]


async def measure(archive: Archive, guild_id: int, runs: int) -> dict[str, Timing]:
    """Time what members do in one server."""
    here = archive.server(guild_id)
    asked = await queries(here)
    hand = Writer(seed=int(time.time()))
    fresh = [hand.draft(50_000_000 + run + guild_id % 1000 * 1000) for run in range(runs)]
    listed = await here.reviews(limit=10)
    deep = (await here.reviews(after=listed.next_key, limit=200)).next_key

    async def page(run: int) -> None:
        number = run % FILMS + 1
        await here.film(number)
        await here.aspects(film=number)
        await here.film_reviews(number, limit=50)

    return {
        "search": await times(lambda run: here.search(asked[run % len(asked)]), runs),
        "search, commonest words": await times(lambda run: here.search(COMMON[run % len(COMMON)]), runs),
        "search, nothing found": await times(lambda run: here.search(f"xq{asked[run % len(asked)][:5]}zz"), runs // 4),
        "search, one film": await times(
            lambda run: here.search(asked[run % len(asked)], Filters(film=run % FILMS + 1)), runs
        ),
        "list": await times(lambda run: here.reviews(after=deep if run % 2 else None), runs),
        "autocomplete": await times(lambda run: here.films(f"film {run % FILMS}"), runs),
        "film page": await times(page, runs),
        "add": await times(lambda run: here.add(fresh[run]), runs),
    }


async def fill_crowd(archive: Archive) -> None:
    """Fill the server of one film."""
    await archive.server(CROWD).claim_digest("made")
    hand = Writer(seed=13)
    for first in range(0, CROWD_REVIEWS, STEP):
        drafts = [hand.draft(90_000_000 + first + place) for place in range(STEP)]
        drafts = [
            replace(draft, film_title="Film 0", author_id=50_000 + first + place) for place, draft in enumerate(drafts)
        ]
        await _put(archive, CROWD, first, drafts)


async def fill_club(archive: Archive) -> None:
    """Fill the server that filed its past: a film's place says how often it was seen, as Zipf would have it."""
    await archive.server(CLUB).claim_digest("made")
    hand, dice = Writer(seed=17), np.random.default_rng(17)
    weights = 1 / np.arange(1, CLUB_FILMS + 1) ** 0.8
    total = CLUB_SHORT + CLUB_LONG
    films = dice.choice(CLUB_FILMS, total, p=weights / weights.sum()).tolist()
    authors = dice.integers(0, CLUB_AUTHORS, total).tolist()
    for first in range(0, total, STEP):
        drafts: list[ReviewDraft] = []
        for place in range(first, first + STEP):
            written = hand.draft if place % (total // CLUB_LONG) == 0 else hand.short_take
            about, tags = f"Film {films[place]}", TAGS[place % 11 : place % 11 + 2]
            author = 200_000 + authors[place]
            made = replace(written(200_000_000 + place), film_title=about, author_id=author, tags=tags)
            # As a diary tells its entries apart, which often hold the same few words.
            drafts.append(replace(made, origin=f"take/{place}"))
        await _put(archive, CLUB, first, drafts)


async def measure_club(archive: Archive, runs: int) -> dict[str, Timing]:
    """Time what members of the club of many years do: lists narrowed in every way, its best-known film, its chart."""
    here = archive.server(CLUB)
    known = await here.film(1)
    assert known is not None
    narrowed = (
        Filters(tags=("slow burn",), minimum_rating=6.0, maximum_rating=9.0),
        Filters(film=1, label="negative"),
        Filters(author_id=200_007),
        Filters(channel_id=5, without_tags=("noir",), critic=False),
    )

    async def chart(_: int) -> None:
        drawn = film_chart(await load_film_page(here, known))
        if drawn is not None:
            await asyncio.to_thread(png, drawn)

    return {
        "list, narrowed": await times(lambda run: here.reviews(narrowed[run % 4]), runs),
        "list, highest rated": await times(lambda _: here.reviews(sort="rating"), runs),
        "search, newest first": await times(lambda run: here.search(COMMON[run % len(COMMON)], sort="newest"), runs),
        "tags": await times(lambda _: here.tags("s"), runs),
        "totals": await times(lambda _: here.totals(), max(5, runs // 20)),
        f"film page, {known.reviews:,} reviews": await times(
            lambda _: load_film_page(here, known), max(20, runs // 10)
        ),
        "its chart, drawn in a thread": await times(chart, max(5, runs // 40)),
        "answer": await times(
            lambda run: answer(here, QUESTIONS[run % len(QUESTIONS)], film=known), max(20, runs // 10)
        ),
        "a year": await times(lambda _: load_year(here, BEGINNING.year + 1), max(5, runs // 40)),
    }


async def measure_discussion(archive: Archive, guild_id: int, runs: int) -> dict[str, Timing]:
    """Time a whole film page and answers, as the commands compute them: without Discord and without the chart."""
    here = archive.server(guild_id)
    film_ = await here.film(1)
    assert film_ is not None
    return {
        "film page, whole": await times(lambda _: load_film_page(here, film_), runs),
        "prompts": await times(lambda _: load_prompts(here, film_), runs),
        "answer": await times(lambda run: answer(here, QUESTIONS[run % len(QUESTIONS)], film=film_), runs),
    }


async def disk(archive: Archive, path: Path | None) -> int:
    """Give the bytes the archive takes on disk."""
    async with archive.database.reading() as connection:
        if path is None:
            return (await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one()
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        return pages * (await connection.execute(text("PRAGMA page_size"))).scalar_one()


async def run(url: str, path: Path | None, reviews: int, runs: int) -> None:
    async with await Archive.open(url) as archive:
        begun = time.perf_counter()
        written = await fill(archive, reviews)
        # As opening does what was restored; a bot's archive is counted by PostgreSQL itself, within a minute.
        await settle(archive.database)
        filling = time.perf_counter() - begun
        size = await disk(archive, path)
        largest = max((guild for guild in sizes(reviews) if guild != PROBE), key=sizes(reviews).__getitem__)
        results = {"probe, 1,000": await measure(archive, PROBE, runs)}
        results[f"largest, {sizes(reviews)[largest]:,}"] = await measure(archive, largest, runs)
        results["largest"] = await measure_discussion(archive, largest, max(20, runs // 10))
        await fill_crowd(archive)
        results[f"one film, {CROWD_REVIEWS:,}"] = {
            **await measure_discussion(archive, CROWD, max(20, runs // 10)),
            "digest of them all": await times(lambda _: load_digest(archive.server(CROWD), *EVER), 5),
        }
        await fill_club(archive)
        results[f"club, {CLUB_SHORT + CLUB_LONG:,}"] = {
            **await measure(archive, CLUB, runs),
            **await measure_club(archive, runs),
        }
    shown = Table(title=f"{url.partition(':')[0]}: {reviews:,} reviews in {len(sizes(reviews)):,} servers")
    for heading in ("server", "action", "p50 ms", "p95 ms", "cpu ms"):
        shown.add_column(heading, justify="left" if heading in {"server", "action"} else "right")
    for name, actions in results.items():
        for action, timing in actions.items():
            shown.add_row(name, action, *(f"{each:.2f}" for each in timing))
    console = Console(width=100)
    console.print(shown)
    share = f"text {written / 1e6:.0f} MB · disk {size / 1e6:.0f} MB = {size / written:.2f} x the text"
    console.print(f"filled in {filling:.0f} s · {share}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, action="append", help="how many; may be repeated (10 k, 100 k and 1 M)")
    parser.add_argument("--database", default="", help="an empty database (a temporary SQLite file)")
    parser.add_argument("--runs", type=int, default=400)
    chosen = parser.parse_args()
    for reviews in chosen.reviews or SIZES:
        folder = Path(tempfile.mkdtemp(prefix="pullquote-benchmark-", dir=os.environ.get("TMPDIR")))
        path = None if chosen.database.startswith("postgres") else folder / "archive.db"
        try:
            asyncio.run(run(chosen.database or f"sqlite:///{path}", path, reviews, chosen.runs))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
