"""What the bot says, in the languages that it speaks.

Sentences stand in the code in English, their translations in catalogues.

`_("…")` says a sentence in the language that is spoken in this task (`speaking`). Whoever draws need not know which one
it is; whoever answers an interaction, or sends something by itself, says so once.
"""

from bot.speech.counting import NOUNS, count
from bot.speech.languages import ENGLISH, LANGUAGES, Language, language_of, speak, speaking, spoken
from bot.speech.numbers import month_name, number, weekday_name
from bot.speech.sentences import N_, NN_, SpokenError, _, capitalized, listed, ngettext, pgettext

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "NN_",
    "NOUNS",
    "N_",
    "Language",
    "SpokenError",
    "_",
    "capitalized",
    "count",
    "language_of",
    "listed",
    "month_name",
    "ngettext",
    "number",
    "pgettext",
    "speak",
    "speaking",
    "spoken",
    "weekday_name",
]
