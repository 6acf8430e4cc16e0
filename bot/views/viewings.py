"""When a film was seen, and what its reviewer said of it before: the facts beside a verdict, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.analysis.types import Label
from bot.archive.types import Beside, Copy, Review, Verdict, day_seen
from bot.discussion.wording import label_name
from bot.speech import N_, _, capitalized, month_name, number
from bot.views.escape import escape
from bot.views.limits import shorten
from bot.views.words import open_words, written_by

ORDINALS = (
    N_("first"),
    N_("second"),
    N_("third"),
    N_("fourth"),
    N_("fifth"),
    N_("sixth"),
    N_("seventh"),
    N_("eighth"),
    N_("ninth"),
    N_("tenth"),
)
"""Which viewing it was."""
_TAG = 30
_TAGS_SHOWN = 8


def day_words(day: str) -> str:
    """Write an ISO date as people do: `3 May 2021`; empty for none, and for what is no day."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return ""
    return _("{day} {month} {year}", day=found.day, month=month_name(found.month), year=found.year)


def before_words(day: str, now: str) -> str:
    """Say when one day was, seen from another, as roughly as tells them apart: `in 2021`, `in May`, `on 3 May`."""
    if day == now:
        return _("the same day")
    if day[:4] != now[:4]:
        return _("in {year}", year=day[:4])
    month = month_name(int(day[5:7])) if "01" <= day[5:7] <= "12" else ""
    return (
        _("in {month}", month=month) if day[5:7] != now[5:7] else _("on {day} {month}", day=int(day[8:]), month=month)
    )


def stood(label: Label, rating: float | None) -> str:
    """Say how somebody stood to a film: by the rating out of ten, or else by the label; empty where neither says."""
    if rating is not None:
        return f"{number(rating, 1, trimmed=True)}/10"
    return "" if label == "unsure" else label_name(label)


def viewing_words(review: Review, versions: Sequence[Verdict]) -> str:
    """Say which viewing a review is of, what was said before, and that there is a later one; empty for an only one."""
    place = next((at for at, each in enumerate(versions) if each.number == review.number), 0)
    parts: list[str] = []
    if place:
        earlier = versions[place - 1]
        ordinal = _(ORDINALS[place]) if place < len(ORDINALS) else _("{place}th", place=place + 1)
        said = stood(earlier.label, earlier.rating_value)
        was = _("was {verdict}", verdict=said) if said else f"#{earlier.number}"
        before = before_words(day_seen(earlier), day_seen(review))
        parts.append(_("{ordinal} viewing, {was} {before}", ordinal=ordinal, was=was, before=before))
    elif review.rewatch:
        parts.append(_("a rewatch"))
    if place + 1 < len(versions):
        newest = versions[-1]
        said = stood(newest.label, newest.rating_value)
        parts.append(_("seen again, in #{number}", number=newest.number) + (f": {said}" if said else ""))
    return " · ".join(parts)


def tags_words(tags: Iterable[str], most: int = _TAGS_SHOWN) -> str:
    """List tags, shortened and inert, without what they hide: `tags: cosy, double bill`; empty without any."""
    shown = [escape(shorten(name, _TAG)) for tag in tags if (name := open_words(tag))]
    named = ", ".join(shown[:most])
    if len(shown) > most:
        named = _("{named} and {number:n} more", named=named, number=len(shown) - most)
    return _("tags: {named}", named=named) if shown else ""


def viewing_line(review: Review, beside: Beside) -> str:
    """Say on one small line when the film was watched, which viewing it was, and the tags; empty without any of it."""
    watched = day_words(review.watched_on or "")
    parts = (
        _("watched {watched}", watched=watched) if watched else "",
        viewing_words(review, beside.versions),
        tags_words(review.tags),
    )
    said = " · ".join(part for part in parts if part)
    return f"-# {capitalized(said)}" if said else ""


def copy_words(copy: Copy) -> str:
    """Say in one sentence whose words a review has."""
    whose = f"#{copy.number}, {written_by(copy.author_id, copy.critic)}"
    if copy.near:
        return _("Nearly word for word {whose}.", whose=whose)
    return _("Word for word {whose}: the same words count once.", whose=whose)
