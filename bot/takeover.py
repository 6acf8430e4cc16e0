"""One process takes over from another without a gap, and without anything being answered twice.

While both are connected, Discord sends everything to both. Its ids tell when each thing was made, so a moment divides
them: what is made before it belongs to the one that leaves, what is made from then on to the one that comes. Neither
has to know what the other has done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

Parser = Callable[[Any], None]

MADE: Final = ("INTERACTION_CREATE", "MESSAGE_CREATE")
"""What is answered: each of these has an id that tells when it was made."""
CHANGED: Final = ("MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK")
"""What is followed; following it twice does no harm, so only a process that stands by leaves it alone."""
BEGINS_WORK: Final = frozenset({"ready", "shard_ready", "guild_available"})
"""What makes cogs begin what they do by themselves: catching up, cleaning up, digests."""


class Takeover:
    """What one process answers of what it hears. A process that is alone answers everything."""

    def __init__(self, *, standing_by: bool = False) -> None:
        self._since: int | None = None
        self._until: int | None = None
        self._standing_by = standing_by
        self._held: list[tuple[str, tuple[Any, ...]]] = []

    def guard(self, parsers: dict[str, Parser]) -> None:
        """Put this before what discord.py does with the events of its gateway."""
        for event in (*MADE, *CHANGED):
            parsers[event] = self._guarded(parsers[event], asked=self._is_ours if event in MADE else self._is_followed)

    def hold(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """Keep an event that would begin work until this process has taken over; says whether it was kept."""
        if not self._standing_by or event not in BEGINS_WORK:
            return False
        self._held.append((event, arguments))
        return True

    def answer_since(self, moment: int) -> None:
        """Answer what is made from a moment on: the smallest id that things made then have."""
        self._since = moment

    def answer_until(self, moment: int) -> None:
        """Leave to the successor what is made from a moment on."""
        self._until = moment

    def begin_work(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Stand by no more, since the other one is gone; gives what was kept meanwhile."""
        self._standing_by = False
        held, self._held = self._held, []
        return held

    def _is_ours(self, data: Any) -> bool:
        number = int(data["id"])
        if self._standing_by and self._since is None:
            return False
        return (self._since is None or number >= self._since) and (self._until is None or number < self._until)

    def _is_followed(self, _: Any) -> bool:
        return not self._standing_by or self._since is not None

    @staticmethod
    def _guarded(parser: Parser, asked: Callable[[Any], bool]) -> Parser:
        def parse(data: Any) -> None:
            if asked(data):
                parser(data)

        return parse
