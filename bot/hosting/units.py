"""Unit files for systemd: the bot as a service, and a backup every night.

`deploy/` holds them for the standard places; `pullquote setup` fills the same templates in for where it is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

import bot

_PLAIN: Final = re.compile(r"[\w/.+@-]+", re.ASCII)
"""What a path may be made of: all else means something to systemd, and not the same in every line."""
_HIDDEN: Final = (Path("/home"), Path("/root"), Path("/run/user"))
"""What `ProtectHome=` hides; what the bot needs of it is shown to it again."""


class UnitError(Exception):
    """No unit file can be made; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bot is installed, and who it runs as."""

    command: str
    """The program, without the name of its command."""
    env_file: Path
    """The `.env` that holds its settings."""
    user: str = ""
    """Who it runs as; nobody named: a user that systemd makes for it, with folders of its own."""
    reads: tuple[Path, ...] = ()
    """Folders that have to be there for it: its program, its interpreter."""
    writes: tuple[Path, ...] = ()
    """Folders that it keeps its data in."""
    backups: Path = Path("/var/lib/pullquote/backups")
    """Where the nightly backups go."""


STANDARD: Final = Place(command="/opt/pullquote/bin/pullquote", env_file=Path("/etc/pullquote.env"))
"""Where docs/hosting.md puts everything; what deploy/ is written for."""


def this_place(env_file: Path, user: str, data: Path | None, backups: Path | None) -> Place:
    """Say where this very program is, for a unit that starts it.

    `user`: who it is to run as; root is nobody to run a bot as, so a user is then made for it, with folders of its own.
    """
    interpreter = Path(sys.executable)
    reads = (
        Path(sys.prefix),
        Path(sys.base_prefix),
        # What the interpreter of an environment is a link to may lie behind further links.
        interpreter.resolve().parent.parent,
        Path(bot.__file__).resolve().parent.parent,
    )
    command = f"{interpreter} -m bot"
    if user == "root" or data is None:
        return Place(command, env_file, "" if user == "root" else user, reads, backups=backups or STANDARD.backups)
    kept = backups or data / "backups"
    return Place(command, env_file, user, reads, tuple(dict.fromkeys((data, kept))), kept)


def unit_files(place: Place) -> dict[str, str]:
    """Write every unit file for a place, by its name.

    Raises UnitError for a path that has no plain way into a unit file.
    """
    for path in (*place.command.split(), place.env_file, *place.reads, *place.writes, place.backups):
        _check(str(path))
    words = {
        "command": place.command,
        "identity": _identity(place),
        "backups": str(place.backups),
        "hardening": _template("hardening.txt").strip(),
    }
    names = ("pullquote.service", "pullquote-backup.service", "pullquote-backup.timer")
    return {name: Template(_template(name)).substitute(words) for name in names}


def _identity(place: Place) -> str:
    """Say who the bot is and which folders are its own."""
    lines = _of_a_person(place) if place.user else _of_its_own(place)
    return "\n".join([*lines, "CacheDirectory=pullquote", "Environment=MPLCONFIGDIR=/var/cache/pullquote"])


def _of_its_own(place: Place) -> list[str]:
    return [
        "# A user of its own, who owns these folders alone. The settings are root's, and systemd reads them.",
        "DynamicUser=yes",
        "User=pullquote",
        "StateDirectory=pullquote",
        "StateDirectoryMode=0700",
        "WorkingDirectory=/var/lib/pullquote",
        "Environment=PULLQUOTE_DATABASE=sqlite:////var/lib/pullquote/archive.db",
        f"EnvironmentFile={place.env_file}",
        *_shown("BindReadOnlyPaths", place.reads),
    ]


def _of_a_person(place: Place) -> list[str]:
    folder = place.env_file.parent
    return [
        "# Of everybody's homes it sees its own folders alone.",
        f"User={place.user}",
        f"WorkingDirectory={folder}",
        *_shown("BindReadOnlyPaths", (folder, *place.reads)),
        *_shown("BindPaths", place.writes),
        *(f"ReadWritePaths={path}" for path in place.writes),
    ]


def _shown(how: str, paths: Iterable[Path]) -> list[str]:
    """Show what `ProtectHome=` hides; a folder below another one is shown with it."""
    hidden = sorted({path for path in paths if any(path.is_relative_to(home) for home in _HIDDEN)})
    return [
        f"{how}={path}" for path in hidden if not any(other != path and path.is_relative_to(other) for other in hidden)
    ]


def _check(path: str) -> None:
    if not _PLAIN.fullmatch(path):
        raise UnitError(
            f"No unit file can be written for {path}: its path may hold letters, digits and /._+@- alone. "
            "Move it, or write the unit by hand from deploy/pullquote.service."
        )


def _template(name: str) -> str:
    return files("bot.hosting").joinpath("templates", name).read_text(encoding="utf-8")
