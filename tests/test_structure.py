"""The rules of the house: what may import what, and what every command must have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord import app_commands
from discord.ext import commands

from bot.client import PERMISSIONS, build_bot, invite_link
from bot.settings import Settings
from cogs import COGS
from cogs.club.discuss import Which
from cogs.parts.buttons import Act
from cogs.parts.selects import Choose
from tests.hosting.documents import documents

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    # room: the rooms of ours that it may import; itself is always allowed
    "bot.analysis": set(),
    "bot.decoding": {"bot.speech"},
    "bot.figures": set(),
    "bot.joining": set(),
    "bot.settings": set(),
    "bot.systemd": set(),
    "bot.speech": set(),
    "bot.takeover": set(),
    "bot.archive": {
        "bot.analysis.language.counting",
        "bot.analysis.language.spoilers",
        "bot.analysis.mentions",
        "bot.analysis.types",
        "bot.speech",
    },
    "bot.exchange": {
        "bot.analysis.language.counting",
        "bot.analysis.language.spoilers",
        "bot.analysis.types",
        "bot.archive.types",
        "bot.joining",
        "bot.speech",
    },
    "bot.workers": {"bot.analysis", "bot.figures", "bot.speech"},
    "bot.filing": {"bot.analysis", "bot.archive", "bot.figures", "bot.workers", "bot.settings", "bot.speech"},
    "bot.importing": {"bot.analysis.types", "bot.archive", "bot.exchange", "bot.filing", "bot.workers", "bot.speech"},
    "bot.backups": {"bot.archive", "bot.figures", "bot.settings"},
    "bot.backfilling": {"bot.archive", "bot.filing", "bot.importing", "bot.workers", "bot.speech"},
    "bot.discussion": {"bot.analysis", "bot.archive", "bot.speech"},
    "bot.site": {
        "bot.analysis.language.spoilers",
        "bot.analysis.types",
        "bot.archive",
        "bot.discussion",
        "bot.speech",
        "bot.views",
    },
    "bot.views": {
        "bot.analysis.language.counting",
        "bot.analysis.language.spoilers",
        "bot.analysis.types",
        "bot.archive.evening",
        "bot.archive.types",
        "bot.backfilling",
        "bot.exchange.records",
        "bot.discussion",
        "bot.filing",
        "bot.speech",
    },
    "cogs": {
        "bot.analysis.language.counting",
        "bot.analysis.language.spoilers",
        "bot.analysis.types",
        "bot.archive",
        "bot.backfilling",
        "bot.decoding",
        "bot.discussion",
        "bot.exchange",
        "bot.figures",
        "bot.filing",
        "bot.importing",
        "bot.joining",
        "bot.settings",
        "bot.speech",
        "bot.views",
        "bot.workers",
    },
    "bot.health": {"bot.archive", "bot.figures", "bot.workers"},
    "bot.client": {
        "cogs",
        "bot.archive",
        "bot.backups",
        "bot.figures",
        "bot.filing",
        "bot.health",
        "bot.importing",
        "bot.settings",
        "bot.speech",
        "bot.takeover",
        "bot.workers",
    },
    "bot.processes": {
        "cogs.parts.reply",
        "bot.client",
        "bot.health",
        "bot.running",
        "bot.settings",
        "bot.systemd",
        "bot.takeover",
    },
    "bot.running": {"bot.client", "bot.archive.types", "bot.health", "bot.settings", "bot.systemd"},
    "bot.hosting": {"cogs", "bot.archive", "bot.client", "bot.running", "bot.settings", "bot.views"},
    "bot.demo": {"bot.client", "bot.settings", "bot.speech", "bot.views", "cogs"},
    "bot.cli": {
        "bot.analysis",
        "bot.archive",
        "bot.backfilling",
        "bot.backups",
        "bot.decoding",
        "bot.demo",
        "bot.exchange",
        "bot.filing",
        "bot.hosting",
        "bot.importing",
        "bot.processes",
        "bot.running",
        "bot.settings",
        "bot.site",
        "bot.speech",
        "bot.workers",
    },
    "bot.__main__": {"bot.cli"},
}
NEVER = {
    "bot.speech": {"discord", "sqlalchemy"},
    "bot.analysis": {"discord", "sqlalchemy", "nltk", "vaderSentiment", "textblob"},
    "bot.archive": {"discord", "simcord"},
    "bot.exchange": {"discord", "simcord", "sqlalchemy"},
    "bot.workers": {"discord", "sqlalchemy"},
    "bot.filing": {"discord", "sqlalchemy"},
    "bot.health": {"sqlalchemy", "simcord"},
    "bot.backfilling": {"discord", "sqlalchemy"},
    "bot.importing": {"discord", "sqlalchemy"},
    "bot.discussion": {"discord", "sqlalchemy"},
    "bot.site": {"discord", "sqlalchemy"},
    "bot.views": {"sqlalchemy", "sumy"},
    "cogs": {"sqlalchemy", "sumy", "numpy"},
}


FACES = {
    # room: what others may import of it; a folder's face exports what is in its __all__ alone
    "bot.analysis": {
        "bot.analysis",
        "bot.analysis.language.counting",
        "bot.analysis.language.spoilers",
        "bot.analysis.mentions",
        "bot.analysis.mentions.people",
        "bot.analysis.parts.rating",
        "bot.analysis.scoring.vectors",
        "bot.analysis.scoring.weights",
        "bot.analysis.takes",
        "bot.analysis.training.corpora",
        "bot.analysis.training.fit",
        "bot.analysis.training.marks",
        "bot.analysis.training.ngrams.linear",
        "bot.analysis.training.parts",
        "bot.analysis.types",
    },
    "bot.archive": {
        "bot.archive",
        "bot.archive.backup",
        "bot.archive.database.engine",
        "bot.archive.database.migrate",
        "bot.archive.evening",
        "bot.archive.maintenance",
        "bot.archive.store",
        "bot.archive.types",
        "bot.archive.years",
    },
    "bot.cli": {"bot.cli"},
    "bot.demo": {"bot.demo"},
    "bot.discussion": {
        "bot.discussion",
        "bot.discussion.phrases",
        "bot.discussion.types",
        "bot.discussion.wording",
    },
    "bot.exchange": {"bot.exchange", "bot.exchange.records"},
    "bot.filing": {"bot.filing"},
    "bot.processes": {"bot.processes"},
    "bot.health": {"bot.health", "bot.health.sentry"},
    "bot.hosting": {"bot.hosting"},
    "bot.speech": {"bot.speech"},
    "cogs": {"cogs", "cogs.parts.reply", "cogs.parts.services", "cogs.translating"},
}
MOST_SIBLINGS = 12


def python_files() -> list[Path]:
    return [path for folder in ("bot", "cogs") for path in sorted((ROOT / folder).rglob("*.py"))]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    rooms = [room for room in MAY_IMPORT if module == room or module.startswith(room + ".")]
    return max(rooms, key=len) if rooms else ""


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "bot")


@pytest.mark.parametrize("path", python_files(), ids=module_of)
def test_imports_only_go_down(path: Path) -> None:
    room = room_of(module_of(path))
    if not room:
        assert module_of(path) == "bot", "a module without a room: give it one in MAY_IMPORT"
        return
    for imported in imports_of(path):
        if imported.split(".")[0] in {"bot", "cogs"} and imported != "bot":
            allowed = {room, *MAY_IMPORT[room]}
            assert any(imported == one or imported.startswith(one + ".") for one in allowed), (
                f"{module_of(path)} may not import {imported}"
            )
        assert imported.split(".")[0] not in NEVER.get(room, set()), f"{module_of(path)} may never import {imported}"


def names_imported(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of every import from a room of ours, relative ones made absolute."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        up = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) + "." if node.level else ""
        module = f"{up}{node.module or ''}".rstrip(".")
        if module.split(".")[0] in {"bot", "cogs"}:
            yield from ((module, alias.name) for alias in node.names)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("path", python_files(), ids=module_of)
def test_other_rooms_are_entered_by_their_door(path: Path) -> None:
    here = room_of(module_of(path))
    for module, name in names_imported(path):
        target = f"{module}.{name}" if is_module(f"{module}.{name}") else module
        room = room_of(target)
        if room == here:
            continue
        # `_` itself is gettext's own name for saying a sentence.
        private = (part.startswith("_") and part != "_" for part in f"{module}.{name}".split("."))
        assert not any(private), f"{module}.{name} is private"
        if room in FACES:
            assert target in FACES[room], f"{module_of(path)} may not know {target}: it is no face of {room}"
        if target == module and (face := ROOT.joinpath(*module.split("."), "__init__.py")).exists():
            exported = re.search(r"__all__ = \[(.*?)\]", face.read_text(encoding="utf-8"), re.DOTALL)
            listed = exported[1] if exported else name
            assert f'"{name}"' in listed or not exported, f"{module} does not export {name}"


def test_no_folder_is_a_shelf() -> None:
    for folder in ("bot", "cogs"):
        for path in [ROOT / folder, *(ROOT / folder).rglob("*/")]:
            siblings = [each.name for each in path.glob("*.py") if not each.name.startswith("__")]
            assert len(siblings) <= MOST_SIBLINGS, f"{path.relative_to(ROOT)}: {sorted(siblings)}"


def test_the_map_names_the_rooms_that_there_are() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {room.replace("/", ".") for room in re.findall(r"^\| `([a-z/]+)` \|", page, re.MULTILINE)}
    assert named == set(MAY_IMPORT) - {"bot.__main__"}


@pytest.fixture
async def bot(settings: Settings) -> commands.AutoShardedBot:
    """A bot whose commands are there, without an archive or a connection."""
    bot = build_bot(settings)
    for cog in COGS:
        await bot.add_cog(cog(bot, None))
    return bot


def leaves(bot: commands.AutoShardedBot) -> list[app_commands.Command]:
    return [command for command in bot.tree.walk_commands() if isinstance(command, app_commands.Command)]


async def test_no_two_commands_share_a_name(bot: commands.AutoShardedBot) -> None:
    names = [command.qualified_name for command in leaves(bot)]
    assert len(names) == len(set(names))


async def test_every_command_and_option_is_described(bot: commands.AutoShardedBot) -> None:
    for command in leaves(bot):
        assert command.description not in {"", "…"}
        for parameter in command.parameters:
            assert str(parameter.description) not in {"", "…"}, f"/{command.qualified_name} {parameter.name}"


async def test_every_command_is_for_servers_only(bot: commands.AutoShardedBot) -> None:
    for command in bot.tree.get_commands():
        assert getattr(command, "guild_only", False), f"{command.name} could be used in a direct message"


async def test_every_command_stands_in_the_readme(bot: commands.AutoShardedBot) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in leaves(bot):
        assert f"/{command.qualified_name}" in readme
    for menu in bot.tree.get_commands():
        assert menu.name in readme


def test_the_invite_link_asks_for_what_the_bot_needs() -> None:
    assert invite_link("YOUR_APPLICATION_ID") in (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for name in (name for name, granted in PERMISSIONS if granted and name != "read_messages"):
        assert re.search(name.replace("_", " ").replace("view channel", "view channels"), readme, re.IGNORECASE), name


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_what_is_made_of_templates_and_of_the_schema_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == documents()[path], "run: uv run python -m tests.hosting.documents"


def test_every_cog_says_what_it_stores() -> None:
    for cog in COGS:
        assert cog.stores.strip().endswith("."), f"{cog.__name__} must say in a sentence what it stores"


def kinds_of(base: type[Act | Choose | Which]) -> list[type[Act | Choose | Which]]:
    """Give every kind of button or menu of ours that has an action of its own."""
    kinds = [each for kind in base.__subclasses__() for each in (kind, *kinds_of(kind))]
    return [kind for kind in kinds if "action" in vars(kind) and kind.__module__.startswith("cogs.")]


def test_every_button_action_is_named_once() -> None:
    actions = [kind.action for base in (Act, Choose, Which) for kind in kinds_of(base)]
    assert len(actions) > 30
    assert len(actions) == len(set(actions))


def test_no_file_is_longer_than_a_person_reads() -> None:
    for path in python_files():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 450, f"{path.name} hides a room"
