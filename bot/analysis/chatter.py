"""Review or chatter: whether a message of a watched channel should be answered.

Precise rather than eager: an unasked answer to ordinary talk is a nuisance, while a
review that is passed over can still be read by hand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.language import detection as language
from bot.analysis.language import lexicons
from bot.analysis.language import text as texts
from bot.analysis.parts import film, rating
from bot.analysis.scoring import opinion
from bot.analysis.scoring.weights import logistic

if TYPE_CHECKING:
    from bot.analysis.scoring.opinion import Reading

FEWEST_WORDS = 40
ENOUGH = 0.8
"""Found on users' and critics' reviews against reviews of gadgets and hotels, and retold plots."""
SURE_TITLE = 0.8
"""A title without a year counts as a film's name from this confidence on."""
LONG = 150
"""Nobody chats in so many words; a critic's review of this length may be mostly story."""
JUDGED = 0.16
"""Opinion times strength of feeling, on average of its sentences: 95 of 100 user reviews have more, 5 of 100 plots."""
_CHAT = re.compile(
    r"<[@#][!&]?\d|\b(?:lol|lmao|haha\w{0,10}|imo|idk|u|ur|gonna|wanna|btw|omg|anyone|"
    r"anybody|guys|hey|hi|thanks|thank you|please|dm|tonight|tomorrow|"
    r"meeting|channel|server|stream|link|vote|poll|what do you|do you|does anyone|"
    r"who wants|let's|let me know|see you|same time|"
    # Two people talking about a film: answers, and what they ask of each other.
    r"i agree|agreed|i guess|i heard|i hear|me too|same here|you think|have you|did you|are you|would you|"
    r"you like|you seen|you should|how about|what about|you're right|true|yeah|yep|yup|nope|yes|ok|okay|oh|"
    r"sounds|really\?|right\?|cool|awesome|hello|your favou?rite|rotten tomatoes|metacritic)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"^(?:yes|yeah|no|oh|ok|okay|well|i agree|true|hi|hello|that's|it is|it was|right|haha|so)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that begins as an answer to somebody does."""


def looks_like_review(text: str) -> bool:
    """Say whether a message reads like a film review in English; precise rather than eager.

    It must have 40 words, speak of a film and of several sides of one, judge more than it
    tells or asks, and not talk to the others in the channel.
    """
    if len(text) > texts.MAXIMUM_CHARACTERS or texts.count_words(text) < FEWEST_WORDS:
        return False
    if "\x00" in text or language.detect(text) != "en":
        return False
    read = opinion.read(text, texts.sentences(text))
    return _evidence(read) >= ENOUGH


def _evidence(read: Reading) -> float:
    """Weigh the signs: a film and its parts named, opinion, chosen-line style; questions and talk against."""
    thing, parts = (frozenset(words) for words in lexicons.lines("film_words"))
    words = [word.norm for word in read.tokens]
    count = max(1, sum(1 for word in words if word[:1].isalpha()))
    named = sum(1 for word in words if word in thing)
    sides = len({word for word in words if word in parts})
    about = float(np.mean(logistic(read.opinion)))
    verdict = abs(read.whole["review"])
    chat = sum(1 for _ in _CHAT.finditer(read.text)) + sum(1 for _ in _REPLY.finditer(read.text))
    questions = words.count("?") / max(1, len(read.spans))
    signs = 0.35 * min(named, 3) + 0.3 * min(sides, 4) + 1.2 * about + 0.3 * min(verdict, 2.5)
    signs += 0.15 * float(np.mean(read.sentence["quotable"]))
    signs -= 0.5 * chat * 60.0 / max(60, count) + 1.5 * questions
    heading, rated = film.title(read.text), rating.find(read.text)
    known = heading is not None and (heading.year is not None or heading.confidence >= SURE_TITLE)
    # A film named with its year, and a rating, say "review" as clearly as the word "film" does.
    signs += 0.5 * known + 0.5 * (rated is not None)
    judged = logistic(read.opinion) * np.tanh(np.abs(read.polarity) / 2.0)
    if count < LONG and float(np.mean(judged)) < JUDGED:
        return 0.0  # news of a film, or its story, rather than a judgement of it
    enough = named + sides + 2 * known + (rated is not None) >= 3 and (named >= 1 or known)
    return signs - 1.0 if enough else 0.0
