"""A local Discord in the browser, with the real bot in it: SimCord's preview around a film club.

No token, no network, no service. The archive lives in a temporary file and goes when the demo ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
import tomllib
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import discord
import simcord

from bot.client import build_bot
from bot.settings import Settings
from bot.views.escape import unescape
from bot.views.limits import MESSAGE_CHARACTERS

SERVER = "Film club"
CHANNEL = "reviews"
MEMBERS = ("mara", "jonas", "adaeze")
NAME = "Pullquote"
MENU = "Read this review"
_SETTLE_SECONDS = 60.0
_TOO_BUSY = "This machine was too busy to read the text in time; try again when it has less to do."


class DemoError(Exception):
    """The demo cannot go on; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Club:
    """The simulated server: who may speak, and where."""

    env: simcord.Env
    channel: simcord.ChannelHandle
    members: dict[str, simcord.MemberActor]


@contextlib.asynccontextmanager
async def club(*, filled: bool = True) -> AsyncGenerator[Club]:
    """Open a film club with the real bot in it; `filled` has its sample reviews filed already."""
    with tempfile.TemporaryDirectory(prefix="pullquote-demo-", ignore_cleanup_errors=True) as folder:
        bot = build_bot(_settings(Path(folder)))
        env = simcord.Env(bot, shard_count=1, settle_timeout=_SETTLE_SECONDS, check_errors=False)
        env.backend.bot_user.name = env.backend.bot_user.global_name = NAME
        await env.start()
        try:
            with env.time_context():
                here = _open_club(env)
                if filled:
                    await _file_samples(here)
                yield here
        finally:
            await env.shutdown()
            await bot.close()


def _open_club(env: simcord.Env) -> Club:
    guild = env.create_guild(SERVER)
    channel = guild.create_text_channel(CHANNEL)
    members = {name: guild.add_member(env.create_user(name, global_name=name.capitalize())) for name in MEMBERS}
    return Club(env, channel, members)


def serve(port: int = 0) -> None:
    """Serve the demo until Ctrl-C, or until the page ends it."""
    asyncio.run(_serve(port))


def paste_file(text: str) -> str:
    """Paste a text as a member would, and give the bot's answer as plain text.

    Raises DemoError when this machine is too busy for the answer to come.
    """
    try:
        return asyncio.run(_paste(text))
    except (TimeoutError, AssertionError) as error:
        raise DemoError(_TOO_BUSY) from error


async def paste(here: Club, text: str, member: str = MEMBERS[0]) -> str:
    """Post a text in the channel, ask the bot to read it, and give its answer as plain text.

    A text of over 2,000 characters is sent as `message.txt`, as Discord's own client does.
    """
    actor = here.members[member]
    if len(text) > MESSAGE_CHARACTERS:
        message = await actor.send(here.channel, attachments=[("message.txt", text.encode())])
    else:
        message = await actor.send(here.channel, text)
    result = await actor.context_menu(here.channel, MENU, message)
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    return "\n".join(dict.fromkeys(as_text(answer.message) for answer in answers))


def as_text(message: discord.Message) -> str:
    """Give a message as it reads without Discord: markup taken off, buttons in brackets, spoilers still hidden."""
    lines = [_plain(message.content)] if message.content else []
    for component in message.components:
        lines += _component_lines(component)
    return "\n".join(lines)


async def _serve(port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    print("Opening the film club and reading its sample reviews …", flush=True)  # noqa: T201
    async with club() as here:
        viewers = list(here.members.values())
        async with here.env.preview(here.channel, viewers=viewers, layout="channel", port=port or None) as preview:
            print(_welcome(preview.url), flush=True)  # noqa: T201
            ended = asyncio.create_task(preview.wait_closed())
            asked = asyncio.create_task(stop.wait())
            await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
            for task in (ended, asked):
                task.cancel()
    print("The demo has ended; its archive is gone.", flush=True)  # noqa: T201


async def _paste(text: str) -> str:
    async with club(filled=False) as here:
        return await paste(here, text)


def _welcome(address: str) -> str:
    return (
        f"\n  {address}\n\n"
        "This is not Discord: it is a simulation of it on this machine, with the real bot in it.\n"
        f"Speak as {', '.join(name.capitalize() for name in MEMBERS)}. "
        "Try /review add, /film show, /ask, /search, /review list, /help.\n"
        "Press Ctrl-C to end it."
    )


def _settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {"PULLQUOTE_DATABASE": f"sqlite:///{folder / 'archive.db'}", "PULLQUOTE_MESSAGE_CONTENT": True}
    )


def sample_reviews() -> list[tuple[str, str]]:
    """Give (author, text) of every sample review."""
    data = tomllib.loads(files("bot").joinpath("sample_reviews.toml").read_text(encoding="utf-8"))
    return [(entry["author"], entry["text"].strip()) for entry in data["review"]]


async def _file_samples(here: Club) -> None:
    for author, text in sample_reviews():
        await paste(here, text, author)


def _component_lines(component: object) -> Iterable[str]:
    if isinstance(component, discord.TextDisplay):
        yield _plain(component.content)
    elif isinstance(component, discord.ActionRow):
        yield " ".join(f"[{child.label}]" for child in component.children if isinstance(child, discord.Button))
    else:
        for child in getattr(component, "children", ()):
            yield from _component_lines(child)


def _plain(content: str) -> str:
    """Take Discord's markup off our own output: headings, bold, and the backslashes of the escaper."""
    plain: list[str] = []
    for line in content.splitlines():
        for prefix in ("> ", "### ", "-# "):
            line = line.removeprefix(prefix)  # noqa: PLW2901
        plain.append(unescape(line.replace("**", "")))
    return "\n".join(plain)
