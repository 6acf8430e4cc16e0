"""The card: what the bot answers to a review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import discord

from bot.analysis.types import OWN_WORDS, Analysis, AspectOpinion, Quote, contradicts
from bot.archive.types import Beside, Repeat, Review
from bot.speech import N_, _, count, ngettext, number
from bot.views.colours import LABEL_COLOURS
from bot.views.escape import as_line, between, passage
from bot.views.viewings import copy_words, viewing_line
from bot.views.words import (
    CRITICISM,
    EVEN,
    PRAISE,
    aspect_word,
    film_heading,
    label_word,
    mark,
    message_link,
    rating_words,
    sureness,
    written_by,
)

_LARGE = 160
"""A quote of so many characters is still read at a glance when it is large."""
# Together well under Discord's 4,000 characters: notes, aspects and footer need the rest.
_QUOTES_BUDGET = 1_200
_SUMMARY_BUDGET = 1_900

REPEAT_WORDS: dict[Repeat, str] = {
    "": "",
    "message": N_("That message is filed already; this is its review."),
    "text": N_("That text is filed already; this is its review."),
}

Action = discord.ui.Item[Any]
ALONE: Final = Beside()


def card(
    guild_id: int,
    review: Review,
    actions: Sequence[Action],
    notes: Sequence[str] = (),
    choice: Action | None = None,
    beside: Beside = ALONE,
    portrait: str | None = None,
) -> discord.ui.LayoutView:
    """Draw a review's card. `actions` are its buttons; `notes` stand above it; `choice` asks which film it is about.

    `portrait` is the address of the author's own picture, which stands beside the heading.
    Keeps to 4,000 characters: a summary or a quote that is too long for the card is left to
    *Lines*, whole, and the card says so.
    """
    view = discord.ui.LayoutView(timeout=None)
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=LABEL_COLOURS[review.label])
    for block in _blocks(review, notes, beside, portrait):
        container.add_item(block)
    if choice is not None:
        container.add_item(discord.ui.ActionRow(choice))
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
    parts = [f"**{label_word(review.label)}**"]
    if review.label_by_hand:
        parts.append(_("label set by hand"))
    elif review.analysis.language != "en":
        parts.append(_("not in English, so it is summarized without a label"))
    elif review.label != "unsure":
        parts.append(_(sureness(review.analysis.sentiment)))
    parts.append(_rating(review))
    return " · ".join(part for part in parts if part) + _disagreement(review)


def _disagreement(review: Review) -> str:
    return f"\n-# {_('The rating and the words disagree: both are shown as they are.')}" if disagrees(review) else ""


def _short_verdict(review: Review) -> str:
    """Say what a short take says of its film: the rating, and the label where it can be believed."""
    label = "" if review.label == "unsure" else f"**{label_word(review.label)}**"
    parts = (label, _rating(review))
    return " · ".join(part for part in parts if part)


def _rating(review: Review) -> str:
    """Show the rating, with the scale that was taken where the text that it was read in names none."""
    read = review.analysis.rating
    taken_as = read.taken_as if read is not None and read.raw == review.rating_raw else ""
    return rating_words(review.rating_raw or "", review.rating_value, taken_as)


def disagrees(review: Review) -> bool:
    """Say whether the rating as written and the words point in opposite directions."""
    if review.rating_value is None or review.label_by_hand:
        return False
    return contradicts(review.analysis.sentiment.score, review.rating_value)


def footer(guild_id: int, review: Review) -> str:
    """Say number, author, who filed it, length, and link to the original."""
    analysis = review.analysis
    by = written_by(review.author_id, review.critic)
    parts = [f"#{review.number}", by if review.critic else _("by {member}", member=by)]
    if review.filer_id and review.filer_id != review.author_id:
        parts.append(_("filed by <@{filer_id}>", filer_id=review.filer_id))
    length = count(analysis.words, "word")
    parts.append(length if analysis.words < OWN_WORDS else f"{length} → {number(analysis.summary_words)}")
    if review.edited_at:
        parts.append(_("edited"))
    if review.channel_id and review.message_ids:
        parts.append(f"[{_('original')} ↗]({message_link(guild_id, review.channel_id, review.message_ids[0])})")
    return "-# " + " · ".join(parts)


def aspects_line(aspects: Iterable[AspectOpinion]) -> str:
    """Name the sides that are praised, criticized, or both: in words, for whoever hears the card read out."""
    groups: dict[str, list[str]] = {PRAISE: [], CRITICISM: [], EVEN: []}
    for opinion in aspects:
        groups[mark(opinion.polarity)].append(aspect_word(opinion.aspect))
    named = ((sign, _GROUPS[sign], ", ".join(names)) for sign, names in groups.items() if names)
    return " · ".join(f"{sign} {_(words, aspects=f'**{names}**')}" for sign, words, names in named)


_GROUPS = {
    PRAISE: N_("praised: {aspects}"),
    CRITICISM: N_("criticized: {aspects}"),
    EVEN: N_("both ways: {aspects}"),
}


def _blocks(review: Review, notes: Sequence[str], beside: Beside, portrait: str | None) -> Iterable[Action]:
    text, analysis = review.text, review.analysis
    viewing = viewing_line(review, beside)
    if beside.copy_of is not None:
        notes = (*notes, copy_words(beside.copy_of))
    if notes:
        yield discord.ui.TextDisplay("\n".join(f"-# {note}" for note in notes))
    if analysis.is_short_take and (own := _own_words(review)):
        heading = " · ".join(part for part in (f"**{film_heading(review.film)}**", _short_verdict(review)) if part)
        lines = (heading, f"{own}{_disagreement(review)}", viewing)
        yield _heading(lines, portrait)
        return
    lines = (f"### {film_heading(review.film)}", verdict(review), viewing)
    yield _heading(lines, portrait)
    if analysis.words < OWN_WORDS and (own := _own_words(review)):
        yield discord.ui.TextDisplay(own)
    else:
        if quoted := _quotes(text, analysis.headlines, analysis):
            yield discord.ui.TextDisplay(quoted)
        if summary := _summary(text, analysis):
            yield discord.ui.TextDisplay(summary)
    if analysis.aspects:
        yield discord.ui.TextDisplay(aspects_line(analysis.aspects))


def _heading(lines: Iterable[str], portrait: str | None) -> Action:
    """Put the author's picture beside what says film, verdict and rating."""
    text = discord.ui.TextDisplay[Any]("\n".join(line for line in lines if line))
    if portrait is None:
        return text
    return discord.ui.Section(text, accessory=discord.ui.Thumbnail(portrait, description=_("The author's picture")))


def _own_words(review: Review) -> str:
    """Show a short review whole, as a quotation; empty when it does not fit, as a text full of markup may not."""
    if len(review.text) > _SUMMARY_BUDGET:
        return ""
    hidden = review.analysis.spoilers
    lines = (passage(review.text, start, end, hidden) for start, end in _line_spans(review.text))
    shown = "\n".join(f"> {as_line(each)}" for each in lines)
    return shown if len(shown) <= _SUMMARY_BUDGET else ""


def _line_spans(text: str) -> list[tuple[int, int]]:
    """Give (start, end) of each line that holds something, without the white space around it."""
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            spans.append((start, start + len(line.strip())))
        at += len(line) + 1
    return spans


def _summary(text: str, analysis: Analysis) -> str:
    """Show the summary, without what is quoted; what does not fit is left to *Lines*, and counted."""
    quoted = analysis.headlines
    spans = [
        (sentence.start, sentence.end)
        for sentence in analysis.summary or analysis.sentences
        if not any(quote.start < sentence.end and sentence.start < quote.end for quote in quoted)
    ]
    shown: list[str] = []
    used = 0
    for place, (start, end) in enumerate(spans):
        joint = between(text, spans[place - 1][1], start) if place else ""
        # What is longer than the room in the review itself is not even drawn.
        drawn = passage(text, start, end, analysis.spoilers) if end - start <= _SUMMARY_BUDGET - used else None
        if drawn is None or used + len(joint) + len(drawn) > _SUMMARY_BUDGET:
            note = "-# " + ngettext(
                "{number:n} longer sentence of the summary did not fit here: press Lines to read it whole.",
                "{number:n} longer sentences of the summary did not fit here: press Lines to read it whole.",
                len(spans) - place,
            )
            return f"{as_line(''.join(shown))}\n{note}" if shown else note
        shown += [joint, drawn]
        used += len(joint) + len(drawn)
    return as_line("".join(shown)) or ("" if quoted else f"-# {_('There was nothing to summarize.')}")


def _quotes(text: str, quotes: Sequence[Quote], analysis: Analysis) -> str:
    """Show the best line large, a second one below it; one that is too long for the card is left to *Lines*."""
    lines: list[str] = []
    used = 0
    for quote in quotes:
        if quote.end - quote.start > _QUOTES_BUDGET - used:
            continue
        line = quote_line(text, quote, analysis)
        if used + len(line) <= _QUOTES_BUDGET:
            lines.append(line)
            used += len(line) + 1
    return "\n".join(lines)


def quote_line(text: str, quote: Quote, analysis: Analysis) -> str:
    """Show one quote as a quotation, large while it is short; its one pair of marks is the quotation's bar."""
    large = "### " if quote.end - quote.start <= _LARGE else ""
    return f"> {large}{as_line(passage(text, quote.start, quote.end, analysis.spoilers))}"
