"""Answers: the question, the counts, and verbatim quotes, each with its author and a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord

from bot.analysis.language.spoilers import spans, without_marks
from bot.archive.types import Film
from bot.discussion import Answer, FilmCount, Member, Phrase, Prompt, Quoted
from bot.discussion.types import Critic, Part
from bot.speech import _, count, number
from bot.views.card import Action
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import escape, inert, passage, unescape, with_members
from bot.views.limits import LAYOUT_CHARACTERS, fitting, shorten
from bot.views.pages.details import text_page
from bot.views.words import CRITICISM, PRAISE, critic_name, message_link, open_name, spoken_mark, written_by

QUESTION: Final = 7_001
"""The id of the component that shows a question which waits for its film or member: the message itself remembers it."""
QUESTION_CHARACTERS: Final = 500
"""The longest question; escaped it still fits beside its answer."""
THREAD_NAME: Final = 100
_BODY = LAYOUT_CHARACTERS - 150
_QUOTE = 650
"""The longest quote shown in a list of quotes."""
_SHOWN_QUESTION = 200
_FILM = 90


def film_words(film: Film) -> str:
    """Name a film in a line: shortened and inert."""
    return escape(shorten(open_name(film), _FILM))


def phrase(parts: Phrase) -> str:
    """Show a phrase: our words as they are, films and critics inert, members by mention (which pings nobody)."""
    return "".join(map(_part, parts))


def _part(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Member):
        return f"<@{part.id}>"
    return critic_name(part.name) if isinstance(part, Critic) else film_words(part)


def quoted(guild_id: int, line: Quoted, *, film: bool = False, limit: int = _QUOTE, marked: bool = True) -> str:
    """Show a quote with praise or criticism marked, its author, and the way back to it.

    `marked`: False where a heading says already which it is.

    A line that touches a spoiler is hidden whole. One over the limit is left to its review rather than cut.
    """
    shown = _line(line) if len(line.text) <= limit else None
    body = f"“{shown}”"
    if shown is None or len(shown) > limit:
        body = "-# " + _("A line too long for here; `/review show` has it whole:")
    about = f" · {film_words(line.film)}" if film and line.film else ""
    said = f"{spoken_mark(line.polarity)} · " if marked else ""
    return f"{body}\n-# {said}{written_by(line.author_id, line.critic)}{about} · {source(guild_id, line)}"


def _line(line: Quoted) -> str:
    if not line.spoiler:
        return inert(line.text.strip())
    text = without_marks(line.text).strip()
    return passage(text, 0, len(text), [(0, len(text))])


def source(guild_id: int, line: Quoted) -> str:
    """Link to where a quote comes from; without a message there is its number for `/review show`."""
    if line.channel_id and line.message_id:
        return f"[#{line.review} ↗]({message_link(guild_id, line.channel_id, line.message_id)})"
    return f"#{line.review}"


def answer_page(guild_id: int, answer: Answer, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw an answer."""
    several = len({line.film.number for line in answer.quotes if line.film}) > 1
    blocks = [f"**{phrase(answer.counts)}**"]
    blocks += [_film_line(place, each) for place, each in enumerate(answer.films, 1)]
    blocks += [quoted(guild_id, line, film=several or answer.question.film is None) for line in answer.quotes]
    heading = f"-# {_question(answer.question.text, _SHOWN_QUESTION)}"
    if answer.question.film is not None:
        heading = f"### {film_words(answer.question.film)}\n{heading}"
    return text_page(heading, fitting(blocks, _BODY - len(heading)), ACCENT if answer.found else NEUTRAL, actions)


def which(answer: Answer, choice: Action) -> discord.ui.LayoutView:
    """Ask which film or member is meant. The question stands in the message, to be read back from it: `asked_again`."""
    shown: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(
        _question(answer.question.text, QUESTION_CHARACTERS), id=QUESTION
    )
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(
        discord.ui.Container(
            discord.ui.TextDisplay(f"### {phrase(answer.counts)}"),
            shown,
            discord.ui.ActionRow(choice),
            accent_colour=NEUTRAL,
        )
    )
    return view


def asked_again(message: discord.Message | None) -> str:
    """Read the question back from a message that asks for its film or member; empty when it is not there."""
    view = discord.ui.LayoutView.from_message(message) if message else discord.ui.LayoutView()
    found = view.find_item(QUESTION)
    text = found.content if isinstance(found, discord.ui.TextDisplay) else ""
    return unescape(text.removeprefix("“").removesuffix("”"))


def discussion(
    guild_id: int, film: Film, prompts: Sequence[Prompt], actions: Sequence[Action]
) -> discord.ui.LayoutView:
    """Draw the message that opens a discussion: two to four prompts, each quoting both sides."""
    blocks = [_prompt(guild_id, prompt) for prompt in prompts]
    heading = f"### {film_words(film)}\n-# {_('What this server’s reviewers wrote, to talk about')}"
    nothing = _("Nobody here has written about this film yet. What did you make of it?")
    return text_page(heading, fitting(blocks, _BODY - len(heading)) or nothing, ACCENT, actions)


def _prompt(guild_id: int, prompt: Prompt) -> str:
    # A line that hides something is no invitation to talk: it is never a preview of itself.
    lines = [quoted(guild_id, line, limit=400) for line in prompt.quotes if not line.spoiler]
    return "\n".join([f"**{phrase(prompt.text)}**", *lines])


def _film_line(place: int, each: FilmCount) -> str:
    parts = [
        f"{place}. {film_words(each.film)}",
        f"{PRAISE} {number(each.positive)} {CRITICISM} {number(each.negative)}",
    ]
    parts.append(_("of {reviewers}", reviewers=count(each.reviewers, "reviewer")))
    if each.mean is not None:
        parts.append("★ " + _("{mean:.1n}/10 over {ratings}", mean=each.mean, ratings=count(each.rated, "rating")))
    return " · ".join(parts)


def _question(text: str, limit: int) -> str:
    """Show a question inert on one line, members in it by mention."""
    text = " ".join(text.split())
    shown = passage(text, 0, min(limit, len(text)), spans(text), with_members)
    return f"“{shown}{'…' if len(text) > limit else ''}”"
