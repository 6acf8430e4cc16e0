"""Every setting of the bot: an environment variable, or a line of a `.env` file beside it.

pydantic-settings reads the file through python-dotenv; the real environment wins over it.
Nothing reads the environment anywhere else, but for what systemd puts there (`bot/systemd.py`).
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_TOKEN = re.compile(r"[\w-]{18,40}\.[\w-]{4,12}\.[\w-]{20,80}")
_PLACE = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:]+\]|[\w.-]*):)?(?P<port>\d{1,5})")
_SHARDS = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?/(\d{1,4})")


class SettingsError(Exception):
    """A setting is missing or malformed; the message is one sentence that says what to do."""


class TokenError(SettingsError):
    """There is no token, or it cannot be one."""


class Settings(BaseSettings):
    """What the environment says. Build it with `load_settings()`, which speaks plainly of mistakes."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    discord_token: SecretStr | None = Field(
        default=None,
        validation_alias="DISCORD_TOKEN",
        description="The bot's token, from the Discord developer portal. Needed by `pullquote run` alone.",
    )
    database: str = Field(
        default="",
        repr=False,  # it may hold a password
        validation_alias="PULLQUOTE_DATABASE",
        description="Where the archive is: sqlite:///path, or postgresql://user:password@host/name. "
        "Empty: archive.db in the user's data folder.",
    )
    message_content: bool = Field(
        default=False,
        validation_alias="PULLQUOTE_MESSAGE_CONTENT",
        description="true to ask Discord for the message-content intent, which watched channels need.",
    )
    workers: int = Field(
        default=2,
        ge=1,
        le=64,
        validation_alias="PULLQUOTE_WORKERS",
        description="How many processes read reviews side by side, 1 to 64.",
    )
    analysis_seconds: float = Field(
        default=20.0,
        gt=0,
        le=600,
        validation_alias="PULLQUOTE_ANALYSIS_SECONDS",
        description="How long one review may take to read before it is given up, in seconds.",
    )
    queue: int = Field(
        default=64,
        ge=1,
        le=10_000,
        validation_alias="PULLQUOTE_QUEUE",
        description="How many reviews may wait to be read before new ones are turned away.",
    )
    shards: str = Field(
        default="",
        validation_alias="PULLQUOTE_SHARDS",
        description="This process's shards, as 0-3/8: shards 0 to 3 of 8. Empty: all, as many as Discord advises.",
    )
    http: str = Field(
        default="",
        validation_alias="PULLQUOTE_HTTP",
        description="Where /livez, /readyz and /metrics are served, as 127.0.0.1:8080. A port alone is this machine's "
        "own. Empty: nowhere.",
    )
    backups: str = Field(
        default="",
        validation_alias="PULLQUOTE_BACKUPS",
        description="A folder that the bot backs the archive up to by itself. Empty: it does not.",
    )
    backup_hours: float = Field(
        default=24.0,
        ge=0.25,
        le=24 * 366,
        validation_alias="PULLQUOTE_BACKUP_HOURS",
        description="How many hours lie between two of these backups.",
    )
    backups_kept: int = Field(
        default=14,
        ge=1,
        le=10_000,
        validation_alias="PULLQUOTE_BACKUPS_KEPT",
        description="How many of these backups are kept; the oldest go first.",
    )
    report_channel: str = Field(
        default="",
        validation_alias="PULLQUOTE_REPORT_CHANNEL",
        description="Where a word is said when something is wrong: a channel's id, or owner for a direct message to "
        "the application's owner. Empty: nowhere.",
    )
    sentry: SecretStr | None = Field(
        default=None,
        validation_alias="PULLQUOTE_SENTRY",
        description="The address (DSN) of a Sentry-compatible project that errors go to: their types and places in the "
        "code, no text. Empty: nowhere.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        validation_alias="PULLQUOTE_LOG_LEVEL",
        description="How much the log says: DEBUG, INFO, WARNING or ERROR. Review texts are never logged.",
    )

    @field_validator("shards")
    @classmethod
    def _check_shards(cls, value: str) -> str:
        if value:
            _parse_shards(value)
        return value

    @field_validator("report_channel")
    @classmethod
    def _check_report_channel(cls, value: str) -> str:
        if value and value != "owner" and not re.fullmatch(r"[0-9]{1,20}", value):
            raise ValueError("it has to be a channel's id, or owner")
        return value

    @field_validator("http")
    @classmethod
    def _check_http(cls, value: str) -> str:
        if value:
            _parse_place(value)
        return value

    @property
    def http_place(self) -> tuple[str, int] | None:
        """Give the (host, port) that health and figures are served on, or None for nowhere."""
        return _parse_place(self.http) if self.http else None

    @property
    def database_url(self) -> str:
        """Give the archive's address, with the default filled in."""
        return self.database or f"sqlite:///{default_archive_path()}"

    @property
    def shard_range(self) -> tuple[tuple[int, ...], int] | None:
        """Give (this process's shard ids, the number of shards in all), or None for all of them."""
        return _parse_shards(self.shards) if self.shards else None

    def token(self) -> str:
        """Give the token in clear.

        Raises TokenError when there is none, or when it does not have a token's shape:
        three parts of letters, digits, `-` and `_`, joined by dots.
        """
        token = self.discord_token.get_secret_value().strip() if self.discord_token else ""
        if not token:
            raise TokenError("There is no bot token: run `pullquote setup`, or put DISCORD_TOKEN=... into .env.")
        return checked_token(token)


def checked_token(token: str) -> str:
    """Give a token back that has the shape of one. Raises TokenError."""
    if not _TOKEN.fullmatch(token):
        raise TokenError(
            "DISCORD_TOKEN does not look like a bot token: copy it again from the developer portal, "
            "Bot page, Reset Token."
        )
    return token


def default_archive_path() -> Path:
    """Give the path of the archive when nothing else is set: in the user's own data folder."""
    return user_data_path("pullquote", appauthor=False) / "archive.db"


def load_settings() -> Settings:
    """Read the environment and `.env`. Raises SettingsError naming the first variable that is wrong or misspelt."""
    _refuse_misspelt()
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "A setting"
        raise SettingsError(f"{name} is not usable: {_what_is_wrong(first['type'], first.get('ctx', {}))}.") from None


def _refuse_misspelt() -> None:
    """Refuse a variable that begins like ours and is none: whoever wrote it believes it to be in force."""
    known = [str(field.validation_alias) for field in Settings.model_fields.values()]
    written = {name.upper(): None for name in (*dotenv_values(".env"), *os.environ)}
    for name in written:
        if name.startswith(("PULLQUOTE_", "DISCORD_TOK")) and name not in known:
            # Close among ours: what they all begin with would make every one of them look close.
            likely = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
            raise SettingsError(f"{name} is no setting" + (f"; did you mean {likely[0]}?" if likely else "."))


_WRONG: Final = {
    "int_parsing": "it has to be a whole number",
    "int_from_float": "it has to be a whole number",
    "float_parsing": "it has to be a number",
    "bool_parsing": "it has to be true or false",
    "greater_than_equal": "the smallest value is {ge}",
    "greater_than": "it has to be more than {gt}",
    "less_than_equal": "the largest value is {le}",
    "literal_error": "it has to be {expected}",
    "value_error": "{error}",
}
"""pydantic's kinds of mistakes in our words; its own are made for programmers."""


def _what_is_wrong(kind: str, context: Mapping[str, object]) -> str:
    return _WRONG.get(kind, "it cannot be read").format_map({key: str(value) for key, value in context.items()})


def _parse_place(value: str) -> tuple[str, int]:
    match = _PLACE.fullmatch(value.strip())
    if match is None or not 0 < int(match["port"]) < 65_536:
        raise ValueError("write it as HOST:PORT, for example 127.0.0.1:8080")
    return (match["host"] or "127.0.0.1").strip("[]"), int(match["port"])


def _parse_shards(value: str) -> tuple[tuple[int, ...], int]:
    match = _SHARDS.fullmatch(value.strip())
    if match is None:
        raise ValueError("write it as FIRST-LAST/ALL, for example 0-3/8")
    first = int(match[1])
    last = int(match[2] or match[1])
    count = int(match[3])
    if not first <= last < count:
        raise ValueError(f"shards run from 0 to {count - 1}, the first one first")
    return tuple(range(first, last + 1)), count
