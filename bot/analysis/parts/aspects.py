"""What a review says of the acting, the direction, the music and the rest: twelve sides, each by a line.

Every sentence is asked which sides of the film it judges, and every judgement whether it praises
(`bot.analysis.scoring.sides`; Hu and Liu 2004 for the task). A side is given when what its sentences say together is
likely enough to be what a reader would find; the line is the one that says it best, its clause where the sentence
speaks of several sides: "great score, dull script" is two opinions. Questions, headings and credits are passed over.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analysis.scoring import sides, weights
from bot.analysis.types import ASPECTS, Aspect, AspectOpinion, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.analysis.scoring.opinion import Reading
    from bot.analysis.scoring.sides import Line, Model
    from bot.analysis.scoring.weights import Floats

_CANDIDATE = -3.0
"""A sentence whose log-odds of judging a side are lower is not asked how."""
_NONE = -6.0
"""What stands for a second sentence where only one speaks of a side."""
_FEWEST = 4
"""A clause of fewer words is shown in its sentence: "and editing" says nothing alone."""
_LEANING = frozenset(["if", "when", "because", "since", "with", "without", "as", "despite", "that", "which", "who"])
"""A clause that begins so is shown in its sentence, for it is half of a thought."""
_SLIGHT = 0.05
"""How much a side is praised or criticised where its surest sentence says so and the rest the contrary."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a review's sentences say of one side together."""

    side: Aspect
    numbers: Floats
    """In the order of `sides.DECISION`."""
    polarity: float
    """-1 to 1, over all its sentences."""
    line: int
    """The sentence that says so best."""
    own: float
    """What that sentence says, -1 to 1."""


def opinions(
    read: Reading, sentences: Sequence[Sentence], states: Sequence[bool], title: str = ""
) -> tuple[AspectOpinion, ...]:
    """Gather the review's opinions of each side of the film, the surest first.

    `states` says of each sentence whether it states something, rather than asking or listing credits.
    """
    model = sides.load()
    lines = sides.lines(read, title_places(read, title))
    given: list[tuple[float, AspectOpinion]] = []
    for found in evidence(model, read, lines, states):
        chance = likelihood(model, found)
        if chance >= model.least:
            shown = _shown(read.text, lines[found.line], sentences[found.line], found)
            given.append((chance, AspectOpinion(found.side, found.polarity, shown)))
    return tuple(opinion for _, opinion in sorted(given, key=lambda pair: -pair[0]))


def evidence(model: Model, read: Reading, lines: Sequence[Line], states: Sequence[bool]) -> list[Evidence]:
    """Weigh what the sentences say of each side; sides that none may speak of are left out."""
    if not lines:
        return []
    margins = sides.margins(model, lines)
    margins[~np.array(states, dtype=bool)] = 2 * _NONE
    pairs = [(int(index), ASPECTS[number]) for index, number in np.argwhere(margins > _CANDIDATE)]
    if not pairs:
        return []
    signs = np.tanh(model.sign.margins(*sides.sign_numbers(read, lines, pairs))[:, 0] / 2.0)
    found: list[Evidence] = []
    for number, side in enumerate(ASPECTS):
        own = [at for at, (_, each) in enumerate(pairs) if each == side]
        if own:
            found.append(_evidence(side, margins[:, number], [pairs[at][0] for at in own], signs[own], lines))
    return found


def _evidence(side: Aspect, margins: Floats, places: list[int], signs: Floats, lines: Sequence[Line]) -> Evidence:
    """Sum up the sentences that may speak of a side: the one that most surely judges it so is shown."""
    chance = weights.logistic(margins[places])
    praise, blame = (chance * 0.5 * (1.0 + way * signs) for way in (1.0, -1.0))
    praised, blamed = (1.0 - float(np.prod(1.0 - ways)) for ways in (praise, blame))
    polarity = float((chance * signs).sum() / chance.sum())
    if polarity * (praised - blamed) < 0:
        polarity = float(np.copysign(_SLIGHT, praised - blamed))
    agreed = praise if polarity > 0 else blame
    best = max(range(len(places)), key=lambda at: (agreed[at], -places[at]))
    strongest = np.sort(margins[places])[::-1]
    numbers = [
        strongest[0],
        strongest[1] if len(strongest) > 1 else _NONE,
        np.log(1e-3 + 1.0 - float(np.prod(1.0 - chance))),
        np.log(1e-3 + max(praised, blamed)),
        np.log(1e-3 + float(agreed[best])),
        np.log(len(margins)),
        abs(polarity),
        float(lines[places[best]].lists(side)),
    ]
    return Evidence(side, np.array(numbers), polarity, places[best], float(signs[best]))


def likelihood(model: Model, found: Evidence) -> float:
    """Say how likely a reader finds this side judged, and so."""
    own = len(sides.DECISION)
    margin = found.numbers @ model.decision[:own] + model.decision[own + ASPECTS.index(found.side)]
    return float(weights.logistic(np.array(margin)))


def _shown(text: str, line: Line, whole: Sentence, found: Evidence) -> Sentence:
    """Take the clause as the line when the sentence speaks of several sides; spoilers are never cut."""
    clause = line.clause_of(found.side)
    if clause is None or whole.spoiler or all(one.named <= {found.side} for one in line.clauses):
        return whole
    start, end = clause.span
    if len(clause.words) < _FEWEST or clause.words[0].norm in _LEANING or found.own * found.polarity <= 0:
        return whole
    if start - whole.start <= 1 and whole.end - end <= 2:
        return whole
    return Sentence(start, end, text[start:end], whole.opinion, found.own, whole.spoiler)


def title_places(read: Reading, title: str) -> set[int]:
    """List where words of the film's title begin, wherever it stands: one walk over the text."""
    starts = [word.start for word in read.tokens]
    found: set[int] = set()
    place = read.text.find(title) if title else -1
    while place >= 0:
        end = place + len(title)
        found.update(starts[bisect_left(starts, place) : bisect_left(starts, end)])
        place = read.text.find(title, end)
    return found
