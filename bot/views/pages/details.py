"""What a card's buttons answer: its lines, its aspects, and why it got its label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.analysis.types import Reason
from bot.archive.types import Review
from bot.views.card import Action
from bot.views.escape import passage
from bot.views.limits import paginate
from bot.views.words import ASPECT_WORDS, LABEL_COLOURS, LABEL_WORDS, film_heading, mark, sureness

PAGE_CHARACTERS = 3_600
_STRETCH = PAGE_CHARACTERS // 2 - 100
"""Escaping at most doubles a text, and marks and spoiler bars take a little more."""
_REASONS = 12


def text_page(heading: str, body: str, colour: int, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw a heading over a page of text, with buttons under it."""
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[Any] = discord.ui.Container(
        discord.ui.TextDisplay(heading), discord.ui.Separator(), discord.ui.TextDisplay(body), accent_colour=colour
    )
    if actions:
        container.add_item(discord.ui.ActionRow(*actions))
    view.add_item(container)
    return view


def lines_pages(review: Review) -> tuple[str, ...]:
    """Give every sentence of a review, in order, marked, as pages that fit a message."""
    return tuple(paginate(_lines(review), PAGE_CHARACTERS)) or ("-# There are no lines.",)


def lines_heading(review: Review, page: int, pages: int) -> str:
    """Head a page of lines."""
    counted = f" · page {page + 1} of {pages}" if pages > 1 else ""
    return (
        f"### Lines of #{review.number} · {film_heading(review.film)}\n"
        f"-# ❝ quoted · ▪ in the summary · ▲ praise · ▼ criticism · plot and facts unmarked{counted}"
    )


def aspects(review: Review) -> discord.ui.LayoutView:
    """Show each aspect with the line it rests on."""
    spoilers = review.analysis.spoilers
    blocks = [
        f"**{ASPECT_WORDS[opinion.aspect]}** {mark(opinion.polarity)}\n"
        f"“{passage(review.text, opinion.sentence.start, opinion.sentence.end, spoilers)}”"
        for opinion in review.analysis.aspects
    ]
    body = "\n".join(blocks) or "This review says nothing about acting, writing, music or any other side of the film."
    heading = f"### Aspects of #{review.number} · {film_heading(review.film)}"
    return text_page(heading, _fitting(body, blocks), LABEL_COLOURS[review.label])


def why(review: Review) -> discord.ui.LayoutView:
    """Show the words and the lines that decided a label."""
    heading = f"### Why #{review.number} reads as “{LABEL_WORDS[review.label].lower()}”"
    blocks = list(_why(review))
    return text_page(heading, _fitting("\n".join(blocks), blocks), LABEL_COLOURS[review.label])


def _lines(review: Review) -> Iterator[str]:
    analysis = review.analysis
    summary = {(sentence.start, sentence.end) for sentence in analysis.summary}
    for sentence in analysis.sentences:
        marks = "❝" if any(sentence.start <= q.start and q.end <= sentence.end for q in analysis.quotes) else ""
        marks += "▪" if (sentence.start, sentence.end) in summary else ""
        if sentence.opinion >= 0.5:
            marks += mark(sentence.polarity)
        for start, end in _stretches(review.text, sentence.start, sentence.end):
            shown = passage(review.text, start, end, analysis.spoilers)
            yield f"{marks} {shown}" if marks else shown


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a line that is too long for a page at spaces, in the review itself: cut markup would open a spoiler."""
    while end - start > _STRETCH:
        cut = text.rfind(" ", start + 1, start + _STRETCH)
        cut = cut if cut > start else start + _STRETCH
        yield start, cut
        start = cut
    yield start, end


def _why(review: Review) -> Iterator[str]:
    sentiment = review.analysis.sentiment
    if review.label_by_hand:
        yield f"A person set this label; the words alone read as {LABEL_WORDS[sentiment.label].lower()}."
    elif review.analysis.language != "en":
        yield "It is not in English, and labels are only given to English reviews."
        return
    else:
        yield f"Score {sentiment.score:+.2f} of −1 to +1, {sureness(sentiment)} ({sentiment.confidence:.0%})."
    towards = [reason for reason in review.analysis.reasons if reason.weight > 0][:_REASONS]
    against = [reason for reason in review.analysis.reasons if reason.weight < 0][:_REASONS]
    if towards:
        yield f"**{mark(1)} Words for it:** " + ", ".join(_reason(review, reason) for reason in towards)
    if against:
        yield f"**{mark(-1)} Words against it:** " + ", ".join(_reason(review, reason) for reason in against)
    yield from _deciding_lines(review)
    yield "-# Weights of a model trained on film reviews; “not” and “but” count with the words they turn."


def _reason(review: Review, reason: Reason) -> str:
    shown = passage(review.text, reason.start, reason.end, review.analysis.spoilers)
    note = f" ({reason.note})" if reason.note else ""
    return f"{shown} {reason.weight:+.2f}{note}"


def _deciding_lines(review: Review) -> Iterator[str]:
    analysis = review.analysis
    weighed = sorted(analysis.sentences, key=lambda s: s.opinion * abs(s.polarity), reverse=True)[:3]
    decisive = [s for s in weighed if s.opinion >= 0.5 and s.end - s.start <= 500]
    if decisive:
        yield "**Lines that weighed most:**"
    for sentence in decisive:
        yield f"{mark(sentence.polarity)} “{passage(review.text, sentence.start, sentence.end, analysis.spoilers)}”"


def _fitting(body: str, blocks: list[str]) -> str:
    """Leave whole blocks out, and say so, rather than pass Discord's limit."""
    shown = list(blocks)
    while len(body) > PAGE_CHARACTERS and shown:
        shown.pop()
        body = "\n".join(shown) + f"\n-# {len(blocks) - len(shown)} more did not fit: press Lines to read them."
    return body
