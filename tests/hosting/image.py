"""What the Dockerfile says, and an image built from it without a container runtime: in a folder, by its own commands.

`python -m tests.hosting.image FOLDER` builds it there and runs it as a container would be: it needs the network that a
container's build needs. Paths of the image become paths below the folder; all else is as the Dockerfile has it.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.loopback import Loopback

ROOT = Path(__file__).parent.parent.parent
_TOP = re.compile(r"(?<![\w.:/@-])/(?=(?:build|wheels|opt|data)\b)")
"""Where a path of the image begins."""
_DATABASE = re.compile(r"(?<=sqlite:///)/(?=data\b)")
TOKEN = "MTA" + "x" * 21 + ".Gabcde." + "y" * 38
SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile."""

    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """Give its arguments: of the list that JSON writes, or as a shell reads them, options left out."""
        if self.rest.startswith("["):
            return json.loads(self.rest)
        return [word for word in shlex.split(self.rest) if not word.startswith("--")]


def instructions(text: str) -> list[Instruction]:
    """Read a Dockerfile: comments left out, lines that go on joined."""
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    lines = plain.replace("\\\n", " ").splitlines()
    found = [line.strip().split(maxsplit=1) for line in lines if line.strip()]
    return [Instruction(word.upper(), " ".join(rest.split())) for word, rest in found]


def stages(text: str) -> list[list[Instruction]]:
    """Give the instructions of each stage, its FROM first."""
    parts: list[list[Instruction]] = []
    for each in instructions(text):
        if each.word == "FROM":
            parts.append([])
        parts[-1].append(each)
    return parts


@dataclass
class Image:
    """A folder that stands for an image: what the stages leave in it, and how it is started."""

    folder: Path
    base: Path
    """The interpreter that stands for the base image's."""
    environment: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    programs: dict[str, list[str]] = field(default_factory=dict)
    """What is run, by the instruction that says so."""
    directory: str = "/"

    def build(self, text: str) -> None:
        """Run every stage in an empty folder; what a later one takes from an earlier one is all that it has of it."""
        for number, stage in enumerate(stages(text)):
            taken = {each.words[0]: self._set_aside(each) for each in stage if "--from=" in each.rest}
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self.environment, self.directory = {}, "/"
            for each in stage:
                print(f"stage {number}: {each.word} {each.rest}"[:150], flush=True)  # noqa: T201
                self._follow(each, taken)
        shutil.rmtree(self._aside, ignore_errors=True)

    @property
    def _aside(self) -> Path:
        return self.folder.with_name("aside")

    def at(self, text: str) -> str:
        """Move the image's paths in a text below the folder."""
        return _DATABASE.sub(f"{self.folder}/", _TOP.sub(f"{self.folder}/", text))

    def _set_aside(self, copy: Instruction) -> Path:
        kept = self._aside / copy.words[0].lstrip("/")
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.at(copy.words[0]), kept)
        return kept

    def _follow(self, each: Instruction, taken: dict[str, Path]) -> None:
        match each.word:
            case "COPY":
                self._copy(each.words, taken)
            case "WORKDIR":
                self.directory = each.rest
                Path(self.at(each.rest)).mkdir(parents=True, exist_ok=True)
            case "ARG":
                name, _, value = each.rest.partition("=")
                self.arguments[name] = value
            case "ENV":
                pairs = (word.split("=", 1) for word in each.words)
                self.environment |= {name: self.at(value) for name, value in pairs}
            case "RUN":
                self._run(each.rest)
            case "ENTRYPOINT" | "CMD" | "HEALTHCHECK":
                self.programs[each.word] = json.loads(each.rest[each.rest.index("[") :])
            case "FROM" | "USER" | "VOLUME":
                pass
            case _:
                raise ValueError(f"{each.word} is not known here")

    def _copy(self, words: list[str], taken: dict[str, Path]) -> None:
        *sources, target = words
        there = Path(self.at(self.directory)) / self.at(target)
        there.parent.mkdir(parents=True, exist_ok=True)
        for source in sources:
            known = ROOT / source
            if source in taken:
                shutil.move(taken[source], there)
            elif known.is_dir():
                shutil.copytree(known, there, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(known, there / source if len(sources) > 1 or target.endswith("/") else there)

    def _run(self, line: str) -> None:
        line = self.at(line)
        if os.getuid() != 0:  # whoever is not root gives nothing away
            line = re.sub(r"chown \S+", f"chown {os.getuid()}", line)
        path = f"{self.base}/bin:{os.environ['PATH']}"
        environment = {**os.environ, **self.arguments, **self.environment, "PATH": path}
        subprocess.run(["sh", "-ec", line], cwd=self.at(self.directory), env=environment, check=True)

    def started(self, words: list[str], **more: str) -> tuple[list[str], dict[str, str], str]:
        """Give the program, its whole environment and its folder, as a container is started."""
        path = self.environment["PATH"].replace("$PATH", f"{self.base}/bin:/usr/bin:/bin")
        environment = {**self.environment, "PATH": path, **more}
        program = shutil.which(words[0], path=path) or words[0]
        return [program, *words[1:]], environment, self.at(self.directory)

    def in_data(self) -> set[str]:
        """Name what lies in the volume."""
        return {path.name for path in Path(self.at("/data")).iterdir()}

    def outside_of_data(self) -> dict[str, int]:
        """Note when every file was changed that a container could not write."""
        data = Path(self.at("/data"))
        files = (path for path in self.folder.rglob("*") if path.is_file() and not path.is_relative_to(data))
        return {str(path): path.stat().st_mtime_ns for path in files}


def built(folder: Path) -> Image:
    """Build the image of this project below a folder."""
    base = folder / "base"
    subprocess.run(["uv", "venv", "--quiet", "--seed", "--python", sys.executable, str(base)], check=True)
    image = Image(folder / "image", base)
    image.build((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    return image


async def tried(image: Image, discord: Loopback) -> None:
    """Start a container's program, wait until its health check says that it is well, and stop it."""
    before = image.outside_of_data()
    elsewhere = image.folder.with_name("site")
    elsewhere.mkdir()
    # All that is replaced: where discord.py believes Discord to be.
    (elsewhere / "sitecustomize.py").write_text(
        f"import discord.http\ndiscord.http.Route.BASE = {discord.base!r}\n", encoding="utf-8"
    )
    program, environment, where = image.started(
        [*image.programs["ENTRYPOINT"], *image.programs["CMD"]], DISCORD_TOKEN=TOKEN, PYTHONPATH=str(elsewhere)
    )
    process = await asyncio.create_subprocess_exec(*program, env=environment, cwd=where)
    try:
        async with asyncio.timeout(SECONDS):
            while (said := await _healthy(image)) != 0:
                assert process.returncode is None, f"it ended before it was well ({said})"
                await asyncio.sleep(0.5)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert image.outside_of_data() == before, "it wrote where a container cannot"
    assert image.in_data() >= {"archive.db", "backups"}


async def _healthy(image: Image) -> int:
    program, environment, where = image.started(image.programs["HEALTHCHECK"])
    process = await asyncio.create_subprocess_exec(
        *program, env=environment, cwd=where, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


def commands(image: Image, folder: Path) -> None:
    """Use the installed program without Discord: nothing of this tree is in its reach."""
    shutil.copy(ROOT / "README.md", folder / "review.txt")
    for words, status in (
        (["--help"], 0),
        (["--version"], 0),
        (["read", str(folder / "review.txt")], 0),
        (["migrate"], 0),
        (["doctor"], 1),  # there is no token here, and doctor says so
    ):
        program, environment, where = image.started([*image.programs["ENTRYPOINT"], *words])
        done = subprocess.run(program, env=environment, cwd=where, check=False, capture_output=True)
        assert done.returncode == status, (words, done.stdout.decode(), done.stderr.decode())


async def main(folder: Path) -> None:
    image = await asyncio.to_thread(built, folder)
    await asyncio.to_thread(commands, image, folder)
    async with Loopback() as discord:
        await tried(image, discord)
    size = sum(path.stat().st_size for path in image.folder.rglob("*") if path.is_file())
    print(f"The image works; it adds {size / 1024**2:,.0f} MiB to its base.")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).absolute()))
