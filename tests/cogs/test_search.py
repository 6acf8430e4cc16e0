from __future__ import annotations

from collections.abc import Callable

import simcord
from discord.ext import commands

from tests.cogs.club import BLAME, OTHER, PRAISE, add, numbers_of_both_pages, open_club, raw, shown, within_budget


async def test_search_shows_the_matching_sentence_in_bold_with_its_link(env: simcord.Env) -> None:
    club = open_club(env)
    message = await club.ben.send(club.channel, OTHER)
    await club.ada.context_menu(club.channel, "Read this review", message)
    await add(club, PRAISE)
    result = await club.ada.slash(club.channel, "search", query="sparkles")
    assert "**sparkles**" in raw(result)
    assert f"/{club.channel.id}/{message.id})" in raw(result)
    assert "1 review\n" in shown(result)
    assert result.response is not None
    assert within_budget(result.response.message)


async def test_filters_narrow_a_search(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    await add(club, BLAME, club.ben)

    async def found(**options: object) -> str:
        return shown(await club.ada.slash(club.channel, "search", query="minute", **options))

    assert "2 reviews" in await found()
    assert "Negative" in await found(author=club.ben)
    assert "Negative" not in await found(label="positive")
    assert "Negative" not in await found(min_rating=5.0)
    assert "Nothing here matches" in await found(until="1y")
    assert "2 reviews" in await found(since="1y", film="The Lighthouse Keeper")
    assert "That date cannot be read" in await found(since="last tuesday")


async def test_pages_turn_after_a_restart_with_the_words_kept_in_the_message(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    for night in range(8):
        await add(club, f"{PRAISE} Seen on night {night}, in row {night}.")
    first = await club.ada.slash(club.channel, "search", query='"every minute" -zebra')
    assert "8 reviews" in shown(first)
    seen, rest = await numbers_of_both_pages(env, club, first, make_bot())
    assert seen | rest == set("12345678")
    assert not seen & rest


async def test_what_people_type_is_never_an_error(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    for query in ("don't", "C++", '"unclosed', "a-b", "100%", "🎬", '* - " ( AND', "NOT", "wonder*", "pq:words:"):
        assert "Something went wrong" not in shown(await club.ada.slash(club.channel, "search", query=query))


async def test_a_spoiler_that_matches_stays_hidden(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, f"{PRAISE} I did not see it coming that ||the gardener is the murderer||, and neither will you.")
    markup = raw(await club.ada.slash(club.channel, "search", query="murderer"))
    assert "murderer" not in "".join(markup.replace("Search: murderer", "").split("||")[::2])
