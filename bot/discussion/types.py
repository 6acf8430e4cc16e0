"""What the discussion yields: counts and verbatim quotes, in frozen records.

Nothing here is an opinion of ours. A `Quoted` is a stretch of somebody's review with the way back to it;
everything else is a number of reviews, of reviewers or of ratings.

One rule counts people everywhere: **a reviewer has one voice for each film, their newest review of it in words of
their own** (`tally.newest_reviews`). `reviews` counts every such review; labels, ratings, aspects and quotes count
voices. What critics say, whose words members pasted, stands beside the counts and never in them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, cast, get_args

from bot.analysis.types import ASPECTS, Aspect, Label
from bot.archive.types import Film
from bot.discussion.language.asked import Asked, read_question
from bot.discussion.language.periods import Years

Kind = Literal[
    "aspect",
    "verdict",
    "person",
    "disagreement",
    "reasons",
    "comparison",
    "rating",
    "list",
    "count",
    "quotes",
    "free",
    "taste",
    "changed",
]
"""What a question wants: one side of the film, whether it is liked, one member's view, who disagrees, the reasons,
this film against another, ratings, films that were loved or not, how many reviews, the best lines, anything else,
whose taste is near somebody's, or who changed their mind."""
KINDS: tuple[Kind, ...] = get_args(Kind)
PromptKind = Literal["aspect", "verdict", "uncovered", "agreement"]
"""Why a prompt is asked: reviewers part on an aspect, or on the film; nobody wrote of it; everybody says the same."""

ENOUGH = 3
"""From this many reviews, and from this many ratings, the bot sums up and averages; below, it says so."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the server, to be shown by mention or by name."""

    id: int


@dataclass(frozen=True, slots=True)
class Critic:
    """Somebody whose words a member pasted; the name is what that member typed."""

    name: str


Part: TypeAlias = "str | Film | Member | Critic"
Phrase: TypeAlias = "tuple[Part, ...]"
"""A line of words in parts. A `str` is the bot's own words and holds no user text; a Film's and a Critic's name must be
escaped where they are shown, a Member shown without a ping."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A line of a review, verbatim: `text == review.text[start:end]`, and the way back to it."""

    text: str
    review: int
    """The review's number in its server."""
    author_id: int
    channel_id: int | None
    message_id: int | None
    """The message it was read from; the card's, when it came by command; None for imports without a card."""
    spoiler: bool
    """True when any part of it lies inside spoiler bars: it is shown hidden or not at all."""
    start: int
    end: int
    polarity: float = 0.0
    """Praise above 0, criticism below."""
    film: Film | None = None
    critic: str | None = None
    """Whose words it is, when its author pasted somebody else's."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings normalised to 0-10, one for each reviewer who gave one."""

    count: int
    mean: float
    spread: float
    """Standard deviation over these ratings (population), 0 when all agree."""
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class AspectCount:
    """How many reviewers praise and how many criticise one side of a film."""

    aspect: Aspect
    praise: int
    criticism: int
    neither: int
    """Reviewers who write of it without taking a side."""
    best_praise: Quoted | None = None
    best_criticism: Quoted | None = None

    @property
    def reviewers(self) -> int:
        """Count the reviewers who write of it."""
        return self.praise + self.criticism + self.neither


@dataclass(frozen=True, slots=True)
class CriticWords:
    """What a critic says of a film, in words that a member pasted: beside the members' counts, never in them."""

    name: str
    label: Label
    rating: float | None
    """0 to 10."""
    review: int
    author_id: int
    """Who pasted it."""


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """Something that at least three people take a side on, each with one vote."""

    key: str
    """A facet: see `bot.analysis.mentions`."""
    name: str
    """The words that most reviewers use for it."""
    praise: int
    criticism: int
    best_praise: tuple[Quoted, ...] = ()
    """Up to two lines by different people, the best first."""
    best_criticism: tuple[Quoted, ...] = ()

    @property
    def voices(self) -> int:
        """Count those who take a side."""
        return self.praise + self.criticism


@dataclass(frozen=True, slots=True)
class PersonCount:
    """Somebody whom reviews name: who made the film, or somebody in its story."""

    name: str
    """As most reviews write it that give it in full."""
    character: bool
    """Whether the reviews tell of somebody in the story."""
    named: int
    """By how many people."""
    praise: int
    criticism: int
    best_praise: tuple[Quoted, ...] = ()
    best_criticism: tuple[Quoted, ...] = ()
    lines: tuple[Quoted, ...] = ()
    """Where nobody takes a side: lines that name them."""


@dataclass(frozen=True, slots=True)
class FilmPage:
    """What a server wrote of one film."""

    film: Film
    reviews: int
    """Those in words of members' own."""
    reviewers: int
    labels: dict[Label, int]
    """Voices by label, every label present; its values add up to `reviewers`."""
    rated: int
    """Reviewers who gave a rating."""
    ratings: Ratings | None
    """None below three ratings."""
    aspects: tuple[AspectCount, ...]
    """Those written of, by the most reviewers first."""
    uncovered: tuple[Aspect, ...]
    """Those that nobody wrote of."""
    praise: Quoted | None
    criticism: Quoted | None
    """From different reviewers."""
    values: tuple[float, ...] = ()
    """Every rating, lowest first, for the chart."""
    written: tuple[tuple[datetime, Label], ...] = ()
    """When each reviewer wrote the review that counts, and its label, oldest first, for the chart."""
    critics: tuple[CriticWords, ...] = ()
    """Of each critic the newest words that were pasted here."""
    copies: int = 0
    """Reviewers who are not counted, since their words are somebody else's."""
    points: tuple[KeyPoint, ...] = ()
    """What most take a side on by name, without lines."""
    people: tuple[PersonCount, ...] = ()
    """Who is named by most, without lines."""

    @property
    def enough(self) -> bool:
        """Say whether there are reviews enough to sum up."""
        return self.reviews >= ENOUGH


@dataclass(frozen=True, slots=True)
class SideLines:
    """What reviewers of a film wrote about one side of it: the counts, and a page of their lines."""

    film: Film
    count: AspectCount
    others: tuple[AspectCount, ...]
    """The film's other sides that are written about, by the most reviewers first."""
    lines: tuple[Quoted, ...]
    """Praise and criticism in turn, the strongest of each first, then those that take no side."""
    page: int
    """From 0."""
    pages: int


@dataclass(frozen=True, slots=True)
class AspectPair:
    """One aspect in two films."""

    aspect: Aspect
    first: AspectCount | None
    second: AspectCount | None


@dataclass(frozen=True, slots=True)
class FilmComparison:
    """Two films of one server, side by side."""

    first: FilmPage
    second: FilmPage
    aspects: tuple[AspectPair, ...]
    """Aspects written of in either, in the order of `ASPECTS`."""
    both: int
    """Reviewers who wrote of both."""
    prefer_first: int
    prefer_second: int
    prefer_neither: int
    """Of those who wrote of both: by rating when both are rated, otherwise by label. They add up to `both`."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to talk about, built from what reviewers wrote; never from a spoiler."""

    kind: PromptKind
    aspect: Aspect | None
    text: Phrase
    quotes: tuple[Quoted, ...]
    """One of each side, by different reviewers; empty for an aspect that nobody covered."""


@dataclass(frozen=True, slots=True)
class DigestFilm:
    """A film of the week with its counts."""

    film: Film
    reviews: int
    positive: int
    negative: int
    reviewers: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a server wrote in a week. It holds no spoiler."""

    since: datetime
    until: datetime
    reviews: int
    reviewers: int
    films: tuple[DigestFilm, ...]
    """Films reviewed this week, by new reviews."""
    most_praised: DigestFilm | None
    """Counted over this week's voices."""
    most_divided: DigestFilm | None
    """Among films reviewed this week, counted over everybody who ever reviewed them here."""
    line: Quoted | None
    """The line of the week."""
    first_time: tuple[int, ...]
    """Members whose first review here is of this week, in order of writing."""
    critics: int = 0
    """Reviews in the words of critics, which the other counts leave out."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation is about, so that "and the music?" is understood. Small enough to be kept as text."""

    film: int | None = None
    """The film's number."""
    kind: Kind | None = None
    aspect: Aspect | None = None
    person: int | None = None
    other_film: int | None = None
    liked: int = 0
    period: str = ""

    def dumps(self) -> str:
        """Give it as text, under 200 characters, for `loads` after a restart."""
        return json.dumps({key: value for key, value in asdict(self).items() if value}, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Context:
        """Read what `dumps` gave; anything else is an empty context."""
        try:
            raw = json.loads(text)
            return _checked(cast("dict[str, object]", raw)) if isinstance(raw, dict) else cls()
        except (ValueError, TypeError, RecursionError):
            return cls()


def _checked(raw: dict[str, object]) -> Context:
    """Take over what is what it should be."""

    def number(key: str) -> int | None:
        value = raw.get(key)
        return value if type(value) is int else None

    period = raw.get("period")
    return Context(
        film=number("film"),
        kind=next((kind for kind in KINDS if kind == raw.get("kind")), None),
        aspect=next((aspect for aspect in ASPECTS if aspect == raw.get("aspect")), None),
        person=number("person"),
        other_film=number("other_film"),
        liked=number("liked") or 0,
        period=period if isinstance(period, str) else "",
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, understood."""

    text: str
    """As asked, without the bot's mention."""
    kind: Kind
    bare: str = ""
    """The question without the names of films and members."""
    asked: Asked = field(default_factory=lambda: read_question(""))
    """What it asks about them."""
    part: frozenset[str] = frozenset()
    """The stems of what is less than the film, or than a whole aspect: "the ending" rather than "the story"."""
    aspect: Aspect | None = None
    person: int | None = None
    """The member asked about."""
    people: tuple[int, ...] = ()
    """Members whom it may mean, when more than one has the name."""
    absent: Film | None = None
    """A film that it names and that nobody here has reviewed, as it is written there; its number is 0."""
    years: Years | None = None
    """When the films that it asks for came out."""
    film: Film | None = None
    other_film: Film | None = None
    """For comparisons."""
    since: datetime | None = None
    until: datetime | None = None
    period: str = ""
    """`since` and `until` in words: "this month"."""
    liked: int = 0
    """1 when it asks for what was liked, -1 for what was not, 0 for either."""
    divided: bool = False
    """True when a list of the most divided films is asked for."""
    everything: bool = False
    """True when it is about the server's reviews as a whole and needs no film."""
    candidates: tuple[Film, ...] = ()
    """Films that the question may mean, when more than one fits."""


@dataclass(frozen=True, slots=True)
class FilmCount:
    """A film in a list answer."""

    film: Film
    reviewers: int
    positive: int
    negative: int
    mean: float | None
    """Mean rating: from three ratings on, in a list by rating from one on."""
    rated: int = 0
    """How many ratings the mean is over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer made of counts and quotes."""

    question: Question
    counts: Phrase
    """The counts line, first; "Nobody here has written about that." when there is nothing."""
    quotes: tuple[Quoted, ...] = ()
    """Up to four, best first; when reviewers disagree, both sides in turn."""
    films: tuple[FilmCount, ...] = ()
    """For lists, best first, up to ten."""
    context: Context = field(default_factory=Context)
    """Give it with the next question of the same thread or reply chain."""
    found: bool = True
    """False when nobody has written about that."""
    needs_member: bool = False
    """True when a name fits several members: ask for one of `Question.people`."""
    needs_film: bool = False
    """True when the film is unclear: ask for it, offering `candidates`."""
    candidates: tuple[Film, ...] = ()
