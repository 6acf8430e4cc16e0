"""The promise of `docs/promise.md`: whatever is shown is a member's own words, or the bot's few, never anything else.

The reviews of a generated club are written in words that no sentence of the bot has. So each of these words that is
shown has to stand in a run that its author wrote on that server, and every other word in a sentence of the code.
"""

from __future__ import annotations

import ast
import random
import re
from datetime import timedelta
from functools import lru_cache
from html import unescape
from pathlib import Path

import simcord

from bot.analysis.types import ASPECTS
from bot.archive.types import Film, Review
from bot.discussion import load_digest
from bot.site import files_of, read_site
from bot.speech import month_name, weekday_name
from bot.views.pages.digest import digest_page
from tests.cogs.club import FilmClub, galleries, open_club, shown
from tests.cogs.reviewers import NEW_YEAR, archive_of, write
from tests.discussion.builders import Line

ROOT = Path(__file__).parent.parent.parent
OWN = re.compile(r"\b[Qq][aeiou][a-z]x[aeiou][0-9]?[a-z]*q\b")
"""A word of a generated review: it begins and ends with a q, which no word of the bot's does."""
RUN = re.compile(rf"{OWN.pattern}(?:[ .]+{OWN.pattern})*\.?")
QUOTED = re.compile(r"“([^”]+)”\n[^\n<]*?<@(\d+)>")
WORD = re.compile(r"[A-Za-z][A-Za-z’']+")
FILMS = (Film(1, "Kestrel", 2001), Film(2, "Lantern", 2002))
QUESTIONS = (
    "what do people think?", "how is the acting?", "how is the ending?", "who disagreed?", "which films split us?",
    "what is the best film?", "has anybody changed their mind?", "who is nearest to my taste?", "is it scary?",
)  # fmt: skip


def sentence(chance: random.Random) -> str:
    words = [
        f"q{chance.choice('aeiou')}{chance.choice('bdfglmnrt')}x{chance.choice('aeiou')}{chance.choice('bdfglmnrt')}q"
        for _ in range(chance.randint(4, 9))
    ]
    return " ".join(words).capitalize() + "."


async def fill(env: simcord.Env, club: FilmClub, seed: int) -> list[Review]:
    """File two dozen reviews of two films by five members, each in words of its own."""
    chance = random.Random(seed)  # noqa: S311  (the same club every time)
    members = (club.ada, club.ben, club.mod, 777, 888)
    filed: list[Review] = []
    for place in range(24):
        label = chance.choice(("positive", "mixed", "negative"))
        side = {"positive": 1, "mixed": chance.choice((1, -1)), "negative": -1}[label]
        sides = chance.sample(list(ASPECTS), 3)
        lines = [Line(sentence(chance), side * chance.uniform(0.3, 0.9), each, quote=True) for each in sides]
        lines.append(Line(sentence(chance), side * 0.95, quote=True, spoiler=place % 5 == 0))
        member, film = members[place % 5], FILMS[place % 7 == 3]
        rating = float(chance.randint(1, 10))
        at = NEW_YEAR - timedelta(hours=place)
        review = await write(env, club, member, *lines, film=film, label=label, rating=rating, written_at=at)
        filed.append(review)
    return filed


SPEAKING = (
    "bot/views", "bot/speech", "bot/discussion/answers", "bot/discussion/pages", "bot/discussion/phrases.py",
    "bot/discussion/wording.py", "bot/site", "cogs",
)  # fmt: skip
"""The rooms in which sentences for people stand; word lists that only read reviews are no part of them."""


def literals(file: Path) -> set[str]:
    """List the words of a module's strings, but not of what it says of itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documented]
    return {word.lower() for node in strings if isinstance(node.value, str) for word in WORD.findall(node.value)}


@lru_cache(maxsize=1)
def said_by_code() -> frozenset[str]:
    """List the words of every sentence in the code and in the templates, and of the calendar: the closed list."""
    words: set[str] = set()
    for path in (ROOT / name for name in SPEAKING):
        for file in [path] if path.suffix else sorted(path.rglob("*.py")):
            words |= literals(file)
    for file in (ROOT / "bot" / "site" / "templates").iterdir():
        words |= {word.lower() for word in WORD.findall(file.read_text(encoding="utf-8"))}
    months = [month_name(month, short=short) for month in range(1, 13) for short in (False, True)]
    days = [weekday_name(day) for day in range(7)]
    return frozenset(words.union(name.lower() for name in (*months, *days)))


def check(text: str, reviews: list[Review], asked: str = "") -> int:
    """Check all that a view shows. Gives how many runs of members' words it holds."""
    runs = [found[0].strip() for found in RUN.finditer(text)]
    for run in runs:
        assert any(run in review.text for review in reviews), f"nobody wrote {run!r} here"
    for words, author in QUOTED.findall(text):
        theirs = [review.text for review in reviews if review.author_id == int(author)]
        assert any(words in one for one in theirs) or not OWN.search(words), f"<@{author}> did not write {words!r}"
    rest = RUN.sub(" ", text)
    rest = re.sub(r"<[^>]*>|\[?https?://\S+|urn:\S+|@\w[\w-]*|#\d+", " ", rest.replace(asked or "\0", " "))
    known = said_by_code() | {film.title.lower() for film in FILMS}
    strange = {word for word in WORD.findall(rest) if word.lower().strip("’'") not in known}
    assert strange == set(), f"words of nobody: {strange} in {text!r}"
    return len(runs)


async def test_every_answer_page_and_card_is_made_of_members_words_and_the_bots_own(env: simcord.Env) -> None:
    club, other = open_club(env, "Here"), open_club(env, "There")
    reviews = await fill(env, club, 1)
    await fill(env, other, 2)
    await archive_of(env, club).agree(club.ada.id)
    views = {
        "card": await club.ada.slash(club.channel, "review show", number=2),
        "list": await club.ada.slash(club.channel, "review list"),
        "film": await club.ada.slash(club.channel, "film show", film="Kestrel"),
        "films": await club.ada.slash(club.channel, "film list"),
        "compared": await club.ada.slash(club.channel, "film compare", first="Kestrel", second="Lantern"),
        "critic": await club.ada.slash(club.channel, "critic show", member=club.ben),
        "critics": await club.ada.slash(club.channel, "critic show"),
        "members": await club.ada.slash(club.channel, "critic compare", first=club.ada, second=club.ben),
        "quote": await club.ada.slash(club.channel, "quote random"),
        "year": await club.ada.slash(club.channel, "archive year", year=2025),
        "totals": await club.ada.slash(club.channel, "archive stats"),
    }
    found = {name: check(shown(result), reviews) for name, result in views.items()}
    for name in ("card", "list", "film", "compared", "critic", "members", "quote", "year"):
        assert found[name], f"{name} quotes nobody: nothing was checked"
    for result in views.values():
        for gallery in galleries(result.response.message):
            for item in gallery.items:
                check(item.description or "", reviews)
    quotes = 0
    for question in QUESTIONS:
        for film in ("Kestrel", None):
            options = {"film": film} if film else {}
            result = await club.ada.slash(club.channel, "ask", question=question, **options)
            quotes += check(shown(result), reviews, question)
    assert quotes > 10


async def test_every_digest_and_every_file_of_the_home_page_is_so_too(env: simcord.Env) -> None:
    club, other = open_club(env, "Here"), open_club(env, "There")
    reviews = await fill(env, club, 3)
    await fill(env, other, 4)
    server = archive_of(env, club)
    week = await load_digest(await server.heard(), NEW_YEAR - timedelta(days=7), NEW_YEAR + timedelta(days=1))
    assert week is not None
    drawn = digest_page(club.guild.id, week)
    text = "\n".join(item.content for item in drawn.walk_children() if hasattr(item, "content"))
    assert check(re.sub(r"[*>]|-# |### ", "", text), reviews)
    for author in {review.author_id for review in reviews}:
        await server.publish(author, "Kestrel")
    files = dict(files_of(await read_site(server, "Kestrel")))
    for path, data in files.items():
        if path.endswith((".html", ".atom")):
            words = unescape(re.sub(r"<[^>]+>", "\n", data.decode()))
            assert check(words, reviews) or "reviews/" not in path


def test_a_word_of_nobodys_would_be_seen() -> None:
    from tests.discussion.builders import review  # noqa: PLC0415

    one = review(1, 7, Line("Qabxadq qedxidq."))
    assert check("“Qabxadq qedxidq.”\n▲ praise · <@7> · #1", [one]) == 1
    for forged in (
        "“Qabxadq qedxodq.”\n▲ praise · <@7> · #1",
        "“Qabxadq qedxidq.”\n▲ praise · <@8> · #1",
        "A breathtaking tour de force.",
    ):
        try:
            check(forged, [one])
        except AssertionError:
            continue
        raise RuntimeError(f"{forged!r} was let through")
