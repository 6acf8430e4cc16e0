"""`/ask`, mentions, replies and follow-ups: questions answered from this server's reviews; and its discussions."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.store import ServerArchive
from bot.archive.types import Film
from bot.discussion import Answer, Context, Person, answer
from bot.filing import RefusedError
from bot.speech import N_, _, speak
from bot.views.limits import CHOICE_CHARACTERS, CHOICES, CUSTOM_ID, shorten
from bot.views.modals import AskForm
from bot.views.pages import answers
from bot.views.pages.answers import QUESTION_CHARACTERS
from bot.views.words import open_name
from cogs.club._talk import (
    context_of_reply,
    context_of_thread,
    film_button,
    known_reference,
    read_context,
    write_context,
)
from cogs.parts.buttons import Act, custom_id_of, custom_id_pattern
from cogs.parts.films import Discuss, film_of
from cogs.parts.options import film_choices, find_film
from cogs.parts.people import people_of
from cogs.parts.reply import acknowledge, defer, plain_words, report, show, traceback_without_values
from cogs.parts.reply import ask as ask_with
from cogs.parts.services import (
    PullquoteCog,
    guild_of,
    language_at,
    replies_publicly,
    server_of,
    services_of,
    speak_in_place,
)

log = logging.getLogger(__name__)

REVIEW_WORDS: Final = 40
"""A reply of so many words is somebody's review or their own opinion, no question, unless it names the bot."""
FRIENDLY: Final = N_(
    "Ask me about a film this server has reviewed: mention me with “how is the acting in …?”, or use `/ask`."
)
PRIVATE: Final = N_("This server keeps replies private: ask with `/ask`, and only you will see the answer.")
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


class Discussions(PullquoteCog):
    """Answers questions, in commands, mentions, replies and threads."""

    stores: ClassVar[str] = N_("Nothing about you: only which thread discusses which film. Questions are not kept.")

    async def cog_load(self) -> None:
        """Make the buttons work, after a restart too."""
        self.bot.add_dynamic_items(Discuss, Ask, WhichFilm, WhichMember)

    async def erase_member(self, guild_id: int, user_id: int) -> None:
        """Keep nothing outside the archive."""

    @app_commands.command(name="ask", description="Ask what this server's reviewers say; counts and quotes answer.")
    @app_commands.describe(question="For example: how is the score? Who disagreed?", film="The film, if it is unclear.")
    @app_commands.autocomplete(film=film_choices)
    @app_commands.guild_only()
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, QUESTION_CHARACTERS],
        film: str | None = None,
    ) -> None:
        """Answer a question."""
        await _answer_asked(interaction, question, film)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that mentions the bot or replies to it. Never a bot's, so never its own."""
        me = self.bot.user
        if me is None or message.guild is None or message.author.bot or message.webhook_id is not None:
            return
        if message.type not in _WRITTEN or not _addressed(message, me.id):
            return
        try:
            await self._reply(message, message.guild, me.id)
        except (discord.Forbidden, discord.NotFound):
            log.info("Server %d: a question came where the bot cannot write", message.guild.id)
        except Exception as error:  # noqa: BLE001  (whoever asked is told, as the one error handler does)
            await _send(message, content=_failure(error))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget a discussion that is gone."""
        await self.services.archive.server(payload.guild_id).remove_thread(payload.thread_id)

    async def _reply(self, message: discord.Message, guild: discord.Guild, me: int) -> None:
        speak(await language_at(self.bot, guild.id))
        text = without_mention(message.content, me)
        named = _names(message.content, me)
        if not text:
            if named:
                await _send(message, content=_(FRIENDLY))
            return
        if not named and (len(text.split()) >= REVIEW_WORDS or len(text) > QUESTION_CHARACTERS):
            return
        if len(text) > QUESTION_CHARACTERS:
            raise RefusedError(
                "That question has {number:n} characters; the limit is {limit}.",
                number=len(text),
                limit=QUESTION_CHARACTERS,
            )
        server = await self.services.archive.server(guild.id).heard()
        if not (await server.settings()).public_replies:
            if named or "?" in text:
                await _send(message, content=_(PRIVATE))
            return
        context = await context_of_reply(server, message, me)
        people = await people_of(server, guild)
        now = discord.utils.utcnow()
        given = await answer(server, text, context, now=now, asker=message.author.id, people=people)
        if not named and "?" not in text and given.question.kind == "free" and not given.found:
            # "Thanks!" under a card is no question.
            return
        await _send(message, view=draw(guild.id, given, people))


async def _answer_asked(interaction: discord.Interaction, question: str, film: str | None = None) -> None:
    """Answer a question that came by a command or a form."""
    public = await replies_publicly(interaction)
    await defer(interaction, public=public)
    me = interaction.client.user.id if interaction.client.user else 0
    server = await server_of(interaction).heard()
    settled = await find_film(server, film) if film else None
    context = None if settled else await context_of_thread(server, interaction.channel, me)
    asked = without_mention(question, me) or question
    people = await people_of(server, interaction.guild)
    now = discord.utils.utcnow()
    given = await answer(server, asked, context, film=settled, now=now, asker=interaction.user.id, people=people)
    await show(interaction, draw(guild_of(interaction), given, people), public=public)


class Ask(Act):
    """Opens the form that takes a question."""

    action, label = "ask", N_("Ask a question")
    private = True

    async def press(self, interaction: discord.Interaction) -> None:
        """Open it."""
        form = AskForm(services_of(interaction).session, QUESTION_CHARACTERS, _question_submitted, report)
        await ask_with(interaction, form)


async def _question_submitted(interaction: discord.Interaction, form: AskForm) -> None:
    await _answer_asked(interaction, form.question.value)


def without_mention(text: str, me: int) -> str:
    """Take the bot's own mention out of what was written."""
    return " ".join(re.sub(rf"<@!?{me}>", " ", text).split())


def draw(guild_id: int, given: Answer, people: Sequence[Person]) -> discord.ui.LayoutView:
    """Draw an answer with its buttons, or ask for its film or whom it means."""
    if given.needs_member:
        return answers.which(given, WhichMember.offering(given, people))
    if given.needs_film and given.candidates:
        return answers.which(given, WhichFilm.offering(given))
    buttons: list[Any] = [film_button(given.context)]
    if given.context.film is not None:
        buttons.append(Discuss(f"f{given.context.film}"))
    return answers.answer_page(guild_id, given, buttons)


def _addressed(message: discord.Message, me: int) -> bool:
    """Say whether a message mentions the bot or replies to one of its messages."""
    if any(user.id == me for user in message.mentions):
        return True
    if message.reference is None or not message.content:
        # Without the message-content intent a reply that pings nobody comes without its text.
        return False
    earlier = known_reference(message)
    return earlier is not None and earlier.author.id == me


def _names(content: str, me: int) -> bool:
    return f"<@{me}>" in content or f"<@!{me}>" in content


async def _send(message: discord.Message, **what: Any) -> None:
    """Reply, though the message may be deleted by now; nobody is pinged."""
    reference = message.to_reference(fail_if_not_exists=False)
    nobody = discord.AllowedMentions.none()
    await message.channel.send(reference=reference, allowed_mentions=nobody, **what)


def _failure(error: Exception) -> str:
    sentence = plain_words(error)
    if sentence is None:
        reference = secrets.token_hex(3)
        log.error("Reference %s in a question\n%s", reference, traceback_without_values(error))
        sentence = _(
            "Something went wrong on Pullquote's side; nothing was lost. Reference: {reference}", reference=reference
        )
    return sentence


class Which(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"pq:never-asked"):
    """Asks what a question means. Its state is the question's subject; the question stands in the message."""

    action: ClassVar[str]
    label: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(template=custom_id_pattern(cls.action), **options)

    def __init__(self, state: str, options: list[discord.SelectOption]) -> None:
        custom_id = custom_id_of(self.action, state)
        super().__init__(discord.ui.Select(custom_id=custom_id, placeholder=_(self.label), options=options))
        self.context = read_context(state)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the menu from a choice, after a restart as well."""
        del interaction
        return cls(match["state"], item.options if isinstance(item, discord.ui.Select) else [])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer in place, and fail in plain words."""
        try:
            await speak_in_place(interaction)
            await self._choose(interaction)
        except Exception as error:  # noqa: BLE001  (the one error handler tells the member and the log)
            await report(interaction, error)

    async def _choose(self, interaction: discord.Interaction) -> None:
        raise NotImplementedError


class WhichFilm(Which):
    """Asks which film a question means."""

    action, label = "which", N_("Choose the film")

    @classmethod
    def offering(cls, given: Answer) -> Self:
        """Offer the films that a question may mean."""
        options = [
            discord.SelectOption(label=shorten(open_name(film), CHOICE_CHARACTERS), value=str(film.number))
            for film in given.candidates[:CHOICES]
        ]
        state = write_context(given.context)
        if len(custom_id_of(cls.action, state)) > CUSTOM_ID:
            state = write_context(replace(given.context, period=""))
        return cls(state, options)

    async def _choose(self, interaction: discord.Interaction) -> None:
        question = _question_of(interaction)
        chosen = await film_of(interaction, int(self.item.values[0]))
        await acknowledge(interaction)
        server = await server_of(interaction).heard()
        people = await people_of(server, interaction.guild)
        given = await self._answer(server, question, chosen, interaction.user.id, people)
        await interaction.edit_original_response(view=draw(guild_of(interaction), given, people))

    async def _answer(
        self, server: ServerArchive, question: str, chosen: Film, asker: int, people: Sequence[Person]
    ) -> Answer:
        now = discord.utils.utcnow()
        first = await server.film(self.context.film) if self.context.film is not None else None
        if first is not None and self.context.kind == "comparison":
            # One film was clear: the other one was asked for.
            return await answer(
                server, question, self.context, film=first, other_film=chosen, now=now, asker=asker, people=people
            )
        context = replace(self.context, film=None) if self.context != Context() else None
        # Who was chosen before the film stays chosen.
        person = self.context.person
        return await answer(server, question, context, film=chosen, now=now, asker=asker, people=people, person=person)


class WhichMember(Which):
    """Asks which member a question means."""

    action, label = "whom", N_("Choose the member")

    @classmethod
    def offering(cls, given: Answer, people: Sequence[Person]) -> Self:
        """Offer the members whom a name fits, by what they are shown as and their user names."""
        names = {one.id: one.names for one in people}
        options = [
            discord.SelectOption(
                label=shorten(names[member][0], CHOICE_CHARACTERS),
                description=shorten(names[member][-1], CHOICE_CHARACTERS),
                value=str(member),
            )
            for member in given.question.people[:CHOICES]
        ]
        return cls(write_context(given.context), options)

    async def _choose(self, interaction: discord.Interaction) -> None:
        question = _question_of(interaction)
        await acknowledge(interaction)
        server = await server_of(interaction).heard()
        people = await people_of(server, interaction.guild)
        now, asker, chosen = discord.utils.utcnow(), interaction.user.id, int(self.item.values[0])
        given = await answer(server, question, self.context, now=now, asker=asker, people=people, person=chosen)
        await interaction.edit_original_response(view=draw(guild_of(interaction), given, people))


def _question_of(interaction: discord.Interaction) -> str:
    question = answers.asked_again(interaction.message)
    if not question:
        raise RefusedError("That question is lost: ask it again.")
    return question
