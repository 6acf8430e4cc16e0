"""A channel that DiscordChatExporter wrote, looked through and filed on the command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.archive import Archive
from bot.cli import channel as channel_cli
from bot.cli.exchange import import_file
from bot.exchange import ExchangeError, ImportRow, Skipped, plan, rows
from bot.settings import Settings
from bot.workers import Workers
from tests.cogs.test_intake import CHATTER, PAN, RAVE

GUILD, ADA, BEN, OWNER = 123_456_789, 11, 22, 33


def said(number: int, author: int, text: str, at: str, **more: Any) -> dict[str, Any]:
    """Write a message as that program does."""
    bot = more.pop("bot", False)
    return {
        "id": str(1_000 + number),
        "type": "Default",
        "timestamp": f"2024-05-01T{at}.123+00:00",
        "timestampEdited": None,
        "content": text,
        "author": {"id": str(author), "name": "somebody", "isBot": bot},
        "attachments": [],
        "embeds": [],
        "reactions": [],
        **more,
    }


def exported(messages: Sequence[Any], kind: str = "GuildTextChat", name: str = "reviews") -> bytes:
    channel = {"id": "77", "type": kind, "category": "Films", "name": name, "topic": 'say "messages": [ here'}
    document = {"guild": {"id": str(GUILD), "name": "Club"}, "channel": channel, "messages": messages}
    return json.dumps({**document, "messageCount": len(messages)}, indent=2, ensure_ascii=False).encode()


CHANNEL = exported(
    [
        said(1, ADA, "So, that film.", "10:00:00"),
        said(2, ADA, RAVE, "10:00:40"),
        said(3, BEN, CHATTER, "11:00:00"),
        said(4, 99, RAVE, "12:00:00", bot=True),
        said(5, BEN, "!rank it", "13:00:00"),
        said(6, BEN, PAN, "14:00:00"),
        said(7, BEN, "", "15:00:00", attachments=[{"fileName": "message.txt", "url": "https://cdn.invalid/1"}]),
        {"id": "nothing"},
        said(9, ADA, "joined", "16:00:00", type="GuildMemberJoin"),
    ]
)


def test_messages_are_joined_as_in_a_watched_channel() -> None:
    found = list(rows(CHANNEL))
    good = [row for row in found if isinstance(row, ImportRow)]
    assert [(row.author_id, row.message_ids) for row in good] == [
        (ADA, (1_001, 1_002)),
        (BEN, (1_003,)),
        (BEN, (1_006,)),
    ]
    assert good[0].text == f"So, that film.\n\n{RAVE}"
    assert (good[0].channel_id, good[0].source) == (77, "watched")
    assert good[0].written_at.isoformat() == "2024-05-01T10:00:00.123000+00:00"
    assert [str(row) for row in found if isinstance(row, Skipped)] == [
        "Row 8: It is damaged: its author, its time or its number is missing.",
        "Row 7: Its text is in an attached file, which is not in this export.",
    ]


def test_a_file_that_ends_early_says_so_and_one_of_another_kind_is_refused() -> None:
    cut = CHANNEL[: CHANNEL.index(b'"1006"')]
    assert [str(row) for row in rows(cut) if isinstance(row, Skipped)][-1].endswith("what followed is missing.")
    with pytest.raises(ExchangeError, match="no channel"):
        list(rows(b'{"guild": {"id": "1"}, "people": []}'))
    with pytest.raises(ExchangeError, match="archive backfill"):
        plan(CHANNEL)


@pytest.mark.parametrize("size", [1, 70_000, 400_000])
def test_long_messages_are_read_whole(size: int) -> None:
    data = exported([said(1, ADA, "é" * size, "10:00:00"), said(2, BEN, "b", "10:00:01")])
    assert [len(row.text) for row in rows(data) if isinstance(row, ImportRow)] == [size, 1]


@pytest.fixture
def channel(tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> Path:
    lent = SimpleNamespace(start=lambda: None, close=lambda: None, read=workers.read, ask=workers.ask)
    monkeypatch.setattr(channel_cli, "Workers", lambda *_: lent)
    file = tmp_path / "reviews.json"
    file.write_bytes(CHANNEL)
    return file


def kept(settings: Settings) -> list[tuple[int, tuple[int, ...], str | None]]:
    async def work() -> list[tuple[int, tuple[int, ...], str | None]]:
        async with await Archive.open(settings.database_url) as archive:
            stream = archive.server(GUILD).stream()
            return [(each.author_id, each.message_ids, each.film and each.film.name) async for each in stream]

    return asyncio.run(work())


def test_a_channel_is_filed_under_its_authors_once(
    settings: Settings, channel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_file(settings, channel, GUILD, OWNER) == 1
    assert "--keep-authors" in capsys.readouterr().err
    assert import_file(settings, channel, GUILD, OWNER, keep_authors=True, dry_run=True) == 0
    assert "2 reviews of 4 messages would be filed" in capsys.readouterr().err
    assert not list(channel.parent.glob("archive.db"))
    assert import_file(settings, channel, GUILD, OWNER, keep_authors=True) == 0
    assert "2 reviews filed from 4 messages, 2 rows skipped." in capsys.readouterr().err
    name = "The Lighthouse Keeper (2019)"
    assert kept(settings) == [(ADA, (1_001, 1_002), name), (BEN, (1_006,), name)]
    assert import_file(settings, channel, GUILD, OWNER, keep_authors=True) == 0
    assert len(kept(settings)) == 2


def test_a_forum_post_names_the_film_of_what_stands_in_it() -> None:
    data = exported([said(1, ADA, RAVE, "10:00:00")], "GuildPublicThread", "Glass Harvest (2021) talk")
    (row,) = rows(data)
    assert isinstance(row, ImportRow)
    assert row.film_title == "Glass Harvest (2021) talk"
