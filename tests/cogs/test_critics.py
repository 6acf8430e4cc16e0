"""`/critic …`: members as critics."""

from __future__ import annotations

from dataclasses import replace

import simcord

from tests.cogs.club import galleries, open_club, raw, shown, within_budget
from tests.cogs.reviewers import ACTED, BRISK, ENDING, HARVEST, SLOW, WOODEN, archive_of, disagree, link, write
from tests.discussion.builders import Line


async def test_a_member_is_shown_by_what_they_praise_and_pan(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, Line("Sharp words by a sharp cast.", 0.9, "acting"), film=HARVEST, rating=9.0)
    result = await club.ben.slash(club.channel, "critic show", member=club.ada)
    page = shown(result)
    assert f"<@{club.ada.id}>: 2 reviews of 2 films; 2 positive" in page
    assert "2.0 points above the others' ratings, over 1 film" in page
    assert "▲ Praises: acting (2 to 0)" in page
    assert "▼ Pans: pacing (0 to 1)" in page
    assert "“The pacing is terrible.”\n▼ criticism" in page
    assert f"[#1 ↗]({link(club, 1)})" in page
    assert "#1 The Lighthouse Keeper (2019) · Positive · ★ 8.0/10 · others 6.0/10" in page
    assert "2 ratings: averaged from three on" in page
    assert result.response is not None
    assert within_budget(result.response.message)


async def test_two_members_stand_side_by_side(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await write(env, club, club.ada, ACTED, BRISK, film=HARVEST)
    await write(env, club, club.ben, Line("A fine cast.", 0.6, "acting"), SLOW, film=HARVEST)
    result = await club.ada.slash(club.channel, "critic compare", first=club.ada, second=club.ben)
    page = shown(result)
    assert "both reviewed 2 films: they agree on 1, part on 1." in page
    part = page[page.index("Where they part") : page.index("Where they agree")]
    assert "Acting in The Lighthouse Keeper (2019)" in part
    assert "“The acting is superb throughout.”\n▲ praise" in part
    assert "“The acting is wooden and lifeless.”\n▼ criticism" in part
    assert result.response is not None
    (gallery,) = galleries(result.response.message)
    assert gallery.items[0].description == (
        f"ada-{club.guild.id} beside ben-{club.guild.id}. "
        "The Lighthouse Keeper (2019): positive, 8.0 of 10 against negative, 2.0 of 10; "
        "Glass Harvest (2021): positive against positive."
    )
    (file,) = result.response.attachments
    assert (await file.read()).startswith(b"\x89PNG")
    assert within_budget(result.response.message)


async def test_members_who_share_nothing_and_a_member_alone(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    stranger = club.guild.add_member(env.create_user("stranger"))
    none = await club.ada.slash(club.channel, "critic compare", first=club.ada, second=stranger)
    assert "have not reviewed the same film here." in shown(none)
    assert "has no reviews here." in shown(await club.ada.slash(club.channel, "critic show", member=stranger))
    same = await club.ada.slash(club.channel, "critic compare", first=club.ada, second=club.ada)
    assert shown(same) == "Choose two different members to compare."


async def test_forgotten_hidden_and_opted_out_reviews_are_not_shown(env: simcord.Env) -> None:
    club = open_club(env)
    await disagree(env, club)
    await archive_of(env, club).opt_out(club.ben.id)
    shown_ben = shown(await club.ada.slash(club.channel, "critic show", member=club.ben))
    assert shown_ben.endswith(f"<@{club.ben.id}> has no reviews here.")
    both = shown(await club.ada.slash(club.channel, "critic compare", first=club.ada, second=club.ben))
    assert "have not reviewed the same film" in both
    assert "others 8.0/10" in shown(await club.ada.slash(club.channel, "critic show", member=club.ada))
    await archive_of(env, club).hide(1, club.mod.id, "off topic")
    assert "has no reviews here." in shown(await club.ada.slash(club.channel, "critic show", member=club.ada))
    await archive_of(env, club).forget(club.mod.id)
    assert "has no reviews here." in shown(await club.ada.slash(club.channel, "critic show", member=club.mod))


async def test_spoilers_stay_hidden_and_other_servers_apart(env: simcord.Env) -> None:
    club, there = open_club(env, "Here"), open_club(env, "There")
    for member in (club.ada, club.ben):
        await write(env, club, member, Line(ENDING, 0.9, "story", quote=True, spoiler=True), WOODEN)
    pages = [
        raw(await club.ada.slash(club.channel, "critic show", member=club.ada)),
        raw(await club.ada.slash(club.channel, "critic compare", first=club.ada, second=club.ben)),
    ]
    for page in pages:
        assert "drowns" not in "".join(page.split("||")[::2])
        assert page.count("||") % 2 == 0
    ours = there.guild.add_member(club.ada.user)
    assert "has no reviews here." in shown(await there.ada.slash(there.channel, "critic show", member=ours))


async def test_who_is_near_and_on_which_films(env: simcord.Env) -> None:
    club = open_club(env)
    assert "Nobody here has reviewed five films" in shown(await club.ada.slash(club.channel, "critic nearest"))
    for at in range(5):
        film = replace(HARVEST, number=at + 1, title=f"Harvest {at}")
        for member, rating in ((club.ada, 9.0), (club.ben, 8.0), (club.mod, 1.0 if at else 9.0)):
            await write(env, club, member, Line("It is what it is."), film=film, rating=rating)
    result = await club.ada.slash(club.channel, "critic nearest")
    page = shown(result)
    assert page.index("Agree most") < page.index(f"<@{club.ben.id}>") < page.index(f"<@{club.mod.id}>")
    assert "over 5 films" in page
    assert "apart on Harvest 1 (2021)" in page
    await archive_of(env, club).opt_out(club.ben.id)
    assert f"<@{club.ben.id}>" not in shown(await club.ada.slash(club.channel, "critic nearest"))
    assert f"near <@{club.mod.id}>" in shown(await club.ada.slash(club.channel, "critic nearest", member=club.mod))
    assert result.response is not None
    assert within_budget(result.response.message)
