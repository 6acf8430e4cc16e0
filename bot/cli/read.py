"""`pullquote read`: an analysis in the terminal, for people (rich) and for programs (JSON)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.analysis import analyze, clean
from bot.analysis.language.counting import has_words
from bot.analysis.types import OWN_WORDS, Analysis, Sentence

_COLOURS = {"positive": "green", "mixed": "yellow", "negative": "red", "unsure": "bright_black"}
_WORDS = {"positive": "Positive", "mixed": "Mixed", "negative": "Negative", "unsure": "Not sure"}
SCHEMA = 1
"""Grows when a field of the JSON changes its meaning or goes."""


def read_text(raw: str) -> tuple[str, Analysis]:
    """Clean and read a review. Raises ValueError with a sentence for a text that cannot be one."""
    text = clean(raw)
    if not has_words(text):
        raise ValueError("There is no text in that to read; one word is enough.")
    return text, analyze(text)


def print_json(text: str, analysis: Analysis) -> None:
    """Print everything, with offsets into `text`, as one JSON object."""
    record: dict[str, Any] = {"schema": SCHEMA, "text": text, **asdict(analysis)}
    print(json.dumps(record, ensure_ascii=False, indent=2))  # noqa: T201


def print_analysis(text: str, analysis: Analysis) -> None:
    """Print the card's contents for a person."""
    console = Console(highlight=False)
    sentiment = analysis.sentiment
    head = Table.grid(padding=(0, 2))
    label = Text(_WORDS[sentiment.label], style=f"bold {_COLOURS[sentiment.label]}")
    head.add_row("Label", label + Text(f"  confidence {sentiment.confidence:.0%}, score {sentiment.score:+.2f}", "dim"))
    if analysis.film:
        year = f" ({analysis.film.year})" if analysis.film.year else ""
        head.add_row(
            "Film", Text(f"{analysis.film.title}{year}") + Text(f"  {analysis.film.confidence:.0%} sure", "dim")
        )
    if analysis.rating:
        scale = f", taken as {analysis.rating.taken_as}" if analysis.rating.taken_as else ""
        head.add_row("Rating", Text(f"{analysis.rating.raw} as written{scale}, {analysis.rating.value:.1f}/10"))
    if analysis.language != "en":
        head.add_row("Language", Text(f"{analysis.language}: summarized without a label"))
    head.add_row("Length", Text(f"{analysis.words} words, summary {analysis.summary_words}"))
    console.print(head)
    if analysis.words < OWN_WORDS:
        console.print(Panel(Text(text), title="In its own words", title_align="left"))
    else:
        summary = Text(" ".join(sentence.text for sentence in analysis.summary))
        console.print(Panel(summary, title="Summary", title_align="left"))
    for quote in analysis.quotes:
        console.print(_line(quote, "❝ "))
    for opinion in analysis.aspects:
        console.print(Text(f"{opinion.aspect:>10} ", "bold") + _line(opinion.sentence, ""))


def _line(sentence: Sentence, before: str) -> Text:
    mark, colour = ("▲", "green") if sentence.polarity >= 0 else ("▼", "red")
    return Text(f"{mark} ", colour) + Text(before + sentence.text)
