"""Measure what reviews are said to name against marked reviews: `python tests/benchmarks/points.py marked.jsonl.gz`.

A line counts as right where a reader marked a judgement in it of the same side of the film, or in the very words, with
the same sign. It is strict: what judges the whole film ("a masterpiece") is marked nowhere. The sides come from models
that were taught by these reviews too, so the figures are a little kind.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.analysis import analyze
from bot.analysis.mentions import DOUBTED, find
from bot.analysis.mentions.facets import facets

SHARE = 0.5


def judged(review: dict[str, Any], start: int, end: int, side: str, words: str) -> list[int]:
    """Give the signs that readers marked of a side, or in some words, in the lines of a stretch."""
    lines = [
        number
        for number, line in enumerate(review["lines"])
        if min(end, line["end"]) - max(start, line["start"]) > SHARE * min(end - start, line["end"] - line["start"])
    ]
    marks = [(each, sign, phrase) for line, each, sign, phrase in review["marks"]["aspects"] if line in lines]
    bare = re.sub(r"\W", "", words)
    own = [sign for _, sign, phrase in marks if bare in re.sub(r"\W", "", phrase.lower())]
    return own or [sign for each, sign, _ in marks if each == side]


def main() -> None:
    count: Counter[tuple[str, str]] = Counter()
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as file:
        reviews = [json.loads(line) for line in file if line.strip()]
    for review in reviews:
        for one in find(review["text"], analyze(review["text"])):
            if one.kind == "name" or not one.polarity:
                continue
            signs = judged(review, one.start, one.end, facets()[one.key], one.words)
            right = (1 if one.polarity > 0 else -1) in signs or 0 in signs
            for kind in ("all", *(["sure"] if abs(one.polarity) > DOUBTED else [])):
                count[kind, "given"] += 1
                count[kind, "right"] += right
    for kind in ("all", "sure"):
        given, right = count[kind, "given"], count[kind, "right"]
        sys.stdout.write(f"{kind}: {right / max(1, given):.2f} of {given} lines judge that, on that side\n")


if __name__ == "__main__":
    main()
