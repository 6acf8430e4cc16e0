"""Command options that belong to a server: films, review numbers, dates; each autocompletes from it alone."""

from __future__ import annotations

import functools
import inspect
import re
from calendar import monthrange
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_type_hints

import discord
from discord import app_commands

from bot.analysis.types import Label
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters, Review
from bot.filing import RefusedError, parse_film
from bot.speech import _
from bot.views.limits import CHOICE_CHARACTERS, CHOICES, shorten
from bot.views.words import LABEL_WORDS, label_word, open_name
from cogs.parts.services import heard_of, is_moderator, server_of

FILM_CHOICE = "film:"
"""Begins what a chosen film stands for; anything else was typed."""
_FILM_CHOICE = re.compile(rf"{FILM_CHOICE}(\d{{1,9}})")
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_AGO = re.compile(r"(\d{1,4})\s?([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}

Channel = app_commands.AppCommandChannel | app_commands.AppCommandThread
MAXIMUM_TAG = 60
"""Characters of a tag that is searched for."""

LABEL_CHOICES = [app_commands.Choice(name=words, value=label) for label, words in LABEL_WORDS.items()]


async def film_choices(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer this server's films."""
    films = await (await heard_of(interaction)).films(current[:CHOICE_CHARACTERS], limit=CHOICES)
    return [
        app_commands.Choice(name=shorten(open_name(film), CHOICE_CHARACTERS), value=f"{FILM_CHOICE}{film.number}")
        for film in films
    ]


async def tag_choices(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer this server's tags, those of most reviews first."""
    tags = await (await heard_of(interaction)).tags(current[:CHOICE_CHARACTERS], limit=CHOICES)
    return [app_commands.Choice(name=tag, value=tag) for tag, _ in tags if len(tag) <= MAXIMUM_TAG]


async def number_choices(interaction: discord.Interaction, current: int | str) -> list[app_commands.Choice[int]]:
    """Offer this server's reviews by number, newest first. No text: it might hold a spoiler."""
    prefix = "".join(character for character in str(current) if character.isdigit())
    lines = await (await heard_of(interaction)).numbers(prefix, limit=CHOICES)
    unnamed = _("Film not named yet")
    names = {
        line.number: f"{open_name(line.film) if line.film else unnamed} · {label_word(line.label)}" for line in lines
    }
    return [
        app_commands.Choice(name=shorten(f"#{number} {name}", CHOICE_CHARACTERS), value=number)
        for number, name in names.items()
    ]


def chosen_label(choice: app_commands.Choice[str] | None) -> Label | None:
    """Give the label that a choice stands for."""
    return next((label for label in LABEL_WORDS if choice and label == choice.value), None)


async def find_film(server: ServerArchive, typed: str) -> Film:
    """Find the film that somebody chose or typed. Raises RefusedError when this server has none like it."""
    chosen = _FILM_CHOICE.fullmatch(typed.strip())
    film = await server.film(int(chosen[1])) if chosen else None
    if film is None and not chosen:
        film = await server.film_named(*parse_film(typed))
    if film is None:
        raise RefusedError("No film here has that name; `/film list` shows the films this server has reviewed.")
    return film


async def find_review(server: ServerArchive, number: int, author: int | None = None) -> Review:
    """Find a review by number. Raises RefusedError when there is none, or moderators hide it.

    One that waits for a film night is there for its `author` alone.
    """
    review = await server.get(number)
    if review is None or review.hidden_reason is not None or (review.blind and review.author_id != author):
        raise RefusedError("There is no review #{number} on this server.", number=number)
    return review


async def shown_review(interaction: discord.Interaction, number: int) -> Review:
    """Find a review to show to who asks. Raises RefusedError as `find_review` does.

    One whose author asked not to be archived is shown to them and to moderators alone.
    """
    review = await find_review(server_of(interaction), number)
    if interaction.user.id == review.author_id or is_moderator(interaction):
        return review
    return await find_review(await heard_of(interaction), number)


_ABOUT = {
    "film": "Only of this film.",
    "author": "Only by this member.",
    "label": "Only with this label.",
    "min_rating": "Rated at least so, of 10.",
    "max_rating": "Rated at most so, of 10.",
    "since": "From this day on: 2026-01-31, 2026-01, or 30d ago.",
    "until": "Up to this day.",
    "channel": "Only what was read in this channel, thread or forum post.",
    "tag": "Only with this tag.",
    "source": "Only members' own words, or only critics'.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a list, a search or an export is narrowed to, as a member typed it: an option of the command each."""

    film: str | None = None
    author: discord.User | None = None
    label: app_commands.Choice[str] | None = None
    min_rating: app_commands.Range[float, 0, 10] | None = None
    max_rating: app_commands.Range[float, 0, 10] | None = None
    since: str | None = None
    until: str | None = None
    channel: Channel | None = None
    tag: app_commands.Range[str, 1, MAXIMUM_TAG] | None = None
    source: Literal["members", "critics"] | None = None

    async def filters(self, server: ServerArchive) -> Filters:
        """Say what it means here. Raises RefusedError for what makes no sense: a film, a date, an empty range."""
        low, high = self.min_rating, self.max_rating
        if low is not None and high is not None and low > high:
            raise RefusedError(
                "No rating is at least {low:.2g} and at most {high:.2g}; swap the two.", low=low, high=high
            )
        since, until = (parse_days(typed) if typed else None for typed in (self.since, self.until))
        if since and until and until[1] <= since[0]:
            raise RefusedError("Those dates leave no day between them; `since` comes before `until`.")
        return Filters(
            film=(await find_film(server, self.film)).number if self.film else None,
            author_id=self.author.id if self.author else None,
            label=chosen_label(self.label),
            minimum_rating=low,
            maximum_rating=high,
            since=since[0] if since else None,
            until=until[1] if until else None,
            channel_id=self.channel.id if self.channel else None,
            tags=(self.tag,) if self.tag else (),
            critic=None if self.source is None else self.source == "critics",
        )


def narrowed(callback: Callable[..., Awaitable[None]]) -> Any:
    """Give a command the options of `Narrowing`, and hand them over as `narrowing`.

    Declared once, so that every list, search and export takes the same ones. discord.py reads a command's
    options from its signature.
    """
    own = inspect.signature(callback, eval_str=True)
    kept = [parameter for name, parameter in own.parameters.items() if name != "narrowing"]
    types = get_type_hints(Narrowing, include_extras=True)
    names = [each.name for each in fields(Narrowing)]
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=types[name]) for name in names
    ]

    @functools.wraps(callback)
    async def filled(self: Any, interaction: discord.Interaction, **typed: Any) -> None:
        narrowing = Narrowing(**{name: typed.pop(name) for name in names})
        await callback(self, interaction, narrowing=narrowing, **typed)

    filled.__dict__["__signature__"] = own.replace(parameters=[*kept, *options])
    completed = app_commands.autocomplete(film=film_choices, tag=tag_choices)(filled)
    return app_commands.describe(**_ABOUT)(app_commands.choices(label=LABEL_CHOICES)(completed))


def parse_days(typed: str) -> tuple[datetime, datetime]:
    """Read `2026-01-31`, `2026-01`, or `30d`, `6w`, `3m`, `1y` ago, as a span [beginning, end) in UTC.

    Raises RefusedError with the forms that are understood.
    """
    text = typed.strip().lower()
    ago = _AGO.fullmatch(text)
    match = _DAY.fullmatch(text)
    try:
        if ago:
            today = discord.utils.utcnow().replace(hour=0, minute=0, second=0, microsecond=0)
            beginning = today - timedelta(days=int(ago[1]) * _DAYS[ago[2]])
            return beginning, beginning + timedelta(days=1)
        if match:
            beginning = datetime(int(match[1]), int(match[2]), int(match[3] or 1), tzinfo=UTC)
            days = 1 if match[3] else monthrange(beginning.year, beginning.month)[1]
            return beginning, beginning + timedelta(days=days)
    except (ValueError, OverflowError):
        pass
    raise RefusedError("That date cannot be read; write it as 2026-01-31, 2026-01, or 30d, 6w, 3m, 1y for so long ago.")
