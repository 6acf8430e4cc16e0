"""What is said: every sentence that the code marks, and every name and description of a command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from discord import app_commands
from discord.ext import commands

from bot.client import build_bot
from bot.settings import Settings
from bot.speech import ENGLISH, LANGUAGES, Language, SpokenError
from cogs import COGS

ROOT = Path(__file__).parent.parent.parent
CATALOGUES = ROOT / "bot" / "speech" / "catalogues"
TRANSLATED = tuple(language for language in LANGUAGES if language is not ENGLISH)
UNTRANSLATED = (
    "bot/archive/backup",
    "bot/archive/database",
    "bot/archive/maintenance.py",
    "bot/cli",
    "bot/demo",
    "bot/running.py",
)
"""What speaks to whoever runs the bot, on a terminal whose language is English."""


def errors(base: type[SpokenError] = SpokenError) -> Iterator[str]:
    """Name the errors whose sentences are translated when they are read."""
    for kind in base.__subclasses__():
        yield kind.__name__
        yield from errors(kind)


def keywords() -> dict[str, Any]:
    """Give the functions that mark a sentence, as Babel wants them: which argument is what."""
    return {
        "_": None,
        "N_": None,
        "ngettext": (1, 2),
        "NN_": (1, 2),
        "pgettext": ((1, "c"), 2),
        **dict.fromkeys(errors()),
    }


def sentences() -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Give (sentence, or both its numbers; context) of all that the code marks."""
    for folder in ("bot", "cogs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if str(path.relative_to(ROOT)).startswith(UNTRANSLATED):
                continue
            for _line, found, _comments, context in extract_from_file("python", str(path), keywords()):
                yield (found[0], found[1]) if isinstance(found, tuple) else found, context


async def published(settings: Settings) -> list[app_commands.Command | app_commands.Group | app_commands.ContextMenu]:
    """Give every command of the bot, without a connection."""
    bot: commands.AutoShardedBot = build_bot(settings)
    for cog in COGS:
        await bot.add_cog(cog(bot, None))
    menus = bot.tree.get_commands(type=None)
    return list(dict.fromkeys([*bot.tree.walk_commands(), *menus]))


def names(command: Any) -> Iterator[tuple[str, str | None]]:
    """Give (name or description, context) of a command, its options and their choices."""
    yield command.name, "command"
    if isinstance(command, app_commands.ContextMenu):
        return
    yield command.description, None
    for parameter in getattr(command, "parameters", ()):
        yield parameter.name, "option"
        yield str(parameter.description), None
        for choice in parameter.choices:
            yield choice.name, "choice"


async def said(settings: Settings) -> Catalog:
    """Gather all that is said, untranslated."""
    catalogue = Catalog(fuzzy=False)
    for sentence, context in sentences():
        catalogue.add(sentence, context=context)
    for command in await published(settings):
        for name, context in names(command):
            catalogue.add(name, context=context)
    return catalogue


def path_of(language: Language) -> Path:
    """Say where a language's catalogue is."""
    return CATALOGUES / f"{language.tag}.po"


def translated(language: Language) -> Catalog:
    """Read a language's catalogue."""
    locale = language.tag.replace("-", "_")
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)
