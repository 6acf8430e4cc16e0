"""The card: what the bot answers to a review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.analysis.types import Analysis, AspectOpinion, Quote, contradicts
from bot.archive.types import Repeat, Review
from bot.views.escape import passage, passages
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
    if review.rating_raw:
        parts.append(rating_words(review.rating_raw, review.rating_value))
    line = " · ".join(parts)
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
    """Show each aspect with praise or criticism marked."""
    return "  ".join(f"{ASPECT_WORDS[opinion.aspect]} {mark(opinion.polarity)}" for opinion in aspects)


def _blocks(review: Review, notes: Sequence[str]) -> Iterable[Action]:
    text, analysis = review.text, review.analysis
    heading = film_heading(review.film)
    if notes:
        yield discord.ui.TextDisplay("\n".join(f"-# {note}" for note in notes))
    yield discord.ui.TextDisplay(f"### {heading}\n{verdict(review)}")
    yield discord.ui.Separator()
    yield discord.ui.TextDisplay(_summary(text, analysis))
    quotes = _quotes(text, analysis)
    if quotes:
        yield discord.ui.Separator()
        yield discord.ui.TextDisplay(quotes)
    if analysis.aspects:
        yield discord.ui.TextDisplay(aspects_line(analysis.aspects))


def _summary(text: str, analysis: Analysis) -> str:
    spans = [(sentence.start, sentence.end) for sentence in analysis.summary]
    shown = list(spans)
    while shown and len(passages(text, shown, analysis.spoilers)) > _SUMMARY_BUDGET:
        shown.pop()
    if len(shown) == len(spans):
        return passages(text, spans, analysis.spoilers) or "-# There was nothing to summarize."
    left_out = count(len(spans) - len(shown), "longer sentence")
    note = f"-# {left_out} of the summary did not fit here: press Lines to read it whole."
    return f"{passages(text, shown, analysis.spoilers)}\n{note}" if shown else note


def _quotes(text: str, analysis: Analysis) -> str:
    lines: list[str] = []
    used = 0
    for quote in analysis.quotes:
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
