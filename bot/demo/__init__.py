"""A local Discord in the browser, with the real bot in it: SimCord's preview around a film club.

No token, no network, no service. The archive lives in a temporary file and goes when the demo ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal

from bot.demo.club import (
    ADMIN,
    CHANNEL,
    FORUM,
    MEMBERS,
    Club,
    DemoError,
    Sample,
    have_clients_speak,
    open_club,
    paste,
    sample_reviews,
)
from bot.demo.desk import open_desk
from bot.demo.plain import as_text
from bot.speech import ENGLISH, Language, language_of

__all__ = [
    "ADMIN",
    "CHANNEL",
    "FORUM",
    "MEMBERS",
    "Club",
    "DemoError",
    "Sample",
    "as_text",
    "have_clients_speak",
    "open_club",
    "open_desk",
    "paste_file",
    "sample_reviews",
    "serve",
]

_TOO_BUSY = "This machine was too busy to read the text in time; try again when it has less to do."


def serve(port: int = 0, language: str = ENGLISH.tag) -> None:
    """Serve the demo until Ctrl-C, or until the page ends it; its server and its members speak a language."""
    asyncio.run(_serve(port, language_of(language) or ENGLISH))


def paste_file(text: str) -> str:
    """Paste a text as a member would, and give the bot's answer as plain text.

    Raises DemoError when this machine is too busy for the answer to come.
    """
    try:
        return asyncio.run(_paste(text))
    except (TimeoutError, AssertionError) as error:
        raise DemoError(_TOO_BUSY) from error


async def _serve(port: int, language: Language) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    print("Opening the film club and reading its sample reviews …", flush=True)  # noqa: T201
    async with open_club(language=language) as here, open_desk(here, port) as opened:
        print(_welcome(opened.address), flush=True)  # noqa: T201
        ended = asyncio.create_task(opened.wait_closed())
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        for task in (ended, asked):
            task.cancel()
    print("The demo has ended; its archive is gone.", flush=True)  # noqa: T201


async def _paste(text: str) -> str:
    async with open_club(filled=False) as here:
        return await paste(here, text)


def _welcome(address: str) -> str:
    names = ", ".join(name.capitalize() for name in MEMBERS)
    return (
        f"\n  {address}\n\n"
        "This is not Discord: it is a simulation of it on this machine, with the real bot in it.\n"
        f"Speak as {names}, or as {ADMIN.capitalize()}, who manages the server (/setup, /moderation).\n"
        "Paste a review, mention @Pullquote, reply to a card, or try /help, /film show, /ask, /search.\n"
        "Press Ctrl-C to end it."
    )
