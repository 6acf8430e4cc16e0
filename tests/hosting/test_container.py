"""The container's files: linters of others read them, and what they promise is looked up in them.

That the image works is tried by `.ci/run` (`tests/hosting/image.py`), which needs the network to build it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from bot.cli.app import app
from bot.settings import Settings
from tests.hosting.image import Instruction, instructions, stages

ROOT = Path(__file__).parent.parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
FINAL = stages(DOCKERFILE)[-1]
HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent))
OFFICIAL = re.compile(r"[a-z]+:[\w.-]+")
"""An image of the default registry, with a version: no host, no owner."""


def values(word: str, of: list[Instruction] = FINAL) -> list[Instruction]:
    return [each for each in of if each.word == word]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    yaml = YAML(typ="safe", pure=True)
    return yaml.load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.skipif(HADOLINT is None, reason="hadolint has no wheel for this machine")
def test_the_linter_of_dockerfiles_has_nothing_to_say() -> None:
    done = subprocess.run([str(HADOLINT), str(ROOT / "Dockerfile")], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"")


def test_compose_keeps_to_its_published_schema() -> None:
    program = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*program, str(ROOT / "compose.yaml")], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout.decode()


def test_every_image_is_the_default_registrys_own(compose: dict[str, Any]) -> None:
    images = [each.words[0] for each in instructions(DOCKERFILE) if each.word == "FROM"]
    images += [one["image"] for one in compose["services"].values() if "build" not in one]
    assert len(images) == 3
    for image in images:
        assert OFFICIAL.fullmatch(image), image
    addresses = re.findall(r"\w+://|index-url", DOCKERFILE + (ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert set(addresses) == {"sqlite://"}


def test_the_image_is_of_two_stages_slim_and_not_roots() -> None:
    assert len(stages(DOCKERFILE)) == 2
    assert all(stage[0].words[0].endswith("-slim") for stage in stages(DOCKERFILE))
    (user,) = values("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user.rest), "a number, so that an engine can tell that it is not root"
    taken = values("COPY")
    assert all(each.rest.startswith("--from=build ") for each in taken), "nothing but what was built"
    assert not values("ADD")


def test_all_that_it_writes_goes_into_one_volume() -> None:
    (volume,) = values("VOLUME")
    assert volume.rest == "/data"
    environment = dict(word.split("=", 1) for each in values("ENV") for word in each.words)
    for name in ("HOME", "MPLCONFIGDIR", "PULLQUOTE_DATABASE", "PULLQUOTE_BACKUPS"):
        assert "/data" in environment[name]
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert {name for name in environment if name.startswith("PULLQUOTE_")} <= known


def test_its_commands_are_commands(compose: dict[str, Any]) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    (health,) = values("HEALTHCHECK")
    assert json.loads(health.rest[health.rest.index("[") :]) == ["pullquote", "health"]
    (entry,), (command,) = values("ENTRYPOINT"), values("CMD")
    assert entry.words == ["pullquote"]
    backup = compose["services"]["backup"]["command"]
    assert {"health", command.words[0], backup[0]} <= commands.keys()
    options = {option for each in commands["backup"].params for option in each.opts}
    assert set(backup[1:]) <= options


def test_compose_is_sqlite_alone_unless_the_profile_is_asked_for(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, one in services.items() if "profiles" not in one] == ["bot"]
    assert all(one["profiles"] == ["postgres"] for name, one in services.items() if name != "bot")
    assert services["bot"]["depends_on"]["postgres"] == {"condition": "service_healthy", "required": False}
    backup = services["backup"]["environment"]
    assert (backup["PULLQUOTE_BACKUP_HOURS"], backup["PULLQUOTE_BACKUPS_KEPT"]) == ("24", "14")


@pytest.mark.parametrize("name", ["bot", "backup"])
def test_what_runs_our_program_is_shut_in(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108  (a container's own)
    assert [volume.partition(":")[2] for volume in service["volumes"]] == ["/data"]
    assert "ports" not in service


def test_nothing_but_what_is_built_from_reaches_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    copied = {word for each in values("COPY", stages(DOCKERFILE)[0]) for word in each.words[:-1]}
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == copied
    for source in copied:
        assert (ROOT / source).exists()
