from __future__ import annotations

import re
from collections.abc import Callable

import discord
import pytest
import simcord
from discord.ext import commands

from tests.cogs.club import BLAME, OTHER, PRAISE, add, buttons, open_club, raw, shown, within_budget


async def test_a_review_pasted_into_the_form_is_answered_with_a_card(env: simcord.Env) -> None:
    club = open_club(env)
    result = await add(club, PRAISE)
    card = shown(result)
    assert result.response is not None
    assert not result.ephemeral
    assert "The Lighthouse Keeper (2019)" in card
    assert "Positive" in card
    assert "4.5/5 as written (9.0/10)" in card
    assert "A small masterpiece" in card
    assert f"#1 · by <@{club.ada.id}>" in card
    assert within_budget(result.response.message)


async def test_the_form_takes_film_and_rating_as_typed(env: simcord.Env) -> None:
    club = open_club(env)
    card = shown(await add(club, OTHER, film="Glass Harvest Two (2022)", rating="B+"))
    assert "Glass Harvest Two (2022)" in card
    assert "B+ as written" in card


async def test_a_text_file_is_read(env: simcord.Env) -> None:
    club = open_club(env)
    result = await club.ada.slash(club.channel, "review add", file=("review.txt", PRAISE.encode("utf-16")))
    card = shown(result)
    assert "The Lighthouse Keeper (2019)" in card
    assert "UTF-16" in card


async def test_a_file_and_a_text_in_the_form_are_read_in_order(env: simcord.Env) -> None:
    club = open_club(env)
    result = await add(club, PRAISE, upload=("more.txt", OTHER.encode()))
    review = await env.bot.services.archive.server(club.guild.id).get(1)
    assert "Positive" in shown(result)
    assert review.text == f"{PRAISE}\n\n{OTHER}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("   \n ", "There is no text in that to read; one word is enough."),
    ],
)
async def test_the_form_refuses_in_one_sentence(env: simcord.Env, text: str, sentence: str) -> None:
    club = open_club(env)
    result = await add(club, text)
    assert shown(result) == sentence
    assert (await env.bot.services.archive.server(club.guild.id).totals()).reviews == 0


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("long.txt", ("word " * 50_000).encode(), "That review has 250,000 characters; the limit is 200,000."),
        (
            "huge.txt",
            b"x" * (2 * 1024 * 1024 + 1),
            "huge.txt has 2,097,153 bytes; the limit for a text file is 2,097,152.",
        ),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "photo.png is not a text file; the bot reads .txt and .md."),
    ],
)
async def test_a_file_is_refused_in_one_sentence(env: simcord.Env, name: str, data: bytes, sentence: str) -> None:
    club = open_club(env)
    result = await club.ada.slash(club.channel, "review add", file=(name, data))
    assert shown(result) == sentence


async def test_a_binary_called_txt_is_refused(env: simcord.Env) -> None:
    club = open_club(env)
    result = await club.ada.slash(club.channel, "review add", file=("review.txt", b"\x00\x01\x02binary" * 30))
    assert "not text" in shown(result).lower() or "binary" in shown(result).lower()


async def test_a_rating_that_cannot_be_read_is_refused_rather_than_dropped(env: simcord.Env) -> None:
    club = open_club(env)
    assert "That rating cannot be read" in shown(await add(club, PRAISE, rating="quite good"))


async def test_a_review_in_another_language_is_summarized_without_a_label(env: simcord.Env) -> None:
    club = open_club(env)
    german = (
        "Ein wunderbarer Film über das Leben an der Küste. Die Schauspieler sind großartig und die Bilder bleiben "
        "lange im Gedächtnis. Ich habe jede Minute genossen und werde ihn bald noch einmal sehen. "
        "Ein kleines Meisterwerk, das viel mehr Zuschauer verdient hätte."
    )
    card = shown(await add(club, german))
    assert "Not sure" in card
    assert "not in English" in card


async def test_the_same_text_twice_is_one_review_and_said_so(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    again = shown(await add(club, PRAISE))
    assert "That text is filed already" in again
    assert "#1 ·" in again
    assert (await env.bot.services.archive.server(club.guild.id).totals()).reviews == 1


async def test_the_message_menu_reads_a_message_and_files_it_under_its_author(env: simcord.Env) -> None:
    club = open_club(env)
    message = await club.ben.send(club.channel, BLAME)
    card = shown(await club.ada.context_menu(club.channel, "Read this review", message))
    assert "Negative" in card
    assert f"by <@{club.ben.id}> · filed by <@{club.ada.id}>" in card
    assert f"/{club.channel.id}/{message.id})" in card


async def test_the_menu_joins_following_messages_and_their_text_files(env: simcord.Env) -> None:
    club = open_club(env)
    first = await club.ben.send(club.channel, "So, that film.")
    await club.ben.send(club.channel, attachments=[("message.txt", PRAISE.encode())])
    await club.ben.send(club.channel, "And that is all.")
    await club.ada.send(club.channel, "Thanks!")
    await club.ben.send(club.channel, "You are welcome, all of you, any time.")
    await club.ada.context_menu(club.channel, "Read this review", first)
    review = await env.bot.services.archive.server(club.guild.id).get(1)
    assert review.text == f"So, that film.\n\n{PRAISE}\n\nAnd that is all."
    assert len(review.message_ids) == 3


async def test_messages_far_apart_are_not_joined(env: simcord.Env) -> None:
    club = open_club(env)
    first = await club.ben.send(club.channel, PRAISE)
    await env.advance_time(46)
    await club.ben.send(club.channel, "Anybody for a drink after the film?")
    await club.ada.context_menu(club.channel, "Read this review", first)
    assert (await env.bot.services.archive.server(club.guild.id).get(1)).text == PRAISE


async def test_the_same_message_twice_is_one_review(env: simcord.Env) -> None:
    club = open_club(env)
    message = await club.ben.send(club.channel, PRAISE)
    await club.ada.context_menu(club.channel, "Read this review", message)
    assert "That message is filed already" in shown(
        await club.mod.context_menu(club.channel, "Read this review", message)
    )


async def test_the_menu_refuses_bots_and_empty_messages(env: simcord.Env) -> None:
    club = open_club(env)
    bot_card = (await add(club, PRAISE)).response
    assert bot_card is not None
    refused = await club.ada.context_menu(club.channel, "Read this review", bot_card)
    assert "written by a bot" in shown(refused)
    picture = await club.ben.send(club.channel, attachments=[("cat.png", b"\x89PNG\r\n\x1a\n")])
    assert "no text to read" in shown(await club.ada.context_menu(club.channel, "Read this review", picture))


async def test_show_brings_a_card_back_and_names_a_missing_number(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    assert "The Lighthouse Keeper" in shown(await club.ben.slash(club.channel, "review show", number=1))
    missing = await club.ben.slash(club.channel, "review show", number=7)
    assert shown(missing) == "There is no review #7 on this server."


async def test_show_draws_a_shorter_or_longer_summary(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, f"{PRAISE}\n\n{BLAME}\n\n{OTHER}")
    sizes = [
        len(shown(await club.ada.slash(club.channel, "review show", number=1, length=length)))
        for length in ("short", "normal", "long")
    ]
    assert sizes[0] < sizes[1] < sizes[2]
    assert len(shown(await club.ada.slash(club.channel, "review show", number=1))) == sizes[1]


async def test_lines_aspects_and_why_answer_in_private_after_a_restart_too(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    await env.restart_bot(make_bot())
    lines = await club.ben.click(card, label="Lines")
    assert lines.ephemeral
    assert "I loved every minute of it" in shown(lines)
    why = await club.ben.click(card, label="Why?")
    assert why.ephemeral
    assert "▲ Praise: " in shown(why)
    assert "Positive, very sure: at least nine in ten such labels are right." in shown(why)
    assert "Acting ▲" in shown(await club.ben.click(card, label="Aspects"))


async def test_a_side_is_corrected_by_its_author_in_private(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    await env.restart_bot(make_bot())
    assert "Correct a side" not in raw(await club.ben.click(card, label="Aspects"))
    page = (await club.ada.click(card, label="Aspects")).response
    assert page is not None
    asked = await club.ada.select(page, ["1:acting"], custom_id="pq:aspect:")
    assert "What does this review say of the acting?" in shown(asked)
    done = await club.ada.click(page, label="▼ Criticism")
    assert "Acting ▼ · set by hand" in shown(done)
    review = await env.bot.services.archive.server(club.guild.id).get(1)
    assert review.aspects_by_hand == (("acting", -1),)
    await club.ada.select(page, ["1:acting"], custom_id="pq:aspect:")
    assert "Taken away by hand: acting." in shown(await club.ada.click(page, label="Nothing"))
    await club.ada.select(page, ["1:acting"], custom_id="pq:aspect:")
    assert "Acting ▲" in shown(await club.ada.click(page, label="As it was read"))


async def test_a_moderator_corrects_a_side_too(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    page = (await club.mod.click(card, label="Aspects")).response
    assert page is not None
    await club.mod.select(page, ["1:acting"], custom_id="pq:aspect:")
    assert "Acting ▼ · set by hand" in shown(await club.mod.click(page, label="▼ Criticism"))


async def test_only_author_and_moderators_open_the_menu_of_a_card(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    assert "by its author and by moderators" in shown(await club.ben.click(card, label="⋯"))
    for allowed in (club.ada, club.mod):
        menu = await allowed.click(card, label="⋯")
        assert menu.ephemeral
        assert menu.response is not None
        assert set(buttons(menu.response.message)) == {"Edit", "Viewing", "Delete"}


async def test_editing_changes_film_rating_label_and_text_and_the_card_in_place(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    form = await club.ada.slash(club.channel, "review edit", number=1)
    values = {"film": "Glass Harvest (2021)", "rating": "2/10", "label": ["mixed"], "text": BLAME}
    result = await club.ada.submit_modal(form, values)
    assert result.ephemeral
    review = await env.bot.services.archive.server(club.guild.id).get(1)
    assert (review.film.name, review.rating_value, review.label, review.text) == (
        "Glass Harvest (2021)",
        2.0,
        "mixed",
        BLAME,
    )
    stored = env.backend.get_message(card.channel_id, card.id)
    assert "Glass Harvest (2021)" in str(stored.components)
    assert "label set by hand" in str(stored.components)


async def test_editing_nothing_changes_nothing(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    form = await club.ada.slash(club.channel, "review edit", number=1)
    result = await club.ada.submit_modal(
        form, {"film": "The Lighthouse Keeper (2019)", "rating": "4.5/5", "text": PRAISE}
    )
    assert shown(result) == "Nothing was changed in review #1."


async def test_permissions_are_checked_again_when_a_form_is_sent(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    form = await club.mod.slash(club.channel, "review edit", number=1)
    env.backend.get_guild(club.guild.id).members[club.mod.id].role_ids.clear()
    result = await club.mod.submit_modal(form, {"film": "Taken over", "rating": "1/10", "text": PRAISE})
    assert "by its author and by moderators" in shown(result)
    assert (await env.bot.services.archive.server(club.guild.id).get(1)).film.title == "The Lighthouse Keeper"


async def test_deleting_asks_first_and_can_be_undone_after_a_restart(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    asked = await club.ada.slash(club.channel, "review delete", number=1)
    assert asked.ephemeral
    server = env.bot.services.archive.server
    assert await server(club.guild.id).get(1) is not None
    deleted = await club.ada.click(asked.response, label="Delete it")
    assert "is deleted" in shown(deleted) or "is deleted" in str(asked.response.components)
    assert await server(club.guild.id).get(1) is None
    assert "was deleted" in str(env.backend.get_message(card.channel_id, card.id).components)
    await env.restart_bot(make_bot())
    await club.ada.click(asked.response, label="Undo")
    assert (await env.bot.services.archive.server(club.guild.id).get(1)).text == PRAISE
    assert "The Lighthouse Keeper" in str(env.backend.get_message(card.channel_id, card.id).components)


async def test_permissions_are_checked_again_when_a_deletion_is_undone(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    asked = await club.mod.slash(club.channel, "review delete", number=1)
    await club.mod.click(asked.response, label="Delete it")
    env.backend.get_guild(club.guild.id).members[club.mod.id].role_ids.clear()
    assert "can be undone by moderators" in shown(await club.mod.click(asked.response, label="Undo"))
    assert await env.bot.services.archive.server(club.guild.id).get(1) is None


async def test_a_stranger_cannot_delete(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    assert "by its author and by moderators" in shown(await club.ben.slash(club.channel, "review delete", number=1))


async def test_the_list_filters_sorts_and_turns_pages(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    for number in range(8):
        await add(club, f"{PRAISE} Seen on night {number}.")
    await add(club, BLAME, club.ben)
    first = await club.ada.slash(club.channel, "review list")
    assert "9 reviews" in shown(first)
    assert "The Lighthouse Keeper (2019) · ▼ Negative · ★ 1/5" in shown(first)
    await env.restart_bot(make_bot())
    await club.ada.click(first.response, label="Next ▶")
    second = str(first.response.components)
    assert re.search(r"#3\b", second)
    assert not re.search(r"#9\b", second)
    only = shown(await club.ada.slash(club.channel, "review list", author=club.ben, label="negative"))
    assert "1 review · by " in only
    assert "negative" in only
    film = shown(await club.ada.slash(club.channel, "review list", film="lighthouse keeper"))
    assert "Reviews of The Lighthouse Keeper (2019)" in film
    assert "No film here" in shown(await club.ada.slash(club.channel, "review list", film="Nothing At All"))


async def test_options_autocomplete_from_this_server_only(env: simcord.Env) -> None:
    here, there = open_club(env, "Here"), open_club(env, "There")
    await add(here, PRAISE)
    await add(there, OTHER)
    films = await here.ada.autocomplete(here.channel, "review list", "film", "")
    assert [choice["name"] for choice in films] == ["The Lighthouse Keeper (2019)"]
    numbers = await there.ada.autocomplete(there.channel, "review show", "number", "1")
    assert [choice["name"] for choice in numbers] == ["#1 Glass Harvest (2021) · Positive"]


async def test_two_servers_never_see_each_other(env: simcord.Env) -> None:
    here, there = open_club(env, "Here"), open_club(env, "There")
    await add(here, PRAISE)
    await add(there, OTHER)
    assert "Glass Harvest" not in shown(await here.ada.slash(here.channel, "review list"))
    assert "Lighthouse" not in shown(
        await there.ada.slash(there.channel, "search", query="film OR comedy OR wonderful")
    )
    assert "Lighthouse" in shown(await here.ada.slash(here.channel, "review show", number=1))
    assert "Glass Harvest" in shown(await there.ada.slash(there.channel, "review show", number=1))


async def test_markup_in_a_review_is_inert_and_pings_nobody(env: simcord.Env) -> None:
    club = open_club(env)
    hostile = f"@everyone <@{club.ben.id}> [free](https://example.org) # shout **bold** <t:1> {PRAISE}\n\n{OTHER}"
    result = await add(club, hostile, film="@everyone **Boo** ||x||")
    markup = raw(result)
    assert "**Boo**" not in markup
    assert "\\@everyone" in markup
    assert result.response is not None
    assert {member.id for member in result.response.message.mentions} <= {club.ada.id, club.ben.id}, "drawn as names"
    assert not result.response.message.mention_everyone


async def test_spoilers_stay_hidden_on_every_button(env: simcord.Env) -> None:
    club = open_club(env)
    ending = "||In the superb last scene the keeper drowns, which is a wonderful and moving ending.||"
    text = f"{PRAISE} {ending} Go and see it."
    card = await add(club, text)
    assert card.response is not None
    for result in (card, *[await club.ben.click(card.response, label=label) for label in ("Lines", "Why?", "Aspects")]):
        outside = "".join(raw(result).split("||")[::2])
        assert "drowns" not in outside
        assert raw(result).count("||") % 2 == 0


async def test_a_form_left_open_over_a_restart_gives_the_text_back(
    env: simcord.Env, make_bot: Callable[[], commands.AutoShardedBot]
) -> None:
    club = open_club(env)
    form = await club.ada.slash(club.channel, "review add")
    await env.restart_bot(make_bot())
    result = await club.ada.submit_modal(form, {"text": PRAISE})
    assert result.ephemeral
    assert "was restarted while that form was open" in shown(result)
    assert result.response is not None
    assert PRAISE in (await result.response.attachments[0].read()).decode()


@pytest.mark.faulty
async def test_a_fault_of_ours_is_one_sentence_with_a_reference_and_no_text_in_the_log(
    env: simcord.Env, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = open_club(env)

    def broken(*_: object) -> discord.ui.LayoutView:
        raise RuntimeError(PRAISE)  # a fault that carries the review in its message

    monkeypatch.setattr("cogs.club.reviews.draw", broken)
    sentence = shown(await add(club, PRAISE))
    assert sentence.startswith("Something went wrong on Pullquote's side; nothing was lost. Reference: ")
    reference = sentence.rsplit(" ", 1)[1]
    assert reference in caplog.text
    assert "RuntimeError" in caplog.text
    assert "masterpiece" not in caplog.text


RECIPE = (
    "Take two eggs and two hundred grams of flour, whisk them with the milk, and leave the batter for half an hour. "
    "Then melt butter in a pan and bake each pancake until it is brown on both sides. Serve with sugar and lemon."
)


async def test_what_judges_no_film_is_filed_after_a_yes_alone(env: simcord.Env) -> None:
    club = open_club(env)
    server = env.bot.services.archive.server(club.guild.id)
    asked = await add(club, RECIPE)
    assert "This does not read like a review: it judges no film. Nothing is filed yet." in shown(asked)
    assert await server.size() == 0
    assert asked.response is not None
    refused = await club.ben.click(asked.response, label="File it")
    assert "Only who handed it in can have it filed." in shown(refused)
    await club.ada.click(asked.response, label="File it")
    assert await server.size() == 1


async def test_who_names_the_film_is_not_asked(env: simcord.Env) -> None:
    club = open_club(env)
    assert "Glass Harvest" in shown(await add(club, RECIPE, film="Glass Harvest"))


async def test_keys_struck_at_random_are_refused(env: simcord.Env) -> None:
    club = open_club(env)
    assert "does not read like language" in shown(await add(club, "asdf " * 60))
    assert await env.bot.services.archive.server(club.guild.id).size() == 0


async def test_what_waits_for_a_yes_goes_with_its_author(env: simcord.Env) -> None:
    club = open_club(env)
    asked = await add(club, RECIPE)
    assert asked.response is not None
    await env.bot.get_cog("Reviews").erase_member(club.guild.id, club.ada.id)
    assert "That is not held any more" in shown(await club.ada.click(asked.response, label="File it"))
