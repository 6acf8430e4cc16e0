"""`/film …`: pages, lists, comparisons, tidying."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord
from discord.ext import commands

from bot.analysis.types import ASPECTS
from bot.discussion import load_film_page
from bot.filing import Correction
from bot.views.charts import film_chart
from cogs.club import _renaming
from tests.cogs.club import BLAME, PRAISE, FilmClub, add, buttons, galleries, open_club, raw, shown, within_budget
from tests.cogs.reviewers import ACTED, ENDING, HARVEST, KEEPER, NEW_YEAR, WOODEN, archive_of, disagree, link, write
from tests.discussion.builders import Line

PNG = b"\x89PNG\r\n\x1a\n"


async def show(club: FilmClub, film: str = "film:1") -> simcord.InteractionResult:
    return await club.ada.slash(club.channel, "film show", film=film)


async def test_a_page_shows_counts_both_sides_with_links_and_a_chart(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    result = await show(club)
    page = shown(result)
    assert "The Lighthouse Keeper (2019)" in page
    assert "▲ 3 positive · ▼ 1 negative\n★ 6.5/10 on average of 4 ratings, 2 to 9" in page
    assert "They agree: 3 of 4 praise the acting.\nThey split: on the pacing, 1 to 2." in page
    assert "4 reviews by 4 reviewers" in page
    praise = f"▲ Praise\n“The acting is superb throughout.”\n<@{club.ada.id}> · [#1 ↗]({link(club, 1)})"
    criticism = f"▼ Criticism\n“The acting is wooden and lifeless.”\n<@{club.ben.id}> · [#4 ↗]({link(club, 4)})"
    places = [page.index(words) for words in ("They agree", praise, criticism, "Also: Music & sound ▲ 1")]
    assert places == sorted(places), "where they stand first, then both sides, then what is counted"
    assert "Acting ▲" not in page, "the chart shows the counts of the sides, and its description says them"
    assert "Not written about: direction, writing, story, characters, visuals" in page
    assert result.response is not None
    assert within_budget(result.response.message)


async def test_the_chart_holds_the_counts_of_the_page_and_says_them_in_words(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    result = await show(club)
    assert result.response is not None
    chart = film_chart(await load_film_page(archive_of(env, club), KEEPER))
    assert chart is not None
    assert chart.sides == (("Acting", 3, 1), ("Pacing", 1, 2))
    assert chart.stars == (0, 1, 0, 0, 0, 0, 1, 1, 1, 0)
    bar, gallery = galleries(result.response.message)
    assert bar.items[0].description == "A bar of 4 verdicts: 3 positive, 1 negative."
    assert gallery.items[0].description == chart.alt
    for file, name in zip(result.response.attachments, ("verdicts.png", "film.png"), strict=True):
        assert (await file.read()).startswith(PNG)
        assert file.filename == name


async def test_two_reviews_are_quoted_but_not_summed_up(env: simcord.Env) -> None:
    club = open_club(env)
    await write(env, club, club.ada, ACTED, rating=9.0)
    await write(env, club, club.ben, WOODEN, label="negative", rating=2.0)
    result = await show(club)
    page = shown(result)
    assert "2 reviews here so far: from 3 on, this page sums them up." in page
    assert "on average" not in page
    assert "superb throughout" in page
    assert result.response is not None
    assert not galleries(result.response.message)
    assert not result.response.attachments


async def test_no_page_shows_what_is_hidden(env: simcord.Env) -> None:
    club = open_club(env)
    secret = Line(ENDING, 0.95, "story", quote=True, spoiler=True)
    for author in (club.ada, club.ben, club.mod):
        await write(env, club, author, secret, label="positive")
    result = await show(club)
    assert ENDING in raw(result)
    assert "drowns" not in "".join(raw(result).split("||")[::2])
    assert raw(result).count("||") % 2 == 0
    assert result.response is not None
    compared = await club.ada.slash(club.channel, "film compare", first="film:1", second="film:1")
    assert "two different films" in shown(compared)


async def test_hidden_forgotten_and_opted_out_authors_vanish(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.mod, Line("Harvest is a delight.", 0.8, "story"), film=HARVEST)
    server = archive_of(env, club)
    await server.opt_out(club.ben.id)
    page = shown(await show(club))
    assert "wooden" not in page
    assert "▲ 3 positive" in page
    assert "3 reviews by 3 reviewers" in page
    await server.hide(1, club.mod.id, "off topic")
    page = shown(await show(club))
    assert "2 reviews here so far" in page
    assert "superb throughout" not in page
    await server.forget(club.mod.id)
    assert "1 review here so far" in shown(await show(club))
    listed = shown(await club.ada.slash(club.channel, "film list"))
    assert "The Lighthouse Keeper (2019) · 1 review" in listed
    assert "Harvest" not in listed
    await server.opt_in(club.ben.id)
    assert "2 reviews here so far" in shown(await show(club))


async def test_a_page_of_long_lines_keeps_to_the_limits_and_cuts_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    title = type(KEEPER)(1, "A " + "*very* long title " * 11, 2019)
    for author, sign in ((club.ada, 1), (club.ben, -1), (club.mod, 1)):
        long = Line(f"{author.id} " + "[_word_](x) " * 200, 0.9 * sign, quote=True)
        rest = [Line(f"{aspect} " + "~word~ " * 60, 0.5 * sign, aspect) for aspect in ASPECTS]
        await write(env, club, author, long, *rest, film=title, label="positive" if sign > 0 else "negative")
    result = await show(club)
    assert result.response is not None
    assert within_budget(result.response.message)
    assert "A line too long for here" in shown(result)


async def test_films_are_listed_by_reviews_and_pages_turn_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    for number in range(17):
        await write(
            env, club, club.ada, Line(f"Night {number} was fine."), film=type(KEEPER)(0, f"Film {number:02}", None)
        )
    await write(env, club, club.ben, WOODEN, film=type(KEEPER)(0, "Film 03", None))
    first = await club.ada.slash(club.channel, "film list")
    assert "17 films · page 1 of 2" in shown(first)
    assert shown(first).splitlines()[2] == "Film 03 · 2 reviews"
    await env.restart_bot(make_bot())
    assert first.response is not None
    await club.ada.click(first.response, label="Next ▶")
    assert "page 2 of 2" in shown(first)
    assert "Film 03" not in shown(first)


async def test_two_films_stand_side_by_side(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, Line("A sharp, funny script.", 0.9, "writing", quote=True), film=HARVEST, rating=9)
    result = await club.ada.slash(club.channel, "film compare", first="Lighthouse Keeper", second="film:2")
    page = shown(result)
    assert "Of 1 member who reviewed both, 1 put Glass Harvest (2021) higher." in page
    assert "“A sharp, funny script.”\n▲ praise" in page
    assert result.response is not None
    assert within_budget(result.response.message)
    (gallery,) = galleries(result.response.message)
    assert gallery.items[0].description == (
        "The Lighthouse Keeper (2019) beside Glass Harvest (2021). "
        "Verdicts: 3 positive, 1 negative against 1 positive; "
        "Average: ★ 6.5/10 against nothing; Acting: 3 praise, 1 criticism against nothing; "
        "Pacing: 1 praise, 2 criticism against nothing; Writing: nothing against 1 praise; "
        "Music & sound: 1 praise against nothing."
    )
    (file,) = result.response.attachments
    assert (await file.read()).startswith(PNG)
    assert set(buttons(result.response.message)) == {"The Lighthouse Keeper (2019)", "Glass Harvest (2021)"}
    opened = await club.ben.click(result.response, label="Glass Harvest (2021)")
    assert opened.ephemeral
    assert "1 review here so far" in shown(opened)


async def test_renaming_is_for_moderators_and_can_be_taken_back(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    refused = await club.ada.slash(club.channel, "film rename", film="film:1", name="Mine")
    assert "Manage Messages" in shown(refused)
    result = await club.mod.slash(club.channel, "film rename", film="film:1", name="The Keeper (2020)")
    assert result.ephemeral
    assert "The Lighthouse Keeper (2019) is now The Keeper (2020), in 4 reviews." in shown(result)
    film = await archive_of(env, club).film(1)
    assert film is not None
    assert (film.title, film.year) == ("The Keeper", 2020)
    assert result.response is not None
    await club.mod.click(result.response, label="Undo")
    assert "It is The Lighthouse Keeper (2019) again." in shown(result)
    film = await archive_of(env, club).film(1)
    assert film is not None
    assert film.name == "The Lighthouse Keeper (2019)"


async def test_merging_is_for_moderators_and_undone_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, film=HARVEST)
    refused = await club.ada.slash(club.channel, "film merge", film="film:2", into="film:1")
    assert "Manage Messages" in shown(refused)
    result = await club.mod.slash(club.channel, "film merge", film="film:2", into="film:1")
    assert "1 review of Glass Harvest (2021) is now filed under The Lighthouse Keeper (2019)." in shown(result)
    assert "5 reviews by 4 reviewers" in shown(await show(club))
    assert result.response is not None
    await env.restart_bot(make_bot())
    await club.mod.click(result.response, label="Undo")
    assert "Both films are there again" in shown(result)
    assert "4 reviews by 4 reviewers" in shown(await show(club))
    assert "No film here has that name" in shown(await show(club, "Nothing Like It"))
    same = await club.mod.slash(club.channel, "film merge", film="film:1", into="film:1")
    assert shown(same) == "Choose two different films to merge."


async def a_film_with_cards(env: simcord.Env, club: FilmClub) -> tuple[list[Any], simcord.ChannelHandle]:
    """File two reviews with their cards, and open the film's discussion."""
    cards = [(await add(club, PRAISE)).response, (await add(club, BLAME, club.ben)).response]
    assert cards[0] is not None
    await club.ada.click(cards[0], label="Discuss")
    (thread,) = (each for each in club.channel.threads if each.is_thread)
    return cards, thread


def now_shown(env: simcord.Env, message: Any) -> str:
    return str(env.backend.get_message(message.channel_id, message.id).components)


async def test_cards_and_the_open_discussion_follow_a_new_name_and_its_undo(env: simcord.Env) -> None:
    club = open_club(env)
    cards, thread = await a_film_with_cards(env, club)
    result = await club.mod.slash(club.channel, "film rename", film="film:1", name="The Keeper (2020)")
    await env.settle()
    assert all("The Keeper (2020)" in now_shown(env, card) for card in cards)
    assert thread.name == "The Keeper (2020)"
    await club.mod.click(result.response, label="Undo")
    await env.settle()
    assert all("The Lighthouse Keeper (2019)" in now_shown(env, card) for card in cards)
    assert thread.name == "The Lighthouse Keeper (2019)"


async def test_cards_and_the_open_discussion_follow_a_merge_and_its_undo(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    cards, thread = await a_film_with_cards(env, club)
    await write(env, club, club.ada, ACTED, film=HARVEST)
    result = await club.mod.slash(club.channel, "film merge", film="film:1", into="film:2")
    await env.settle()
    assert all("Glass Harvest (2021)" in now_shown(env, card) for card in cards)
    assert thread.name == "Glass Harvest (2021)"
    await env.restart_bot(make_bot())
    await club.mod.click(result.response, label="Undo")
    await env.settle()
    assert all("The Lighthouse Keeper (2019)" in now_shown(env, card) for card in cards)
    assert thread.name == "The Lighthouse Keeper (2019)"


async def test_only_the_newest_cards_follow_and_one_out_of_reach_stops_nobody(
    env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)
    cards, thread = await a_film_with_cards(env, club)
    cards.append((await add(club, PRAISE.replace("gorgeous", "lovely"), club.mod)).response)
    monkeypatch.setattr(_renaming, "MOST_CARDS", 2)
    env.inject_error("PATCH", f"/channels/*/messages/{cards[2].id}", status=500, times=None)
    env.inject_error("PATCH", f"/channels/{thread.id}", status=429, code=20028, times=None)
    result = await club.mod.slash(club.channel, "film rename", film="film:1", name="The Keeper (2020)")
    assert "is now The Keeper (2020), in 3 reviews." in shown(result)
    await env.settle()
    names = ["The Keeper (2020)" in now_shown(env, card) for card in cards]
    assert names == [False, True, False]
    assert thread.name == "The Lighthouse Keeper (2019)"


async def test_a_hidden_reviews_card_stays_closed_and_a_closed_discussion_keeps_its_name(env: simcord.Env) -> None:
    club = open_club(env)
    cards, thread = await a_film_with_cards(env, club)
    await club.mod.slash(club.channel, "moderation hide", number=1, reason="off topic")
    await env.bot.get_guild(club.guild.id).get_thread(thread.id).edit(archived=True)
    await club.mod.slash(club.channel, "film rename", film="film:1", name="The Keeper (2020)")
    await env.settle()
    assert "Review #1 is hidden by moderators." in now_shown(env, cards[0])
    assert "Keeper" not in now_shown(env, cards[0])
    assert "The Keeper (2020)" in now_shown(env, cards[1])
    assert thread.name == "The Lighthouse Keeper (2019)"


async def test_one_server_never_sees_the_films_of_another(env: simcord.Env) -> None:
    here, there = open_club(env, "Here"), open_club(env, "There")
    await disagree(env, here)
    assert "No reviews here yet" in shown(await there.ada.slash(there.channel, "film list"))
    assert "No film here has that name" in shown(await show(there))
    assert await there.ada.autocomplete(there.channel, "film show", "film", "") == []


async def test_answers_are_as_private_as_the_server_chose(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    settings = await archive_of(env, club).settings()
    await archive_of(env, club).save_settings(type(settings)(public_replies=False))
    for command, options in (("film show", {"film": "film:1"}), ("film list", {})):
        assert (await club.ada.slash(club.channel, command, **options)).ephemeral


async def test_the_archives_totals_have_a_chart_of_reviews_over_time(env: simcord.Env) -> None:
    club = open_club(env)
    empty = await club.ada.slash(club.channel, "archive stats")
    assert empty.response is not None
    assert not empty.response.attachments
    await write(env, club, club.ada, ACTED, written_at=NEW_YEAR)
    await write(env, club, club.ben, WOODEN, label="negative", written_at=NEW_YEAR - timedelta(days=40))
    result = await club.ada.slash(club.channel, "archive stats")
    assert result.response is not None
    bar, months = galleries(result.response.message)
    assert bar.items[0].description == "A bar of 2 verdicts: 1 positive, 1 negative."
    assert months.items[0].description == (
        "2 reviews from Nov 2025 to Jan 2026, by when they were written; most in Nov 2025: 1."
    )
    for file in result.response.attachments:
        assert (await file.read()).startswith(PNG)
    assert within_budget(result.response.message)


async def test_what_a_title_hides_is_shown_nowhere(env: simcord.Env) -> None:
    club = open_club(env)
    await write(env, club, club.ada, ACTED, film=type(KEEPER)(1, "The Keeper ||who drowns||", 2019))
    results = [
        await show(club),
        await club.ada.slash(club.channel, "film list"),
        await club.ada.slash(club.channel, "review show", number=1),
        await club.ada.slash(club.channel, "review list"),
        await club.ada.slash(club.channel, "ask", question="how is the acting?"),
    ]
    for result in results:
        assert "The Keeper (2019)" in shown(result)
        assert "drowns" not in raw(result)
    for command, option in (("film show", "film"), ("review show", "number")):
        (choice,) = await club.ada.autocomplete(club.channel, command, option, "")
        assert "The Keeper (2019)" in choice["name"]
        assert "drowns" not in choice["name"]


async def test_a_sequel_is_another_film_and_an_edit_that_names_it_is_obeyed(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE, film="Rocky II")
    await add(club, BLAME, club.ben, film="Rocky III")
    server = env.bot.services.archive.server(club.guild.id)
    assert {film.title for film in await server.films()} == {"Rocky II", "Rocky III"}
    await env.bot.services.filing.correct(club.guild.id, 2, Correction(film="Rocky III (1982)"), club.ben.id)
    assert {film.name for film in await server.films()} == {"Rocky II", "Rocky III (1982)"}


async def test_a_film_is_found_by_how_its_title_begins(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE, film="The Metropolis Tapes")
    assert "The Metropolis Tapes" in shown(await club.ada.slash(club.channel, "film show", film="metro"))


async def test_a_pages_buttons_open_its_reviews_a_comparison_and_a_discussion_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, Line("A sharp, funny script.", 0.9, "writing", quote=True), film=HARVEST, rating=9)
    page = await show(club)
    assert page.response is not None
    assert list(buttons(page.response.message)) == ["Key points", "Reviews", "Compare", "Discuss"]
    await env.restart_bot(make_bot())
    listed = await club.ben.click(page.response, label="Reviews")
    assert listed.ephemeral
    assert "Reviews of The Lighthouse Keeper (2019)\n4 reviews" in shown(listed)
    assert "Harvest" not in shown(listed)
    asked = await club.ben.click(page.response, label="Compare")
    assert asked.ephemeral
    assert asked.response is not None
    assert [option.label for option in options(asked.response.message)] == ["Glass Harvest (2021)"]
    both = await club.ben.select(asked.response, ["1:2"])
    assert both.ephemeral
    assert "1 put Glass Harvest (2021) higher" in shown(both)
    await club.ben.click(page.response, label="Discuss")
    assert [each.name for each in club.channel.threads] == ["The Lighthouse Keeper (2019)"]


async def test_a_film_alone_is_compared_with_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    page = await show(club)
    refused = await club.ben.click(page.response, label="Compare")
    assert "no other reviewed film here yet" in shown(refused)


async def test_a_pages_menu_opens_the_lines_of_one_side_verbatim(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    await disagree(env, club)
    page = await show(club)
    assert page.response is not None
    assert [(option.label, option.description) for option in options(page.response.message)] == [
        ("Acting", "3 praise · 1 criticise"),
        ("Pacing", "1 praise · 2 criticise"),
        ("Music & sound", "1 praise"),
    ]
    await env.restart_bot(make_bot())
    lines = await club.ben.select(page.response, ["1:pacing"])
    assert lines.ephemeral
    said = shown(lines)
    assert "Pacing in The Lighthouse Keeper (2019)\n▲ 1 praise it · ▼ 2 criticise it" in said
    order = [said.index(words) for words in ("brisk and sure", "pacing is terrible", "It drags and drags.")]
    assert order == sorted(order), "praise and criticism in turn, the strongest first"
    assert f"▼ criticism · <@{club.ada.id}> · [#1 ↗]({link(club, 1)})" in said
    assert lines.response is not None
    await club.ben.select(lines.response, ["1:music"])
    assert "Music & sound in The Lighthouse Keeper (2019)\n▲ 1 praise it" in shown(lines)


async def test_many_lines_on_one_side_are_turned_in_pages_and_none_is_lost(env: simcord.Env) -> None:
    club = open_club(env)
    for number in range(14):
        sign = -1 if number % 5 == 4 else 1
        one = Line(f"Acting number {number:02}. " + "_Very_ [fine](x). " * 20, 0.5 * sign, "acting")
        await write(env, club, 800 + number, one)
    page = await show(club)
    assert page.response is not None
    lines = await club.ada.select(page.response, ["1:acting"])
    seen: list[str] = []
    for step in range(3):
        assert lines.response is not None
        assert within_budget(lines.response.message)
        assert f"page {step + 1} of 3" in shown(lines)
        seen += re.findall(r"Acting number (\d\d)", shown(lines))
        if step < 2:
            await club.ada.click(lines.response, label="Next ▶")
    assert sorted(seen) == [f"{number:02}" for number in range(14)]
    await club.ada.click(lines.response, label="◀ Back")
    assert "page 2 of 3" in shown(lines)


async def test_a_side_shows_no_line_that_is_hidden_and_none_of_who_asked_for_silence(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, 901, Line(ENDING, 0.9, "acting", spoiler=True))
    page = await show(club)
    server = archive_of(env, club)
    await server.opt_out(club.ben.id)
    await server.hide(1, club.mod.id, "off topic")
    lines = await club.ada.select(page.response, ["1:acting"])
    assert "wooden" not in raw(lines)
    assert "superb throughout" not in raw(lines)
    assert "drowns" not in "".join(raw(lines).split("||")[::2])
    assert "drowns" in raw(lines)


async def test_a_comparison_of_long_names_and_lines_keeps_to_the_limits(env: simcord.Env) -> None:
    club = open_club(env)
    films = [
        type(KEEPER)(0, f"{word} [long](x) {word} " * 11, year) for word, year in (("*Amber*", 1999), ("_Zinc_", 2020))
    ]
    for film in films:
        for author in (club.ada, club.ben, club.mod):
            rest = [Line(f"{film.year} {aspect} " + "~word~ " * 60, 0.5, aspect, quote=True) for aspect in ASPECTS]
            await write(env, club, author, *rest, film=film)
    for command, given in (
        ("film compare", {"first": "film:1", "second": "film:2"}),
        ("critic compare", {"first": club.ada, "second": club.ben}),
    ):
        result = await club.ada.slash(club.channel, command, **given)
        assert result.response is not None, shown(result)
        assert within_budget(result.response.message)


def options(message: discord.Message) -> list[discord.SelectOption]:
    view = discord.ui.LayoutView.from_message(message)
    (menu,) = (item for item in view.walk_children() if isinstance(item, discord.ui.Select))
    return menu.options
