"""Understanding a question: what it wants, about which film, whom and when. Pure rules over words; nothing is guessed.

The rules are tried in the order of `_RULES`; tests/discussion/test_questions.py holds the phrasings they are meant for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from bot.analysis.types import ASPECTS, Aspect
from bot.archive.types import Film
from bot.discussion.language.absent import absent_film
from bot.discussion.language.asked import Asked, read_question
from bot.discussion.language.cues import cues, holds
from bot.discussion.language.naming import LONGEST_QUESTION, Named, named_films, relative
from bot.discussion.language.parts import part_of
from bot.discussion.language.people import NamedPerson, Person, named_people
from bot.discussion.language.periods import Years, period, released
from bot.discussion.language.qualities import is_asked
from bot.discussion.language.words import vocabulary, words
from bot.discussion.types import Context, Kind, Question

_MENTION: Final = re.compile(r"<@!?(\d{1,20})>")


_PARTS: Final[dict[Aspect, str]] = {"tension": "action"}
"""A subject of its own that belongs to an aspect: fights and chases are thrills."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A question with everything that the rules look at; film names are taken out of its words."""

    bare: str
    """Without the names of films and members."""
    tokens: tuple[str, ...]
    said: frozenset[str]
    about: Asked
    aspect: Aspect | None
    films: tuple[Named, ...]
    person: int | None
    people: tuple[int, ...]
    """Members whom a name fits, when it fits several."""
    period: bool
    years: Years | None
    context: Context

    def uses(self, name: str) -> bool:
        """Say whether a word of this list is in the question."""
        return bool(self.said & cues().words[name])

    def holds(self, name: str) -> bool:
        """Say whether a run of words of this list is in the question."""
        return holds(self.tokens, cues().phrases[name])

    def cued(self, name: str) -> bool:
        """Say whether a word or a run of words of this name is in the question."""
        return self.uses(name) or self.holds(name)


def understand(
    question: str,
    films: Sequence[Film] = (),
    context: Context | None = None,
    *,
    now: datetime | None = None,
    asker: int | None = None,
    people: Sequence[Person] = (),
) -> Question:
    """Understand a question.

    `films` are the server's; `context` what the thread or reply chain was about, so that "and the music?" keeps the
    film and the subject; `now` (aware) is what "this month" is seen from; `asker` is whom "I" means. Members are named
    as `<@id>` or by a name among `people`; take the bot's own mention out first. Never raises on any text; time is
    linear in it.
    """
    context = context or Context()
    now = now or datetime.now(UTC)
    asked = _read(question, films, context, asker, now, people)
    kind = _kind(asked)
    film, other, candidates = _films(asked, kind, films)
    advice = kind == "list" and asked.holds("advice")
    span = None if advice or asked.years else period(asked.bare, now)
    # "What did we watch in March?" names a month and no film; whose taste is near is asked of all films.
    timed = kind in {"taste", "changed"} or (kind == "list" and span is not None)
    understood = Question(
        text=question.strip(),
        kind=kind,
        bare=asked.bare.strip(),
        asked=asked.about,
        aspect=asked.aspect,
        person=asker if kind == "taste" and asked.person is None else asked.person,
        people=asked.people,
        absent=None if timed else _absent(asked, talked_about=_settles(kind, film, other, candidates)),
        years=asked.years,
        film=film,
        other_film=other,
        since=span.since if span else None,
        until=span.until if span else None,
        period=span.name if span else "",
        liked=_liked(asked) or int(advice),
        divided=kind == "list" and asked.uses("split"),
        everything=_everything(asked, kind) and film is None and not candidates,
        candidates=candidates,
    )
    understood = _carried(understood, asked)
    return replace(understood, part=part_of(understood))


def _read(
    question: str,
    films: Sequence[Film],
    context: Context,
    asker: int | None,
    now: datetime,
    people: Sequence[Person],
) -> _Evidence:
    mention = _MENTION.search(question)
    text = _MENTION.sub(" ", question)
    members = [] if mention else named_people(text, people)
    text = _blank(text, [one for one in members if one.subject])
    films_named = tuple(named_films(text, films))
    text = _blank(text, films_named)
    others = [] if mention else named_people(text, people)
    bare = _blank(text, others)
    ids = next((one.ids for one in (*(one for one in members if one.subject), *others)), ())
    tokens = _tokens(bare)
    person = int(mention.group(1)) if mention else ids[0] if len(ids) == 1 else None
    if person is None and not ids and asker is not None and _about_me(tokens):
        person = asker
    return _Evidence(
        bare=bare,
        tokens=tokens,
        said=frozenset(tokens),
        about=read_question(" ".join(tokens)),
        aspect=aspect_asked(" ".join(tokens)),
        films=films_named,
        person=person,
        people=ids if len(ids) > 1 else (),
        period=period(bare, now) is not None,
        years=released(bare),
        context=context,
    )


def _tokens(text: str) -> tuple[str, ...]:
    """Cut a question into words; the "this" of "this month" is no pronoun and goes with its month."""
    said = [word.text.replace("’", "'") for word in words(text)[:LONGEST_QUESTION]]
    times = {"week", "month", "year"}
    return tuple(
        word for word, after in zip(said, [*said[1:], ""], strict=False) if word != "this" or after not in times
    )


def _blank(text: str, named: Sequence[Named | NamedPerson]) -> str:
    """Take names out, so that "The Score" is no question about music."""
    for name in reversed(named):
        text = text[: name.start] + " " + text[name.end :]
    return text


def _about_me(tokens: Sequence[str]) -> bool:
    """Say whether the asker asks about what they wrote themselves."""
    phrases = cues().phrases
    return holds(tokens, phrases["me"]) and not holds(tokens, phrases["not_me"])


def aspect_asked(question: str) -> Aspect | None:
    """Find the aspect that a question asks about: the last one named, so that "how well is the story paced" is pacing.

    Words that name a film or a verdict as well ("picture", "watch") do not count, and "is the ending sad" is about
    the ending.
    """
    known = vocabulary()
    found: Aspect | None = None
    for word in words(question):
        subjects = known.by_stem.get(word.stem, frozenset())
        listed = cues().words
        if (
            word.text in known.stop
            or "film" in subjects
            or word.text in listed["rating"]
            or word.text in listed["no_side"]
        ):
            continue
        if found and is_asked(word.stem):
            continue
        for aspect in ASPECTS:
            if aspect in subjects or _PARTS.get(aspect) in subjects:
                found = aspect
    return found


def _person(asked: _Evidence) -> bool:
    return asked.person is not None or bool(asked.people)


def _comparison(asked: _Evidence) -> bool:
    two = len(asked.films) > 1 and "and" not in asked.said
    return two or asked.cued("compare") or _related(asked) is not None


def _disagreement(asked: _Evidence) -> bool:
    return asked.cued("split")


def _list(asked: _Evidence) -> bool:
    if asked.films or asked.holds("count") or asked.holds("rated") or asked.person is not None or asked.people:
        return False
    if asked.years:
        return True
    liked = asked.uses("love") or asked.uses("hate")
    ours = asked.uses("us") and asked.holds("ours") and liked
    return asked.cued("films") or (ours and not asked.uses("pronouns") and "about" not in asked.said)


def _reasons(asked: _Evidence) -> bool:
    # "What do people dislike about it?", but not "what did they say about it?".
    liked = asked.uses("love") or asked.uses("hate")
    return asked.holds("reasons") or (asked.tokens[:1] in {("what",), ("what's",)} and "about" in asked.said and liked)


def _count(asked: _Evidence) -> bool:
    if asked.aspect is not None and asked.uses("love") + asked.uses("hate"):
        # "How many liked the acting?" is answered by the acting's own counts.
        return False
    if _counts_opinions(asked):
        return False
    return asked.holds("count") or _who_liked(asked)


def _counts_opinions(asked: _Evidence) -> bool:
    """Say whether it asks how many think something: "how many of us thought that it drags?" counts who writes so."""
    asks = asked.tokens[:2] == ("how", "many") and asked.uses("think")
    return asks and bool(asked.about.own or asked.about.quality)


def _who_liked(asked: _Evidence) -> bool:
    """Say whether it asks who likes a film, or who does not: "who loved it?"."""
    listed = cues().words
    one_film = bool(asked.films) or asked.context.film is not None or asked.uses("pronouns")
    return (
        one_film and asked.tokens[:1] == ("who",) and bool(set(asked.tokens[1:2]) & (listed["love"] | listed["hate"]))
    )


def _rating(asked: _Evidence) -> bool:
    return asked.cued("rating")


def _quotes(asked: _Evidence) -> bool:
    return asked.cued("quotes")


def _aspect(asked: _Evidence) -> bool:
    return asked.aspect is not None


def _verdict(asked: _Evidence) -> bool:
    if not asked.said:
        return bool(asked.films)
    if asked.about.quality or _counts_opinions(asked):
        # "Is it good for kids?" asks for more than whether it is good.
        return False
    listed = cues().words
    return asked.uses("verdict") or asked.said <= vocabulary().stop | listed["pronouns"] | listed["us"]


def _taste(asked: _Evidence) -> bool:
    return asked.holds("taste")


def _changed(asked: _Evidence) -> bool:
    return asked.holds("changed")


_RULES: Final[tuple[tuple[Kind, Callable[[_Evidence], bool]], ...]] = (
    ("taste", _taste),
    ("changed", _changed),
    ("list", _list),
    ("count", _count),
    ("quotes", _quotes),
    ("person", _person),
    ("comparison", _comparison),
    ("disagreement", _disagreement),
    ("reasons", _reasons),
    ("rating", _rating),
    ("aspect", _aspect),
    ("verdict", _verdict),
)


def _kind(asked: _Evidence) -> Kind:
    if asked.context.kind and _only_names(asked):
        return _following(asked)
    for kind, wanted in _RULES:
        if wanted(asked):
            return kind
    return "free"


def _only_names(asked: _Evidence) -> bool:
    """Say whether nothing is asked but "and <film>?", "what about <member>?" or "and last month?"."""
    listed = cues().words
    left = asked.said - listed["follow"] - listed["pronouns"]
    if asked.period:
        left -= listed["time"]
    return not left and bool(asked.films or asked.person is not None or asked.period)


def _following(asked: _Evidence) -> Kind:
    """Keep the kind of the conversation for a new film, person or time."""
    if asked.person is not None:
        return "person"
    kind = asked.context.kind
    return "verdict" if kind is None or (kind in {"list", "count"} and asked.films) else kind


def _related(asked: _Evidence) -> str | None:
    """Find "the first one", "the original", "the sequel": a film named by its place in a series."""
    return next((which for which, forms in cues().places.items() if holds(asked.tokens, forms)), None)


def _films(asked: _Evidence, kind: Kind, films: Sequence[Film]) -> tuple[Film | None, Film | None, tuple[Film, ...]]:
    """Settle the film, the film it is compared with, and the candidates when a name fits several."""
    known = next((film for film in films if film.number == asked.context.film), None)
    named = [_settled(name, known) for name in asked.films]
    if kind == "comparison":
        return _compared(asked, named, known, films)
    if not named:
        return (None if kind == "list" or _counts_member(asked, kind) else known), None, ()
    first = named[0]
    return (first[0], None, ()) if len(first) == 1 else (None, None, first)


def _counts_member(asked: _Evidence, kind: Kind) -> bool:
    """Say whether it asks how much a member writes: "how many reviews did Mara write?"."""
    return kind == "count" and asked.person is not None and not asked.films


def _settled(name: Named, known: Film | None) -> tuple[Film, ...]:
    """Take the film that the conversation is about where a name fits it among others."""
    if known and any(film.number == known.number for film in name.films) and len(name.films) > 1:
        return (known,)
    return name.films


def _compared(
    asked: _Evidence, named: Sequence[tuple[Film, ...]], known: Film | None, films: Sequence[Film]
) -> tuple[Film | None, Film | None, tuple[Film, ...]]:
    unclear = next((options for options in named if len(options) > 1), ())
    settled = [options[0] for options in named if len(options) == 1]
    if len(settled) > 1:
        return settled[0], settled[1], ()
    which = _related(asked)
    film = settled[0] if settled and (which or known is None or known.number == settled[0].number) else known
    if film and which:
        found = relative(film, which, films)
        return film, found[0] if len(found) == 1 else None, found if len(found) > 1 else ()
    if film and settled and settled[0].number != film.number:
        return film, settled[0], ()
    return film, None, unclear


def _settles(kind: Kind, film: Film | None, other: Film | None, candidates: Sequence[Film]) -> bool:
    """Say whether every film that a question needs is known, or is one of several."""
    return bool(candidates) or other is not None or (film is not None and kind != "comparison")


def _absent(asked: _Evidence, *, talked_about: bool) -> Film | None:
    of_member = asked.person is not None or bool(asked.people)
    return absent_film(asked.bare, talked_about=talked_about, of_member=of_member)


def _liked(asked: _Evidence) -> int:
    """Say which side is asked for: 1 what was liked, -1 what was not, 0 either."""
    if asked.holds("not_liked"):
        return -1
    return asked.uses("love") - asked.uses("hate")


def _everything(asked: _Evidence, kind: Kind) -> bool:
    """Say whether the question is about the server as a whole: lists, and counts or people without "it"."""
    if kind in {"list", "taste", "changed"}:
        return True
    if kind == "rating" and asked.holds("rated"):
        return True
    if _counts_member(asked, kind):
        return True
    one_film = asked.uses("pronouns") or asked.uses("one_film") or asked.context.film is not None
    if kind == "person" and asked.holds("favourite"):
        one_film = False
    return kind in {"count", "person", "rating"} and not one_film


def _carried(question: Question, asked: _Evidence) -> Question:
    """Take the subject of the conversation over where a follow-up leaves it out."""
    context = asked.context
    if context.kind is None:
        return question
    follows = question.kind in {"disagreement", "reasons", "person"} or _only_names(asked)
    same_film = not asked.films or _only_names(asked)
    whole = asked.uses("verdict") or asked.uses("whole")
    if question.aspect is None and follows and same_film and not whole:
        question = replace(question, aspect=context.aspect)
    if question.kind == "aspect" and context.kind == "person" and _short(asked):
        everywhere = question.film is None and not question.candidates
        question = replace(question, kind="person", person=context.person, everything=everywhere)
    if question.kind == "person" and question.person is None:
        # "What about Alien?" goes on about the member.
        question = replace(question, person=context.person)
    if question.kind == "list" and not question.liked:
        question = replace(question, liked=context.liked)
    return question


def _short(asked: _Evidence) -> bool:
    """Say whether it begins as a follow-up does: "and the music?", "what about the ending?"."""
    opening = asked.tokens[:2]
    return opening[:1] == ("and",) or opening in {("what", "about"), ("how", "about"), ("but", "the")}


def context_of(question: Question) -> Context:
    """Remember what a question was about, for the next one of its thread or reply chain."""
    return Context(
        film=question.film.number if question.film else None,
        kind=question.kind,
        aspect=question.aspect,
        person=question.person,
        other_film=question.other_film.number if question.other_film else None,
        liked=question.liked,
        period=question.period,
    )
