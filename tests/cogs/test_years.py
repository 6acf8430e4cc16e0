"""`/archive year`, and the digest of December that offers it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import simcord
from PIL import Image

from bot.archive.types import ServerSettings
from tests.cogs.club import buttons, galleries, open_club, shown, within_budget
from tests.cogs.reviewers import ACTED, HARVEST, NEW_YEAR, WOODEN, answers, archive_of, write
from tests.cogs.test_quotes import picture_of
from tests.discussion.builders import Line


async def test_a_year_is_a_page_and_a_picture_and_is_kept_until_something_changes(env: simcord.Env) -> None:
    club = open_club(env)
    await write(env, club, club.ada, ACTED, rating=9.0, written_at=NEW_YEAR)
    await write(env, club, club.ben, WOODEN, label="negative", rating=2.0, written_at=NEW_YEAR)
    await write(env, club, club.ben, Line("Lovely.", 0.8), film=HARVEST, written_at=NEW_YEAR - timedelta(days=30))
    result = await club.mod.slash(club.channel, "archive year")
    text = shown(result)
    assert "2026 in films" in text
    assert "2 reviews of 1 film by 2 members" in text
    assert "Most split: The Lighthouse Keeper (2019) · ▲ 1 ▼ 1 of 2 reviewers" in text
    assert "Line of the year on The Lighthouse Keeper (2019)\n“The acting is superb throughout.”" in text
    assert within_budget(result.response.message)
    (gallery,) = galleries(result.response.message)
    assert gallery.items[0].description.startswith("2026: 2 reviews of 1 film by 2 members")
    assert "Most split, 1 for, 1 against: The Lighthouse Keeper (2019)." in gallery.items[0].description
    picture = await picture_of(result)
    assert isinstance(picture, Image.Image)
    assert picture.width == 1_080
    assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 20
    mine = shown(await club.ada.slash(club.channel, "archive year", year=2026, member=club.ada))
    assert "Rated highest: The Lighthouse Keeper (2019) · ★ 9.0/10" in mine
    assert "wooden" not in mine
    assert "nothing of this server from 2024" in shown(await club.ada.slash(club.channel, "archive year", year=2024))
    await write(env, club, club.mod, Line("A third.", 0.5), written_at=NEW_YEAR)
    assert "3 reviews of 1 film by 3 members" in shown(await club.mod.slash(club.channel, "archive year"))
    await archive_of(env, club).opt_out(club.ben.id)
    assert "2 reviews of 1 film by 2 members" in shown(await club.mod.slash(club.channel, "archive year"))


async def test_a_digest_of_december_offers_the_year_and_others_do_not(env: simcord.Env) -> None:
    club = open_club(env)
    channel = club.guild.create_text_channel("digest")
    settings = ServerSettings(digest_channel_id=channel.id, digest_day=3, digest_hour=2)
    await archive_of(env, club).save_settings(settings)
    await write(env, club, club.ada, ACTED, written_at=NEW_YEAR - timedelta(days=1))
    await env.advance_time(3 * 3_600)
    (digest,) = answers(env, channel)
    assert buttons(digest) == {}
    december = datetime(2026, 12, 3, 1, 59, tzinfo=UTC)
    for cog in env.bot.cogs.values():
        await cog.cog_unload()
    await env.advance_time((december - env.now()).total_seconds())
    await write(env, club, club.ada, WOODEN, written_at=december - timedelta(days=1))
    await env.bot.get_cog("Digests").send(env.bot.get_guild(club.guild.id), december + timedelta(minutes=2))
    digest = answers(env, channel)[-1]
    assert list(buttons(digest)) == ["The year 2026"]
    year = await club.ben.click(digest, label="The year 2026")
    assert "2026 in films" in shown(year)
