"""A privacy policy and terms for whoever runs a bot: templates, with what is really kept put in from the schema.

Discord asks for both of an application that wants the message-content intent beyond 10,000 users.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from bot.archive import stored_about_people
from bot.archive.maintenance import DEPARTED_DAYS
from bot.archive.types import UNDO_MINUTES
from bot.settings import Settings
from bot.views.pages.privacy import stored_lines
from cogs import COGS

_ERRORS: Final = (
    "\nFaults of the program go to a service that collects them, as kinds and places in the code, without any text."
)


@dataclass(frozen=True, slots=True)
class Host:
    """Who runs a bot, as its policy names them."""

    name: str = "[YOUR NAME]"
    contact: str = "[YOUR ADDRESS]"
    machine: str = "[A MACHINE OF YOURS, AND WHERE IT STANDS]"
    backup_days: float | None = 14.0
    """How long the oldest backup is kept; None where the bot takes none by itself."""
    sends_errors: bool = False
    """Whether faults of the program go to a service that collects them."""


def host_of(settings: Settings, **named: str) -> Host:
    """Say what the settings say of a host; whatever else is `named`."""
    days = settings.backups_kept * settings.backup_hours / 24 if settings.backups else None
    return Host(**named, backup_days=days, sends_errors=settings.sentry is not None)


def privacy_policy(host: Host) -> str:
    """Write the privacy policy, in Markdown."""
    return _filled("policy.md", host)


def terms(host: Host) -> str:
    """Write the terms, in Markdown."""
    return _filled("terms.md", host)


def _filled(template: str, host: Host) -> str:
    parts = [f"- *{cog.__cog_name__}*: {cog.stores}" for cog in COGS if not cog.stores.startswith("Nothing")]
    text = files("bot.hosting").joinpath("templates", template).read_text(encoding="utf-8")
    return Template(text).substitute(
        name=host.name,
        contact=host.contact,
        machine=host.machine,
        kept="\n".join(stored_lines(stored_about_people())),
        parts="\n".join(parts),
        undo_minutes=UNDO_MINUTES,
        departed_days=DEPARTED_DAYS,
        backups=_backups(host.backup_days),
        errors=_ERRORS if host.sends_errors else "",
    )


def _backups(days: float | None) -> str:
    if days is None:
        return "There are [NO BACKUPS, OR: BACKUPS THAT ARE KEPT FOR … DAYS]."
    return (
        f"What is deleted stays in backups for {days:,.0f} days at most; they are read by nobody, and when one is "
        "restored, what was erased since is erased again."
    )
