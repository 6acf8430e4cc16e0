"""The weekly digest. Nothing hidden is in it, not even behind bars: it shows in notifications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import discord

from bot.discussion import Digest, DigestFilm
from bot.discussion.phrases import digest_line
from bot.speech import _, count, ngettext, number
from bot.views.card import Action
from bot.views.colours import ACCENT
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, quoted
from bot.views.pages.details import text_page
from bot.views.words import CRITICISM, PRAISE, day

_FILMS: Final = 8
_NAMED: Final = 10


def digest_page(guild_id: int, digest: Digest, actions: Sequence[Action] = ()) -> discord.ui.LayoutView:
    """Draw a week of a server."""
    span = _("{since} to {until}", since=day(digest.since), until=day(digest.until))
    heading = f"### {_('This week’s reviews')}\n-# {span}"
    blocks = [f"**{digest_line(digest)}**"]
    blocks += [f"{film_words(each.film)} · {count(each.reviews, 'new review')}" for each in digest.films[:_FILMS]]
    if len(digest.films) > _FILMS:
        more = len(digest.films) - _FILMS
        blocks.append("-# " + ngettext("and {number:n} more film", "and {number:n} more films", more))
    for title, film in ((_("Most praised"), digest.most_praised), (_("Most divided"), digest.most_divided)):
        if film:
            blocks.append(f"**{title}:** {_standing(film)}")
    if digest.line and not digest.line.spoiler:
        heading_of_line = _("**Line of the week**")
        if digest.line.film:
            heading_of_line = _("**Line of the week** on {film}", film=film_words(digest.line.film))
        blocks.append(f"{heading_of_line}\n{quoted(guild_id, digest.line)}")
    if digest.first_time:
        blocks.append(_("**First reviews here:** {members}", members=_members(digest.first_time)))
    return text_page(heading, fitting(blocks, LAYOUT_CHARACTERS - 200), ACCENT, actions)


def _standing(each: DigestFilm) -> str:
    counts = f"{PRAISE} {number(each.positive)} {CRITICISM} {number(each.negative)}"
    of = _("of {reviewers}", reviewers=count(each.reviewers, "reviewer"))
    return f"{film_words(each.film)} · {counts} {of}"


def _members(authors: tuple[int, ...]) -> str:
    named = ", ".join(f"<@{author}>" for author in authors[:_NAMED])
    return (
        named if len(authors) <= _NAMED else _("{named} and {number:n} more", named=named, number=len(authors) - _NAMED)
    )
