from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.hosting import write_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_a_new_file_is_its_owners_alone(file: Path) -> None:
    before = os.umask(0)
    try:
        assert write_settings(file, {"A": "1", "B": "x.y-z"}) == ("A", "B")
    finally:
        os.umask(before)
    assert file.read_bytes() == b"A=1\nB=x.y-z\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("A=0\n# a word\nC=3\n", "A=1\n# a word\nC=3\n", ("A",)),
        ("C=3", "C=3\nA=1\n", ("A",)),
        ("# A=0\n", "# A=0\nA=1\n", ("A",)),
        ("export A = 0\nAA=2\n", "A=1\nAA=2\n", ("A",)),
        ("A=0\nA=2\n", "A=1\nA=1\n", ("A",)),
        ("A=\n", "A=1\n", ("A",)),
        ("A='1' # one\nB = 2\n", "A='1' # one\nB = 2\n", ()),
        ("C=é\r\nA=0\r\n", "C=é\r\nA=1\n", ("A",)),
    ],
)
def test_only_what_is_missing_or_other_is_written(
    file: Path, before: str, after: str, changed: tuple[str, ...]
) -> None:
    file.write_bytes(before.encode())
    assert write_settings(file, {"A": "1"}) == changed
    assert file.read_bytes() == after.encode()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_closed_even_if_it_says_all(file: Path, mode: int) -> None:
    file.write_text("A=1\n", encoding="utf-8")
    file.chmod(mode)
    assert write_settings(file, {"A": "1"}) == ()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_one(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "settings"
    real.write_text("A=0\n", encoding="utf-8")
    file.symlink_to(real)
    write_settings(file, {"A": "1"})
    assert file.is_symlink()
    assert real.read_text(encoding="utf-8") == "A=1\n"


@pytest.mark.parametrize("value", ["a b", "a\nB=2", "'", '"', "a#b", "$HOME", "\\"])
def test_a_value_that_would_be_read_otherwise_is_refused(file: Path, value: str) -> None:
    file.write_text("C=3\n", encoding="utf-8")
    with pytest.raises(ValueError, match="A holds"):
        write_settings(file, {"A": value})
    assert file.read_text(encoding="utf-8") == "C=3\n"
    assert list(file.parent.iterdir()) == [file]
