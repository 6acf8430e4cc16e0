"""Answers about a member, about two films, and about the server's films as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from bot.analysis.types import Label
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters, Review, Verdict
from bot.discussion import phrases, retrieval
from bot.discussion.about_film import MOST_QUOTES, count_of, in_turn, nothing, quote_sides, result
from bot.discussion.films import aspect_sides
from bot.discussion.loading import load_comparison, load_critic_page, texts
from bot.discussion.matters import Matter, matter_of
from bot.discussion.questions import particular
from bot.discussion.ranking import read_question
from bot.discussion.retrieval import best_on
from bot.discussion.types import ENOUGH, Answer, FilmComparison, FilmCount, Member, Phrase, Question, Quoted
from bot.discussion.voices import aspect_line, aspect_of, best_line, quote, rated, side, voices

FILMS = 25
"""The most reviewed films are compared when a list names no time."""
LISTED = 10
_STANDS: dict[Label, str] = {
    "positive": " is positive about ",
    "mixed": " is mixed on ",
    "negative": " is negative about ",
    "unsure": " wrote about ",
}


async def person(server: ServerArchive, question: Question, film: Film | None = None) -> Answer:
    """Answer what one member says: of a film, of one side of it, or altogether."""
    author = question.person or 0
    matter = matter_of(question.bare)
    if film is None:
        return await (_everywhere if question.aspect or matter else _critic)(server, question, author)
    reviews = [review async for review in server.stream(Filters(film=film.number, author_id=author))]
    spoken = voices(reviews)
    if not spoken:
        return result(question, (Member(author), " has not written about ", film, "."), found=False)
    if matter:
        return _of_matter(question, spoken[-1], matter)
    return _of_aspect(question, spoken[-1]) if question.aspect else _of_film(question, spoken[-1])


def _of_matter(question: Question, review: Review, matter: Matter) -> Answer:
    asked = retrieval.about(read_question(question.bare), matter)
    line = best_on(asked, review.analysis.sentences, matter.stems)
    words = " writes of that, on " if line else " does not write of that, on "
    counts: Phrase = (Member(review.author_id), words, *_film(question), ".")
    return result(question, counts, [quote(review, line[0])] if line else (), found=line is not None)


def _of_film(question: Question, review: Review) -> Answer:
    rating = f", {phrases.out_of_ten(review.rating_value)}" if review.rating_value is not None else ""
    counts: Phrase = (Member(review.author_id), _STANDS[review.label], *_film(question), rating + ".")
    lines = [quote(review, line) for line in review.analysis.quotes]
    return result(question, counts, lines or [best_line(review)])


def _of_aspect(question: Question, review: Review) -> Answer:
    aspect = question.aspect
    opinion = aspect_of(review, aspect) if aspect else None
    name = phrases.aspect_name(aspect) if aspect else ""
    if opinion is None:
        asked = read_question(question.bare)
        line = best_on(asked, review.analysis.sentences, asked.own | asked.subject)
        if line is None:
            return result(
                question,
                (Member(review.author_id), f" does not write about the {name} of ", *_film(question), "."),
                found=False,
            )
        return result(
            question,
            (Member(review.author_id), f" mentions the {name} of ", *_film(question), "."),
            [quote(review, line[0])],
        )
    verb = {1: "praises", -1: "criticises", 0: "writes of"}[side(opinion.polarity)]
    counts: Phrase = (Member(review.author_id), f" {verb} the {name} of ", *_film(question), ".")
    return result(question, counts, [aspect_line(review, opinion)])


def _film(question: Question) -> Phrase:
    return (question.film,) if question.film else ("the film",)


async def _critic(server: ServerArchive, question: Question, author: int) -> Answer:
    page = await load_critic_page(server, author)
    praise = [count.praise_line for count in page.praises if count.praise_line]
    pans = [count.criticism_line for count in (*page.pans, *page.divided) if count.criticism_line]
    lines = praise if question.liked > 0 else pans if question.liked < 0 else in_turn(praise, pans)
    return result(question, phrases.critic_line(page), lines, found=page.reviews > 0)


async def _everywhere(server: ServerArchive, question: Question, author: int) -> Answer:
    """Answer what a member says of one side of all their films, of a part of it ("the ending") or of "is it scary?"."""
    spoken = voices(await server.verdicts(Filters(author_id=author)))
    if not spoken:
        return result(question, (Member(author), " has no reviews here."), found=False)
    part = particular(question)
    if part or question.aspect is None:
        found = await retrieval.find(server, question.bare, spoken, Filters(author_id=author), part)
        count = phrases.plural(len({line.review for line in found.quotes}), "film")
        if found.quotes:
            return result(question, (Member(author), f" writes of that in {count}, of {len(spoken):,}."), found.quotes)
    sides = aspect_sides(spoken, await server.aspects(author_id=author))
    one = next((each for each in sides if each.aspect == question.aspect), None)
    if one is None:
        return result(question, phrases.no_word(author, question.aspect, len(spoken)), found=False)
    counts = phrases.member_split(author, count_of(one), len(spoken))
    return result(question, counts, await quote_sides(server, one, question.liked))


async def comparison(server: ServerArchive, question: Question, first: Film, second: Film) -> Answer:
    """Answer how two films stand beside each other, or one side of them."""
    both = await load_comparison(server, first, second)
    if not both.first.reviews and not both.second.reviews:
        return nothing(question)
    if question.aspect is not None:
        return _aspects(question, both)
    lines = [both.first.praise, both.second.praise, both.first.criticism, both.second.criticism]
    return result(question, phrases.comparison_line(both), lines)


def _aspects(question: Question, both: FilmComparison) -> Answer:
    pair = next((pair for pair in both.aspects if pair.aspect == question.aspect), None)
    if pair is None:
        return nothing(question)
    counts: list[str | Film | Member] = []
    lines: list[Quoted | None] = []
    for film, count in ((both.first.film, pair.first), (both.second.film, pair.second)):
        counts += [" " if counts else "", film, f": {phrases.aspect_split(count) if count else 'nobody writes of it'}."]
        lines += [count.best_praise, count.best_criticism] if count else []
    return result(question, tuple(counts), lines)


async def totals(server: ServerArchive, question: Question) -> Answer:
    """Answer how much is filed here, of all time or of a stretch of it."""
    if question.since is None:
        total = await server.totals()
        reviews, films_, people = total.reviews, total.films, total.reviewers
    else:
        lines = await _within(server, question)
        reviews, people = len(lines), len({line.author_id for line in lines})
        films_ = len({line.film.number for line in lines if line.film})
    words = f"{phrases.plural(reviews, 'review')} of {phrases.plural(films_, 'film')}"
    words += f" by {phrases.plural(people, 'reviewer')}"
    return result(question, (f"{words}{' ' if question.period else ''}{question.period}.",), found=reviews > 0)


async def _within(server: ServerArchive, question: Question) -> list[Verdict]:
    """Read the reviews of the stretch of time that is asked about; its end is not in it."""
    lines = await server.verdicts(Filters(since=question.since, until=question.until))
    return [line for line in lines if question.until is None or line.written_at < question.until]


async def films(server: ServerArchive, question: Question) -> Answer:
    """List films: the most liked, the least liked, the most divided or the best rated, of a time or of all."""
    if question.since is not None:
        lines = await _within(server, question)
    else:
        lines = []
        for film in await server.films(limit=FILMS):
            lines += await server.verdicts(Filters(film=film.number))
    counted = ordered(film_counts(lines), question)
    if not counted:
        return nothing(question)
    reviewers = len({line.author_id for line in lines if line.film})
    reviews = sum(1 for line in lines if line.film)
    words = f"{phrases.plural(reviews, 'review')} by {phrases.plural(reviewers, 'reviewer')}"
    counts = f"{words}{' ' if question.period else ''}{question.period}; {_heading(question)}:"
    answer = result(question, (counts,), await _one_each(server, counted, lines, question.liked))
    return Answer(answer.question, answer.counts, answer.quotes, tuple(counted[:LISTED]), answer.context)


def _heading(question: Question) -> str:
    if question.divided:
        return "most divided"
    return {1: "most liked", -1: "least liked", 0: "best rated" if question.kind == "rating" else "by reviewers"}[
        question.liked
    ]


def film_counts(lines: Iterable[Verdict]) -> list[FilmCount]:
    """Count the voices on each film."""
    by_film: dict[int, list[Verdict]] = {}
    for voice in voices(lines):
        if voice.film:
            by_film.setdefault(voice.film.number, []).append(voice)
    return [_film_count(spoken) for spoken in by_film.values()]


def _film_count(spoken: Sequence[Verdict]) -> FilmCount:
    film = spoken[0].film
    if film is None:
        raise ValueError("A film is counted over its own reviews.")
    values = rated(spoken)
    labels = [voice.label for voice in spoken]
    mean = fmean(values) if len(values) >= ENOUGH else None
    return FilmCount(film, len(spoken), labels.count("positive"), labels.count("negative"), mean)


def ordered(counted: Iterable[FilmCount], question: Question) -> list[FilmCount]:
    """Put films in the order that is asked for, leaving out those that do not fit it."""

    def lean(count: FilmCount) -> int:
        return count.positive - count.negative

    kept = [count for count in counted if _fits(count, question)]
    if question.divided:
        return sorted(kept, key=lambda one: (-min(one.positive, one.negative), -one.reviewers, one.film.number))
    if question.kind == "rating":
        return sorted(kept, key=lambda one: (-(one.mean or 0.0), -one.reviewers, one.film.number))
    if question.liked:
        return sorted(kept, key=lambda one: (-question.liked * lean(one), -one.reviewers, one.film.number))
    return sorted(kept, key=lambda one: (-one.reviewers, -lean(one), one.film.number))


def _fits(count: FilmCount, question: Question) -> bool:
    if question.divided:
        return min(count.positive, count.negative) > 0
    if question.kind == "rating":
        return count.mean is not None
    return not question.liked or question.liked * (count.positive - count.negative) > 0


async def _one_each(
    server: ServerArchive, counted: Sequence[FilmCount], lines: Iterable[Verdict], liked: int
) -> list[Quoted]:
    """Quote one line of each of the first films, on the side that is asked for."""
    chosen: list[int] = []
    wanted: dict[int, Label | None] = {1: "positive", -1: "negative", 0: None}
    spoken = voices(lines)
    for count in counted[:MOST_QUOTES]:
        here = [voice for voice in spoken if voice.film and voice.film.number == count.film.number]
        fitting = [voice for voice in here if wanted[liked] in {None, voice.label}]
        chosen += [voice.number for voice in fitting[-1:]]
    found = await texts(server, chosen)
    return [line for number in chosen if number in found for line in (best_line(found[number], liked),) if line]
