"""What Discord's REST API refuses, heard where every request passes."""

from __future__ import annotations

from http import HTTPStatus
from types import SimpleNamespace

import aiohttp

from bot.figures import PERMISSIONS_REFUSED, RATE_LIMITED, Figures


def listening(figures: Figures) -> aiohttp.TraceConfig:
    """Make a trace for discord.py's own HTTP client that counts refusals; no address or body is kept."""

    async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, told: aiohttp.TraceRequestEndParams) -> None:
        status = told.response.status
        if status == HTTPStatus.FORBIDDEN and "/channels/" in told.url.path:
            # A server that does not show itself has been left; a channel that refuses lacks a permission.
            figures.add(PERMISSIONS_REFUSED)
        elif status == HTTPStatus.TOO_MANY_REQUESTS:
            figures.add(RATE_LIMITED)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    return trace
