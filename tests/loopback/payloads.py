"""What Discord sends, as far as discord.py and the bot look at it."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime
from typing import Any

Payload = dict[str, Any]

BOT: Payload = {"id": "1", "username": "pullquote", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = "1"
_EPOCH = 1_420_070_400_000
"""Discord's first millisecond."""
_EVERYTHING = str((1 << 52) - 1)
_JOINED = "2020-01-01T00:00:00+00:00"
_number = itertools.count()


def snowflake() -> str:
    """Make an id that tells the present moment, as all of Discord's do."""
    return str((int(time.time() * 1000) - _EPOCH) << 22 | next(_number) & 0x3FFFFF)


def now() -> str:
    return datetime.now(UTC).isoformat()


def user(number: int | str) -> Payload:
    return {"id": str(number), "username": f"member{number}", "discriminator": "0", "avatar": None, "global_name": None}


def member(who: Payload, permissions: str | None = None) -> Payload:
    """Describe somebody as a member of a server; `permissions` stand in interactions alone."""
    plain = {"roles": [], "joined_at": _JOINED, "deaf": False, "mute": False, "flags": 0, "nick": None, "avatar": None}
    return {**plain, "user": who} | ({"permissions": permissions} if permissions is not None else {})


def channel(number: int | str, server: int | str, kind: int = 0) -> Payload:
    return {
        "id": str(number),
        "guild_id": str(server),
        "type": kind,
        "name": f"channel-{number}",
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "topic": None,
        "flags": 0,
    }


def guild(number: int | str, channels: list[Payload]) -> Payload:
    everyone = {"id": str(number), "name": "@everyone", "permissions": _EVERYTHING, "position": 0, "color": 0,
                "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
                "hoist": False, "managed": False, "mentionable": False, "flags": 0}  # fmt: skip
    return {
        "id": str(number),
        "name": f"server {number}",
        "owner_id": "2",
        "roles": [everyone],
        "channels": channels,
        "threads": [],
        "members": [member(BOT)],
        "member_count": 2,
        "emojis": [],
        "stickers": [],
        "features": [],
        "preferred_locale": "en-US",
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": 0,
        "nsfw_level": 0,
        "system_channel_flags": 0,
        "afk_timeout": 300,
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(channel_id: int | str, author: Payload, said: Payload) -> Payload:
    """Make a message of what somebody sent: its content, components, files and flags."""
    return {
        "id": snowflake(),
        "channel_id": str(channel_id),
        "author": author,
        "content": said.get("content") or "",
        "timestamp": now(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [one for one in said.get("attachments") or [] if "url" in one],
        "embeds": said.get("embeds") or [],
        "components": said.get("components") or [],
        "pinned": False,
        "type": 19 if said.get("message_reference") else 0,
        "flags": said.get("flags") or 0,
        **{key: said[key] for key in ("message_reference", "nonce") if said.get(key)},
    }


def attachment(name: str, size: int, url: str) -> Payload:
    return {"id": snowflake(), "filename": name, "size": size, "url": url, "proxy_url": url,
            "content_type": "text/plain; charset=utf-8"}  # fmt: skip


def interaction(kind: int, data: Payload, there: Payload, who: Payload) -> Payload:
    """Make an interaction of a member in a channel: kind 2 is a command, 3 a component, 5 a form."""
    number = snowflake()
    return {
        "id": number,
        "application_id": APPLICATION,
        "type": kind,
        "token": f"token-{number}",
        "version": 1,
        "data": data,
        "guild_id": there["guild_id"],
        "channel_id": there["id"],
        "channel": there,
        "member": member(who, _EVERYTHING),
        "app_permissions": _EVERYTHING,
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": there["guild_id"]},
        "context": 0,
        "attachment_size_limit": 10_485_760,
    }
