"""Work that goes on after its answer: started by a cog, known here, and ended with its cog."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Background:
    """Tasks by the name of who started them, held so that none is lost halfway."""

    def __init__(self) -> None:
        self._tasks: dict[str, set[asyncio.Task[None]]] = {}

    def start(self, owner: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start some work; `owner` names its task, and `finish` and `cancel` know it by that name."""
        task = asyncio.create_task(work, name=owner)
        own = self._tasks.setdefault(owner, set())
        own.add(task)
        task.add_done_callback(own.discard)
        return task

    async def finish(self, owner: str, seconds: float) -> None:
        """Wait for an owner's work, up to so many seconds."""
        if own := self._tasks.get(owner):
            await asyncio.wait(own, timeout=seconds)

    async def cancel(self, owner: str) -> None:
        """Break an owner's work off, and wait until it has ended."""
        own = tuple(self._tasks.get(owner, ()))
        for task in own:
            task.cancel()
        await asyncio.gather(*own, return_exceptions=True)
