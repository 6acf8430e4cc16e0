"""`/ask`, mentions, replies and follow-ups."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import discord
import pytest
import simcord
from discord.ext import commands
from hypothesis import given, strategies

from bot.analysis.types import ASPECTS
from bot.archive.types import Film
from bot.discussion import Answer, Context, Question
from bot.discussion.types import KINDS
from bot.views.pages import answers as views
from cogs.club._talk import ABOUT, read_context, write_context
from cogs.club.discuss import FRIENDLY, PRIVATE
from tests.cogs.club import PRAISE, FilmClub, open_club, raw, shown, within_budget
from tests.cogs.reviewers import ACTED, ENDING, HARVEST, WOODEN, answers, archive_of, disagree, last_answer, link, write
from tests.conftest import SETTLE_SECONDS
from tests.discussion.builders import Line

NOBODY = "Nobody here has written about that."


async def ask(club: FilmClub, question: str, **options: object) -> simcord.InteractionResult:
    return await club.ada.slash(club.channel, "ask", question=question, **options)


async def mention(env: simcord.Env, club: FilmClub, text: str, reply_to: discord.Message | None = None) -> str:
    """Mention the bot and give its answer; empty when it said nothing."""
    before = len(answers(env, club.channel))
    await club.ben.send(club.channel, f"<@{env.bot.user.id}> {text}", reply_to=reply_to)
    return last_answer(env, club.channel) if len(answers(env, club.channel)) > before else ""


async def test_counts_come_first_then_both_sides_each_with_author_and_link(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    result = await ask(club, "How is the acting?")
    text = shown(result)
    assert "3 praise the acting, 1 criticises it, of 4 reviewers." in text
    assert text.index("3 praise") < text.index("“The acting is superb throughout.”\n▲ praise") < text.index("wooden")
    assert f"<@{club.ada.id}> · [#1 ↗]({link(club, 1)})" in text
    assert f"<@{club.ben.id}> · [#4 ↗]({link(club, 4)})" in text
    assert result.response is not None
    assert within_budget(result.response.message)
    assert 1 <= len(re.findall("▲ praise|▼ criticism|◆ both ways", text)) <= 4


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Is it worth watching?", "3 of 4 are positive, 1 negative"),
        ("Who disagreed?", "Against the 3: <@{ben}>."),
        ("Did <@{ben}> like it?", "<@{ben}> is negative about The Lighthouse Keeper (2019), 2/10."),
        ("How is it rated?", "Mean rating 6.5/10 over 4 ratings"),
        ("Did I like it?", "<@{ada}> is positive about The Lighthouse Keeper (2019), 8/10."),
        ("How are the costumes?", NOBODY),
    ],
)
async def test_questions_of_every_kind_are_answered(env: simcord.Env, question: str, words: str) -> None:
    club = open_club(env)
    await disagree(env, club)
    people = {"ada": club.ada.id, "ben": club.ben.id}
    text = shown(await ask(club, question.format(**people)))
    assert words.format(**people) in text


async def test_an_unclear_film_is_asked_for_and_the_choice_survives_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, film=HARVEST)
    question = "How is the *acting*? 100% [x](y) \\ ok"
    result = await ask(club, question)
    assert "Which film do you mean?" in shown(result)
    await env.restart_bot(make_bot())
    assert result.response is not None
    await club.ben.select(result.response, ["1"])
    assert question in shown(result)
    plain = await ask(club, "How is the acting?")
    assert plain.response is not None
    await club.ben.select(plain.response, ["1"])
    assert "3 praise the acting, 1 criticises it" in shown(plain)


async def test_the_film_is_taken_from_the_option_or_from_the_question(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, Line("The acting is crisp.", 0.6, "acting"), film=HARVEST)
    assert "1 praises the acting" in shown(await ask(club, "How is the acting?", film="film:2"))
    assert "1 praises the acting" in shown(await ask(club, "How is the acting in Glass Harvest?"))
    compared = shown(await ask(club, "Is Glass Harvest better than The Lighthouse Keeper?"))
    assert "Glass Harvest (2021): the only reviewer is positive." in compared
    other = await ask(club, "Is it better than the other?", film="film:2")
    if "Which film" in shown(other):
        assert other.response is not None
        await club.ada.select(other.response, ["1"])
    assert "The Lighthouse Keeper (2019): 3 of 4 are positive" in shown(other)


async def test_lists_show_films_with_counts(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, film=HARVEST)
    text = shown(await ask(club, "What did we love?"))
    assert "1. The Lighthouse Keeper (2019) · ▲ 3 ▼ 1 · of 4 reviewers · ★ 6.5/10" in text


async def test_a_mention_is_a_question(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    assert "3 praise the acting" in await mention(env, club, "how is the acting?")
    (answer,) = answers(env, club.channel)
    assert answer.reference is not None
    (sent,) = [entry for entry in env.http_requests if entry.method == "POST" and entry.path.endswith("/messages")]
    assert sent.json["allowed_mentions"]["parse"] == []
    assert not sent.json["allowed_mentions"].get("replied_user")


@pytest.fixture
async def blind(make_bot: Callable[..., commands.AutoShardedBot]) -> AsyncIterator[simcord.Env]:
    """A simulated Discord whose bot has no message-content intent."""
    running = simcord.Env(make_bot(message_content=False), shard_count=1, settle_timeout=SETTLE_SECONDS)
    await running.start()
    try:
        yield running
    finally:
        await running.shutdown()


async def test_mentions_and_replies_work_without_the_message_content_intent(blind: simcord.Env) -> None:
    club = open_club(blind)
    await disagree(blind, club)
    assert not blind.bot.intents.message_content
    assert "3 praise the acting" in await mention(blind, club, "how is the acting?")
    answer = answers(blind, club.channel)[-1]
    assert "praises the music" in await mention(blind, club, "and the music?", answer)
    before = len(answers(blind, club.channel))
    await club.ben.send(club.channel, "how is the acting?", reply_to=answer)
    text = last_answer(blind, club.channel)
    assert len(answers(blind, club.channel)) == before or "3 praise the acting" in text


async def test_a_mention_without_a_question_gets_one_friendly_sentence(env: simcord.Env) -> None:
    club = open_club(env)
    assert await mention(env, club, "") == FRIENDLY
    assert "Nothing has been reviewed here yet." in await mention(env, club, "how is the acting?")


async def test_a_reply_to_a_card_or_a_page_knows_its_film(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await write(env, club, club.ada, ACTED)
    card = (await club.ada.slash(club.channel, "review show", number=1)).response
    await write(env, club, club.ben, WOODEN, film=HARVEST)
    page = (await club.ada.slash(club.channel, "film show", film="Glass Harvest")).response
    assert card is not None
    assert page is not None
    await env.restart_bot(make_bot())
    about_card = await mention(env, club, "how is the acting?", card.message)
    assert about_card.startswith("The Lighthouse Keeper (2019)")
    assert "1 praises the acting" in about_card
    about_page = await mention(env, club, "how is the acting?", page.message)
    assert about_page.startswith("Glass Harvest (2021)")
    assert "1 criticises the acting" in about_page
    await club.ada.send(club.channel, "How is the music?", reply_to=card.message)
    assert last_answer(env, club.channel).startswith("The Lighthouse Keeper (2019)")


async def test_follow_ups_keep_film_and_subject_along_the_chain_and_over_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, film=HARVEST)
    assert "The Lighthouse Keeper" in await mention(env, club, "how is the acting in The Lighthouse Keeper?")
    first = answers(env, club.channel)[-1]
    await env.restart_bot(make_bot())
    music = await mention(env, club, "and the music?", first)
    assert "1 praises the music and sound, of 4 reviewers." in music
    second = answers(env, club.channel)[-1]
    human = await club.ada.send(club.channel, "I wonder about that one as well.", reply_to=second)
    assert "Nobody disagrees" in await mention(env, club, "who disagreed?", human)
    film = await mention(env, club, "and in Glass Harvest?", first)
    assert film.startswith("Glass Harvest (2021)")
    assert "1 praises the acting" in film


async def test_thanks_and_opinions_under_an_answer_are_left_alone(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await mention(env, club, "how is the acting?")
    answer = answers(env, club.channel)[-1]
    for text in ("Thanks!", "lol", "I beg to differ. " * 20, "word " * 150):
        await club.ben.send(club.channel, text, reply_to=answer)
    assert len(answers(env, club.channel)) == 1
    await club.ben.send(club.channel, "Nobody mentioned anybody here?")
    assert len(answers(env, club.channel)) == 1
    assert "the limit is 500" in await mention(env, club, "word " * 150)


async def test_bots_are_never_answered(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    other = club.guild.add_member(env.create_user("otherbot", bot=True))
    await other.send(club.channel, f"<@{env.bot.user.id}> how is the acting?")
    hook = club.guild.create_webhook(club.channel)
    await hook.send(f"<@{env.bot.user.id}> how is the acting?")
    assert answers(env, club.channel) == []


async def test_private_servers_are_answered_in_private(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    server = archive_of(env, club)
    await server.save_settings(replace(await server.settings(), public_replies=False))
    assert await mention(env, club, "how is the acting?") == PRIVATE
    result = await ask(club, "How is the acting?")
    assert result.ephemeral
    assert "3 praise the acting" in shown(result)


async def test_spoilers_stay_hidden_and_markup_inert(env: simcord.Env) -> None:
    club = open_club(env)
    await write(env, club, club.ada, Line(ENDING, 0.9, "story", quote=True, spoiler=True))
    await write(env, club, club.ben, Line("The story is [free](https://example.org) **loud** @everyone.", 0.8, "story"))
    for question in ("How is the story?", "What happens to the keeper?", "Is it good? ||the keeper drowns||"):
        markup = raw(await ask(club, question))
        assert "drowns" not in "".join(markup.split("||")[::2])
        assert markup.count("||") % 2 == 0
        assert "[free](" not in markup
        assert "**loud**" not in markup
        assert "@everyone" not in markup.replace("\\@everyone", "")


async def test_hidden_forgotten_and_opted_out_authors_vanish_from_answers(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    server = archive_of(env, club)
    await server.opt_out(club.ben.id)
    assert "wooden" not in shown(await ask(club, "How is the acting?"))
    assert "has not written about" in shown(await ask(club, f"Did <@{club.ben.id}> like it?"))
    assert "wooden" not in shown(await ask(club, "Who calls it lifeless?"))
    assert "3 reviews" in shown(await ask(club, "How many reviews are there here?"))
    await server.forget(777)
    await server.hide(1, club.mod.id, "off topic")
    text = shown(await ask(club, "How is the acting?"))
    assert "1 praises the acting, of 1 reviewer." in text
    assert "superb throughout" not in text


async def test_one_server_knows_nothing_of_another(env: simcord.Env) -> None:
    here, there = open_club(env, "Here"), open_club(env, "There")
    await disagree(env, here)
    assert "Nothing has been reviewed here yet." in shown(await ask(there, "How is The Lighthouse Keeper?"))


async def test_a_film_that_is_gone_is_said_so(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.mod, ACTED, film=HARVEST)
    result = await ask(club, "How is the acting?")
    await archive_of(env, club).merge_films(2, 1, club.mod.id)
    assert result.response is not None
    gone = await club.ada.select(result.response, ["2"])
    assert "That film is not here any more" in shown(gone)


async def test_a_fault_in_a_mention_is_one_sentence_and_no_text_in_the_log(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    club = open_club(env)

    def broken(*_: object) -> None:
        raise RuntimeError(PRAISE)

    monkeypatch.setattr("cogs.club.discuss.draw", broken)
    said = await mention(env, club, "how is it?")
    assert said.startswith("Something went wrong on Pullquote's side; nothing was lost. Reference: ")
    assert said.rsplit(" ", 1)[1] in caplog.text
    assert "masterpiece" not in caplog.text


SNOWFLAKES = strategies.integers(1, 2**63 - 1)
CONTEXTS = strategies.builds(
    Context,
    film=strategies.none() | strategies.integers(1, 10**9),
    kind=strategies.none() | strategies.sampled_from(KINDS),
    aspect=strategies.none() | strategies.sampled_from(ASPECTS),
    person=strategies.none() | SNOWFLAKES,
    other_film=strategies.none() | strategies.integers(1, 10**9),
    liked=strategies.sampled_from((-1, 0, 1)),
    period=strategies.sampled_from(("", "this month", "in November 2026", "in 2026")),
)


@given(CONTEXTS)
def test_a_subject_fits_a_custom_id_and_comes_back_whole(context: Context) -> None:
    written = write_context(context)
    assert len(ABOUT + written) <= 100
    assert read_context(written) == context


@given(strategies.text(max_size=120))
def test_any_custom_id_is_read_without_failing(written: str) -> None:
    assert isinstance(read_context(written), Context)


@given(strategies.text(alphabet=strategies.characters(codec="utf-8"), min_size=1, max_size=500))
def test_a_question_is_read_back_from_what_is_shown(text: str) -> None:
    question = " ".join(text.split())
    displayed = views._question(question, views.QUESTION_CHARACTERS)
    assert len(displayed) <= 2_000
    if "||" not in question:
        assert views.unescape(displayed[1:-1]) == question


def test_a_long_answer_keeps_to_the_limits() -> None:
    film = Film(1, "*" * 200, 2020)
    line = views.Quoted("~" * 300, 1, 2**62, 2**62, 2**62, spoiler=False, start=0, end=300, polarity=1, film=film)
    asked = Question("_" * 500, "list")
    counted = tuple(views.FilmCount(film, 2_000, 1_000, 1_000, 5.0) for _ in range(10))
    view = views.answer_page(2**62, Answer(asked, ("word " * 100,), (line,) * 4, counted))
    assert (
        sum(len(item.content) for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))
        <= views.LAYOUT_CHARACTERS
    )


async def test_a_member_is_asked_about_by_any_name(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    for name in (f"ben-{club.guild.id}", f"BEN-{club.guild.id}"):
        assert f"<@{club.ben.id}> is negative about The Lighthouse Keeper (2019), 2/10." in shown(
            await ask(club, f"What did {name} think of the Lighthouse Keeper?")
        )
    assert "is negative about" in await mention(env, club, f"did ben-{club.guild.id} like the Lighthouse Keeper?")


async def test_members_whom_discord_has_to_be_asked_for_are_known(env: simcord.Env) -> None:
    club = open_club(env)
    mara = club.guild.add_member(env.create_user("mara_77", global_name="Mara"))
    await write(env, club, mara, WOODEN, label="negative")
    guild = env.bot.get_guild(club.guild.id)
    assert guild is not None
    guild._members.pop(mara.id, None)  # what a bot without the members intent knows
    assert f"<@{mara.id}> is negative about The Lighthouse Keeper (2019)" in shown(
        await ask(club, "why did mara hate it?")
    )
    assert f"<@{mara.id}>: 1 review of 1 film." in shown(await ask(club, "How many reviews did Mara write?"))


async def test_a_name_that_fits_two_is_offered_and_the_choice_survives_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    first = club.guild.add_member(env.create_user("sam_one", global_name="Sam"))
    second = club.guild.add_member(env.create_user("sam_two", global_name="Sam"))
    await write(env, club, first, ACTED, rating=9.0)
    await write(env, club, second, WOODEN, label="negative", rating=1.0)
    result = await ask(club, "what did Sam think of the Lighthouse Keeper?")
    assert "Which member do you mean?" in shown(result)
    assert result.response is not None
    await env.restart_bot(make_bot())
    await club.ben.select(result.response, [str(second.id)])
    assert f"<@{second.id}> is negative about The Lighthouse Keeper (2019), 1/10." in shown(result)
    assert ACTED.text not in shown(result)


async def test_a_film_that_nobody_reviewed_is_said_so(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, film=HARVEST)
    for question in ("Has anyone seen Bar*bie*?", "is Barbie any good?", "How is the acting in Barbie?"):
        text = shown(await ask(club, question))
        assert "Nobody here has reviewed Bar" in text
        assert ACTED.text not in text


async def test_a_list_by_rating_takes_one_rating_and_says_how_many(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, film=HARVEST, rating=10.0)
    text = shown(await ask(club, "highest rated film?"))
    assert "1. Glass Harvest (2021)" in text
    assert "★ 10.0/10 over 1 rating" in text
    assert "★ 6.5/10 over 4 ratings" in text
