"""How often chat is taken for a review: `python tests/benchmarks/chatter.py CONVERSATIONS [CORPORA]`.

CONVERSATIONS is the folder of that name of CMU DoG (Zhou, Prabhumoye and Black 2018, EMNLP:
"A Dataset for Document Grounded Conversations"; github.com/festvox/datasets-CMU_DoG): 4,221
conversations of two people about one film, the hardest chat there is for a watched channel.
Beside it stands the share of real reviews that are recognized, when CORPORA is given.
"""

from __future__ import annotations

import argparse
import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis import clean, looks_like_review
from bot.analysis.chatter import FEWEST_WORDS
from bot.analysis.training import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAMPLE = 1_000


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


def main() -> None:
    """Print the share of chat, and of reviews, that would be answered."""
    parser = argparse.ArgumentParser(description="Measure how often chat is taken for a review.")
    parser.add_argument("conversations", type=Path)
    parser.add_argument("corpora", type=Path, nargs="?")
    options = parser.parse_args()
    talk = list(conversations(options.conversations))
    show("messages", [text for turns in talk for _, text in turns])
    show("messages in a row, joined", [text for turns in talk for text in runs(turns)])
    for name in ("imdb_test", "scale") if options.corpora else ():
        records = corpora.load(options.corpora, name)
        chosen = np.random.default_rng(0).permutation(len(records))[:SAMPLE]
        show(f"reviews of {name}", [str(records[index]["text"]) for index in chosen])


if __name__ == "__main__":
    main()
