"""The model card: what the models learnt from, how, how well they read, and where they fail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from bot.analysis.pipeline import score
from bot.analysis.scoring import opinion, weights
from bot.analysis.training import figures, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.analysis.scoring.weights import Weights
    from bot.analysis.training.figures import Figure
    from bot.analysis.training.ngrams.base import Material

FILE = weights.FOLDER / "MODEL_CARD.md"

_ASKED = re.compile(r'("([^"]+)"[^"<]*)<(score|opinion)>')
_NOTES = Path(__file__).with_name("notes.md")


def _notes() -> dict[str, str]:
    """Read the parts of the card that are written by hand: heading to text."""
    parts = _NOTES.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip() for part in parts}


def measure(material: Material, models: Sequence[Weights]) -> list[Figure]:
    """Measure the n-gram models and what stands on them by cross-validation over the folds."""
    return [
        figures.polarity(material, models, "polarity", target=0.93),
        figures.polarity(material, models, "imdb_test", step=5, target=0.925),
        figures.polarity(material, models, "snippets_polarity", target=0.83),
        figures.opinion_or_plot(material, models),
        *figures.quotes(material, models),
        *figures.summaries(material, models),
    ]


def write(material: Material) -> None:
    """Write the card beside the weights that it describes, from the figures that each part kept."""
    rows = [(one.part, figure) for one in parts.kept() for figure in one.figures]
    notes = _notes()
    sections = [
        "# Model card",
        _about(),
        f"## Data\nNo text of any corpus is kept; the weights are counts and sums.\n\n{_data(notes, material)}",
        f"## Method\n{notes['Method']}",
        f"## Figures\n{notes['Figures']}\n\n{_figures(rows)}",
        f"## Confidence\n{_confidence(rows)}",
        f"## Tried, and what it gave\n{notes['Tried, and what it gave']}",
        f"## Known failures\n{with_numbers(notes['Known failures'])}",
    ]
    FILE.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def with_numbers(text: str) -> str:
    """Put in what the written weights say of each quoted line that `<score>` or `<opinion>` follows."""
    judges: dict[str, Callable[[str], float]] = {"score": score, "opinion": _opinion}
    with weights.using(weights.unpack_file()):
        return _ASKED.sub(lambda found: f"{found[1]}{judges[found[3]](' '.join(found[2].split())):.2f}", text)


def _opinion(line: str) -> float:
    return float(weights.logistic(opinion.read(line, [(0, len(line))]).opinion)[0])


def _about() -> str:
    return (
        f"Weights: `weights.npz`, {weights.FILE.stat().st_size:,} bytes, SHA-256 `{weights.digest_of_file()}`.\n"
        "Written by `python -m bot.analysis.training CORPORA`; the same corpora give the same weights.\n\n"
        "They read reviews of films in English: the label with its confidence, opinion apart from plot, the summary,\n"
        "the quotes and the reasons. They judge the words of a review, never the film and never the writer."
    )


def _data(notes: dict[str, str], material: Material) -> str:
    about = dict(line[2:].split(": ", 1) for line in notes["Data"].split("\n"))
    rows = [f"| {name} | {len(material.records[name]):,} | {text} |" for name, text in about.items()]
    return "\n".join(["| corpus | rows | what |", "|---|---|---|", *rows])


def _figures(rows: Sequence[tuple[str, Figure]]) -> str:
    table = ["| part | figure | value | texts | aim | ceiling | chance |", "|---|---|---|---|---|---|---|"]
    for part, one in rows:
        if not one.name.startswith(figures.CONFIDENCE):
            others = " | ".join(
                "" if value is None else f"{value:g}" for value in (one.target, one.ceiling, one.chance)
            )
            table.append(f"| {part} | {one.name} | {one.value:.3f} | {one.count:,} | {others} |")
    return "\n".join(table)


def _confidence(rows: Sequence[tuple[str, Figure]]) -> str:
    table = [
        "How far the confidence of a label can be believed:",
        "",
        "| texts, confidence | reviews | mean confidence | right |",
        "|---|---|---|---|",
    ]
    for _, one in rows:
        if one.name.startswith(figures.CONFIDENCE):
            name = one.name.removeprefix(figures.CONFIDENCE)
            table.append(f"| {name} | {one.count:,} | {one.target:.2f} | {one.value:.2f} |")
    return "\n".join(table)
