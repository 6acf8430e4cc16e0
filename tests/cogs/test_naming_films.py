"""*Which film is it?*: on the card itself, a menu of likely films with a field for another, in one press."""

from __future__ import annotations

from collections.abc import Callable

import discord
import simcord
from discord.ext import commands

from bot.archive.types import Review
from tests.cogs.club import OTHER, FilmClub, add, displays, open_club, shown

UNNAMED = (
    "It has the tension of Heat and the teeth of Jaws, and I was on the edge of my seat from the first minute to the "
    "last. The acting is superb, the photography is gorgeous and I loved every minute of it. A triumph."
)
HIDDEN = "What a wonderful film, superb from start to end, though ||Rosebud is a sled|| broke my heart a little."


async def card_of(club: FilmClub, text: str = UNNAMED) -> simcord.ResponseMessage:
    result = await add(club, text)
    assert result.response is not None
    return result.response


def choices(message: discord.Message) -> list[str]:
    """Give the films that a card offers."""
    view = discord.ui.LayoutView.from_message(message)
    menus = [item for item in view.walk_children() if isinstance(item, discord.ui.Select)]
    return [option.label for menu in menus for option in menu.options]


async def filed(env: simcord.Env, club: FilmClub, number: int) -> Review:
    review = await env.bot.services.archive.server(club.guild.id).get(number)
    assert review is not None
    return review


async def test_what_the_text_may_mean_comes_first_then_films_of_the_server(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, OTHER)
    card = await card_of(club)
    offered = choices(card.message)
    assert set(offered[:-2]) == {"Heat", "Jaws"}
    assert offered[-2:] == ["Glass Harvest (2021)", "Another film…"]


async def test_one_press_names_the_film_where_the_question_stood(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, OTHER)
    card = await card_of(club)
    await club.ada.select(card, ["2:Glass Harvest (2021)"])
    review = await filed(env, club, 2)
    assert review.film is not None
    assert review.film.name == "Glass Harvest (2021)"
    assert review.film.reviews == 2, "it is the film that was here, not another of its name"
    after = club.channel.history()[-1]
    assert choices(after) == []
    assert any("Glass Harvest" in item.content for item in displays(after))


async def test_another_film_is_typed_into_a_field(env: simcord.Env) -> None:
    club = open_club(env)
    card = await card_of(club)
    form = await club.ada.select(card, ["1:"])
    await club.ada.submit_modal(form, {"film": "Quiet Rivers (1998)"})
    review = await filed(env, club, 1)
    assert review.film is not None
    assert (review.film.title, review.film.year) == ("Quiet Rivers", 1998)
    assert choices(club.channel.history()[-1]) == []


async def test_only_its_author_and_moderators_name_it(env: simcord.Env) -> None:
    club = open_club(env)
    card = await card_of(club)
    refused = await club.ben.select(card, ["1:Heat"])
    assert "can be changed by its author and by moderators" in shown(refused)
    assert (await filed(env, club, 1)).film is None
    await club.mod.select(card, ["1:Heat"])
    assert (await filed(env, club, 1)).film is not None


async def test_what_is_hidden_is_not_offered_and_the_field_always_is(env: simcord.Env) -> None:
    club = open_club(env)
    card = await card_of(club, HIDDEN)
    assert choices(card.message) == ["Another film…"]


async def test_the_menu_works_after_a_restart_and_from_a_card_shown_again(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    first = await card_of(club)
    await env.restart_bot(make_bot())
    again = await club.ada.slash(club.channel, "review show", number=1)
    assert again.response is not None
    await club.ada.select(again.response, ["1:Heat"])
    original = next(message for message in club.channel.history() if message.id == first.message.id)
    assert choices(original) == [], "the card in the channel is drawn anew, too"
