"""Answers about what is named - the jokes, Bale - and about members' minds: whose taste is near, who changed theirs."""

from __future__ import annotations

from bot.analysis.mentions import facets_in
from bot.archive.store import ServerArchive
from bot.archive.types import Film
from bot.discussion import phrases, wording
from bot.discussion.answers.film import result
from bot.discussion.language.words import vocabulary, words
from bot.discussion.pages.loading import load_person, load_point, load_server_critics, load_taste
from bot.discussion.quoting import in_turn
from bot.discussion.types import ENOUGH, Answer, KeyPoint, Member, PersonCount, Question, Quoted
from bot.speech import NN_, _, ngettext

_MOST_WORDS = 3
"""Words of a name that is asked about."""
_PRAISE = NN_("{number:n} praises", "{number:n} praise")
_CRITICISE = NN_("{number:n} criticises", "{number:n} criticise")


async def taste(server: ServerArchive, question: Question) -> Answer:
    """Answer whose taste is near that of who asks, or of the member whom the question names."""
    if question.person is None:
        return result(question, (_("Whose taste? Name a member."),), found=False)
    found = await load_taste(server, question.person)
    return result(question, phrases.taste_line(found), found=bool(found.neighbours))


async def changed(server: ServerArchive, question: Question) -> Answer:
    """Answer who changed their mind, and on what."""
    minds = (await load_server_critics(server)).changed
    if not minds:
        return result(question, (_("Nobody here has changed their mind."),), found=False)
    latest = minds[0]
    newest = wording.filled(_("Last: {member}, on {film}."), member=Member(latest.author_id), film=latest.film)
    return result(question, (*phrases.changed_line(minds), " ", *newest))


async def somebody(server: ServerArchive, question: Question, film: Film | None) -> Answer | None:
    """Answer how somebody is whom the reviews name: "how is Bale?"; None where the question is about nobody such."""
    if question.kind not in {"free", "verdict"} or question.asked.quality:
        return None
    name = question.absent.title if question.absent and not question.absent.year else _name(question)
    found = await load_person(server, name, film) if name else None
    if found is None or not found.person.name[:1].isupper():
        return None
    person = found.person
    if person.named < ENOUGH and question.absent is None:
        return None
    where = film or (found.films[0][0] if len(found.films) == 1 else None)
    said = _("{name}: named by {reviewers}, {sides}, in {films}.")
    if where:
        said = _("{name}: named by {reviewers}, {sides}, in {film}.")
    counts = wording.filled(
        said,
        name=person.name,
        reviewers=wording.plural(person.named, "reviewer"),
        sides=_sides(person),
        film=where or "",
        films=wording.plural(len(found.films), "film"),
    )
    return result(question, counts, [*_both(person), *person.lines])


async def point(server: ServerArchive, question: Question, film: Film) -> Answer | None:
    """Answer what reviewers make of something that three of them take a side on; None where it is no such thing."""
    named = facets_in(question.bare)
    own = {word.stem for written in named.values() for word in words(written)}
    if not question.asked.own or question.asked.quality or not question.asked.own <= own:
        return None
    found, voices = await load_point(server, film, tuple(named))
    if found is None:
        return None
    split = wording.filled(
        _("“{name}”: {sides}, of {reviewers}."),
        name=found.name,
        sides=_sides(found),
        reviewers=wording.plural(voices, "reviewer"),
    )
    return result(question, split, _both(found))


def _name(question: Question) -> str:
    """Give the words of a question that may be a name: those with a capital, or all that say something."""
    found = words(question.bare)
    named = [word.text for word in found[1:] if question.bare[word.start].isupper()]
    known = vocabulary()
    said = [word.text for word in found if word.text not in known.stop and word.stem not in known.by_stem]
    chosen = named or said
    return " ".join(chosen) if len(chosen) <= _MOST_WORDS else ""


def _sides(one: KeyPoint | PersonCount) -> str:
    sides = ((_PRAISE, one.praise), (_CRITICISE, one.criticism))
    return ", ".join(ngettext(*said, number) for said, number in sides if number) or _("nobody takes a side")


def _both(one: KeyPoint | PersonCount) -> list[Quoted]:
    first, second = one.best_praise, one.best_criticism
    return in_turn(first, second) if one.praise >= one.criticism else in_turn(second, first)
