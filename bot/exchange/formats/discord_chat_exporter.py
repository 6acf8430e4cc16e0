"""A channel as DiscordChatExporter's JSON holds it: many clubs have that file already.

One object: `guild`, `channel`, then `messages`, oldest first. It is read message by message, however large it is, and
messages are joined as in a watched channel. Attached files are not in it, so a review in one is named, not read.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.exchange.files.source import ByteSource, lines, opened, pieces
from bot.exchange.records import ExchangeError, ImportRow, Skipped
from bot.joining import Joining, Written, is_command

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGINS: Final = re.compile(rb'\{\s*"guild"\s*:')
"""How such a file begins."""
NOT_ONE: Final = "This JSON document is no channel that DiscordChatExporter wrote."
CUT_SHORT: Final = "The file ends here, before its end mark: what followed is missing."
BROKEN: Final = "It is damaged: its author, its time or its number is missing."
IN_A_FILE: Final = "Its text is in an attached file, which is not in this export."
MAXIMUM_MESSAGE_CHARACTERS: Final = 4 * 1024 * 1024
"""One message with its embeds and reactions; what is longer was not written by that program."""
_MESSAGES: Final = re.compile(r'"messages"\s*:\s*\[')
_HEAD_CHARACTERS: Final = 64 * 1024
_BETWEEN: Final = re.compile(r"[\s,]*")
_WRITTEN: Final = frozenset({"Default", "Reply"})
_TEXT_SUFFIXES: Final = (".txt", ".md", ".markdown", ".text")
_YEAR: Final = re.compile(r"\((?:1[89]\d\d|20\d\d)\)")


class _Message(NamedTuple):
    """What of a message matters here."""

    number: int
    id: int
    author_id: int
    at: datetime
    kind: str
    bot: bool
    content: str
    files: tuple[str, ...]


class _Channel(NamedTuple):
    id: int
    film: str | None
    """The name of a thread that names a film with its year: a forum's post."""


def read(source: ByteSource) -> Iterator[ImportRow | Skipped]:
    """Give what may be reviews, each with its author, channel and messages; a row's number is its first message's.

    Raises ExchangeError when the file is no such document.
    """
    file = opened(source)
    try:
        text = _Text(lines(pieces(file), _HEAD_CHARACTERS))
        channel = _channel(text)
        joining: Joining[_Message] = Joining(_look)
        number = 0
        for number, found in enumerate(text.items(), 1):
            message = _message(number, found)
            if message is None:
                yield Skipped(number, BROKEN)
                continue
            yield from _rows(channel, joining.take(message))
        yield from _rows(channel, joining.end())
        if not text.whole:
            yield Skipped(number + 1, CUT_SHORT)
    finally:
        if file is not source:
            file.close()


class _Text:
    """A document that is read on as it is needed; what was read of it is let go."""

    def __init__(self, parts: Iterator[str]) -> None:
        self._parts = parts
        self._held = ""
        self.whole = False
        """Whether the list of messages came to its end."""

    def head(self) -> str:
        """Read up to the messages. Raises ExchangeError when there are none."""
        while (found := _MESSAGES.search(self._held)) is None:
            if len(self._held) > _HEAD_CHARACTERS or not self._more():
                raise ExchangeError(NOT_ONE)
        head, self._held = self._held[: found.end()], self._held[found.end() :]
        return head

    def items(self) -> Iterator[Any]:
        """Read the messages one by one, up to the end of their list or of the file."""
        while True:
            self._pass_over()
            if self._held.startswith("]"):
                self.whole = True
                return
            found = self._next()
            if found is None:
                return
            yield found

    def _next(self) -> Any | None:
        wanted = 2 * _HEAD_CHARACTERS
        while True:
            try:
                found, end = _DECODER.raw_decode(self._held)
            except (ValueError, RecursionError):
                if len(self._held) > MAXIMUM_MESSAGE_CHARACTERS or not self._more(wanted):
                    return None
                # Twice as much each time: a long message is not tried again for every piece of it.
                wanted = 2 * len(self._held)
            else:
                self._held = self._held[end:]
                return found

    def _pass_over(self) -> None:
        while True:
            between = _BETWEEN.match(self._held)
            self._held = self._held[between.end() :] if between else self._held
            if self._held or not self._more():
                return

    def _more(self, wanted: int = 1) -> bool:
        """Hold so many characters more, where the file has them. Says whether it had any."""
        read: list[str] = []
        size = 0
        while size < wanted and (part := next(self._parts, "")):
            read.append(part)
            size += len(part)
        self._held += "".join(read)
        return size > 0


_DECODER: Final = json.JSONDecoder()


def _channel(text: _Text) -> _Channel:
    try:
        fields = json.loads(text.head() + "]}")["channel"]
        name, kind = str(fields["name"]), str(fields["type"])
        film = name if "Thread" in kind and _YEAR.search(name) else None
        return _Channel(int(fields["id"]), film)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ExchangeError(NOT_ONE) from None


def _message(number: int, found: Any) -> _Message | None:
    try:
        author, at = found["author"], datetime.fromisoformat(found["timestamp"])
        files = tuple(str(each["fileName"]) for each in found.get("attachments") or ())
        return _Message(
            number=number,
            id=int(found["id"]),
            author_id=int(author["id"]),
            at=at.astimezone(UTC),
            kind=str(found.get("type")),
            bot=bool(author.get("isBot")),
            content=str(found.get("content") or ""),
            files=files,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _look(message: _Message) -> Written:
    something = bool(message.content or message.files)
    person = message.kind in _WRITTEN and not message.bot and something and not is_command(message.content)
    return Written(message.author_id, message.at, person, person and message.kind == "Default")


def _rows(channel: _Channel, messages: list[_Message]) -> Iterator[ImportRow | Skipped]:
    """Make a row of messages that belong together; pictures alone are nobody's review."""
    if not messages:
        return
    first = messages[0]
    text = "\n\n".join(message.content for message in messages if message.content.strip())
    if not text:
        if any(name.lower().endswith(_TEXT_SUFFIXES) for message in messages for name in message.files):
            yield Skipped(first.number, IN_A_FILE)
        return
    yield ImportRow(
        row=first.number,
        text=text,
        written_at=first.at,
        film_title=channel.film,
        source="watched",
        author_id=first.author_id,
        channel_id=channel.id,
        message_ids=tuple(message.id for message in messages),
    )
