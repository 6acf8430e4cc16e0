"""The small words around counts and quotes: labels, sureness, ratings, names, links."""

from __future__ import annotations

from datetime import datetime

from bot import speech
from bot.analysis.language.spoilers import BARS, without
from bot.analysis.types import Aspect, Label, Sentiment
from bot.archive.types import Film
from bot.speech import N_, NN_, _, ngettext
from bot.views.escape import escape, named
from bot.views.limits import shorten

LABEL_WORDS: dict[Label, str] = {
    "positive": N_("Positive"),
    "mixed": N_("Mixed"),
    "negative": N_("Negative"),
    "unsure": N_("Not sure"),
}
ASPECT_WORDS: dict[Aspect, str] = {
    "acting": N_("Acting"),
    "direction": N_("Direction"),
    "writing": N_("Writing"),
    "story": N_("Story"),
    "characters": N_("Characters"),
    "visuals": N_("Visuals"),
    "music": N_("Music & sound"),
    "pacing": N_("Pacing"),
    "humour": N_("Humour"),
    "tension": N_("Tension & thrills"),
    "ending": N_("Ending"),
    "emotion": N_("Emotion"),
}
_COUNTED: dict[Label, tuple[str, str]] = {
    "positive": NN_("{shown} positive", "{shown} positive"),
    "mixed": NN_("{shown} mixed", "{shown} mixed"),
    "negative": NN_("{shown} negative", "{shown} negative"),
    "unsure": NN_("{shown} not sure", "{shown} not sure"),
}
"""A number of verdicts: in some languages the word for them changes with it."""
_TIE = "\N{NO-BREAK SPACE}"
PRAISE = "▲"
CRITICISM = "▼"
EVEN = "◆"
LABEL_MARKS: dict[Label, str] = {"positive": PRAISE, "mixed": EVEN, "negative": CRITICISM, "unsure": ""}
EMPTY_ARCHIVE = N_(
    "No reviews here yet. Ways to fill the archive:\n"
    "- `/review add` takes a review, pasted or as a text file.\n"
    "- *Read this review* reads a message that is here already: right-click or hold it, then Apps.\n"
    "- `/archive backfill` files a channel's past, and shows first what it would file.\n"
    "- `/archive import` takes a Letterboxd export, or what another server exported."
)
SURENESS = {
    N_("very sure"): N_("at least nine in ten such labels are right"),
    N_("fairly sure"): N_("at least three in four such labels are right"),
    N_("leaning"): N_("such labels are right more often than not"),
}
"""What the words for a calibrated confidence mean."""


def sureness(sentiment: Sentiment) -> str:
    """Put a calibrated confidence into one of the words of `SURENESS`."""
    if sentiment.confidence >= 0.9:
        return "very sure"
    if sentiment.confidence >= 0.75:
        return "fairly sure"
    return "leaning"


def label_word(label: Label) -> str:
    """Name a label, as a heading does: `Positive`."""
    return _(LABEL_WORDS[label])


def aspect_word(aspect: Aspect) -> str:
    """Name a side of a film, as a heading does: `Music & sound`."""
    return _(ASPECT_WORDS[aspect])


def verdict_words(label: Label) -> str:
    """Name a label with its mark: `▲ Positive`."""
    return f"{LABEL_MARKS[label]} {label_word(label)}".strip()


def verdict_count(label: Label, number: int) -> str:
    """Count a verdict with its mark, in one piece that no line breaks: `▲ **3** positive`."""
    return f"{LABEL_MARKS[label]}{_TIE}{label_count(label, number, bold=True)}".replace(" ", _TIE).strip(_TIE)


def label_count(label: Label, number: int, *, bold: bool = False) -> str:
    """Count a verdict in words: `3 positive`."""
    shown = speech.number(number)
    return ngettext(*_COUNTED[label], number, shown=f"**{shown}**" if bold else shown)


def marked_count(sign: str, number: int) -> str:
    """Count what a mark stands for, in one piece: `▲ 3`."""
    return f"{sign}{_TIE}{speech.number(number)}"


def mark(polarity: float) -> str:
    """Mark praise, criticism or neither."""
    if polarity > 0.1:
        return PRAISE
    return CRITICISM if polarity < -0.1 else EVEN


def spoken_mark(polarity: float) -> str:
    """Mark praise, criticism or neither with its word, for whoever hears it read out."""
    words = {PRAISE: _("praise"), CRITICISM: _("criticism"), EVEN: _("both ways")}
    return f"{mark(polarity)} {words[mark(polarity)]}"


def rating_words(raw: str, value: float | None, taken_as: str = "") -> str:
    """Show a rating as written and, beside it, normalised to 0-10; nothing for a hidden one.

    `taken_as` is the scale that was taken where none is written: "4 stars as written, taken as of 5 (8.0/10)".
    """
    written = open_rating(raw)
    if not written:
        return ""
    star = "" if written.startswith("★") else "★ "
    shown = star + escape(written)
    said = _("{rating} as written, taken as {scale}", rating=shown, scale=taken_as) if taken_as else ""
    said = said or _("{rating} as written", rating=shown)
    return said if value is None else f"{said} ({speech.number(value, 1)}/10)"


def film_heading(film: Film | None, limit: int = 100) -> str:
    """Name a film for a heading; a very long name is visibly shortened, before it is escaped."""
    return escape(shorten(open_name(film), limit)) if film else _("Film not named yet")


def open_name(film: Film) -> str:
    """Name a film without what its name hides as a spoiler: titles stand in lists, menus and notifications.

    A bar that is not closed hides what follows it, to be sure.
    """
    return open_words(named(film.name)) or _("Film {number}", number=film.number)


def critic_name(name: str) -> str:
    """Name a critic inert, without what the name hides as a spoiler."""
    return escape(open_words(named(name))) or _("a critic")


def written_by(author_id: int, critic: str | None) -> str:
    """Say whose words a review is: `<@1>`, or `words of Ada Lark, pasted by <@1>`."""
    return (
        _("words of {critic}, pasted by <@{author_id}>", critic=critic_name(critic), author_id=author_id)
        if critic
        else f"<@{author_id}>"
    )


def open_rating(raw: str | None) -> str:
    """Give a rating as written without what it hides; empty when nothing is left of it."""
    return open_words(raw or "")


def open_words(text: str) -> str:
    """Give a name without what it hides as a spoiler, on one line; empty when nothing is left."""
    return " ".join(without(text).split(BARS)[0].split())


def message_link(guild_id: int, channel_id: int, message_id: int) -> str:
    """Give the address of a message, which Discord opens in place."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"


def day(moment: datetime) -> str:
    """Show a date in the reader's own form and zone."""
    return f"<t:{int(moment.timestamp())}:d>"
