"""What a card's buttons answer: its lines, its aspects, and why it got its label."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, overload

import discord

from bot.analysis.types import Aspect, Reason, Sentence
from bot.archive.types import Review
from bot.discussion.wording import aspect_name, label_name, the_aspect
from bot.speech import N_, _
from bot.views.card import Action
from bot.views.colours import LABEL_COLOURS
from bot.views.escape import as_line, longest, passage
from bot.views.limits import fitting
from bot.views.words import SURENESS, aspect_word, film_heading, label_word, mark, sureness

PAGE_CHARACTERS = 3_600
_STRETCH = PAGE_CHARACTERS // 2 - 100
"""Escaping at most doubles a text, and marks and spoiler bars take a little more."""
_MARGIN = 10
"""Room for the end of a line, and for the word before spoiler bars that begin one."""
_REASONS = 12
_IN_A_ROW = 5
"""Buttons in a row of Discord's."""
_RATING = "rating"
"""The note of a reason that is the rating as written."""
_TERM = 100
"""The longest word or phrase."""


def text_page(heading: str, body: str, colour: int, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw a heading over a page of text, with buttons under it."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay(heading), discord.ui.Separator(), discord.ui.TextDisplay(body), accent_colour=colour
    )
    for at in range(0, len(actions), _IN_A_ROW):
        container.add_item(discord.ui.ActionRow(*actions[at : at + _IN_A_ROW]))
    view.add_item(container)
    return view


class Pages(Sequence[str]):
    """Pages of a review's lines: where each begins is known, and only those that are looked at are drawn."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._pages = list(_packed(review)) or [[]]

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple(map(self._drawn, self._pages[index]))
        return self._drawn(self._pages[index])

    def _drawn(self, lines: Sequence[_Line]) -> str:
        text, spoilers = self._review.text, self._review.analysis.spoilers
        drawn = ((line.marks, passage(text, line.start, line.end, spoilers)) for line in lines)
        shown = (f"{marks} {words}" if marks else as_line(words) for marks, words in drawn)
        return "\n".join(shown) or f"-# {_('There are no lines.')}"


def lines_pages(review: Review) -> Pages:
    """Give every sentence of a review, in order, marked, as pages that fit a message; each is drawn when asked for.

    Packing them is linear in the review, and takes a tenth of a second for the longest one: do it in a thread.
    """
    return Pages(review)


def lines_heading(review: Review, page: int, pages: int) -> str:
    """Head a page of lines."""
    counted = page_counted(page, pages)
    heading = _("Lines of #{number} · {film}", number=review.number, film=film_heading(review.film))
    legend = _("❝ quoted · ▪ in the summary · ▲ praise · ▼ criticism · plot and facts unmarked")
    return f"### {heading}\n-# {legend}{counted}"


def page_counted(page: int, pages: int) -> str:
    """Say which of several pages is shown, after what heads it; `page` counts from 0."""
    return " · " + _("page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else ""


def aspects(review: Review, choice: discord.ui.Item[Any] | None = None) -> discord.ui.LayoutView:
    """Show each aspect with the line it rests on, and below a menu for who may change them."""
    nothing = _("This review says nothing about acting, writing, music or any other side of the film.")
    heading = "### " + _("Aspects of #{number} · {film}", number=review.number, film=film_heading(review.film))
    view = text_page(heading, _fitting(_aspects(review)) or nothing, LABEL_COLOURS[review.label])
    if choice is not None:
        view.add_item(discord.ui.ActionRow(choice))
    return view


def aspect_sides(review: Review) -> list[Aspect]:
    """List the sides that a person can correct: those that were read, and those that somebody took away."""
    return list(dict.fromkeys([*(one.aspect for one in review.analysis.aspects), *dict(review.aspects_by_hand)]))


def correction(review: Review, side: Aspect, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Ask what a review says of one side."""
    heading = _(
        "### {aspect} in #{number} · {film}",
        aspect=aspect_word(side),
        number=review.number,
        film=film_heading(review.film),
    )
    body = _("What does this review say of {aspect}?", aspect=the_aspect(side))
    return text_page(heading, body, LABEL_COLOURS[review.label], actions)


def giveaways(review: Review, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Ask the author, alone, about lines that probably give the film away."""
    lines = review.analysis.giveaways
    one = _("This line may give something away to who has not seen the film. Nobody but you is asked.")
    several = _("One of these lines may give something away to who has not seen the film. Nobody but you is asked.")
    body = [one if len(lines) == 1 else several]
    body += [f"> {_quoted(review, line.start, line.end)}" for line in lines]
    note = _("Hiding puts spoiler bars round a line in the archive's copy.")
    if review.message_ids:
        note += " " + _("Your message stays as you wrote it: put bars there as well.")
    body.append(f"-# {note}")
    return text_page(
        "### " + _("Hide a line of #{number}?", number=review.number),
        _fitting(body),
        LABEL_COLOURS[review.label],
        actions,
    )


def why(review: Review) -> discord.ui.LayoutView:
    """Show the words and the lines that decided a label."""
    heading = "### " + _("Why #{number} reads as “{label}”", number=review.number, label=label_name(review.label))
    return text_page(heading, _fitting(_why(review)), LABEL_COLOURS[review.label])


def _aspects(review: Review) -> Iterator[str]:
    shown: set[Aspect] = set()
    for opinion in review.analysis.aspects:
        if opinion.aspect not in shown:
            shown.add(opinion.aspect)
            line = _quoted(review, opinion.sentence.start, opinion.sentence.end)
            by_hand = f" · {_('set by hand')}" if opinion.aspect in dict(review.aspects_by_hand) else ""
            yield f"**{aspect_word(opinion.aspect)}** {mark(opinion.polarity)}{by_hand}\n{line}"
    gone = [aspect_name(side) for side, sign in review.aspects_by_hand if not sign]
    if gone:
        yield "-# " + _("Taken away by hand: {aspects}.", aspects=", ".join(gone))


def _quoted(review: Review, start: int, end: int) -> str:
    """Quote a line; one that could never fit is left to *Lines* undrawn."""
    if end - start > PAGE_CHARACTERS:
        return "-# " + _("A line too long for here: press Lines to read it.")
    return f"“{passage(review.text, start, end, review.analysis.spoilers)}”"


class _Line(NamedTuple):
    """A line of a review, or a part of a long one, with the marks before it."""

    start: int
    end: int
    marks: str


def _packed(review: Review) -> Iterator[list[_Line]]:
    """Pack lines into pages by the most that each can grow to when it is drawn."""
    page: list[_Line] = []
    room = PAGE_CHARACTERS
    for line in _lines(review):
        needed = len(line.marks) + longest(review.text, line.start, line.end) + _MARGIN
        if needed > room and page:
            yield page
            page, room = [], PAGE_CHARACTERS
        page.append(line)
        room -= needed
    if page:
        yield page


def _lines(review: Review) -> Iterator[_Line]:
    analysis = review.analysis
    summary = {(sentence.start, sentence.end) for sentence in analysis.summary}
    quotes = sorted({quote.start: quote.end for quote in analysis.quotes}.items())
    for sentence in analysis.sentences:
        place = bisect_left(quotes, (sentence.start, 0))
        marks = "❝" if place < len(quotes) and quotes[place][1] <= sentence.end else ""
        marks += "▪" if (sentence.start, sentence.end) in summary else ""
        if sentence.opinion >= 0.5:
            marks += mark(sentence.polarity)
        for start, end in _stretches(review.text, sentence.start, sentence.end):
            yield _Line(start, end, marks)


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line that is too long for a page at spaces, in the review itself: cut markup would open a spoiler."""
    while end - start > _STRETCH:
        cut = text.rfind(" ", start + 1, start + _STRETCH)
        cut = cut if cut > start else start + _STRETCH
        yield start, cut
        start = cut
    yield start, end


def _why(review: Review) -> Iterator[str]:
    analysis = review.analysis
    if review.label_by_hand:
        yield _("A person set this label.")
        return
    if analysis.language != "en":
        yield _("It is not in English, and labels are only given to English reviews.")
        return
    yield _verdict(review)
    sides = [(mark(1), _("Praise"), 1), (mark(-1), _("Criticism"), -1)]
    for shown, side, sign in sides if review.label != "negative" else sides[::-1]:
        if words := _words(review, sign):
            yield f"**{shown} {side}:** {', '.join(words)}"
    yield from _deciding_lines(review)
    yield "-# " + _("From words and lines that a model, trained on film reviews, took for praise and for criticism.")


def _verdict(review: Review) -> str:
    """Say what the label means, and what the rating as written does to it."""
    label = review.label
    said = _("The words hold no clear verdict, so there is no label.")
    if label != "unsure":
        sure = sureness(review.analysis.sentiment)
        said = f"**{label_word(label)}**, {_(sure)}: {_(SURENESS[sure])}."
    rated = next((reason for reason in review.analysis.reasons if reason.note == _RATING), None)
    if rated is None or label == "unsure":
        return said
    return f"{said} {_('The rating as written, {rating}, counts as well.', rating=_shown(review, rated))}"


def _words(review: Review, sign: int) -> list[str]:
    """List the words of praise (1) or of criticism (-1), strongest first; none that is hidden, each once."""
    found = [reason for reason in review.analysis.reasons if reason.weight * sign > 0 and reason.note != _RATING]
    shown = (_shown(review, reason) for reason in found if not _is_hidden(review, reason))
    return list(dict.fromkeys(shown))[:_REASONS]


def _is_hidden(review: Review, reason: Reason) -> bool:
    return any(start < reason.end and reason.start < end for start, end in review.analysis.spoilers)


def _shown(review: Review, reason: Reason) -> str:
    shown = passage(review.text, reason.start, min(reason.end, reason.start + _TERM), review.analysis.spoilers)
    return shown + ("…" if reason.end - reason.start > _TERM else "")


def _deciding_lines(review: Review) -> Iterator[str]:
    """Quote the lines that weighed most for the label: of a mixed one, of each side."""
    signs = {"positive": (1,), "negative": (-1,)}.get(review.label, (1, -1))
    decisive = [line for sign in signs for line in _weightiest(review, sign, 3 // len(signs))]
    if decisive:
        yield _("**Lines that weighed most:**")
    for sentence in decisive:
        shown = passage(review.text, sentence.start, sentence.end, review.analysis.spoilers)
        yield f"{mark(sentence.polarity)} “{shown}”"


def _weightiest(review: Review, sign: int, most: int) -> list[Sentence]:
    lines = [one for one in review.analysis.sentences if one.opinion >= 0.5 and one.end - one.start <= 500]
    agreeing = (one for one in lines if mark(one.polarity) == mark(sign))
    return heapq.nlargest(most, agreeing, key=lambda one: one.opinion * abs(one.polarity))


def _fitting(blocks: Iterable[str]) -> str:
    """Leave whole blocks out, and say so, rather than pass Discord's limit."""
    return fitting(blocks, PAGE_CHARACTERS, N_("{number:n} more did not fit: press Lines to read them."))
