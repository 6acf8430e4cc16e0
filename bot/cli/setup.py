"""`pullquote setup`: a guided start. What no option says is asked for; without a terminal, its default is taken."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Final

import typer

from bot.archive import ArchiveError
from bot.backups import folder_of
from bot.cli.support import archive_file
from bot.hosting import Application, UnitError, ask_discord, this_place, unit_files, write_settings
from bot.running import StartError, run
from bot.settings import Settings, SettingsError, TokenError, checked_token, load_settings

ENV_FILE: Final = Path(".env")
PORTAL: Final = "https://discord.com/developers/applications"
_SYSTEM_UNITS: Final = Path("/etc/systemd/system")
_TRIES: Final = 3


class SetupError(Exception):
    """The guided start cannot go on; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What options said already; None is asked for."""

    token: str | None = None
    """- takes it from standard input."""
    message_content: bool | None = None
    unit: Path | None = None
    """A folder for unit files."""
    no_unit: bool = False
    start: bool | None = None


def set_up(answers: Answers) -> int:
    """Lead from a token to a running bot. Returns the exit status."""
    try:
        settings = load_settings()
        token, application = _known_to_discord(answers.token, settings, _TRIES)
        _say(f"Discord knows it: {application.name}, application {application.id}.")
        message_content = _message_content(answers.message_content, token, application)
        settings = _written(token, message_content=message_content)
        _say(f"\nInvite it to your server, then use /setup there:\n{application.invite_link}\n")
        made = _write_units(answers, settings)
    except (SetupError, SettingsError, StartError, UnitError, ArchiveError) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1
    return _start(answers, settings, made)


def _known_to_discord(given: str | None, settings: Settings, tries: int) -> tuple[str, Application]:
    """Get a token that Discord knows; one that was typed wrong may be typed again."""
    try:
        token = checked_token(_token(given, settings))
        return token, asyncio.run(ask_discord(token))
    except TokenError as refusal:
        if given or not _asks() or tries == 1:
            raise
        _say(str(refusal))
    return _known_to_discord(None, settings.model_copy(update={"discord_token": None}), tries - 1)


def _token(given: str | None, settings: Settings) -> str:
    if given == "-":
        return sys.stdin.readline().strip()
    if given:
        return given.strip()
    known = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if known and (not _asks() or typer.confirm("There is a token already. Keep it?", default=True)):
        return known
    if not _asks():
        raise TokenError("There is no bot token: give it on standard input with --token -, or set DISCORD_TOKEN.")
    _say(f"Make an application at {PORTAL}, press Reset Token on its Bot page, and copy what appears.")
    return str(typer.prompt("Token (not shown)", hide_input=True)).strip()


def _message_content(wanted: bool | None, token: str, application: Application) -> bool:  # noqa: FBT001  (an answer)
    """Decide whether watched channels are read, which takes an intent that is off until its owner switches it on."""
    while not application.message_content:
        off = f"The message-content intent is off; it is switched on at {application.bot_page}"
        if wanted:
            raise SetupError(f"{off}, or left out with --no-message-content.")
        _say(f"{off}. Without it every command works, but pastes in watched channels are not answered.")
        if wanted is False or not _asks() or not typer.confirm("Have you switched it on now?", default=False):
            return False
        application = asyncio.run(ask_discord(token))
    _say("The message-content intent is on: pastes in channels that /setup names can be answered.")
    if wanted is None and _asks():
        return typer.confirm("Are they to be answered?", default=True)
    return wanted is not False


def _written(token: str, *, message_content: bool) -> Settings:
    """Put the answers into `.env` and read all settings anew."""
    values = {"DISCORD_TOKEN": token, "PULLQUOTE_MESSAGE_CONTENT": str(message_content).lower()}
    file, stood = ENV_FILE.absolute(), ENV_FILE.exists()
    try:
        changed = write_settings(file, values)
    except UnicodeDecodeError:
        raise SetupError(f"{file} is not UTF-8 text; mend it or move it away.") from None
    except OSError as error:
        raise SetupError(f"{file} cannot be written: {error.strerror}.") from None
    kept = "; everything else in it stays" if stood else ", for you alone to read"
    _say(f"{file} now has {' and '.join(changed)}{kept}." if changed else f"{file} says all that already.")
    settings = load_settings()
    if settings.token() != token or settings.message_content is not message_content:
        raise SetupError(
            "DISCORD_TOKEN or PULLQUOTE_MESSAGE_CONTENT is set in the environment, too, and wins: unset it."
        )
    return settings


def _write_units(answers: Answers, settings: Settings) -> Path | None:
    """Write units for systemd where they are wanted; gives their folder."""
    folder = _unit_folder(answers)
    if folder is None:
        return None
    archive = archive_file(settings.database_url)
    backups = folder_of(settings).absolute() if settings.backups else None
    place = this_place(ENV_FILE.absolute(), getuser(), archive.absolute().parent if archive else None, backups)
    made = unit_files(place)
    try:
        for needed in place.writes:
            needed.mkdir(mode=0o700, parents=True, exist_ok=True)  # systemd shows a service only what is there
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SetupError(f"The units cannot be written to {folder}: {error.strerror}.") from None
    _say(f"Written: {', '.join(str(folder / name) for name in made)}")
    return folder


def _unit_folder(answers: Answers) -> Path | None:
    if answers.unit is not None or answers.no_unit:
        return answers.unit
    if not _asks() or shutil.which("systemctl") is None:
        return None
    if not typer.confirm("Write units for systemd, which keeps it running and backs it up every night?", default=False):
        return None
    return _SYSTEM_UNITS if os.access(_SYSTEM_UNITS, os.W_OK) else Path.cwd()


def _start(answers: Answers, settings: Settings, made: Path | None) -> int:
    """End by starting: through systemd where its units are in place, here otherwise."""
    # A bot that backs itself up needs no timer for it.
    wanted = ["pullquote.service", *([] if settings.backups else ["pullquote-backup.timer"])]
    enable = (["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", *wanted])
    by_hand = "pullquote run" if made is None else " && ".join(map(" ".join, enable))
    if made is not None and made != _SYSTEM_UNITS:
        _say(f"Start it as root: cp {made}/pullquote*.service {made}/pullquote*.timer {_SYSTEM_UNITS} && {by_hand}")
        return 0
    if answers.start is False or (answers.start is None and _asks() and not typer.confirm("Start it?", default=True)):
        _say(f"Start it when you like: {by_hand}")
        return 0
    if made is None:
        _say("It starts now, and stops on Ctrl-C.")
        return run(settings)
    return max(subprocess.run(command, check=False).returncode for command in enable)  # noqa: S603  (ours, from above)


def _asks() -> bool:
    """Say whether somebody sits there to be asked."""
    return sys.stdin.isatty()


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201
