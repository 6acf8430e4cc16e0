"""What a question asks for that is less than the film, or than a whole side of it: "the ending", "Bogart"."""

from __future__ import annotations

from bot.analysis.types import Aspect
from bot.discussion.language.cues import cues, whole_aspect
from bot.discussion.language.words import stem, words
from bot.discussion.types import Question


def part_of(question: Question) -> frozenset[str]:
    """Give the stems by which a question asks for less than the film, or than a whole aspect of it."""
    if question.aspect is not None:
        return _particular(question, question.aspect)
    return _beside(question) if question.kind == "verdict" else frozenset()


def _beside(question: Question) -> frozenset[str]:
    """Give the stems by which a question for a verdict asks about something in the film: "is Bogart any good?".

    Names count, and what stands behind "the"; what lies outside the film ("worth the money?") does not.
    """
    own = question.asked.own - {stem(word) for word in cues().words["outside"]}
    found = words(question.bare)
    named = {
        word.stem
        for word, before in zip(found, [None, *found], strict=False)
        if question.bare[word.start].isupper() or (before and before.text == "the")
    }
    return own & named


def _particular(question: Question, aspect: Aspect) -> frozenset[str]:
    """Give the stems by which a question asks for less than its whole aspect: "the ending" rather than "the story".

    "Is it boring?" asks for less than the pacing, too: for those who were bored, in whatever words.
    """
    quality = question.asked.quality
    return quality.stems if quality else question.asked.own - whole_aspect(aspect)
