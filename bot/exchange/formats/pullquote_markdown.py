"""Markdown for people to read: a heading for each film, and reviews that cannot change the document round them.

Every character with a meaning in CommonMark or GitHub's tables is escaped, so a review looks as it was
written. Only spoiler bars stay bare: in Discord, they hide what they hid.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.archive.types import Review

TITLE: Final = "# Reviews\n"
NO_FILM: Final = "No film named"

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
# What some renderers take for line ends, although CommonMark does not.
_ODD_SPACE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
_ANYWHERE: Final = re.compile(r"([\\`*_\[\]<>&~#$^])")
# Bars in pairs are spoiler bars; the odd one out could begin a table.
_BARS: Final = re.compile(r"\|+")
_AT_START: Final = re.compile(r"([-+=:]|[0-9]{1,9}(?=[.)]))")


def escaped(text: str) -> str:
    """Escape one line, which then reads as the same characters wherever it stands in a document."""
    line = _ODD_SPACE.sub(" ", text)
    bare = line.lstrip(" \t")
    lead = line[: len(line) - len(bare)]
    bare = _BARS.sub(lambda bars: "||" * (len(bars[0]) // 2) + "\\|" * (len(bars[0]) % 2), _ANYWHERE.sub(r"\\\1", bare))
    if start := _AT_START.match(bare):
        end = start.end()
        bare = f"\\{bare}" if end == 1 and not bare[0].isdigit() else f"{bare[:end]}\\{bare[end:]}"
    # An entity is no indentation, so four of them begin no block of code.
    return "".join("&#9;" if character == "\t" else "&#32;" for character in lead[:1]) + lead[1:] + bare


def paragraphs(text: str) -> str:
    """Escape a review, its line breaks kept as hard breaks and its blank lines as paragraphs."""
    out: list[str] = []
    rows = [row.rstrip(" \t") for row in _LINE_END.split(text)]
    for place, row in enumerate(rows):
        followed = place + 1 < len(rows) and bool(rows[place + 1]) and bool(row)
        # The line feed that a backslash escapes is a hard line break.
        out.append(escaped(row) + ("\\" if followed else ""))
    return "\n".join(out)


def _plain_member(author_id: int) -> str:
    return f"member {author_id}"


class MarkdownWriter:
    """Readable Markdown. Reviews come best in the order of their films: the heading stands where the film changes."""

    name = "markdown"
    suffix = "md"

    def __init__(self, name_of: Callable[[int], str] = _plain_member) -> None:
        """Name reviewers with `name_of(author_id)`."""
        self._name_of = name_of

    def leaves_out(self, review: Review) -> str:
        """Leave nothing out."""
        del review
        return ""

    def head(self) -> bytes:
        """Begin a file."""
        return TITLE.encode()

    def record(self, review: Review, previous: Review | None) -> bytes:
        """Write one review, under its film's heading where that is a new one."""
        out: list[str] = []
        film = _film(review)
        if previous is None or film != _film(previous):
            out.append(f"\n## {film}\n")
        out.append(f"\n### Review {review.number}\n\n{self._facts(review)}\n\n{paragraphs(review.text)}\n")
        return "".join(out).encode("utf-8", "replace")

    def foot(self) -> bytes:
        """End a file."""
        return b""

    def _facts(self, review: Review) -> str:
        name = self._name_of(review.author_id)
        facts = [
            "Not sure" if review.label == "unsure" else review.label.capitalize(),
            review.rating_raw or "",
            f"words of {review.critic}, pasted by {name}" if review.critic else name,
            review.written_at.date().isoformat(),
            f"watched {review.watched_on}" if review.watched_on else "",
            "seen again" if review.rewatch else "",
            review.origin or "",
            f"tags: {', '.join(review.tags)}" if review.tags else "",
        ]
        return " · ".join(escaped(" ".join(fact.split())) for fact in facts if fact)


def _film(review: Review) -> str:
    name = " ".join(review.film.name.split()) if review.film else ""
    # A spoiler has no place in a heading, not even behind bars.
    return escaped(name.replace("||", "")) or NO_FILM
