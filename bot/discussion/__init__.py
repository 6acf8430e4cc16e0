"""Questions in, answers made of counts and verbatim quotes out. Knows neither Discord nor SQL.

`rank` finds the lines of one review that answer a question; `answer` answers from a whole server. The pages, prompts
and digests are computed by pure functions over reviews (`film_page`, `compare`, `critic_page`, `compare_critics`,
`prompts`, `digest`) and read from a server by those that begin with `load_`.
"""

from __future__ import annotations

from bot.discussion.answers.answering import answer
from bot.discussion.critic_types import (
    Agreement,
    AspectClash,
    ChangedMind,
    CriticAspect,
    CriticComparison,
    CriticFilm,
    CriticPage,
    Neighbour,
    ServerCritics,
    SharedFilm,
    Taste,
)
from bot.discussion.language.people import Person
from bot.discussion.pages.critics import compare_critics, critic_page
from bot.discussion.pages.digest import digest
from bot.discussion.pages.films import compare, film_page
from bot.discussion.pages.loading import (
    load_comparison,
    load_critic_page,
    load_critics,
    load_digest,
    load_film_page,
    load_person,
    load_points,
    load_prompts,
    load_server_critics,
    load_side,
    load_taste,
)
from bot.discussion.pages.nights import NightPage, load_night_page, night_page
from bot.discussion.pages.prompts import prompts
from bot.discussion.pages.years import AgreedPair, RatedFilm, Year, load_year
from bot.discussion.phrases import NOTHING, consensus, plain, rating_line, split
from bot.discussion.point_types import KeyPoints, PersonPage
from bot.discussion.questions import context_of, understand
from bot.discussion.quoting import best_line
from bot.discussion.ranking.lines import rank, rank_lines
from bot.discussion.types import (
    ENOUGH,
    Answer,
    AspectCount,
    AspectPair,
    Context,
    Digest,
    DigestFilm,
    FilmComparison,
    FilmCount,
    FilmPage,
    KeyPoint,
    Kind,
    Member,
    PersonCount,
    Phrase,
    Prompt,
    PromptKind,
    Question,
    Quoted,
    Ratings,
    SideLines,
)

__all__ = [
    "ENOUGH",
    "NOTHING",
    "AgreedPair",
    "Agreement",
    "Answer",
    "AspectClash",
    "AspectCount",
    "AspectPair",
    "ChangedMind",
    "Context",
    "CriticAspect",
    "CriticComparison",
    "CriticFilm",
    "CriticPage",
    "Digest",
    "DigestFilm",
    "FilmComparison",
    "FilmCount",
    "FilmPage",
    "KeyPoint",
    "KeyPoints",
    "Kind",
    "Member",
    "Neighbour",
    "NightPage",
    "Person",
    "PersonCount",
    "PersonPage",
    "Phrase",
    "Prompt",
    "PromptKind",
    "Question",
    "Quoted",
    "RatedFilm",
    "Ratings",
    "ServerCritics",
    "SharedFilm",
    "SideLines",
    "Taste",
    "Year",
    "answer",
    "best_line",
    "compare",
    "compare_critics",
    "consensus",
    "context_of",
    "critic_page",
    "digest",
    "film_page",
    "load_comparison",
    "load_critic_page",
    "load_critics",
    "load_digest",
    "load_film_page",
    "load_night_page",
    "load_person",
    "load_points",
    "load_prompts",
    "load_server_critics",
    "load_side",
    "load_taste",
    "load_year",
    "night_page",
    "plain",
    "prompts",
    "rank",
    "rank_lines",
    "rating_line",
    "split",
    "understand",
]
