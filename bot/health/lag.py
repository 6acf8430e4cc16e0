"""How late the event loop comes: what members wait for before anything else."""

from __future__ import annotations

import asyncio

BEAT_SECONDS = 0.25


class Lag:
    """Remembers the longest that the loop came late since it was last asked."""

    def __init__(self) -> None:
        self._longest = 0.0

    async def beat(self) -> None:
        """Look for ever how late a short sleep ends."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self._longest = max(self._longest, loop.time() - due)

    def take(self) -> float:
        """Give the longest in seconds, and begin anew."""
        longest, self._longest = self._longest, 0.0
        return longest
