"""Cards, their buttons, lists, answers and panels, drawn by the bot's own commands in the club of the demo."""

from __future__ import annotations

import discord
import simcord

from bot.demo import ADMIN, Club

UNNAMED = (
    "It has the tension of Heat and the teeth of Jaws, and I was on the edge of my seat from the first minute to the "
    "last. The acting is superb, the photography is gorgeous and I loved every minute of it. A triumph."
)


async def draw(here: Club) -> dict[str, discord.Message]:
    """Have every view drawn as the admin sees it: name of the view -> message. The samples are filed already."""
    ines, channel = here.members[ADMIN], here.channel
    results: dict[str, simcord.InteractionResult] = {}
    results["help"] = await ines.slash(channel, "help")
    card = results["card"] = await ines.slash(channel, "review show", number=1)
    results["lines"] = await ines.click(card.response, label="Lines")
    results["aspects"] = await ines.click(card.response, label="Aspects")
    results["why"] = await ines.click(card.response, label="Why?")
    results["edit-or-delete"] = await ines.click(card.response, label="⋯")
    results["card-mixed"] = await ines.slash(channel, "review show", number=3)
    results["card-negative"] = await ines.slash(channel, "review show", number=2)
    results["card-spoiler"] = await ines.slash(channel, "review show", number=4)
    results["short-take"] = await ines.slash(channel, "review show", number=14)
    form = await ines.slash(channel, "review add")
    results["which-film"] = await ines.submit_modal(form, {"text": UNNAMED})
    results["reviews"] = await ines.slash(channel, "review list")
    results["search"] = await ines.slash(channel, "search", query="acting")
    results["films"] = await ines.slash(channel, "film list")
    results["answer"] = await ines.slash(channel, "ask", question="How are the visuals of Metropolis?")
    results["critic"] = await ines.slash(channel, "critic show", member=here.members["mara"])
    privacy = results["privacy"] = await ines.slash(channel, "privacy")
    await here.env.bot.services.archive.server(here.guild.id).agree(here.members["mara"].id)
    results["quote-card"] = await ines.slash(channel, "quote card", number=1)
    results["quote"] = await ines.slash(channel, "quote random")
    results["forget"] = await ines.click(privacy.response, label="Forget me here")
    results["setup"] = await ines.slash(channel, "setup")
    await ines.slash(channel, "moderation hide", number=2, reason="A duplicate.")
    results["moderation-log"] = await ines.slash(channel, "moderation log")
    return {name: message_of(result) for name, result in results.items()}


def message_of(result: simcord.InteractionResult) -> discord.Message:
    """Give the last message that an interaction answered with."""
    answers = [answer for answer in (result.response, *result.followups) if answer is not None]
    return answers[-1].message
