"""Film nights: what is planned, what is being gathered, what came of it, and which film is next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import discord

from bot.archive.evening import Night, Proposal, Turn
from bot.discussion import NightPage, Quoted, rating_line, split
from bot.speech import _, capitalized, count, ngettext
from bot.views.card import Action
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import escape
from bot.views.limits import LAYOUT_CHARACTERS, fitting, shorten
from bot.views.pages.answers import phrase, quoted
from bot.views.pages.details import text_page
from bot.views.words import LABEL_MARKS, label_word, open_words

POLL_ANSWER: Final = 55
"""Characters of an answer of a poll."""
MOST_ANSWERS: Final = 10
EVENT_NAME: Final = 100
_FILM: Final = 90
_LISTED: Final = 20


def film_title(each: Night | Proposal, limit: int = _FILM) -> str:
    """Name the film of a night or a proposal without what it hides, shortened; not escaped."""
    return shorten(open_words(each.film) or _("a film"), limit)


def planned(night: Night, place: str, notes: Sequence[str], actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw a night that somebody plans. `place`: where, inert or a channel's mention; empty where nobody said."""
    host = f" · {_('planned by {member}', member=f'<@{night.host_id}>')}" if night.host_id else ""
    lines = [f"{_moment(night.starts_at)}{f' · {place}' if place else ''}{host}"]
    lines.append(
        _(
            "Afterwards the bot asks for reviews. They stay blind, read by nobody, until all are revealed together: by "
            "the host, or {hours} after the film.",
            hours=count(night.reveal_hours, "hour"),
        )
    )
    lines += [f"-# {note}" for note in notes]
    return text_page("### " + _("Film night: {film}", film=_named(night)), "\n".join(lines), ACCENT, actions)


def panel(night: Night, waiting: int, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw the message that gathers a night's reviews, or says that they are revealed."""
    if night.revealed_at is not None:
        body = _("The reviews are revealed. Whoever comes late is welcome: write yours in the open.")
        return text_page("### " + _("{film}: what did you think?", film=_named(night)), body, NEUTRAL, actions)
    moment = night.reveal_at
    held = (
        ngettext("{number:n} review waits", "{number:n} reviews wait", waiting) if waiting else _("No review waits yet")
    )
    asked = _(
        "Were you there? Write what you thought before you read the others: your review stays blind, in no list, "
        "search or answer, until the host reveals them all."
    )
    if moment:
        asked = _(
            "Were you there? Write what you thought before you read the others: your review stays blind, in no list, "
            "search or answer, until the host reveals them all or {moment}, whichever is first.",
            moment=_moment(moment),
        )
    body = f"{asked}\n**{held}.**"
    return text_page("### " + _("{film}: what did you think?", film=_named(night)), body, ACCENT, actions)


def called(night: Night, members: Sequence[int]) -> str:
    """Ask those who said that they would come; they are asked once."""
    asked = " ".join(f"<@{member}>" for member in members)
    return _("{members} you were going to see {film}: were you there?", members=asked, film=_named(night))


def filed(night: Night, number: int) -> discord.ui.LayoutView:
    """Say to its author alone that a review waits."""
    moment = night.reveal_at
    reveal = _("Nobody reads it before the reveal: when the host says so.")
    if moment:
        reveal = _("Nobody reads it before the reveal: at the latest {moment}.", moment=_moment(moment))
    alone = _("Until then `/review edit` and `/review delete` of #{number} work for you alone.", number=number)
    body = f"{reveal} {alone}"
    return text_page("### " + _("Review #{number} waits", number=number), body, NEUTRAL)


def revealed(guild_id: int, night: Night, page: NightPage, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Draw what came of a night: the split, the best lines, who wrote, and what to talk about."""
    reviews = count(page.reviewers, "review")
    heading = "### " + _("{film}: {reviews} of the night", film=_named(night), reviews=reviews)
    if not page.reviewers:
        return text_page(heading, _("Nobody wrote one. It is not too late."), NEUTRAL, actions)
    blocks = [f"**{_sentence(split(page.labels.items(), page.reviewers))}**"]
    if page.rated:
        blocks.append(_sentence(rating_line(page.ratings, page.rated)))
    blocks += _best(guild_id, page.praise) + _best(guild_id, page.criticism)
    marks = {label: mark or label_word(label) for label, mark in LABEL_MARKS.items()}
    wrote = [f"#{number} <@{author}> {marks[label]}" for number, author, label in page.reviews]
    more = _(" and {number:n} more", number=len(wrote) - _LISTED) if len(wrote) > _LISTED else ""
    blocks.append(f"-# {' · '.join(wrote[:_LISTED])}{more}")
    blocks += [f"- {phrase(prompt.text)}" for prompt in page.prompts]
    return text_page(heading, fitting(blocks, LAYOUT_CHARACTERS - 300), ACCENT, actions)


def proposals(turns: Sequence[Turn]) -> discord.ui.LayoutView:
    """List the films that wait, by whose turn it is."""
    if not turns:
        body = _("No film waits for a night. `/night propose` adds one.")
        return text_page("### " + _("Proposed films"), body, NEUTRAL)
    blocks = [_turn(place, each) for place, each in enumerate(turns, 1)]
    note = "-# " + _(
        "Who never chose comes first, then who chose longest ago. `/night pick` chooses, by a poll or by turn."
    )
    return text_page("### " + _("Proposed films"), f"{fitting(blocks, LAYOUT_CHARACTERS - 400)}\n{note}", ACCENT)


def chosen(proposal: Proposal, votes: int | None, actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Say which film is next; `votes` are those it had, None where it was a member's turn."""
    member = f"<@{proposal.member_id}>"
    why = (
        _("it was {member}’s turn", member=member)
        if votes is None
        else _("chosen with {votes}", votes=count(votes, "vote"))
    )
    body = _("Proposed by {member}; {why}. `/night plan` says when.", member=member, why=why)
    return text_page("### " + _("Next: {film}", film=escape(film_title(proposal))), body, ACCENT, actions)


def undecided(actions: Sequence[Action]) -> discord.ui.LayoutView:
    """Say that a poll chose nothing."""
    return text_page("### " + _("No film was chosen"), _("Nobody voted; the proposals wait on."), NEUTRAL, actions)


def _turn(place: int, each: Turn) -> str:
    films = " · ".join(escape(film_title(one)) for one in each.proposals)
    last = ", " + _("chose last {moment}", moment=_moment(each.last, "d")) if each.last else ""
    return f"{place}. <@{each.member_id}>{last}: {films}"


def _best(guild_id: int, line: Quoted | None) -> list[str]:
    return [quoted(guild_id, line)] if line and not line.spoiler else []


def _named(night: Night) -> str:
    return escape(film_title(night))


def _moment(at: datetime, style: str = "f") -> str:
    return f"<t:{int(at.timestamp())}:{style}>"


def _sentence(words: str) -> str:
    return f"{capitalized(words)}."
