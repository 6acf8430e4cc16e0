"""What leaves for a Sentry-compatible address: types and places in the code; not a word, a name or a token."""

from __future__ import annotations

import gzip
import json
import logging
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from bot.health.sentry import event_of, scrubbed, sending
from bot.running import StartError
from tests.cogs.test_intake import PAN
from tests.health.conftest import TOKEN, Run

MEMBER = "Ada Lovelace"
SECRETS = (PAN, TOKEN, MEMBER, "Glass Harvest", "123456789012345678")


class Received(HTTPServer):
    """A Sentry of our own."""

    bodies: list[bytes]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        zipped = self.headers.get("Content-Encoding") == "gzip"
        self.server.bodies.append(gzip.decompress(body) if zipped else body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def sentry() -> Iterator[Received]:
    server = Received(("127.0.0.1", 0), Handler)
    server.bodies = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def address(sentry: Received) -> str:
    return f"http://public@127.0.0.1:{sentry.server_port}/1"


def fail(text: str, token: str) -> None:
    member = MEMBER
    try:
        raise ValueError(f"{member} wrote {text}")  # noqa: TRY301
    except ValueError as error:
        raise KeyError(token) from error


def test_an_error_arrives_as_types_and_places_alone(sentry: Received) -> None:
    log = logging.getLogger("cogs.club.reviews")
    with sending(address(sentry)):
        try:
            fail(PAN, TOKEN)
        except KeyError:
            log.error("%s of %s failed: %s", MEMBER, TOKEN, PAN)  # noqa: TRY400
        logging.getLogger("discord.gateway").error("not ours: %s", PAN)
    events = [body for body in sentry.bodies if b'"type":"event"' in body]
    assert len(events) == 1
    everything = b"".join(sentry.bodies).decode()
    assert_clean(everything)
    event = json.loads(events[0].splitlines()[2])
    values = event["exception"]["values"]
    assert [each["type"] for each in values] == ["ValueError", "KeyError"]
    assert [frame["function"] for frame in values[1]["stacktrace"]["frames"]][-1] == "fail"
    assert event["logger"] == "cogs.club"
    assert "value" not in values[0]


def assert_clean(sent: str) -> None:
    for secret in SECRETS:
        assert secret not in sent
    long_words = {word.strip(".,") for word in PAN.split() if len(word) > 9}
    assert not [word for word in long_words if word in sent]
    for name in ("Ada", "vars", "server_name", "/home/", "/root/", "/work/"):
        assert name not in sent, name


def everywhere(text: str) -> dict[str, Any]:
    """Make an event that has a text in every place that Sentry knows."""
    frame = {"filename": text, "abs_path": text, "function": text, "module": text, "lineno": text,
             "context_line": text, "pre_context": [text], "vars": {"review": text}}  # fmt: skip
    value = {
        "type": text,
        "value": text,
        "module": text,
        "mechanism": {"type": text},
        "stacktrace": {"frames": [frame]},
    }
    return {
        "message": text, "logentry": {"message": text, "params": [text]}, "event_id": text, "timestamp": text,
        "platform": text, "level": text, "release": text, "logger": text, "transaction": text, "server_name": text,
        "user": {"id": text}, "request": {"url": text, "headers": {"Authorization": text}}, "extra": {"x": text},
        "tags": {"x": text}, "contexts": {"trace": {"x": text}}, "breadcrumbs": {"values": [{"message": text}]},
        "modules": {text: text}, "exception": {"values": [value, text]}, "threads": {"values": [value]},
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", [*SECRETS, "Dune: Part Two", "zwei Worte", "日本語のレビュー", "a b\nc", "pullquote@ Ada"]
)
def test_the_scrubber_lets_no_text_through_wherever_it_stands(text: str) -> None:
    assert text not in json.dumps(scrubbed(everywhere(text)), ensure_ascii=False)


@pytest.mark.parametrize("broken", [{}, {"exception": None}, {"exception": {"values": "x"}}, {"exception": [1]}])
def test_the_scrubber_takes_whatever_it_is_given(broken: dict[str, Any]) -> None:
    assert scrubbed(broken)["exception"] == {"values": []}


def test_an_event_keeps_what_says_where_it_was() -> None:
    try:
        fail("text", "token")
    except KeyError as error:
        event = scrubbed(event_of(error, "bot.client", "on_error", 7))
    frame = event["exception"]["values"][0]["stacktrace"]["frames"][-1]
    assert frame["filename"].endswith("test_sentry.py")
    assert frame["lineno"] > 0


@pytest.mark.parametrize("wrong", ["nonsense", "http://127.0.0.1/", "ftp://x@y/1"])
async def test_an_address_that_is_none_is_one_sentence(run: Run, wrong: str) -> None:
    from pydantic import SecretStr  # noqa: PLC0415

    with pytest.raises(StartError, match=r"^PULLQUOTE_SENTRY is not usable: it is no address of a Sentry project\.$"):
        async with run(sentry=SecretStr(wrong)):
            pass


async def test_without_the_extra_it_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from pydantic import SecretStr  # noqa: PLC0415

    monkeypatch.delitem(sys.modules, "bot.health.sentry", raising=False)
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(StartError, match=r"pullquote\[errors\]"):
        async with run(sentry=SecretStr("http://public@127.0.0.1:9/1")):
            pass
