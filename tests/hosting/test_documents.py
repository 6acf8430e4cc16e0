"""The policy and the terms say what the schema and every part of the bot say; test_structure keeps docs' copies."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr

from bot.archive import stored_about_people
from bot.archive.maintenance import DEPARTED_DAYS
from bot.archive.types import UNDO_MINUTES
from bot.cli import main
from bot.hosting import Host, host_of, privacy_policy, terms
from bot.settings import Settings
from cogs import COGS
from tests.hosting.documents import ROOT


def test_the_policy_says_all_that_is_kept() -> None:
    text = privacy_policy(Host())
    for table, words in stored_about_people():
        for each in words:
            assert each in text, f"{table}: {each}"
    for cog in COGS:
        assert (cog.stores in text) is not cog.stores.startswith("Nothing"), cog.__name__
    flowing = " ".join(text.split())
    assert f"For {UNDO_MINUTES} minutes a deletion" in flowing
    assert f"{DEPARTED_DAYS} days after the bot has left" in flowing


def test_what_a_host_has_to_fill_in_is_in_brackets_and_goes_when_it_is_said() -> None:
    host = Host("Ada's film club", "ada@example.org", "a machine in Ada's cellar", backup_days=7)
    assert re.findall(r"\[[A-Z][^\]]*\]", privacy_policy(host)) == []
    assert "stays in backups for 7 days" in privacy_policy(host)
    assert re.findall(r"\[[A-Z][^\]]*\]", terms(host)) == ["[ADDRESS OF YOUR PRIVACY POLICY]"]
    assert "[NO BACKUPS" in privacy_policy(Host(backup_days=None))


def test_what_the_settings_say_stands_in_the_policy(settings: Settings) -> None:
    plain = host_of(settings, name="Ada")
    assert (plain.name, plain.backup_days, plain.sends_errors) == ("Ada", None, False)
    assert "Faults of the program go to" not in privacy_policy(plain)
    changes = {
        "backups": "/srv/backups",
        "backup_hours": 12.0,
        "backups_kept": 10,
        "sentry": SecretStr("https://a@b/1"),
    }
    told = host_of(settings.model_copy(update=changes))
    assert told.backup_days == 5
    assert "Faults of the program go to" in privacy_policy(told)


def test_the_command_fills_them_in(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_BACKUPS", "/srv/backups")
    for arguments, words in (
        (["policy", "--name", "Ada", "--contact", "ada@example.org"], "# Privacy policy of Pullquote as Ada runs it"),
        (["policy", "--terms", "--name", "Ada"], "# Terms of Pullquote as Ada runs it"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert not ended.value.code
        assert capsys.readouterr().out.startswith(words)


def test_hosting_names_every_setting_of_its_own() -> None:
    page = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    for name in (
        "PULLQUOTE_BACKUPS",
        "PULLQUOTE_BACKUP_HOURS",
        "PULLQUOTE_BACKUPS_KEPT",
        "PULLQUOTE_HTTP",
        "PULLQUOTE_REPORT_CHANNEL",
    ):
        assert name in page
