"""Whose words a review is, and what tells copies of it: kept by both engines."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.analysis.types import LABELS
from bot.archive import Archive
from bot.archive.database.schema import counter, review
from bot.archive.server.rows.prepared import prepare
from bot.archive.store import ServerArchive
from bot.archive.text import index
from bot.archive.text.likeness import LEAST_PRINTED, NEAR, likeness, print_of, sketch_of
from bot.archive.text.terms import terms
from bot.archive.types import Beside, Copy, ReviewChanges
from bot.discussion.tally import copies, label_counts, newest_reviews
from tests.archive.builders import SLOW, WHEN, make_analysis, make_draft

TAKE = "Loved every minute of it."
NOTES = (
    "The harbour is filmed as if it were a face, and the faces as if they were weather. I could have done without "
    "the second funeral, but the last walk along the pier is worth the ticket, and the organ made me shiver."
)
OTHER = (
    "A harbour film like any other: faces, weather, two funerals. I looked at my watch when they walked along the "
    "pier, and the organ never stops. Wait until it is on television, or read the novel, which is shorter."
)


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text


def sketched(text: str) -> bytes:
    sketch = sketch_of(terms(text))
    assert sketch is not None
    return sketch


def test_the_same_words_have_one_print_however_they_are_set() -> None:
    loud = f"**{NOTES.upper()}**\n\n".replace(" FILMED", "\nFILMED").replace(",", " –")
    assert print_of(terms(loud)) == print_of(terms(NOTES)) is not None
    assert print_of(terms(changed(NOTES, ("pier", "beach")))) != print_of(terms(NOTES))


def test_words_so_few_that_others_write_them_too_have_no_print() -> None:
    assert print_of(terms(TAKE)) is None
    assert print_of(["word"] * (LEAST_PRINTED - 1)) is None
    assert print_of(["word"] * LEAST_PRINTED) is not None


@pytest.mark.parametrize(
    "copy",
    [
        changed(NOTES, ("pier", "beach"), ("shiver", "weep")),
        f"As a friend of mine says: {NOTES}",
        NOTES.removesuffix(", and the organ made me shiver."),
        changed(NOTES, ("I could have done without", "One could do without"), ("worth the ticket", "worth it")),
    ],
)
def test_a_copy_with_a_few_words_changed_is_near(copy: str) -> None:
    assert likeness(sketched(copy), sketched(NOTES)) >= NEAR


def test_another_review_of_the_film_is_not_near() -> None:
    assert likeness(sketched(OTHER), sketched(NOTES)) < NEAR / 2
    assert likeness(sketched(NOTES), sketched(NOTES)) == 1


def test_texts_without_spaces_are_told_apart_too() -> None:
    text = "港は顔のように撮られ、顔は天気のように撮られている。最後の桟橋の場面は本当に素晴らしい。"
    near, far = (
        text.replace("最後", "最初"),
        "退屈な映画だった。二度の葬式は長すぎるし、音楽もうるさい。時計ばかり見ていた。",
    )
    assert likeness(sketched(near), sketched(text)) >= NEAR
    assert likeness(sketched(far), sketched(text)) < NEAR


async def prints(server: ServerArchive) -> list[tuple[bytes | None, bytes | None]]:
    columns = select(review.c.text_print, review.c.text_sketch).where(review.c.guild_id == server.guild_id)
    async with server._scope.database.reading() as connection:
        rows = (await connection.execute(columns.order_by(review.c.number))).all()
    return [(row.text_print, row.text_sketch) for row in rows]


async def test_verdicts_of_the_same_words_share_a_print(server: ServerArchive) -> None:
    for author, text in ((1, NOTES), (2, NOTES.upper()), (3, OTHER), (4, TAKE), (5, TAKE)):
        await server.add(make_draft(text, author))
    first, second, third, short, shorter = [each.text_print for each in await server.verdicts()]
    assert first == second is not None
    assert third not in {first, None}
    assert short is shorter is None


async def test_an_edited_text_has_its_own_print(server: ServerArchive) -> None:
    for author in (1, 2):
        await server.add(make_draft(NOTES, author))
    await server.edit(2, ReviewChanges(text=OTHER, analysis=make_analysis(OTHER)), 2)
    row = prepare(make_draft(OTHER)).row
    assert (await prints(server))[1] == (row["text_print"], row["text_sketch"])


async def test_an_archive_of_before_gets_its_prints_when_it_is_opened(url: str, server: ServerArchive) -> None:
    await server.add(make_draft(NOTES))
    made = await prints(server)
    async with server._scope.database.writing() as connection:
        await connection.execute(update(review).values(text_print=None, text_sketch=None))
        await connection.execute(update(counter).where(counter.c.name == "index_terms").values(value=index.VERSION - 1))
    async with await Archive.open(url) as again:
        assert await prints(again.server(server.guild_id)) == made != [(None, None)]


async def test_the_critic_is_kept_changed_taken_away_and_brought_back(server: ServerArchive) -> None:
    filed = (await server.add(make_draft(SLOW, critic="Ada Lark", watched_on="2026-01-31"))).review
    assert filed.critic == "Ada Lark"
    assert filed == await server.get(1)
    changes = ReviewChanges(critic="Bo Marsh", watched_on="2026-02-01", rewatch=True, tags=("cosy", "heist"))
    after = await server.edit(1, changes, 1)
    assert (after.critic, after.watched_on, after.rewatch, after.tags) == (
        "Bo Marsh", "2026-02-01", True, ("cosy", "heist")
    )  # fmt: skip
    line = (await server.reviews()).items[0]
    assert (line.critic, line.watched_on, line.rewatch, line.tags) == (
        "Bo Marsh", "2026-02-01", True, ("cosy", "heist")
    )  # fmt: skip
    undo = await server.delete(1, 1)
    assert await server.undo(undo.key, 1) == after
    bare = await server.edit(1, ReviewChanges(critic="", watched_on="", rewatch=False, tags=()), 1)
    assert (bare.critic, bare.watched_on, bare.rewatch, bare.tags) == (None, None, False, ())


async def test_a_day_given_later_is_part_of_what_makes_a_text_the_same(server: ServerArchive) -> None:
    await server.add(make_draft(SLOW))
    await server.edit(1, ReviewChanges(watched_on="2026-02-01"), 1)
    assert (await server.add(make_draft(SLOW))).repeat == ""
    assert (await server.add(make_draft(SLOW, watched_on="2026-02-01"))).review.number == 1


async def beside(server: ServerArchive, number: int) -> Beside:
    filed = await server.get(number)
    assert filed is not None
    return await (await server.heard()).beside(filed)


async def test_who_said_the_same_first_is_found_in_any_film(server: ServerArchive) -> None:
    await server.add(make_draft(NOTES, 1, film_title="Harbour"))
    await server.add(make_draft(f"*{NOTES}*", 2, film_title="The Harbour"))
    await server.add(make_draft(OTHER, 3, film_title="Harbour"))
    await server.add(make_draft(NOTES, 4, critic="Ada Lark"))
    assert [(await beside(server, number)).copy_of for number in (1, 2, 3, 4)] == [
        None, Copy(1, 1, None, near=False), None, Copy(1, 1, None, near=False)
    ]  # fmt: skip


async def test_a_near_copy_is_found_among_the_films_earlier_reviews(server: ServerArchive) -> None:
    near = changed(NOTES, ("pier", "beach"), ("shiver", "weep"))
    await server.add(make_draft(NOTES, 1, film_title="Harbour", critic="Ada Lark"))
    await server.add(make_draft(f"{near} Twice.", 2, film_title="Harbour"))
    await server.add(make_draft(near, 3, film_title="Harbour"))
    await server.add(make_draft(near.replace("organ", "choir"), 3, film_title="Harbour"))
    assert (await beside(server, 2)).copy_of == Copy(1, 1, "Ada Lark", near=True)
    assert (await beside(server, 3)).copy_of == Copy(2, 2, None, near=True)
    last = (await beside(server, 4)).copy_of
    assert last is not None
    assert last.author_id != 3, "who changes their own words copies nobody"


async def test_what_is_hidden_silent_or_gone_is_copied_by_nobody(server: ServerArchive) -> None:
    near = changed(NOTES, ("pier", "beach"))
    for author, text in ((1, NOTES), (2, NOTES), (3, near), (4, NOTES)):
        await server.add(make_draft(text, author, film_title="Harbour"))
    assert (await beside(server, 4)).copy_of == Copy(1, 1, None, near=False)
    await server.hide(1, 9, "off topic")
    assert (await beside(server, 4)).copy_of == Copy(2, 2, None, near=False)
    await server.opt_out(2)
    assert (await beside(server, 4)).copy_of == Copy(3, 3, None, near=True)
    await server.erase([3])
    assert (await beside(server, 4)).copy_of is None


async def test_a_members_reviews_of_a_film_are_versions_in_the_order_they_saw_it(server: ServerArchive) -> None:
    later = WHEN + timedelta(days=400)
    for text, author, more in (
        ("Again.", 1, {"watched_on": "2026-11-02", "rewatch": True}),
        ("First.", 1, {"watched_on": "2021-05-03", "written_at": later}),
        ("Between, on the day it was written.", 1, {}),
        ("A critic's.", 1, {"critic": "Ada Lark"}),
        ("Somebody else's.", 2, {}),
        ("Latest.", 1, {"written_at": later}),
    ):
        await server.add(make_draft(text, author, film_title="Harbour", **more))
    await server.add(make_draft("Of another film.", 1, film_title="Pier"))
    assert [each.number for each in (await beside(server, 3)).versions] == [2, 3, 1, 6]
    assert (await beside(server, 4)).versions == ()
    await server.hide(2, 9, "off topic")
    assert [each.number for each in (await beside(server, 1)).versions] == [3, 1, 6]
    await server.opt_out(1)
    assert (await beside(server, 1)) == Beside()


@pytest.mark.parametrize("hour", [0, 23])
async def test_what_is_written_on_one_day_is_ordered_by_when_it_was_written(server: ServerArchive, hour: int) -> None:
    moment = WHEN.replace(hour=hour)
    for text, at in (("Second.", moment + timedelta(minutes=2)), ("First.", moment)):
        await server.add(make_draft(text, 1, film_title="Harbour", written_at=at))
    await server.add(make_draft("Third.", 1, film_title="Harbour", written_at=moment + timedelta(minutes=2)))
    assert [each.number for each in (await beside(server, 1)).versions] == [2, 1, 3]


async def test_both_engines_count_the_voices_that_the_discussion_counts(server: ServerArchive) -> None:
    dice = random.Random(11)  # noqa: S311  (not for secrets)
    drafts = [
        make_draft(
            f"{dice.choice([NOTES, OTHER, TAKE, SLOW])}{dice.choice(['', '', f' Entry {place}.'])}",
            author_id=dice.randrange(1, 6),
            label=dice.choice(LABELS),
            film_title=dice.choice(["Harbour", "Pier", None]),
            critic=dice.choice([None, None, None, "Ada Lark"]),
            watched_on=dice.choice([None, "2021-05-03", "2026-10-31", "2026-11-01"]),
            written_at=WHEN + timedelta(hours=dice.randrange(0, 72)),
        )
        for place in range(60)
    ]
    await server.add_many(drafts)
    await server.hide(4, 9, "off topic")
    await server.opt_out(5)
    for scope in (server, await server.heard()):
        verdicts = await scope.verdicts()
        totals = await scope.totals()
        assert totals.by_label == label_counts(newest_reviews(verdicts))
        assert totals.critics == sum(each.critic is not None for each in verdicts) > 0
        assert totals.reviewers == len({each.author_id for each in verdicts if each.critic is None})
        assert copies(verdicts) > 0


async def test_versions_are_the_reviews_of_who_wrote_of_a_film_again(server: ServerArchive) -> None:
    for text, author, film, critic in (
        ("First.", 1, "Harbour", None),
        ("Again.", 1, "Harbour", None),
        ("Elsewhere.", 1, "Pier", None),
        ("Once.", 2, "Harbour", None),
        ("A critic's.", 2, "Harbour", "Ada Lark"),
        ("No film.", 3, None, None),
        ("No film again.", 3, None, None),
    ):
        await server.add(make_draft(text, author, film_title=film, critic=critic))
    assert [each.number for each in await server.versions()] == [1, 2]
    await server.hide(2, 9, "off topic")
    assert await server.versions() == []
