"""Texts read by n-gram models that never saw them: reviews with their stars or marks, stories, other things, talk."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.analysis.language import detection
from bot.analysis.language import text as texts
from bot.analysis.parts import judging, label, rating
from bot.analysis.scoring import opinion, weights
from bot.analysis.training import corpora
from bot.analysis.training.ngrams import base
from bot.analysis.training.ngrams.held_out import without_rating

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.analysis.scoring.weights import Floats, Weights
    from bot.analysis.training.corpora import Record
    from bot.analysis.training.parts import Ground

STEPS = {
    "letterboxd_members": 2, "letterboxd_four_films": 10, "metacritic_users": 2, "rt_audience": 1,
    "rt_audience_2022": 1, "imdb_train": 16, "imdb_test": 8, "scale": 2, "pull_quotes_more": 6,
}  # fmt: skip
"""Of which corpora every how many-th review is read."""
OWN_NOTES = "own notes"
"""The source of notes of our own: they teach that a film is judged, and measure nothing."""
CRITICS = ("scale", "pull_quotes_more")
OTHER, TALK = 1_500, 2_500
"""How many judgements of other things, and how many runs of talk, are read."""
STORIES = (150, (1, 2, 3, 5, 8, 12))
"""How many texts are put together from the lines of plots in each fold, and from how many lines each."""
FEWEST_TOKENS = 4
_OWN = Path(__file__).with_name("other_texts.txt")
_NOTES = Path(__file__).with_name("own_notes.txt")
_CLASS = {"neg": 0, "negative": 0, "mixed": 1, "pos": 2, "positive": 2}
_SEED = 5


@dataclass(frozen=True, slots=True)
class Unseen:
    """A text, what it is, and what the label's and the judging's features say of it."""

    source: str
    """The corpus; "marks"; `OWN_NOTES`; "plot", "other" or "own" for what judges no film; "talk"."""
    group: str
    """The film, or what else no fold may straddle."""
    target: int | None
    """0 negative, 1 mixed, 2 positive; None where there is no verdict."""
    words: int
    norms: frozenset[str]
    label: Floats
    judging: Floats
    id: str = ""


def collect(ground: Ground) -> list[Unseen]:
    """Read everything, in the same order every time."""
    final = weights.unpack_file()
    return [
        *_reviews(ground),
        *_marked(ground, final),
        *_notes(final),
        *_stories(ground),
        *_others(ground, final),
        *_talk(ground, final),
    ]


def _read(source: str, group: str, target: int | None, text: str, model: Weights, key: str = "") -> Unseen:
    """Read one text."""
    read = opinion.read(text, texts.sentences(text), model)
    rated, words = rating.find(text), texts.count_words(text)
    described = judging.features(
        read, words, dict.fromkeys(judging.QUESTIONS, 0.0), rated=rated is not None, titled=False
    )
    norms = frozenset(read.norms)
    return Unseen(source, group, target, words, norms, label.features(read, rated), described, key)


def _reviews(ground: Ground) -> Iterator[Unseen]:
    for name, step in STEPS.items():
        for record, fold in list(ground.material.lessons(name))[::step]:
            target = _target(name, record)
            if target is None or (name in base.MEMBERS and detection.detect(record["text"]) != "en"):
                continue
            group = str(record.get("film") or record["id"])
            # Critics' rating lines are what their label was made from: most are read without.
            text = (
                record["text"] if name not in CRITICS or len(record["id"]) % 3 == 0 else without_rating(record["text"])
            )
            yield _read(name, corpora.bare_title(group) or group, target, text, ground.models[fold], record["id"])


def _target(name: str, record: Record) -> int | None:
    """Give the class of a review by its stars."""
    if name == "pull_quotes_more":
        share = record.get("scale")
        return None if share is None else 0 if share <= base.LOW else 2 if share >= base.HIGH else 1
    return _CLASS[record["label"]]


def _marked(ground: Ground, final: Weights) -> Iterator[Unseen]:
    for one in ground.reviews:
        yield _read("marks", one.film_group, _CLASS[one.label], one.text, final, one.id)
        if len(one.plot) >= FEWEST_TOKENS // 2:
            story = " ".join(one.text[slice(*one.lines[line])] for line in one.plot)
            yield _read("plot", one.film_group, None, story, final)


def _notes(final: Weights) -> Iterator[Unseen]:
    """Read notes of our own that judge what is acted, shot and written, and say neither film nor movie."""
    for number, note in enumerate(_NOTES.read_text(encoding="utf-8").split("\n\n")):
        sign, text = note.strip().split(" ", 1)
        yield _read(OWN_NOTES, f"note {number}", _CLASS["pos" if sign == "+" else "neg"], text, final)


def _stories(ground: Ground) -> Iterator[Unseen]:
    """Put lines that tell plots together."""
    chance = random.Random(_SEED)  # noqa: S311 - a sample, no secret
    told = [
        (record["text"], fold) for record, fold in ground.material.lessons("opinion_plot") if record["label"] == "plot"
    ]
    count, sizes = STORIES
    for fold in range(base.FOLDS):
        of_fold = [text for text, own in told if own == fold]
        for number in range(count):
            text = " ".join(chance.sample(of_fold, chance.choice(sizes)))
            yield _read("plot", f"plot {fold} {number}", None, text, ground.models[fold])


def _others(ground: Ground, final: Weights) -> Iterator[Unseen]:
    """Judgements of books, hotels and gadgets, and texts of our own that judge nothing."""
    chance = random.Random(_SEED)  # noqa: S311 - as above
    found = {record["review_id"]: record for record in corpora.load(ground.corpora, "subjqa_other")}
    for key in sorted(chance.sample(sorted(found), OTHER)):
        text = found[key]["review"].replace("ANSWERNOTFOUND", "").strip()
        yield _read("other", found[key]["item_id"], None, text, final)
    for number, text in enumerate(own_texts()):
        yield _read("own", f"own {number}", None, text, final)


def own_texts() -> list[str]:
    """Read the texts of our own: recipes, jokes, letters; each paragraph is one."""
    parts = _OWN.read_text(encoding="utf-8").split("\n\n")
    return [part.split("\n", 1)[1] if part.startswith("## ") else part.strip() for part in parts]


def _talk(ground: Ground, final: Weights) -> Iterator[Unseen]:
    """Join what one person says in a row of a conversation about a film."""
    if ground.talk is None:
        return
    runs: list[tuple[str, str]] = []
    for file in sorted((ground.talk / "train").glob("*.json")):
        turns: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["history"]
        for _, said in groupby(turns, key=lambda turn: turn["uid"]):
            text = "\n\n".join(str(turn["text"]) for turn in said)
            if texts.count_words(text) >= label.KINDS[0][1]:
                runs.append((file.name, text))
    for name, text in random.Random(_SEED).sample(runs, min(TALK, len(runs))):  # noqa: S311 - as above
        yield _read("talk", name, None, text, final)
