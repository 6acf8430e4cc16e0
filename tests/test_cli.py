from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cogs.club import PRAISE

pytestmark = pytest.mark.slow

SECONDS = 120
"""Only keeps a hanging program from hanging the tests; nothing is measured by it."""


def pullquote(
    *arguments: str, stdin: bytes = b"", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the real command in a process of its own, with an empty environment but for what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        timeout=SECONDS,
        check=False,
        env={**kept, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "100", **environment},
    )


def test_help_imports_nothing_that_costs_time() -> None:
    done = pullquote("--help")
    assert done.returncode == 0
    assert b"demo" in done.stdout
    heavy = ["discord", "numpy", "nltk", "sumy", "sqlalchemy", "matplotlib", "simcord", "pydantic_settings"]
    program = (
        "import sys\nfrom typer.testing import CliRunner\nfrom bot.cli.app import app\n"
        "before = set(sys.modules)\nimport bot.cli\n"
        f"print([name for name in {heavy!r} if name in before])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=SECONDS)
    assert loaded.stdout.strip() == b"[]"


def test_read_shows_label_summary_quotes_film_and_rating(tmp_path: Path) -> None:
    file = tmp_path / "review.txt"
    file.write_text(PRAISE, encoding="utf-8")
    done = pullquote("read", str(file))
    shown = done.stdout.decode()
    assert done.returncode == 0
    for words in ("Positive", "confidence", "The Lighthouse Keeper", "4.5/5 as written, 9.0/10", "superb"):
        assert words in shown


def test_read_speaks_json_with_offsets_into_the_text() -> None:
    done = pullquote("read", "-", "--json", stdin=PRAISE.encode())
    record = json.loads(done.stdout)
    assert record["sentiment"]["label"] == "positive"
    for sentence in record["summary"] + record["quotes"]:
        assert record["text"][sentence["start"] : sentence["end"]] == sentence["text"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b" ... \n", "There is no text in that to read; one word is enough."),
        (b"\x00\x01\x02" * 100, "binary"),
        (b"word " * 50_000, "That review has 250,000 characters; the limit is 200,000."),
        (b"x" * (2 * 1024 * 1024 + 1), "2,097,152 bytes"),
    ],
)
def test_read_refuses_in_one_sentence(data: bytes, sentence: str) -> None:
    done = pullquote("read", "-", stdin=data)
    assert done.returncode == 1
    assert sentence in done.stderr.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1
    assert not done.stdout


def test_read_names_a_file_that_is_not_there() -> None:
    done = pullquote("read", "nowhere.txt")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("nowhere.txt cannot be read: No such file")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "There is no bot token"),
        ({"DISCORD_TOKEN": "nonsense"}, "does not look like a bot token"),
        ({"PULLQUOTE_WORKERS": "none"}, "PULLQUOTE_WORKERS is not usable"),
    ],
)
def test_run_says_what_is_missing(tmp_path: Path, environment: dict[str, str], sentence: str) -> None:
    for arguments in (("run",), ()):
        program = [sys.executable, "-m", "bot"] if not arguments else None
        if program is None:
            done = pullquote(*arguments, cwd=tmp_path, **environment)
        else:
            done = subprocess.run(
                program,
                capture_output=True,
                cwd=tmp_path,
                timeout=SECONDS,
                check=False,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
            )
        assert done.returncode == 1
        assert sentence in done.stderr.decode()
        assert len(done.stderr.decode().strip().splitlines()) == 1


def test_the_version_is_said() -> None:
    done = pullquote("--version")
    assert done.returncode == 0
    assert done.stdout.decode().strip() == f"pullquote {version('pullquote')}"


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"]])
def test_the_module_helps_as_the_command_does(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "bot", *arguments], capture_output=True, check=False, timeout=SECONDS)
    assert done.returncode == 0
    assert b"Usage: python -m bot" in done.stdout


def test_run_without_a_token_loads_nothing_that_costs_time(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom bot.cli.app import app\n"
        "try:\n    app(['run'])\nexcept SystemExit as end:\n"
        "    print(end.code, [name for name in ('discord', 'sqlalchemy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=tmp_path,
        check=True,
        timeout=SECONDS,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert done.stdout.strip() == b"1 []"


@pytest.mark.parametrize("arguments", [["--paste", "nowhere.txt"], ["--port", "PORT"]])
def test_the_demo_refuses_in_a_sentence_before_it_opens_anything(arguments: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = pullquote("demo", *(port if part == "PORT" else part for part in arguments))
    assert done.returncode == 1
    assert not done.stdout
    assert done.stderr.decode().splitlines() == [
        f"Port {port} is taken on this machine; name another one, or leave --port out for any free one."
        if "PORT" in arguments
        else "nowhere.txt cannot be read: No such file or directory."
    ]
