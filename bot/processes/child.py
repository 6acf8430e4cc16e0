"""One of several processes, from within: the bot, and a pipe on which its supervisor asks and tells."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from concurrent.futures import Future
from multiprocessing.connection import Connection
from typing import Any

from bot.client import Pullquote, build_bot
from bot.running import StartError, serve, set_up_log
from bot.settings import Settings, SettingsError
from bot.takeover import Takeover
from cogs.parts.reply import traceback_without_values

log = logging.getLogger(__name__)

CANNOT_START = 3
"""The exit status of a process that said in a sentence why it cannot start."""


def serve_as_child(settings: Settings, pipe: Connection[Any, Any], *, standing_by: bool) -> None:
    """Run the bot until the supervisor says so, or is gone. Runs in the child."""
    # What systemd is to know, the supervisor tells it.
    os.environ.pop("NOTIFY_SOCKET", None)
    set_up_log(settings.log_level)
    try:
        asyncio.run(_serve(settings, pipe, standing_by=standing_by))
    except (SettingsError, StartError) as error:
        print(error, file=sys.stderr)  # noqa: T201  (the one sentence of a failed start)
        sys.exit(CANNOT_START)


async def _serve(settings: Settings, pipe: Connection[Any, Any], *, standing_by: bool) -> None:
    bot = build_bot(settings, takeover=Takeover(standing_by=standing_by), exposed=True)
    loop = asyncio.get_running_loop()
    threading.Thread(target=_listen, args=(pipe, bot, loop), daemon=True, name="supervisor").start()
    await serve(bot, settings.token())


def _listen(pipe: Connection[Any, Any], bot: Pullquote, loop: asyncio.AbstractEventLoop) -> None:
    """Carry what the supervisor asks into the event loop, one after the other. Runs in a thread."""
    try:
        while True:
            number, name, *arguments = pipe.recv()
            asked = asyncio.run_coroutine_threadsafe(_ANSWERS[name](bot, *arguments), loop)
            pipe.send((number, *_outcome(asked)))
    except (EOFError, OSError):
        # The supervisor is gone.
        signal.raise_signal(signal.SIGTERM)
    except RuntimeError:
        # The loop has ended, and with it the bot.
        return


def _outcome(asked: Future[Any]) -> tuple[bool, object]:
    """Give whether there is an answer, and which."""
    try:
        return True, asked.result()
    except Exception as error:  # noqa: BLE001  (the supervisor takes a process that cannot answer for a sick one)
        log.error("The supervisor was not answered\n%s", traceback_without_values(error))  # noqa: TRY400  (no values)
        return False, None


async def _missing(bot: Pullquote) -> list[str]:
    return await bot.health.missing()


async def _metrics(bot: Pullquote) -> bytes | None:
    return await bot.health.metrics()


async def _until(bot: Pullquote, moment: int) -> None:
    bot.takeover.answer_until(moment)


async def _since(bot: Pullquote, moment: int) -> None:
    bot.takeover.answer_since(moment)


async def _work(bot: Pullquote) -> None:
    bot.begin_work()


async def _stop(_: Pullquote) -> None:
    signal.raise_signal(signal.SIGTERM)


_ANSWERS = {"missing": _missing, "metrics": _metrics, "until": _until, "since": _since, "work": _work, "stop": _stop}
