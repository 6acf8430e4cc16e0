"""Review or chatter: whether a message of a watched channel should be answered.

Precise rather than eager: an unasked answer to ordinary talk is a nuisance, while a
review that is passed over can still be read by hand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis import language, lexicons, opinion
from bot.analysis import text as texts
from bot.analysis.weights import logistic

if TYPE_CHECKING:
    from bot.analysis.opinion import Reading

FEWEST_WORDS = 40
ENOUGH = 0.8
"""Found on users' and critics' reviews against reviews of gadgets and hotels, and retold plots."""
_CHAT = re.compile(
    r"<[@#][!&]?\d|\b(?:lol|lmao|haha\w{0,10}|imo|idk|u|ur|gonna|wanna|btw|omg|anyone|"
    r"anybody|guys|hey|hi|thanks|thank you|please|dm|tonight|tomorrow|"
    r"meeting|channel|server|stream|link|vote|poll|what do you|do you|does anyone|"
    r"who wants|let's|let me know|see you|same time)\b",
    re.IGNORECASE,
)


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
    chat = sum(1 for _ in _CHAT.finditer(read.text))
    questions = words.count("?") / max(1, len(read.spans))
    signs = 0.35 * min(named, 3) + 0.3 * min(sides, 4) + 1.2 * about + 0.3 * min(verdict, 2.5)
    signs += 0.15 * float(np.mean(read.sentence["quotable"]))
    signs -= 0.5 * chat * 60.0 / max(60, count) + 1.5 * questions
    enough = named + sides >= 3 and named >= 1
    return signs - 1.0 if enough else 0.0
