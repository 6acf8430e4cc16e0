"""What a question asks about, as the ranker of lines and the search for them see it: stems and a topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.discussion.language.qualities import Quality, quality_of
from bot.discussion.language.topics import Topic, topic_of, whole
from bot.discussion.language.words import Word, vocabulary, words

MOST_QUESTION_WORDS: Final = 100
_FACTS: Final = frozenset({"where", "when", "who", "whom", "whose"})
"""Questions that begin so ask for a place, a time or a name, which an opinion does not give."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks about; words are stems."""

    words: tuple[Word, ...]
    """Its words as they are written, in order."""
    own: frozenset[str]
    """The words that name what is asked about, without film words and adjectives."""
    subject: frozenset[str]
    """The words of the subjects that those belong to."""
    judging: frozenset[str]
    """The question's adjectives: "is the scenery *beautiful*?"."""
    content: frozenset[str]
    """All its words of substance."""
    fact: bool = False
    """True when it asks where, when or who."""
    quality: Quality | None = None
    """When it asks but for a quality: "is it *scary*?". Each of its words is as good as the question's."""
    topic: Topic | None = None
    """Which of the things that people ask of a film it asks; None when it is something else."""

    @property
    def side(self) -> int:
        """Give the side that its own adjectives take: "is the acting terrible?" is -1."""
        known = vocabulary()
        return bool(self.judging & known.praise) - bool(self.judging & known.criticism)

    @property
    def anything(self) -> bool:
        """Say whether it asks anything at all."""
        return bool(self.content or self.judging or self.topic)

    @property
    def general(self) -> bool:
        """Say whether it is about the film as a whole."""
        return not self.own and not self.quality

    @property
    def names_film(self) -> bool:
        """Say whether it calls the film by such a word: "how is the *movie*?"."""
        return self.general and bool(self.content & vocabulary().subjects["film"])

    @property
    def answering(self) -> frozenset[str]:
        """Give the stems that answer by themselves; none but for a quality."""
        return self.quality.stems if self.quality else frozenset()

    @property
    def wide(self) -> frozenset[str]:
        """Give all words that speak of what is asked."""
        return self.own | self.subject | self.answering

    def said(self, stems: set[str]) -> float:
        """Give the share of the question's own words that are among some stems."""
        return float(bool(self.answering & stems)) if self.quality else share(self.own, stems)


def share(wanted: frozenset[str], stems: set[str]) -> float:
    """Give the share of some stems that are among others."""
    return len(wanted & stems) / len(wanted) if wanted else 0.0


def read_question(question: str) -> Asked:
    """Read what a question asks about."""
    known = vocabulary()
    tokens = words(question)[:MOST_QUESTION_WORDS]
    stems = frozenset(word.stem for word in tokens if word.text not in known.stop)
    names = {name for stem in stems for name in known.by_stem.get(stem, ()) if name != "film"}
    own = stems - known.subjects["film"] - known.judging - known.verdict
    topic = topic_of([word.stem for word in tokens])
    judging = frozenset(word.stem for word in tokens if word.stem in known.judging and word.text != "like")
    return Asked(
        words=tuple(tokens),
        own=own,
        subject=frozenset().union(*(known.subjects[name] for name in names)),
        judging=judging,
        content=stems,
        fact=any(word.text in _FACTS for word in tokens[:2]),
        quality=quality_of(question),
        topic=whole() if topic is None and stems and not own else topic,
    )
