"""Bytes of an uploaded file in, text out: which encoding it is, or why it is no text at all.

Control and direction characters are left alone here; cleaning a text is the analysis's work.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

MAXIMUM_FILE_BYTES: Final = 2 * 1024 * 1024
"""A review's file may be this large: 200,000 characters of any script in any encoding we read."""

WINDOWS_1252_NOTE: Final = (
    "Read as Windows-1252, because it is not UTF-8: if accents look wrong, save it as UTF-8 and send it again."
)
UTF_16_NOTE: Final = "Read as UTF-16."

_BYTE_ORDER_MARKS: Final = (
    # UTF-32's little-endian mark begins with UTF-16's, so it is asked first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: Final = (
    (0, b"%PDF-", "a PDF document"),
    (0, b"{\\rtf", "a rich-text (RTF) document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (8, b"WAVE", "a sound file"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (4, b"ftyp", "a video or phone photograph"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"OggS", "a sound file"),
    (0, b"fLaC", "a sound file"),
    (0, b"ID3", "a sound file"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"SQLite format 3\x00", "a database"),
    (0, b"\x7fELF", "a program"),
)
_ZIP_SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIP_KINDS: Final = (
    (b"word/", ".docx", "a Word document"),
    (b"xl/", ".xlsx", "an Excel workbook"),
    (b"ppt/", ".pptx", "a PowerPoint presentation"),
    (b"opendocument.text", ".odt", "an OpenDocument text"),
    (b"application/epub+zip", ".epub", "an e-book (EPUB)"),
)
# What a text file may hold below the space: tab, line feed, vertical tab, form feed, carriage return, and the
# end-of-file mark that DOS programs left.
_TEXT_CONTROLS: Final = frozenset(b"\t\n\x0b\x0c\r\x1a")
_BINARY_CONTROLS: Final = bytes(code for code in range(0x20) if code not in _TEXT_CONTROLS)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file."""

    text: str
    encoding: str
    """The codec's Python name: "utf-8", "utf-8-sig", "utf-16-le", "cp1252" and so on."""
    note: str = ""
    """A sentence for its sender when the encoding was not plain UTF-8; otherwise empty."""


def decode(data: bytes, filename: str = "") -> Decoded:
    """Read a text file: UTF-8, UTF-16 or UTF-32, and Windows-1252 when it can be nothing else.

    `filename` only helps to name what a refused file is; it is never repeated. Raises ValueError with one
    plain sentence for a file that is empty, too large, binary, or text in no encoding that we read.
    """
    _refuse_size(data)
    if kind := _recognise(data, filename):
        raise ValueError(f"This file is {kind}, not plain text: save the review as a .txt file and send that.")
    decoded = _by_mark(data) or _by_zeros(data) or _eight_bit(data)
    if not decoded.text.strip():
        raise ValueError("This file is empty.")
    return decoded


def _refuse_size(data: bytes) -> None:
    if not data:
        raise ValueError("This file is empty.")
    if len(data) > MAXIMUM_FILE_BYTES:
        found, limit = len(data) / 1024 / 1024, MAXIMUM_FILE_BYTES // 1024 // 1024
        raise ValueError(f"This file has {found:.1f} MiB; the file of a review may have up to {limit} MiB.")


def _recognise(data: bytes, filename: str) -> str:
    """Name a file format that is not text by its first bytes; empty for anything else."""
    if data.startswith(_ZIP_SIGNATURES):
        suffix = filename.lower()
        for inside, ending, kind in _ZIP_KINDS:
            if suffix.endswith(ending) or inside in data[:8192] or inside in data[-8192:]:
                return kind
        return "a zip archive"
    for offset, signature, kind in _SIGNATURES:
        if data.startswith(signature, offset):
            return kind
    return ""


def _by_mark(data: bytes) -> Decoded | None:
    """Decode a file that says its encoding with a byte order mark."""
    if data.startswith(codecs.BOM_UTF8):
        return Decoded(_strict(data[len(codecs.BOM_UTF8) :], "utf-8"), "utf-8-sig")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], encoding), encoding, UTF_16_NOTE if "16" in encoding else "")
    return None


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise ValueError(f"This file says that it is {name} text, but some of its bytes are damaged.") from None
    if "\x00" in text:
        raise ValueError("This file is binary data, not plain text: save the review as a .txt file and send that.")
    return text


def _by_zeros(data: bytes) -> Decoded | None:
    """Decode UTF-16 without a mark, known by zero bytes on one side of its pairs; refuse other zero bytes."""
    if 0 not in data:
        return None
    at_even, at_odd = data[0::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if at_odd > at_even else "utf-16-be"
    # Letters of some scripts end in a zero byte of their own, so the other side may have a few.
    if min(at_even, at_odd) * 20 <= max(at_even, at_odd):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = ""
        if _reads_as_text(text):
            return Decoded(text, encoding, UTF_16_NOTE)
    raise ValueError("This file is binary data, not plain text: save the review as a .txt file and send that.")


def _reads_as_text(text: str) -> bool:
    """Say whether nearly all characters are printable and words are set apart, as in no binary file."""
    if not text or "\x00" in text:
        return False
    spaces = sum(character.isspace() for character in text)
    odd = sum(not character.isprintable() and not character.isspace() for character in text)
    return odd * 50 <= len(text) and (spaces * 100 >= len(text) or len(text) < 50)


def _eight_bit(data: bytes) -> Decoded:
    """Decode UTF-8, or else Windows-1252; refuse binary data and UTF-8 with damaged bytes."""
    if len(data.translate(None, _BINARY_CONTROLS)) * 100 < len(data) * 99:
        raise ValueError("This file is binary data, not plain text: save the review as a .txt file and send that.")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    # Windows-1252 read as UTF-8 hardly ever yields whole characters beyond ASCII: many of them mean damaged UTF-8,
    # and reading that as Windows-1252 would turn every accent into rubbish.
    if sum(character > "\x7f" for character in lenient) - damaged > 2 * damaged:
        raise ValueError("This file is UTF-8 text, but some of its bytes are damaged: save it again and send that.")
    try:
        return Decoded(data.decode("cp1252"), "cp1252", WINDOWS_1252_NOTE)
    except UnicodeDecodeError:
        raise ValueError("This file is not text that can be read: save it as UTF-8 and send it again.") from None
