"""Members as critics: what one praises and pans, and where two agree and part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import discord

from bot.analysis.types import Label
from bot.discussion import (
    Agreement,
    AspectClash,
    ChangedMind,
    CriticAspect,
    CriticComparison,
    CriticFilm,
    CriticPage,
    Neighbour,
    ServerCritics,
    SharedFilm,
    Taste,
)
from bot.discussion.phrases import agreed, changed_line, critic_line, critics_line, taste_line
from bot.discussion.wording import aspect_name
from bot.speech import _, count, ngettext, number
from bot.views.charts import Columns, picture
from bot.views.colours import ACCENT, NEUTRAL
from bot.views.escape import brief
from bot.views.limits import LAYOUT_CHARACTERS, fitting
from bot.views.pages.answers import film_words, phrase, quoted
from bot.views.pages.details import text_page
from bot.views.pages.films import ratings_line
from bot.views.viewings import before_words, stood
from bot.views.words import (
    CRITICISM,
    EMPTY_ARCHIVE,
    EVEN,
    PRAISE,
    aspect_word,
    label_word,
    verdict_words,
)

_BODY: Final = LAYOUT_CHARACTERS - 300
_QUOTE: Final = 300
_FILMS: Final = 8
_ASPECTS: Final = 3
_NEIGHBOURS: Final = 3
"""Members named at either end."""
_NAME: Final = 200
_CHANGED: Final = 5
"""Films named on a member's page of which they changed their mind."""
_CHANGED_HERE: Final = 12
"""Films named on the server's page."""


def critic_page(guild_id: int, page: CriticPage) -> discord.ui.LayoutView:
    """Draw what one member writes."""
    heading = "### " + _("{member} as a critic", member=f"<@{page.author_id}>")
    if not page.reviews:
        return text_page(heading, phrase(critic_line(page)), NEUTRAL)
    return text_page(heading, fitting(_critic(guild_id, page), _BODY), ACCENT)


def nearest_page(found: Taste) -> discord.ui.LayoutView:
    """Draw who agrees with a member most and least, and the films that speak most for it."""
    heading = "### " + _("Taste: who is near {member}", member=f"<@{found.member_id}>")
    if not found.neighbours:
        return text_page(heading, phrase(taste_line(found)), NEUTRAL)
    most = found.neighbours[:_NEIGHBOURS]
    least = [each for each in reversed(found.neighbours) if each not in most][:_NEIGHBOURS]
    blocks = [_("**Agree most**"), *map(_neighbour, most)]
    if least:
        blocks += [_("**Agree least**"), *map(_neighbour, least)]
    note = _("Over films that both reviewed, five at least; the fewer, the nearer to what is usual here.")
    return text_page(heading, fitting([*blocks, f"-# {note}"], _BODY), ACCENT)


def _neighbour(one: Neighbour) -> str:
    near = _("**{agreed}** over {films}", agreed=agreed(one.agreement), films=count(one.films, "film"))
    films = [f"<@{one.member_id}> · {near}"]
    if one.together:
        films.append(_("together on {films}", films=", ".join(map(_decided, one.together))))
    if one.apart:
        films.append(_("apart on {films}", films=", ".join(map(_decided, one.apart))))
    return "\n-# ".join(films)


def _decided(one: Agreement) -> str:
    mine, theirs = stood(one.my_label, one.mine), stood(one.their_label, one.theirs)
    return f"{film_words(one.film)} ({mine} · {theirs})"


def server_page(critics: ServerCritics) -> discord.ui.LayoutView:
    """Draw who writes on a server, and who changed their mind."""
    heading = "### " + _("This server’s critics")
    if not critics.writers:
        return text_page(heading, _(EMPTY_ARCHIVE), NEUTRAL)
    writers = " · ".join(f"<@{author}> {count(reviews, 'review')}" for author, reviews in critics.writers)
    blocks = [writers]
    if critics.changed:
        blocks.append(f"**{phrase(changed_line(critics.changed))}**")
        blocks += changes(critics.changed, _CHANGED_HERE, named=True)
    else:
        blocks.append("-# " + _("Nobody has changed their mind yet: a later review of the same film shows it."))
    return text_page(heading, fitting(blocks, _BODY), ACCENT)


def changes(changed: Sequence[ChangedMind], most: int, *, named: bool = False) -> Iterator[str]:
    """Say film by film what somebody thought before and now, and in which review."""
    for one in changed[:most]:
        film = film_words(one.film)
        whose = _("{member} on {film}", member=f"<@{one.author_id}>", film=film) if named else film
        before, now = stood(one.label_before, one.rating_before), stood(one.label, one.rating)
        then = before_words(one.day_before, one.day)
        yield f"{whose}: {_('was {before} {then}, now {now}', before=before, then=then, now=now)} · #{one.review}"
    if len(changed) > most:
        yield "-#" + _(" and {number:n} more", number=len(changed) - most)


def comparison(guild_id: int, both: CriticComparison, columns: Columns | None) -> discord.ui.LayoutView:
    """Draw two members side by side: the picture that is sent along, and the lines on which they part and agree."""
    container: discord.ui.Container[Any] = discord.ui.Container(accent_colour=ACCENT if both.shared else NEUTRAL)
    container.add_item(discord.ui.TextDisplay(f"### {phrase(critics_line(both))}"))
    if columns:
        container.add_item(picture(columns))
    if noted := "\n".join(_noted(both, columns)):
        container.add_item(discord.ui.TextDisplay(noted))
    for title, clashes in ((_("Where they part"), both.clashes), (_("Where they agree"), both.accords)):
        if clashes:
            container.add_item(discord.ui.Separator())
            container.add_item(discord.ui.TextDisplay(f"**{title}:** {_clash(guild_id, clashes[0])}"))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _noted(both: CriticComparison, columns: Columns | None) -> Iterator[str]:
    """Say in words what the picture leaves out; without one, where they stand on the film of both."""
    if columns is None:
        yield from (_shared(shared) for shared in (*both.part, *both.between, *both.agree))
        return
    yield from (f"-# {place}: {brief(name, _NAME)}" for place, name in columns.unwritten)
    if both.shared > len(columns.rows):
        yield "-# " + ngettext(
            "and {number:n} more film of both, on which they are closer.",
            "and {number:n} more films of both, on which they are closer.",
            both.shared - len(columns.rows),
        )


def _critic(guild_id: int, page: CriticPage) -> Iterator[str]:
    yield f"**{phrase(critic_line(page))}**"
    yield ratings_line(page.ratings, sum(film.rating is not None for film in page.films))
    for title, aspects in (
        (f"{PRAISE} {_('Praises')}", page.praises),
        (f"{CRITICISM} {_('Pans')}", page.pans),
        (f"{EVEN} {_('Both')}", page.divided),
    ):
        if aspects:
            yield f"**{title}:** " + ", ".join(map(_aspect, aspects))
            yield from _lines(guild_id, aspects[:_ASPECTS])
    if page.changed:
        yield _("**Changed their mind on {films}**", films=count(len(page.changed), "film"))
        yield from changes(page.changed, _CHANGED)
    if page.films:
        yield _("**Films**")
    for film in page.films[:_FILMS]:
        yield _film(film)
    if len(page.films) > _FILMS:
        yield "-# " + _(
            "and {number:n} more: `/review list` with this member shows them all.", number=len(page.films) - _FILMS
        )


def _aspect(one: CriticAspect) -> str:
    return _(
        "{aspect} ({praise:n} to {criticism:n})",
        aspect=aspect_name(one.aspect),
        praise=one.praise,
        criticism=one.criticism,
    )


def _lines(guild_id: int, aspects: Iterable[CriticAspect]) -> Iterator[str]:
    for one in aspects:
        leaning = one.praise_line if one.praise >= one.criticism else one.criticism_line
        line = leaning or one.praise_line or one.criticism_line
        if line:
            yield quoted(guild_id, line, film=True, limit=_QUOTE)


def _film(film: CriticFilm) -> str:
    parts = [f"#{film.review} {film_words(film.film)}", label_word(film.label)]
    if film.rating is not None:
        parts.append(f"★ {number(film.rating, 1)}/10")
    if film.others_mean is not None:
        parts.append(_("others {mean:.1n}/10", mean=film.others_mean))
    return " · ".join(parts)


def _clash(guild_id: int, clash: AspectClash) -> str:
    lines = (quoted(guild_id, line, limit=_QUOTE) for line in (clash.first, clash.second))
    return "\n".join([_("{aspect} in {film}", aspect=aspect_word(clash.aspect), film=film_words(clash.film)), *lines])


def _shared(shared: SharedFilm) -> str:
    sides = (_stance(shared.first_label, shared.first_rating), _stance(shared.second_label, shared.second_rating))
    return f"{film_words(shared.film)}: {sides[0]} | {sides[1]}"


def _stance(label: Label, rating: float | None) -> str:
    words = verdict_words(label)
    return words if rating is None else f"{words} ★ {number(rating, 1)}/10"
