"""When a film was seen, and what its reviewer said of it before: the facts beside a verdict, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.analysis.types import Label
from bot.archive.types import Beside, Copy, Review, Verdict, day_seen
from bot.views.escape import escape
from bot.views.limits import shorten
from bot.views.words import LABEL_WORDS, open_words, written_by

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TAG = 30
_TAGS_SHOWN = 8


def day_words(day: str) -> str:
    """Write an ISO date as people do: `3 May 2021`; empty for none, and for what is no day."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return ""
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def before_words(day: str, now: str) -> str:
    """Say when one day was, seen from another, as roughly as tells them apart: `in 2021`, `in May`, `on 3 May`."""
    if day == now:
        return "the same day"
    if day[:4] != now[:4]:
        return f"in {day[:4]}"
    month = MONTHS[int(day[5:7]) - 1] if "01" <= day[5:7] <= "12" else ""
    return f"in {month}" if day[5:7] != now[5:7] else f"on {int(day[8:])} {month}"


def stood(label: Label, rating: float | None) -> str:
    """Say how somebody stood to a film: by the rating out of ten, or else by the label; empty where neither says."""
    if rating is not None:
        return f"{rating:.1f}".removesuffix(".0") + "/10"
    return "" if label == "unsure" else LABEL_WORDS[label].lower()


def viewing_words(review: Review, versions: Sequence[Verdict]) -> str:
    """Say which viewing a review is of, what was said before, and that there is a later one; empty for an only one."""
    place = next((at for at, each in enumerate(versions) if each.number == review.number), 0)
    parts: list[str] = []
    if place:
        earlier = versions[place - 1]
        ordinal = ORDINALS[place] if place < len(ORDINALS) else f"{place + 1}th"
        said = stood(earlier.label, earlier.rating_value)
        was = f"was {said}" if said else f"#{earlier.number}"
        parts.append(f"{ordinal} viewing, {was} {before_words(day_seen(earlier), day_seen(review))}")
    elif review.rewatch:
        parts.append("a rewatch")
    if place + 1 < len(versions):
        newest = versions[-1]
        said = stood(newest.label, newest.rating_value)
        parts.append(f"seen again, in #{newest.number}" + (f": {said}" if said else ""))
    return " · ".join(parts)


def tags_words(tags: Iterable[str], most: int = _TAGS_SHOWN) -> str:
    """List tags, shortened and inert, without what they hide: `tags: cosy, double bill`; empty without any."""
    shown = [escape(shorten(name, _TAG)) for tag in tags if (name := open_words(tag))]
    more = f" and {len(shown) - most:,} more" if len(shown) > most else ""
    return f"tags: {', '.join(shown[:most])}{more}" if shown else ""


def viewing_line(review: Review, beside: Beside) -> str:
    """Say on one small line when the film was watched, which viewing it was, and the tags; empty without any of it."""
    watched = day_words(review.watched_on or "")
    parts = (f"watched {watched}" if watched else "", viewing_words(review, beside.versions), tags_words(review.tags))
    said = " · ".join(part for part in parts if part)
    return f"-# {said[:1].upper()}{said[1:]}" if said else ""


def copy_words(copy: Copy) -> str:
    """Say in one sentence whose words a review has."""
    whose = f"#{copy.number}, {written_by(copy.author_id, copy.critic)}"
    if copy.near:
        return f"Nearly word for word {whose}."
    return f"Word for word {whose}: the same words count once."
