"""Brings a database to the schema that this program knows, and refuses a newer one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.archive.types import ArchiveTooNewError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.archive.database.engine import Database

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x70756C6C
"""PostgreSQL's advisory lock that lets one process at a time migrate."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def revisions() -> list[tuple[str, str]]:
    """List every revision this program knows, oldest first, with what it does."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return [(script.revision, script.doc or "") for script in scripts][::-1]


def newest() -> str:
    """Name the revision that this program works with."""
    return revisions()[-1][0]


def current(connection: Connection) -> str | None:
    """Name the revision that a database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, target: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _check(connection: Connection) -> bool:
    """Say whether there is anything to do; refuse a database from the future."""
    at = current(connection)
    if at is not None and at not in {revision for revision, _ in revisions()}:
        raise ArchiveTooNewError(
            f"The archive was written by a newer Pullquote (schema {at}); update this program and start it again."
        )
    return at != newest()


async def migrate(database: Database, target: str = "head") -> None:
    """Run the migrations that are missing, all or none, one process at a time."""
    async with database.reading() as connection:
        if not await connection.run_sync(_check):
            return
    async with database.writing() as connection:
        if not database.sqlite:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        if await connection.run_sync(_check):
            await connection.run_sync(_upgrade, target)


async def revision(database: Database) -> str | None:
    """Name the revision that a database is at; None for an empty one."""
    async with database.reading() as connection:
        return await connection.run_sync(current)
