from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.discussion import NOTHING, Context, Person, answer, plain
from tests.discussion.builders import ALIEN, NOON, Line, draft
from tests.discussion.conftest import GUILD

ANN, BOB, CAT, DAN = 11, 22, 33, 44
SCORE_UP = Line("The score is gorgeous and huge.", 0.9, "music", quote=True)
SCORE_DOWN = Line("The score is a shapeless din.", -0.8, "music", quote=True)
SCORE_MEH = Line("There is a score.", 0.0, "music")
ACTING_UP = Line("The acting is a quiet triumph.", 0.7, "acting", quote=True)
PACE_DOWN = Line("It crawls along terribly.", -0.6, "pacing", quote=True)
DOG = Line("The dog steals every scene it is in.", 0.5)
SECRET = Line("The ending kills the dog, wonderfully.", 0.99, "ending", quote=True, spoiler=True)


SPLIT = "2 of 3 are positive, 1 negative."
MEAN = " rating 6.7/10 over 3 ratings, from 3/10 to 9/10, spread 2.6"


@pytest.fixture
async def filed(server):
    """Dune: Ann and Cat for it, Bob against; Alien: Ann against, Dan for it."""
    await server.add(draft(ANN, SCORE_UP, ACTING_UP, DOG, rating=9.0, minute=1, message=901))
    await server.add(draft(BOB, SCORE_DOWN, PACE_DOWN, label="negative", rating=3.0, minute=2, message=902))
    await server.add(draft(CAT, ACTING_UP, SCORE_UP, SECRET, label="positive", rating=8.0, minute=3, message=903))
    await server.add(draft(ANN, PACE_DOWN, film=ALIEN, label="negative", rating=4.0, minute=4, message=904))
    await server.add(draft(DAN, ACTING_UP, film=ALIEN, minute=5, message=905))
    return server


async def ask(server, question, context=None, **options):
    return await answer(server, question, context, now=NOON + timedelta(hours=2), asker=ANN, **options)


def lines(found):
    return [line.text for line in found.quotes]


async def film(server, title):
    found = await server.find_film(title)
    assert found is not None
    return found


async def test_an_aspect_is_answered_by_counts_and_both_sides(filed):
    found = await ask(filed, "how is the score in Dune?")
    assert plain(found.counts) == "2 praise the music and sound, 1 criticises it, of 3 reviewers."
    assert lines(found) == [SCORE_UP.text, SCORE_DOWN.text, SCORE_UP.text]
    assert [line.author_id for line in found.quotes] == [ANN, BOB, CAT]
    assert [line.message_id for line in found.quotes] == [901, 902, 903]
    assert found.found


async def test_a_hostile_question_hears_the_critics_first(filed):
    assert lines(await ask(filed, "is the score in Dune bad?"))[0] == SCORE_DOWN.text


async def test_what_nobody_wrote_about_is_said_so(filed):
    for question in ("how is the cinematography in Dune?", "is there a pirate in Dune?", "how is the music in Alien?"):
        found = await ask(filed, question)
        assert plain(found.counts) == NOTHING
        assert not found.found
        assert not found.quotes


async def test_a_part_of_an_aspect_is_answered_from_the_lines_that_name_it(filed):
    found = await ask(filed, "is the score of Dune a din?")
    assert plain(found.counts) == (
        "1 of 3 reviewers writes of that."
        " On the music and sound as a whole: 2 praise the music and sound, 1 criticises it."
    )
    assert lines(found) == [SCORE_DOWN.text]


async def test_a_side_that_hides_a_spoiler_is_quoted_behind_bars(filed):
    found = await ask(filed, "is the ending of Dune sad?")
    assert plain(found.counts) == "1 praises the ending, of 3 reviewers."
    assert lines(found) == [f"||{SECRET.text}||"]
    assert found.quotes[0].spoiler


async def test_a_free_question_finds_the_line(filed):
    found = await ask(filed, "does anyone mention the dog in Dune?")
    assert plain(found.counts) == "2 of 3 reviewers write of that."
    assert lines(found) == [DOG.text, f"||{SECRET.text}||"]


async def test_a_free_question_without_a_film_reads_the_whole_server(filed):
    found = await ask(filed, "does anyone mention a dog?")
    assert plain(found.counts) == "2 reviewers write of that."
    assert {line.film.title for line in found.quotes} == {"Dune"}


async def test_a_verdict_is_labels_ratings_and_both_sides(filed):
    found = await ask(filed, "is Dune worth watching?")
    assert plain(found.counts) == (
        "2 of 3 are positive, 1 negative; mean rating 6.7/10 over 3 ratings, from 3/10 to 9/10, spread 2.6."
    )
    assert lines(found)[:2] == [SCORE_UP.text, SCORE_DOWN.text]


async def test_a_film_that_all_like_gets_no_criticism_made_up(server):
    for author in (ANN, BOB, CAT):
        await server.add(draft(author, ACTING_UP, PACE_DOWN, message=900 + author, minute=author))
    found = await ask(server, "is Dune any good?")
    assert plain(found.counts) == "All 3 reviewers are positive; nobody gave a rating."
    assert set(lines(found)) == {ACTING_UP.text}


@pytest.mark.parametrize(
    ("question", "words", "quoted"),
    [
        ("did <@22> like Dune?", "<@22> is negative about Dune (2021), 3/10.", [SCORE_DOWN.text, PACE_DOWN.text]),
        ("did I like Dune?", "<@11> is positive about Dune (2021), 9/10.", [SCORE_UP.text, ACTING_UP.text]),
        ("did <@44> like Dune?", "<@44> has not written about Dune (2021).", []),
        ("what does <@11> say about the acting in Dune?", "<@11> praises the acting of Dune (2021).", [ACTING_UP.text]),
        ("what does <@22> say about the acting in Dune?", "<@22> does not write about the acting of Dune (2021).", []),
        (
            "who disagreed about the score in Dune?",
            "2 praise the music and sound, 1 criticises it. Against the 2: <@22>.",
            None,
        ),
        ("who disagrees about Dune?", "2 of 3 are positive, 1 negative. Against the 2: <@22>.", None),
        ("who disagrees about the acting in Dune?", "Nobody disagrees: 2 praise the acting.", [ACTING_UP.text] * 2),
        (
            "why is Dune mixed?",
            (
                "Praised: music and sound (2), acting (2), ending (1). Criticised: music and sound (1), pacing (1). "
                + SPLIT
            ),
            None,
        ),
        (
            "why do people hate Dune?",
            "Criticised: music and sound (1), pacing (1). 2 of 3 are positive, 1 negative.",
            None,
        ),
        (
            "how is Dune rated?",
            f"Mean{MEAN}. Highest, 9/10: <@11>. Lowest, 3/10: <@22>.",
            [],
        ),
        ("how is Alien rated?", "1 rating, too few to average. 4/10: <@11>.", []),
        ("who reviewed Dune?", "3 reviews by 3 reviewers: <@11>, <@22> and <@33>.", []),
        ("how many reviews do we have?", "5 reviews of 2 films by 4 reviewers.", []),
        (
            "Dune or Alien?",
            (
                f"Dune (2021): 2 of 3 are positive, 1 negative, mean{MEAN}. "
                "Alien (1979): 1 of 2 is positive, 1 negative. "
                "Of 1 member who reviewed both, 1 put Dune (2021) higher, 0 put Alien (1979) higher."
            ),
            [SCORE_UP.text, ACTING_UP.text, SCORE_DOWN.text, PACE_DOWN.text],
        ),
        (
            "is the acting in Dune better than in Alien?",
            "Dune (2021): 2 praise the acting. Alien (1979): 1 praises the acting.",
            [ACTING_UP.text, ACTING_UP.text],
        ),
        ("what does <@22> hate?", None, [SCORE_DOWN.text, PACE_DOWN.text]),
    ],
)
async def test_each_kind_of_question(filed, question, words, quoted):
    found = await ask(filed, question)
    if words is not None:
        assert plain(found.counts) == words
    if quoted is not None:
        assert lines(found) == quoted
    assert len(found.quotes) <= 4


@pytest.mark.parametrize(
    ("question", "words", "quoted"),
    [
        ("did I like the acting?", "<@11> praises the acting in 1 film, of 2 reviewed.", [ACTING_UP.text]),
        ("did I like the pacing?", "<@11> criticises the pacing in 1 film, of 2 reviewed.", [PACE_DOWN.text]),
        (
            "what does <@33> say about the music?",
            "<@33> praises the music and sound in 2 films, criticises it in 1, of 3 reviewed.",
            [SCORE_UP.text, SCORE_DOWN.text, SCORE_UP.text],
        ),
        ("does <@22> like the visuals?", "<@22> does not write about the visuals in 1 film.", []),
        ("did <@99> like the acting?", "<@99> has no reviews here.", []),
        ("did <@33> like the ending?", "<@33> praises the ending in 1 film, of 3 reviewed.", [f"||{SECRET.text}||"]),
        ("did <@11> like the ending?", "<@11> does not write about the ending in 2 films.", []),
    ],
)
async def test_a_member_and_an_aspect_without_a_film_mean_all_their_films(filed, question, words, quoted):
    await filed.add(draft(CAT, SCORE_UP, film=ALIEN, minute=6, message=906))
    heat = replace(ALIEN, title="Heat", year=1995)
    await filed.add(draft(CAT, SCORE_DOWN, film=heat, label="negative", minute=7, message=907))
    found = await ask(filed, question)
    assert plain(found.counts) == words
    assert lines(found) == quoted
    assert found.found == bool(quoted)


async def test_a_follow_up_about_a_member_keeps_to_all_their_films(filed):
    first = await ask(filed, "did I like the acting?")
    second = await ask(filed, "and the pacing?", Context.loads(first.context.dumps()))
    assert plain(second.counts) == "<@11> criticises the pacing in 1 film, of 2 reviewed."


async def test_films_are_listed_by_what_was_asked(filed):
    loved = await ask(filed, "what did we love today?")
    assert plain(loved.counts) == "5 reviews by 4 reviewers today; most liked:"
    assert [(one.film.title, one.positive, one.negative) for one in loved.films] == [("Dune", 2, 1)]
    divided = await ask(filed, "which films were most divisive?")
    assert [one.film.title for one in divided.films] == ["Dune", "Alien"]
    assert (await ask(filed, "what did we love last week?")).found is False
    rated = await ask(filed, "which films are rated best?")
    assert [one.mean for one in rated.films if one.film.title == "Dune"] == [pytest.approx(20 / 3)]


async def test_a_follow_up_keeps_the_film_and_the_subject_through_a_restart(filed):
    first = await ask(filed, "how is the score in Dune?")
    kept = Context.loads(first.context.dumps())
    second = await ask(filed, "who disagreed?", kept)
    assert plain(second.counts).endswith("Against the 2: <@22>.")
    third = await ask(filed, "and the acting?", second.context)
    assert plain(third.counts) == "2 praise the acting, of 3 reviewers."
    fourth = await ask(filed, "what about Alien?", third.context)
    assert plain(fourth.counts) == "1 praises the acting, of 2 reviewers."


async def test_an_unclear_film_is_asked_for(filed):
    found = await ask(filed, "how is the score?")
    assert found.needs_film
    assert {one.title for one in found.candidates} == {"Dune", "Alien"}
    chosen = await ask(filed, "how is the score?", film=await film(filed, "Dune"))
    assert chosen.found
    compared = await ask(filed, "is Dune better than the first one?")
    assert compared.needs_film
    assert [one.title for one in compared.candidates] == ["Alien"]
    both = await ask(filed, "is Dune better than the first one?", other_film=await film(filed, "Alien"))
    assert plain(both.counts).startswith("Dune (2021): ")


async def test_the_only_film_needs_no_name(server):
    await server.add(draft(ANN, SCORE_UP, message=901))
    assert lines(await ask(server, "how is the score?")) == [SCORE_UP.text]


async def test_an_empty_server_says_so(server):
    found = await ask(server, "how is the score in Dune?")
    assert plain(found.counts) == "Nothing has been reviewed here yet."
    assert not found.found


async def test_nothing_comes_from_another_server(filed, archive):
    other = archive.server(GUILD + 1)
    await other.add(draft(DAN, Line("The score is from elsewhere.", 0.9, "music", quote=True), message=990))
    assert [line.author_id for line in (await ask(other, "how is the score in Dune?")).quotes] == [DAN]
    assert DAN not in {line.author_id for line in (await ask(filed, "how is the score in Dune?")).quotes}


async def test_a_forgotten_member_vanishes_at_once(filed):
    await filed.forget(BOB)
    found = await ask(filed, "how is the score in Dune?")
    assert plain(found.counts) == "2 praise the music and sound, of 2 reviewers."
    assert plain((await ask(filed, "did <@22> like Dune?")).counts) == "<@22> has not written about Dune (2021)."
    assert plain((await ask(filed, "who reviewed Dune?")).counts) == "2 reviews by 2 reviewers: <@11> and <@33>."


async def test_a_hidden_review_is_in_no_answer(filed):
    review = await filed.find_message(902)
    assert review is not None
    await filed.hide(review.number, ANN, "off topic")
    for question in (
        "how is the score in Dune?",
        "is Dune worth it?",
        "best quotes about Dune",
        "does Dune have a din?",
    ):
        assert BOB not in {line.author_id for line in (await ask(filed, question)).quotes}


async def test_lines_without_a_side_are_quoted_when_there_are_no_others(server):
    await server.add(draft(ANN, SCORE_MEH, message=901))
    found = await ask(server, "how is the score in Dune?")
    assert plain(found.counts) == "1 writes of the music and sound without taking a side, of 1 reviewer."
    assert lines(found) == [SCORE_MEH.text]


async def test_every_quote_of_every_answer_is_verbatim(filed):
    for question in (
        "is Dune good?",
        "why?",
        "best quotes about Dune",
        "what did we love today?",
        "what does <@33> like?",
    ):
        for line in (await ask(filed, question, Context(film=1))).quotes:
            review = await filed.get(line.review)
            assert review is not None
            assert review.text[line.start : line.end] == line.text
            assert line.spoiler == line.text.startswith("||")


async def test_a_count_that_stops_early_says_so(server):
    for author in range(1, 46):
        await server.add(draft(author, Line(f"A dog barks at {author}.", 0.5), message=900 + author, minute=author))
    found = await ask(server, "is there a dog in Dune?")
    assert plain(found.counts) == "At least 40 of 45 reviewers write of that."
    assert len(found.quotes) == 4


async def test_a_member_who_asked_not_to_be_archived_is_passed_over(filed):
    await filed.opt_out(BOB)
    kept = await filed.heard()
    assert (
        plain((await ask(kept, "how is the score in Dune?")).counts) == "2 praise the music and sound, of 2 reviewers."
    )
    for question in (
        "is Dune good?",
        "who disagrees about Dune?",
        "does Dune have a din?",
        "did <@22> like Dune?",
        "best films",
    ):
        assert BOB not in {line.author_id for line in (await ask(kept, question)).quotes}
    assert plain((await ask(kept, "who reviewed Dune?")).counts) == "2 reviews by 2 reviewers: <@11> and <@33>."


async def test_a_part_that_nobody_names_falls_back_on_the_whole(filed):
    found = await ask(filed, "is the violin in the score of Dune good?")
    assert plain(found.counts) == (
        "Nobody here writes of that. On the music and sound as a whole: 2 praise the music and sound, 1 criticises it."
    )
    assert found.found
    assert len(found.quotes) == 3


async def test_a_list_in_between_does_not_lose_the_film(filed):
    first = await ask(filed, "is Dune any good?")
    second = await ask(filed, "what did we love today?", first.context)
    third = await ask(filed, "and yesterday?", second.context)
    assert third.question.kind == "list"
    assert not third.found
    fourth = await ask(filed, "how is the score?", third.context)
    assert plain(fourth.counts).startswith("2 praise the music and sound")


async def test_why_mixed_asks_about_the_film_and_why_about_the_subject(filed):
    context = (await ask(filed, "who disagreed about the score in Dune?")).context
    assert (await ask(filed, "why?", context)).question.aspect == "music"
    assert (await ask(filed, "why mixed?", context)).question.aspect is None


async def test_things_that_are_many_are_called_them(server):
    await server.add(draft(ANN, Line("The people are alive.", 0.9, "characters"), message=901))
    await server.add(draft(BOB, Line("The people are cardboard.", -0.9, "characters"), label="negative", message=902))
    found = await ask(server, "how are the characters?")
    assert plain(found.counts) == "1 praises the characters, 1 criticises them, of 2 reviewers."


async def test_who_writes_terrifying_answers_whether_it_is_scary(server):
    said = [
        "It is scary.",
        "A terrifying hour.",
        "I was frightened to death.",
        "The house is creepy.",
        "So many scares!",
    ]
    for author, text in enumerate([*said, "A comedy of manners.", "We laughed a lot."], 1):
        await server.add(draft(author, Line(text, 0.5), message=900 + author, minute=author))
    found = await ask(server, "is it scary?")
    assert plain(found.counts) == "5 of 7 reviewers write of that."
    assert lines(found)[0] == "It is scary."
    assert len(found.quotes) == 4
    funny = await ask(server, "is it funny?")
    assert plain(funny.counts) == "2 of 7 reviewers write of that."
    assert set(lines(funny)) == {"A comedy of manners.", "We laughed a lot."}
    assert not (await ask(server, "is it gory?")).found
    one = await ask(server, "did <@2> find Dune scary?")
    assert plain(one.counts) == "<@2> writes of that, on Dune (2021)."
    assert lines(one) == ["A terrifying hour."]
    assert plain((await ask(server, "does <@2> find it funny?")).counts) == (
        "<@2> does not write of that, on Dune (2021)."
    )


async def test_whether_it_is_boring_is_answered_by_who_was_bored_then_by_the_pacing(server):
    dull = Line("A dull, plodding evening.", -0.7)
    for author, line in enumerate((dull, Line("It never bores.", 0.6), PACE_DOWN), 1):
        await server.add(draft(author, line, message=900 + author, minute=author))
    found = await ask(server, "is it boring?")
    assert plain(found.counts) == "3 of 3 reviewers write of that. On the pacing as a whole: 1 criticises the pacing."
    assert set(lines(found)) == {dull.text, "It never bores.", PACE_DOWN.text}
    none = await ask(server, "is it too long?")
    assert plain(none.counts) == "Nobody here writes of that. On the pacing as a whole: 1 criticises the pacing."
    assert lines(none) == [PACE_DOWN.text]


async def test_whether_it_is_good_for_kids_is_no_verdict(filed):
    assert not (await ask(filed, "is Dune good for kids?")).found
    await filed.add(draft(DAN, Line("My children hid behind the sofa.", -0.3), minute=9, message=909))
    found = await ask(filed, "is Dune good for kids?")
    assert plain(found.counts) == "1 of 4 reviewers writes of that."
    assert lines(found) == ["My children hid behind the sofa."]


async def test_which_film_is_scary_is_answered_by_film(filed):
    for author, text, film in ((ANN, "A frightening night.", ALIEN), (BOB, "So scary!", ALIEN), (CAT, "Creepy.", None)):
        one = draft(author, Line(text, 0.4), film=film or replace(ALIEN, title="Heat"), minute=50 + author)
        await filed.add(one)
    found = await ask(filed, "which film is the scariest?")
    assert plain(found.counts) == "3 reviews speak of that: 2 on Alien (1979), 1 on Heat (1979)."
    assert [line.film.title for line in found.quotes] == ["Alien", "Heat", "Alien"]
    assert plain((await ask(filed, "what is scary here?")).counts) == plain(found.counts)
    assert not (await ask(filed, "which films are romantic?")).found


async def test_which_film_has_the_best_music_is_answered_by_the_music(filed):
    await filed.add(draft(DAN, SCORE_UP, film=replace(ALIEN, title="Heat", year=1995), minute=50, label="negative"))
    found = await ask(filed, "which film has the best music?")
    assert plain(found.counts) == "6 reviews by 4 reviewers; most praised for the music and sound:"
    assert [(one.film.title, one.positive, one.negative) for one in found.films] == [("Dune", 2, 1), ("Heat", 1, 0)]
    assert lines(found) == [SCORE_UP.text, SCORE_UP.text]
    worst = await ask(filed, "which film has the worst pacing today?")
    assert plain(worst.counts) == "6 reviews by 4 reviewers today; most criticised for the pacing:"
    assert {one.film.title for one in worst.films} == {"Dune", "Alien"}
    assert not (await ask(filed, "which film has the best visuals?")).found


async def test_a_list_that_no_film_fits_says_why(filed):
    found = await ask(filed, "what did we hate today?")
    assert (
        plain(found.counts) == "5 reviews by 4 reviewers today; no film has more negative reviews than positive ones."
    )
    assert not found.found


async def test_what_to_watch_tonight_is_not_what_was_reviewed_today(filed):
    found = await answer(filed, "what should I watch tonight?", now=NOON + timedelta(days=9), asker=ANN)
    assert [one.film.title for one in found.films] == ["Dune"]
    assert plain(found.counts) == "5 reviews by 4 reviewers; most liked:"


async def test_who_likes_a_film_is_named(filed):
    loved = await ask(filed, "who loved Dune?")
    assert plain(loved.counts) == "2 of 3 reviewers are positive: <@11> and <@33>."
    assert {line.author_id for line in loved.quotes} == {ANN, CAT}
    hated = await ask(filed, "how many people hated Dune?")
    assert plain(hated.counts) == "1 of 3 reviewers is negative: <@22>."
    assert {line.author_id for line in hated.quotes} == {BOB}
    await filed.forget(BOB)
    assert plain((await ask(filed, "who hated Dune?")).counts) == "Nobody is negative: both reviewers are positive."


async def test_a_verdict_on_somebody_in_the_film_hears_the_lines_that_name_them(filed):
    await filed.add(draft(DAN, Line("Bogart is a delight.", 0.8), label="mixed", minute=50))
    found = await ask(filed, "is Bogart any good in Dune?")
    assert plain(found.counts) == (
        "1 of 4 reviewers writes of that. On the film as a whole: 2 of 4 are positive, 1 mixed, 1 negative."
    )
    assert lines(found) == ["Bogart is a delight."]
    assert plain((await ask(filed, "is Bergman any good in Dune?")).counts).startswith("2 of 4 are positive")


async def test_the_worst_thing_about_a_film_is_its_criticism(filed):
    found = await ask(filed, "what is the worst thing about Dune?")
    assert plain(found.counts).startswith("Criticised: music and sound (1), pacing (1).")
    assert lines(found) == [SCORE_DOWN.text, PACE_DOWN.text]


async def test_a_question_of_weak_words_alone_finds_nothing(server):
    await server.add(draft(ANN, Line("Then the sun comes up.", 0.5), message=901))
    assert not (await ask(server, "when did Dune come out?")).found
    assert (await ask(server, "when does the sun come up in Dune?")).found


async def test_no_part_of_a_line_is_quoted_beside_the_whole(filed):
    for question in ("why is Dune mixed?", "is Dune good?", "what does <@33> love?", "best quotes about Dune"):
        quotes = (await ask(filed, question)).quotes
        spans = [(line.review, place) for line in quotes for place in range(line.start, line.end)]
        assert len(spans) == len(set(spans))


async def test_films_are_listed_by_rating_from_either_end(filed):
    heat = replace(ALIEN, title="Heat", year=1995)
    for author in (ANN, BOB, CAT):
        await filed.add(draft(author, SCORE_MEH, film=heat, label="mixed", rating=5.0, minute=60 + author))
    best, worst = await ask(filed, "best rated films?"), await ask(filed, "what are the lowest rated films?")
    assert plain(best.counts).endswith("; best rated:")
    assert [one.film.title for one in best.films] == ["Dune", "Heat", "Alien"]
    assert [(one.mean, one.rated) for one in best.films] == [(pytest.approx(20 / 3), 3), (5.0, 3), (4.0, 1)]
    assert plain(worst.counts).endswith("; worst rated:")
    assert [one.film.title for one in worst.films] == ["Alien", "Heat", "Dune"]
    for author in (ANN, BOB, CAT):
        await filed.forget(author)
    none = await ask(filed, "best rated films?")
    assert plain(none.counts) == "1 review by 1 reviewer; nobody gave a rating."


async def test_who_wrote_most_is_named(filed):
    found = await ask(filed, "who wrote the most reviews?")
    assert (
        plain(found.counts)
        == "5 reviews of 2 films by 4 reviewers; most by <@11> (2), <@22> (1), <@33> (1), <@44> (1)."
    )
    await filed.opt_out(ANN)
    assert "<@11>" not in plain((await ask(await filed.heard(), "who wrote the most reviews?")).counts)
    assert (
        plain((await ask(filed, "how many films have we reviewed?")).counts) == "5 reviews of 2 films by 4 reviewers."
    )


async def test_the_most_divided_films_are_quoted_from_both_sides(filed):
    found = await ask(filed, "which film divided us most?")
    assert {line.author_id for line in found.quotes if line.film.title == "Dune"} == {BOB, CAT}


async def test_a_follow_up_with_another_film_keeps_the_member(filed):
    first = await ask(filed, "did <@11> like Dune?")
    second = await ask(filed, "what about Alien?", Context.loads(first.context.dumps()))
    assert plain(second.counts) == "<@11> is negative about Alien (1979), 4/10."


async def test_what_people_dislike_is_the_criticism(filed):
    found = await ask(filed, "what do people dislike about Dune?")
    assert plain(found.counts).startswith("Criticised: music and sound (1), pacing (1).")


PEOPLE = [Person(ANN, ("Ann",)), Person(BOB, ("Bob", "bobby")), Person(CAT, ("Cat",)), Person(DAN, ("Dan", "cat"))]


async def test_a_member_is_asked_about_by_name(filed):
    found = await ask(filed, "what did bobby think of Dune?", people=PEOPLE)
    assert plain(found.counts) == "<@22> is negative about Dune (2021), 3/10."
    assert {line.author_id for line in found.quotes} == {BOB}


async def test_a_name_that_fits_two_is_asked_back_and_settled(filed):
    two = [*PEOPLE, Person(55, ("Bob",))]
    asked = await ask(filed, "did Bob like Dune?", people=two)
    assert plain(asked.counts) == "Which member do you mean?"
    assert (asked.needs_member, asked.question.people, asked.found) == (True, (BOB, 55), False)
    assert not asked.quotes
    found = await ask(filed, "did Bob like Dune?", asked.context, people=two, person=BOB)
    assert plain(found.counts) == "<@22> is negative about Dune (2021), 3/10."


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many reviews did Ann write?", "<@11>: 2 reviews of 2 films."),
        ("how many films has Dan reviewed?", "<@44>: 1 review of 1 film."),
        ("What did Ann hate?", "<@11> is negative about 1 of 2 films: Alien (1979)."),
        ("What did Ann love?", "<@11> is positive about 1 of 2 films: Dune (2021)."),
        ("what did Dan hate?", "<@44> is negative about 0 of 1 film."),
        ("has anyone seen Dune?", "3 reviews by 3 reviewers: <@11>, <@22> and <@33>."),
        ("has anyone seen Barbie?", "Nobody here has reviewed Barbie."),
        ("is Barbie (2023) any good?", "Nobody here has reviewed Barbie (2023)."),
        ("what did Ann think of Barbie?", "Nobody here has reviewed Barbie."),
        ("is Barbie better than Dune?", "Nobody here has reviewed Barbie."),
        ("best film of the nineties?", "Nobody here has reviewed a film of the 1990s."),
        ("best film of 2021", "1 film of 2021, 3 reviews by 3 reviewers; most liked:"),
        ("the worst film from the 70s?", None),
    ],
)
async def test_what_is_asked_about_members_and_films_of_a_time(filed, question, words):
    found = await ask(filed, question, people=PEOPLE)
    if words:
        assert plain(found.counts) == words
    if "Barbie" in question:
        assert not found.quotes
        assert not found.found
    if "70s" in question:
        assert {one.film.title for one in found.films} <= {"Alien"}


async def test_how_many_think_so_is_counted(filed):
    found = await ask(filed, "how many of us thought Dune crawls along?")
    assert plain(found.counts).startswith("1 of 3 reviewers writes of that.")
    assert lines(found) == [PACE_DOWN.text]


async def test_somebody_in_the_only_film_is_no_film(server):
    await server.add(draft(ANN, Line("Bogart is superb in it.", 0.9, "acting"), message=901))
    assert lines(await ask(server, "is Bogart any good?")) == ["Bogart is superb in it."]
    assert plain((await ask(server, "is Barbie any good?")).counts) == "Nobody here has reviewed Barbie."
