"""When an evening is, as a member types it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.filing import RefusedError

FARTHEST: Final = timedelta(days=365)
_STAMP = re.compile(r"<t:(\d{1,11})(?::[A-Za-z])?>")
_IN = re.compile(r"(?:in )?(\d{1,4}) ?(m|min|minutes?|h|hours?|d|days?)")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})")
_CLOCK = re.compile(r"(?:([a-z]+) )?(?:at )?(\d{1,2}):(\d{2})")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def parse_moment(typed: str, now: datetime) -> datetime:
    """Read `2026-12-05 20:00`, `20:00`, `tomorrow 20:00`, `friday 20:00` (UTC), `in 2h`, or a timestamp of Discord's.

    Raises RefusedError for anything else, for the past, and for more than a year ahead.
    """
    text = " ".join(typed.lower().split())
    try:
        moment = _read(text, now)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise RefusedError(
            "That time cannot be read; write it in UTC as 2026-12-05 20:00, 20:00, tomorrow 20:00 or friday 20:00, or "
            "as in 2h."
        )
    if moment < now:
        raise RefusedError(f"That was <t:{int(moment.timestamp())}:R>; a film night is planned ahead.")
    if moment > now + FARTHEST:
        raise RefusedError(f"That is too far ahead; the limit is {FARTHEST.days} days.")
    return moment


def _read(text: str, now: datetime) -> datetime | None:
    if found := _STAMP.fullmatch(text):
        return datetime.fromtimestamp(int(found[1]), UTC)
    if found := _IN.fullmatch(text):
        return now + int(found[1]) * _UNITS[found[2][0]]
    if found := _DATE.fullmatch(text):
        return datetime(*map(int, found.groups()), tzinfo=UTC)  # pyright: ignore[reportArgumentType]
    if found := _CLOCK.fullmatch(text):
        return _next(found[1], now.replace(hour=int(found[2]), minute=int(found[3]), second=0, microsecond=0), now)
    return None


def _next(day: str | None, at: datetime, now: datetime) -> datetime | None:
    """Give the next such time of day, or that of a named day."""
    if day in {None, "today"}:
        return at if at >= now or day else at + timedelta(days=1)
    if day == "tomorrow":
        return at + timedelta(days=1)
    found = [place for place, name in enumerate(_WEEKDAYS) if day in {name, name[:3]}]
    if not found:
        return None
    at += timedelta(days=(found[0] - at.weekday()) % 7)
    return at if at >= now else at + timedelta(days=7)
