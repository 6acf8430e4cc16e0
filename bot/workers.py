"""Analysis in processes of its own: the gateway's heartbeat never waits for a review to be read.

One `Worker` is one child process behind a pipe. A thread carries each request to it, so that
the event loop only ever awaits a thread, and a child that hangs or dies is killed and replaced
without touching its neighbours (`concurrent.futures` gives up the whole pool in that case).
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import multiprocessing
import queue
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, ClassVar, Self, TypeVar, cast

from bot.analysis.types import Analysis
from bot.figures import READING_SECONDS, SILENT, WORKERS_REPLACED, Figures
from bot.speech import SpokenError

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Read = Callable[[str, tuple[str, ...]], Analysis]
"""What a worker does with a text and titles of a server's films. ValueError means: refused, and why, for people."""

# A child is started afresh rather than forked: a fork copies locks that other threads hold.
_CONTEXT = multiprocessing.get_context("spawn")
_START_SECONDS = 60.0


class WorkerError(SpokenError):
    """The text was not read; the message is one plain sentence for the member."""

    reason: ClassVar[str] = "worker"
    """What the figures call it."""


class BusyError(WorkerError):
    """Too many reviews are waiting already."""

    reason = "busy"


class TimeLimitError(WorkerError):
    """The reading took longer than allowed; its worker was replaced."""

    reason = "time"


class CrashError(WorkerError):
    """The worker died; it was replaced."""

    reason = "crash"


class Workers:
    """A pool of reading processes with a time limit, a bounded queue and replacement of the fallen.

    `count` processes; `seconds` per review; `limit` reviews in hand or waiting.
    Belongs to no event loop: one pool may outlive several bots.
    """

    def __init__(
        self,
        count: int = 2,
        seconds: float = 20.0,
        limit: int = 64,
        read: Read | None = None,
        figures: Figures = SILENT,
    ) -> None:
        self._seconds = seconds
        self._limit = limit
        self._read = read or _analyze
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._figures = figures
        self._all = [_Worker(self._read, figures) for _ in range(count)]
        self._waiting = 0
        self._lock = threading.Lock()
        for worker in self._all:
            self._idle.put(worker)
        # Children ignore SIGTERM, with which multiprocessing ends forgotten ones at exit: it would wait for ever.
        atexit.register(self._abandon)

    def start(self) -> None:
        """Start every process now, so that the first member does not wait for imports."""
        for worker in self._all:
            worker.start()

    @property
    def alive(self) -> int:
        """Count the processes that live, be it that they still load."""
        return sum(worker.is_alive() for worker in self._all)

    @property
    def waiting(self) -> int:
        """Count the reviews in hand or waiting."""
        return self._waiting

    def revive(self) -> None:
        """Replace processes that died while they had nothing to do. Blocks for moments; call it off the event loop."""
        for _ in self._all:
            try:
                # Out of the queue, it is nobody else's.
                worker = self._idle.get_nowait()
            except queue.Empty:
                return
            try:
                worker.revive()
            finally:
                self._idle.put(worker)

    async def read(self, text: str, films: Iterable[str] = ()) -> Analysis:
        """Read one review in a worker process; `films` are titles that are likelier than others to be meant.

        Raises BusyError, TimeLimitError or CrashError with a sentence for the member, and
        ValueError when the analysis itself refuses the text.
        """
        self._enter()
        try:
            reading = self._threads.submit(self._carry, self._read, (text, tuple(films)))
        except RuntimeError:
            self._leave()
            raise
        # Its place is taken until its thread is done with it: a member who gives up does not free a worker.
        reading.add_done_callback(self._leave)
        with self._figures.timed(READING_SECONDS):
            return await asyncio.wrap_future(reading)

    async def ask(self, question: Callable[..., Answer], *about: object) -> Answer:
        """Have a worker process answer a question that is small beside a reading: a function of a module, by its name.

        It waits for its turn however many reviews wait. Raises TimeLimitError or CrashError as `read` does.
        """
        return await asyncio.wrap_future(self._threads.submit(self._carry, question, about))

    def close(self) -> None:
        """Finish what is in hand, then end every process. Blocks; call it off the event loop."""
        self._threads.shutdown(wait=True)
        self._abandon()
        atexit.unregister(self._abandon)

    def _abandon(self) -> None:
        for worker in self._all:
            worker.stop()

    def _enter(self) -> None:
        with self._lock:
            if self._waiting >= self._limit:
                raise BusyError(f"{self._limit} reviews are waiting to be read already; try again in a minute.")
            self._waiting += 1

    def _leave(self, _: object = None) -> None:
        with self._lock:
            self._waiting -= 1

    def _carry(self, question: Callable[..., Answer], about: tuple[object, ...]) -> Answer:
        worker = self._idle.get()
        try:
            return worker.call(question, about, self._seconds)
        finally:
            self._idle.put(worker)


class _TimeLimit:
    """Kills a child at the end of its time: whatever is waiting for it, sending or receiving, then ends."""

    def __init__(self, process: BaseProcess | None, seconds: float) -> None:
        self.passed = False
        self._process = process
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True

    def _kill(self) -> None:
        self.passed = True
        if self._process is not None:
            self._process.kill()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        # A timer that goes off at this moment is through before the child is touched again.
        self._timer.join()


class _Worker:
    """One child process and the pipe to it; used by one thread at a time."""

    def __init__(self, read: Read, figures: Figures) -> None:
        self._read = read
        self._figures = figures
        self._process: BaseProcess | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._ready = False
        self._starting = threading.Lock()

    def start(self) -> None:
        with self._starting:
            if self._process is not None and self._process.is_alive():
                return
            ours, theirs = _CONTEXT.Pipe()
            arguments = (theirs, self._read)
            process = _CONTEXT.Process(target=_serve, args=arguments, name="pullquote-reading", daemon=True)
            process.start()
            theirs.close()
            self._process = process
            self._pipe = cast("Connection[Any, Any]", ours)  # Windows has a class of its own
            self._ready = False

    def is_alive(self) -> bool:
        # Another thread may be replacing it: a closed process is no living one.
        with contextlib.suppress(ValueError):
            return self._process is not None and self._process.is_alive()
        return False

    def revive(self) -> None:
        if self._process is not None and not self._process.is_alive():
            self._replace()

    def call(self, question: Callable[..., Answer], about: tuple[object, ...], seconds: float) -> Answer:
        self.start()
        try:
            answer = self._ask(question, about, seconds)
        except (EOFError, OSError):
            self._replace()
            raise CrashError("Something went wrong while reading that review; nothing was filed. Try again.") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            # Closing the pipe ends an idle child; one that does not listen is killed.
            self._process.join(0.5)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
            self._process = None

    def _ask(self, question: Callable[..., Answer], about: tuple[object, ...], seconds: float) -> Answer | Exception:
        pipe = self._pipe
        if pipe is None:
            raise EOFError
        self._wait_until_ready(pipe)
        # Sending waits as well: a child that was stopped takes no more than the pipe holds.
        with _TimeLimit(self._process, seconds) as limit:
            try:
                pipe.send((question, about))
                return pipe.recv()
            except (EOFError, OSError):
                if not limit.passed:
                    raise
        self._replace()
        return TimeLimitError(f"That review took longer than {seconds:g} seconds to read, so it was given up.")

    def _wait_until_ready(self, pipe: Connection[Any, Any]) -> None:
        """Let the child finish its imports first: they are not part of a review's time limit."""
        if not self._ready:
            if not pipe.poll(_START_SECONDS):
                raise EOFError
            pipe.recv()
            self._ready = True

    def _replace(self) -> None:
        log.warning("A reading process hung or died; starting another one")
        self._figures.add(WORKERS_REPLACED)
        if self._process is not None:
            self._process.kill()
        self.stop()
        self.start()


def _analyze(text: str, films: tuple[str, ...]) -> Analysis:
    from bot.analysis import analyze  # noqa: PLC0415  (the parent process never needs the models)

    return analyze(text, films)


def _serve(pipe: Connection[Any, Any], read: Read) -> None:
    """Answer texts until the pipe closes. Runs in the child."""
    # A terminal and a service manager signal the whole group; the parent decides when its children end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if read is _analyze:
        # Load sumy and the weights before the first member waits for them. What fails here
        # fails again at the first review, and is said then.
        _answer(read, ("A warm and funny film, although its last act drags on for rather too long.", ()))
    with contextlib.suppress(EOFError, OSError):
        pipe.send("ready")
        while True:
            pipe.send(_answer(*pipe.recv()))


def _answer(question: Callable[..., Answer], about: tuple[object, ...]) -> Answer | Exception:
    try:
        return question(*about)
    except ValueError as refusal:
        return ValueError(*refusal.args)
    except Exception as error:  # noqa: BLE001  (a child that dies of one review would take the next one with it)
        # The type alone: the message might hold words of the review.
        return CrashError(
            f"Something went wrong while reading that review ({type(error).__name__}); nothing was filed."
        )
