"""Discord's gateway: sessions that identify, beat, are dropped and resume."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback import payloads
from tests.loopback.payloads import Payload

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _INVALID, _HELLO, _HEARD = 0, 1, 2, 6, 9, 10, 11


@dataclass(eq=False, slots=True)
class Session:
    """One shard's connection."""

    socket: web.WebSocketResponse
    shard: int = 0
    shards: int = 1
    sequence: int = 0
    ready: bool = False

    async def dispatch(self, event: str, data: Payload) -> None:
        self.sequence += 1
        await self.say(_DISPATCH, data, event=event, sequence=self.sequence)

    async def say(self, operation: int, data: object = None, *, event: str | None = None, sequence: int | None = None):
        await self.socket.send_str(json.dumps({"op": operation, "d": data, "s": sequence, "t": event}))


@dataclass
class Gateway:
    """Where shards connect; what it does wrong, a test chooses."""

    address: Callable[[], str | None]
    guilds: dict[str, Payload]
    close_code: int | None = None
    """Close whoever identifies with this code, as for a denied intent."""
    deaf: bool = False
    """Answer nothing, heartbeats included."""
    heartbeat_seconds: float = 41.25
    identified: list[tuple[float, int]] = field(default_factory=list)
    """When which shard identified."""
    sessions: list[Session] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether a shard was told that it is ready."""

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        session = Session(socket)
        self.sessions.append(session)
        try:
            await session.say(_HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000)})
            async for said in socket:
                if said.type is not WSMsgType.TEXT and said.type is not WSMsgType.BINARY:
                    break
                if not self.deaf:
                    await self._hear(session, json.loads(said.data))
        finally:
            self.sessions.remove(session)
        return socket

    async def send(self, event: str, data: Payload) -> None:
        """Send an event to the shards that have its server; one without a server to all."""
        for session in tuple(self.sessions):
            if session.ready and _is_of(session, data.get("guild_id")):
                await session.dispatch(event, data)

    async def drop(self, code: int = 4000) -> None:
        """Cut every connection, as Discord does now and then; whoever was there may resume."""
        for session in tuple(self.sessions):
            await session.socket.close(code=code)

    async def _hear(self, session: Session, said: dict[str, Any]) -> None:
        if said["op"] == _HEARTBEAT:
            await session.say(_HEARD)
        elif said["op"] == _IDENTIFY and self.close_code is not None:
            await session.socket.close(code=self.close_code)
        elif said["op"] == _IDENTIFY:
            session.shard, session.shards = said["d"].get("shard") or (0, 1)
            self.identified.append((time.monotonic(), session.shard))
            await self._begin(session)
        elif said["op"] == _RESUME:
            # Which shard it was, its session's name tells.
            session.shard, session.shards = map(int, said["d"]["session_id"].split("/"))
            session.sequence, session.ready = said["d"]["seq"] or 0, True
            await session.dispatch("RESUMED", {})

    async def _begin(self, session: Session) -> None:
        own = [guild for number, guild in self.guilds.items() if _is_of(session, number)]
        await session.dispatch("READY", {
            "v": 10, "user": payloads.BOT, "session_id": f"{session.shard}/{session.shards}",
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in own],
            "resume_gateway_url": self.address(), "shard": [session.shard, session.shards],
            "application": {"id": payloads.APPLICATION, "flags": 0},
        })  # fmt: skip
        session.ready = True
        for guild in own:
            await session.dispatch("GUILD_CREATE", guild)
        self.ready.set()


def _is_of(session: Session, guild: str | None) -> bool:
    return guild is None or (int(guild) >> 22) % session.shards == session.shard
