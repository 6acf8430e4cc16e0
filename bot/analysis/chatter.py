"""Review or not: what a watched channel answers unasked, and what is asked about before it is filed.

Two questions of different tone. Unasked, precise rather than eager: an answer to ordinary
talk is a nuisance, while a review that is passed over can still be read by hand. Handed in by a person,
tolerant: only what is hardly a review of a film is asked about.
"""

from __future__ import annotations

import re

from bot.analysis.language import detection
from bot.analysis.language import spoilers as hiding
from bot.analysis.language import text as texts
from bot.analysis.parts import film, judging, rating
from bot.analysis.parts.judging import FEWEST_WORDS, Judging
from bot.analysis.scoring import opinion

__all__ = ["FEWEST_WORDS", "looks_like_review", "reads_like_review"]

LONG = 100
"""Nobody chats in so many words."""
_FILM_ANYWHERE = re.compile(
    r"\b(?:film\w{0,6}|movie\w?|cin[eé]ma\w{0,3}|kino\w{0,3}|sinema\w{0,4}|pel[ií]culas?|yönetmen\w{0,6}|oyuncu\w{0,8}|"
    r"reżyser\w{0,4}|aktor\w{0,4}|acteurs?|actrices?|réalisateur|réalisatrice|scénario|senaryo\w{0,4}|scenariusz\w{0,3}|"
    r"schauspieler\w{0,4}|regisseur\w{0,4}|director|actuaci[oó]n\w{0,2}|regista|attori)\b",
    re.IGNORECASE,
)
"""What films, their makers and their scripts are called in the languages that are summarized without a label."""
_TO_OTHERS = re.compile(r"<[@#][!&]?\d|https?://")


def looks_like_review(text: str) -> bool:
    """Say whether a message reads like a film review; precise rather than eager.

    It must have 40 words. In English it must judge a film and be no talk with others, by the models of
    `judging`. In another language, which they do not know, two of these must be there: words for films,
    a rating, a title line, many words; and nobody may be spoken to.
    """
    words = texts.count_words(text)
    if len(text) > texts.MAXIMUM_CHARACTERS or words < FEWEST_WORDS or "\x00" in text:
        return False
    if not detection.is_language(text):
        return False
    if detection.detect(text) == "en":
        judged = _judged(text, words)
        return judged.film >= judging.WATCHED[0] and judged.alone >= judging.WATCHED[1]
    shown = hiding.masked(text, hiding.spans(text))
    signs = min(2, len(set(_FILM_ANYWHERE.findall(text.lower())))) + (words >= LONG)
    signs += (rating.find(shown) is not None) + judging.titles(film.title(shown))
    return signs >= 2 and not text.rstrip().endswith("?") and not _TO_OTHERS.search(text)


def reads_like_review(text: str) -> bool:
    """Say whether what a person hands in may be a review of a film; one in a hundred real ones is doubted at most."""
    if not text.strip() or not detection.is_language(text):
        return False
    shown = hiding.masked(text, hiding.spans(text))
    if detection.detect(text) != "en" or rating.find(shown) is not None or judging.titles(film.title(shown)):
        return True
    return _judged(text, texts.count_words(text)).film >= judging.READS


def _judged(text: str, words: int) -> Judging:
    """Ask the models."""
    shown = hiding.masked(text, hiding.spans(text))
    rated, titled = rating.find(shown) is not None, judging.titles(film.title(shown))
    return judging.judges(opinion.read(text, texts.sentences(text)), words, rated=rated, titled=titled)
