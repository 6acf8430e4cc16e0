"""The weekly digest. Nothing hidden is in it, not even behind bars: it shows in notifications."""

from __future__ import annotations

from typing import Final

import discord

from bot.discussion import Digest, DigestFilm
from bot.discussion.phrases import digest_line
from bot.views.colours import ACCENT
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, quoted
from bot.views.pages.details import text_page
from bot.views.words import CRITICISM, PRAISE, count, day

_FILMS: Final = 8
_NAMED: Final = 10


def digest_page(guild_id: int, digest: Digest) -> discord.ui.LayoutView:
    """Draw a week of a server."""
    heading = f"### This week’s reviews\n-# {day(digest.since)} to {day(digest.until)}"
    blocks = [f"**{digest_line(digest)}**"]
    blocks += [f"{film_words(each.film)} · {count(each.reviews, 'new review')}" for each in digest.films[:_FILMS]]
    if len(digest.films) > _FILMS:
        blocks.append(f"-# and {count(len(digest.films) - _FILMS, 'more film')}")
    for title, film in (("Most praised", digest.most_praised), ("Most divided", digest.most_divided)):
        if film:
            blocks.append(f"**{title}:** {_standing(film)}")
    if digest.line and not digest.line.spoiler:
        about = f" on {film_words(digest.line.film)}" if digest.line.film else ""
        blocks.append(f"**Line of the week**{about}\n{quoted(guild_id, digest.line)}")
    if digest.first_time:
        blocks.append(f"**First reviews here:** {_members(digest.first_time)}")
    return text_page(heading, fitting(blocks, LAYOUT_CHARACTERS - 200), ACCENT)


def _standing(each: DigestFilm) -> str:
    counts = f"{PRAISE} {each.positive:,} {CRITICISM} {each.negative:,}"
    return f"{film_words(each.film)} · {counts} of {count(each.reviewers, 'reviewer')}"


def _members(authors: tuple[int, ...]) -> str:
    named = ", ".join(f"<@{author}>" for author in authors[:_NAMED])
    return named if len(authors) <= _NAMED else f"{named} and {len(authors) - _NAMED:,} more"
