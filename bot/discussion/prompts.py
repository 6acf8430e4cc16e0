"""Two to four things to talk about, drawn from what reviewers of one film wrote. Spoilers are never used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.analysis.types import ASPECTS, Aspect
from bot.archive.types import Film, Review
from bot.discussion.phrases import aspect_name, plural, pronoun
from bot.discussion.types import Prompt, Quoted
from bot.discussion.voices import aspect_line, aspect_of, best_lines, pair, shown, side, strength, voices

MOST = 4
FEWEST = 2


def prompts(film: Film, reviews: Iterable[Review]) -> tuple[Prompt, ...]:
    """Draw two to four prompts: disagreements first, then what nobody covered, then what all agree on.

    A film without reviews has none. Fewer than two come only when every aspect is covered, nobody
    disagrees and nobody agrees either.
    """
    spoken = voices(review for review in shown(reviews) if review.film and review.film.number == film.number)
    if not spoken:
        return ()
    apart = _verdicts(film, spoken) + _aspects(spoken)
    found = apart[: MOST - 1]
    open_aspects = _uncovered(film, spoken)
    found += open_aspects[: max(1, FEWEST - len(found))]
    if len(found) < FEWEST:
        found += _agreements(spoken)[: FEWEST - len(found)]
    return tuple(found)


def _verdicts(film: Film, spoken: Sequence[Review]) -> list[Prompt]:
    """Ask about the film as a whole when some like it and some do not."""
    liked = [review for review in spoken if review.label == "positive"]
    disliked = [review for review in spoken if review.label == "negative"]
    quotes = _both(best_lines(liked, 1, spoilers=False), best_lines(disliked, -1, spoilers=False))
    if not quotes:
        return []
    words = f": {len(liked):,} for it, {len(disliked):,} against. Who has the better case?"
    return [Prompt("verdict", None, (film, words), quotes)]


def _aspects(spoken: Sequence[Review]) -> list[Prompt]:
    """Ask about each aspect that some praise and some criticise, the evenest and most discussed first."""
    found: list[tuple[int, int, Prompt]] = []
    for aspect in ASPECTS:
        lines = _open_lines(spoken, aspect)
        praise = [line for line in lines if side(line.polarity) > 0]
        criticism = [line for line in lines if side(line.polarity) < 0]
        quotes = _both(praise, criticism)
        if quotes:
            smaller = min(len(praise), len(criticism))
            words = _division(aspect, len(praise), len(criticism))
            found.append((-smaller, -len(lines), Prompt("aspect", aspect, (words,), quotes)))
    return [prompt for _, _, prompt in sorted(found, key=lambda item: item[:2])]


def _division(aspect: Aspect, praise: int, criticism: int) -> str:
    """Say how many stand on each side of an aspect, and ask."""
    one, other = "praises" if praise == 1 else "praise", "criticises" if criticism == 1 else "criticise"
    it = pronoun(aspect)
    return f"The {aspect_name(aspect)}: {praise:,} {one} {it}, {criticism:,} {other} {it}. Where do you stand?"


def _both(first: Sequence[Quoted], second: Sequence[Quoted]) -> tuple[Quoted, ...]:
    """Quote both sides by different people, or nobody."""
    one, other = pair(first, second)
    return (one, other) if one and other else ()


def _uncovered(film: Film, spoken: Sequence[Review]) -> list[Prompt]:
    """Ask about what no review of the film speaks of."""
    covered = {opinion.aspect for review in spoken for opinion in review.analysis.aspects}
    return [
        Prompt(
            "uncovered",
            aspect,
            (f"Nobody here has written about the {aspect_name(aspect)} of ", film, ". What did you make of it?"),
            (),
        )
        for aspect in ASPECTS
        if aspect not in covered
    ]


def _agreements(spoken: Sequence[Review]) -> list[Prompt]:
    """Ask whether anybody sees it otherwise where all who took a side took the same."""
    found: list[tuple[int, Prompt]] = []
    for aspect in ASPECTS:
        lines = [line for line in _open_lines(spoken, aspect) if side(line.polarity)]
        if lines and len({side(line.polarity) for line in lines}) == 1:
            verb = "praise" if lines[0].polarity > 0 else "criticise"
            verb += "s" if len(lines) == 1 else ""
            words = (
                f"{plural(len(lines), 'reviewer')} {verb} the {aspect_name(aspect)}, nobody says the opposite. Do you?"
            )
            found.append((-len(lines), Prompt("agreement", aspect, (words,), (lines[0],))))
    return [prompt for _, prompt in sorted(found, key=lambda item: item[0])]


def _open_lines(spoken: Iterable[Review], aspect: Aspect) -> list[Quoted]:
    """Quote every voice's line on one aspect that hides nothing, the strongest first."""
    found = [
        aspect_line(review, opinion)
        for review in spoken
        for opinion in (aspect_of(review, aspect),)
        if opinion is not None
    ]
    return sorted((line for line in found if not line.spoiler), key=strength)
