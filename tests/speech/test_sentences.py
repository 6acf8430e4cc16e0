"""No sentence for people stands in the code outside the catalogues; errors are said when they are read."""

from __future__ import annotations

from bot.filing import RefusedError
from bot.speech import _, language_of, speaking
from tests.speech.extraction import ROOT
from tests.speech.lint import unspoken

ROOMS = (
    "bot/discussion/answers",
    "bot/discussion/pages",
    "bot/discussion/phrases.py",
    "bot/discussion/wording.py",
    "bot/filing",
    "bot/views",
    "bot/workers.py",
    "cogs",
)
"""What members see is worded here."""
PENDING = {
    "bot/discussion/answers/answering.py",
    "bot/discussion/answers/film.py",
    "bot/discussion/answers/films.py",
    "bot/discussion/answers/members.py",
}
"""Modules that still speak English alone. One that is converted leaves this set; none may enter it."""
FOR_THE_CODE = {
    "bot/discussion/phrases.py": {"new review"},
    "bot/views/pages/archive.py": {"Letterboxd"},
    "bot/views/pages/digest.py": {"new review"},
    "bot/views/pages/help.py": {"Read this review"},
    "bot/views/pages/privacy.py": {".json"},
    "bot/views/words.py": {"very sure", "fairly sure"},
    "bot/workers.py": {"Answer", "A warm and funny film, although its last act drags on for rather too long."},
    "cogs/_hiding.py": {"Hide it"},
    "cogs/channels/_posting.py": {"pq"},
    "cogs/channels/backfill.py": {"filing a channel's past"},
    "cogs/channels/catching_up.py": {"catching up"},
    "cogs/channels/intake.py": {"sending cards", "reading a watched channel"},
    "cogs/club/films.py": {"renaming cards"},
    "cogs/club/quotes.py": {"quote of the day"},
    "cogs/evening/nights.py": {"film night"},
    "cogs/server/privacy.py": {"closing cards"},
}
"""Strings that look like sentences and are none: keys, names of work in the log, a film's name."""


def test_no_sentence_stands_outside_the_catalogues() -> None:
    for room in ROOMS:
        path = ROOT / room
        for module in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = module.relative_to(ROOT).as_posix()
            if name in PENDING or name.endswith("__init__.py") or name in _DECLARATIONS:
                continue
            found = {words for _line, words in unspoken(module)} - FOR_THE_CODE.get(name, set())
            assert found == set(), f"{name}: say them with _(), or mark them with N_()"


_DECLARATIONS = {"cogs/parts/options.py", "cogs/parts/buttons.py", "cogs/parts/reply.py"}
"""Descriptions of options, which the tree of commands is asked for, a pattern, and the parts of a traceback."""


def test_modules_only_leave_the_list_of_those_that_are_not_converted() -> None:
    assert len(PENDING) <= 4
    assert all(unspoken(ROOT / name) for name in PENDING), "converted: take it off the list"


def test_an_error_is_said_in_the_language_of_who_reads_it() -> None:
    error = RefusedError("There is no review #{number} on this server.", number=7)
    assert str(error) == "There is no review #7 on this server."
    for tag, words in (("es", "No hay ninguna reseña #7"), ("de", "keine Rezension #7")):
        language = language_of(tag)
        assert language is not None
        with speaking(language):
            assert words in str(error)


def test_what_is_not_translated_is_said_in_english_and_never_read_as_a_sentence() -> None:
    german = language_of("de")
    assert german is not None
    with speaking(german):
        assert _("Nobody wrote this down.") == "Nobody wrote this down."
        assert "{braces}" in _("Search: {words}", words="{braces}")
