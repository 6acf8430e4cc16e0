"""How often chat is taken for a review: `python tests/benchmarks/chatter.py CONVERSATIONS [CORPORA] [--short FILMS]`.

CONVERSATIONS is the folder of that name of CMU DoG (Zhou, Prabhumoye and Black 2018, EMNLP:
"A Dataset for Document Grounded Conversations"; github.com/festvox/datasets-CMU_DoG): 4,221
conversations of two people about one film, the hardest chat there is for a watched channel.
Beside it stands the share of real reviews that are recognized, when CORPORA is given.

With `--short FILMS`, a file of the titles that are talked about, a line each, it is also counted how often a message of
fewer than 40 words is filed as a short take: in a channel of a server that has reviews of all those films, and in
the forum post of one, the two worst places there are; beside it the share of members' short reviews.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis import clean, looks_like_review
from bot.analysis.chatter import FEWEST_WORDS
from bot.analysis.training import corpora
from bot.archive import Archive
from bot.filing import WATCHED_WORDS, Filing, Submission
from bot.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SAMPLE = 1_000
SERVER = 1


def conversations(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield each conversation as (who, message)."""
    for file in sorted(folder.glob("**/*.json")):
        yield [(turn["uid"], turn["text"]) for turn in json.loads(file.read_text(encoding="utf-8"))["history"]]


def runs(conversation: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Join what one person says in a row, as a watched channel joins messages of less than a minute."""
    for _, turns in groupby(conversation, key=lambda turn: turn[0]):
        yield "\n\n".join(text for _, text in turns)


def taken(texts: Sequence[str]) -> int:
    """Count the texts that are taken for reviews."""
    return sum(len(text.split()) >= FEWEST_WORDS and looks_like_review(clean(text)) for text in texts)


def show(name: str, texts: Sequence[str]) -> None:
    """Print how many of some texts are taken for reviews."""
    count = taken(texts)
    print(f"{name}: {count:,} of {len(texts):,} taken, {count / len(texts):.4f}")


async def short_takes(filing: Filing, name: str, texts: Sequence[str], about: str | None) -> None:
    """Print how many of some short messages would be filed."""
    order = np.random.default_rng(0).permutation(len(texts))[: SAMPLE if about else 10 * SAMPLE]
    chosen = [texts[place] for place in order]
    filed = [text for text in chosen if await filing.is_review(SERVER, text, about)]
    print(f"{name}: {len(filed):,} of {len(chosen):,} filed, {len(filed) / len(chosen):.4f}")


async def measure_short(talk: Sequence[str], reviews: Sequence[str], films: Sequence[str]) -> None:
    """Ask a real archive that has a review of each film about every message, as a watched channel does."""
    pool = Workers(count=1, seconds=30.0)
    pool.start()
    with tempfile.TemporaryDirectory() as folder:
        async with await Archive.open(f"sqlite:///{folder}/archive.db") as archive:
            filing = Filing(archive, pool)
            for number, title in enumerate(films):
                known = Submission(
                    number + 1, f"I liked {title} well enough.", "command", datetime.now(UTC), film=title
                )
                await filing.file(SERVER, known)
            await short_takes(filing, "short messages in a channel", talk, None)
            await short_takes(filing, "short messages in a film's post", talk, films[0])
            if reviews:
                await short_takes(filing, "members' short reviews in a film's post", reviews, films[0])
    pool.close()


def short(texts: Iterable[str]) -> list[str]:
    """Keep what is too short to be recognized by itself."""
    return [text for text in texts if text.strip() and len(text.split()) < WATCHED_WORDS]


def main() -> None:
    """Print the share of chat, and of reviews, that would be answered."""
    parser = argparse.ArgumentParser(description="Measure how often chat is taken for a review.")
    parser.add_argument("conversations", type=Path)
    parser.add_argument("corpora", type=Path, nargs="?")
    parser.add_argument("--short", type=Path, help="the titles of the films that are talked about, a line each")
    options = parser.parse_args()
    talk = list(conversations(options.conversations))
    show("messages", [text for turns in talk for _, text in turns])
    show("messages in a row, joined", [text for turns in talk for text in runs(turns)])
    for name in ("imdb_test", "scale") if options.corpora else ():
        records = corpora.load(options.corpora, name)
        chosen = np.random.default_rng(0).permutation(len(records))[:SAMPLE]
        show(f"reviews of {name}", [str(records[index]["text"]) for index in chosen])
    if options.short:
        films = options.short.read_text(encoding="utf-8").split("\n")
        members = corpora.load(options.corpora, "letterboxd_members") if options.corpora else []
        reviews = short(str(each["text"]) for each in members)
        asyncio.run(
            measure_short(short(text for turns in talk for text in runs(turns)), reviews, [*filter(None, films)])
        )


if __name__ == "__main__":
    main()
