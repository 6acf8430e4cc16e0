"""How the audit list looks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.archive.types import AuditEntry
from bot.speech import N_, _
from bot.views.escape import inert
from bot.views.limits import paginate
from bot.views.pages.details import PAGE_CHARACTERS, page_counted

_ACTIONS = {
    "hide": N_("hid"),
    "unhide": N_("showed again"),
    "delete": N_("deleted"),
    "edit": N_("edited"),
    "undo": N_("brought back"),
    "merge films": N_("merged films"),
    "rename film": N_("renamed a film"),
    "undo import": N_("undid an import"),
}
_NOBODY = 0


def log_pages(entries: Sequence[AuditEntry]) -> tuple[str, ...]:
    """Give one line an entry, as pages that fit a message."""
    return tuple(paginate((_line(entry) for entry in entries), PAGE_CHARACTERS)) or (
        "-# " + _("Nothing was done yet."),
    )


def log_heading(number: int | None, page: int, pages: int) -> str:
    """Head a page of the list."""
    heading = _("Who did what to review #{number}", number=number) if number else _("Who did what")
    note = _("Newest first; what was done to an erased review is erased with it.")
    return f"### {heading}\n-# {note}{page_counted(page, pages)}"


def _line(entry: AuditEntry) -> str:
    who = f"<@{entry.actor_id}>" if entry.actor_id != _NOBODY else _("A forgotten member")
    what = _(_ACTIONS[entry.action]) if entry.action in _ACTIONS else inert(entry.action)
    which = f" #{entry.review}" if entry.review is not None else ""
    why = f": {inert(entry.reason)}" if entry.reason else ""
    return f"<t:{int(entry.at.timestamp())}:f> {who} {what}{which}{why}"
