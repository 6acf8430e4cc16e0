"""One file out of a Letterboxd export zip, without trusting anything the zip says of itself.

Nothing is ever unpacked to disk, so no name in the zip can point outside of it. Sizes are counted
while reading, in small pieces; what the zip's directory claims is only good for refusing early.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

from bot.exchange.files.source import PIECE_BYTES
from bot.exchange.records import ExchangeError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06")
MAXIMUM_ZIP_BYTES: Final = 64 * 1024 * 1024
MAXIMUM_ENTRIES: Final = 10_000
MAXIMUM_RATIO: Final = 200
"""Text shrinks to a tenth, seldom to a fiftieth; only a file made to explode does better."""
RATIO_MATTERS_BYTES: Final = 8 * 1024 * 1024
"""Below this size, however well it is packed, a file does no harm."""

WANTED: Final = "reviews.csv"
_FOLDER: Final = "letterboxd-"
_END: Final = struct.Struct("<4s4H2LH")
_END_SIGNATURE: Final = b"PK\x05\x06"
_LONG_SIGNATURE: Final = b"PK\x06\x07"
_TAIL_BYTES: Final = _END.size + 65_535
_ENTRY_BYTES: Final = 256
"""An entry of the directory takes 46 bytes and its name."""

ENCRYPTED = "This zip is protected by a password: send it without one."
DAMAGED = "This zip is damaged: download the export again."
NO_REVIEWS = "This zip has no reviews.csv at its top level: send the export as Letterboxd made it."
SEVERAL = "This zip has more than one reviews.csv at its top level: send the export as Letterboxd made it."
BOMB = "This zip unpacks to far more than a Letterboxd export holds."
PACKING = "This zip is packed in an unusual way: send the export as Letterboxd made it."
LARGE_ZIP = f"This zip has more than {MAXIMUM_ZIP_BYTES // 1024 // 1024} MiB."
MANY_ENTRIES = f"This zip has more than {MAXIMUM_ENTRIES:,} files in it."


def reviews(file: BinaryIO) -> Generator[bytes]:
    """Read the `reviews.csv` of an export zip in small pieces.

    It is the one at the root; or else, for an export that was unpacked and packed again, the one inside a
    single top folder whose name begins with `letterboxd-`. Never one inside `likes/`, `deleted/`,
    `orphaned/` or any other folder. Raises ExchangeError.
    """
    _refuse_large(file)
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _unpacked(archive, _find(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, ValueError, OSError) as error:
        raise ExchangeError(DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:
        raise ExchangeError(PACKING) from error


def _refuse_large(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if size > MAXIMUM_ZIP_BYTES:
        raise ExchangeError(LARGE_ZIP)
    # zipfile makes an object of every entry at once, so the length of the directory is looked at first: where
    # zipfile looks, which is in the very last bytes, or else behind the last signature.
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read()
    file.seek(0)
    place = len(tail) - _END.size
    if not tail[max(0, place) :].startswith(_END_SIGNATURE) or not tail.endswith(b"\0\0"):
        place = tail.rfind(_END_SIGNATURE)
    if place < 0 or len(tail) < place + _END.size:
        raise ExchangeError(DAMAGED)
    if tail[max(0, place - 20) : place].startswith(_LONG_SIGNATURE):
        raise ExchangeError(PACKING)
    if _END.unpack_from(tail, place)[5] > MAXIMUM_ENTRIES * _ENTRY_BYTES:
        raise ExchangeError(MANY_ENTRIES)


def _find(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > MAXIMUM_ENTRIES:
        raise ExchangeError(MANY_ENTRIES)
    # A name with a zero byte reads as a shorter one; only a name that is what it seems will do.
    named = [entry for entry in entries if entry.filename == entry.orig_filename]
    found = [entry for entry in named if entry.filename == WANTED] or [entry for entry in named if _in_folder(entry)]
    if not found:
        raise ExchangeError(NO_REVIEWS)
    if len(found) > 1:
        raise ExchangeError(SEVERAL)
    return found[0]


def _in_folder(entry: zipfile.ZipInfo) -> bool:
    folder, _, name = entry.filename.partition("/")
    return name == WANTED and folder.lower().startswith(_FOLDER)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    if entry.flag_bits & 0x1:
        raise ExchangeError(ENCRYPTED)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ExchangeError(PACKING)
    total = 0
    with archive.open(entry) as stream:
        while piece := stream.read(PIECE_BYTES):
            total += len(piece)
            if total > RATIO_MATTERS_BYTES and total > MAXIMUM_RATIO * max(entry.compress_size, 1):
                raise ExchangeError(BOMB)
            yield piece
