"""Which messages are one review: one author's, each within 45 seconds of the last, with nobody in between.

The one home of that rule: watched channels, a channel's past and files that other programs exported follow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

JOIN_WITHIN = timedelta(seconds=45)
"""Messages by one author this close, with nobody in between, are one review."""
JOIN_AT_MOST = 20

_COMMAND = re.compile(r"[!/$?;~&%.+=-]{1,2}[A-Za-z]")

Message = TypeVar("Message")


@dataclass(frozen=True, slots=True)
class Written:
    """What the rule looks at in a message."""

    author_id: int
    at: datetime
    begins: bool
    """Whether a review can begin with it: a member's words or files, no bot's and no command."""
    continues: bool
    """Whether it can go on with the one before: plain words or files."""
    answers: int | None = None
    """Whom it replies to, None for nobody: a reply to somebody else begins anew, one to oneself goes on."""


def belongs(earlier: Written, later: Written) -> bool:
    """Say whether a message goes on with the one before it."""
    alone = later.author_id == earlier.author_id and later.answers in {None, later.author_id}
    return alone and later.at - earlier.at <= JOIN_WITHIN and later.continues


class Joining(Generic[Message]):
    """Joins messages that come in their order; holds one review's at most."""

    def __init__(self, look: Callable[[Message], Written]) -> None:
        self._look = look
        self._open: list[Message] = []

    @property
    def first(self) -> Message | None:
        """Give the message that the open review began with."""
        return self._open[0] if self._open else None

    def take(self, message: Message) -> list[Message]:
        """Take the next message in. Gives the review that it ends, empty for none."""
        written = self._look(message)
        if self._open and written.begins and belongs(self._look(self._open[-1]), written):
            self._open.append(message)
            return self.end() if len(self._open) >= JOIN_AT_MOST else []
        done = self.end()
        if written.begins:
            self._open = [message]
        return done

    def end(self) -> list[Message]:
        """Take the open review as complete; empty when none is open."""
        done, self._open = self._open, []
        return done


def is_command(text: str) -> bool:
    """Say whether a message is a command to some bot: `!rank Dune`."""
    return _COMMAND.match(text) is not None
