"""The addresses that a container, a service manager or Prometheus asks: /livez, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Final, Protocol

from aiohttp import web

METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_NO_METRICS = "Figures for Prometheus need one more package; install Pullquote with its metrics extra.\n"

_CLOSE_SECONDS = 1.0


class PlaceError(Exception):
    """The address cannot be listened on; the message is one sentence."""


class Answers(Protocol):
    """Who knows what the addresses answer."""

    async def missing(self) -> Sequence[str]:
        """Say in a sentence each what is missing; nothing when all is ready."""
        ...

    async def metrics(self) -> bytes | None:
        """Write the figures as Prometheus reads them; None without the extra that writes them."""
        ...


@asynccontextmanager
async def serving(place: tuple[str, int] | None, answers: Answers) -> AsyncGenerator[None]:
    """Serve health at an address, or nowhere. Raises PlaceError when it cannot be listened on."""
    if place is None:
        yield
        return
    # No access log: a probe every few seconds would be most of it.
    runner = web.AppRunner(_application(answers), access_log=None, shutdown_timeout=_CLOSE_SECONDS)
    await runner.setup()
    try:
        await _listen(runner, *place)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise PlaceError(
            f"PULLQUOTE_HTTP: {host}:{port} cannot be listened on ({error.strerror}); name another address or port."
        ) from None


def _application(answers: Answers) -> web.Application:
    async def live(_: web.Request) -> web.Response:
        # That this answers is the news: the loop that answers is the one that members wait for.
        return web.json_response({"alive": True})

    async def ready(_: web.Request) -> web.Response:
        missing = list(await answers.missing())
        return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)

    async def metrics(_: web.Request) -> web.Response:
        written = await answers.metrics()
        if written is None:
            return web.Response(status=501, text=_NO_METRICS)
        return web.Response(body=written, headers={"Content-Type": METRICS_TYPE})

    application = web.Application()
    application.router.add_get("/livez", live)
    application.router.add_get("/readyz", ready)
    application.router.add_get("/metrics", metrics)
    return application
