"""Saying a sentence in the language that is spoken: gettext's functions, with named placeholders.

A placeholder is `{name}`, or `{name:n}` for a number as the language writes it (`1,234` and `1.234`), `{name:.1n}` with
one decimal, `{name:.1g}` with one where it is not zero. What stands for it is never read as a sentence: a film's name
may hold braces.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter
from typing import Any

from bot.speech.languages import catalogue, spoken
from bot.speech.numbers import number as shown_number


def _(sentence: str, /, **values: object) -> str:
    """Say a sentence; in English where it is not translated."""
    return _filled(catalogue(spoken()).gettext(sentence), values)


def ngettext(one: str, several: str, number: int, /, **values: object) -> str:
    """Say a sentence about a number of things, which stands in it as `{number:n}`."""
    return _filled(catalogue(spoken()).ngettext(one, several, number), {"number": number, **values})


def pgettext(context: str, word: str, /, **values: object) -> str:
    """Say a word that has several meanings: `context` tells them apart in the catalogues."""
    return _filled(catalogue(spoken()).pgettext(context, word), values)


def N_(sentence: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Mark a sentence for the catalogues that is said later, by `_`."""
    return sentence


def NN_(one: str, several: str) -> tuple[str, str]:  # noqa: N802  (as above)
    """Mark a sentence for the catalogues that is said later, by `ngettext`."""
    return one, several


def listed(parts: Sequence[str]) -> str:
    """Join words: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{these} and {last}", these=", ".join(parts[:-1]), last=parts[-1])


def capitalized(sentence: str) -> str:
    """Begin a sentence with a capital; in Turkish an i has a capital of its own."""
    first = "İ" if spoken().tag == "tr" and sentence.startswith("i") else sentence[:1].upper()
    return first + sentence[1:]


class SpokenError(Exception):
    """An error whose message is a sentence for people: said when it is read, in the language of who reads it.

    A subclass's name in front of a sentence marks it for the catalogues, as `N_` does.
    """

    def __init__(self, sentence: str = "", /, **values: object) -> None:
        super().__init__(sentence)
        self.values = values

    def __str__(self) -> str:
        return _(str(self.args[0]), **self.values) if self.args[0] else ""


class _Filling(Formatter):
    """Fills placeholders in, numbers as the language writes them."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.endswith(("n", "g")):
            digits = int(format_spec[1:-1] or 0)
            return shown_number(value, digits, trimmed=format_spec.endswith("g"))
        return super().format_field(value, format_spec)


_FILLING = _Filling()


def _filled(sentence: str, values: dict[str, object]) -> str:
    return _FILLING.vformat(sentence, (), values) if values else sentence
