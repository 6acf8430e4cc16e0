"""Every catalogue holds what is said, whole, and what Discord takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from discord import app_commands

from bot.settings import Settings
from bot.speech import LANGUAGES, NOUNS, Language, count, language_of, number, pgettext, speaking
from bot.speech.languages import catalogue
from tests.speech.extraction import ROOT, TRANSLATED, names, published, said, translated

each_language = pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.tag)
NAME = re.compile(r"[-_'’\w]{1,32}")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
COUNTED = re.compile(r"\b(?:count|plural)\([^()]*(?:\([^()]*\))?[^()]*, [\"']([a-z ]+)[\"']\)")
MENTIONED = re.compile(r"`/([a-z ]+)`")
LONGEST_DESCRIPTION = 100


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def originals(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def messages(language: Language) -> Iterator[Message]:
    return (message for message in translated(language) if message.id)


@pytest.fixture
async def template(settings: Settings) -> Catalog:
    return await said(settings)


@each_language
async def test_a_catalogue_holds_exactly_what_the_code_says(language: Language, template: Catalog) -> None:
    here = {(message.id, message.context) for message in messages(language)}
    there = {(message.id, message.context) for message in template if message.id}
    assert here == there, "run `uv run python -m tests.speech`, and translate what is new"


@each_language
def test_every_sentence_is_translated_and_none_is_a_guess(language: Language) -> None:
    assert [message.id for message in messages(language) if not all(strings(message)) or message.fuzzy] == []


@each_language
def test_placeholders_lines_and_edges_are_those_of_the_english_sentence(language: Language) -> None:
    for message in messages(language):
        english = originals(message)[-1]
        for shown in strings(message):
            assert sorted(PLACEHOLDER.findall(shown)) == sorted(PLACEHOLDER.findall(english)), message.id
            assert shown.count("\n") == english.count("\n"), message.id
            assert shown.startswith(" ") == english.startswith(" "), message.id
            assert shown.endswith(" ") == english.endswith(" "), message.id


@each_language
async def test_a_command_that_a_sentence_names_is_called_as_the_client_calls_it(
    language: Language, settings: Settings
) -> None:
    known = {command.qualified_name for command in await published(settings)}
    for message in messages(language):
        for name in MENTIONED.findall(originals(message)[0]):
            assert name in known, f"there is no /{name}: {message.id}"
            with speaking(language):
                local = " ".join(pgettext("command", word) for word in name.split())
            assert all(f"`/{local}`" in shown for shown in strings(message)), f"/{local}: {message.id}"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
async def test_discord_takes_every_name_and_description(language: Language, settings: Settings) -> None:
    spoken = catalogue(language)
    for command in await published(settings):
        for name, context in names(command):
            shown = spoken.pgettext(context, name) if context else spoken.gettext(name)
            if context is None or context == "choice" or isinstance(command, app_commands.ContextMenu):
                assert 1 <= len(shown) <= LONGEST_DESCRIPTION, shown
            else:
                assert NAME.fullmatch(shown), shown
                assert shown == shown.lower(), shown


@each_language
async def test_no_two_commands_beside_each_other_share_a_name(language: Language, settings: Settings) -> None:
    spoken = catalogue(language)
    beside: dict[Any, list[str]] = {}
    for command in await published(settings):
        kind = isinstance(command, app_commands.ContextMenu)
        beside.setdefault((getattr(command, "parent", None), kind), []).append(spoken.pgettext("command", command.name))
        options = [spoken.pgettext("option", option.name) for option in getattr(command, "parameters", ())]
        assert len(options) == len(set(options)), command.name
    assert all(len(found) == len(set(found)) for found in beside.values())


def test_what_is_counted_is_a_noun_that_every_language_knows() -> None:
    for folder in ("bot", "cogs"):
        for path in Path(ROOT, folder).rglob("*.py"):
            assert set(COUNTED.findall(path.read_text(encoding="utf-8"))) <= set(NOUNS), path


@pytest.mark.parametrize(
    ("tag", "one", "two", "rating"),
    [
        ("en", "1 review", "2 reviews", "4.5"),
        ("es", "1 reseña", "2 reseñas", "4,5"),
        ("fr", "1 avis", "2 avis", "4,5"),
        ("pt-BR", "1 resenha", "2 resenhas", "4,5"),
        ("de", "1 Rezension", "2 Rezensionen", "4,5"),
        ("tr", "1 inceleme", "2 inceleme", "4,5"),
    ],
)
def test_plurals_and_numbers_are_each_language_s_own(tag: str, one: str, two: str, rating: str) -> None:
    language = language_of(tag)
    assert language is not None
    with speaking(language):
        assert (count(1, "review"), count(2, "review"), number(4.5, 1)) == (one, two, rating)
