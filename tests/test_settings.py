from __future__ import annotations

from pathlib import Path

import pytest

from bot.archive.database.engine import Database, parse_url
from bot.settings import Settings, SettingsError, TokenError, default_archive_path, load_settings

ROOT = Path(__file__).parent.parent
GOOD_TOKEN = "MTA" + "x" * 21 + ".Gabcde." + "y" * 38


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    return tmp_path


def test_the_env_file_is_read_and_the_environment_wins(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / ".env").write_text("PULLQUOTE_WORKERS=5\nPULLQUOTE_QUEUE=9\n")
    monkeypatch.setenv("PULLQUOTE_QUEUE", "7")
    settings = load_settings()
    assert (settings.workers, settings.queue) == (5, 7)


def test_nothing_set_keeps_the_archive_in_the_users_own_folder() -> None:
    assert load_settings().database_url == f"sqlite:///{default_archive_path()}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("SHARDS", "3-1/8"),
        ("SHARDS", "0-8/8"),
        ("SHARDS", "x"),
        ("LOG_LEVEL", "LOUD"),
        ("HTTP", "localhost"),
        ("HTTP", "127.0.0.1:0"),
        ("HTTP", "127.0.0.1:70000"),
        ("HTTP", "http://localhost:8080/"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"PULLQUOTE_{name}", value)
    with pytest.raises(SettingsError, match=f"^PULLQUOTE_{name} is not usable: ") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


def test_shards_are_a_range(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_SHARDS", "2-3/8")
    assert load_settings().shard_range == ((2, 3), 8)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("8080", ("127.0.0.1", 8080)),
        (":8080", ("127.0.0.1", 8080)),
        ("10.1.2.3:9000", ("10.1.2.3", 9000)),
        ("[::1]:80", ("::1", 80)),
        ("", None),
    ],
)
def test_health_is_served_on_this_machine_unless_told(
    monkeypatch: pytest.MonkeyPatch, value: str, place: tuple[str, int] | None
) -> None:
    monkeypatch.setenv("PULLQUOTE_HTTP", value)
    assert load_settings().http_place == place


@pytest.mark.parametrize(("token", "word"), [("", "no bot token"), ("hello", "does not look like")])
def test_a_token_that_cannot_be_one_is_said(monkeypatch: pytest.MonkeyPatch, token: str, word: str) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)
    with pytest.raises(TokenError, match=word):
        load_settings().token()


def test_the_token_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", GOOD_TOKEN)
    settings = load_settings()
    assert settings.token() == GOOD_TOKEN
    assert GOOD_TOKEN not in repr(settings)


@pytest.mark.parametrize("document", [".env.example", "README.md"])
def test_every_setting_is_documented(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for field in Settings.model_fields.values():
        assert str(field.validation_alias) in text, f"{document} does not name {field.validation_alias}"


def test_the_example_gives_every_default() -> None:
    lines = dict(
        line.lstrip("# ").split("=", 1)
        for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        if "=" in line and line.lstrip("# ").split("=", 1)[0].isupper()
    )
    for field in Settings.model_fields.values():
        default = "" if field.default is None else str(field.default)
        assert lines[str(field.validation_alias)].lower() == default.lower()


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("PULLQUOTE_WORKER", "PULLQUOTE_WORKERS"),
        ("pullquote_log_levle", "PULLQUOTE_LOG_LEVEL"),
        ("PULLQUOTE_COLOURFUL", ""),
    ],
)
@pytest.mark.parametrize("where", ["file", "environment"])
def test_a_misspelt_setting_is_named(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, name: str, likely: str, where: str
) -> None:
    if where == "file":
        (elsewhere / ".env").write_text(f"{name}=1\n")
    else:
        monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=f"^{name.upper()} is no setting") as caught:
        load_settings()
    assert str(caught.value).endswith(f"; did you mean {likely}?" if likely else "is no setting.")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WORKERS", "2.5", "it has to be a whole number."),
        ("WORKERS", "65", "the largest value is 64."),
        ("MESSAGE_CONTENT", "perhaps", "it has to be true or false."),
        ("ANALYSIS_SECONDS", "soon", "it has to be a number."),
        ("LOG_LEVEL", "LOUD", "it has to be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'."),
        ("SHARDS", "x", "write it as FIRST-LAST/ALL, for example 0-3/8."),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_our_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"PULLQUOTE_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == f"PULLQUOTE_{name} is not usable: {sentence}"


def test_no_repr_holds_a_secret() -> None:
    url = "postgresql://bot:hunter2hunter2@db/reviews"
    made = Settings(DISCORD_TOKEN="a" * 24 + ".bbbbbb." + "c" * 30, PULLQUOTE_DATABASE=url)
    assert made.database_url == url
    for secret in ("hunter2", "cccccc"):
        assert secret not in repr(made) + str(made) + repr(Database(parse_url(url)).address)
