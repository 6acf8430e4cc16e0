"""The words around counts: small pure functions, the only sentences the bot says about films by itself.

Every one is made of numbers of people and of the names of aspects. Ratings are shown out of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.analysis.types import Aspect
from bot.discussion.critic_types import ChangedMind, CriticComparison, CriticPage, Taste
from bot.discussion.types import (
    ENOUGH,
    AspectCount,
    Critic,
    CriticWords,
    Digest,
    FilmComparison,
    FilmPage,
    Member,
    Part,
    Phrase,
    Ratings,
)
from bot.discussion.wording import SEVERAL, enumerated, filled, label_name, out_of_ten, pasted_in, plural, the_aspect
from bot.speech import N_, NN_, _, listed, ngettext
from bot.speech import number as shown_number

NOTHING = N_("Nobody here has written about that.")
MOST_CRITICS = 5
"""Critics named in one line."""


def plain(phrase: Phrase) -> str:
    """Write a phrase as plain text: films and critics by name, members as `<@id>`. For logs, tests and the terminal."""
    return "".join(
        part if isinstance(part, str) else f"<@{part.id}>" if isinstance(part, Member) else part.name for part in phrase
    )


def consensus(page: FilmPage) -> str:
    """Say in one line of counts where reviewers stand.

    "6 of 8 praise the acting; they split on the pacing, 3 to 3." Below three reviews it says that there are too few.
    """
    if not page.enough:
        if not page.reviews:
            return _("No reviews here so far: from {enough} on, this page sums them up.", enough=ENOUGH)
        return ngettext(
            "{number:n} review here so far: from {enough} on, this page sums them up.",
            "{number:n} reviews here so far: from {enough} on, this page sums them up.",
            page.reviews,
            enough=ENOUGH,
        )
    said, divided = agreement(page) or verdicts(page), division(page)
    return _("{said}; they split {divided}.", said=said, divided=divided) if divided else f"{said}."


def agreement(page: FilmPage) -> str:
    """Say what most agree on: "6 of 8 praise the acting"; empty where they agree on no side of the film."""
    agreed = _agreement(page)
    return _agreement_words(agreed, page.reviewers) if agreed else ""


def division(page: FilmPage) -> str:
    """Say where they split: "on the pacing, 3 to 3"; empty where no side of the film divides them."""
    divided = _split(page, _agreement(page))
    if not divided:
        return ""
    return _(
        "on {aspect}, {praise:n} to {criticism:n}",
        aspect=the_aspect(divided.aspect),
        praise=divided.praise,
        criticism=divided.criticism,
    )


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
    aspect = the_aspect(count.aspect)
    if count.praise > count.criticism:
        return _("{praise:n} of {all:n} praise {aspect}", praise=count.praise, all=reviewers, aspect=aspect)
    return _("{criticism:n} of {all:n} criticise {aspect}", criticism=count.criticism, all=reviewers, aspect=aspect)


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
        return _("no reviews")
    most, rest = said[0], said[1:]
    if not rest:
        return _unanimous(label_name(most[1]), total)
    first = ngettext(
        "{number:n} of {total:n} is {verdict}",
        "{number:n} of {total:n} are {verdict}",
        most[0],
        total=total,
        verdict=label_name(most[1]),
    )
    return ", ".join([first, *(f"{shown_number(count)} {label_name(label)}" for count, label in rest)])


def _unanimous(verdict: str, total: int) -> str:
    if total == 1:
        return _("the only reviewer is {verdict}", verdict=verdict)
    if total == 2:
        return _("both reviewers are {verdict}", verdict=verdict)
    return _("all {total:n} reviewers are {verdict}", total=total, verdict=verdict)


def rating_line(ratings: Ratings | None, rated: int) -> str:
    """Say what ratings average to, or that there are too few of them."""
    if ratings is None:
        few = _("{ratings}, too few to average", ratings=plural(rated, "rating"))
        return few if rated else _("nobody gave a rating")
    return _(
        "mean rating {mean} over {ratings}, from {lowest} to {highest}, spread {spread:.1n}",
        mean=out_of_ten(ratings.mean),
        ratings=plural(ratings.count, "rating"),
        lowest=out_of_ten(ratings.lowest),
        highest=out_of_ten(ratings.highest),
        spread=ratings.spread,
    )


def aspect_split(count: AspectCount, *, named: bool = True) -> str:
    """Say how reviewers split on one aspect: "4 praise the pacing, 2 criticise it".

    Not `named` where what is before it names the aspect: "4 praise it".
    """
    again = 2 if count.aspect in SEVERAL else 1
    parts: list[str] = []
    for number, said in ((count.praise, _PRAISE), (count.criticism, _CRITICISE), (count.neither, _NEITHER)):
        if number:
            one, several = said[0 if named and not parts else again]
            parts.append(ngettext(one, several, number, aspect=the_aspect(count.aspect)))
    return ", ".join(parts)


_PRAISE = (
    NN_("{number:n} praises {aspect}", "{number:n} praise {aspect}"),
    NN_("{number:n} praises it", "{number:n} praise it"),
    NN_("{number:n} praises them", "{number:n} praise them"),
)
"""What is said of an aspect that is named; of one that was, and of one that is several things."""
_CRITICISE = (
    NN_("{number:n} criticises {aspect}", "{number:n} criticise {aspect}"),
    NN_("{number:n} criticises it", "{number:n} criticise it"),
    NN_("{number:n} criticises them", "{number:n} criticise them"),
)
_NEITHER = (
    NN_(
        "{number:n} writes of {aspect} without taking a side",
        "{number:n} write of {aspect} without taking a side",
    ),
    NN_("{number:n} writes of it without taking a side", "{number:n} write of it without taking a side"),
    NN_("{number:n} writes of them without taking a side", "{number:n} write of them without taking a side"),
)


def member_split(author_id: int, count: AspectCount, films: int) -> Phrase:
    """Say in how many of a member's films they take which side: "praises the acting in 2 films, criticises it in 1"."""
    again = 2 if count.aspect in SEVERAL else 1
    parts: list[str] = []
    for number, said in ((count.praise, _PRAISES), (count.criticism, _CRITICISES), (count.neither, _WRITES)):
        if number and not parts:
            parts.append(_(said[0], aspect=the_aspect(count.aspect), films=plural(number, "film")))
        elif number:
            parts.append(_(said[again], number=number))
    return (Member(author_id), " " + _("{parts}, of {films:n} reviewed.", parts=", ".join(parts), films=films))


_PRAISES = (
    N_("praises {aspect} in {films}"),
    N_("praises it in {number:n}"),
    N_("praises them in {number:n}"),
)
"""What a member does to an aspect that is named, in how many films; as above."""
_CRITICISES = (
    N_("criticises {aspect} in {films}"),
    N_("criticises it in {number:n}"),
    N_("criticises them in {number:n}"),
)
_WRITES = (
    N_("writes of {aspect} without taking a side in {films}"),
    N_("writes of it without taking a side in {number:n}"),
    N_("writes of them without taking a side in {number:n}"),
)


def no_word(author_id: int, aspect: Aspect | None, films: int) -> Phrase:
    """Say that a member writes nothing of an aspect, in however many films."""
    told = plural(films, "film")
    if aspect is None:
        return (Member(author_id), " " + _("does not write about that in {films}.", films=told))
    return (
        Member(author_id),
        " " + _("does not write about {aspect} in {films}.", aspect=the_aspect(aspect), films=told),
    )


def comparison_line(comparison: FilmComparison) -> Phrase:
    """Say in counts how two films stand beside each other."""
    first, second = comparison.first, comparison.second
    stand = _(
        "{first}: {standing}. {second}: {other_standing}.",
        first="{first}",
        standing=_standing(first),
        second="{second}",
        other_standing=_standing(second),
    )
    if comparison.both:
        stand += " " + _preferences(comparison)
    return filled(stand, first=first.film, second=second.film)


def _preferences(comparison: FilmComparison) -> str:
    members = {
        "members": plural(comparison.both, "member"),
        "first_higher": comparison.prefer_first,
        "second_higher": comparison.prefer_second,
        "first": "{first}",
        "second": "{second}",
    }
    if not comparison.prefer_neither:
        return _(
            "Of {members} who reviewed both, {first_higher:n} put {first} higher, {second_higher:n} put {second} "
            "higher.",
            **members,
        )
    return _(
        "Of {members} who reviewed both, {first_higher:n} put {first} higher, {second_higher:n} put {second} higher, "
        "{neither:n} neither.",
        **members,
        neither=comparison.prefer_neither,
    )


def _standing(page: FilmPage) -> str:
    if not page.reviews:
        return _("no reviews here")
    return verdicts(page) + (f", {rating_line(page.ratings, page.rated)}" if page.ratings else "")


def critic_line(page: CriticPage) -> Phrase:
    """Say in counts what a member writes; the words of critics that they pasted are none of it."""
    member, pasted = Member(page.author_id), critics_named(page.pasted)
    if not page.reviews and pasted:
        said = _("{member} has no reviews here of their own, and pasted words of {critics}.")
        return tuple(piece for part in filled(said, member=member) for piece in (pasted_in(part, pasted)))
    if not page.reviews:
        return filled(_("{member} has no reviews here."), member=member)
    labels = [f"{shown_number(count)} {label_name(label)}" for label, count in page.labels.items() if count]
    words = [
        _(
            "{reviews} of {films}; {labels}",
            reviews=plural(page.reviews, "review"),
            films=plural(len(page.films), "film"),
            labels=listed(labels),
        ),
        *_beside_others(page),
    ]
    if page.changed:
        words.append(_("changed their mind on {films}", films=plural(len(page.changed), "film")))
    aside = (" ", *pasted_in(_("They pasted words of {critics}."), pasted)) if pasted else ()
    return (member, f": {'; '.join(words)}.", *aside)


def _beside_others(page: CriticPage) -> Iterable[str]:
    """Say how a member's ratings lie beside the others'."""
    if page.against_server is None:
        return
    away, films = abs(page.against_server), plural(page.compared_films, "film")
    if away < 0.05:
        yield _("on average the same as the others' ratings, over {films}", films=films)
    elif page.against_server > 0:
        yield _("on average {away:.1n} points above the others' ratings, over {films}", away=away, films=films)
    else:
        yield _("on average {away:.1n} points below the others' ratings, over {films}", away=away, films=films)


def critics_named(names: Sequence[str]) -> Phrase:
    """Name critics in a line, up to five; further ones are counted."""
    return enumerated([Critic(name) for name in names[:MOST_CRITICS]], len(names) - MOST_CRITICS)


def critics_aside(critics: Sequence[CriticWords]) -> Phrase:
    """Say what critics think whose words members pasted, after the members' own counts; empty without any."""
    if not critics:
        return ()
    said: list[Part] = [
        " "
        + ngettext(
            "Not counted, {number:n} critic whose words were pasted here: ",
            "Not counted, {number:n} critics whose words were pasted here: ",
            len(critics),
        )
    ]
    for at, each in enumerate(critics[:MOST_CRITICS]):
        rating = "" if each.rating is None else f", {out_of_ten(each.rating)}"
        said += [", " if at else "", Critic(each.name), f" ({label_name(each.label)}{rating})"]
    more = _(" and {number:n} more", number=len(critics) - MOST_CRITICS) if len(critics) > MOST_CRITICS else ""
    return (*said, f"{more}.")


def changed_line(changed: Sequence[ChangedMind]) -> Phrase:
    """Say on how many films of a server how many members changed their minds; empty when nobody did."""
    if not changed:
        return ()
    members, films = ({each.author_id for each in changed}, {each.film.number for each in changed})
    return (
        ngettext(
            "{number:n} member changed their mind, on {films}.",
            "{number:n} members changed their minds, on {films}.",
            len(members),
            films=plural(len(films), "film"),
        ),
    )


def critics_line(comparison: CriticComparison) -> Phrase:
    """Say in counts how two members stand beside each other."""
    pair = {"first": Member(comparison.first_id), "second": Member(comparison.second_id)}
    if not comparison.shared:
        return filled(_("{first} and {second} have not reviewed the same film here."), **pair)
    places = {"first": "{first}", "second": "{second}"}
    counts = {"agree": len(comparison.agree), "part": len(comparison.part)}
    films, between = plural(comparison.shared, "film"), len(comparison.between)
    if not between:
        said = _(
            "{first} and {second} both reviewed {films}: they agree on {agree:n}, part on {part:n}.",
            **places,
            **counts,
            films=films,
        )
        return filled(said, **pair)
    said = _(
        "{first} and {second} both reviewed {films}: they agree on {agree:n}, part on {part:n}, and are in between on "
        "{between:n}.",
        **places,
        **counts,
        films=films,
        between=between,
    )
    return filled(said, **pair)


def taste_line(found: Taste) -> Phrase:
    """Say who agrees most and who least with a member, and over how many films."""
    me = Member(found.member_id)
    if not found.neighbours:
        return filled(_("Nobody here has reviewed five films that {member} reviewed too."), member=me)
    nearest, furthest = found.neighbours[0], found.neighbours[-1]
    places = {"member": "{member}", "near": "{near}", "agreed": agreed(nearest.agreement)}
    films = plural(nearest.films, "film")
    members = {"member": me, "near": Member(nearest.member_id)}
    if furthest is nearest:
        said = _("Nearest to the taste of {member}: {near}, {agreed} over {films}.", **places, films=films)
        return filled(said, **members)
    said = _(
        "Nearest to the taste of {member}: {near}, {agreed} over {films}; furthest: {far}, {far_agreed} over "
        "{far_films}.",
        **places,
        films=films,
        far="{far}",
        far_agreed=agreed(furthest.agreement),
        far_films=plural(furthest.films, "film"),
    )
    return filled(said, **members, far=Member(furthest.member_id))


def agreed(agreement: float) -> str:
    """Write how far two members agree."""
    return _("{percent}% agreed", percent=f"{100 * agreement:.0f}")


def digest_line(digest: Digest) -> str:
    """Say in counts what the week brought."""
    words = {
        "reviews": plural(digest.reviews, "new review"),
        "films": plural(len(digest.films), "film"),
        "members": plural(digest.reviewers, "member"),
    }
    if not digest.critics:
        return _("{reviews} of {films} by {members} this week.", **words)
    theirs = plural(digest.critics, "review")
    return _(
        "{reviews} of {films} by {members} this week, and {theirs} in the words of critics.", **words, theirs=theirs
    )
