"""Numbers, months and weekdays as a language writes them, by the Unicode CLDR."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from bot.speech.languages import ENGLISH, Language, spoken


def number(value: float, digits: int = 0, *, trimmed: bool = False) -> str:
    """Write a number: `1,234` and `4.5`, or `1.234` and `4,5`.

    `digits` after the decimal sign; where it is `trimmed`, without zeros at its end.
    """
    english = f"{value:,.{digits}f}"
    if trimmed and digits:
        english = english.rstrip("0").rstrip(".")
    if spoken() is ENGLISH:
        return english
    from babel.numbers import format_decimal  # noqa: PLC0415  (an English server never needs it)

    places = len(english.partition(".")[2])
    pattern = f"#,##0.{'0' * places}" if places else "#,##0"
    return format_decimal(Decimal(english.replace(",", "")), format=pattern, locale=_cldr(spoken()))


def month_name(month: int, *, short: bool = False) -> str:
    """Name a month, 1 to 12: `May`, within a date."""
    names = _cldr(spoken()).months["format"]
    return str(names["abbreviated" if short else "wide"][month])


def weekday_name(day: int) -> str:
    """Name a weekday, 0 Monday to 6 Sunday."""
    return str(_cldr(spoken()).days["format"]["wide"][day])


@cache
def _cldr(language: Language) -> Any:
    from babel import Locale  # noqa: PLC0415  (as above)

    return Locale.parse(language.tag, sep="-")
