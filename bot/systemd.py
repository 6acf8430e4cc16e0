"""What systemd is told of the bot: that it is ready, that it still beats, that it is stopping.

A service of `Type=notify` says so by datagrams to a socket that systemd names in the environment (sd_notify(3)). Its
watchdog is fed by the event loop, so a loop that hangs is a bot that systemd starts anew. Without systemd nothing is
said. The two variables read here are systemd's, not settings of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncGenerator

log = logging.getLogger(__name__)

READY = "READY=1"
BEAT = "WATCHDOG=1"
STOPPING = "STOPPING=1"
_BEATS_IN_TIME = 2
"""sd_watchdog_enabled(3) advises to beat every half of the time after which systemd takes a service for dead."""


def tell(state: str) -> None:
    """Send systemd one datagram, if there is one. Never waits and never fails: a bot that nobody hears still serves."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    # An address that begins with @ is an abstract one, which is no file.
    where = f"\0{address[1:]}" if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.settimeout(0)
            sender.sendto(state.encode(), where)
    except OSError as error:
        log.warning("systemd did not hear %s: %s", state, error.strerror)


@contextlib.asynccontextmanager
async def told(ready: asyncio.Event) -> AsyncGenerator[None]:
    """While the block runs, tell systemd once `ready` is set, and then that the event loop goes on."""
    telling = asyncio.create_task(_tell_on(ready))
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell_on(ready: asyncio.Event) -> None:
    await ready.wait()
    tell(READY)
    seconds = beat_seconds()
    while seconds is not None:
        tell(BEAT)
        await asyncio.sleep(seconds)


def beat_seconds() -> float | None:
    """Give how often to beat, or None where no watchdog of systemd waits for this process."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    meant = os.environ.get("WATCHDOG_PID", "") in {"", str(os.getpid())}
    if not meant or not microseconds.isdecimal() or int(microseconds) == 0:
        return None
    return int(microseconds) / 1_000_000 / _BEATS_IN_TIME
