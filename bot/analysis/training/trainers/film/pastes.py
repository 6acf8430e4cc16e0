"""Pastes as members make them, put together from reviews that do not name their film and lines of our own.

The corpora hold bodies of reviews; members paste them under headings, counters, tag lines and jokes. A heading
or a first sentence that names the film teaches that it does; counters, epigraphs, films that this one is
compared with and shouted words teach that they do not.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = (
    *("{t} ({y})", "{t} ({y})", "{t} ({y})", "{t} ({y})", "{t}, {y}", "{t} {y}", "{t}", "{t}", "{t}", "{t} [{y}]"),
    *(
        "{t} ({y}) - {r}",
        "{t} - {r}",
        "{t}: {r}",
        "{t} {r}",
        "{t} ({y}) {r}",
        "{t} {y}",
        "{t} {y} - {r}",
        "{t} ({y}), dir. {p}",
        "{t} ({y}) dir. {p}",
    ),
    *(
        "{n}. {t} ({y})",
        "{n}. {t}",
        "#{n} {t} ({y})",
        "{n}/{m}: {t} ({y})",
        "{n}/{m}: {t}",
        "Film {n}: {t}",
        "Day {n}: {t} ({y})",
    ),
    *(
        "Review: {t}",
        "{t} review",
        "{t} ({y}) review",
        "My thoughts on {t}",
        "Title: {t}",
        "Movie: {t} ({y})",
        "Film: {t}",
    ),
    *("**{t}** ({y})", "**{t}**", "*{t}*", "# {t}", "_{t}_ ({y})", "**{t}** {r}", '"{t}" ({y})', '"{t}"', "“{t}”, {y}"),
    *(
        "Tonight's film: {t} ({y})",
        "Tonight's film: {t}",
        "This week's pick: {t}",
        "Just watched: {t}",
        "Just watched {t}",
    ),
    *("Watched {t} ({y}) {r}", "{t} ({y}) | Short films", "🎬 {t} ({y})", "🎬 {t}", "{n}/{m}\n{t} ({y})", "{t}\n{r}"),
    *("{t} ({y})\n{r}", "{t} ({y})\nDirected by {p}", "{p}'s {t}", "{t} ({p}, {y})", "Rewatch: {t} ({y})"),
)
OPENINGS = (
    *("I finally saw *{t}* last night. ", "I watched {t} last night with my sister. ", 'Finally got round to "{t}". '),
    *(
        "Just rewatched {t} and it holds up. ",
        "Saw {t} at the cinema yesterday. ",
        "{t} is a strange one. ",
        "{t} is a film that stays with you. ",
    ),
    *(
        "{t} - {r}. ",
        "{t}. {r}. ",
        "So, {t}. ",
        "Well, {t} was something. ",
        "I went into {t} blind. ",
        "{t} was not for me. ",
    ),
    *(
        "*{t}* is a great follow-up to *{o}*. ",
        "{t} is better than {o}. ",
        "After {o} I expected more of {t}. ",
        "The movie {t} is what I needed. ",
    ),
    *(
        "{p}'s {t} is a puzzle. ",
        '"{t}" ({y}) is a sharp film. ',
        "{t} ({y}) is what I needed. ",
        "watched {t} and i have thoughts. ",
    ),
    *("{t} has no right to be this good. ", "I have seen {t} four times now. ", "{t} feels like {o} with less money. "),
)
LEAD_INS = (
    *("Just saw it again: ", "Finally watched: ", "Finally watched ", "Rewatch - ", "Rewatched ", "Second viewing: "),
    *("Last night we watched: ", "Tonight: ", "First time watch: ", "Watched on Netflix: ", "Movie night: "),
    *("Film club pick: ", "Film of the week: ", "Caught up with ", "Revisited: ", "Now watching - ", "Seen in IMAX: "),
    *("Watched with my sister: ", "Finally got round to: ", "New review: ", "Just finished: ", "{n}. Rewatch: "),
    *("My pick this week: ", "Just got back from ", "So I finally saw ", "Logged: ", "Up next: ", "On the plane: "),
)
"""What stands before a title, on a line of its own or at the beginning of the first sentence."""
LED, LED_OPENINGS = ("{t} ({y})", "{t} ({y}) {r}", "{t}", "{t}, {y}"), ("{t} ({y}). ", "{t} ({y}), and wow. ", "{t}. ")
ABOVE = (
    *(
        "{n}/{m}",
        "{n}/{m}:",
        "#{n}",
        "{n}.",
        "Part two",
        "Part 2:",
        "Oscars {y} | Short films",
        "Best Picture nominee {n}/10",
        "Spoilers ahead",
    ),
    *(
        "SPOILERS",
        "My thoughts:",
        "My review",
        "Review",
        "First watch of {y}",
        "Rewatch",
        "Seen at the Rex, third row",
        "October horror, day {n}",
    ),
    *(
        '"You never wrote it down, did you?"',
        "“Nobody leaves before the rain.”",
        "'I told you, the boat is mine.'",
        "Watched on a plane",
        "Saw it in IMAX",
    ),
    *(
        "With Maria, in Berlin",
        "Netflix",
        "{p}, please call me",
        "{r}",
        "Day {n}",
        "Hot take",
        "Oh my God",
        "Long review, sorry",
        "Festival diary",
    ),
    *(
        "{y}",
        "Film club, week {n}",
        "Week {n}",
        "Watched {n} {y}",
        "A24 strikes again",
        "Cannes {y}",
        "Movie night",
        "English below",
        "TL;DR: see it",
    ),
)
BESIDE = (
    *(
        "Better than {o}, and I do not say that lightly. ",
        "Reminds me of {o}, but with less talk. ",
        "Not as good as {o}. ",
    ),
    *(
        "From the director of {o}. ",
        "If you liked {o}, you will like this. ",
        "It wants to be *{o}* and is not. ",
        'This is no "{o}". ',
    ),
    *(
        "{p} is wonderful in this. ",
        "I LOVED it. ",
        "the way i was SOBBING at the end. ",
        "I will NEVER recover from it. ",
        "Saw it in IMAX. ",
    ),
    *(
        "It is the BEST thing I saw all year. ",
        "I saw it with {p} on Saturday. ",
        "HATED IT. ",
        "{p} deserves every prize there is. ",
        "OH MY GOD. ",
    ),
    *(
        "It made me want to watch {o} again. ",
        "Think {o} meets {o}. ",
        "Half of it is stolen from {o}. ",
        "A24 did it again. ",
        "Oscar for {p}, now. ",
    ),
)
_PEOPLE = ("Jane Doe", "Maria", "Paul Moreau", "Ada Lind", "Nolan", "Sofia Marsh", "K. Tanaka", "Olsen", "Ben Achebe")
_WORD = re.compile(r"(?<=[a-z] )[a-z]{3,9}(?=[ .!])")


def paste(body: str, title: str, year: int | None, others: Sequence[str], dice: Random) -> tuple[str, bool]:
    """Make one paste: its text, and whether it names its film."""
    named = dice.random() < 0.6
    above = dice.random() < (0.7 if named else 0.5)
    form = _form(dice, named=named, above=above)
    rating = dice.choice(("4/5", "3.5/5", "★★★★", "★★★½", "8/10", "7/10", "B+", "2 stars", "4.5/5"))
    count = dice.randint(1, 120)
    line = form.format(
        t=_written(title, dice),
        y=year or dice.randint(1930, 2025),
        r=rating,
        n=count,
        m=count + dice.randint(1, 200),
        p=dice.choice(_PEOPLE),
        o=dice.choice(others),
    )
    text = _shouted(body, dice) if dice.random() < 0.3 else body
    return line + (dice.choice(("\n\n", "\n\n", "\n")) if above else "") + text, named


def _form(dice: Random, *, named: bool, above: bool) -> str:
    """Choose what stands at the top: one named form in five is led in to."""
    if not named:
        return dice.choice(ABOVE if above else BESIDE)
    if dice.random() < 0.2:
        return dice.choice(LEAD_INS) + dice.choice(LED if above else LED_OPENINGS)
    return dice.choice(HEADINGS if above else (*OPENINGS, "{t} ({y}). ", "{t} ({y}) {r}. "))


def _written(title: str, dice: Random) -> str:
    """Write a title as members do: now and then in capitals, or small."""
    chance = dice.random()
    return title.upper() if chance < 0.1 else title.lower() if chance < 0.25 else title


def _shouted(body: str, dice: Random) -> str:
    """Shout a word or two of a text."""
    words = [match.span() for match in _WORD.finditer(body)]
    for start, end in dice.sample(words, min(len(words), dice.randint(1, 3))):
        body = body[:start] + body[start:end].upper() + body[end:]
    return body
