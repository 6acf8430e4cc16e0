"""Imports, exports and totals: what is about to be filed, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.archive.types import Film, ServerTotals
from bot.exchange.records import FilmCount, ImportPlan, Skipped
from bot.speech import N_, _, count, ngettext
from bot.views.card import Action
from bot.views.charts import TimeChart, VerdictBar, picture
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import brief
from bot.views.pages.details import text_page
from bot.views.pages.films import verdicts_line
from bot.views.words import EMPTY_ARCHIVE, open_name

SKIPPED_FILE = "skipped.txt"
_FILMS = 10
_ROWS = 10
_TITLE = 80
_REASON = 200
_BAR = 20
FORMAT_WORDS = {"letterboxd": "Letterboxd", "json": N_("Pullquote’s JSON"), "csv": N_("Pullquote’s CSV")}


def preview(
    plan: ImportPlan, already: int, authors: int | None, files: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw what an import would do.

    `already`: rows that are here already; `authors`: how many members the reviews stay with, None when
    all become the importer's own; `files`: the names of attached files that the message has to show.
    """
    total = len(plan.rows)
    new = total - already
    lines = [_would(new, authors)]
    if already:
        lines.append(
            ngettext(
                "{number:n} review of this file is here already and would not be filed again.",
                "{number:n} reviews of this file are here already and would not be filed again.",
                already,
            )
        )
    if plan.films:
        lines.append(f"{count(len(plan.films), 'film')}: {_films(plan.films)}")
    lines += _skipped(plan.skipped)
    if new:
        lines.append("-# " + _("Nothing is filed before you press Import. It can be undone as a whole."))
    return _page(
        "### " + _("Import from {source}", source=_(FORMAT_WORDS.get(plan.format, brief(plan.format, _TITLE)))),
        lines,
        ACCENT,
        files,
        actions,
    )


def progress(done: int, total: int, filed: int, seconds_left: float | None = None) -> discord.ui.LayoutView:
    """Draw how far an import is."""
    full = _BAR * done // max(total, 1)
    bar = "▰" * full + "▱" * (_BAR - full)
    rows = _("{done:n} of {total:n} rows", done=done, total=total)
    line = f"{bar} {rows} · {_filed(filed)}"
    if seconds_left is not None:
        line += f" · {_left(seconds_left)}"
    note = "-# " + _("You can go on using the bot, and close this: the import goes on by itself.")
    return text_page("### " + _("Importing"), f"{line}\n{note}", ACCENT)


def imported(
    filed: int, repeats: int, skipped: Sequence[Skipped], files: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw what an import did."""
    lines = [_("**{reviews}** filed.", reviews=count(filed, "review"))]
    if repeats:
        lines.append(
            ngettext(
                "{number:n} review was here already and not filed again.",
                "{number:n} reviews were here already and not filed again.",
                repeats,
            )
        )
    lines += _skipped(skipped)
    return _page("### " + _("The import is done"), lines, ACCENT, files, actions)


def stopped(done: int, total: int, filed: int, why: str, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw an import that was broken off. `why` is a sentence."""
    rows = _(
        "{done:n} of {total:n} rows were done and {reviews} filed.",
        done=done,
        total=total,
        reviews=count(filed, "review"),
    )
    body = f"{why} {rows}"
    return text_page("### " + _("The import was broken off"), body, NEUTRAL, actions)


def undone(erased: int) -> discord.ui.LayoutView:
    """Draw an import that was taken back."""
    return text_page(
        "### " + _("The import is undone"),
        ngettext("{number:n} review erased.", "{number:n} reviews erased.", erased),
        NEUTRAL,
    )


def skipped_file(skipped: Sequence[Skipped]) -> bytes | None:
    """Give the list of skipped rows as a text file; None when the message itself shows them all."""
    if len(skipped) <= _ROWS:
        return None
    return "".join(f"{each}\n" for each in skipped).encode()


def exported(reviews: int, files: int, left_out: Sequence[str]) -> str:
    """Say what an export holds, and what its format could not hold."""
    sentence = _("That is all: {reviews} in {files}.", reviews=count(reviews, "review"), files=count(files, "file"))
    if left_out:
        shown = " ".join(brief(each, _REASON // 2) for each in left_out[:_ROWS])
        more = " " + _("And {number:n} more.", number=len(left_out) - _ROWS) if len(left_out) > _ROWS else ""
        sentence += "\n" + _("{reviews} left out: {why}", reviews=count(len(left_out), "review"), why=f"{shown}{more}")
    return sentence


def stats(totals: ServerTotals, bar: VerdictBar | None = None, chart: TimeChart | None = None) -> discord.ui.LayoutView:
    """Draw a server's totals. `bar` and `chart`: the pictures that are sent along, if any."""
    if not totals.reviews:
        return text_page("### " + _("This server’s archive"), _(EMPTY_ARCHIVE), NEUTRAL)
    counted = _(
        "**{reviews}** of {films} by {reviewers}: {words}",
        reviews=count(totals.reviews, "review"),
        films=count(totals.films, "film"),
        reviewers=count(totals.reviewers, "reviewer"),
        words=count(totals.words, "word"),
    )
    heading = f"### {_('This server’s archive')}\n{counted}"
    container: discord.ui.Container[Any] = discord.ui.Container(discord.ui.TextDisplay(heading), accent_colour=ACCENT)
    if bar:
        container.add_item(picture(bar))
    lines = (verdicts_line(totals.by_label), _aside(totals))
    container.add_item(discord.ui.TextDisplay("\n".join(line for line in lines if line)))
    if chart:
        container.add_item(discord.ui.Separator())
        container.add_item(picture(chart))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _aside(totals: ServerTotals) -> str:
    """Say how many reviews are in the words of critics, whose verdicts are not counted."""
    theirs = count(totals.critics, "review")
    said = _("{reviews} of these in the words of critics; the verdicts are members’ own.", reviews=theirs)
    return f"-# {said}" if totals.critics else ""


def _page(
    heading: str, lines: Sequence[str], colour: int, files: Sequence[str], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    view = text_page(heading, "\n".join(lines), colour, actions)
    for name in files:
        file: discord.ui.File[Any] = discord.ui.File(f"attachment://{name}")
        view.add_item(file)
    return view


def _would(new: int, authors: int | None) -> str:
    reviews = count(new, "review")
    if authors is None:
        return _("**{reviews}** would be filed as yours.", reviews=reviews)
    return _(
        "**{reviews}** would be filed under their own {authors}.", reviews=reviews, authors=count(authors, "author")
    )


def _filed(reviews: int) -> str:
    return _("{reviews} filed", reviews=count(reviews, "review"))


def _films(films: Sequence[FilmCount]) -> str:
    most = sorted(films, key=lambda film: -film.reviews)
    shown = ", ".join(_film(film) for film in most[:_FILMS])
    return shown + (_(" and {number:n} more", number=len(films) - _FILMS) if len(films) > _FILMS else "")


def _film(film: FilmCount) -> str:
    name = brief(open_name(Film(0, film.title, film.year)), _TITLE)
    return name + (f" ×{film.reviews}" if film.reviews > 1 else "")


def _skipped(skipped: Sequence[Skipped]) -> list[str]:
    """List skipped rows with their reasons; a long list stands in a file of its own."""
    if not skipped:
        return []
    lines = [
        "**" + _("{rows} skipped:", rows=count(len(skipped), "row")) + "**",
        *(f"> {brief(str(each), _REASON)}" for each in skipped[:_ROWS]),
    ]
    if len(skipped) > _ROWS:
        more = _("and {number:n} more: all of them are in {file}.", number=len(skipped) - _ROWS, file=SKIPPED_FILE)
        lines.append(f"> {more}")
    return lines


def _left(seconds: float) -> str:
    if seconds < 90:
        return _("about {seconds} seconds left", seconds=max(5, 5 * round(seconds / 5)))
    return _("about {minutes} left", minutes=count(max(2, round(seconds / 60)), "minute"))
