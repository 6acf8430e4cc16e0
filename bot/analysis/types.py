"""What reading a review yields: plain frozen records, with offsets into the text that was read.

Every `start` and `end` counts Unicode code points of the very string given to
`bot.analysis.analyze`, so `text[start:end]` is what a record speaks about.
Nothing here knows Discord, the archive or a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.analysis.language.counting import count_words

Label = Literal["positive", "mixed", "negative", "unsure"]
LABELS: tuple[Label, ...] = ("positive", "mixed", "negative", "unsure")

Aspect = Literal[
    "acting", "direction", "writing", "story", "characters", "visuals",
    "music", "pacing", "humour", "tension", "ending", "emotion",
]  # fmt: skip
ASPECTS: tuple[Aspect, ...] = (
    "acting",
    "direction",
    "writing",
    "story",
    "characters",
    "visuals",
    "music",
    "pacing",
    "humour",
    "tension",
    "ending",
    "emotion",
)
"""The sides of a film that a review judges. Tension is suspense, scares and thrills; emotion is whether it moves."""

MINIMUM_WORDS = 1
"""One word is enough where a person says that it is a review."""
SHORT_TAKE_WORDS = 20
"""A review of fewer words is a short take: film, rating and its own words, without a summary."""
OWN_WORDS = 80
"""A review of fewer words is shown in its own words: they are short enough."""
MAXIMUM_CHARACTERS = 200_000
"""A longer text is refused rather than cut."""
CLEAR = 0.5
"""A line whose polarity is this far from the middle takes a side."""
SummaryLength = Literal["short", "normal", "long"]
SUMMARY_LENGTHS: tuple[SummaryLength, ...] = ("short", "normal", "long")


_PLAIN = 0.4
"""From this score on, words plainly say one thing."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the review, verbatim: `text == review[start:end]`, without outer white space."""

    start: int
    end: int
    text: str
    opinion: float = 0.0
    """Probability, 0 to 1, that this is the reviewer's opinion rather than plot or fact."""
    polarity: float = 0.0
    """Praise above 0, criticism below, -1 to 1."""
    spoiler: bool = False
    """True when any part of it lies inside `||spoiler bars||`."""


@dataclass(frozen=True, slots=True)
class Quote(Sentence):
    """A line worth quoting: a whole sentence, or a clause cut at its own punctuation."""


def headlines(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """List what stands large above the summary: the best quote, and the best of the other side where there is one."""
    first = tuple(quotes[:1])
    clear = [quote for quote in quotes[1:] if first and quote.polarity * first[0].polarity < 0]
    return first + tuple(quote for quote in clear if abs(quote.polarity) > CLEAR)[:1]


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The review's verdict on the film."""

    label: Label
    score: float
    """What the words alone say, whatever the rating: how much likelier praise is than criticism, -1 to 1."""
    confidence: float
    """Calibrated probability, 0 to 1, that `label` is what a reader would say; for "unsure", of the best guess."""


@dataclass(frozen=True, slots=True)
class AspectOpinion:
    """What the review says of one side of the film, and the line that says it."""

    aspect: Aspect
    polarity: float
    """-1 to 1, over all the review's lines on this aspect."""
    sentence: Sentence
    """The line, or the clause of it, that the opinion rests on."""


AspectByHand = tuple[Aspect, int]
"""What a person says that a review says of one side: 1 praise, -1 criticism, 0 nothing."""
_BY_HAND = 0.5
"""The least strength of a polarity that a person turned."""


def corrected(read: tuple[AspectOpinion, ...], by_hand: Iterable[AspectByHand]) -> tuple[AspectOpinion, ...]:
    """Put what a person says in the place of what was read: sides go, or keep their line and turn.

    A side that was not read has no line to rest on, so nothing is added.
    """
    said = dict(by_hand)
    return tuple(_turned(one, said.get(one.aspect)) for one in read if said.get(one.aspect) != 0)


def _turned(read: AspectOpinion, sign: int | None) -> AspectOpinion:
    if sign is None or sign * read.polarity > 0:
        return read
    return replace(read, polarity=sign * max(abs(read.polarity), _BY_HAND))


_ASSUMED = ", assumed"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as its author wrote it."""

    raw: str
    """The characters of the review: `review[start:end]`."""
    value: float
    """Normalised to 0..10."""
    start: int
    end: int
    scale: str = ""
    """What it was measured by: "of 4", "of 5, assumed" where the text names none, "letters, A best", "percent"."""

    @property
    def taken_as(self) -> str:
        """What it was taken as being of, "of 5", where the text names no scale; else empty."""
        return self.scale.removesuffix(_ASSUMED) if self.scale.endswith(_ASSUMED) else ""


@dataclass(frozen=True, slots=True)
class FilmTitle:
    """The film that a review seems to be about."""

    title: str
    year: int | None
    confidence: float
    """0 to 1; the card asks instead of guessing when it is low."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that moved the label: a word or phrase of the review, and how far it moved it."""

    term: str
    """`review[start:end]`, as written."""
    weight: float
    """Signed contribution: above 0 towards positive."""
    start: int
    end: int
    note: str = ""
    """"negated" or "contrast" when the model read the words so, "rating" for the rating as written; or empty."""


def contradicts(score: float, rating: float) -> bool:
    """Say whether a rating, 0 to 10, points the other way than what the words alone say, -1 to 1."""
    return (score > _PLAIN and rating < 4.5) or (score < -_PLAIN and rating > 6.5)


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the bot knows about one review. Offsets index the text given to `analyze`."""

    summary: tuple[Sentence, ...]
    """Two to four sentences in the review's order, none of them among `headlines`; none where it is short."""
    quotes: tuple[Quote, ...]
    """Up to three, best first; fewer, or none, where the others would be weak."""
    sentiment: Sentiment
    aspects: tuple[AspectOpinion, ...]
    film: FilmTitle | None
    rating: Rating | None
    language: str
    """"en" when the review is English; otherwise the detected ISO 639-1 code, or "und"."""
    words: int
    sentences: tuple[Sentence, ...] = ()
    """All of them, in order: the lines behind the *Lines* button."""
    reasons: tuple[Reason, ...] = ()
    """Strongest first."""
    spoilers: tuple[tuple[int, int], ...] = ()
    """(start, end) of every spoiler span, bars included."""
    model: str = ""
    """The version of the weights that were used."""
    giveaways: tuple[Sentence, ...] = ()
    """Lines that are not hidden and probably give the film away, likeliest first: for their author's eyes alone."""
    likely_films: tuple[FilmTitle, ...] = ()
    """Where `film` is not known: what it may be, likeliest first, for a person to choose from."""

    @property
    def headlines(self) -> tuple[Quote, ...]:
        """List the quotes that stand above the summary, one or two."""
        return headlines(self.quotes)

    def summarized(self, length: SummaryLength) -> Analysis:
        """Return this analysis with a shorter or longer summary; the stored one is the normal one."""
        from bot.analysis.parts import lengths  # noqa: PLC0415 - word lists wait for the first one who asks

        return replace(self, summary=lengths.summary(self, length))

    @property
    def summary_words(self) -> int:
        """Count the words of the summary."""
        return sum(count_words(sentence.text) for sentence in self.summary)

    @property
    def is_short_take(self) -> bool:
        """Say whether the review is too short to be summarized or judged with much certainty."""
        return self.words < SHORT_TAKE_WORDS

    @property
    def disagrees(self) -> bool:
        """Say whether the rating as written and the words point in opposite directions."""
        return self.rating is not None and contradicts(self.sentiment.score, self.rating.value)
