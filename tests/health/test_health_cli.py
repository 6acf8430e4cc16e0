"""`pullquote health` beside the real `pullquote run`, both by their command lines."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.cli.health import ask_health
from bot.settings import Settings
from tests.health.conftest import TOKEN
from tests.loopback import Loopback


@pytest.fixture
def environment(settings: Settings, port: int) -> dict[str, str]:
    return os.environ | {
        "DISCORD_TOKEN": TOKEN,
        "PULLQUOTE_DATABASE": settings.database,
        "PULLQUOTE_HTTP": str(port),
        "PULLQUOTE_WORKERS": "1",
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
    }


async def test_a_running_bot_is_ready_and_a_stopped_one_does_not_answer(
    loopback: Loopback, environment: dict[str, str], port: int
) -> None:
    assert await asking(loopback, environment) == (1, f"No Pullquote answers at 127.0.0.1:{port} (Connection refused).")
    bot = await asyncio.create_subprocess_exec(*loopback.program("run"), env=environment)
    try:
        async with asyncio.timeout(120):
            while (said := await asking(loopback, environment))[0]:
                assert bot.returncode is None
                await asyncio.sleep(0.2)
        assert said == (0, "ready")
        assert await asking(loopback, environment, "--live") == (0, "alive")
    finally:
        bot.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(bot.wait(), 60) == 0
    assert (await asking(loopback, environment))[0] == 1


async def asking(loopback: Loopback, environment: dict[str, str], *options: str) -> tuple[int | None, str]:
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(
        *loopback.program("health", *options), env=environment, stdout=pipe, stderr=pipe
    )
    out, err = await program.communicate()
    return program.returncode, (out + err).decode().strip()


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"ready": false, "missing": ["gateway: not connected on shard 1.", "archive: not open yet."]}', 503,
         "gateway: not connected on shard 1.\narchive: not open yet."),
        (b"<html>", 200, "No Pullquote answers at 0.0.0.0:{port} (another program answers there)."),
        (b"[]", 200, "No Pullquote answers at 0.0.0.0:{port} (another program answers there)."),
    ],
)  # fmt: skip
async def test_what_is_missing_is_said_a_line_each(
    settings: Settings, port: int, capsys: pytest.CaptureFixture[str], body: bytes, status: int, said: str
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (status, len(body), body))
        writer.close()

    server: Any = await asyncio.start_server(answer, "127.0.0.1", port)
    async with server:
        asked = settings.model_copy(update={"http": f"0.0.0.0:{port}"})
        assert await asyncio.to_thread(ask_health, asked) == 1
    assert capsys.readouterr().err.strip() == said.format(port=port)


def test_without_an_address_there_is_nobody_to_ask(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    del settings
    with pytest.raises(SystemExit) as ended:
        main(["health"])
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("PULLQUOTE_HTTP is not set")
