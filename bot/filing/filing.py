"""The one way in, however a review arrives.

Refuse or clean the text, read it in a worker, settle which film it is about, file it once.
A cog brings a `Submission` and shows what comes back; a `RefusedError` is a sentence for the member.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.analysis import clean, is_language, looks_like_review, reads_like_review
from bot.analysis.language.counting import has_words
from bot.analysis.language.spoilers import barred
from bot.analysis.takes import takes_a_stand
from bot.analysis.types import MAXIMUM_CHARACTERS, Analysis, Aspect, Label, Rating
from bot.archive import Archive
from bot.archive.store import ServerArchive
from bot.archive.types import Filed, Review, ReviewChanges, ReviewDraft, Source
from bot.figures import SILENT, Figures
from bot.filing.counting import counted, refusals
from bot.filing.typed import MAXIMUM_TITLE, RefusedError, TooShortError, parse_film, typed_rating
from bot.speech import N_
from bot.workers import Workers

CERTAIN = 0.5
"""A film found in the text is filed without asking from this confidence on."""
SAME_NAME = 0.93
"""Two spellings this alike, on rapidfuzz's scale of 0 to 1, are one film."""
KNOWN_FILMS = 500
"""So many of a server's films, the most reviewed ones, are known to whoever reads a review for it."""
WATCHED_WORDS = 40
"""A paste in a watched channel has this many words or more."""
JUDGED_CHARACTERS = 20_000
REMEMBERED_DELETIONS = 10_000
HELD_SUBMISSIONS = 200
"""So many texts wait in memory for a yes; then the oldest is let go."""
HIDDEN = N_("That review is filed here already, and moderators hide it.")
_ENDS_A_TITLE = re.compile(r"[\s\"'*_”’]*(?:[:;,.(–—|★☆-]|\d|\n)|\n")
_IS = re.compile(r"[\s\"'*_”’]+(?:is|was)(?!\w)")
_LONG_TITLE = 4
"""From so many characters on, a title before "is" or "was" is one: `It is` is not."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A review as it arrived, before anything was made of it."""

    author_id: int
    text: str
    source: Source
    written_at: datetime
    film: str | None = None
    """The film as a member typed it, the year in brackets if they gave one."""
    rating: str | None = None
    """The rating as a member typed it."""
    filer_id: int | None = None
    channel_id: int | None = None
    message_ids: tuple[int, ...] = ()
    begun: datetime | None = None
    """The archive's moment when it began to be gathered; without it, when it reaches the filing."""
    tags: tuple[str, ...] = ()
    """Those that its author gave it, or of the forum post it stands in."""
    critic: str | None = None
    """Whose words it is, when its author pastes somebody else's."""
    watched_on: str | None = None
    """ISO date."""
    rewatch: bool = False
    post: bool = False
    """Whether its channel is a forum's post about its film: pages of that film link there."""
    batch: int | None = None
    """The import it is a part of."""
    blind: int | None = None
    """The film night that it waits for, read by nobody until then."""


@dataclass(frozen=True, slots=True)
class Correction:
    """An edit as a member typed it; None leaves a field alone, an empty string takes it away."""

    film: str | None = None
    rating: str | None = None
    label: Label | None = None
    aspect: tuple[Aspect, int | None] | None = None
    """One side, and whether it praises (1), criticises (-1), says nothing (0) or is as it was read (None)."""
    text: str | None = None
    critic: str | None = None
    watched_on: str | None = None
    """ISO date."""
    rewatch: bool | None = None
    tags: tuple[str, ...] | None = None


class Filing:
    """Reads and files reviews for every server."""

    def __init__(self, archive: Archive, workers: Workers, figures: Figures = SILENT) -> None:
        self.archive = archive
        self._figures = figures
        self._workers = workers
        self._deleted: OrderedDict[int, None] = OrderedDict()
        self._held: OrderedDict[str, tuple[int, Submission]] = OrderedDict()

    def mark_deleted(self, message_ids: Iterable[int]) -> None:
        """Remember messages that are gone: a review that is being read from one of them is not filed."""
        for message_id in message_ids:
            self._deleted[message_id] = None
        while len(self._deleted) > REMEMBERED_DELETIONS:
            self._deleted.popitem(last=False)

    def is_deleted(self, message_id: int) -> bool:
        """Say whether a message is known to be gone, be it that its creation is heard of later."""
        return message_id in self._deleted

    async def doubts(self, submission: Submission) -> bool:
        """Say whether what a person hands in judges no film, so that they are asked before it is filed.

        Who names a film or a rating has answered already. Raises RefusedError for what is no language at all,
        WorkerError when that cannot be found out at the moment.
        """
        with refusals(self._figures):
            start = await asyncio.to_thread(_doubtful, submission)
        return start is not None and not await self._workers.ask(reads_like_review, start)

    def hold(self, guild_id: int, submission: Submission) -> str:
        """Keep a submission in memory until its author says yes; gives the key that `release` takes."""
        key = secrets.token_hex(8)
        self._held[key] = guild_id, submission
        while len(self._held) > HELD_SUBMISSIONS:
            self._held.popitem(last=False)
        return key

    def release(self, guild_id: int, key: str, member_id: int) -> Submission:
        """Give back what was held, to who handed it in alone. Raises RefusedError otherwise."""
        where, submission = self._held.get(key, (0, None))
        if submission is None or where != guild_id:
            raise RefusedError("That is not held any more, and nothing was filed; hand it in again.")
        if member_id not in {submission.author_id, submission.filer_id}:
            raise RefusedError("Only who handed it in can have it filed.")
        del self._held[key]
        return submission

    def let_go(self, guild_id: int, member_id: int) -> None:
        """Drop what a member handed in and has not said yes to."""
        for key, (where, submission) in tuple(self._held.items()):
            if where == guild_id and member_id in {submission.author_id, submission.filer_id}:
                del self._held[key]

    async def looks_like_review(self, text: str) -> bool:
        """Say whether a message of a watched channel reads like a review: 40 words or more that judge a film.

        Raises WorkerError when that cannot be found out at the moment.
        """
        start = await asyncio.to_thread(_long_enough, text)
        return start is not None and await self._workers.ask(looks_like_review, start)

    async def is_review(self, guild_id: int, text: str, about: str | None = None) -> bool:
        """Say whether a message that nobody pointed at is a review: it reads like one, or is a short take.

        A short take names a film of the server, or stands in the post of one (`about`), and has a rating or a
        plain verdict. Raises WorkerError when that cannot be found out at the moment.
        """
        titled = f"{about}\n\n{text}" if about else text
        if await self.looks_like_review(titled if len(text.split(maxsplit=WATCHED_WORDS)) >= WATCHED_WORDS else text):
            return True
        films = await self._films(guild_id)
        if not await asyncio.to_thread(_may_be_short_take, text, films, about):
            return False
        try:
            cleaned, analysis = await self._read(text, guild_id)
        except RefusedError:
            return False
        named = about is not None or await self._names_a_film(guild_id, cleaned, analysis, films)
        return named and takes_a_stand(cleaned, analysis)

    async def _names_a_film(self, guild_id: int, text: str, analysis: Analysis, films: Iterable[str]) -> bool:
        """Say whether a text's film is one of the server's: it was found in it, or its name comes first."""
        if any(_begins_with(text, title) for title in films):
            return True
        title, year = _film_in(analysis)
        server = self.archive.server(guild_id)
        return bool(title) and (await _settle_film(server, title or "", year))[0] in films

    async def film_of(self, guild_id: int, text: str) -> str | None:
        """Name the film that a text would be filed under. Raises RefusedError or WorkerError."""
        _, analysis = await self.read(text, guild_id)
        title, year = _film_in(analysis)
        if not title:
            return None
        title, year = await _settle_film(self.archive.server(guild_id), title, year)
        return f"{title} ({year})" if year else title

    async def read(self, text: str, guild_id: int | None = None) -> tuple[str, Analysis]:
        """Clean a text and read it, filing nothing. Returns the text that the offsets index.

        With `guild_id`, films that this server has reviews of are likelier than others to be meant.
        Raises RefusedError for a text that cannot be a review, WorkerError when reading failed.
        """
        with counted(self._figures):
            return await self._read(text, guild_id)

    async def _read(self, text: str, guild_id: int | None) -> tuple[str, Analysis]:
        cleaned = await asyncio.to_thread(_accept, text)
        try:
            return cleaned, await self._workers.read(cleaned, await self._films(guild_id))
        except ValueError as refusal:
            raise RefusedError(str(refusal)) from None

    async def _films(self, guild_id: int | None) -> list[str]:
        if guild_id is None:
            return []
        return [film.title for film in await self.archive.server(guild_id).films(limit=KNOWN_FILMS)]

    async def file(self, guild_id: int, submission: Submission) -> Filed:
        """Read a review and file it in a server's archive, once.

        Raises RefusedError, WorkerError or ArchiveError, each with a sentence for the member.
        """
        server = self.archive.server(guild_id)
        with refusals(self._figures):
            begun = submission.begun or await server.moment()
            # A message that is filed already needs no second reading.
            known = await server.find_message(submission.message_ids[0]) if submission.message_ids else None
            if known is not None:
                return _shown(Filed(known, "message"))
            rating = typed_rating(submission.rating)
            typed = parse_film(submission.film) if submission.film else None
        text, analysis = await self.read(submission.text, guild_id)
        title, year = typed if typed is not None and typed[0] else _film_in(analysis)
        draft = replace(_draft(submission, text, analysis, rating or analysis.rating), begun=begun)
        with refusals(self._figures):
            return await self._keep(server, submission, draft, title, year)

    async def _keep(
        self, server: ServerArchive, submission: Submission, draft: ReviewDraft, title: str | None, year: int | None
    ) -> Filed:
        if await server.hides(submission.author_id, draft.text):
            raise RefusedError(HIDDEN)
        if title:
            title, year = await _settle_film(server, title, year)
        filed = await server.add(replace(draft, film_title=title, film_year=year))
        if any(message_id in self._deleted for message_id in submission.message_ids):
            # Deleted while it was being read: the deletion found nothing to erase yet.
            await server.erase_messages(submission.message_ids)
            raise RefusedError("That message was deleted while it was being read, so nothing was filed.")
        if submission.post and submission.channel_id is not None:
            await _link_post(server, submission.channel_id, filed.review)
        return _shown(filed)

    async def correct(self, guild_id: int, number: int, correction: Correction, actor_id: int) -> Review:
        """Apply an edit to a filed review; a new text is read anew."""
        server = self.archive.server(guild_id)
        changes = ReviewChanges(
            label=correction.label,
            aspect=correction.aspect,
            critic=correction.critic,
            watched_on=correction.watched_on,
            rewatch=correction.rewatch,
            tags=correction.tags,
        )
        if correction.text is not None:
            text, analysis = await self.read(correction.text, guild_id)
            changes = replace(changes, text=text, analysis=analysis)
        if correction.film is not None:
            changes = await _with_film(server, changes, correction.film)
        if correction.rating is not None:
            rating = typed_rating(correction.rating)
            changes = replace(
                changes,
                rating_raw=rating.raw if rating else "",
                rating_value=rating.value if rating else None,
            )
        return await server.edit(number, changes, actor_id)

    async def hide_line(self, guild_id: int, number: int, line: tuple[int, int], actor_id: int) -> Review:
        """Put bars round a line that probably gives something away; `line` is its place in the text.

        Raises RefusedError where it is no such line any more, or cannot be hidden where it stands.
        """
        review = await self.archive.server(guild_id).get(number)
        asked = {(each.start, each.end) for each in review.analysis.giveaways} if review else set()
        if review is None or line not in asked:
            raise RefusedError("Review #{number} has changed since, or is gone; nothing was hidden.", number=number)
        text = await asyncio.to_thread(barred, review.text, *line)
        if text is None:
            raise RefusedError("That line cannot be hidden where it stands; put bars round it with ⋯, then Edit.")
        return await self.correct(guild_id, number, Correction(text=text), actor_id)

    async def reread(self, guild_id: int, number: int, text: str, actor_id: int) -> Review | None:
        """Read a review anew because its message changed. Gives None when nothing changed, or it is gone.

        What a person chose by hand (film, rating, label, aspects) stays; what was found in the old text
        follows the new one. Raises TooShortError when no word is left, RefusedError, WorkerError
        or ArchiveError when the new text cannot be filed.
        """
        server = self.archive.server(guild_id)
        before = await server.get(number)
        if before is None or await asyncio.to_thread(_accept, text) == before.text:
            return None
        cleaned, analysis = await self.read(text, guild_id)
        changes = ReviewChanges(text=cleaned, analysis=analysis)
        written = before.analysis.rating
        if before.rating_raw == (written.raw if written else None):
            found = analysis.rating
            changes = replace(
                changes, rating_raw=found.raw if found else "", rating_value=found.value if found else None
            )
        title, year = _film_in(analysis)
        if title and await _found_in_text(server, before):
            title, year = await _settle_film(server, title, year)
            changes = replace(changes, film_title=title, film_year=year)
        return await server.edit(number, changes, actor_id)


async def _link_post(server: ServerArchive, channel_id: int, review: Review) -> None:
    """Remember a forum's post as where its film is talked about."""
    if review.film is not None and await server.thread_film(channel_id) != review.film.number:
        await server.set_thread(channel_id, review.film.number)


def _shown(filed: Filed) -> Filed:
    """Give back what was filed, unless moderators hide it. Raises RefusedError then."""
    if filed.review.hidden_reason is not None:
        raise RefusedError(HIDDEN)
    return filed


def accept(text: str) -> str:
    """Clean a text as filing does. Raises RefusedError; linear in its length, so run it off the event loop."""
    return _accept(text)


def _accept(text: str) -> str:
    """Clean a text, or refuse it. Linear in its length; run off the event loop."""
    if "\x00" in text:
        raise RefusedError("That is not text: it holds NUL characters, so it looks like a binary file.")
    if len(text) > MAXIMUM_CHARACTERS:
        raise RefusedError(
            "That review has {number:n} characters; the limit is {limit:n}.", number=len(text), limit=MAXIMUM_CHARACTERS
        )
    cleaned = clean(text)
    if not has_words(cleaned):
        raise TooShortError("There is no text in that to read; one word is enough.")
    return cleaned


def _long_enough(text: str) -> str | None:
    """Clean the beginning of a message that is long enough to be answered unasked; None for a shorter one."""
    if len(text.split(maxsplit=WATCHED_WORDS)) < WATCHED_WORDS:
        return None
    # The beginning tells as much as the whole, and keeps this short for a text of 200,000 characters.
    return clean(text[:JUDGED_CHARACTERS])


def _doubtful(submission: Submission) -> str | None:
    """Clean the beginning of what a person hands in where it may judge no film; None where that is not asked."""
    # The beginning tells as much as the whole. What holds no word, or too many, is refused by its own sentence.
    text = clean(submission.text[:JUDGED_CHARACTERS].replace("\x00", ""))
    if not has_words(text) or len(submission.text) > MAXIMUM_CHARACTERS:
        return None
    if not is_language(text):
        raise RefusedError(
            "That does not read like language, so nothing was filed; one word that means something is enough."
        )
    return None if submission.film or submission.rating else text


def _may_be_short_take(text: str, films: Iterable[str], about: str | None) -> bool:
    """Say whether a text is short, and names one of some films or needs not to. Linear in it, before it is read."""
    if not text.strip() or len(text.split(maxsplit=WATCHED_WORDS)) >= WATCHED_WORDS:
        return False
    folded = text.casefold()
    return about is not None or any(title.casefold() in folded for title in films)


def _begins_with(text: str, title: str) -> bool:
    """Say whether a text begins with a title that ends there as a name does: `Dune: 4/5`, `Dune (2021)`."""
    begun = text.lstrip("*_#\"'“” ").casefold()
    rest = begun.removeprefix(title.casefold())
    if len(rest) == len(begun):
        return False
    return bool(_ENDS_A_TITLE.match(rest) or (len(title) >= _LONG_TITLE and _IS.match(rest)))


async def _found_in_text(server: ServerArchive, review: Review) -> bool:
    """Say whether a review's film is the one that was found in its text, rather than one a person named."""
    if review.film is None:
        return True
    title, year = _film_in(review.analysis)
    return bool(title) and (await _settle_film(server, title or "", year))[0] == review.film.title


def _film_in(analysis: Analysis) -> tuple[str | None, int | None]:
    if analysis.film is None or analysis.film.confidence < CERTAIN:
        return None, None
    return analysis.film.title[:MAXIMUM_TITLE], analysis.film.year


async def _settle_film(server: ServerArchive, title: str, year: int | None) -> tuple[str, int | None]:
    """Give a film the name that this server already has for it, if it has one."""
    for film, likeness in await server.match_films(title):
        if likeness >= SAME_NAME and (year is None or film.year is None or film.year == year):
            return film.title, film.year if film.year is not None else year
    return title, year


async def _with_film(server: ServerArchive, changes: ReviewChanges, typed: str) -> ReviewChanges:
    title, year = parse_film(typed)
    if title:
        title, year = await _settle_film(server, title, year)
    return replace(changes, film_title=title, film_year=year)


def _draft(submission: Submission, text: str, analysis: Analysis, rating: Rating | None) -> ReviewDraft:
    return ReviewDraft(
        author_id=submission.author_id,
        text=text,
        analysis=analysis,
        source=submission.source,
        written_at=submission.written_at,
        rating_raw=rating.raw if rating else None,
        rating_value=rating.value if rating else None,
        filer_id=submission.filer_id,
        channel_id=submission.channel_id,
        message_ids=submission.message_ids,
        tags=submission.tags,
        critic=submission.critic,
        watched_on=submission.watched_on,
        rewatch=submission.rewatch,
        batch=submission.batch,
        blind=submission.blind,
    )
