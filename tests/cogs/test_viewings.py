"""Whose words a review is, when the film was seen, and what was said of it before: through Discord."""

from __future__ import annotations

import pytest
import simcord

from tests.cogs.club import BLAME, OTHER, PRAISE, FilmClub, add, buttons, open_club, shown, within_budget
from tests.cogs.reviewers import archive_of


async def paste(club: FilmClub, text: str, member: simcord.MemberActor, options: dict, **fields: object):
    """File a review through `/review add` with options, and its form."""
    form = await member.slash(club.channel, "review add", **options)
    assert form.modal is not None, shown(form)
    return await member.submit_modal(form, {"text": text, **fields})


async def test_a_pasted_critic_is_named_on_the_card_and_counted_apart(env: simcord.Env) -> None:
    club = open_club(env)
    card = shown(await paste(club, PRAISE, club.ada, {"critic": "Bo *Marsh*"}))
    assert f"words of Bo *Marsh*, pasted by <@{club.ada.id}>" in card
    await add(club, BLAME, club.ben)
    page = shown(await club.ben.slash(club.channel, "film show", film="film:1"))
    assert "Critics, whose words were pasted and are not counted: Bo *Marsh* ▲ 9/10" in page
    assert "1 review here so far" in page
    assert "words of Bo" in shown(await club.ben.slash(club.channel, "review list"))
    assert "1 review of these in the words of critics" in shown(await club.ben.slash(club.channel, "archive stats"))
    assert "pasted words of Bo" in shown(await club.ben.slash(club.channel, "critic show", member=club.ada))


async def test_an_answer_says_which_words_are_a_critics(env: simcord.Env) -> None:
    club = open_club(env)
    await paste(club, PRAISE, club.ada, {"critic": "Bo Marsh"})
    alone = shown(await club.ben.slash(club.channel, "ask", question="Is The Lighthouse Keeper any good?"))
    assert "Not counted, 1 critic whose words were pasted here: Bo Marsh (positive, 9/10)." in alone
    assert f"words of Bo Marsh, pasted by <@{club.ada.id}>" in alone
    await add(club, BLAME, club.ben)
    both = shown(await club.ben.slash(club.channel, "ask", question="Is The Lighthouse Keeper any good?"))
    assert "The only reviewer is negative" in both


async def test_the_same_review_by_two_members_is_one_voice_and_said_so(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    copied = shown(await add(club, f"**{PRAISE}**", club.ben))
    assert f"Word for word #1, <@{club.ada.id}>: the same words count once." in copied
    page = shown(await club.mod.slash(club.channel, "film show", film="film:1"))
    assert "1 more review is word for word another’s, and not counted." in page


async def test_a_near_copy_is_said_to_be_one(env: simcord.Env) -> None:
    club = open_club(env)
    await add(club, PRAISE)
    near = PRAISE.replace("wonderful", "marvellous").replace("superb", "fine")
    assert f"Nearly word for word #1, <@{club.ada.id}>." in shown(await add(club, near, club.ben))
    assert "ord for word" not in shown(await add(club, BLAME, club.mod))


async def test_a_second_viewing_says_what_the_first_one_was(env: simcord.Env) -> None:
    club = open_club(env)
    first = await paste(club, BLAME, club.ada, {"watched": "2021-05-03", "tags": "cosy, #heist"}, rating="6/10")
    assert "Watched 3 May 2021 · tags: cosy, heist" in shown(first)
    again = await paste(club, PRAISE, club.ada, {}, rewatch=True, rating="9/10")
    assert "Second viewing, was 6/10 in 2021" in shown(again)
    assert again.response is not None
    assert within_budget(again.response.message)
    old = shown(await club.ben.slash(club.channel, "review show", number=1))
    assert "seen again, in #2: 9/10" in old
    mine = shown(await club.ben.slash(club.channel, "critic show", member=club.ada))
    assert "The Lighthouse Keeper (2019): was 6/10 in 2021, now 9/10 · #2" in mine
    here = shown(await club.ben.slash(club.channel, "critic show"))
    assert "1 member changed their mind, on 1 film." in here
    assert f"<@{club.ada.id}> on The Lighthouse Keeper (2019): was 6/10 in 2021, now 9/10" in here


async def test_versions_of_the_silent_and_the_hidden_are_not_shown(env: simcord.Env) -> None:
    club = open_club(env)
    await paste(club, BLAME, club.ada, {"watched": "2021-05-03"}, rating="6/10")
    await paste(club, PRAISE, club.ada, {}, rating="9/10")
    await archive_of(env, club).hide(1, club.mod.id, "off topic")
    assert "viewing" not in shown(await club.ben.slash(club.channel, "review show", number=2))
    assert "was 6/10" not in shown(await club.ben.slash(club.channel, "critic show"))
    await archive_of(env, club).unhide(1, club.mod.id)
    await archive_of(env, club).opt_out(club.ada.id)
    assert "was 6/10" not in shown(await club.ben.slash(club.channel, "critic show"))


async def test_a_file_takes_the_options_too(env: simcord.Env) -> None:
    club = open_club(env)
    options = {"critic": "Bo Marsh", "watched": "2021-05-03", "rewatch": True, "tags": "cosy"}
    await club.ada.slash(club.channel, "review add", file=("review.txt", PRAISE.encode()), **options)
    filed = await archive_of(env, club).get(1)
    assert filed is not None
    assert (filed.critic, filed.watched_on, filed.rewatch, filed.tags) == ("Bo Marsh", "2021-05-03", True, ("cosy",))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"watched": "last summer"}, "That day cannot be read"),
        ({"watched": "1800-01-01"}, "A film can be watched from 1888-10-14"),
        ({"tags": "x" * 51}, "One of those tags has 51 characters; the limit is 50."),
    ],
)
async def test_what_cannot_be_read_is_refused_before_the_form_opens(
    env: simcord.Env, options: dict, sentence: str
) -> None:
    club = open_club(env)
    refused = await club.ada.slash(club.channel, "review add", **options)
    assert refused.modal is None
    assert sentence in shown(refused)


async def test_critic_day_rewatch_and_tags_can_be_corrected(env: simcord.Env) -> None:
    club = open_club(env)
    card = (await add(club, PRAISE)).response
    assert card is not None
    more = await club.ada.click(card, label="⋯")
    assert more.response is not None
    assert "Viewing" in buttons(more.response.message)
    form = await club.ada.click(more.response, label="Viewing")
    fields = {"critic": "Bo Marsh", "watched": "2021-05-03", "rewatch": True, "tags": "cosy"}
    assert "words of Bo Marsh" in shown(await club.ada.submit_modal(form, fields))
    filed = await archive_of(env, club).get(1)
    assert filed is not None
    assert (filed.critic, filed.watched_on, filed.rewatch, filed.tags) == ("Bo Marsh", "2021-05-03", True, ("cosy",))
    form = await club.mod.slash(club.channel, "review edit", number=1, part="viewing")
    emptied = {"critic": "", "watched": "", "rewatch": False, "tags": ""}
    assert f"by <@{club.ada.id}>" in shown(await club.mod.submit_modal(form, emptied))
    refused = await club.ben.slash(club.channel, "review edit", number=1, part="viewing")
    assert "can be changed by its author" in shown(refused)


async def test_a_form_that_changes_nothing_says_so(env: simcord.Env) -> None:
    club = open_club(env)
    await paste(club, OTHER, club.ada, {"tags": "cosy"})
    form = await club.ada.slash(club.channel, "review edit", number=1, part="viewing")
    said = await club.ada.submit_modal(form, {"tags": "cosy"})
    assert "Nothing was changed" in shown(said)
