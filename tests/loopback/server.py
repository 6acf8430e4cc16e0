"""Discord's REST API and CDN, as far as the bot uses them, with the gateway beside them on one port."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.loopback import payloads
from tests.loopback.gateway import Gateway
from tests.loopback.payloads import Payload

LIMIT, LIMIT_SECONDS = 5, 5.0
"""Messages that Discord takes in one channel in so many seconds."""
_DEFERRED = 5
_EPHEMERAL = 64


def reply(data: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer as Discord does: discord.py reads JSON only under exactly this content type."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(data).encode(), status=status, headers=sent)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that came: when, and for what."""

    at: float
    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that the bot wrote, when it stood there whole."""

    at: float
    message: Payload


@dataclass
class Loopback:
    """A Discord with servers and channels of a test's choosing. Use it as `async with Loopback() as discord:`."""

    refuse_token: bool = False
    gateway_address: str | None = None
    """Where shards are sent to, if not to this one's own gateway."""
    application_flags: int = 0
    limits: bool = False
    """Whether Discord's limit of messages in a channel is in force."""
    refusing: Callable[[str, str], int | None] | None = None
    """What a test wants refused: asked with method and path, it gives a status or None."""
    calls: list[Call] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    """What the bot wrote, an answer to an interaction included."""
    unknown: list[str] = field(default_factory=list)
    """Paths that were asked for and are none here."""
    guilds: dict[str, Payload] = field(default_factory=dict)
    channels: dict[str, Payload] = field(default_factory=dict)
    base: str = ""
    """The address of the REST API, which takes the place of discord.py's `Route.BASE`."""

    def __post_init__(self) -> None:
        self.gateway = Gateway(lambda: self.gateway_address, self.guilds)
        self.messages: dict[str, dict[str, Payload]] = defaultdict(dict)
        self._files: dict[str, bytes] = {}
        self._answers: dict[str, Payload] = {}
        self._taken: dict[str, deque[float]] = defaultdict(deque)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._application())
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}/api"
        self._own_gateway = self.gateway_address = f"ws://{host}:{port}/gateway/"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    def program(self, *arguments: str) -> list[str]:
        """Give the command line of `pullquote` with these arguments as a process that meets this Discord."""
        code = (
            "import discord.gateway, discord.http, yarl; "
            f"discord.http.Route.BASE = {self.base!r}; "
            f"discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL({self.gateway_address!r}); "
            "from bot.cli import main; main()"
        )
        return [sys.executable, "-c", code, *arguments]

    # What a test makes happen

    def add_guild(self, number: int, channels: int = 1) -> list[str]:
        """Make a server with text channels; gives the channels' ids. Before the bot connects."""
        made = [payloads.channel(number + 1 + place, number) for place in range(channels)]
        self.guilds[str(number)] = payloads.guild(number, made)
        self.channels.update({one["id"]: one for one in made})
        return [one["id"] for one in made]

    async def say(self, channel_id: str, author: int, content: str) -> Payload:
        """Let a member write a message."""
        there = self.channels[channel_id]
        message = payloads.message(channel_id, payloads.user(author), {"content": content})
        await self._write(message)
        who = {key: value for key, value in payloads.member(message["author"]).items() if key != "user"}
        await self.gateway.send("MESSAGE_CREATE", {**message, "guild_id": there["guild_id"], "member": who})
        return message

    async def command(self, channel_id: str, author: int, name: str, *options: Payload, files: Payload | None = None):
        """Let a member use a command; `name` may be "review add". Gives the interaction."""
        first, *rest = name.split()
        inner = list(options)
        for each in reversed(rest):
            inner = [{"name": each, "type": 1, "options": inner}]
        data = {"id": "1", "name": first, "type": 1, "options": inner} | ({"resolved": files} if files else {})
        return await self.interact(2, data, channel_id, author)

    async def interact(self, kind: int, data: Payload, channel_id: str, author: int) -> Payload:
        """Send an interaction: kind 2 is a command, 3 a component, 5 a form. Gives it."""
        interaction = payloads.interaction(kind, data, self.channels[channel_id], payloads.user(author))
        self._answers[interaction["token"]] = {"channel_id": channel_id}
        await self.gateway.send("INTERACTION_CREATE", interaction)
        return interaction

    def upload(self, name: str, content: bytes) -> Payload:
        """Put a file on the CDN; gives the attachment."""
        number = payloads.snowflake()
        self._files[number] = content
        return payloads.attachment(name, len(content), f"{self.base.removesuffix('/api')}/cdn/{number}/{name}")

    async def wait_for(self, holds: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait until something holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110  (what is waited for is the test's own question)
                await asyncio.sleep(0.01)

    # What the bot asks

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=30_000_000, middlewares=[self._heard])
        channel, webhook = "/channels/{channel}", "/webhooks/{application}/{token}"
        routes: dict[tuple[str, str], Callable[[web.Request], Any]] = {
            ("GET", "/users/@me"): self._me,
            ("GET", "/oauth2/applications/@me"): self._application_info,
            ("GET", "/applications/@me"): self._application_info,
            ("GET", "/gateway/bot"): self._gateway_bot,
            ("PUT", "/applications/{id}/commands"): self._commands,
            ("GET", channel): self._channel,
            ("GET", channel + "/messages"): self._history,
            ("POST", channel + "/messages"): self._post,
            ("GET", channel + "/messages/{message}"): self._message,
            ("PATCH", channel + "/messages/{message}"): self._edit,
            ("DELETE", channel + "/messages/{message}"): self._delete,
            ("PUT", channel + "/messages/{message}/reactions/{emoji}/@me"): self._nothing,
            ("POST", channel + "/typing"): self._nothing,
            ("POST", "/interactions/{id}/{token}/callback"): self._respond,
            ("POST", webhook): self._follow_up,
            ("GET", webhook + "/messages/@original"): self._original,
            ("PATCH", webhook + "/messages/@original"): self._edit_original,
            ("DELETE", webhook + "/messages/@original"): self._nothing,
        }
        for (method, path), handler in routes.items():
            app.router.add_route(method, "/api" + path, handler)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_get("/cdn/{number}/{name}", self._file)
        return app

    @web.middleware
    async def _heard(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        path = request.path.removeprefix("/api")
        self.calls.append(Call(time.monotonic(), request.method, path))
        status = self.refusing(request.method, path) if self.refusing else None
        if status is not None:
            return reply({"message": "refused", "code": 0}, status=status)
        try:
            return await handler(request)
        except web.HTTPNotFound:
            self.unknown.append(path)
            return _unknown()

    async def _me(self, _: web.Request) -> web.Response:
        if self.refuse_token:
            return reply({"message": "401: Unauthorized", "code": 0}, status=401)
        return reply(payloads.BOT)

    async def _application_info(self, _: web.Request) -> web.Response:
        if self.refuse_token:
            return reply({"message": "401: Unauthorized", "code": 0}, status=401)
        return reply(
            {"id": payloads.APPLICATION, "name": "Pullquote", "icon": None, "description": "", "bot_public": True,
             "bot_require_code_grant": False, "verify_key": "", "flags": self.application_flags,
             "owner": payloads.BOT, "team": None}
        )  # fmt: skip

    async def _gateway_bot(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return reply({"url": self.gateway_address, "shards": 1, "session_start_limit": limit})

    async def _commands(self, request: web.Request) -> web.Response:
        fixed = {"application_id": payloads.APPLICATION, "version": "1", "default_member_permissions": None}
        return reply(
            [
                {"description": "", "id": str(number), **fixed, **command}
                for number, command in enumerate(await request.json(), 1)
            ]
        )

    async def _channel(self, request: web.Request) -> web.Response:
        found = self.channels.get(request.match_info["channel"])
        return reply(found) if found else _unknown()

    async def _history(self, request: web.Request) -> web.Response:
        there = self.messages[request.match_info["channel"]].values()
        after, before = (int(request.query.get(name, 0)) for name in ("after", "before"))
        found = [one for one in there if after < int(one["id"]) and (not before or int(one["id"]) < before)]
        count = int(request.query.get("limit", 50))
        return reply((found[:count] if after else found[-count:])[::-1])

    async def _post(self, request: web.Request) -> web.Response:
        channel_id = request.match_info["channel"]
        headers, wait = self._limited(channel_id)
        if wait:
            return reply({"message": "You are being rate limited.", "retry_after": wait, "global": False}, 429, headers)
        message = payloads.message(channel_id, payloads.BOT, await _body(request))
        await self._write(message, by_bot=True)
        guild = self.channels[channel_id]["guild_id"]
        await self.gateway.send("MESSAGE_CREATE", {**message, "guild_id": guild})
        return reply(message, headers=headers)

    async def _message(self, request: web.Request) -> web.Response:
        found = self.messages[request.match_info["channel"]].get(request.match_info["message"])
        return reply(found) if found else _unknown()

    async def _edit(self, request: web.Request) -> web.Response:
        found = self.messages[request.match_info["channel"]].get(request.match_info["message"])
        if found is None:
            return _unknown()
        _change(found, await _body(request))
        return reply(found)

    async def _delete(self, request: web.Request) -> web.Response:
        found = self.messages[request.match_info["channel"]].pop(request.match_info["message"], None)
        return await self._nothing(request) if found else _unknown()

    async def _nothing(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _file(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["number"])
        return web.Response(body=found) if found is not None else web.Response(status=404)

    # Answers to interactions

    async def _respond(self, request: web.Request) -> web.Response:
        answer = self._answers.get(request.match_info["token"])
        if answer is None:
            return _unknown()
        if "kind" in answer:
            return reply({"message": "Interaction has already been acknowledged.", "code": 40060}, status=400)
        body = await _body(request)
        said = body.get("data") or {}
        answer.update(kind=body["type"], ephemeral=bool((said.get("flags") or 0) & _EPHEMERAL), form=said)
        interaction = {"id": request.match_info["id"], "type": 2, "response_message_loading": body["type"] == _DEFERRED}
        told: Payload = {"interaction": interaction}
        if body["type"] in {4, 7}:
            message = answer["message"] = payloads.message(answer["channel_id"], payloads.BOT, said)
            await self._write(message, by_bot=True)
            interaction["response_message_id"] = message["id"]
            told["resource"] = {"type": body["type"], "message": message}
        return reply(told) if "with_response" in request.query else web.Response(status=204)

    async def _original(self, request: web.Request) -> web.Response:
        return reply(self._answers[request.match_info["token"]]["message"])

    async def _edit_original(self, request: web.Request) -> web.Response:
        answer, body = self._answers[request.match_info["token"]], await _body(request)
        if "message" in answer:
            _change(answer["message"], body)
        else:
            answer["message"] = payloads.message(answer["channel_id"], payloads.BOT, body)
            answer["message"]["flags"] |= _EPHEMERAL * answer["ephemeral"]
            await self._write(answer["message"], by_bot=True)
        return reply(answer["message"])

    async def _follow_up(self, request: web.Request) -> web.Response:
        answer = self._answers[request.match_info["token"]]
        message = payloads.message(answer["channel_id"], payloads.BOT, await _body(request))
        await self._write(message, by_bot=True)
        return reply(message)

    async def _write(self, message: Payload, *, by_bot: bool = False) -> None:
        self.messages[message["channel_id"]][message["id"]] = message
        if by_bot:
            self.posted.append(Posted(time.monotonic(), message))

    def _limited(self, channel_id: str) -> tuple[dict[str, str], float]:
        """Count a message against its channel's limit: the headers that say so, and how long to wait."""
        if not self.limits:
            return {}, 0.0
        taken, now = self._taken[channel_id], time.monotonic()
        while taken and taken[0] <= now - LIMIT_SECONDS:
            taken.popleft()
        wait = taken[0] + LIMIT_SECONDS - now if len(taken) >= LIMIT else 0.0
        if not wait:
            taken.append(now)
        headers = {
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Limit": str(LIMIT),
            "X-RateLimit-Remaining": str(LIMIT - len(taken)),
            "X-RateLimit-Reset-After": f"{taken[0] + LIMIT_SECONDS - now:.3f}",
            "Via": "1.1 loopback",
        }
        return headers, wait


def _change(message: Payload, body: Payload) -> None:
    """Change what an edit names, and nothing else."""
    message.update(
        {key: body[key] for key in ("content", "components", "embeds", "flags") if body.get(key) is not None}
    )
    message["edited_timestamp"] = payloads.now()


async def _body(request: web.Request) -> Payload:
    """Read what was sent: JSON, or JSON beside files."""
    if request.content_type == "application/json":
        return await request.json()
    form = await request.post()
    return json.loads(str(form.get("payload_json", "{}")))


def _unknown() -> web.Response:
    return reply({"message": "404: Not Found", "code": 0}, status=404)
