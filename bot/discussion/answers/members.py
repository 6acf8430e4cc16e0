"""Answers about a member, and about two films."""

from __future__ import annotations

from bot.analysis.types import Label
from bot.archive.store import ServerArchive
from bot.archive.types import Film, Filters, Review
from bot.discussion import phrases, wording
from bot.discussion.answers.film import MOST_NAMED, MOST_QUOTES, count_of, nothing, quote_sides, result
from bot.discussion.language.qualities import Quality
from bot.discussion.pages.films import aspect_sides
from bot.discussion.pages.loading import load_comparison, load_critic_page, texts
from bot.discussion.quoting import aspect_line, aspect_of, best_line, in_turn, quote
from bot.discussion.ranking import retrieval
from bot.discussion.ranking.retrieval import best_on
from bot.discussion.tally import newest_reviews, side
from bot.discussion.types import Answer, FilmComparison, Member, Part, Phrase, Question, Quoted

_STANDS: dict[Label, str] = {
    "positive": " is positive about ",
    "mixed": " is mixed on ",
    "negative": " is negative about ",
    "unsure": " wrote about ",
}


async def person(server: ServerArchive, question: Question, film: Film | None = None) -> Answer:
    """Answer what one member says: of a film, of one side of it, or altogether."""
    author = question.person or 0
    quality = question.asked.quality
    if film is None:
        return await (_everywhere if question.aspect or quality else _critic)(server, question, author)
    reviews = [review async for review in server.stream(Filters(film=film.number, author_id=author))]
    spoken = newest_reviews(reviews)
    if not spoken:
        return result(question, (Member(author), " has not written about ", film, "."), found=False)
    if quality:
        return _of_quality(question, spoken[-1], quality)
    return _of_aspect(question, spoken[-1]) if question.aspect else _of_film(question, spoken[-1])


def _of_quality(question: Question, review: Review, quality: Quality) -> Answer:
    line = best_on(question.asked, review.analysis.sentences, quality.stems)
    words = " writes of that, on " if line else " does not write of that, on "
    counts: Phrase = (Member(review.author_id), words, *_film(question), ".")
    return result(question, counts, [quote(review, line[0])] if line else (), found=line is not None)


def _of_film(question: Question, review: Review) -> Answer:
    rating = f", {wording.out_of_ten(review.rating_value)}" if review.rating_value is not None else ""
    counts: Phrase = (Member(review.author_id), _STANDS[review.label], *_film(question), rating + ".")
    lines = [quote(review, line) for line in review.analysis.quotes]
    if question.liked:
        # "Why did they dislike it?" hears the criticism first.
        lines.sort(key=lambda line: side(line.polarity) != question.liked)
    return result(question, counts, lines or [best_line(review)])


def _of_aspect(question: Question, review: Review) -> Answer:
    aspect = question.aspect
    opinion = aspect_of(review, aspect) if aspect else None
    name = wording.aspect_name(aspect) if aspect else ""
    if opinion is None:
        asked = question.asked
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
    if question.liked:
        return await _liked(server, question, author)
    page = await load_critic_page(server, author)
    praise = [count.praise_line for count in page.praises if count.praise_line]
    pans = [count.criticism_line for count in (*page.pans, *page.divided) if count.criticism_line]
    return result(question, phrases.critic_line(page), in_turn(praise, pans), found=page.reviews > 0)


async def _liked(server: ServerArchive, question: Question, author: int) -> Answer:
    """Answer what a member liked, or did not: their films of that verdict, with the best line on each."""
    spoken = newest_reviews(
        await server.verdicts(Filters(author_id=author, since=question.since, until=question.until))
    )
    if not spoken:
        return result(question, (Member(author), " has no reviews here."), found=False)
    label: Label = "positive" if question.liked > 0 else "negative"
    fitting = [voice for voice in spoken if voice.label == label and voice.film]
    fitting.sort(key=lambda voice: (-question.liked * voice.score, voice.number))
    named: list[Part] = []
    for at, voice in enumerate(fitting[:MOST_NAMED]):
        named += [", " if at else ": ", voice.film or ""]
    more = f" and {len(fitting) - MOST_NAMED:,} more" if len(fitting) > MOST_NAMED else ""
    words = f" is {label} about {len(fitting):,} of {wording.plural(len(spoken), 'film')}"
    found = await texts(server, [voice.number for voice in fitting[:MOST_QUOTES]])
    lines = [best_line(found[voice.number], question.liked) for voice in fitting if voice.number in found]
    return result(
        question, (Member(author), words, *named, f"{more}."), [*lines, *await _sides(server, question, author)]
    )


async def _sides(server: ServerArchive, question: Question, author: int) -> list[Quoted]:
    """Quote what a member praises, or criticises, of any side of their films."""
    page = await load_critic_page(server, author)
    if question.liked > 0:
        return [count.praise_line for count in page.praises if count.praise_line]
    return [count.criticism_line for count in (*page.pans, *page.divided) if count.criticism_line]


async def _everywhere(server: ServerArchive, question: Question, author: int) -> Answer:
    """Answer what a member says of one side of all their films, of a part of it ("the ending") or of "is it scary?"."""
    spoken = newest_reviews(await server.verdicts(Filters(author_id=author)))
    if not spoken:
        return result(question, (Member(author), " has no reviews here."), found=False)
    if question.part or question.aspect is None:
        found = await retrieval.find(server, question.asked, spoken, Filters(author_id=author), question.part)
        own = [line for line in found.quotes if line.critic is None]
        count = wording.plural(len({line.review for line in own}), "film")
        if own:
            return result(question, (Member(author), f" writes of that in {count}, of {len(spoken):,}."), own)
    sides = aspect_sides(spoken, await server.leanings(Filters(author_id=author)))
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
    counts: list[Part] = []
    lines: list[Quoted | None] = []
    for film, count in ((both.first.film, pair.first), (both.second.film, pair.second)):
        counts += [" " if counts else "", film, f": {phrases.aspect_split(count) if count else 'nobody writes of it'}."]
        lines += [count.best_praise, count.best_criticism] if count else []
    return result(question, tuple(counts), lines)
