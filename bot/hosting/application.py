"""What Discord says of a bot's application: whether its token is good, and which intents are on for it."""

from __future__ import annotations

from dataclasses import dataclass

import discord

from bot.client import invite_link
from bot.running import StartError, sentence_of
from bot.settings import TokenError


@dataclass(frozen=True, slots=True)
class Application:
    """An application that a token belongs to."""

    id: int
    name: str
    message_content: bool
    """Whether the message-content intent is on for it, with or without Discord's approval."""

    @property
    def invite_link(self) -> str:
        """Give the address that adds it to a server, with exactly the permissions it needs."""
        return invite_link(self.id)

    @property
    def bot_page(self) -> str:
        """Give the page of the developer portal that has its token and its intents."""
        return f"https://discord.com/developers/applications/{self.id}/bot"


async def ask_discord(token: str) -> Application:
    """Ask Discord whose token this is.

    Raises TokenError when it is nobody's, StartError when Discord cannot be asked, each with the sentence that starting
    would end with.
    """
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except Exception as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            refused = isinstance(error, discord.LoginFailure)
            raise (TokenError if refused else StartError)(sentence) from error
        found = await client.application_info()
    on = found.flags.gateway_message_content or found.flags.gateway_message_content_limited
    return Application(found.id, found.name, on)
