"""The index that the browser searches: words of what is open, in files by their first letter."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.analysis.language.spoilers import without
from bot.site.reading import SiteReview

_WORD = re.compile(r"[^\W_]+")
LONGEST = 40
"""Characters of a word; what is longer is found by its beginning."""
OTHER = "other"
"""The file of words that begin with no letter of a to z and no digit."""


def folded(text: str) -> str:
    """Write a text without case and accents, as `search.js` does with what is typed."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in plain if not unicodedata.combining(character))


def words_of(review: SiteReview) -> set[str]:
    """List the words that find a review: of its film, its author and its text, but of nothing that it hides."""
    text = without(review.review.text, review.review.analysis.spoilers)
    return {word[:LONGEST] for word in _WORD.findall(folded(f"{review.film} {review.author.name} {text}"))}


def shelf(word: str) -> str:
    """Name the file that holds a word."""
    first = word[0]
    return first if first.isascii() and first.isalnum() else OTHER


def index_files(reviews: Sequence[SiteReview]) -> Iterator[tuple[str, bytes]]:
    """Give (path, contents) of the index: what is found, and per letter word -> places in that list."""
    shelves: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for place, review in enumerate(reviews):
        for word in sorted(words_of(review)):
            shelves[shelf(word)].setdefault(word, []).append(place)
    yield "search/reviews.json", _written([_found(review) for review in reviews])
    yield "search/shelves.json", _written(sorted(shelves))
    for name, words in sorted(shelves.items()):
        yield f"search/{name}.json", _written(dict(sorted(words.items())))


def _found(review: SiteReview) -> list[str]:
    line = review.line.text.strip() if review.line else ""
    return [review.path, review.film, review.author.name, f"{review.review.written_at:%Y-%m-%d}", line]


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
