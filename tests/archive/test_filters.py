"""What lists, searches, counts and exports are narrowed to, alike on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.text.terms import fold_tag
from bot.archive.types import Filters, ReviewChanges
from tests.archive.builders import make_draft

DAY = datetime(2026, 3, 1, tzinfo=UTC)
DRAFTS = [
    make_draft(
        f"A slow film, seen on night {place}.",
        author_id=place % 3 + 1,
        film_title=("Dune", "Alien")[place % 2],
        label=("positive", "mixed", "negative")[place % 3],
        rating_raw=f"{place}/10",
        rating_value=float(place),
        written_at=DAY + timedelta(days=place),
        channel_id=70 + place % 2,
        tags=(("Slow Burn", "noir"), ("noir",), ())[place % 3],
        critic=("Mara Voss", None)[place % 2],
    )
    for place in range(1, 10)
]
FILTERS = {
    "film": Filters(film=1),
    "author": Filters(author_id=2),
    "label": Filters(label="mixed"),
    "at least": Filters(minimum_rating=4.0),
    "at most": Filters(maximum_rating=4.0),
    "since": Filters(since=DAY + timedelta(days=4)),
    "until": Filters(until=DAY + timedelta(days=4)),
    "channel": Filters(channel_id=71),
    "tag": Filters(tags=("slow  BURN",)),
    "both tags": Filters(tags=("noir", "slow burn")),
    "without tag": Filters(without_tags=("noir",)),
    "critics": Filters(critic=True),
    "members": Filters(critic=False),
}


def fits(place: int, chosen: Filters) -> bool:
    """Say whether a draft is within filters, as a person would."""
    draft = DRAFTS[place - 1]
    tags = {fold_tag(tag) for tag in draft.tags}
    return (
        (chosen.film is None or (draft.film_title == "Alien") == (chosen.film == 1))
        and chosen.author_id in {None, draft.author_id}
        and chosen.label in {None, draft.analysis.sentiment.label}
        and (chosen.minimum_rating is None or place >= chosen.minimum_rating)
        and (chosen.maximum_rating is None or place <= chosen.maximum_rating)
        and (chosen.since is None or draft.written_at >= chosen.since)
        and (chosen.until is None or draft.written_at < chosen.until)
        and chosen.channel_id in {None, draft.channel_id}
        and {fold_tag(tag) for tag in chosen.tags} <= tags
        and not {fold_tag(tag) for tag in chosen.without_tags} & tags
        and (chosen.critic is None or chosen.critic == (draft.critic is not None))
    )


@pytest.fixture
async def narrowed(server):
    await server.add_many(DRAFTS)
    return server


def joined(one: Filters, other: Filters) -> Filters:
    """Give filters that narrow to both."""
    plain = Filters()
    changed = {name: getattr(other, name) for name in Filters.__slots__ if getattr(other, name) != getattr(plain, name)}
    return replace(one, **changed)


@pytest.mark.slow
async def test_every_filter_and_every_two_leave_what_a_person_would(narrowed):
    for one, other in product(FILTERS.values(), FILTERS.values()):
        chosen = joined(one, other)
        expected = {place for place in range(1, 10) if fits(place, chosen)}
        assert {line.number for line in (await narrowed.reviews(chosen)).items} == expected, chosen
        assert {hit.line.number for hit in (await narrowed.search("slow", chosen)).items} == expected, chosen
        assert {each.number async for each in narrowed.stream(chosen)} == expected, chosen
        assert (await narrowed.totals(chosen)).reviews == len(expected), chosen
    assert {place for place in range(1, 10) if fits(place, FILTERS["tag"])} == {3, 6, 9}


async def test_a_search_without_words_is_a_list_in_any_order(narrowed):
    async def found(query, sort="best"):
        return [hit.line.number for hit in (await narrowed.search(query, sort=sort)).items]

    assert await found("") == await found("", "newest") == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert await found("", "rating") == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert await found("tag:noir", "oldest") == [1, 3, 4, 6, 7, 9]
    assert await found('tag:"slow burn"') == [9, 6, 3]
    assert await found("-tag:noir") == [8, 5, 2]
    assert await found('tag:noir -tag:"slow burn" film', "oldest") == [1, 4, 7]
    assert await found("tag:nobody's") == await found("tag:noir zebra") == []
    assert await found("?!") == []


async def test_words_are_found_in_every_order_page_by_page(narrowed):
    for sort, expected in (("oldest", list(range(1, 10))), ("newest", list(range(9, 0, -1))), ("rating", None)):
        seen, after = [], None
        while True:
            page = await narrowed.search("slow", sort=sort, after=after, limit=2)
            seen += [hit.line.number for hit in page.items]
            after = page.next_key
            if after is None:
                break
        assert seen == (expected or list(range(9, 0, -1)))


async def test_tags_are_offered_with_the_most_used_first_and_follow_edits_and_removals(narrowed):
    assert await narrowed.tags() == [("noir", 6), ("Slow Burn", 3)]
    assert await narrowed.tags("#SLOW") == [("Slow Burn", 3)]
    assert await narrowed.tags("%") == []
    await narrowed.edit(1, ReviewChanges(tags=("Été", "noir", "NOIR")), 9)
    assert (await narrowed.reviews(Filters(tags=("ete",)))).total == 1
    assert (await narrowed.get(1)).tags == ("Été", "noir", "NOIR")
    await narrowed.edit(1, ReviewChanges(tags=()), 9)
    assert await narrowed.tags("ete") == []
    undo = await narrowed.delete(3, 9)
    assert await narrowed.tags("slow") == [("Slow Burn", 2)]
    await narrowed.undo(undo.key, 9)
    assert await narrowed.tags("slow") == [("Slow Burn", 3)]
    await narrowed.hide(3, 9, "off topic")
    assert await narrowed.tags("slow") == [("Slow Burn", 2)]
    await narrowed.erase([6])
    assert await narrowed.tags("slow") == [("Slow Burn", 1)]


@given(st.text())
def test_a_tag_folds_once(tag):
    assert fold_tag(fold_tag(tag)) == fold_tag(tag)
