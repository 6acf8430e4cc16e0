"""Where bytes come from: a path, bytes in memory or an open file; read in bounded pieces."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot.exchange.records import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

ByteSource = bytes | Path | BinaryIO
"""What every reader accepts. An open file must be seekable."""

PIECE_BYTES = 64 * 1024
NOT_UTF_8 = "This file is not UTF-8 text: export it again and send it unchanged."


def opened(source: ByteSource) -> BinaryIO:
    """Open a source at its beginning. Raises ExchangeError when its file cannot be opened."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if isinstance(source, Path):
        try:
            return source.open("rb")
        except OSError as error:
            raise ExchangeError(f"The file cannot be opened: {error.strerror or 'unknown reason'}.") from error
    source.seek(0)
    return source


def pieces(file: BinaryIO) -> Generator[bytes]:
    """Read a file in small pieces."""
    while piece := file.read(PIECE_BYTES):
        yield piece


def lines(chunks: Iterator[bytes], longest: int) -> Iterator[str]:
    """Decode UTF-8, with or without byte order mark, and cut at line feeds, which stay on their lines.

    A line of more than `longest` characters is given in pieces of about that length. Raises
    ExchangeError for bytes that are not UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    held: list[str] = []
    length = 0
    for text in _decoded(chunks, decoder):
        # Not str.splitlines: that also cuts at characters which may stand inside a review.
        for index, piece in enumerate(text.split("\n")):
            if index:
                yield "".join(held) + "\n"
                held, length = [], 0
            held.append(piece)
            length += len(piece)
            if length > longest:
                yield "".join(held)
                held, length = [], 0
    if length:
        yield "".join(held)


def _decoded(chunks: Iterator[bytes], decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    try:
        for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise ExchangeError(NOT_UTF_8) from None
