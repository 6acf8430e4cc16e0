"""The words around counts: small pure functions, the only sentences the bot says about films by itself.

Every one is made of numbers of people and of the names of aspects. Ratings are shown out of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.analysis.types import Aspect
from bot.discussion.critic_types import ChangedMind, CriticComparison, CriticPage
from bot.discussion.types import (
    ENOUGH,
    AspectCount,
    Critic,
    CriticWords,
    Digest,
    FilmComparison,
    FilmPage,
    Member,
    Phrase,
    Ratings,
)

NOTHING = "Nobody here has written about that."
MOST_CRITICS = 5
"""Critics named in one line."""
_NAMES: dict[Aspect, str] = {"music": "music and sound"}


def plain(phrase: Phrase) -> str:
    """Write a phrase as plain text: films and critics by name, members as `<@id>`. For logs, tests and the terminal."""
    return "".join(
        part if isinstance(part, str) else f"<@{part.id}>" if isinstance(part, Member) else part.name for part in phrase
    )


def plural(count: int, noun: str, several: str | None = None) -> str:
    """Write a count with its noun: "1 review", "2,000 reviews"."""
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"


def aspect_name(aspect: Aspect) -> str:
    """Name an aspect as people say it."""
    return _NAMES.get(aspect, aspect)


def pronoun(aspect: Aspect) -> str:
    """Give the word that stands for an aspect the second time."""
    return "them" if aspect in {"characters", "visuals"} else "it"


def listed(parts: Sequence[str]) -> str:
    """Join words as English does: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def out_of_ten(value: float) -> str:
    """Write a rating: "7.5/10", "8/10"."""
    return f"{value:.1f}".removesuffix(".0") + "/10"


def consensus(page: FilmPage) -> str:
    """Say in one line of counts where reviewers stand.

    "6 of 8 praise the acting; they split on the pacing, 3 to 3." Below three reviews it says that there are too few.
    """
    if not page.enough:
        so_far = plural(page.reviews, "review") if page.reviews else "No reviews"
        return f"{so_far} here so far: from {ENOUGH} on, this page sums them up."
    said, divided = agreement(page) or verdicts(page), division(page)
    return f"{said}; they split {divided}." if divided else f"{said}."


def agreement(page: FilmPage) -> str:
    """Say what most agree on: "6 of 8 praise the acting"; empty where they agree on no side of the film."""
    agreed = _agreement(page)
    return _agreement_words(agreed, page.reviewers) if agreed else ""


def division(page: FilmPage) -> str:
    """Say where they split: "on the pacing, 3 to 3"; empty where no side of the film divides them."""
    divided = _split(page, _agreement(page))
    return f"on the {aspect_name(divided.aspect)}, {divided.praise:,} to {divided.criticism:,}" if divided else ""


def _agreement(page: FilmPage) -> AspectCount | None:
    """Find the aspect on which most say the same: at least two, and three times as many as say the opposite."""
    clear = [
        count
        for count in page.aspects
        if max(count.praise, count.criticism) >= max(2, 3 * min(count.praise, count.criticism))
    ]
    return max(
        clear, key=lambda count: max(count.praise, count.criticism) - min(count.praise, count.criticism), default=None
    )


def _agreement_words(count: AspectCount, reviewers: int) -> str:
    if count.praise > count.criticism:
        return f"{count.praise:,} of {reviewers:,} praise the {aspect_name(count.aspect)}"
    return f"{count.criticism:,} of {reviewers:,} criticise the {aspect_name(count.aspect)}"


def _split(page: FilmPage, agreed: AspectCount | None) -> AspectCount | None:
    """Find the aspect with the most people on its smaller side, where neither side is twice the other."""
    even = [
        count
        for count in page.aspects
        if count is not agreed and 0 < max(count.praise, count.criticism) <= 2 * min(count.praise, count.criticism)
    ]
    return max(even, key=lambda count: min(count.praise, count.criticism), default=None)


def verdicts(page: FilmPage) -> str:
    """Say how the reviewers' labels split: "5 of 8 are positive, 2 negative, 1 mixed"."""
    return split(page.labels.items(), page.reviewers)


def split(labels: Iterable[tuple[str, int]], total: int) -> str:
    """Say how voices split, the largest part first; "unsure" is said as "not sure"."""
    said = sorted(((count, label) for label, count in labels if count), key=lambda item: -item[0])
    if not said:
        return "no reviews"
    words = [label.replace("unsure", "not sure") for _, label in said]
    (first, _), rest = said[0], said[1:]
    if not rest:
        everybody = {1: "the only reviewer", 2: "both reviewers"}.get(total, f"all {total:,} reviewers")
        return f"{everybody} {'is' if total == 1 else 'are'} {words[0]}"
    parts = [f"{first:,} of {total:,} {'is' if first == 1 else 'are'} {words[0]}"]
    return ", ".join(parts + [f"{count:,} {word}" for (count, _), word in zip(rest, words[1:], strict=True)])


def rating_line(ratings: Ratings | None, rated: int) -> str:
    """Say what ratings average to, or that there are too few of them."""
    if ratings is None:
        return "nobody gave a rating" if not rated else f"{plural(rated, 'rating')}, too few to average"
    spread = f"from {out_of_ten(ratings.lowest)} to {out_of_ten(ratings.highest)}, spread {ratings.spread:.1f}"
    return f"mean rating {out_of_ten(ratings.mean)} over {plural(ratings.count, 'rating')}, {spread}"


def aspect_split(count: AspectCount) -> str:
    """Say how reviewers split on one aspect: "4 praise the pacing, 2 criticise it"."""
    name, again = aspect_name(count.aspect), pronoun(count.aspect)
    parts: list[str] = []
    for number, verb in ((count.praise, "praise"), (count.criticism, "criticise")):
        if number:
            parts.append(f"{number:,} {verb + 's' if number == 1 else verb} {again if parts else f'the {name}'}")
    if count.neither:
        rest = f"{count.neither:,} {'writes' if count.neither == 1 else 'write'} of {again if parts else f'the {name}'}"
        parts.append(rest + " without taking a side")
    return ", ".join(parts)


def member_split(author_id: int, count: AspectCount, films: int) -> Phrase:
    """Say in how many of a member's films they take which side: "praises the acting in 2 films, criticises it in 1"."""
    name, again = aspect_name(count.aspect), pronoun(count.aspect)
    parts: list[str] = []
    stands = ((count.praise, "praises", ""), (count.criticism, "criticises", ""))
    for number, verb, rest in (*stands, (count.neither, "writes of", " without taking a side")):
        if number and not parts:
            parts.append(f"{verb} the {name}{rest} in {plural(number, 'film')}")
        elif number:
            parts.append(f"{verb} {again}{rest} in {number:,}")
    return (Member(author_id), f" {', '.join(parts)}, of {films:,} reviewed.")


def no_word(author_id: int, aspect: Aspect | None, films: int) -> Phrase:
    """Say that a member writes nothing of an aspect, in however many films."""
    about = f"the {aspect_name(aspect)}" if aspect else "that"
    return (Member(author_id), f" does not write about {about} in {plural(films, 'film')}.")


def comparison_line(comparison: FilmComparison) -> Phrase:
    """Say in counts how two films stand beside each other."""
    first, second = comparison.first, comparison.second
    words: list[object] = [first.film, f": {_standing(first)}. ", second.film, f": {_standing(second)}."]
    if comparison.both:
        words.append(f" Of {plural(comparison.both, 'member')} who reviewed both, {comparison.prefer_first:,} put ")
        words += [first.film, f" higher, {comparison.prefer_second:,} put ", second.film, " higher"]
        words.append(f", {comparison.prefer_neither:,} neither." if comparison.prefer_neither else ".")
    return tuple(words)  # type: ignore[return-value]


def _standing(page: FilmPage) -> str:
    if not page.reviews:
        return "no reviews here"
    return verdicts(page) + (f", {rating_line(page.ratings, page.rated)}" if page.ratings else "")


def critic_line(page: CriticPage) -> Phrase:
    """Say in counts what a member writes; the words of critics that they pasted are none of it."""
    pasted = critics_named(page.pasted)
    if not page.reviews and pasted:
        return (Member(page.author_id), " has no reviews here of their own, and pasted words of ", *pasted, ".")
    if not page.reviews:
        return (Member(page.author_id), " has no reviews here.")
    words = f": {plural(page.reviews, 'review')} of {plural(len(page.films), 'film')}"
    labels = [f"{count:,} {label.replace('unsure', 'not sure')}" for label, count in page.labels.items() if count]
    words += f"; {listed(labels)}"
    if page.against_server is not None:
        away = abs(page.against_server)
        where = "the same as" if away < 0.05 else f"{away:.1f} points {'above' if page.against_server > 0 else 'below'}"
        words += f"; on average {where} the others' ratings, over {plural(page.compared_films, 'film')}"
    if page.changed:
        words += f"; changed their mind on {plural(len(page.changed), 'film')}"
    return (Member(page.author_id), words + ".", *((" They pasted words of ", *pasted, ".") if pasted else ()))


def critics_named(names: Sequence[str]) -> Phrase:
    """Name critics in a line, up to five; further ones are counted."""
    named: list[str | Critic] = []
    for at, name in enumerate(names[:MOST_CRITICS]):
        if at:
            named.append(" and " if at == len(names) - 1 else ", ")
        named.append(Critic(name))
    if len(names) > MOST_CRITICS:
        named.append(f" and {len(names) - MOST_CRITICS:,} more")
    return tuple(named)


def critics_aside(critics: Sequence[CriticWords]) -> Phrase:
    """Say what critics think whose words members pasted, after the members' own counts; empty without any."""
    if not critics:
        return ()
    said: list[str | Critic] = [f" Not counted, {plural(len(critics), 'critic')} whose words were pasted here: "]
    for at, each in enumerate(critics[:MOST_CRITICS]):
        rating = "" if each.rating is None else f", {out_of_ten(each.rating)}"
        said += [", " if at else "", Critic(each.name), f" ({each.label.replace('unsure', 'not sure')}{rating})"]
    more = f" and {len(critics) - MOST_CRITICS:,} more" if len(critics) > MOST_CRITICS else ""
    return (*said, f"{more}.")


def changed_line(changed: Sequence[ChangedMind]) -> Phrase:
    """Say on how many films of a server how many members changed their minds; empty when nobody did."""
    if not changed:
        return ()
    members, films = ({each.author_id for each in changed}, {each.film.number for each in changed})
    minds = "mind" if len(members) == 1 else "minds"
    return (f"{plural(len(members), 'member')} changed their {minds}, on {plural(len(films), 'film')}.",)


def critics_line(comparison: CriticComparison) -> Phrase:
    """Say in counts how two members stand beside each other."""
    pair: Phrase = (Member(comparison.first_id), " and ", Member(comparison.second_id))
    if not comparison.shared:
        return (*pair, " have not reviewed the same film here.")
    agree, part, between = len(comparison.agree), len(comparison.part), len(comparison.between)
    words = f" both reviewed {plural(comparison.shared, 'film')}: they agree on {agree:,}, part on {part:,}"
    return (*pair, words + (f", and are in between on {between:,}." if between else "."))


def digest_line(digest: Digest) -> str:
    """Say in counts what the week brought."""
    words = f"{plural(digest.reviews, 'new review')} of {plural(len(digest.films), 'film')}"
    aside = f", and {plural(digest.critics, 'review')} in the words of critics" if digest.critics else ""
    return f"{words} by {plural(digest.reviewers, 'member')} this week{aside}."
