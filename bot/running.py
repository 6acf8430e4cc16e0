"""Running the bot until it is told to stop; every way it can fail to start is one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import traceback
from collections.abc import AsyncGenerator, Generator

import aiohttp
import discord

from bot import systemd
from bot.archive.types import ArchiveError
from bot.client import Pullquote, build_bot
from bot.health import PlaceError, counted, serving
from bot.settings import Settings, SettingsError

log = logging.getLogger(__name__)

_PORTAL = "https://discord.com/developers/applications"
_UNREACHABLE = "Discord cannot be reached: check this machine's network, then start again."
_GATEWAY = "Discord's gateway refused the connection: check the network and status page, then start again."
FIRST_CONNECT_SECONDS = 120.0


class StartError(Exception):
    """The bot cannot start; the message is one sentence that says what to do."""


def run(settings: Settings) -> int:
    """Run the bot until SIGINT or SIGTERM. Returns the exit status: 0 after a clean stop, 1 otherwise."""
    set_up_log(settings.log_level)
    try:
        token = settings.token()
        asyncio.run(serve(build_bot(settings), token))
    except (SettingsError, StartError) as error:
        print(error, file=sys.stderr)  # noqa: T201  (the one sentence of a failed start)
        return 1
    return 0


def set_up_log(level: str) -> None:
    """Let the bot itself say as much as was asked for, and libraries no more than INFO.

    At DEBUG some of them print what they are given: aiosqlite a statement's parameters, discord.py whole
    events. Reviews are in both.
    """
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    logging.getLogger().setLevel("INFO" if level == "DEBUG" else level)
    for ours in ("bot", "cogs"):
        logging.getLogger(ours).setLevel(level)


async def serve(bot: Pullquote, token: str) -> None:
    """Log in, connect, and serve until a signal asks to stop.

    Raises StartError with a sentence for everything that keeps a bot from starting; an error after
    the first connection is a real one and is raised as it is.
    """
    connected, ready = asyncio.Event(), asyncio.Event()
    bot.add_listener(_setter(connected), "on_connect")
    bot.add_listener(_setter(ready), "on_ready")
    stop = asyncio.Event()
    with signals(stop):
        async with systemd.told(ready), bot, _asked(bot):
            try:
                await _until_stopped(bot, token, connected, stop)
            except Exception as error:
                sentence = None if connected.is_set() else sentence_of(error)
                if isinstance(error, discord.PrivilegedIntentsRequired):
                    sentence = sentence_of(error)
                if sentence is None:
                    raise
                # The sentence is a guess at what is behind it; who looks for more finds it here.
                log.debug("It could not start", exc_info=error)
                raise StartError(sentence) from error


@contextlib.asynccontextmanager
async def _asked(bot: Pullquote) -> AsyncGenerator[None]:
    """Answer for the bot's health from its first moment: a long migration is no reason to be taken for dead."""
    watching = asyncio.create_task(_watch(bot))
    try:
        with counted(bot.figures), _sent_away(bot.settings):
            async with serving(bot.settings.http_place, bot.health):
                yield
    except PlaceError as error:
        raise StartError(str(error)) from None
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


@contextlib.contextmanager
def _sent_away(settings: Settings) -> Generator[None]:
    """Send errors to the address in PULLQUOTE_SENTRY, if there is one."""
    address = settings.sentry.get_secret_value() if settings.sentry else ""
    if not address:
        yield
        return
    try:
        from bot.health.sentry import sending  # noqa: PLC0415  (needs an extra)
    except ModuleNotFoundError as error:
        if error.name != "sentry_sdk":
            raise
        raise StartError(
            "PULLQUOTE_SENTRY needs one more package; install Pullquote with its errors extra: pullquote[errors]."
        ) from None
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(sending(address))
        except ValueError as error:
            raise StartError(f"PULLQUOTE_SENTRY is not usable: {error}.") from None
        yield


async def _watch(bot: Pullquote) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(bot.health.watch())
        if bot.reporter is not None:
            group.create_task(bot.reporter.run())


async def _until_stopped(bot: Pullquote, token: str, connected: asyncio.Event, stop: asyncio.Event) -> None:
    runner = asyncio.create_task(_start(bot, token))
    stopper = asyncio.create_task(stop.wait())
    watcher = asyncio.create_task(_watch_first_connect(connected))
    try:
        waiting: set[asyncio.Task[object]] = {runner, stopper, watcher}
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            if runner in done or stopper in done:
                return
    finally:
        systemd.tell(systemd.STOPPING)
        # Close before the runner is cancelled: answers in hand still need the connection.
        await bot.close()
        for task in (runner, stopper, watcher):
            task.cancel()
        await asyncio.gather(runner, stopper, watcher, return_exceptions=True)


async def _start(bot: Pullquote, token: str) -> None:
    await bot.login(token)
    await _probe_gateway(bot)
    await bot.connect()


async def _probe_gateway(bot: Pullquote) -> None:
    """Open and close one connection to the gateway: discord.py itself would retry a refusal for ever."""
    _, address, limits = await bot.http.get_bot_gateway()
    bot.max_concurrency = max(limits["max_concurrency"], 1)
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(address):
                return
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise StartError(_GATEWAY) from error


async def _watch_first_connect(connected: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(connected.wait(), FIRST_CONNECT_SECONDS)
    except TimeoutError:
        raise StartError(_GATEWAY) from None


def sentence_of(error: Exception) -> str | None:
    """Say what keeps the bot from starting and what to do about it; None for a fault of ours."""
    if isinstance(error, StartError | ArchiveError):
        return str(error)
    if isinstance(error, discord.LoginFailure):
        return (
            f"Discord refused the token: reset it at {_PORTAL} (your application, Bot page) "
            "and put the new one into DISCORD_TOKEN."
        )
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return (
            "Discord denied the message-content intent: switch it on in the developer portal (Bot page), "
            "or set PULLQUOTE_MESSAGE_CONTENT=false."
        )
    return _guess(error)


def _guess(error: Exception) -> str | None:
    """Say what seems to be wrong with the network; None for what is no fault of its.

    Such an error is raised as it is, and its traceback is in the log.
    """
    unheard = isinstance(error, OSError) and _raised_in(error, "aiohttp", "asyncio")
    if unheard or isinstance(error, aiohttp.ClientError | discord.HTTPException):
        return _UNREACHABLE
    # discord.py 2.7.1 ends in an AttributeError when its very first connection fails.
    unmet = isinstance(error, AttributeError) and _raised_in(error, "discord")
    return _GATEWAY if unmet or isinstance(error, discord.ConnectionClosed | discord.GatewayNotFound) else None


def _raised_in(error: Exception, *packages: str) -> bool:
    """Say whether an error was raised by code of one of some packages."""
    frames = list(traceback.walk_tb(error.__traceback__))
    module: str = frames[-1][0].f_globals.get("__name__", "") if frames else ""
    return module.partition(".")[0] in packages


def _setter(event: asyncio.Event):  # noqa: ANN202  (discord.py wants a coroutine function of its own shape)
    async def heard() -> None:
        event.set()

    return heard


@contextlib.contextmanager
def signals(stop: asyncio.Event) -> Generator[None]:
    """Let SIGINT and SIGTERM ask for a stop instead of breaking off what is in hand."""
    loop = asyncio.get_running_loop()
    taken: list[signal.Signals] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows, or a thread that is not the main one
            loop.add_signal_handler(name, stop.set)
            taken.append(name)
    try:
        yield
    finally:
        for name in taken:
            loop.remove_signal_handler(name)
