"""The card: what the bot answers to a review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.analysis.types import Analysis, Aspect, AspectOpinion, Quote, contradicts
from bot.archive.types import Repeat, Review
from bot.views.escape import between, passage
from bot.views.words import (
    ASPECT_WORDS,
    LABEL_COLOURS,
    LABEL_WORDS,
    count,
    film_heading,
    mark,
    message_link,
    rating_words,
    sureness,
)

# Together well under Discord's 4,000 characters: notes, aspects and footer need the rest.
_QUOTES = 3
_QUOTES_BUDGET = 1_200
_SUMMARY_BUDGET = 1_900

REPEAT_WORDS: dict[Repeat, str] = {
    "": "",
    "message": "That message is filed already; this is its review.",
    "text": "That text is filed already; this is its review.",
}

Action = discord.ui.Item[Any]


def card(guild_id: int, review: Review, actions: Sequence[Action], notes: Sequence[str] = ()) -> discord.ui.LayoutView:
    """Draw a review's card. `actions` are its buttons; `notes` are sentences that stand above it.

    Keeps to 4,000 characters: a summary or a quote that is too long for the card is left to
    *Lines*, whole, and the card says so.
    """
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=LABEL_COLOURS[review.label])
    for block in _blocks(review, notes):
        container.add_item(block)
    if actions:
        container.add_item(discord.ui.ActionRow(*actions))
    container.add_item(discord.ui.TextDisplay(footer(guild_id, review)))
    view.add_item(container)
    return view


def gone(sentence: str) -> discord.ui.LayoutView:
    """Draw what is left of a card when its review is deleted."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(discord.ui.TextDisplay(sentence)))
    return view


def verdict(review: Review) -> str:
    """Say the label, how sure it is, and the rating as written."""
    parts = [f"**{LABEL_WORDS[review.label]}**"]
    if review.label_by_hand:
        parts.append("label set by hand")
    elif review.analysis.language != "en":
        parts.append("not in English, so it is summarized without a label")
    elif review.label != "unsure":
        parts.append(sureness(review.analysis.sentiment))
    parts.append(rating_words(review.rating_raw or "", review.rating_value))
    line = " · ".join(part for part in parts if part)
    if disagrees(review):
        line += "\n-# The rating and the words disagree: both are shown as they are."
    return line


def disagrees(review: Review) -> bool:
    """Say whether the rating as written and the words point in opposite directions."""
    if review.rating_value is None or review.label_by_hand:
        return False
    return contradicts(review.label, review.rating_value)


def footer(guild_id: int, review: Review) -> str:
    """Say number, author, who filed it, length, and link to the original."""
    analysis = review.analysis
    parts = [f"#{review.number}", f"by <@{review.author_id}>"]
    if review.filer_id and review.filer_id != review.author_id:
        parts.append(f"filed by <@{review.filer_id}>")
    parts.append(f"{count(analysis.words, 'word')} → {analysis.summary_words}")
    if review.edited_at:
        parts.append("edited")
    if review.channel_id and review.message_ids:
        parts.append(f"[original ↗]({message_link(guild_id, review.channel_id, review.message_ids[0])})")
    return "-# " + " · ".join(parts)


def aspects_line(aspects: Iterable[AspectOpinion]) -> str:
    """Show each aspect with praise or criticism marked, once."""
    shown: dict[Aspect, str] = {opinion.aspect: mark(opinion.polarity) for opinion in aspects}
    return "  ".join(f"{ASPECT_WORDS[aspect]} {leaning}" for aspect, leaning in shown.items())


def _blocks(review: Review, notes: Sequence[str]) -> Iterable[Action]:
    text, analysis = review.text, review.analysis
    heading = film_heading(review.film)
    if notes:
        yield discord.ui.TextDisplay("\n".join(f"-# {note}" for note in notes))
    yield discord.ui.TextDisplay(f"### {heading}\n{verdict(review)}")
    yield discord.ui.Separator()
    yield discord.ui.TextDisplay(_summary(text, analysis))
    quotes = _quotes(text, analysis) if analysis.summary else ""  # a short review shows its own words, once
    if quotes:
        yield discord.ui.Separator()
        yield discord.ui.TextDisplay(quotes)
    if analysis.aspects:
        yield discord.ui.TextDisplay(aspects_line(analysis.aspects))


def _summary(text: str, analysis: Analysis) -> str:
    """Show the summary; the sentences from the first one on that does not fit are left to *Lines*, and counted."""
    spans = [(sentence.start, sentence.end) for sentence in analysis.summary or analysis.sentences]
    shown: list[str] = []
    used = 0
    for place, (start, end) in enumerate(spans):
        joint = between(text, spans[place - 1][1], start) if place else ""
        # What is longer than the room in the review itself is not even drawn.
        drawn = passage(text, start, end, analysis.spoilers) if end - start <= _SUMMARY_BUDGET - used else None
        if drawn is None or used + len(joint) + len(drawn) > _SUMMARY_BUDGET:
            left_out = count(len(spans) - place, "longer sentence")
            note = f"-# {left_out} of the summary did not fit here: press Lines to read it whole."
            return f"{''.join(shown)}\n{note}" if shown else note
        shown += [joint, drawn]
        used += len(joint) + len(drawn)
    return "".join(shown) or "-# There was nothing to summarize."


def _quotes(text: str, analysis: Analysis) -> str:
    lines: list[str] = []
    used = 0
    for quote in analysis.quotes[:_QUOTES]:
        if quote.end - quote.start > _QUOTES_BUDGET - used:
            continue
        line = quote_line(text, quote, analysis)
        if used + len(line) > _QUOTES_BUDGET:
            continue
        lines.append(line)
        used += len(line) + 1
    return "\n".join(lines)


def quote_line(text: str, quote: Quote, analysis: Analysis) -> str:
    """Show one quote in quotation marks, praise or criticism marked."""
    shown = passage(text, quote.start, quote.end, analysis.spoilers)
    # A review that is quoted inside quotation marks keeps its own: the outer pair is the card's.
    return f"❝ “{shown}” {mark(quote.polarity)}"
