"""What is made before a moment is one process's, what is made from then on the other's."""

from __future__ import annotations

from typing import Any

import pytest

from bot.processes.ranges import split, written
from bot.takeover import CHANGED, MADE, Takeover


def parsed(takeover: Takeover) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    heard: list[tuple[str, int]] = []

    def parser(event: str) -> Any:
        return lambda data: heard.append((event, int(data["id"])))

    parsers = {event: parser(event) for event in (*MADE, *CHANGED, "GUILD_CREATE")}
    takeover.guard(parsers)
    return parsers, heard


def test_a_process_alone_hears_everything() -> None:
    parsers, heard = parsed(Takeover())
    for event in parsers:
        parsers[event]({"id": "5"})
    assert [event for event, _ in heard] == list(parsers)


@pytest.mark.parametrize("event", MADE)
def test_each_thing_that_is_made_is_answered_by_exactly_one(event: str) -> None:
    leaving, coming = Takeover(), Takeover(standing_by=True)
    (of_leaving, by_leaving), (of_coming, by_coming) = parsed(leaving), parsed(coming)
    for number in range(100):
        if number == 30:
            coming.answer_since(50)
        if number == 33:
            leaving.answer_until(50)
        of_leaving[event]({"id": str(number)})
        of_coming[event]({"id": str(number)})
    # What was made before the moment may arrive after it.
    of_leaving[event]({"id": "49"})
    of_coming[event]({"id": "49"})
    assert [number for _, number in by_leaving] == [*range(50), 49]
    assert [number for _, number in by_coming] == list(range(50, 100))


@pytest.mark.parametrize("event", CHANGED)
def test_changes_are_followed_by_whoever_answers(event: str) -> None:
    coming = Takeover(standing_by=True)
    parsers, heard = parsed(coming)
    parsers[event]({"id": "1"})
    assert heard == []
    coming.answer_since(50)
    parsers[event]({"id": "1"})
    assert len(heard) == 1
    parsers["GUILD_CREATE"]({"id": "1"})
    assert len(heard) == 2


def test_work_that_begins_by_itself_waits_until_the_other_one_is_gone() -> None:
    coming = Takeover(standing_by=True)
    assert coming.hold("ready", ())
    assert coming.hold("guild_available", (7,))
    assert not coming.hold("shard_connect", (0,))
    assert coming.begin_work() == [("ready", ()), ("guild_available", (7,))]
    assert not coming.hold("ready", ())
    assert coming.begin_work() == []


@pytest.mark.parametrize(
    ("shards", "count", "runs"),
    [(8, 2, ["0-3/8", "4-7/8"]), (5, 2, ["0-2/5", "3-4/5"]), (3, 3, ["0-0/3", "1-1/3", "2-2/3"]), (4, 1, ["0-3/4"])],
)
def test_shards_are_shared_evenly(shards: int, count: int, runs: list[str]) -> None:
    assert [written(run, shards) for run in split(tuple(range(shards)), count)] == runs


def test_more_processes_than_shards_are_refused() -> None:
    with pytest.raises(ValueError, match="3 processes would have 2 shards"):
        split((0, 1), 3)
