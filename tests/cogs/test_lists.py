"""Lists, searches and exports take the same options, and their pages keep them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
import simcord
from discord.ext import commands
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.types import LABELS
from bot.archive.types import Filters, ReviewChanges, Sort
from bot.exchange import plan
from cogs.parts.paging import ListState, TurnPage
from tests.cogs.club import BLAME, OTHER, PRAISE, FilmClub, add, numbers_of_both_pages, open_club, shown
from tests.cogs.reviewers import archive_of

DAYS = st.integers(0, 40_000).map(lambda days: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days))
IDS = st.integers(1, 2**63 - 1)
RATINGS = st.integers(0, 100).map(lambda tenths: tenths / 10)
STATES = st.builds(
    ListState,
    st.builds(
        Filters,
        film=st.none() | st.integers(1, 10**6),
        author_id=st.none() | IDS,
        label=st.none() | st.sampled_from(LABELS),
        minimum_rating=st.none() | RATINGS,
        maximum_rating=st.none() | RATINGS,
        since=st.none() | DAYS,
        until=st.none() | DAYS,
        channel_id=st.none() | IDS,
        critic=st.none() | st.booleans(),
    ),
    st.sampled_from(get_args(Sort)),
    st.none() | st.sampled_from(["1795003200000000~123456", "-0.9876~7", "7.5~12", "12345678~3"]),
)


@given(STATES)
def test_a_list_is_written_small_enough_for_a_button_and_read_back_whole(state: ListState) -> None:
    assert ListState.parse(str(state)) == state
    assert len(TurnPage(str(state)).item.custom_id or "") <= 100


def test_buttons_of_before_still_turn_their_pages() -> None:
    old = ListState.parse("3.7b.0.1e..fa0.1z.3.-0.25~17")
    assert old.filters == Filters(
        film=3,
        author_id=int("7b", 36),
        label=LABELS[0],
        minimum_rating=5.0,
        until=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=int("fa0", 36)),
        channel_id=int("1z", 36),
    )
    assert (old.sort, old.after) == ("praise", "-0.25~17")
    assert ListState.parse(".......0.55~2", before="best").sort == "best"
    assert ListState.parse(str(ListState(sort="oldest")), before="best").sort == "oldest"
    for nonsense in ("", "1.2", "___"):
        with pytest.raises(ValueError, match="not the state of a list"):
            ListState.parse(nonsense)


async def filled(env: simcord.Env) -> FilmClub:
    club = open_club(env)
    await add(club, PRAISE)
    await add(club, BLAME, club.ben)
    await add(club, OTHER, film="Glass Harvest (2021)")
    return club


NARROWED: list[tuple[dict[str, object], set[str]]] = [
    ({}, {"1", "2", "3"}),
    ({"film": "The Lighthouse Keeper"}, {"1", "2"}),
    ({"label": "negative"}, {"2"}),
    ({"min_rating": 5.0}, {"1"}),
    ({"max_rating": 5.0}, {"2"}),
    ({"min_rating": 1.0, "max_rating": 9.5}, {"1", "2"}),
    ({"since": "1d"}, {"1", "2", "3"}),
    ({"until": "1y"}, set()),
    ({"source": "members"}, {"1", "2", "3"}),
    ({"source": "critics"}, set()),
    ({"tag": "noir"}, set()),
]


@pytest.mark.parametrize(("options", "expected"), NARROWED, ids=[str(options) for options, _ in NARROWED])
async def test_lists_searches_and_exports_take_the_same_options(
    env: simcord.Env, options: dict[str, object], expected: set[str]
) -> None:
    club = await filled(env)
    for command in ("review list", "search"):
        said = shown(await club.mod.slash(club.channel, command, **options))
        assert set(re.findall(r"#(\d+)", said)) == expected
        assert expected or "here matches" in said or "No review here is like that" in said
    result = await club.mod.slash(club.channel, "archive export", **options)
    if not expected:
        assert shown(result) == "There is nothing to export: No review is what you asked for."
        return
    assert result.response is not None
    (file,) = result.response.attachments
    texts = {"1": PRAISE, "2": BLAME, "3": OTHER}
    assert {row.text for row in plan(await file.read()).rows} == {texts[number] for number in expected}


async def test_a_list_is_narrowed_to_a_member_and_a_channel_and_says_so(env: simcord.Env) -> None:
    club = await filled(env)
    said = shown(await club.ada.slash(club.channel, "review list", author=club.ben, channel=club.channel))
    assert set(re.findall(r"#(\d)\b", said)) == {"2"}
    assert "1 review · by " in said
    elsewhere = club.guild.create_text_channel("elsewhere")
    assert "No review here is like that" in shown(await club.ada.slash(club.channel, "search", channel=elsewhere))


async def test_what_makes_no_sense_together_is_refused_in_a_sentence(env: simcord.Env) -> None:
    club = await filled(env)
    said = shown(await club.ada.slash(club.channel, "review list", min_rating=7.0, max_rating=5.0))
    assert said == "No rating is at least 7 and at most 5; swap the two."
    said = shown(await club.ada.slash(club.channel, "search", query="film", since="2026-05", until="2026-02"))
    assert said == "Those dates leave no day between them; `since` comes before `until`."
    said = shown(await club.ada.slash(club.channel, "search", query="x" * 60, tag="y" * 40))
    assert said.startswith("Words and tag are 107 characters together;")
    said = shown(await club.ada.slash(club.channel, "archive export", author=club.ben))
    assert said == "You can export your own reviews alone; leave `author` out."


async def test_a_tag_is_offered_found_and_kept_from_page_to_page_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    server = archive_of(env, club)
    for night in range(8):
        await add(club, f"{PRAISE} Seen on night {night}, in row {night}.")
    await add(club, OTHER)
    drafts = [review async for review in server.stream()]
    for review in drafts[:8]:
        await server.edit(review.number, ReviewChanges(tags=("Slow Burn",)), club.ada.id)
    first = await club.ada.slash(club.channel, "review list", tag="slow burn")
    assert "8 reviews" in shown(first)
    seen, rest = await numbers_of_both_pages(env, club, first, make_bot())
    assert seen | rest == set("12345678")
    assert not seen & rest
    assert [choice["value"] for choice in await club.ada.autocomplete(club.channel, "search", "tag", "slow")] == [
        "Slow Burn"
    ]
    found = await club.ada.slash(club.channel, "search", query='tag:"Slow Burn" masterpiece', sort="oldest")
    assert "8 reviews · oldest first" in shown(found)
