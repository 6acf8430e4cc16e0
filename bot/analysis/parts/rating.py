"""The rating that an author wrote, of this film, now: not other people's, not of a part, not of long ago.

`rating_forms` finds everything that is written like a rating. Each candidate is described by named features of
what stands round it, and a small logistic model, fitted on reviews whose stars are known, says how likely it is
the writer's own (`bot.analysis.training.trainers.rating`). The likeliest is given, if it is likely enough.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from bot.analysis.parts.rating_forms import FORMS, candidates, stands_alone
from bot.analysis.types import Rating

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from bot.analysis.parts.rating_forms import Candidate

ENOUGH = 0.5
"""From this probability on a candidate is given; what training found to keep false ones under one text in a hundred."""
_BEFORE, _AFTER = 90, 60
_LISTED = 3
"""So many ratings close to each other are a list of parts."""
_NEAR = 80
_AT_ONCE = 3

_CUES: dict[str, re.Pattern[str]] = {
    "rating word": re.compile(
        r"\b(?:rat(?:e|ed|ing|ings)|scor(?:e|ed|ing)|grade|verdict|vote|mark|stars?)\b\W{0,4}(?:is |it |this |of |"
        r"a |an |"
        r"the (?:film|movie) |would be )*\W{0,3}$"
    ),
    "whole film": re.compile(
        r"\b(?:overall|final|total|film|movie|picture|all in all|in (?:all|short|total))\b[^.!?\n]{0,24}$"
    ),
    "gives": re.compile(
        r"\b(?:i|i'd|i'll|i'm|i’d|i’ll|i’m|would|will|to|can|we|must|gets?|earns?|deserves?|it'?s|solid|"
        r"strong)\b[^.!?\n]{0,20}?"
        r"\b(?:giv(?:e|es|ing)|rat(?:e|ing)|gets?|earns?|deserves?|an?|it|say)\b[^.!?\n]{0,30}$"
    ),
    "rating label": re.compile(
        r"(?:^|[\W_])(?:my |our |the |final |overall |total |film |movie )*(?:rating|rated|score|grade|verdict|vote|"
        r"overall|total|mark|stars|me)"
        r"(?: for (?:this|the) (?:film|movie))?(?: \(?(?:0|1|out|on)[^)\n]{0,16}\)?)? ?(?:is |of |would be |"
        r"[:=–-])\W{0,4}(?:an? )?$|"
        r"\b(?:(?:i|i'd|i’d|i'll|i would|i will|i'm|we)\b (?:\w+ ){0,2}(?:giv(?:e|ing)|rat(?:e|ing)) "
        r"(?:(?:this (?:film|movie|one)|the (?:film|movie)|it|this|that) )?|(?:deserves?|earns?|gets?|recommended:?) )"
        r"(?:at least |only |just )?(?:an? )?(?:(?:solid|strong|light|generous|whopping|measly|very|low|high|big|"
        r"fat|weak|full|perfect) ?){0,2}\W{0,3}$"
    ),
    "mine after others": re.compile(
        r"(?:[,;:)(]| but | and | while | though )\W{0,3}(?:me|mine|i|i'd|i’d|i'll|my)\b[^,;.!?\n]*$"
    ),
    "mine": re.compile(r"\b(?:i|i'd|i’d|i'll|i’ll|my|me|mine)\b[^.!?\n]*$"),
    "gave": re.compile(r"\b(?:gave|given|rated(?!:)|scored)\b[^.!?\n]{0,30}$"),
    "others": re.compile(
        r"\b(?:imdb|rotten ?tomatoes|rt|tomatometer|metacritic|metascore|cinemascore|critics?|audiences?|"
        r"ebert(?:'s)?|"
        r"siskel|others|everyone|people|friends?|wife|husband|brother|sister|son|daughter|dad|mom|mum|kids?|"
        r"boyfriend|"
        r"girlfriend|reviewers?|reviews|viewers|voters|average(?! would)|users?|s?he (?:gave|gives)|they (?:gave|give)|"
        r"who(?:ever)? (?:gave|give|rated?)|"
        r"you (?:gave|give)|letterboxd|guide|currently|box office|budget|gross(?:ed)?)\b[^.!?\n]*$"
    ),
    "negated": re.compile(
        r"(?:\b(?:not|never|no|hardly|neither|isn|wasn|doesn|don|didn|can|couldn|cannot)\b|n['’]t)[^.!?,\n]{0,32}$"
    ),
    "no higher": re.compile(
        r"(?:\b(?:no|not|never|cannot|from|hardly|without)\b|n['’]t\b)[^.!?\n]{0,60}"
        r"\b(?:higher|more|better|further) than (?:an? )?$"
    ),
    "if": re.compile(
        r"\b(?:would(?:'ve| have)|could(?:'ve| have)|should(?:'ve| have)|might have|if|almost|nearly|close to|"
        r"potential|"
        r"supposed|should be|could be|wish|want(?:ed)? to|instead of|rather than|than|above|below|under|"
        r"over(?! ?all)|from giving)\b[^.!?\n]{0,40}$"
    ),
    "then": re.compile(
        r"\b(?:ago|initially|originally|at first|used to|previously|first (?:time|watch|viewing)|back then|once|"
        r"before|last time|"
        r"when i (?:first )?saw|until|was (?:a|an|going))\b[^.!?\n]{0,60}$|\bfrom (?:an? )?$"
    ),
    "these": re.compile(
        r"\b(?:all|these|those|many|most|some|other|any|another|every|her|his|their|of|lotta|for)\b (?:the |"
        r"those |these |a )?(?<!side of )(?<!end of )(?<!score of )(?<!rating of )(?<!grade of )(?<!total of )$"
    ),
    "people": re.compile(
        r"\b(?:the|its|these|both|big|famous|movie|film|other|our|hollywood|with|between)(?:['’]s)? $"
    ),
    "part": re.compile(
        r"\b(?:act(?:ing|ors?)|story|plot|dialog(?:ue)?|score|soundtrack|music|visuals?|cinematography|"
        r"photography|effects|fx|cgi|"
        r"ending|casting|script|writing|characters?|humou?r|pacing|direction|directing|costumes?|sets?|songs?|"
        r"action|sound|"
        r"rewatch(?:ability)?|scares?|gore|nudity|editing|production|concept(?:ually)?|taste|performance|look|"
        r"vibes?|chemistry|"
        r"originality|entertainment|enjoyment|animation|first|second|third|part (?:one|two|1|2|i+))\b(?: alone|"
        r" itself)?\W{0,4}(?:is|"
        r"was|are|were|gets?|"
        r"of|on|a|an|for|at|:|-|–|=|\W){0,4}$"
    ),
    "step": re.compile(
        r"\b(?:knock(?:ed|ing)?|tak(?:e|es|ing|en)|took|off|rais(?:e|ed|ing)|add(?:ed|ing|itional)?|extra|another|"
        r"deduct(?:ed|ing)?|"
        r"bump(?:ed|ing)?|los(?:e|es|t|ing)|minus|plus|docked|by|only reason|reason (?:i|why)|more|less|up|down|"
        r"first|last|lone|the)\b"
        r"[^.!?\n]{0,24}$"
    ),
    "quoted film": re.compile(
        r"\b(?:original|sequel|first (?:one|film|movie)|remake|prequel|book|series|show|episode|season|game|"
        r"other)\b[^.!?\n]{0,40}$"
    ),
}  # fmt: skip
_FOLLOWS: dict[str, re.Pattern[str]] = {
    "measure": re.compile(
        r"^ ?-?(?:minutes?|mins?|hours?|hrs?|years?|months?|weeks?|days?|million|billion|times?\b|mm\b|inch|"
        r"people|percent of|"
        r"of (?!(?:the|my) scale)(?:an?|it|the|this|its|my|all|that|his|her|these|those|what|them|us)\b|"
        r"aspect|ratio|:\d|hotels?|"
        r"restaurants?|cast\b|quality|water|"
        r"idea|vibes|masterpiece|material|worthy|territory|casting|rewatch|scenes?\b|moments?\b|(?:are|were)\b)"
    ),
    "things": re.compile(
        r"^ (?!this\b|less\b|always\b|perhaps\b|does\b|stars?\b|points\b|thumbs\b|from\b|for\b|overall\b|recommend|"
        r"would\b)(?:of )?(?:[a-z]+ ){0,2}?[a-z]{3,}s\b"
    ),
    "on a site": re.compile(
        r"^,? ?(?:stars? |rating |score )?(?:on|from|at|by|in) (?:the )?(?:imdb|rotten|rt\b|metacritic|critics|"
        r"audiences?|letterboxd|users?|average)"
    ),
    "for a part": re.compile(
        r"^ ?(?:stars? )?(?:for|on|in) (?:the |its |his |her |their )?(?:\w+ )?(?:act(?:ing|ors?)|visuals?|music|"
        r"score|effects|cgi|script|story|"
        r"concept|effort|trying|casting|soundtrack|dog|ending|costumes?|originality|performances?|cinematography|"
        r"animation)"
    ),
    "own after": re.compile(
        r"^\W{0,3}(?:from me|for me|overall|rating\b|recommend|would (?:watch|recommend)|because|no notes|\(|but |"
        r"and |stars?\b)"
    ),
    "off": re.compile(r"^ (?:off|extra|more|less|deducted|removed|added)\b"),
    "if after": re.compile(r"^[^.!?\n]{0,24}\bif (?:it|i|the|this|only|there|they|not|we)\b"),
    "if possible": re.compile(r"^[^.!?\n]{0,12}\bif i could\b"),
    "ratings": re.compile(
        r"^ ?(?:star |stars |out of \d+ )?-?(?:ratings|reviews?|reviewers|scores|movies|films|rated|worthy|"
        r"rating (?:on|by|from|for this|this))"
    ),
    "by others": re.compile(
        r"^[^.!?\n]{0,40}\b(?:are you|what (?:movie|film)|people|reviews here|ridiculous|joke|deserve|worth|"
        r"seriously|come on|how|seen|if)\b"
    ),
}  # fmt: skip
FEATURES: tuple[str, ...] = (
    *FORMS,
    *_CUES,
    *_FOLLOWS,
    "scale stated",
    "alone",
    "first line",
    "last line",
    "begins sentence",
    "ends sentence",
    "question",
    "quoted",
    "bracketed",
    "in a list",
    "labelled",
    "only one",
    "last of several",
    "same value again",
    "beyond scale",
    "signed",
    "short text",
)
"""What is asked of each candidate; its order is that of the weights."""


def find(text: str) -> Rating | None:
    """Find the author's own rating as written; None when there is none.

    The value is normalised to 0..10: stars without a stated best are of five, bare numbers of ten; letters run
    from A (10) to F (0); what goes beyond its scale counts as the best of it. `scale` says which scale was taken.
    """
    found = candidates(text)
    if not found:
        return None
    rows = describe(text, found)
    chance = [_chance(row, one) for row, one in zip(rows, found, strict=True)]
    best = max(range(len(found)), key=lambda index: (chance[index], found[index].start))
    while best and _gap(found[best - 1], found[best]) <= _AT_ONCE and chance[best - 1] >= ENOUGH:
        best -= 1  # "8/10. 3 stars (out of 4)": the first says it, the others say it again
    return _rating(text, found[best]) if chance[best] >= ENOUGH else None


def read_field(raw: str) -> Rating | None:
    """Read a rating that stands by itself, as in a form: "3★", "14/20", "B+", "7", "****"; None when it is none."""
    text = raw.strip()
    for asked in ("", "Rating: "):
        one = max(candidates(asked + text), key=lambda found: found.end - found.start, default=None)
        if one is not None:
            found = _rating(asked + text, one)
            return replace(found, start=found.start - len(asked), end=found.end - len(asked))
    return None


def _rating(text: str, found: Candidate) -> Rating:
    value = 10.0 * min(1.0, max(0.0, found.share))
    return Rating(text[found.start : found.end], round(value, 2), found.start, found.end, found.scale)


def describe(text: str, found: Sequence[Candidate]) -> list[list[float]]:
    """Describe candidates by `FEATURES`; linear in their number, each by the characters round it."""
    lower = text.lower()
    return [_row(text, lower, found, index) for index in range(len(found))]


def _row(text: str, lower: str, found: Sequence[Candidate], index: int) -> list[float]:
    one = found[index]
    before = re.split(r"[.!?;\n](?=\s|$)|\n", lower[max(0, one.start - _BEFORE) : one.start])[-1]
    after = re.split(r"\n", lower[one.end : one.end + _AFTER])[0]
    clause = re.split(r"[.!?;](?=\s|$)", after)[0]
    seen = [one.form == form for form in FORMS]
    seen += [bool(pattern.search(before)) for pattern in _CUES.values()]
    seen += [bool(pattern.match(after)) for pattern in _FOLLOWS.values()]
    seen += _places(text, one, before, clause, after)
    seen += _company(text, found, index)
    return [float(value) for value in seen]


def _places(text: str, one: Candidate, before: str, clause: str, after: str) -> list[bool]:
    """Say where a candidate stands: the features from "scale stated" to "bracketed"."""
    left = text[max(0, one.start - 2) : one.start].strip()
    return [
        not one.assumed,
        stands_alone(text, one.start, one.end),
        not text[max(0, one.start - 200) : one.start].strip() or "\n" not in text[: one.start].strip()[:200],
        "\n" not in text[one.end : one.end + 300].strip() and len(text) - one.end < 200,
        not before.strip(" *_(\"'“-–—:|"),
        not clause.strip(" *_)\"'”.!|"),
        after[len(clause) : len(clause) + 1] == "?",
        left[-1:] in {'"', "“", "‘"} and text[one.end : one.end + 1] in {'"', "”", "’"},
        text[max(0, one.start - 1) : one.start] == "(" and text[one.end : one.end + 1] == ")",
    ]


def _company(text: str, found: Sequence[Candidate], index: int) -> list[bool]:
    """Say what other candidates stand round one: the features from "in a list" on."""
    one = found[index]
    near = [other for other in found[max(0, index - 3) : index + 4] if other is not one and _gap(one, other) < _NEAR]
    strong = [other for other in found if other.form != "thumbs"]
    line = text[max(0, one.start - 90) : one.start].rsplit("\n", 1)[-1]
    label = _LABEL.search(line)
    titled = len(strong) == 1 and _TITLED.fullmatch(line) is not None
    overall = label is not None and (titled or _WHOLE.search(label[1].lower()))
    return [
        len(near) + 1 >= _LISTED and not overall,
        label is not None and not overall,
        len(strong) == 1,
        len(strong) > 1 and one is strong[-1],
        any(abs(other.share - one.share) < 0.02 for other in found if other is not one),
        one.share > 1.0,
        one.form == "stars" and text[max(0, one.start - 2) : one.start].strip() in {"+", "-", "−"},
        len(text) < 160,
    ]


_LABEL = re.compile(r"([\w’' ]{2,24})[:=] ?$")
_TITLED = re.compile(r"[*_\"“]{0,3}(?:(?:[A-Z0-9][^\s:]{0,24}|[a-z]{1,4})[ :]{1,2}){1,8}[*_\"”]{0,3}[:=]? ?")
"""A line's beginning that is written like a title: "The Lantern Keeper: 4/5"."""
_WHOLE = re.compile(r"overall|final|total|rating|score|verdict|film|movie|grade|\b(?:me|mine|my)\b")


def _gap(one: Candidate, other: Candidate) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


_INDEX = {name: place for place, name in enumerate(FEATURES)}
_NEVER = ("measure", "ratings", "on a site", "if after", "labelled", "off", "signed")
"""One of these, and it is no rating of the film by the writer."""
_WHOLE_BESIDE_PART = (frozenset(["begins sentence", "only one"]), frozenset(["rating label", "whole film"]))
"""Either, and what is rated is the film, though a part of it is named behind: "8/10 for the cast"."""
_VAGUE = frozenset(["percent", "thumbs", "number"])
"""Forms that are written for much else, too: they are no ratings merely by standing alone."""
_SURE, _NONE = 0.97, 0.01


def _chance(row: Sequence[float], one: Candidate) -> float:
    """Give the probability that a candidate is the writer's own: by rule where that is certain, else by the model."""
    has = {name for name, place in _INDEX.items() if row[place]}
    labelled = "rating label" in has
    placed = (
        ("alone" in has or "bracketed" in has)
        and ("last line" in has or "first line" in has)
        and one.form not in _VAGUE
    )
    if "no higher" in has:
        return _SURE - 0.1
    if "if possible" in has and labelled and one.share <= 0.0:
        return _SURE - 0.4  # "I would rate this -1000 if I could", unless a rating is given as well
    if _refused(has, one, labelled=labelled, placed=placed):
        return _NONE
    named = one.form == "thumbs" and "alone" in has and {"begins sentence", "ends sentence"} <= has
    if labelled or placed or named or one.form == "scale":
        doubt = 0.1 * (one.form == "number") + 0.3 * (one.form == "thumbs") + 0.2 * ("if" in has)
        return _SURE - 0.01 * ("last line" not in has) - doubt
    return min(_SURE - 0.05, _logistic(_margin(row)))


def _refused(has: AbstractSet[str], one: Candidate, *, labelled: bool, placed: bool) -> bool:
    """Say whether a candidate is certainly none: others' rating, one of a part, of long ago, or wished for."""
    return (
        any(name in has for name in _NEVER)
        or ("in a list" in has and not labelled)
        or ("for a part" in has and not any(both <= has for both in _WHOLE_BESIDE_PART))
        or ("things" in has and one.form == "out of" and not placed)
        or ("others" in has and "mine after others" not in has)
        or ("gave" in has and ("then" in has or "mine" not in has))
        or ("if" in has and not labelled and "bracketed" not in has)
        or ("negated" in has and not labelled)
        or ("part" in has and not labelled and "whole film" not in has)
        or ("step" in has and one.form == "stars" and one.share <= 0.2)
        or ("these" in has and one.form in {"stars", "fraction", "out of"})
        or ("people" in has and one.form == "stars" and "rating word" not in has and not labelled)
        or "question" in has
    )


def _margin(row: Sequence[float]) -> float:
    weight, bias = _weights()
    return bias + sum(value * share for value, share in zip(row, weight, strict=True) if value)


def _logistic(margin: float) -> float:
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, margin))))


@cache
def _weights() -> tuple[list[float], float]:
    from bot.analysis.scoring import weights  # noqa: PLC0415 - numpy waits for a text; a form's field needs none

    stored = weights.part("rating")
    return stored["weight"].tolist(), float(stored["bias"])
