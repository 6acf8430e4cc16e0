"""Understanding a question: what it wants, about which film, whom and when. Pure rules over words; nothing is guessed.

The rules are tried in the order of `_RULES`; tests/discussion/test_questions.py holds the phrasings they are meant for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Final

from bot.analysis.types import ASPECTS, Aspect
from bot.archive.types import Film
from bot.discussion.language.asked import Asked, read_question
from bot.discussion.language.matters import is_asked
from bot.discussion.language.naming import LONGEST_QUESTION, Named, named_films, relative
from bot.discussion.language.periods import period
from bot.discussion.language.words import stem, vocabulary, words
from bot.discussion.types import Context, Kind, Question

_MENTION: Final = re.compile(r"<@!?(\d{1,20})>")
_PLACE_FORMS: Final = ("the {} one", "the {} film", "the {} movie", "than the {}", "to the {}", "its {}")


@dataclass(frozen=True, slots=True)
class _Cues:
    """The word lists of questions.toml."""

    words: dict[str, frozenset[str]]
    phrases: dict[str, tuple[str, ...]]
    places: dict[str, tuple[str, ...]]


@cache
def _cues() -> _Cues:
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "questions.toml").read_text(encoding="utf-8"))
    return _Cues(
        words={name: frozenset(listed) for name, listed in raw["words"].items()},
        phrases={name: tuple(listed) for name, listed in raw["phrases"].items()},
        places={
            which: tuple(form.format(name) for name in names for form in _PLACE_FORMS)
            for which, names in raw["places"].items()
        },
    )


_PARTS: Final[dict[Aspect, str]] = {"tension": "action"}
"""A subject of its own that belongs to an aspect: fights and chases are thrills."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A question with everything that the rules look at; film names are taken out of its words."""

    text: str
    tokens: tuple[str, ...]
    said: frozenset[str]
    about: Asked
    aspect: Aspect | None
    films: tuple[Named, ...]
    person: int | None
    period: bool
    context: Context

    def uses(self, name: str) -> bool:
        """Say whether a word of this list is in the question."""
        return bool(self.said & _cues().words[name])

    def holds(self, name: str) -> bool:
        """Say whether a run of words of this list is in the question."""
        return _holds(self.tokens, _cues().phrases[name])

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
) -> Question:
    """Understand a question.

    `films` are the server's; `context` what the thread or reply chain was about, so that "and the music?" keeps the
    film and the subject; `now` (aware) is what "this month" is seen from; `asker` is whom "I" means. Members are named
    as `<@id>`; take the bot's own mention out first. Never raises on any text; time is linear in it.
    """
    context = context or Context()
    asked = _read(question, films, context, asker, now or datetime.now(UTC))
    kind = _kind(asked)
    film, other, candidates = _films(asked, kind, films)
    advice = kind == "list" and asked.holds("advice")
    span = None if advice else period(_without_films(asked), now or datetime.now(UTC))
    understood = Question(
        text=question.strip(),
        kind=kind,
        bare=_without_films(asked).strip(),
        asked=asked.about,
        aspect=asked.aspect,
        person=asked.person,
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
    return replace(understood, part=_part(understood))


def _read(question: str, films: Sequence[Film], context: Context, asker: int | None, now: datetime) -> _Evidence:
    mention = _MENTION.search(question)
    bare = _MENTION.sub(" ", question)
    named = tuple(named_films(bare, films))
    tokens = _tokens(_blank(bare, named))
    person = int(mention.group(1)) if mention else None
    if person is None and asker is not None and _about_me(tokens):
        person = asker
    return _Evidence(
        text=bare,
        tokens=tokens,
        said=frozenset(tokens),
        about=read_question(" ".join(tokens)),
        aspect=aspect_asked(" ".join(tokens)),
        films=named,
        person=person,
        period=period(_blank(bare, named), now) is not None,
        context=context,
    )


def _tokens(text: str) -> tuple[str, ...]:
    """Cut a question into words; the "this" of "this month" is no pronoun and goes with its month."""
    said = [word.text.replace("’", "'") for word in words(text)[:LONGEST_QUESTION]]
    times = {"week", "month", "year"}
    return tuple(
        word for word, after in zip(said, [*said[1:], ""], strict=False) if word != "this" or after not in times
    )


def _blank(text: str, named: Sequence[Named]) -> str:
    """Take the names of films out, so that "The Score" is no question about music."""
    for name in reversed(named):
        text = text[: name.start] + " " + text[name.end :]
    return text


def _without_films(asked: _Evidence) -> str:
    return _blank(asked.text, asked.films)


def _about_me(tokens: Sequence[str]) -> bool:
    """Say whether the asker asks about what they wrote themselves."""
    phrases = _cues().phrases
    return _holds(tokens, phrases["me"]) and not _holds(tokens, phrases["not_me"])


def _holds(tokens: Sequence[str], phrases: Iterable[str]) -> bool:
    spaced = f" {' '.join(tokens)} "
    return any(f" {phrase} " in spaced for phrase in phrases)


def aspect_asked(question: str) -> Aspect | None:
    """Find the aspect that a question asks about: the last one named, so that "how well is the story paced" is pacing.

    Words that name a film or a verdict as well ("picture", "watch") do not count, and "is the ending sad" is about
    the ending.
    """
    known = vocabulary()
    found: Aspect | None = None
    for word in words(question):
        subjects = known.by_stem.get(word.stem, frozenset())
        cues = _cues().words
        if word.text in known.stop or "film" in subjects or word.text in cues["rating"] or word.text in cues["no_side"]:
            continue
        if found and is_asked(word.stem):
            continue
        for aspect in ASPECTS:
            if aspect in subjects or _PARTS.get(aspect) in subjects:
                found = aspect
    return found


def _person(asked: _Evidence) -> bool:
    return asked.person is not None


def _comparison(asked: _Evidence) -> bool:
    two = len(asked.films) > 1 and "and" not in asked.said
    return two or asked.cued("compare") or _related(asked) is not None


def _disagreement(asked: _Evidence) -> bool:
    return asked.cued("split")


def _list(asked: _Evidence) -> bool:
    if asked.films or asked.holds("count") or asked.holds("rated"):
        return False
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
    return asked.holds("count") or _who_liked(asked)


def _who_liked(asked: _Evidence) -> bool:
    """Say whether it asks who likes a film, or who does not: "who loved it?"."""
    cues = _cues().words
    one_film = bool(asked.films) or asked.context.film is not None or asked.uses("pronouns")
    return one_film and asked.tokens[:1] == ("who",) and bool(set(asked.tokens[1:2]) & (cues["love"] | cues["hate"]))


def _rating(asked: _Evidence) -> bool:
    return asked.cued("rating")


def _quotes(asked: _Evidence) -> bool:
    return asked.cued("quotes")


def _aspect(asked: _Evidence) -> bool:
    return asked.aspect is not None


def _verdict(asked: _Evidence) -> bool:
    if not asked.said:
        return bool(asked.films)
    if asked.about.matter:
        # "Is it good for kids?" asks for more than whether it is good.
        return False
    cues = _cues().words
    return asked.uses("verdict") or asked.said <= vocabulary().stop | cues["pronouns"] | cues["us"]


_RULES: Final[tuple[tuple[Kind, Callable[[_Evidence], bool]], ...]] = (
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
    cues = _cues().words
    left = asked.said - cues["follow"] - cues["pronouns"]
    if asked.period:
        left -= cues["time"]
    return not left and bool(asked.films or asked.person is not None or asked.period)


def _following(asked: _Evidence) -> Kind:
    """Keep the kind of the conversation for a new film, person or time."""
    if asked.person is not None:
        return "person"
    kind = asked.context.kind
    return "verdict" if kind is None or (kind in {"list", "count"} and asked.films) else kind


def _related(asked: _Evidence) -> str | None:
    """Find "the first one", "the original", "the sequel": a film named by its place in a series."""
    return next((which for which, forms in _cues().places.items() if _holds(asked.tokens, forms)), None)


def _films(asked: _Evidence, kind: Kind, films: Sequence[Film]) -> tuple[Film | None, Film | None, tuple[Film, ...]]:
    """Settle the film, the film it is compared with, and the candidates when a name fits several."""
    known = next((film for film in films if film.number == asked.context.film), None)
    named = [_settled(name, known) for name in asked.films]
    if kind == "comparison":
        return _compared(asked, named, known, films)
    if not named:
        return (None if kind == "list" else known), None, ()
    first = named[0]
    return (first[0], None, ()) if len(first) == 1 else (None, None, first)


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


def _liked(asked: _Evidence) -> int:
    """Say which side is asked for: 1 what was liked, -1 what was not, 0 either."""
    if asked.holds("not_liked"):
        return -1
    return asked.uses("love") - asked.uses("hate")


def _everything(asked: _Evidence, kind: Kind) -> bool:
    """Say whether the question is about the server as a whole: lists, and counts or people without "it"."""
    if kind == "list":
        return True
    if kind == "rating" and asked.holds("rated"):
        return True
    one_film = asked.uses("pronouns") or asked.uses("one_film") or asked.context.film is not None
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


def _part(question: Question) -> frozenset[str]:
    """Give the stems by which a question asks for less than the film, or than a whole aspect of it."""
    if question.aspect is not None:
        return _particular(question, question.aspect)
    return _beside(question) if question.kind == "verdict" else frozenset()


def _beside(question: Question) -> frozenset[str]:
    """Give the stems by which a question for a verdict asks about something in the film: "is Bogart any good?".

    Names count, and what stands behind "the"; what lies outside the film ("worth the money?") does not.
    """
    own = question.asked.own - {stem(word) for word in _cues().words["outside"]}
    found = words(question.bare)
    named = {
        word.stem
        for word, before in zip(found, [None, *found], strict=False)
        if question.bare[word.start].isupper() or (before and before.text == "the")
    }
    return own & named


def weak_words() -> frozenset[str]:
    """Give the words that are searched for only beside others."""
    return _cues().words["weak"]


@cache
def _whole_aspect(aspect: Aspect) -> frozenset[str]:
    raw = tomllib.loads(files("bot.discussion").joinpath("data", "questions.toml").read_text(encoding="utf-8"))
    return frozenset(map(stem, raw["whole"][aspect]))


def _particular(question: Question, aspect: Aspect) -> frozenset[str]:
    """Give the stems by which a question asks for less than its whole aspect: "the ending" rather than "the story".

    "Is it boring?" asks for less than the pacing, too: for those who were bored, in whatever words.
    """
    matter = question.asked.matter
    return matter.stems if matter else question.asked.own - _whole_aspect(aspect)
