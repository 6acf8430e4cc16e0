"""Which languages are spoken, which one where, and the catalogue of each."""

from __future__ import annotations

import gettext
import io
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the bot speaks."""

    tag: str
    """Its BCP 47 tag: what a server's choice is kept as, and what its catalogue is called."""
    name: str
    """What its speakers call it."""
    locales: tuple[str, ...]
    """Discord's locales that are answered in it."""


ENGLISH = Language("en", "English", ("en-US", "en-GB"))
LANGUAGES: tuple[Language, ...] = (
    ENGLISH,
    Language("es", "Español", ("es-ES", "es-419")),
    Language("fr", "Français", ("fr",)),
    Language("pt-BR", "Português (Brasil)", ("pt-BR",)),
    Language("de", "Deutsch", ("de",)),
    Language("tr", "Türkçe", ("tr",)),
)
_BY_NAME = {name: language for language in LANGUAGES for name in (language.tag, *language.locales)}
_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)
"""A task's own: work that it starts, in a thread too, begins with a copy of it."""


def language_of(locale: str | None) -> Language | None:
    """Find a language by its tag, or by a locale of Discord's; None for one that is not spoken."""
    return _BY_NAME.get(locale or "")


def spoken() -> Language:
    """Give the language that is spoken in this task."""
    return _spoken.get()


def speak(language: Language) -> None:
    """Speak a language from here on, in this task and in what it starts."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Generator[None]:
    """Speak a language for a while."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """Load a language's sentences; it takes a twentieth of a second the first time. English needs none.

    The file of the translators is the one that is read: nothing compiled could be older than it.
    """
    if language is ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415  (an English server never needs it)
    from babel.messages.pofile import read_po  # noqa: PLC0415  (as above)

    compiled = io.BytesIO()
    with (files("bot.speech") / "catalogues" / f"{language.tag}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.tag.replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
