"""English or not? Small words tell languages written in Latin letters apart; letters tell the others.

Written here rather than taken from a library: detectors that know a hundred languages carry
megabytes and take longer to load than a review takes to read, and the only question that
matters is whether the models, which know English alone, may speak. Function words answer it
from about ten words on (Grefenstette 1995).
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from bot.analysis.language import lexicons
from bot.analysis.language.text import norms

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 6_000
"""How many characters are looked at: from the beginning, the middle and the end."""
_BLOCKS = (
    ("Ͱ", "Ͽ", "el"), ("Ѐ", "ӿ", "ru"), ("֐", "׿", "he"), ("؀", "ۿ", "ar"), ("ऀ", "ॿ", "hi"), ("ঀ", "৿", "bn"),
    ("஀", "௿", "ta"), ("฀", "๿", "th"), ("぀", "ヿ", "ja"), ("가", "힣", "ko"), ("一", "鿿", "zh"),
)  # fmt: skip
_MANY = 12
"""From so many words on a text must vary, and from so many letters on have vowels."""
_LEAST_VARIED, _VARIED_OVER = 0.15, 60
"""The least share of different words, of up to so many words."""
_LEAST_VOWELS = 0.2
_FILLER = frozenset(["lorem", "ipsum", "dolor"])
_UKRAINIAN = frozenset("іїєґ")


def detect(text: str, known: Sequence[str] | None = None) -> str:
    """Name the language: "en", another ISO 639-1 code, or "und" when nothing tells.

    `known` spares splitting the text into words again.
    """
    sample = _sample(text)
    script = _script(sample)
    if script:
        return script
    listed = known if known is not None and len(text) <= LONGEST else norms(sample)
    words = Counter(word for word in listed if word[:1].isalpha())
    total = sum(words.values())
    if not total:
        return "und"
    counts = {code: sum(words[word] for word in own & words.keys()) for code, own in _lists().items()}
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    share = counts[best] / total
    english = counts["en"] / total
    if english >= 0.8 * share and (english >= 0.12 or (english > 0 and total < 12)):
        return "en"
    if share >= 0.15 and counts[best] >= 3:
        return best
    # One small word is no evidence: "come" is Italian, too.
    likely = english >= share or counts[best] <= 1
    return "en" if likely and _ascii_share(sample) > 0.95 and total < 30 else "und"


def is_language(text: str) -> bool:
    """Say whether a text is language at all, by its shape: no keys struck at random, no filler, no one word for ever.

    Tolerant of everything that somebody may mean: one word, slang, any language and script.
    """
    words = [word for word in norms(_sample(text)) if word[:1].isalpha()]
    if not words:
        return False
    if len(words) >= _MANY and len(set(words)) < _LEAST_VARIED * min(len(words), _VARIED_OVER):
        return False
    if set(words) >= _FILLER:
        return False
    latin = "".join(word for word in words if word.isascii() and word.isalpha())
    vowels = sum(latin.count(vowel) for vowel in "aeiouy")
    return len(latin) < _MANY or vowels >= _LEAST_VOWELS * len(latin)


def _sample(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    part = LONGEST // 3
    middle = len(text) // 2
    return f"{text[:part]} {text[middle : middle + part]} {text[-part:]}"


def _script(sample: str) -> str | None:
    """Name the language of letters that are not Latin, when they are the most."""
    if sample.isascii():
        return None
    letters = [character for character in sample if character.isalpha()]
    found: Counter[str] = Counter()
    for character in letters:
        if character > "ʯ":
            found.update(code for first, last, code in _BLOCKS if first <= character <= last)
    if sum(found.values()) <= 0.5 * len(letters) or not letters:
        return None
    code = found.most_common(1)[0][0]
    if code == "zh" and found["ja"]:
        return "ja"
    if code == "ru" and _UKRAINIAN & set(sample.lower()):
        return "uk"
    return code


@cache
def _lists() -> dict[str, frozenset[str]]:
    # The one word that every review holds says nothing of its language.
    return {code: frozenset(words) - {"film"} for code, words in lexicons.keyed("function_words").items()}


def _ascii_share(sample: str) -> float:
    letters = [character for character in sample if character.isalpha()]
    return sum(1 for character in letters if character.isascii()) / max(1, len(letters))
