"""Words that turn round: praise in the words of blame, blame in the words of praise, and films held against others.

What n-grams read the wrong way: "cannot recommend it highly enough", "lacks the charm of the first one", "so bad
that it is good". A short review whose label goes against such words is not sure rather than opposite.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.analysis.types import Label

SHORT = 150
"""A longer review has enough other words to tell."""
_WITHIN = r"[^.!?\n]{0,60}?"
_OTHER = (
    r"(?:the )?(?:first|original|old|previous|last|earlier)(?: (?:one|film|movie|version|two))?"
    r"|its predecessors?|the book"
)
_PRAISE = re.compile(
    r"\bcan(?:not|['’]t| not)\b" + _WITHIN + r"\b(?:enough|too (?:highly|much|strongly))\b"
    r"|\bnot an? (?:single )?(?:\w+ )?(?:bad|dull|wrong|weak|false|boring|wasted|slack|poor)\b"
    r"|\b(?:nothing|nobody|no one|no scene|never)\b"
    + _WITHIN
    + r"\b(?:drags?|wrong|bores?|dull|boring|disappoint\w{0,3}|falters?|sags)\b"
    r"|\b(?:everything|all)\b (?:that )?(?:" + _OTHER + r"|that one|it) (?:was|is|did|were|could)(?:n['’]t| not)\b"
    r"|\b(?:seen|watched|see|watch) (?:it|this|this film|this movie)\b" + _WITHIN + r"\btimes\b"
    r"|\bguilty pleasures?\b|\bso bad (?:that )?it(?:['’]s| is)\b|\bgood[- ]bad (?:film|movie)\b|\bover and over\b"
    r"|\band I (?:love|loved|enjoyed|adored?) (?:it|every|all)\b|\bsee this,? skip (?:that|the)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:lacks?|lacking|lacked|without|missing|misses|none of|nothing of|loses?|lost|gone)\b" + _WITHIN
    + r"\b(?:that |which )?(?:made|of) (?:" + _OTHER + r")\b"
    r"|\b(?:hardly|scarcely|barely|far from|nowhere near|anything but|not exactly)\b (?:\w+ ){0,2}?"
    r"(?:perfect|great|good|brilliant|masterpiece|funny|memorable|original|scary|thrilling|moving)\b"
    r"|\b(?:best|highlight|only good)\b"
    + _WITHIN
    + r"\b(?:popcorn|credits|nap|exit|trailer|was when it (?:ended|finished)|that it ends)\b"
    r"|\b(?:cure for insomnia|insomnia)\b|\b(?:watch|see|rent|stick with) (?:" + _OTHER + r") instead\b"
    r"|\bnot (?:a patch on|half as|nearly as|as) (?:\w+ )?(?:good|funny|scary|clever)?\b",
    re.IGNORECASE,
)  # fmt: skip


def contradict(text: str, label: Label, words: int) -> bool:
    """Say whether words that turn round speak against a label; in a longer review they count for nothing."""
    if words >= SHORT or label not in {"positive", "negative"}:
        return False
    praise, blame = (len(pattern.findall(text)) for pattern in (_PRAISE, _BLAME))
    return praise > blame if label == "negative" else blame > praise
