"""One of several processes, from without."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import threading
from typing import Any, Final

from bot.processes.child import CANNOT_START, serve_as_child
from bot.settings import Settings

ANSWER_SECONDS: Final = 30.0
"""A process that answers nothing for so long hangs."""
START_SECONDS: Final = 180.0
"""So long may a process take to start before it answers for the first time."""
STOP_SECONDS: Final = 40.0
"""More than a bot takes to finish what is in hand."""
_LOOK_SECONDS: Final = 0.1
_CONTEXT = multiprocessing.get_context("spawn")


class SilentError(Exception):
    """The process is gone, or does not answer."""


class Child:
    """A child process that runs the bot on some of its shards."""

    def __init__(self, settings: Settings, *, standing_by: bool = False) -> None:
        ours, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=serve_as_child, args=(settings, theirs), kwargs={"standing_by": standing_by}, name="pullquote"
        )
        self._process.start()
        theirs.close()
        self._pipe: Any = ours
        self._asking = threading.Lock()
        self._asked = 0
        self._heard = False

    @property
    def pid(self) -> int | None:
        """Give the process's number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Say whether the process runs."""
        return self._process.is_alive()

    @property
    def cannot_start(self) -> bool:
        """Say whether it ended by saying why it cannot start."""
        return self._process.exitcode == CANNOT_START

    async def ask(self, name: str, *arguments: Any, seconds: float | None = None) -> Any:
        """Ask or tell the process something. Raises SilentError when no answer comes in time."""
        wait = seconds or (ANSWER_SECONDS if self._heard else START_SECONDS)
        return await asyncio.to_thread(self._ask, (name, *arguments), wait)

    def _ask(self, question: tuple[Any, ...], seconds: float) -> Any:
        with self._asking:
            self._asked += 1
            try:
                self._pipe.send((self._asked, *question))
                while self._pipe.poll(seconds):
                    number, answered, answer = self._pipe.recv()
                    self._heard = True
                    # An earlier question may be answered after its time.
                    if number == self._asked and answered:
                        return answer
                    if number == self._asked:
                        break
            except (EOFError, OSError):
                pass
        raise SilentError

    async def stop(self) -> None:
        """Let it finish what is in hand, then end; one that does not is killed."""
        with contextlib.suppress(SilentError):
            await self.ask("stop", seconds=5)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ended(), STOP_SECONDS)
        self.kill()

    async def ended(self) -> None:
        """Wait until it has ended."""
        while self.is_alive:  # noqa: ASYNC110  (nothing of the loop's tells of it on every system)
            await asyncio.sleep(_LOOK_SECONDS)

    def kill(self) -> None:
        """End it at once, if it still runs."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._pipe.close()
