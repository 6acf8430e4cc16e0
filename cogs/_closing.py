"""The messages in which cards are: changed, closed with a sentence, deleted."""

from __future__ import annotations

import discord

from bot.archive.types import Review
from bot.speech import N_, _, speaking
from bot.views import card as cards
from cogs.parts.services import language_at

ITS_MESSAGE_WENT = N_("Review #{number} is gone: its message was deleted.")
"""Why there is a card without a review."""
NO_WORDS = N_("Review #{number} is gone: its message has no words any more.")
TOO_FEW = N_("Review #{number} is gone: its message has fewer than {words} words now.")
DELETED = N_("Review #{number} was deleted.")


async def close_card(client: discord.Client, guild_id: int, review: Review, sentence: str) -> None:
    """Put a sentence where a review's card was, in the language of all who see it; `{number}` is the review's."""
    with speaking(await language_at(client, guild_id)):
        await edit_card(client, review, cards.gone(_(sentence, number=review.number)))


async def delete_card(client: discord.Client, review: Review) -> None:
    """Delete the message that shows a review's card."""
    if review.card_channel_id is not None and review.card_message_id is not None:
        channel = client.get_partial_messageable(review.card_channel_id)
        await channel.get_partial_message(review.card_message_id).delete()


async def edit_card(client: discord.Client, review: Review, view: discord.ui.LayoutView) -> None:
    """Put a layout where a review's card is; a card that is gone is no failure."""
    if review.card_channel_id is None or review.card_message_id is None:
        return
    channel = client.get_partial_messageable(review.card_channel_id)
    try:
        await channel.get_partial_message(review.card_message_id).edit(
            view=view, allowed_mentions=discord.AllowedMentions.none()
        )
    except (discord.NotFound, discord.Forbidden):
        return
