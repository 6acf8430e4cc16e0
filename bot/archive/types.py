"""What the archive takes and gives: frozen records without a database in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from bot.analysis.mentions import Kind as MentionKind
from bot.analysis.types import Analysis, Aspect, AspectByHand, Label
from bot.speech import SpokenError

Source = Literal["command", "file", "message", "watched", "import"]
"""The way a review arrived: the modal, an uploaded file, *Read this review*, a watched channel, an import."""
Sort = Literal["newest", "oldest", "rating", "praise", "criticism", "best"]
"""`best` is how well a review answers a search; where no words are searched for, the newest."""
Repeat = Literal["", "message", "text"]
"""Why filing added nothing: the same message, or the same text by the same author, is here already."""

UNDO_MINUTES = 10
"""How long a removal or a merge can be taken back."""

Item = TypeVar("Item")


class ArchiveError(SpokenError):
    """The archive cannot do this; the message is one plain sentence fit for people."""


class ArchiveUnavailableError(ArchiveError):
    """The database cannot be reached, read or written (unreachable, locked, full, read-only)."""


class ArchiveTooNewError(ArchiveError):
    """The database was written by a newer Pullquote than this one."""


class OptedOutError(ArchiveError):
    """The author asked not to be archived in this server."""


class ForgottenError(ArchiveError):
    """The author asked to be forgotten while the review was under way."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film of one server. `number` is unique within the server only."""

    number: int
    title: str
    year: int | None
    reviews: int = 0
    """How many reviews this server has of it."""

    @property
    def name(self) -> str:
        """Give the title with its year, as people say it: `Dune (2021)`."""
        return f"{self.title} ({self.year})" if self.year else self.title


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """A review that is ready to be filed: cleaned, analysed, its film settled."""

    author_id: int
    text: str
    analysis: Analysis
    source: Source
    written_at: datetime
    """Aware, UTC: when its author wrote it."""
    film_title: str | None = None
    film_year: int | None = None
    rating_raw: str | None = None
    rating_value: float | None = None
    """0 to 10."""
    label: Label | None = None
    """Set only when a person chose the label; otherwise the analysis decides."""
    aspects_by_hand: tuple[AspectByHand, ...] = ()
    """What people changed of the analysis's aspects."""
    filer_id: int | None = None
    """Who filed it, when that is not the author."""
    channel_id: int | None = None
    message_ids: tuple[int, ...] = ()
    """The messages it was read from, first one first; empty for commands and imports."""
    origin: str | None = None
    """Where an imported review lives (a Letterboxd URI, say)."""
    tags: tuple[str, ...] = ()
    watched_on: str | None = None
    """ISO date."""
    rewatch: bool = False
    critic: str | None = None
    """Whose words it is, when its author pasted somebody else's."""
    batch: int | None = None
    """The import batch it came with."""
    hidden_reason: str | None = None
    """Set for a review that moderators hid where it comes from: it is filed hidden, never shown in between."""
    blind: int | None = None
    """The film night that it waits for: until that is revealed, nobody reads it."""
    begun: datetime | None = None
    """When its reading began, as `ServerArchive.moment` gives it: whoever was forgotten since is not filed."""


class KnownText(NamedTuple):
    """What is asked for, to see whether somebody filed it already."""

    author_id: int
    text: str
    origin: str | None = None
    watched_on: str | None = None
    film_title: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A filed review. `number` is unique within its server and never used twice."""

    number: int
    author_id: int
    text: str
    analysis: Analysis
    """Offsets index `text`. Its aspects are as people corrected them."""
    label: Label
    source: Source
    written_at: datetime
    filed_at: datetime
    film: Film | None = None
    edited_at: datetime | None = None
    label_by_hand: bool = False
    aspects_by_hand: tuple[AspectByHand, ...] = ()
    """The sides of the film whose verdict a person set (1, -1) or took away (0)."""
    rating_raw: str | None = None
    rating_value: float | None = None
    filer_id: int | None = None
    channel_id: int | None = None
    message_ids: tuple[int, ...] = ()
    card_channel_id: int | None = None
    card_message_id: int | None = None
    hidden_reason: str | None = None
    """Set while moderators hide it: it is then in no list, search, page or answer."""
    blind: int | None = None
    """The film night that it waits for: until that is revealed, it is in none either."""
    origin: str | None = None
    tags: tuple[str, ...] = ()
    watched_on: str | None = None
    """The day its author watched the film (ISO date)."""
    rewatch: bool = False
    critic: str | None = None
    """Whose words it is, when its author pasted somebody else's: they count apart from members' own."""
    batch: int | None = None
    text_print: bytes | None = field(default=None, compare=False, repr=False)
    """The same for the same words, whoever files them; None for words so few that others write them too."""

    @property
    def shown(self) -> bool:
        """Say whether moderators do not hide it, and no film night has it wait."""
        return self.hidden_reason is None and self.blind is None


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing did: the review, and why it is not a new one (empty when it is)."""

    review: Review
    repeat: Repeat = ""


@dataclass(frozen=True, slots=True)
class ReviewChanges:
    """An edit; None leaves a field as it is. A new text comes with its new analysis."""

    film_title: str | None = None
    """An empty string takes the film away."""
    film_year: int | None = None
    rating_raw: str | None = None
    """An empty string takes the rating away."""
    rating_value: float | None = None
    label: Label | None = None
    aspect: tuple[Aspect, int | None] | None = None
    """One side and what it says of it: 1, -1, 0 for nothing, None for what was read."""
    text: str | None = None
    analysis: Analysis | None = None
    critic: str | None = None
    """An empty string makes the words the author's own again."""
    watched_on: str | None = None
    """ISO date; an empty string takes it away."""
    rewatch: bool | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list or a search is narrowed to; None does not narrow."""

    film: int | None = None
    """A film's number in this server."""
    author_id: int | None = None
    label: Label | None = None
    minimum_rating: float | None = None
    """0 to 10."""
    maximum_rating: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The first moment after: January ends where February begins."""
    channel_id: int | None = None
    tags: tuple[str, ...] = ()
    """A review has all of them, whatever their case and accents."""
    without_tags: tuple[str, ...] = ()
    critic: bool | None = None
    """Whether the words are a critic's."""
    without: tuple[int, ...] = ()
    """Authors whose reviews are passed over."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review as a list shows it, without its text."""

    number: int
    film: Film | None
    author_id: int
    label: Label
    rating_raw: str | None
    rating_value: float | None
    words: int
    written_at: datetime
    excerpt: str
    """Its best quote, or its first summary sentence: verbatim, never holding half a spoiler span."""
    channel_id: int | None = None
    message_id: int | None = None
    critic: str | None = None
    """Whose words it is, when its author pasted somebody else's."""
    watched_on: str | None = None
    rewatch: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A review as counts need it, without a word of it."""

    number: int
    film: Film | None
    author_id: int
    label: Label
    rating_value: float | None
    """0 to 10."""
    score: float
    """How much it praises, from -1 to 1."""
    written_at: datetime
    critic: str | None = None
    """Whose words it is, when its author pasted somebody else's."""
    watched_on: str | None = None
    """ISO date."""
    text_print: bytes | None = None
    """The same for the same words, whoever files them; None for words so few that others write them too."""


class Seen(Protocol):
    """What tells which of a member's reviews of a film is the newer: both Review and Verdict have it."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def written_at(self) -> datetime: ...  # noqa: D102
    @property
    def watched_on(self) -> str | None: ...  # noqa: D102


def day_seen(review: Seen) -> str:
    """Give the day (ISO date, UTC) a review looks back on: when the film was watched, or else when it was written."""
    return review.watched_on or review.written_at.astimezone(UTC).date().isoformat()


def seen_order(review: Seen) -> tuple[str, datetime, int]:
    """Order a member's reviews of one film, the newest last: by the day it was seen, then as they were written."""
    return day_seen(review), review.written_at, review.number


@dataclass(frozen=True, slots=True)
class Copy:
    """A review that was filed before another one, by somebody else, and says the same or nearly so."""

    number: int
    author_id: int
    critic: str | None
    """Whose words it is, when its author pasted somebody else's."""
    near: bool
    """Whether words differ, rather than none."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a review in its server, as everybody may read it."""

    versions: tuple[Verdict, ...] = ()
    """Its author's reviews of its film, this one among them, the newest last; none for a critic's words."""
    copy_of: Copy | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: the review and its sentence that matches best."""

    line: ReviewLine
    sentence: str
    """Verbatim, without half a spoiler span."""
    matches: tuple[tuple[int, int], ...]
    """(start, end) of each matched word in `sentence`."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list. Pages are found by key: filing meanwhile neither repeats nor skips an item."""

    items: tuple[Item, ...]
    total: int
    next_key: str | None = None
    """Give it as `after` to get the next page; None on the last one."""
    suggestions: tuple[str, ...] = ()
    """"Did you mean", when a search found nothing."""


@dataclass(frozen=True, slots=True)
class AspectLine:
    """One reviewer's opinion on one side of a film, with the line it rests on."""

    review: int
    film: int | None
    author_id: int
    aspect: Aspect
    polarity: float
    text: str
    spoiler: bool


@dataclass(frozen=True, slots=True)
class Leaning:
    """One reviewer's opinion on one side of a film as counts need it: where its line stands, without its text."""

    review: int
    film: int | None
    author_id: int
    aspect: Aspect
    polarity: float
    spoiler: bool
    start: int = 0
    end: int = 0


class Mentioned(NamedTuple):
    """What one review says of something that it names, as `bot.analysis.mentions.Mention` has it, without its line."""

    review: int
    film: int | None
    author_id: int
    kind: MentionKind
    key: str
    words: str
    role: str
    polarity: float
    start: int
    end: int
    spoiler: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """A removal that can still be taken back."""

    key: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Removal:
    """What can still be taken back, and whose doing it was."""

    kind: Literal["review", "film"]
    """A review that was deleted, or a film that was merged into another."""
    actor_id: int
    author_id: int | None = None
    """Whose review it was."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server chose in /setup."""

    watched_channel_ids: tuple[int, ...] = ()
    public_replies: bool = True
    digest_channel_id: int | None = None
    digest_day: int = 6
    """0 Monday to 6 Sunday, UTC."""
    digest_hour: int = 18
    """0 to 23, UTC."""
    quote_channel_id: int | None = None
    retention_days: int | None = None
    """None keeps reviews for as long as the server wants them."""
    language: str = ""
    """The tag of the language of replies; empty for the one that Discord has for the server."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which review, and when."""

    at: datetime
    actor_id: int
    action: str
    review: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Backfill:
    """A channel's past that is being read and filed, and how far that has come."""

    batch: int
    """The import batch that its reviews come with."""
    channel_id: int
    until: datetime
    since: datetime | None = None
    total: int = 0
    """How many messages there were when it was begun."""
    place_id: int | None = None
    """The post of a forum that is being read; those with smaller ids are done."""
    read_to: datetime | None = None
    """Everything before this was read."""
    read: int = 0
    filed: int = 0
    panel_channel_id: int | None = None
    panel_message_id: int | None = None


@dataclass(frozen=True, slots=True)
class ServerTotals:
    """Counts over a server's archive."""

    reviews: int
    films: int
    reviewers: int
    """Members who wrote of their own."""
    words: int
    by_label: dict[Label, int] = field(default_factory=dict)
    """Over each member's newest review of each film, in words of their own."""
    by_month: tuple[tuple[str, int], ...] = ()
    """("2026-11", 14), oldest first."""
    critics: int = 0
    """Reviews in the words of a critic."""
