"""Imports, exports and totals: what is about to be filed, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.archive.types import Film, ServerTotals
from bot.exchange.records import FilmCount, ImportPlan, Skipped
from bot.views.card import Action
from bot.views.charts import TimeChart, VerdictBar, picture
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import brief
from bot.views.pages.details import text_page
from bot.views.pages.films import verdicts_line
from bot.views.words import EMPTY_ARCHIVE, count, open_name

SKIPPED_FILE = "skipped.txt"
_FILMS = 10
_ROWS = 10
_TITLE = 80
_REASON = 200
_BAR = 20
FORMAT_WORDS = {"letterboxd": "Letterboxd", "json": "Pullquote’s JSON", "csv": "Pullquote’s CSV"}


def preview(
    plan: ImportPlan, already: int, authors: int | None, files: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw what an import would do.

    `already`: rows that are here already; `authors`: how many members the reviews stay with, None when
    all become the importer's own; `files`: the names of attached files that the message has to show.
    """
    total = len(plan.rows)
    new = total - already
    lines = [f"**{count(new, 'review')}** would be filed {_whose(authors)}."]
    if already:
        lines.append(
            f"{count(already, 'review')} of this file {_is(already)} here already and would not be filed again."
        )
    if plan.films:
        lines.append(f"{count(len(plan.films), 'film')}: {_films(plan.films)}")
    lines += _skipped(plan.skipped)
    if new:
        lines.append("-# Nothing is filed before you press Import. It can be undone as a whole.")
    return _page(
        f"### Import from {FORMAT_WORDS.get(plan.format, brief(plan.format, _TITLE))}", lines, ACCENT, files, actions
    )


def progress(done: int, total: int, filed: int, seconds_left: float | None = None) -> discord.ui.LayoutView:
    """Draw how far an import is."""
    full = _BAR * done // max(total, 1)
    line = f"{'▰' * full}{'▱' * (_BAR - full)} {done:,} of {total:,} rows · {count(filed, 'review')} filed"
    if seconds_left is not None:
        line += f" · {_about(seconds_left)} left"
    note = "-# You can go on using the bot, and close this: the import goes on by itself."
    return text_page("### Importing", f"{line}\n{note}", ACCENT)


def imported(
    filed: int, repeats: int, skipped: Sequence[Skipped], files: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw what an import did."""
    lines = [f"**{count(filed, 'review')}** filed."]
    if repeats:
        lines.append(f"{count(repeats, 'review')} {_was(repeats)} here already and not filed again.")
    lines += _skipped(skipped)
    return _page("### The import is done", lines, ACCENT, files, actions)


def stopped(done: int, total: int, filed: int, why: str, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw an import that was broken off. `why` is a sentence."""
    body = f"{why} {done:,} of {total:,} rows were done and {count(filed, 'review')} filed."
    return text_page("### The import was broken off", body, NEUTRAL, actions)


def undone(erased: int) -> discord.ui.LayoutView:
    """Draw an import that was taken back."""
    return text_page("### The import is undone", f"{count(erased, 'review')} erased.", NEUTRAL)


def skipped_file(skipped: Sequence[Skipped]) -> bytes | None:
    """Give the list of skipped rows as a text file; None when the message itself shows them all."""
    if len(skipped) <= _ROWS:
        return None
    return "".join(f"{each}\n" for each in skipped).encode()


def exported(reviews: int, files: int, left_out: Sequence[str]) -> str:
    """Say what an export holds, and what its format could not hold."""
    sentence = f"That is all: {count(reviews, 'review')} in {count(files, 'file')}."
    if left_out:
        shown = " ".join(brief(each, _REASON // 2) for each in left_out[:_ROWS])
        more = f" And {len(left_out) - _ROWS:,} more." if len(left_out) > _ROWS else ""
        sentence += f"\n{count(len(left_out), 'review')} left out: {shown}{more}"
    return sentence


def stats(totals: ServerTotals, bar: VerdictBar | None = None, chart: TimeChart | None = None) -> discord.ui.LayoutView:
    """Draw a server's totals. `bar` and `chart`: the pictures that are sent along, if any."""
    if not totals.reviews:
        return text_page("### This server’s archive", EMPTY_ARCHIVE, NEUTRAL)
    whose = f"{count(totals.films, 'film')} by {count(totals.reviewers, 'reviewer')}"
    heading = (
        f"### This server’s archive\n**{count(totals.reviews, 'review')}** of {whose}: {count(totals.words, 'word')}"
    )
    container: discord.ui.Container[Any] = discord.ui.Container(discord.ui.TextDisplay(heading), accent_colour=ACCENT)
    if bar:
        container.add_item(picture(bar))
    counted = (verdicts_line(totals.by_label), _aside(totals))
    container.add_item(discord.ui.TextDisplay("\n".join(line for line in counted if line)))
    if chart:
        container.add_item(discord.ui.Separator())
        container.add_item(picture(chart))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _aside(totals: ServerTotals) -> str:
    """Say how many reviews are in the words of critics, whose verdicts are not counted."""
    theirs = count(totals.critics, "review")
    return f"-# {theirs} of these in the words of critics; the verdicts are members’ own." if totals.critics else ""


def _page(
    heading: str, lines: Sequence[str], colour: int, files: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    view = text_page(heading, "\n".join(lines), colour, actions)
    for name in files:
        file: discord.ui.File[Any] = discord.ui.File(f"attachment://{name}")
        view.add_item(file)
    return view


def _whose(authors: int | None) -> str:
    return "as yours" if authors is None else f"under their own {count(authors, 'author')}"


def _films(films: Sequence[FilmCount]) -> str:
    most = sorted(films, key=lambda film: -film.reviews)
    shown = ", ".join(_film(film) for film in most[:_FILMS])
    return shown + (f" and {len(films) - _FILMS:,} more" if len(films) > _FILMS else "")


def _film(film: FilmCount) -> str:
    name = brief(open_name(Film(0, film.title, film.year)), _TITLE)
    return name + (f" ×{film.reviews}" if film.reviews > 1 else "")


def _skipped(skipped: Sequence[Skipped]) -> list[str]:
    """List skipped rows with their reasons; a long list stands in a file of its own."""
    if not skipped:
        return []
    lines = [
        f"**{count(len(skipped), 'row')} skipped:**",
        *(f"> {brief(str(each), _REASON)}" for each in skipped[:_ROWS]),
    ]
    if len(skipped) > _ROWS:
        lines.append(f"> and {len(skipped) - _ROWS:,} more: all of them are in {SKIPPED_FILE}.")
    return lines


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    return f"about {count(max(2, round(seconds / 60)), 'minute')}"
