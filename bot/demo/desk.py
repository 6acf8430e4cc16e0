"""The demo's page: SimCord's preview of one channel, and beside it what it lacks of Discord's client.

The preview shows one channel and has no apps menu. This server hands its pages on unchanged, so that both come from one
origin, opens another channel or thread in its place, reads a message as the apps menu would, writes mentions
as the client does, and puts the club's clock forward after a message, which the bot waits 45 seconds for.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
from collections.abc import AsyncGenerator, Iterator
from importlib.resources import files
from typing import Any, Final

import aiohttp
from aiohttp import web
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle

from bot.demo.club import MENU, NAME, QUIET, Club

_LARGEST: Final = 30 * 1024 * 1024
_FILES: Final = {"": ("index.html", "text/html"), "page.js": ("page.js", "application/javascript"),
                 "page.css": ("page.css", "text/css")}  # fmt: skip
_MESSAGES: Final = frozenset({"send_message", "edit_message", "delete_message"})
_KEPT: Final = ("Content-Type", "X-Simcord-Capability", "X-Simcord-Context")
_POLICY: Final = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"


class Desk:
    """A channel's preview, and the page around it. One thing is done to the club at a time."""

    def __init__(self, here: Club) -> None:
        self._here = here
        self._preview: Any = None
        self._channel: ChannelHandle = here.channel
        self._token = secrets.token_urlsafe(24)
        self._port = 0
        self._busy = asyncio.Lock()
        self._closed = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()
        self._client: aiohttp.ClientSession | None = None

    @property
    def address(self) -> str:
        """The page's address; whoever has it can act in the club."""
        return f"http://127.0.0.1:{self._port}/club/#{self._token}"

    async def wait_closed(self) -> None:
        """Return when the session was ended on the page."""
        await self._closed.wait()

    async def open(self, channel: ChannelHandle, viewer: str = "") -> None:
        """Show a channel, as `viewer` (a member's id) sees it, in place of the one before."""
        before, self._preview = self._preview, None
        if before is not None:
            await before.close()
        members = list(self._here.members.values())
        viewers = sorted(members, key=lambda one: str(one.id) != viewer)
        self._channel = channel
        preview = self._here.env.preview(channel, viewers=viewers, layout="channel")
        self._preview = await preview.__aenter__()
        self._start(self._watch(preview))

    async def _watch(self, preview: Any) -> None:
        await preview.wait_closed()
        if preview is self._preview:
            self._closed.set()

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def application(self) -> web.Application:
        """Give the page's server."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_get("/club/api/state", self._state)
        app.router.add_post("/club/api/open", self._open)
        app.router.add_post("/club/api/read", self._read)
        app.router.add_get("/club/{name:.*}", self._file)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        return app

    async def start(self, port: int) -> web.AppRunner:
        """Listen on this machine alone."""
        self._client = aiohttp.ClientSession(auto_decompress=False)
        runner = web.AppRunner(self.application(), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        self._port = int(runner.addresses[0][1])
        return runner

    async def stop(self) -> None:
        """End the preview and what is still to be done."""
        for task in tuple(self._later):
            task.cancel()
        if self._preview is not None:
            await self._preview.close()
        if self._client is not None:
            await self._client.close()

    async def _file(self, request: web.Request) -> web.Response:
        self._check_host(request)
        name, kind = _FILES.get(request.match_info["name"], ("", ""))
        if not name:
            raise web.HTTPNotFound
        text = files("bot").joinpath("demo", "page", name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=kind, headers={"Content-Security-Policy": _POLICY})

    async def _state(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.json_response(self._described())

    async def _open(self, request: web.Request) -> web.Response:
        self._check(request)
        wanted = await request.json()
        channel = next((one for one, _ in self._channels() if str(one.id) == wanted.get("channel")), None)
        if channel is None:
            raise web.HTTPNotFound
        async with self._busy:
            await self.open(channel, str(wanted.get("viewer", "")))
        return web.json_response(self._described())

    async def _read(self, request: web.Request) -> web.Response:
        """Do what *Apps, Read this review* does, as the member who looks at the page."""
        self._check(request)
        wanted = await request.json()
        member = next((one for one in self._here.members.values() if str(one.id) == wanted.get("viewer")), None)
        message = next((one for one in self._channel.history() if str(one.id) == wanted.get("message")), None)
        if member is None or message is None:
            raise web.HTTPNotFound
        async with self._busy:
            await member.context_menu(self._channel, MENU, message)
            await self._preview.refresh()
        return web.json_response(self._described())

    def _described(self) -> dict[str, Any]:
        channels = [
            {"id": str(one.id), "name": one.name or "", "kind": kind, "open": one.id == self._channel.id}
            for one, kind in self._channels()
        ]
        return {"frame": f"/#{self._preview.url.partition('#')[2]}" if self._preview else "", "channels": channels}

    def _channels(self) -> Iterator[tuple[ChannelHandle, str]]:
        """List the club's channel, and every thread and post, as Discord's sidebar does."""
        for channel in self._here.guild.channels.values():
            threads = channel.threads
            if channel.id == self._here.channel.id:
                yield channel, "channel"
                yield from ((one, "thread") for one in threads)
            else:
                yield from ((one, "post") for one in threads)

    async def _pass_on(self, request: web.Request) -> web.Response:
        """Hand a request on to the preview, and its answer back."""
        self._check_host(request)
        if self._preview is None or self._client is None:
            raise web.HTTPServiceUnavailable
        inner = self._preview.url.partition("#")[0].rstrip("/")
        body = await request.read()
        kind = ""
        if request.path == "/api/action" and request.content_type == "application/json":
            body, kind = self._as_the_client_writes(body)
        headers = {name: request.headers[name] for name in _KEPT if name in request.headers}
        if "Origin" in request.headers:
            headers["Origin"] = inner if request.headers["Origin"] == self._origin else request.headers["Origin"]
        async with self._busy if request.path == "/api/action" else contextlib.nullcontext():
            sent = self._client.request(request.method, f"{inner}{request.path_qs}", data=body or None, headers=headers)
            async with sent as answer:
                data, status, given = await answer.read(), answer.status, dict(answer.headers)
        if kind in _MESSAGES:
            self._start(self._let_time_pass())
        return web.Response(body=data, status=status, headers=_framed(given))

    def _as_the_client_writes(self, body: bytes) -> tuple[bytes, str]:
        """Write mentions as Discord's client does before it sends a message; gives the body and what is done."""
        with contextlib.suppress(ValueError):
            action = json.loads(body)
            if isinstance(action, dict) and isinstance(action.get("content"), str):  # pyright: ignore[reportUnknownMemberType]
                action["content"] = self._with_mentions(action["content"])  # pyright: ignore[reportUnknownArgumentType]
                return json.dumps(action).encode(), str(action.get("kind", ""))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
            return body, str(action.get("kind", ""))
        return body, ""

    def _with_mentions(self, text: str) -> str:
        people = {name: actor.id for name, actor in self._here.members.items()}
        people[NAME.lower()] = self._here.env.backend.bot_user.id
        names = "|".join(map(re.escape, people))
        return re.sub(rf"@({names})\b", lambda found: f"<@{people[found[1].lower()]}>", text, flags=re.IGNORECASE)

    async def _let_time_pass(self) -> None:
        """Put the club's clock forward, so that a paste is answered at once; on Discord it takes 45 seconds."""
        async with self._busy:
            await self._here.env.advance_time(QUIET)
            if self._preview is not None:
                await self._preview.refresh()

    @property
    def _origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _check_host(self, request: web.Request) -> None:
        if request.headers.get("Host") not in {f"127.0.0.1:{self._port}", f"localhost:{self._port}"}:
            raise web.HTTPForbidden

    def _check(self, request: web.Request) -> None:
        """Let only the page in that was opened by its address."""
        self._check_host(request)
        if not secrets.compare_digest(request.headers.get("X-Club-Token", ""), self._token):
            raise web.HTTPUnauthorized


def _framed(headers: dict[str, str]) -> dict[str, str]:
    """Let the page beside it frame the preview; all else of its headers stays."""
    dropped = {"Transfer-Encoding", "Connection", "Content-Length", "Date", "Server", "X-Frame-Options"}
    kept = {name: value for name, value in headers.items() if name not in dropped}
    policy = kept.get("Content-Security-Policy", "")
    return {**kept, "Content-Security-Policy": policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")}


@contextlib.asynccontextmanager
async def open_desk(here: Club, port: int = 0) -> AsyncGenerator[Desk]:
    """Serve a club's page."""
    opened = Desk(here)
    try:
        await opened.open(here.channel)
        runner = await opened.start(port)
    except (OSError, SetupError):
        await opened.stop()
        raise
    try:
        yield opened
    finally:
        await runner.cleanup()
        await opened.stop()
