"""`pullquote setup`: the real command line, at a terminal of its own or without one, against a Discord on loopback."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli import setup as guided
from bot.cli.setup import Answers
from bot.client import PERMISSIONS, invite_link
from bot.settings import Settings
from tests.loopback import Loopback
from tests.test_running import TOKEN

ROOT = Path(__file__).parent.parent.parent
SECONDS = 120
"""Only keeps a hanging program from hanging the tests; nothing is measured by it."""
INTENT_ON = 1 << 18
INTENT_ON_UNVERIFIED = 1 << 19
WRONG = TOKEN.replace("Gabcde", "Gwrong")


@pytest.fixture(autouse=True)
def elsewhere(settings: Settings, tmp_path: Path) -> Path:
    """The folder of a bot that is to be, with nothing in its environment."""
    return tmp_path


def environment(folder: Path, **more: str) -> dict[str, str]:
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"), "USER": "ada", "LOGNAME": "ada"}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "dumb", **home, **more}


async def run(discord: Loopback, *arguments: str, stdin: str | None = None, **more: str) -> tuple[int | None, str, str]:
    """Run it without a terminal, in this folder. Gives its status and what it said, aloud and of errors."""
    program = discord.program("setup", *arguments)
    given = DEVNULL if stdin is None else PIPE
    process = await asyncio.create_subprocess_exec(
        *program, stdin=given, stdout=PIPE, stderr=PIPE, env=environment(Path.cwd(), **more)
    )
    said, errors = await asyncio.wait_for(process.communicate(None if stdin is None else stdin.encode()), SECONDS)
    return process.returncode, said.decode(), errors.decode()


class Terminal:
    """A person at a terminal."""

    def __init__(self, process: Process, end: int) -> None:
        self.process = process
        self.shown = ""
        self._end = end
        self._read = 0

    async def sees(self, words: str) -> None:
        """Wait until some words stand there that were not seen yet."""
        async with asyncio.timeout(SECONDS):
            while words not in self.shown[self._read :]:
                assert await self._more(), f"it ended without {words!r}:\n{self.shown}"
        self._read = self.shown.index(words, self._read) + len(words)

    async def types(self, line: str) -> None:
        os.write(self._end, f"{line}\n".encode())

    async def ends(self) -> int:
        async with asyncio.timeout(SECONDS):
            while await self._more():
                pass
            return await self.process.wait()

    async def _more(self) -> bool:
        try:
            data = await asyncio.to_thread(os.read, self._end, 4096)
        except OSError:  # the other end is closed
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


@asynccontextmanager
async def at_a_terminal(discord: Loopback, *arguments: str, **more: str) -> AsyncIterator[Terminal]:
    ours, theirs = pty.openpty()
    program = discord.program("setup", *arguments)
    process = await asyncio.create_subprocess_exec(
        *program, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env=environment(Path.cwd(), **more),
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(ours)


async def test_a_guided_start_from_a_wrong_token_to_a_running_bot(loopback: Loopback, elsewhere: Path) -> None:
    loopback.refuse_token = True
    async with at_a_terminal(loopback, "--no-unit") as terminal:
        await terminal.sees("Token (not shown): ")
        await terminal.types("hunter2")
        await terminal.sees("does not look like a bot token")
        await terminal.sees("Token (not shown): ")
        await terminal.types(WRONG)
        await terminal.sees("Discord refused the token")
        loopback.refuse_token = False
        await terminal.sees("Token (not shown): ")
        await terminal.types(TOKEN)
        await terminal.sees("Discord knows it: Pullquote, application 1.")
        await terminal.sees("https://discord.com/developers/applications/1/bot")
        await terminal.sees("Have you switched it on now? [y/N]: ")
        loopback.application_flags = INTENT_ON_UNVERIFIED
        await terminal.types("y")
        await terminal.sees("The message-content intent is on")
        await terminal.sees("Are they to be answered? [Y/n]: ")
        await terminal.types("")
        await terminal.sees(".env now has DISCORD_TOKEN and PULLQUOTE_MESSAGE_CONTENT, for you alone to read.")
        await terminal.sees(invite_link(1))
        await terminal.sees("Start it? [Y/n]: ")
        await terminal.types("")
        await terminal.sees("It starts now")
        await asyncio.wait_for(loopback.gateway.ready.wait(), SECONDS)
        terminal.process.send_signal(signal.SIGTERM)
        assert await terminal.ends() == 0
    for secret in ("hunter2", TOKEN, WRONG):
        assert secret not in terminal.shown
    file = elsewhere / ".env"
    assert file.read_text(encoding="utf-8") == f"DISCORD_TOKEN={TOKEN}\nPULLQUOTE_MESSAGE_CONTENT=true\n"
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_token_that_is_refused_three_times_is_enough(loopback: Loopback, elsewhere: Path) -> None:
    loopback.refuse_token = True
    async with at_a_terminal(loopback, "--no-unit") as terminal:
        for _ in range(3):
            await terminal.sees("Token (not shown): ")
            await terminal.types(TOKEN)
            await terminal.sees("Discord refused the token")
        assert await terminal.ends() == 1
    assert not (elsewhere / ".env").exists()


async def test_what_is_there_is_kept_and_asked_for_no_more(loopback: Loopback, elsewhere: Path) -> None:
    loopback.application_flags = INTENT_ON
    file = elsewhere / ".env"
    file.write_text(f"# mine\nDISCORD_TOKEN={TOKEN}\nPULLQUOTE_WORKERS=3 # three\n", encoding="utf-8")
    file.chmod(0o644)
    async with at_a_terminal(loopback, "--no-unit", "--no-message-content") as terminal:
        await terminal.sees("There is a token already. Keep it? [Y/n]: ")
        await terminal.types("")
        await terminal.sees(".env now has PULLQUOTE_MESSAGE_CONTENT; everything else in it stays.")
        await terminal.sees("Start it? [Y/n]: ")
        await terminal.types("n")
        await terminal.sees("Start it when you like: pullquote run")
        assert await terminal.ends() == 0
    expected = f"# mine\nDISCORD_TOKEN={TOKEN}\nPULLQUOTE_WORKERS=3 # three\nPULLQUOTE_MESSAGE_CONTENT=false\n"
    assert file.read_text(encoding="utf-8") == expected
    assert file.stat().st_mode & 0o777 == 0o600


async def test_every_answer_is_an_option_too(loopback: Loopback, elsewhere: Path) -> None:
    loopback.application_flags = INTENT_ON
    arguments = ("--token", "-", "--message-content", "--unit", str(elsewhere), "--no-start")
    status, said, errors = await run(loopback, *arguments, stdin=f"{TOKEN}\n")
    assert (status, errors) == (0, "")
    assert invite_link(1) in said
    assert TOKEN not in said
    service = (elsewhere / "pullquote.service").read_text(encoding="utf-8")
    assert f"ExecStart={sys.executable} -m bot run\n" in service
    assert (elsewhere / "pullquote-backup.timer").exists()
    assert "systemctl enable --now pullquote.service pullquote-backup.timer" in said
    again, said, _ = await run(loopback, *arguments, stdin=f"{TOKEN}\n")
    assert again == 0
    assert f"{elsewhere / '.env'} says all that already." in said


async def test_without_a_terminal_it_takes_the_defaults_and_starts(loopback: Loopback, elsewhere: Path) -> None:
    program = loopback.program("setup", "--token", TOKEN)
    process = await asyncio.create_subprocess_exec(*program, stdin=DEVNULL, stdout=PIPE, env=environment(elsewhere))
    await asyncio.wait_for(loopback.gateway.ready.wait(), SECONDS)
    process.send_signal(signal.SIGTERM)
    said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 0
    assert b"The message-content intent is off" in said
    assert "PULLQUOTE_MESSAGE_CONTENT=false" in (elsewhere / ".env").read_text(encoding="utf-8")
    assert names_in(elsewhere, "*.service") == []


def names_in(folder: Path, which: str = "*") -> list[str]:
    return [path.name for path in folder.glob(which)]


async def refused(loopback: Loopback, sentence: str, *arguments: str, **more: str) -> None:
    """See that it ends with one sentence of errors."""
    status, _, errors = await run(loopback, *arguments, "--no-start", **more)
    assert status == 1
    assert re.fullmatch(sentence, errors.strip()), errors


async def test_no_token_no_intent_and_a_refused_token_are_a_sentence_each(loopback: Loopback, elsewhere: Path) -> None:
    await refused(loopback, "There is no bot token: give it on standard input.*")
    await refused(loopback, "DISCORD_TOKEN does not look like a bot token.*", "--token", "nonsense")
    await refused(
        loopback, "The message-content intent is off; .*/1/bot, or left out.*", "--token", TOKEN, "--message-content"
    )
    await refused(loopback, "PULLQUOTE_WORKERS is not usable.*", "--token", TOKEN, PULLQUOTE_WORKERS="none")
    loopback.refuse_token = True
    await refused(loopback, "Discord refused the token: reset it at .*", "--token", TOKEN)
    assert names_in(elsewhere) == []


async def test_no_network_is_a_sentence(loopback: Loopback, elsewhere: Path) -> None:
    loopback.base = "http://127.0.0.1:1/api"
    await refused(loopback, "Discord cannot be reached: check this machine's network.*", "--token", TOKEN)


async def test_a_setting_of_the_environment_that_wins_is_named(loopback: Loopback, elsewhere: Path) -> None:
    await refused(loopback, "DISCORD_TOKEN or .* is set in the environment.*", "--token", TOKEN, DISCORD_TOKEN=WRONG)


async def test_units_that_cannot_be_written_are_a_sentence(loopback: Loopback, elsewhere: Path) -> None:
    await refused(
        loopback, "The units cannot be written to /nowhere: No such file.*", "--token", TOKEN, "--unit", "/nowhere"
    )


async def test_a_settings_file_that_cannot_be_written_is_a_sentence(loopback: Loopback, elsewhere: Path) -> None:
    (elsewhere / ".env").symlink_to(elsewhere / "none" / ".env")
    await refused(loopback, rf"{elsewhere}/\.env cannot be written: No such file or directory\.", "--token", TOKEN)


def test_the_invite_link_asks_for_exactly_what_the_bot_needs() -> None:
    assert invite_link("7") == (
        "https://discord.com/oauth2/authorize?client_id=7&scope=bot+applications.commands"
        f"&permissions={PERMISSIONS.value}"
    )


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with systemd whose folder for units may be written: another one, and a systemctl that takes notes."""
    folder, programs = tmp_path / "units", tmp_path / "bin"
    folder.mkdir()
    programs.mkdir()
    program = programs / "systemctl"
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path / "asked"}\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setattr(guided, "_SYSTEM_UNITS", folder)
    monkeypatch.setattr(guided, "_asks", lambda: True)
    monkeypatch.setattr(guided, "getuser", lambda: "ada")
    return folder


def answers(monkeypatch: pytest.MonkeyPatch, *given: bool) -> list[str]:
    """Answer yes or no to what is asked, in this order; gives what was asked."""
    asked: list[str] = []
    left = list(given)

    def confirm(question: str, *, default: bool) -> bool:
        asked.append(question)
        return left.pop(0)

    monkeypatch.setattr(guided.typer, "confirm", confirm)
    return asked


def test_units_in_their_place_are_started_by_systemd(
    systemd: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(monkeypatch, True, True)
    made = guided._write_units(Answers(), settings)
    assert made == systemd
    assert guided._start(Answers(), settings, made) == 0
    assert asked == ["Write units for systemd, which keeps it running and backs it up every night?", "Start it?"]
    assert (tmp_path / "asked").read_text(encoding="utf-8").splitlines() == [
        "daemon-reload",
        "enable --now pullquote.service pullquote-backup.timer",
    ]
    backing_itself_up = settings.model_copy(update={"backups": str(tmp_path / "own")})
    assert guided._start(Answers(start=True), backing_itself_up, made) == 0
    assert (tmp_path / "asked").read_text(encoding="utf-8").splitlines()[-1] == "enable --now pullquote.service"
    service = (systemd / "pullquote.service").read_text(encoding="utf-8")
    assert "User=ada\n" in service
    assert f"WorkingDirectory={tmp_path}\n" in service
    assert f"ReadWritePaths={tmp_path}\n" in service, "the archive's folder"
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700


def test_root_gets_a_unit_whose_user_systemd_makes(
    systemd: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guided, "getuser", lambda: "root")
    answers(monkeypatch, True)
    guided._write_units(Answers(), settings)
    service = (systemd / "pullquote.service").read_text(encoding="utf-8")
    assert "DynamicUser=yes\n" in service
    assert f"EnvironmentFile={tmp_path / '.env'}\n" in service


def test_whoever_wants_no_unit_and_no_start_gets_neither(
    systemd: Path, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, False, False)
    made = guided._write_units(Answers(), settings)
    assert made is None
    assert guided._start(Answers(), settings, made) == 0
    assert names_in(systemd) == []
    assert capsys.readouterr().out == "Start it when you like: pullquote run\n"
