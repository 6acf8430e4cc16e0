"""Answers about one film: whether it is liked, one side of it, who disagrees, why, how it is rated, its best lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.analysis.types import Label
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters, Leaning, Review, Verdict
from bot.discussion import phrases, wording
from bot.discussion.pages.films import AspectSides, aspect_sides, critics_words, quote_aspect
from bot.discussion.pages.loading import Ends, read_ends, texts
from bot.discussion.questions import context_of
from bot.discussion.quoting import best_line, in_turn
from bot.discussion.ranking import retrieval
from bot.discussion.tally import label_counts, newest_reviews, rated, ratings, side
from bot.discussion.types import Answer, AspectCount, CriticWords, Member, Part, Phrase, Question, Quoted

MOST_QUOTES = 4
MOST_NAMED = 10
"""Members named in one line; further ones are counted."""


def result(question: Question, counts: Phrase, quotes: Iterable[Quoted | None] = (), *, found: bool = True) -> Answer:
    """Make an answer: each line once, and no part of one beside the whole, up to four."""
    lines: list[Quoted] = []
    for line in quotes:
        if line is not None and not any(_overlap(line, other) for other in lines):
            lines.append(line)
    return Answer(question, counts, tuple(lines[:MOST_QUOTES]), context=context_of(question), found=found)


def _overlap(one: Quoted, other: Quoted) -> bool:
    return one.review == other.review and one.start < other.end and other.start < one.end


def nothing(question: Question) -> Answer:
    """Say that nobody has written about it."""
    return result(question, (phrases.NOTHING,), found=False)


def members(ids: Iterable[int]) -> Phrase:
    """Name members in a line, up to ten; further ones are counted."""
    listed = list(dict.fromkeys(ids))
    named: list[Part] = []
    for at, author in enumerate(listed[:MOST_NAMED]):
        if at:
            named.append(" and " if at == len(listed) - 1 else ", ")
        named.append(Member(author))
    if len(listed) > MOST_NAMED:
        named.append(f" and {len(listed) - MOST_NAMED:,} more")
    return tuple(named)


async def verdict(server: ServerArchive, question: Question, film: Film) -> Answer:
    """Answer whether it is liked: labels and ratings, then the best line of each side.

    Where it asks about something in the film ("is Bogart any good?"), the lines that name that come first.
    """
    ends = await read_ends(server, film)
    if question.part:
        found = await retrieval.find(server, question.asked, ends.spoken, Filters(film=film.number), question.part)
        if found.quotes:
            return _found(question, found, len(ends.spoken), f" On the film as a whole: {_split(ends.spoken)}.")
    values = rated(ends.spoken)
    counts = f"{_capital(_split(ends.spoken))}; {phrases.rating_line(ratings(values), len(values))}."
    critics = critics_words(ends.lines)
    lines = [*await _both_ends(server, ends, question.liked), *await _critics_lines(server, critics)]
    return result(question, (counts, *phrases.critics_aside(critics)), lines)


async def _critics_lines(server: ServerArchive, critics: Sequence[CriticWords]) -> list[Quoted]:
    """Quote the best line of each of a few critics, after what members say."""
    found = await texts(server, [each.review for each in critics[:MOST_QUOTES]])
    return [line for number in sorted(found) for line in (best_line(found[number]),) if line]


async def quotes(server: ServerArchive, question: Question, film: Film) -> Answer:
    """Answer with the best lines."""
    ends = await read_ends(server, film)
    lines = await _both_ends(server, ends, min(0, question.liked))
    if not lines:
        return nothing(question)
    shown = wording.plural(min(MOST_QUOTES, len(lines)), "line")
    return result(question, (f"{shown} out of {wording.plural(len(ends.lines), 'review')}.",), lines)


async def _both_ends(server: ServerArchive, ends: Ends, liked: int) -> list[Quoted]:
    """Quote those who like it and those who do not, the larger side first; only one side when only one is asked for."""
    found = await texts(server, {*ends.top, *ends.bottom})
    praise = _lines(ends.top, found, 1, ("positive", "mixed", "unsure"))
    criticism = _lines(ends.bottom, found, -1, ("negative", "mixed", "unsure"))
    if liked:
        return praise if liked > 0 and praise else criticism if liked < 0 and criticism else praise + criticism
    labels = label_counts(ends.spoken)
    first, second = (praise, criticism) if labels["positive"] >= labels["negative"] else (criticism, praise)
    return in_turn(first, second)


def _lines(numbers: Iterable[int], found: Mapping[int, Review], wanted: int, labels: tuple[Label, ...]) -> list[Quoted]:
    reviews = (found[number] for number in numbers if number in found)
    lines = (best_line(review, wanted) for review in reviews if review.label in labels)
    return sorted((line for line in lines if line), key=lambda line: (line.spoiler, -abs(line.polarity), line.review))


async def aspect(server: ServerArchive, question: Question, film: Film) -> Answer:
    """Answer about one side of the film.

    A question about a part of it ("the ending", "the violin") is answered from the lines that name that part.
    """
    spoken, sides = await _sides(server, film)
    one = next((each for each in sides if each.aspect == question.aspect), None)
    part = question.part
    if one is None or part:
        only = part if one else frozenset[str]()
        found = await retrieval.find(server, question.asked, spoken, Filters(film=film.number), only)
        if found.quotes:
            return _found(question, found, len(spoken), _whole(one))
    if one is None:
        return nothing(question)
    split = f"{_capital(phrases.aspect_split(count_of(one)))}, of {wording.plural(len(spoken), 'reviewer')}."
    counts = f"Nobody here writes of that.{_whole(one)}" if part else split
    first = question.liked or question.asked.side
    return result(question, (counts,), await quote_sides(server, one, first))


def _whole(sides: AspectSides | None) -> str:
    """Say how reviewers stand on the whole aspect, after the lines on a part of it."""
    return (
        f" On the {wording.aspect_name(sides.aspect)} as a whole: {phrases.aspect_split(count_of(sides))}."
        if sides
        else ""
    )


def count_of(sides: AspectSides) -> AspectCount:
    """Count the reviewers on each side of an aspect."""
    return AspectCount(sides.aspect, len(sides.praise), len(sides.criticism), len(sides.neither))


async def _sides(server: ServerArchive, film: Film) -> tuple[list[Verdict], tuple[AspectSides, ...]]:
    spoken = newest_reviews(await server.verdicts(Filters(film=film.number)))
    return spoken, aspect_sides(spoken, await server.leanings(Filters(film=film.number)))


async def quote_sides(server: ServerArchive, sides: AspectSides, first: int = 0) -> list[Quoted]:
    """Quote both sides in turn, the larger (or the one asked for) first; lines without a side where there is none."""
    praise, criticism = sides.praise[:MOST_QUOTES], sides.criticism[:MOST_QUOTES]
    neither = () if praise or criticism else sides.neither[:MOST_QUOTES]
    found = await texts(server, {line.review for line in (*praise, *criticism, *neither)})
    said = [_quoted(lines, found) for lines in (praise, criticism, neither)]
    leading = first or (1 if len(sides.praise) >= len(sides.criticism) else -1)
    return (in_turn(said[0], said[1]) if leading > 0 else in_turn(said[1], said[0])) + said[2]


def _quoted(lines: Iterable[Leaning], found: Mapping[int, Review]) -> list[Quoted]:
    return [line for each in lines for line in (quote_aspect(each, found),) if line]


async def disagreement(server: ServerArchive, question: Question, film: Film) -> Answer:
    """Answer who disagrees: on one side of the film, or on the film."""
    if question.aspect is None:
        return await _divided(server, question, film)
    _, sides = await _sides(server, film)
    one = next((each for each in sides if each.aspect == question.aspect), None)
    if one is None:
        return nothing(question)
    fewer, more = sorted((one.praise, one.criticism), key=len)
    split = phrases.aspect_split(count_of(one))
    if not fewer:
        return result(question, (f"Nobody disagrees: {split}.",), await quote_sides(server, one))
    counts: Phrase = (
        f"{_capital(split)}. Against the {len(more):,}: ",
        *members(line.author_id for line in fewer),
        ".",
    )
    return result(question, counts, await quote_sides(server, one, 1 if fewer is one.praise else -1))


async def _divided(server: ServerArchive, question: Question, film: Film) -> Answer:
    ends = await read_ends(server, film)
    lines = await _both_ends(server, ends, 0)
    sides = [[voice for voice in ends.spoken if voice.label == label] for label in ("positive", "negative")]
    fewer, more = sorted(sides, key=len)
    split = _split(ends.spoken)
    if not fewer:
        return result(question, (f"No reviewer takes the opposite side: {split}.",), lines[:2])
    counts: Phrase = (
        f"{_capital(split)}. Against the {len(more):,}: ",
        *members(voice.author_id for voice in fewer),
        ".",
    )
    return result(question, counts, lines)


async def reasons(server: ServerArchive, question: Question, film: Film) -> Answer:
    """Answer why: which sides are praised and which criticised, by how many, with a line of each."""
    if question.aspect is not None:
        return await aspect(server, question, film)
    spoken, sides = await _sides(server, film)
    praised = _most(sides, 1) if question.liked >= 0 else []
    criticised = _most(sides, -1) if question.liked <= 0 else []
    parts = [
        f"Praised: {_listed(praised, 1)}." if praised else "",
        f"Criticised: {_listed(criticised, -1)}." if criticised else "",
    ]
    if not praised and not criticised:
        return nothing(question)
    first = [one.praise[0] for one in praised]
    second = [one.criticism[0] for one in criticised]
    found = await texts(server, {line.review for line in (*first[:MOST_QUOTES], *second[:MOST_QUOTES])})
    lines = in_turn(_quoted(first[:MOST_QUOTES], found), _quoted(second[:MOST_QUOTES], found))
    if question.liked:
        # "What is the worst thing about it?" may lie on no side that has a name.
        ends = await _both_ends(server, await read_ends(server, film), question.liked)
        lines += [line for line in ends if side(line.polarity) == question.liked]
    counts = f"{' '.join(part for part in parts if part)} {_capital(_split(spoken))}."
    return result(question, (counts,), lines)


def _split(spoken: Sequence[Verdict]) -> str:
    """Say how the reviewers' labels split."""
    return phrases.split(label_counts(spoken).items(), len(spoken))


def _most(sides: Iterable[AspectSides], wanted: int) -> list[AspectSides]:
    """Order the aspects by how many people are on one side, leaving out those with nobody there."""
    kept = [one for one in sides if (one.praise if wanted > 0 else one.criticism)]
    return sorted(kept, key=lambda one: -len(one.praise if wanted > 0 else one.criticism))


def _listed(sides: Iterable[AspectSides], wanted: int) -> str:
    return ", ".join(
        f"{wording.aspect_name(one.aspect)} ({len(one.praise if wanted > 0 else one.criticism):,})" for one in sides
    )


async def rating(server: ServerArchive, question: Question, film: Film) -> Answer:
    """Answer how it is rated, and who gave most and least."""
    lines = await server.verdicts(Filters(film=film.number))
    spoken, aside = newest_reviews(lines), phrases.critics_aside(critics_words(lines))
    values = rated(spoken)
    if not values:
        none = f"None of {wording.plural(len(spoken), 'reviewer')} gave a rating."
        return result(question, (none, *aside), found=False)
    counts: list[Part] = [_capital(phrases.rating_line(ratings(values), len(values))) + "."]
    if values[0] < values[-1]:
        for word, value in (("Highest", values[-1]), ("Lowest", values[0])):
            who = members(voice.author_id for voice in spoken if voice.rating_value == value)
            counts += [f" {word}, {wording.out_of_ten(value)}: ", *who, "."]
    elif len(values) < 3:
        who = members(voice.author_id for voice in spoken if voice.rating_value is not None)
        counts += [f" {wording.out_of_ten(values[0])}: ", *who, "."]
    return result(question, (*counts, *aside))


async def count(server: ServerArchive, question: Question, film: Film) -> Answer:
    """Answer who reviewed it, or who likes it."""
    lines = await server.verdicts(Filters(film=film.number, since=question.since, until=question.until))
    if not lines:
        return nothing(question)
    spoken, aside = newest_reviews(lines), phrases.critics_aside(critics_words(lines))
    if not spoken:
        return result(question, ("Nobody here has reviewed it in words of their own.", *aside))
    if question.liked:
        return await _who_likes(server, question, film, spoken)
    own = sum(line.critic is None for line in lines)
    counts = f"{wording.plural(own, 'review')} by {wording.plural(len(spoken), 'reviewer')}: "
    return result(question, (counts, *members(voice.author_id for voice in spoken), ".", *aside))


async def _who_likes(server: ServerArchive, question: Question, film: Film, spoken: Sequence[Verdict]) -> Answer:
    """Name who is for it, or against it, with lines of theirs."""
    label = "positive" if question.liked > 0 else "negative"
    names = [voice.author_id for voice in spoken if voice.label == label]
    if not names:
        return result(question, (f"Nobody is {label}: {_split(spoken)}.",))
    lines = await _both_ends(server, await read_ends(server, film), question.liked)
    words = (
        f"{len(names):,} of {wording.plural(len(spoken), 'reviewer')} {'is' if len(names) == 1 else 'are'} {label}: "
    )
    return result(question, (words, *members(names), "."), [line for line in lines if line.author_id in names])


async def free(server: ServerArchive, question: Question, film: Film | None = None) -> Answer:
    """Answer anything else from the lines that speak of it."""
    spoken = newest_reviews(await server.verdicts(Filters(film=film.number))) if film else None
    found = await retrieval.find(server, question.asked, spoken, Filters(film=film.number if film else None))
    return _found(question, found, len(spoken or ())) if found.quotes else nothing(question)


def _found(question: Question, found: retrieval.Found, voices_: int, whole: str = "") -> Answer:
    """Answer with lines that retrieval found: both sides in turn when they differ, then the words of critics."""
    own = [line for line in found.quotes if line.critic is None]
    critics = [line for line in found.quotes if line.critic is not None]
    if not own:
        named = phrases.critics_named([line.critic or "" for line in critics])
        verb = "does" if len(critics) == 1 else "do"
        words = ("No reviewer here writes of that; ", *named, f" {verb}, in words that were pasted here.{whole}")
        return result(question, words, critics)
    praise = [line for line in own if line.polarity > 0]
    criticism = [line for line in own if line.polarity <= 0]
    lead_praise = own[0].polarity > 0
    lines = [*(in_turn(praise, criticism) if lead_praise else in_turn(criticism, praise)), *critics]
    count = len({line.author_id for line in own})
    who = f"{count:,} of {wording.plural(voices_, 'reviewer')}" if voices_ else wording.plural(count, "reviewer")
    least = "" if found.complete else "At least "
    return result(question, (f"{least}{who} {'writes' if count == 1 else 'write'} of that.{whole}",), lines)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
