"""Who is named in reviews: people and characters, by how many, and whether they are praised.

Every review's names are kept (`bot.analysis.mentions`); who is a person shows over a film's reviews together. Last
names are joined to full names, first names to the one person who has them here. A name is somebody's where the list
of casts has it, where a first name stands before it, or where reviews say what its owner does ("played by", "as"); the
film's own title, other titles, companies and places are nobody's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.analysis.mentions import people
from bot.archive.types import Film, Mentioned, Review
from bot.discussion.pages.points import Vote, in_titles, quotes, vote_of
from bot.discussion.tally import ReviewFacts
from bot.discussion.types import ENOUGH, PersonCount

_CHARACTER = "character"
_TOLD = 2
"""So many reviews have to say what somebody does, where nothing else tells that a name is a person's."""


@dataclass(frozen=True, slots=True)
class PersonVotes:
    """What the voices say of somebody, each side's best line first."""

    counted: PersonCount
    praise: tuple[Vote, ...]
    criticism: tuple[Vote, ...]
    neither: tuple[Vote, ...]

    @property
    def wanted(self) -> set[int]:
        """Give the numbers of the reviews that its lines may be in."""
        return {vote.review for side in (self.praise, self.criticism, self.neither) for vote in side[:4]}


def persons(
    spoken: Iterable[ReviewFacts], mentioned: Iterable[Mentioned], title: str, enough: int = ENOUGH
) -> tuple[PersonVotes, ...]:
    """Count who is named in a film's voices, those named by most first; from `enough` voices on.

    Reads the list of casts: not on the event loop.
    """
    own = in_titles(spoken, mentioned)
    groups = _joined(_by_last_name(own))
    cast = people.cast(title)
    found = [_counted(rows) for key, rows in groups.items() if _is_somebody(key, rows, cast)]
    kept = [each for each in found if each.counted.named >= enough]
    return tuple(sorted(kept, key=lambda each: (-each.counted.named, each.counted.name)))


def somebody(spoken: Iterable[ReviewFacts], mentioned: Iterable[Mentioned], name: str) -> PersonVotes | None:
    """Count what voices say of somebody whom a person asks for by name, over any films; None where nobody names them.

    "Bale" is everybody of that last name; "Christian Bale" is who is called so, or by the last name alone.
    """
    asked = people.folded(name)
    rows = [each for each in in_titles(spoken, mentioned) if _may_be(people.folded(each.words), asked)]
    return _counted(rows) if rows else None


def by_film(
    spoken: Iterable[ReviewFacts], mentioned: Iterable[Mentioned], name: str
) -> Iterable[tuple[Film, PersonCount]]:
    """Count the same for each film by itself, the film where most name them first."""
    voices: dict[int, list[ReviewFacts]] = {}
    films: dict[int, Film] = {}
    for voice in spoken:
        if voice.film:
            voices.setdefault(voice.film.number, []).append(voice)
            films[voice.film.number] = voice.film
    rows: dict[int, list[Mentioned]] = {}
    for each in mentioned:
        rows.setdefault(each.film or 0, []).append(each)
    found = [(films[number], somebody(voices[number], own, name)) for number, own in rows.items() if number in voices]
    counted = [(film, votes.counted) for film, votes in found if votes is not None]
    return sorted(counted, key=lambda pair: (-pair[1].named, pair[0].number))


def _may_be(written: str, asked: str) -> bool:
    return f" {asked}".endswith(f" {written}") or f" {written}".endswith(f" {asked}")


def _by_last_name(own: Iterable[Mentioned]) -> dict[str, list[Mentioned]]:
    groups: dict[str, list[Mentioned]] = {}
    for each in own:
        groups.setdefault(each.key, []).append(each)
    return groups


def _joined(groups: Mapping[str, list[Mentioned]]) -> dict[str, list[Mentioned]]:
    """Join first names that stand alone to the one last name that follows them here."""
    owners: dict[str, set[str]] = {}
    for key, rows in groups.items():
        for row in rows:
            first, _, rest = people.folded(row.words).partition(" ")
            if rest:
                owners.setdefault(first, set()).add(key)
    joined: dict[str, list[Mentioned]] = {}
    for key, rows in groups.items():
        owner = next(iter(owners[key])) if len(owners.get(key, ())) == 1 and people.is_first_name(key) else key
        joined.setdefault(owner, []).extend(rows)
    return joined


def _is_somebody(key: str, rows: Sequence[Mentioned], cast: frozenset[str]) -> bool:
    """Say whether a name is a person's, by all that the reviews and the lists say."""
    written = Counter(people.folded(row.words) for row in rows)
    if any(each.rsplit(" ", 1)[-1] == key for each in cast):
        return True
    if people.is_no_person(max(written, key=lambda each: (len(each.split()), written[each]))):
        return False
    full = [each for each in written if " " in each]
    if any(people.is_known(each) or people.is_first_name(each.split()[0]) for each in full):
        return True
    told = sum(bool(row.role) for row in rows)
    return told >= _TOLD and any(row.words[:1].isupper() for row in rows)


def _counted(rows: Sequence[Mentioned]) -> PersonVotes:
    by_voter: dict[tuple[int, int], list[Mentioned]] = {}
    for row in rows:
        by_voter.setdefault((row.author_id, row.film or -row.review), []).append(row)
    votes = sorted(map(vote_of, by_voter.values()), key=lambda vote: (vote.spoiler, -abs(vote.polarity), vote.review))
    praise = tuple(vote for vote in votes if vote.polarity > 0)
    criticism = tuple(vote for vote in votes if vote.polarity < 0)
    neither = tuple(vote for vote in votes if not vote.polarity)
    named = len({row.author_id for row in rows})
    counted = PersonCount(_name(rows), _is_character(rows), named, len(praise), len(criticism))
    return PersonVotes(counted, praise, criticism, neither)


def _name(rows: Sequence[Mentioned]) -> str:
    """Write a name as most reviews that give it in full do; where none does, as most write it with a capital."""
    times = Counter(row.words for row in rows)

    def worth(words: str) -> tuple[bool, bool, bool, int, str]:
        return words[:1].isupper(), " " in words, people.is_known(people.folded(words)), times[words], words

    return max(times, key=worth)


def _is_character(rows: Sequence[Mentioned]) -> bool:
    """Say whether the reviews tell a person of the story rather than one who made the film."""
    roles = Counter(row.role for row in rows if row.role)
    if any(people.is_known(people.folded(row.words)) for row in rows):
        return False
    return roles[_CHARACTER] * 2 > sum(roles.values()) or roles[_CHARACTER] >= _TOLD


def quote_person(found: PersonVotes, texts: Mapping[int, Review]) -> PersonCount:
    """Quote the best lines on somebody, of both sides, and one that takes none where there are no others."""
    praise, criticism = quotes(found.praise, texts), quotes(found.criticism, texts)
    neither = () if praise or criticism else quotes(found.neither, texts)
    return replace(found.counted, best_praise=praise, best_criticism=criticism, lines=neither)
