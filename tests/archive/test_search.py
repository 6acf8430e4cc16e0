from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive import ArchiveError
from bot.archive.types import Filters
from tests.archive.builders import SLOW, make_analysis, make_draft

TEXTS = [
    SLOW,
    "I don't like C++ in a film. The slow middle is a burn on patience. 100% honest ★★★½.",
    "Café scenes are naïve and lovely; the score by Zoë is 🎬 magic. Well-made, rock-and-roll stuff.",
    "Performing arts on screen! A performer performs, and the performance performed is fine.",
    "Gore, gore and more gore. Slow, slow, slow. Nothing else in here is worth your time.",
    "この映画は本当に素晴らしかった。主演の演技は見事で、音楽も心に残る。Łódź is where Ødegård filmed it, wonderfully.",
    "หนังเรื่องนี้ดีมาก นักแสดงเล่นได้ดี",
]


@pytest.fixture
async def filled(server):
    for place, text in enumerate(TEXTS, start=1):
        await server.add(make_draft(text, author_id=place, film_title=f"Film {place}", message_ids=(place,)))
    return server


async def numbers(server, query, **options):
    return {hit.line.number for hit in (await server.search(query, **options)).items}


FINDS = {
    "slow": {1, 2, 5}, "SLOW burn": {1, 2}, '"slow burn"': {1}, "“slow burn”": {1}, '"slow burn': {1},
    "slow -gore": {1, 2}, "-slow": {3, 4, 6, 7}, "-slow -score": {4, 6, 7}, '-"slow burn" slow': {2, 5},
    "-slow -": {3, 4, 6, 7},
    "perform": {1, 4}, "performances": {1, 4}, "perf*": {1, 4}, "performanc*": {1, 4}, "go*": {5},
    "-perf* slow": {2, 5},
    "don't": {2}, "dont": {2}, "don’t": {2}, "C++": {2}, "c": set(), "100%": {2}, "100": {2},
    "cafe": {3}, "CAFÉ": {3}, "naive": {3}, "zoe": {3}, "🎬": {3}, "★": {2}, "well-made": {3},
    "well made": {3}, "rock-and-roll": {3}, '"rock and roll"': {3}, "a-b": set(), "scor*": {1, 3},
    "slow OR gore": set(), "terms:slow": set(), "NEAR(slow burn)": set(), "'; DROP TABLE review; --": set(),
    "^slow": {1, 2, 5}, "slow:*": {1, 2, 5}, "(slow)": {1, 2, 5}, "\\slow\\": {1, 2, 5}, "slow & !gore": {5},
    "well-ma*": {3}, "rock-and-ro*": {3}, "rock-ro*": set(), '"slow slow"': {5}, '"slow slow slow slow"': set(),
    "slow-slo*": {5}, '-"slow slow" slow': {1, 2}, '-"more gore" -slow': {3, 4, 6, 7},
    "映画": {6}, "演技は見事": {6}, "画映": set(), "映": {6}, "残": {6}, "る": {6}, '"素晴らしかった"': {6},
    "音楽 演技": {6}, "映画 -演技": set(), "映*": {6}, "หนัง": {7}, "นักแสดง": {7}, "แสดงนัก": set(),
    "lodz": {6}, "odegard": {6}, "wonderful": {6}, "wonder*": {6},
    "score performances*": {1}, "slow slow SLOW": {1, 2, 5}, "slow -slow": set(), "“the slow” burn*": {1, 2},
}  # fmt: skip
"""What is typed, and the reviews above that it finds. "or", "near" and "&" mean nothing special: people type them."""


async def test_what_people_type_finds_what_they_mean(filled):
    assert {query: await numbers(filled, query) for query in FINDS} == FINDS


async def test_an_empty_search_lists_the_newest_and_punctuation_finds_nothing(filled):
    assert [hit.line.number for hit in (await filled.search("  ")).items] == [7, 6, 5, 4, 3, 2, 1]
    assert (await filled.search('?! ... -- "" *')).items == ()


@settings(max_examples=60)
@given(query=st.text(max_size=40) | st.text(alphabet="slow burn\"'*-()&|!<>:^\\{}%_", max_size=30))
async def test_no_query_is_an_error(filled, query):
    page = await filled.search(query, limit=3)
    for hit in page.items:
        assert hit.sentence in (await filled.get(hit.line.number)).text
        assert all(0 <= start < end <= len(hit.sentence) for start, end in hit.matches)


async def test_more_of_the_word_ranks_higher(filled):
    page = await filled.search("slow")
    assert next(hit.line.number for hit in page.items) == 5
    assert [hit.line.number for hit in (await filled.search("gore")).items] == [5]


async def test_the_best_sentence_holds_the_words_that_were_asked_for(filled):
    (hit,) = (await filled.search("score exceptional performance")).items
    assert hit.sentence == "Amélie's performances are exceptional, and the score soars!"
    assert [hit.sentence[start:end] for start, end in hit.matches] == ["performances", "exceptional", "score"]
    (phrase,) = (await filled.search('"slow burn"')).items
    assert [phrase.sentence[start:end] for start, end in phrase.matches] == ["slow", "burn"]
    (apart,) = [hit for hit in (await filled.search("slow burn")).items if hit.line.number == 2]
    assert [apart.sentence[start:end] for start, end in apart.matches] == ["slow", "burn"]


async def test_a_spoiler_is_found_and_stays_whole(filled):
    (hit,) = (await filled.search("butler")).items
    assert hit.sentence == "||The butler did it.||"


async def test_a_spoiler_is_never_cut_by_its_sentences(server):
    text = "A calm start. ||The killer is Anna. She did it alone.|| The rest is fine."
    cut = make_analysis(text)
    assert any(sentence.text.count("||") % 2 for sentence in cut.sentences)
    await server.add(make_draft(text))
    (hit,) = (await server.search("alone")).items
    assert hit.sentence.count("||") == 2
    assert [hit.sentence[start:end] for start, end in hit.matches] == ["alone"]


async def test_pages_of_a_search_hold_every_hit_once_while_others_write(server):
    drafts = [
        make_draft(f"{'slow ' * (place % 7 + 1)} film, take {place}, yes.", author_id=place) for place in range(45)
    ]
    await server.add_many(drafts)
    after, seen = None, []
    while True:
        page = await server.search("slow -nothing", after=after, limit=7)
        assert page.total >= 45
        seen.extend(hit.line.number for hit in page.items)
        if page.next_key is None:
            break
        after = page.next_key
        await server.add(make_draft(f"{'slow ' * 3} meanwhile {len(seen)}, or so it was.", author_id=900 + len(seen)))
    assert len(seen) == len(set(seen))
    assert set(range(1, 46)) <= set(seen)
    with pytest.raises(ArchiveError):
        await server.search("slow", after="nonsense")


async def test_reviews_that_hold_any_of_some_words_come_best_first(server):
    for number, text in enumerate(("A dog.", "A cat and a dog, and a dog.", "A bird.", "Cats, cats!", "Dogs."), 1):
        await server.add(make_draft(f"{text} Night {number}.", film_title="Dune" if number < 5 else "Alien"))
    await server.hide(1, 9, "off topic")
    assert await server.holding(["dog", "cats", "unicorn"]) == ([2, 4, 5], 3)
    assert await server.holding(["dog", "cats"], limit=1) == ([2], 3)
    assert await server.holding(["dog", "cats"], Filters(film=1)) == ([2, 4], 2)
    assert await server.holding(["unicorn"]) == await server.holding(["?!"]) == await server.holding([]) == ([], 0)
    assert [one.number for one in await server.numbered({5, 2, 1, 99})] == [2, 5]
    assert await server.numbered([2, 5]) == [await server.get(2), await server.get(5)]
    assert await server.numbered([]) == []


async def test_filters_hold_in_every_kind_of_search(filled):
    for query in ("slow", "-butler", '"slow', "sl*", ""):
        assert await numbers(filled, query, filters=Filters(author_id=5)) <= {5}
    assert await numbers(filled, "slow", filters=Filters(film=(await filled.find_film("Film 2")).number)) == {2}


async def test_a_search_without_hits_suggests_what_may_have_been_meant(filled):
    assert "performance" in (await filled.search("perfromance")).suggestions
    assert "Film 2" in (await filled.search("Fim 2")).suggestions
    assert (await filled.search("xqzzk")).suggestions == ()
    assert (await filled.search("slow")).suggestions == ()
    assert (await filled.search("slwo burn")).suggestions == ("slow burn",)


async def test_a_suggestion_puts_right_only_what_nobody_wrote_and_gives_no_spoiler_away(filled):
    assert (await filled.search("buttler")).suggestions == ()
    assert (await filled.search("slow", Filters(author_id=99))).suggestions == ()
    assert (await filled.search("naive butler")).suggestions == ()
    assert (await filled.search('"slow burn" perfromance -gore')).suggestions == ('"slow burn" performance -gore',)


async def test_a_long_review_is_searched_to_its_end(server):
    text = "word " * 30_000 + "needle in the haystack."
    await server.add(make_draft(text, analysis=make_analysis("Word word.")))
    assert (await server.search("needle")).total == 1
    assert (await server.search("needle haystack -thread")).total == 1


async def test_a_server_that_never_wrote_is_searched_too(archive):
    page = await archive.server(5).search("slow")
    assert (page.items, page.total, page.suggestions) == ((), 0, ())
