"""Film pages, comparisons and charts, drawn by the bot's own commands and buttons from reviews of our own writing.

uv run python -m tests.gallery.films FOLDER photographs them.
"""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.analysis.types import Aspect
from bot.archive.types import Film
from bot.demo import MEMBERS, Club, open_club
from tests.discussion.builders import Line, draft
from tests.gallery.camera import camera

KEEPER = Film(1, "The Lighthouse Keeper", 2019)
HARVEST = Film(2, "Glass Harvest", 2021)
GATE = Film(3, "羅生門", 1950)
"""A title that the charts have no letters for."""
BEGUN = datetime(2025, 2, 3, 20, tzinfo=UTC)
NAMES = ("Teo", "Rosa", "Kofi", "Lena", "Oskar", "Priya", "Sam", "Vera", "Yusuf")
PRAISES: dict[Aspect, str] = {
    "acting": "Two people in one room, and not a false note between them.",
    "visuals": "Every frame of the storm could hang on a wall.",
    "music": "The foghorn theme has been in my head for a week.",
    "writing": "The dialogue says little and means all of it.",
    "direction": "She holds each shot a second longer than is comfortable, and she is right to.",
    "story": "A small story, told to its very end.",
    "characters": "I knew the keeper better than my own uncle when it was over.",
    "emotion": "I cried in the last reel and was glad of the dark.",
    "ending": "The last image earns everything that came before it.",
    "tension": "The stairs scene made the whole row hold its breath.",
}
CRITICISMS: dict[Aspect, str] = {
    "pacing": "The second hour drags like a wet coat.",
    "writing": "Nobody has ever talked like this to a seagull.",
    "story": "Nothing happens twice, and both times it rains.",
    "ending": "It ends three times, and the first was the best.",
    "acting": "He plays every scene as if it were the last one.",
    "humour": "The jokes belong to another film.",
}
OF_HARVEST: dict[Aspect, tuple[str, str]] = {
    "humour": ("I laughed until the row in front turned round.", "A comedy that explains its jokes."),
    "writing": ("The dialogue sparkles and cuts.", "Every line waits for applause."),
    "pacing": ("Ninety minutes, and not one to spare.", "It is over before it has begun."),
    "acting": ("The sisters alone are worth the ticket.", "Everybody acts in a film of their own."),
    "visuals": ("The greenhouse glows like a lamp.", "It is lit like a kitchen."),
}


async def draw(here: Club) -> dict[str, discord.Message]:
    """File the reviews, and have every view drawn as a member sees it: name of the view -> message."""
    others = [here.guild.add_member(here.env.create_user(name.lower(), global_name=name)) for name in NAMES]
    members = [*(here.members[name] for name in MEMBERS), *others]
    await _file_keeper(here, members)
    await _file_harvest(here, members[:7])
    gate = Line("Four people lie, and each of them is right.", 0.9, "story", quote=True)
    await _file(here, members[0], GATE, [gate], "positive", 10.0, 300)
    await _file(here, members[1], GATE, [Line("Rain, and more rain.", -0.4, "pacing")], "mixed", None, 310)
    mara = members[0]
    page = await mara.slash(here.channel, "film show", film="film:1")
    side = await mara.select(page.response, ["1:writing"])
    choice = await mara.click(page.response, label="Compare")
    beside = await mara.slash(here.channel, "film compare", first="film:1", second="film:2")
    critics = await mara.slash(here.channel, "critic compare", first=members[0], second=members[1])
    stats = await mara.slash(here.channel, "archive stats")
    reviews = await mara.click(page.response, label="Reviews")
    results = {
        "film": page,
        "film-of-few": await mara.slash(here.channel, "film show", film="film:3"),
        "side": side,
        "compare-choice": choice,
        "film-reviews": reviews,
        "films-compared": beside,
        "members-compared": critics,
        "totals": stats,
        "year": await mara.slash(here.channel, "archive year", year=BEGUN.year),
        "night": await mara.slash(here.channel, "night plan", film="Metropolis (1927)", place="Kino"),
        "proposals": await _proposals(here, members),
    }
    return {name: _message(result) for name, result in results.items()}


async def _proposals(here: Club, members: list[Any]) -> simcord.InteractionResult:
    for member, film in zip(members, ("Stalker (1979)", "Playtime (1967)", "Ran (1985)"), strict=False):
        await member.slash(here.channel, "night propose", film=film)
    return await members[0].slash(here.channel, "night proposals")


def _message(result: simcord.InteractionResult) -> discord.Message:
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    return answers[-1].message


async def _file_keeper(here: Club, members: list[Any]) -> None:
    chance = random.Random(4)  # noqa: S311  (the same club every time)
    for place, member in enumerate(members):
        likes = place % 4 != 1
        praised = chance.sample(list(PRAISES), 4 if likes else 1)
        panned = [side for side in chance.sample(list(CRITICISMS), 1 if likes else 3) if side not in praised]
        lines = [Line(PRAISES[side], chance.uniform(0.5, 0.95), side, quote=True) for side in praised]
        lines += [Line(CRITICISMS[side], -chance.uniform(0.5, 0.95), side, quote=True) for side in panned]
        rating = min(10.0, max(1.0, round(chance.gauss(8.2 if likes else 3.5, 1.2))))
        label = ("mixed" if place == 6 else "positive") if likes else "negative"
        await _file(here, member, KEEPER, lines, label, rating if place != 5 else None, 37 * place)


async def _file_harvest(here: Club, members: list[Any]) -> None:
    chance = random.Random(9)  # noqa: S311  (as above)
    for place, member in enumerate(members):
        likes = place % 3 != 0
        sides = chance.sample(list(OF_HARVEST), 3)
        lines = [Line(OF_HARVEST[side][0 if likes else 1], 0.8 if likes else -0.7, side, quote=True) for side in sides]
        rating = 8.0 if likes else 4.0
        await _file(here, member, HARVEST, lines, "positive" if likes else "negative", rating, 29 * place + 200)


async def _file(
    here: Club, member: Any, film: Film, lines: list[Line], label: Any, rating: float | None, day: int
) -> None:
    server = here.env.bot.services.archive.server(here.guild.id)
    message = await member.send(here.channel, "A review.")
    one = draft(member.id, *lines, film=film, label=label, rating=rating, message=message.id)
    await server.add(replace(one, channel_id=here.channel.id, written_at=BEGUN + timedelta(days=day)))


async def _photograph(folder: Path) -> None:
    async with open_club(filled=False) as here:
        views = await draw(here)
        viewers = [here.members[MEMBERS[0]]]
        async with here.env.preview(here.channel, viewers=viewers, layout="channel") as preview, camera() as eye:
            for path in await eye.take(preview.url, views, folder):
                print(path)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_photograph(Path(sys.argv[1])))
