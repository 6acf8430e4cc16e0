"""Which film is next: a poll among the proposals, or whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Final

import discord

from bot.archive.evening import Poll, Proposal, Turn
from bot.filing import RefusedError
from bot.speech import N_, _, speaking
from bot.views import nights as pages
from bot.views.escape import escape
from cogs.evening._steps import Place, find_place, find_sent
from cogs.parts.buttons import Act, custom_id_of
from cogs.parts.reply import defer, say, show
from cogs.parts.services import guild_of, heard_of, is_moderator, language_at, replies_publicly, server_of, services_at

SLOW_COUNT: Final = timedelta(minutes=1)
"""Discord counts a poll a moment after it is closed."""
GIVEN_UP: Final = timedelta(days=7)
"""A poll that cannot be reached for so long is let go."""
_NOBODY = discord.AllowedMentions.none()


async def withdraw(interaction: discord.Interaction, number: int) -> None:
    """Take a proposal back. Raises RefusedError unless it is there and theirs, or a moderator asks."""
    server = server_of(interaction)
    found = next((one for one in await server.proposals() if one.number == number), None)
    if found is None:
        raise RefusedError("That film is not proposed; choose one of yours from the list.")
    if found.member_id != interaction.user.id and not is_moderator(interaction):
        raise RefusedError("That film is somebody else’s proposal.")
    await server.withdraw(number)
    await say(interaction, _("{film} is proposed no longer.", film=escape(pages.film_title(found))))


def in_turns(turns: Sequence[Turn]) -> list[Proposal]:
    """Put proposals in the order of a poll: the first of each member by turns, then the second of each."""
    rounds = zip_longest(*(each.proposals for each in turns))
    return [one for one in chain.from_iterable(rounds) if one is not None][: pages.MOST_ANSWERS]


async def open_poll(interaction: discord.Interaction, hours: int) -> None:
    """Send a poll of the proposals. Raises RefusedError where there is nothing to choose, or no poll may be sent."""
    if not interaction.permissions.send_polls:
        raise RefusedError("You need the Create Polls permission here for that.")
    if not interaction.app_permissions.send_polls:
        raise RefusedError("The bot lacks the Create Polls permission here; `/night pick how:turn` works without.")
    await defer(interaction, public=False)
    server, channel = server_of(interaction), interaction.channel
    offered = in_turns(await (await heard_of(interaction)).turns())
    if len(offered) < 2 or not isinstance(channel, Place):
        raise RefusedError("A poll takes two proposed films or more; `/night propose` adds one.")
    with speaking(await language_at(interaction.client, guild_of(interaction))):
        poll = discord.Poll(_("Which film is next?"), timedelta(hours=hours))
    for one in offered:
        poll.add_answer(text=pages.film_title(one, pages.POLL_ANSWER))
    sent = await channel.send(poll=poll, allowed_mentions=_NOBODY)
    ends = sent.created_at + timedelta(hours=hours)
    await server.begin_poll(Poll(sent.id, channel.id, ends, tuple(one.number for one in offered)))
    await say(
        interaction,
        _("The poll is open until {time}; the bot then counts it.", time=f"<t:{int(ends.timestamp())}:f>"),
    )


async def take_turn(interaction: discord.Interaction) -> None:
    """Choose the oldest proposal of whose turn it is. Raises RefusedError for whom it is not theirs to say."""
    server = server_of(interaction)
    turns = await server.turns()
    if not turns:
        raise RefusedError("No film is proposed; `/night propose` adds one.")
    first = turns[0]
    if interaction.user.id != first.member_id and not is_moderator(interaction):
        raise RefusedError(
            "It is {member}’s turn: they say so, or a moderator (Manage Messages) does.",
            member=f"<@{first.member_id}>",
        )
    public = await replies_publicly(interaction)
    await defer(interaction, public=public)
    chosen = await server.choose(first.proposals[0].number)
    if chosen is None:
        raise RefusedError("That film was chosen or taken back just now; try again.")
    await show(interaction, pages.chosen(chosen, None, [ShowProposals("")]), public=public)


async def count_polls(client: discord.Client, guild: discord.Guild, now: datetime) -> None:
    """Count the polls that are closed, and say which film is next."""
    server = services_at(client).archive.server(guild.id)
    for poll in await server.polls():
        if now >= poll.ends_at + SLOW_COUNT:
            await _count(client, guild, poll, now)


async def _count(client: discord.Client, guild: discord.Guild, poll: Poll, now: datetime) -> None:
    server = services_at(client).archive.server(guild.id)
    place = await find_place(guild, poll.channel_id)
    try:
        message = await place.fetch_message(poll.message_id) if place is not None else None
    except discord.NotFound:
        message = None
    except discord.Forbidden:
        if now < poll.ends_at + GIVEN_UP:
            return
        message = None
    if message is None or message.poll is None or place is None:
        await server.end_poll(poll.message_id)
        return
    standing = {one.number: one for one in await server.proposals()}
    votes = {answer.id: answer.vote_count for answer in message.poll.answers}
    winner, count = _winner(poll, votes, standing)
    await _announce(place, poll, winner, count)
    await server.end_poll(poll.message_id, winner.number if winner else None)


def _winner(poll: Poll, votes: Mapping[int, int], standing: Mapping[int, Proposal]) -> tuple[Proposal | None, int]:
    """Give the proposal with the most votes, the earlier one of equals; None where nobody voted for what still waits.

    The ids of a poll's answers begin at 1, in their order.
    """
    counted = [(votes.get(place, 0), standing[one]) for place, one in enumerate(poll.proposals, 1) if one in standing]
    most = max((count for count, _ in counted), default=0)
    return next(((one, count) for count, one in counted if count == most > 0), (None, 0))


async def _announce(place: Place, poll: Poll, winner: Proposal | None, votes: int) -> None:
    """Say what a poll chose, unless it was said before a restart that came before that was noted."""
    button = ShowProposals(str(poll.message_id))
    if await find_sent(place, place.guild, custom_id_of(ShowProposals.action, poll.message_id)) is not None:
        return
    view = pages.chosen(winner, votes, [button]) if winner else pages.undecided([button])
    await place.send(view=view, allowed_mentions=_NOBODY, silent=True)


class ShowProposals(Act):
    """Lists what is proposed, to who presses; its state is the poll it stands under."""

    action, label = "night-proposals", N_("Proposed films")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Show them."""
        turns = await (await heard_of(interaction)).turns()
        await show(interaction, pages.proposals(turns), public=False)
