"""Every file of a home page, drawn from templates that escape whatever they are given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.analysis.types import LABELS
from bot.discussion import consensus, rating_line
from bot.site.reading import Site, SiteReview
from bot.site.search import index_files
from bot.speech import count
from bot.views.words import ASPECT_WORDS, LABEL_MARKS, LABEL_WORDS

NEWEST: Final = 20
IN_FEEDS: Final = 50
STATIC: Final = ("site.css", "search.js")
CLOSED: Final = "[spoiler]"
"""Stands in feeds for what a review hides: a feed has nothing to press."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""What neither HTML nor XML may hold."""


def files_of(site: Site) -> Iterator[tuple[str, bytes]]:
    """Give (path, contents) of every file. The same site gives the same bytes."""
    draw = _Drawing(site)
    yield "index.html", draw.page("index.html", "", newest=site.reviews[:NEWEST])
    yield "search.html", draw.page("search.html", "")
    yield "films/index.html", draw.page("films.html", "../")
    yield "members/index.html", draw.page("members.html", "../")
    for film in site.films:
        yield film.path, draw.page("film.html", "../", film=film)
    for member, reviews in site.members:
        yield member.path, draw.page("member.html", "../", member=member, reviews=reviews)
    for review in site.reviews:
        yield review.path, draw.page("review.html", "../", review=review)
    yield "feed.atom", draw.page("feed.atom", "", newest=site.reviews[:IN_FEEDS], updated=_updated(site))
    yield "feed.json", _json_feed(site)
    yield from index_files(site.reviews)
    for name in STATIC:
        yield name, resources.files("bot.site").joinpath("static", name).read_bytes()


def plain_text(review: SiteReview) -> str:
    """Write a review for a feed: its words, and a sign in place of what it hides."""
    paragraphs = ("".join(CLOSED if hidden else words for words, hidden in runs) for runs in review.paragraphs)
    return "\n\n".join(paragraphs)


class _Drawing:
    """The templates, with what every one of them knows."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._environment = _environment()

    def page(self, template: str, root: str, **known: Any) -> bytes:
        """Draw a page; `root` leads from it to the site's first folder."""
        drawn = self._environment.get_template(template).render(site=self._site, root=root, **known)
        return _UNWRITABLE.sub("", drawn).encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("bot.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    known: dict[str, Any] = {
        "labels": LABELS,
        "label_words": LABEL_WORDS,
        "label_marks": LABEL_MARKS,
        "aspect_words": ASPECT_WORDS,
        "count": count,
        "consensus": consensus,
        "rating_line": rating_line,
        "plain_text": plain_text,
        "entry_id": entry_id,
        "moment": _moment,
    }
    made.globals.update(known)
    return made


def entry_id(site: Site, number: int | None = None) -> str:
    """Name a feed, or an entry of it, for ever."""
    return f"urn:pullquote:{site.mark}" + (f":{number}" if number is not None else "")


def _moment(review: SiteReview) -> str:
    return review.review.written_at.replace(microsecond=0).isoformat()


def _updated(site: Site) -> str:
    """Say when a feed changed last: nothing in a file says when it was written."""
    return _moment(site.reviews[0]) if site.reviews else "1970-01-01T00:00:00+00:00"


def _json_feed(site: Site) -> bytes:
    """Write a feed as JSON Feed 1.1."""
    items = [
        {
            "id": entry_id(site, each.review.number),
            "url": f"{site.address}{each.path}",
            "title": each.film or "A review",
            "content_text": plain_text(each),
            "date_published": _moment(each),
            "authors": [{"name": each.author.name}],
        }
        for each in site.reviews[:IN_FEEDS]
    ]
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": site.title, "items": items}
    if site.address:
        feed |= {"home_page_url": site.address, "feed_url": f"{site.address}feed.json"}
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace")
