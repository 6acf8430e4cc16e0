from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.archive import ArchiveError, OptedOutError
from bot.archive.types import Filters, ForgottenError, ReviewChanges
from tests.archive.builders import SLOW, WHEN, make_analysis, make_draft
from tests.archive.conftest import OTHER

SECOND = "A second text altogether, with a tender ending and a dreadful middle. The music soars."


async def test_a_review_comes_back_as_it_was_filed(server):
    draft = make_draft(
        film_title="Dune", film_year=2021, rating_raw="4½/5", rating_value=9.0, filer_id=8, channel_id=5,
        message_ids=(30, 10, 20), origin="https://boxd.it/x", tags=("a", "b, c"), watched_on="2026-10-31", rewatch=True,
    )  # fmt: skip
    filed = await server.add(draft)
    review = await server.get(filed.review.number)
    assert filed.repeat == ""
    assert review == filed.review
    for name in ("author_id", "text", "analysis", "source", "written_at", "rating_raw", "rating_value", "filer_id",
                 "channel_id", "message_ids", "origin", "tags", "watched_on", "rewatch", "batch"):  # fmt: skip
        assert getattr(review, name) == getattr(draft, name), name
    assert (review.film.name, review.film.reviews) == ("Dune (2021)", 1)
    assert (review.label, review.label_by_hand, review.edited_at) == ("positive", False, None)


async def test_the_same_message_or_text_is_one_review(server):
    first = await server.add(make_draft(message_ids=(1, 2)))
    by_message = await server.add(make_draft(SECOND, message_ids=(2, 3)))
    by_text = await server.add(make_draft(f"  {SLOW.upper()}\n", message_ids=(4,)))
    by_another = await server.add(make_draft(author_id=2))
    assert (by_message.repeat, by_message.review) == ("message", first.review)
    assert (by_text.repeat, by_text.review) == ("text", first.review)
    assert (by_another.repeat, by_another.review.number) == ("", 2)


async def test_two_diary_entries_with_the_same_words_are_two(server):
    drafts = [make_draft(source="import", origin="https://boxd.it/x", watched_on=f"2026-01-0{day}") for day in (1, 2)]
    filed = await server.add_many([*drafts, *drafts])
    assert [(each.review.number, each.repeat) for each in filed] == [(1, ""), (2, ""), (1, "text"), (2, "text")]


async def test_numbers_are_never_used_twice(server):
    first = await server.add(make_draft())
    await server.delete(first.review.number, 1)
    second = await server.add(make_draft(SECOND))
    await server.erase([second.review.number])
    third = await server.add(make_draft())
    assert [first.review.number, second.review.number, third.review.number] == [1, 2, 3]


async def test_writers_in_turn_agree_on_numbers(archive, server):
    drafts = [make_draft(f"{SLOW} Take {take}.", author_id=take % 3 + 1) for take in range(12)]
    filed = await asyncio.gather(*(archive.server(server.guild_id).add(draft) for draft in drafts + drafts))
    assert sorted({each.review.number for each in filed}) == list(range(1, 13))
    assert sorted(each.repeat for each in filed) == [""] * 12 + ["text"] * 12


async def test_a_side_that_a_person_corrects_is_counted_so_and_survives_a_new_text(server):
    await server.add(make_draft())
    before = await server.get(1)
    side = before.analysis.aspects[0].aspect
    turned = await server.edit(1, ReviewChanges(aspect=(side, 1)), 7)
    assert turned.aspects_by_hand == ((side, 1),)
    assert before.analysis.aspects[0].polarity < 0 < turned.analysis.aspects[0].polarity
    assert [line.polarity > 0 for line in await server.leanings(Filters()) if line.aspect == side] == [True]
    text = f"{SLOW} Again."
    again = await server.edit(1, ReviewChanges(text=text, analysis=make_analysis(text)), 7)
    assert next(one for one in again.analysis.aspects if one.aspect == side).polarity > 0
    gone = await server.edit(1, ReviewChanges(aspect=(side, 0)), 7)
    assert side not in {one.aspect for one in gone.analysis.aspects}
    assert side not in {line.aspect for line in await server.leanings(Filters())}
    back = await server.edit(1, ReviewChanges(aspect=(side, None)), 7)
    assert (back.aspects_by_hand, back.analysis.aspects) == ((), make_analysis(text).aspects)


async def test_an_edit_changes_what_it_names_and_leaves_the_rest(server):
    await server.add(
        make_draft(film_title="Dune", film_year=2021, rating_raw="4/5", rating_value=8.0, message_ids=(1,))
    )
    before = await server.get(1)
    relabelled = await server.edit(1, ReviewChanges(label="mixed"), 7)
    assert replace(relabelled, edited_at=None) == replace(before, label="mixed", label_by_hand=True)
    moved = await server.edit(1, ReviewChanges(film_title="Arrival", film_year=2016), 7)
    assert moved.film.name == "Arrival (2016)"
    assert [film.name for film in await server.films()] == ["Arrival (2016)"]
    unrated = await server.edit(1, ReviewChanges(rating_raw="", film_title=""), 7)
    assert (unrated.rating_raw, unrated.rating_value, unrated.film) == (None, None, None)
    assert await server.films() == []


async def test_a_new_text_takes_the_old_ones_place_everywhere(server):
    await server.add(make_draft())
    review = await server.edit(1, ReviewChanges(text=SECOND, analysis=make_analysis(SECOND, "negative", -0.5)), 7)
    assert (review.text, review.label, review.analysis) == (SECOND, "negative", make_analysis(SECOND, "negative", -0.5))
    assert (await server.search("butler")).total == 0
    assert (await server.search("tender")).total == 1
    assert {line.text for line in await server.aspects()} <= set(SECOND.split(". ")) | {
        "A second text altogether, with a tender ending and a dreadful middle."
    }
    assert (await server.add(make_draft())).repeat == ""
    assert (await server.add(make_draft(SECOND))).repeat == "text"
    with pytest.raises(ArchiveError, match="already, as review #1"):
        await server.edit(2, ReviewChanges(text=SECOND, analysis=make_analysis(SECOND)), 7)


async def test_a_label_chosen_by_hand_outlasts_a_new_text(server):
    await server.add(make_draft(label="positive"))
    await server.edit(1, ReviewChanges(label="negative"), 7)
    review = await server.edit(1, ReviewChanges(text=SECOND, analysis=make_analysis(SECOND, "mixed")), 7)
    assert (review.label, review.label_by_hand) == ("negative", True)


async def test_a_removal_is_complete_and_can_be_taken_back_once(server):
    filed = await server.add(make_draft(film_title="Dune", message_ids=(1, 2), channel_id=9))
    await server.set_card(1, 9, 99)
    before = await server.get(1)
    undo = await server.delete(1, 7, "twice")
    assert (await server.removal(undo.key)).author_id == 1
    assert await server.get(1) is None
    assert await server.find_message(2) is None
    assert await server.find_card(99) is None
    assert await server.films() == []
    assert (await server.search("slow")).total == 0
    assert (await server.reviews()).total == 0
    restored = await server.undo(undo.key, 7)
    assert replace(restored, film=None) == replace(before, film=None)
    assert restored.film.name == filed.review.film.name
    assert (await server.search("slow")).total == 1
    assert (await server.find_card(99)).number == 1
    with pytest.raises(ArchiveError, match="too late"):
        await server.undo(undo.key, 7)


async def test_a_removal_cannot_be_taken_back_after_its_time(archive, server):
    await server.add(make_draft())
    undo = await server.delete(1, 7)
    assert timedelta(minutes=9) < undo.expires_at - (await server.audit())[0].at < timedelta(minutes=11)
    purged = await archive.purge_expired(undo.expires_at + timedelta(seconds=1))
    assert purged.removals == 1
    with pytest.raises(ArchiveError, match="too late"):
        await server.undo(undo.key, 7)


async def test_a_removal_gives_way_to_the_same_text_filed_again(server):
    await server.add(make_draft())
    undo = await server.delete(1, 7)
    await server.add(make_draft())
    with pytest.raises(ArchiveError, match="filed again"):
        await server.undo(undo.key, 7)
    assert (await server.reviews()).total == 1


async def test_deleted_messages_take_their_reviews_along(server):
    await server.add(make_draft(message_ids=(1, 2)))
    await server.add(make_draft(SECOND, author_id=2, message_ids=(3,)))
    await server.add(make_draft(SECOND, author_id=3))
    assert await server.erase_messages([2, 3, 4, *range(1_000, 2_200)]) == [1, 2]
    assert await server.erase_messages([2, 3]) == []
    assert [line.number for line in (await server.reviews()).items] == [3]
    assert await server.audit() == []


async def test_a_hidden_review_is_nowhere_but_at_its_number(server):
    await server.add(make_draft(film_title="Dune", message_ids=(1,)))
    hidden = await server.hide(1, 7, "off topic")
    assert hidden.hidden_reason == "off topic"
    assert (await server.get(1)).hidden_reason == "off topic"
    assert (await server.reviews()).items == ()
    assert (await server.search("slow")).items == ()
    assert await server.films() == []
    assert await server.numbers() == []
    assert await server.authors() == []
    assert await server.aspects() == []
    assert (await server.totals()).reviews == 0
    assert [review async for review in server.stream()] == []
    assert [review.number async for review in server.stream(hidden=True)] == [1]
    shown = await server.unhide(1, 7)
    assert (shown.hidden_reason, shown.film.reviews) == (None, 1)
    assert (await server.search("slow")).total == 1


async def test_a_hidden_review_can_be_removed_with_its_film(server):
    await server.add(make_draft(film_title="Dune"))
    await server.hide(1, 7, "x")
    undo = await server.delete(1, 7)
    assert await server.film(1) is None
    assert (await server.undo(undo.key, 7)).hidden_reason == "x"
    assert (await server.films()) == []
    assert (await server.unhide(1, 7)).film.reviews == 1


async def test_what_is_gone_is_refused_in_a_sentence(server):
    for action in (
        server.delete(5, 1),
        server.edit(5, ReviewChanges(), 1),
        server.hide(5, 1, "x"),
        server.unhide(5, 1),
    ):
        with pytest.raises(ArchiveError, match=r"no review of that number here any more\.$"):
            await action
    await server.set_card(5, 1, 1)
    assert await server.find_card(1) is None


async def test_a_card_is_one_message(server):
    await server.add(make_draft())
    await server.set_card(1, 5, 50)
    await server.set_card(1, 6, 60)
    review = await server.find_card(60)
    assert (review.card_channel_id, review.card_message_id) == (6, 60)
    assert await server.find_card(50) is None
    assert (await server.reviews()).items[0].message_id == 60


async def test_a_message_is_the_card_of_one_review(server):
    await server.add(make_draft())
    await server.add(make_draft(author_id=2))
    await server.set_card(1, 5, 50)
    await server.set_card(2, 5, 50)
    assert (await server.find_card(50)).number == 2
    assert (await server.get(1)).card_message_id is None


async def test_an_author_who_opted_out_is_not_filed(archive, server):
    await server.opt_out(1)
    await server.opt_out(1)
    with pytest.raises(OptedOutError):
        await server.add(make_draft())
    assert await server.is_opted_out(1)
    assert not await archive.server(OTHER).is_opted_out(1)
    assert (await archive.server(OTHER).add(make_draft())).repeat == ""
    await server.opt_in(1)
    assert (await server.add(make_draft())).repeat == ""


async def test_an_import_is_undone_as_one(server):
    batch = await server.begin_batch(7, "letterboxd")
    drafts = [make_draft(f"{SLOW} Entry {n}.", film_title=f"Film {n % 3}", batch=batch) for n in range(230)]
    filed = await server.add_many(drafts)
    assert sum(not each.repeat for each in filed) == 230
    await server.add(make_draft(SECOND, film_title="Film 0"))
    assert await server.undo_batch(batch, 7) == 230
    assert [(film.title, film.reviews) for film in await server.films()] == [("Film 0", 1)]
    assert (await server.search("entry")).total == 0
    assert await server.undo_batch(batch, 7) == 0


async def test_an_edit_during_the_same_second_keeps_its_order(server):
    await server.add(make_draft(written_at=WHEN + timedelta(microseconds=1)))
    assert (await server.get(1)).written_at.microsecond == WHEN.microsecond + 1
    page = await server.reviews(Filters(since=WHEN + timedelta(microseconds=1)))
    assert page.total == 1
    assert (await server.reviews(Filters(since=WHEN + timedelta(microseconds=2)))).total == 0


async def test_new_words_of_who_asked_not_to_be_archived_are_filed_by_no_edit(server):
    await server.add(make_draft())
    await server.opt_out(1)
    new = "Other words, by somebody who asked not to be archived."
    with pytest.raises(OptedOutError, match="nothing was filed"):
        await server.edit(1, ReviewChanges(text=new, analysis=make_analysis(new)), 9)
    assert (await server.get(1)).text == SLOW
    assert (await server.edit(1, ReviewChanges(label="mixed"), 9)).label == "mixed"


async def test_what_was_begun_before_its_author_was_forgotten_is_not_filed(server):
    begun = await server.moment()
    await server.add(make_draft("The first of them.", begun=begun))
    await server.forget(1)
    with pytest.raises(ForgottenError, match="nothing was filed"):
        await server.add(make_draft(begun=begun))
    await server.add(make_draft(author_id=2, begun=begun))
    assert (await server.add(make_draft(begun=await server.moment()))).review.author_id == 1


async def test_a_draft_that_was_hidden_is_never_shown(server):
    filed = await server.add(make_draft(film_title="Dune", hidden_reason="off topic"))
    assert filed.review == await server.get(1)
    assert filed.review.hidden_reason == "off topic"
    assert (await server.reviews()).total == 0
    assert await server.films() == []
    assert await server.hides(1, SLOW)
    assert not await server.hides(2, SLOW)
    await server.unhide(1, 9)
    assert [film.reviews for film in await server.films()] == [1]
    assert not await server.hides(1, SLOW)


async def test_what_one_engine_cannot_keep_is_kept_by_neither(server):
    await server.add(make_draft(film_title="Du\x00ne", rating_raw="4\x00/5", origin="a\ud800b", tags=("x\x00",)))
    review = await server.get(1)
    assert (review.film.title, review.rating_raw, review.origin) == ("Dune", "4/5", "ab")
    assert (await server.hide(1, 9, "off\x00 topic")).hidden_reason == "off topic"
    await server.rename_film(1, "Du\x00ne Two", None, 9)
    assert (await server.film(1)).title == "Dune Two"


async def test_what_its_author_leaves_open_is_not_asked_about_again(server):
    analysis = make_analysis(SLOW)
    asked = replace(analysis, giveaways=analysis.sentences[:1])
    number = (await server.add(replace(make_draft(), analysis=asked))).review.number
    assert (await server.get(number)).analysis.giveaways == asked.giveaways
    await server.leave_open(number)
    after = await server.get(number)
    assert (after.analysis, after.edited_at) == (replace(asked, giveaways=()), None)
    await server.leave_open(number + 1)
