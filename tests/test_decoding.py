from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decoding import MAXIMUM_FILE_BYTES, UTF_16_NOTE, WINDOWS_1252_NOTE, decode

REVIEW = "Café society at its best: “slow”, naïve – and worth every minute of it.\r\nSecond line."


@pytest.mark.parametrize(
    ("data", "encoding", "note"),
    [
        (REVIEW.encode(), "utf-8", ""),
        (REVIEW.encode("utf-8-sig"), "utf-8-sig", ""),
        (b"\xff\xfe" + REVIEW.encode("utf-16-le"), "utf-16-le", UTF_16_NOTE),
        (b"\xfe\xff" + REVIEW.encode("utf-16-be"), "utf-16-be", UTF_16_NOTE),
        (REVIEW.encode("utf-16-le"), "utf-16-le", UTF_16_NOTE),
        (REVIEW.encode("utf-16-be"), "utf-16-be", UTF_16_NOTE),
        (REVIEW.encode("utf-32"), "utf-32-le", ""),
        (REVIEW.encode("cp1252"), "cp1252", WINDOWS_1252_NOTE),
    ],
)
def test_every_encoding_gives_the_same_text_and_says_so(data, encoding, note):
    decoded = decode(data)

    assert (decoded.text, decoded.encoding, decoded.note) == (REVIEW, encoding, note)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_in_another_script(encoding):
    text = "Фильм медленный, но каждая минута в нём на своём месте, и музыка прекрасна. " * 5

    assert decode(text.encode(encoding)).text == text


def office_file(inside: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(inside, "x" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "filename", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "review.txt", "a PDF document"),
        (b"{\\rtf1\\ansi Fine}", "", "a rich-text (RTF) document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "poster.txt", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "", "a JPEG image"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "", "a WebP image"),
        (b"\x00\x00\x00\x18ftypheic", "", "a video or phone photograph"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "an old Microsoft Office document"),
        (office_file("word/document.xml"), "", "a Word document"),
        (office_file("other.bin"), "Review.DOCX", "a Word document"),
        (office_file("other.bin"), "things.zip", "a zip archive"),
    ],
)
def test_a_known_format_is_named_in_the_refusal(data, filename, kind):
    with pytest.raises(ValueError, match=r"^This file is") as refusal:
        decode(data, filename)

    assert str(refusal.value) == f"This file is {kind}, not plain text: save the review as a .txt file and send that."


BINARY = "This file is binary data, not plain text: save the review as a .txt file and send that."
DAMAGED_UTF_16 = "This file says that it is UTF-16 text, but some of its bytes are damaged."
DAMAGED = "This file is UTF-8 text, but some of its bytes are damaged: save it again and send that."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\xef\xbb\xbf", "This file is empty."),
        (b" \r\n\t", "This file is empty."),
        (b"a" * (MAXIMUM_FILE_BYTES + 1), "This file has 2.0 MiB; the file of a review may have up to 2 MiB."),
        (b"A fine film\x00indeed, with much to like.", BINARY),
        (bytes(range(256)) * 4, BINARY),
        (b"\x01\x02\x03\x04\x05" * 30, BINARY),
        (b"\x01\x00\x02\x00\x03\x00\x04\x00" * 40, BINARY),
        (b"\xff\xfe" + "A film".encode("utf-16-le") + b"\x41", DAMAGED_UTF_16),
        (b"\xef\xbb\xbfCaf\xc3", "This file says that it is UTF-8 text, but some of its bytes are damaged."),
        (("é" * 40).encode() + b"\xc3", DAMAGED),
        (b"A fine film \x81\x8d indeed", "This file is not text that can be read: save it as UTF-8 and send it again."),
    ],
)
def test_every_refusal_is_one_plain_sentence(data, sentence):
    with pytest.raises(ValueError, match=r"^This file") as refusal:
        decode(data)

    assert str(refusal.value) == sentence


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_utf_8_is_lossless(text):
    if not text.startswith("\ufeff"):
        assert decode(text.encode()).text == text


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused_in_one_sentence(data):
    sentence = ""
    try:
        text = decode(data).text
    except ValueError as refusal:
        text, sentence = "refused", str(refusal)

    assert "\x00" not in text
    assert not sentence or (sentence.endswith(".") and "\n" not in sentence)
