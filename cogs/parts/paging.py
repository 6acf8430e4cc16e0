"""Lists of reviews: which page of which, in a state small enough for a button's custom_id, and its drawing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast, get_args

import discord

from bot.analysis.types import LABELS
from bot.archive.types import Filters, Sort
from bot.filing import RefusedError
from bot.speech import N_, _
from bot.views.limits import CUSTOM_ID
from bot.views.pages import lists
from cogs.parts.buttons import Act, custom_id_of, read_number, written_number
from cogs.parts.reply import turn
from cogs.parts.services import guild_of, heard_of

_SORTS = cast("tuple[Sort, ...]", get_args(Sort))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEXT, _NEXT_BEFORE = "_", "."
"""What stands between the fields: no key of a page holds the one; those of before may hold the other."""


@dataclass(frozen=True, slots=True)
class ListState:
    """A list's filters, order and position. `str()` writes it in under 90 characters; `parse` reads it.

    Tags are words of unknown length: they stand in the query beside it.
    """

    filters: Filters = field(default_factory=Filters)
    sort: Sort = "newest"
    after: str | None = None

    def __str__(self) -> str:
        chosen = self.filters
        fields = (
            written_number(chosen.film),
            written_number(chosen.author_id),
            written_number(LABELS.index(chosen.label) if chosen.label else None),
            _write_rating(chosen.minimum_rating),
            _write_day(chosen.since),
            _write_day(chosen.until),
            written_number(chosen.channel_id),
            written_number(_SORTS.index(self.sort)),
            _write_rating(chosen.maximum_rating),
            written_number(None if chosen.critic is None else int(chosen.critic)),
            self.after or "",
        )
        return _NEXT.join(fields)

    @classmethod
    def parse(cls, written: str, before: Sort | None = None) -> Self:
        """Read what `str()` wrote. Raises ValueError for anything else.

        Buttons of before knew no highest rating and no source. `before` is the order of theirs where they had none.
        """
        fields = written.split(_NEXT)
        if len(fields) == 1:
            *fields, after = written.split(_NEXT_BEFORE, 8)
            fields = [*fields, "", "", after]
        else:
            before = None
        if len(fields) != 11:
            raise ValueError("not the state of a list")
        film, author, label, low, since, until, channel, order, high, critic = (
            read_number(value) for value in fields[:10]
        )
        chosen = Filters(
            film=film,
            author_id=author,
            label=LABELS[label] if label is not None else None,
            minimum_rating=_rating(low),
            maximum_rating=_rating(high),
            since=_day(since),
            until=_day(until),
            channel_id=channel,
            critic=None if critic is None else bool(critic),
        )
        return cls(chosen, before or _SORTS[order or 0], fields[10] or None)

    def at(self, after: str | None) -> ListState:
        """Give the same list at another page."""
        return replace(self, after=after)


# Drawing


_CARRIER = custom_id_of("words")
"""Begins the custom_id that carries a search's words."""
_QUOTES = str.maketrans("", "", '"“”„')
MAXIMUM_QUERY = CUSTOM_ID - len(_CARRIER)
"""Characters of the words of a search, which a button carries from page to page."""


def with_tag(query: str, chosen: Filters) -> tuple[str, Filters]:
    """Move the tag of filters into the words of a search, which a list's buttons carry from page to page.

    Raises RefusedError where the two are too long together.
    """
    words = " ".join([query.strip(), *(f'tag:"{tag.translate(_QUOTES)}"' for tag in chosen.tags)]).strip()
    if len(words) > MAXIMUM_QUERY:
        raise RefusedError(
            "Words and tag are {number:n} characters together; {limit} is the limit.",
            number=len(words),
            limit=MAXIMUM_QUERY,
        )
    return words, replace(chosen, tags=())


async def list_page(interaction: discord.Interaction, query: str, state: ListState) -> discord.ui.LayoutView:
    """Draw the page of a list or a search that a state names; without words it is a list."""
    server = await heard_of(interaction)
    chosen = state.filters
    page = await server.search(query, chosen, state.after, limit=lists.PAGE_SIZE, sort=state.sort)
    film = await server.film(chosen.film) if chosen.film else None
    empty = not page.items and not await server.size()
    buttons: list[Any] = []
    if state.after:
        buttons.append(TurnPage(str(state.at(None)), _("⏮ First")))
    if page.next_key:
        buttons.append(TurnPage(str(state.at(page.next_key))))
    if buttons and query:
        buttons.append(discord.ui.Button(label="🔎", disabled=True, custom_id=f"{_CARRIER}{query}"))
    asked = lists.Asked(query, chosen, state.sort, film)
    return lists.review_list(guild_of(interaction), asked, page, buttons, empty=empty)


class TurnPage(Act):
    """Turns the pages of a list or a search; its state is a `ListState`.

    The words do not fit beside it: they stand in the custom_id of the disabled button next to it,
    so that nothing a member searched for is kept anywhere but in the message itself.
    """

    action, label = "found", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        state = ListState.parse(self.state, before="best")
        await turn(interaction, await list_page(interaction, _carried_query(interaction.message), state))


class TurnList(Act):
    """Turns the pages of lists that were drawn before lists and searches were one."""

    action, label = "list", N_("Next ▶")

    async def press(self, interaction: discord.Interaction) -> None:
        """Replace the page in place."""
        await turn(interaction, await list_page(interaction, "", ListState.parse(self.state)))


def _carried_query(message: discord.Message | None) -> str:
    view = discord.ui.LayoutView.from_message(message) if message else discord.ui.LayoutView()
    for item in view.walk_children():
        custom_id = getattr(item, "custom_id", None) or ""
        if custom_id.startswith(_CARRIER):
            return custom_id.removeprefix(_CARRIER)
    return ""


# Numbers, ratings and days in few characters


def _write_rating(rating: float | None) -> str:
    return written_number(None if rating is None else round(rating * 10))


def _rating(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _write_day(day: datetime | None) -> str:
    return written_number(None if day is None else (day - _EPOCH).days)


def _day(days: int | None) -> datetime | None:
    return None if days is None else _EPOCH + timedelta(days=days)
