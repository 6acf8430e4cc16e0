"""A review made ready to be filed: everything that can be worked out before its transaction begins.

A transaction holds the server's row, on SQLite the whole file: stemming a text in it would keep others waiting.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, literal, select

from bot.archive.database.codec import decode, encode
from bot.archive.database.schema import erasure, film, opt_out, review, review_message
from bot.archive.server.rows.review_rows import LONG, corrected_analysis, draft_row, mention_rows, review_of
from bot.archive.text.terms import terms
from bot.archive.text.titles import fold_title

if TYPE_CHECKING:
    from datetime import datetime

    from bot.analysis.types import Analysis
    from bot.archive.types import Film, Review, ReviewDraft


@dataclass(frozen=True, slots=True)
class PreparedReview:
    """A draft with its row, its words and its analysis as they are kept."""

    draft: ReviewDraft
    row: dict[str, Any]
    terms: list[str]
    analysis: str
    read: Analysis
    """What `analysis` says, as it will be read from now on."""
    mentions: list[dict[str, Any]]
    """What it speaks of by name, row by row."""

    def questions(self, guild_id: int, person: bytes) -> dict[str, Any]:
        """Give the parameters of `KNOWN`."""
        draft = self.draft
        return {
            "guild": guild_id,
            "person": person,
            "messages": draft.message_ids,
            "author": draft.author_id,
            "same": self.row["text_hash"],
            "title": fold_title(draft.film_title or ""),
        }

    def filed(self, number: int, about: Film | None, at: datetime) -> Review:
        """Give the review as it will be read from now on."""
        draft = self.draft
        row = SimpleNamespace(
            **{**self.row, "written_at": draft.written_at.astimezone(UTC)}, number=number, filed_at=at, edited_at=None,
            text=draft.text, analysis=self.analysis, card_channel_id=None, card_message_id=None,
            film_number=about.number if about else None, film_title=about.title if about else None,
            film_year=about.year if about else None, film_reviews=about.reviews if about else None,
        )  # fmt: skip
        known: Any = row
        return review_of(known, tuple(dict.fromkeys(draft.message_ids)), self.read)


def prepare(draft: ReviewDraft) -> PreparedReview:
    """Make a draft ready: linear in the length of its text."""
    kept, found = encode(draft.analysis), terms(draft.text)
    read = decode(kept, draft.text)
    mentions = mention_rows(draft.text, corrected_analysis(read, draft.aspects_by_hand))
    return PreparedReview(draft, draft_row(draft, found), found, kept, read, mentions)


async def prepare_all(drafts: list[ReviewDraft]) -> list[PreparedReview]:
    """Make drafts ready, off the event loop where they are long or many."""
    if sum(len(draft.text) for draft in drafts) > LONG:
        return await asyncio.to_thread(lambda: [prepare(draft) for draft in drafts])
    return [prepare(draft) for draft in drafts]


def _known() -> Any:
    guild = bindparam("guild")
    gone = select(erasure.c.at).where(
        erasure.c.guild_id == guild, erasure.c.kind == "person", erasure.c.subject == bindparam("person")
    )
    asked = select(opt_out.c.at).where(opt_out.c.guild_id == guild, opt_out.c.person == bindparam("person"))
    of_message = select(review_message.c.number).where(
        review_message.c.guild_id == guild, review_message.c.message_id.in_(bindparam("messages", expanding=True))
    )
    of_text = select(review.c.number).where(
        review.c.guild_id == guild, review.c.author_id == bindparam("author"), review.c.text_hash == bindparam("same")
    )
    questions = {"opted_out": asked, "forgotten": gone, "message": of_message.limit(1), "same_text": of_text}
    one = select(literal(1).label("one")).subquery("one")
    titled = one.outerjoin(film, and_(film.c.guild_id == guild, film.c.folded == bindparam("title")))
    answers = [each.scalar_subquery().label(name) for name, each in questions.items()]
    return select(*answers, film).select_from(titled).order_by(film.c.reviews.desc(), film.c.number)


KNOWN = _known()
"""What the archive knows of a draft, asked at once.

An objection, when its author was forgotten, the same message, the same text, films of its title.

One row for each film of that title, or one without a film. `PreparedReview.questions` gives the parameters.
"""
