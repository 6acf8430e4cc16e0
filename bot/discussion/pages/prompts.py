"""Two to four things to talk about, drawn from what reviewers of one film wrote. Spoilers are never used.

Drawn in two steps, as a film's page is: `plan` counts over what the archive keeps beside the texts, and `fill` reads
the lines of the few reviews that are quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.analysis.types import ASPECTS, Aspect
from bot.archive.types import Film, Leaning, Review
from bot.discussion.pages.films import AspectSides, aspect_sides, leanings_of, outermost, quote_aspect
from bot.discussion.phrases import aspect_split
from bot.discussion.quoting import best_lines, pair
from bot.discussion.tally import ReviewFacts, newest_reviews, shown
from bot.discussion.types import AspectCount, Phrase, Prompt, PromptKind
from bot.discussion.wording import filled, the_aspect
from bot.speech import _, capitalized, ngettext

MOST = 4
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """A prompt whose lines are still to be read."""

    kind: PromptKind
    aspect: Aspect
    text: Phrase
    lines: tuple[Leaning, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to ask about a film, before anything is quoted."""

    film: Film
    for_it: int = 0
    against: int = 0
    """Voices that like the film as a whole, and that do not."""
    top: tuple[int, ...] = ()
    """Numbers of the reviews to look for praise of the whole in: as many as on the film's page."""
    bottom: tuple[int, ...] = ()
    apart: tuple[Draft, ...] = ()
    uncovered: tuple[Draft, ...] = ()
    agreed: tuple[Draft, ...] = ()

    @property
    def wanted(self) -> set[int]:
        """Give the numbers of the reviews whose texts `fill` needs."""
        lines = {line.review for draft in (*self.apart, *self.agreed) for line in draft.lines}
        return lines | set(self.top) | set(self.bottom)


def prompts(film: Film, reviews: Iterable[Review]) -> tuple[Prompt, ...]:
    """Draw two to four prompts: disagreements first, then what nobody covered, then what all agree on.

    A film without reviews has none. Fewer than two come only when every aspect is covered, nobody
    disagrees and nobody agrees either.
    """
    spoken = newest_reviews(review for review in shown(reviews) if review.film and review.film.number == film.number)
    lines = [line for review in spoken for line in leanings_of(review)]
    scores = {review.number: review.analysis.sentiment.score for review in spoken}
    return fill(plan(film, spoken, lines, scores), {review.number: review for review in spoken})


def plan(film: Film, spoken: Sequence[ReviewFacts], lines: Iterable[Leaning], scores: Mapping[int, float]) -> Plan:
    """Count what can be asked, and pick the reviews to quote from.

    `spoken` are the film's voices, `lines` what reviews say of its sides, `scores` how much each voice praises it.
    """
    if not spoken:
        return Plan(film)
    sides = {one.aspect: one for one in aspect_sides(spoken, lines)}
    shown_sides = [_open(sides[aspect]) for aspect in ASPECTS if aspect in sides]
    liked = [voice.number for voice in spoken if voice.label == "positive"]
    disliked = [voice.number for voice in spoken if voice.label == "negative"]
    both = bool(liked and disliked)
    return Plan(
        film,
        for_it=len(liked),
        against=len(disliked),
        top=outermost(liked, scores, -1) if both else (),
        bottom=outermost(disliked, scores, 1) if both else (),
        apart=tuple(_apart(shown_sides)[: MOST - 1]),
        uncovered=tuple(_uncovered(film, aspect) for aspect in ASPECTS if aspect not in sides),
        agreed=tuple(_agreements(shown_sides)[:FEWEST]),
    )


def fill(planned: Plan, texts: Mapping[int, Review]) -> tuple[Prompt, ...]:
    """Quote what a plan picked; `texts` holds at least the reviews that it wants."""
    found = (_verdict(planned, texts) + _quoted(planned.apart, texts))[: MOST - 1]
    found += _quoted(planned.uncovered, texts)[: max(1, FEWEST - len(found))]
    if len(found) < FEWEST:
        found += _quoted(planned.agreed, texts)[: FEWEST - len(found)]
    return tuple(found)


def _open(sides: AspectSides) -> AspectSides:
    """Leave out the lines that hide something."""
    kept = [tuple(line for line in part if not line.spoiler) for part in (sides.praise, sides.criticism, sides.neither)]
    return AspectSides(sides.aspect, *kept)


def _quoted(drafts: Iterable[Draft], texts: Mapping[int, Review]) -> list[Prompt]:
    """Quote the lines of drafts; one whose line is gone meanwhile is dropped."""
    found: list[Prompt] = []
    for draft in drafts:
        quotes = tuple(quote for line in draft.lines if (quote := quote_aspect(line, texts)))
        if len(quotes) == len(draft.lines):
            found.append(Prompt(draft.kind, draft.aspect, draft.text, quotes))
    return found


def _verdict(planned: Plan, texts: Mapping[int, Review]) -> list[Prompt]:
    """Ask about the film as a whole when some like it and some do not."""
    praise, criticism = (
        best_lines((texts[number] for number in numbers if number in texts), wanted, spoilers=False)
        for numbers, wanted in ((planned.top, 1), (planned.bottom, -1))
    )
    one, other = pair(praise, criticism)
    if one is None or other is None:
        return []
    asked = _(
        "{film}: {praise:n} for it, {criticism:n} against. Who has the better case?",
        film="{film}",
        praise=planned.for_it,
        criticism=planned.against,
    )
    return [Prompt("verdict", None, filled(asked, film=planned.film), (one, other))]


def _apart(sides: Iterable[AspectSides]) -> list[Draft]:
    """Ask about each aspect that some praise and some criticise, the evenest and most discussed first."""
    split = [one for one in sides if None not in one.best()]
    ordered = sorted(split, key=lambda one: (-min(len(one.praise), len(one.criticism)), -one.lines))
    return [
        Draft(
            "aspect",
            one.aspect,
            (_division(one.aspect, len(one.praise), len(one.criticism)),),
            tuple(line for line in one.best() if line),
        )
        for one in ordered
    ]


def _division(aspect: Aspect, praise: int, criticism: int) -> str:
    """Say how many stand on each side of an aspect, and ask."""
    split = aspect_split(AspectCount(aspect, praise, criticism, 0), named=False)
    return _("{aspect}: {split}. Where do you stand?", aspect=capitalized(the_aspect(aspect)), split=split)


def _uncovered(film: Film, aspect: Aspect) -> Draft:
    """Ask about what no review of the film speaks of."""
    asked = _(
        "Nobody here has written about {aspect} of {film}. What did you make of it?",
        aspect=the_aspect(aspect),
        film="{film}",
    )
    return Draft("uncovered", aspect, filled(asked, film=film))


def _agreements(sides: Iterable[AspectSides]) -> list[Draft]:
    """Ask whether anybody sees it otherwise where all who took a side took the same."""
    agreed = [one for one in sides if bool(one.praise) != bool(one.criticism)]
    return [_agreement(one) for one in sorted(agreed, key=lambda one: -len(one.praise or one.criticism))]


def _agreement(sides: AspectSides) -> Draft:
    aspect = the_aspect(sides.aspect)
    if sides.praise:
        words = ngettext(
            "{number:n} reviewer praises {aspect}, nobody says the opposite. Do you?",
            "{number:n} reviewers praise {aspect}, nobody says the opposite. Do you?",
            len(sides.praise),
            aspect=aspect,
        )
        return Draft("agreement", sides.aspect, (words,), sides.praise[:1])
    words = ngettext(
        "{number:n} reviewer criticises {aspect}, nobody says the opposite. Do you?",
        "{number:n} reviewers criticise {aspect}, nobody says the opposite. Do you?",
        len(sides.criticism),
        aspect=aspect,
    )
    return Draft("agreement", sides.aspect, (words,), sides.criticism[:1])
