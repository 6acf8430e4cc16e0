"""Units of systemd: it finds no fault with them, and they are closed tight."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.hosting import STANDARD, Place, UnitError, unit_files

ADA = Place(
    command="/home/ada/club/.venv/bin/python -m bot",
    env_file=Path("/home/ada/club/.env"),
    user="ada",
    reads=(Path("/home/ada/club/.venv"), Path("/home/ada/.local/share/uv/python/cpython"), Path("/usr")),
    writes=(Path("/home/ada/.local/share/pullquote"),),
    backups=Path("/home/ada/.local/share/pullquote/backups"),
)
SERVICES = ("pullquote.service", "pullquote-backup.service")
analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")


def analyzed(*arguments: str) -> str:
    """Have systemd's own program look at unit files; a fault ends the test with what it says."""
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, check=False, timeout=60)
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, said
    return said


@analyze
@pytest.mark.parametrize("place", [STANDARD, ADA], ids=["of its own", "of a person"])
def test_systemd_finds_no_fault_and_little_exposure(place: Place, tmp_path: Path) -> None:
    for name, text in unit_files(place).items():
        # It looks whether the program is there.
        (tmp_path / name).write_text(text.replace(place.command, "/bin/true"), encoding="utf-8")
    faults = analyzed("verify", *(str(tmp_path / name) for name in unit_files(place)))
    assert "pullquote" not in faults
    for name in SERVICES:
        analyzed("security", "--offline=true", "--threshold=20", "--no-pager", str(tmp_path / name))


def values(text: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def test_a_service_is_of_the_kind_that_speaks_and_beats() -> None:
    text = unit_files(STANDARD)["pullquote.service"]
    assert values(text, "Type") == ["notify"]
    assert values(text, "WatchdogSec") == ["60s"]
    assert values(text, "ExecStart") == ["/opt/pullquote/bin/pullquote run"]


def test_a_persons_bot_sees_its_own_folders_and_writes_its_data_alone() -> None:
    text = unit_files(ADA)["pullquote.service"]
    assert values(text, "User") == ["ada"]
    assert values(text, "WorkingDirectory") == ["/home/ada/club"]
    # The environment lies below its folder, and /usr is in nobody's home.
    assert values(text, "BindReadOnlyPaths") == ["/home/ada/.local/share/uv/python/cpython", "/home/ada/club"]
    assert values(text, "BindPaths") == values(text, "ReadWritePaths") == ["/home/ada/.local/share/pullquote"]
    assert "DynamicUser" not in text
    backup = unit_files(ADA)["pullquote-backup.service"]
    assert "PULLQUOTE_BACKUPS=/home/ada/.local/share/pullquote/backups" in values(backup, "Environment")


ODD = ["/home/ada/film club", "/srv/100%", "/srv/a;b", '/srv/"', "/srv/$HOME", "/srv/a\nUser=root"]


@pytest.mark.parametrize("folder", ODD)
@pytest.mark.parametrize("field", ["env_file", "reads", "writes", "backups"])
def test_a_path_that_systemd_would_read_otherwise_is_refused_in_a_sentence(folder: str, field: str) -> None:
    value = (Path(folder),) if field in {"reads", "writes"} else Path(folder)
    with pytest.raises(UnitError) as caught:
        unit_files(Place(**{"command": "/usr/bin/pullquote", "env_file": Path("/etc/p.env"), field: value}))
    assert str(caught.value).startswith(f"No unit file can be written for {folder}: ")


def test_a_command_that_systemd_would_read_otherwise_is_refused() -> None:
    with pytest.raises(UnitError, match="No unit file can be written for /srv/100%"):
        unit_files(Place(command="/srv/100%/python -m bot", env_file=Path("/etc/p.env")))
