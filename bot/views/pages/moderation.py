"""How the audit list looks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.archive.types import AuditEntry
from bot.views.escape import inert
from bot.views.limits import paginate
from bot.views.pages.details import PAGE_CHARACTERS

_ACTIONS = {
    "hide": "hid",
    "unhide": "showed again",
    "delete": "deleted",
    "edit": "edited",
    "undo": "brought back",
    "merge films": "merged films",
    "rename film": "renamed a film",
    "undo import": "undid an import",
}
_NOBODY = 0


def log_pages(entries: Sequence[AuditEntry]) -> tuple[str, ...]:
    """Give one line an entry, as pages that fit a message."""
    return tuple(paginate((_line(entry) for entry in entries), PAGE_CHARACTERS)) or ("-# Nothing was done yet.",)


def log_heading(number: int | None, page: int, pages: int) -> str:
    """Head a page of the list."""
    of = f" to review #{number}" if number else ""
    counted = f" · page {page + 1} of {pages}" if pages > 1 else ""
    return f"### Who did what{of}\n-# Newest first; what was done to an erased review is erased with it.{counted}"


def _line(entry: AuditEntry) -> str:
    who = f"<@{entry.actor_id}>" if entry.actor_id != _NOBODY else "A forgotten member"
    what = _ACTIONS.get(entry.action) or inert(entry.action)
    which = f" #{entry.review}" if entry.review is not None else ""
    why = f": {inert(entry.reason)}" if entry.reason else ""
    return f"<t:{int(entry.at.timestamp())}:f> {who} {what}{which}{why}"
