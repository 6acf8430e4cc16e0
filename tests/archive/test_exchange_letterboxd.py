from __future__ import annotations

import csv
import io
import struct
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.types import Film
from bot.exchange import ExchangeError, FilmCount, ImportRow, Skipped, detect, plan, reading, rows, writer
from bot.exchange.files import archive_zip as _zip
from bot.exchange.files import document
from bot.exchange.files import table as _table
from bot.exchange.formats import letterboxd
from tests.archive.exchange_samples import (
    WORDS,
    exported_as,
    fastest,
    letterboxd_csv,
    letterboxd_row,
    plain_texts,
    review,
    zipped,
)

THREE = [
    letterboxd_row(Name="The Salt Road", Review=f"First. {WORDS}"),
    letterboxd_row(Name="Glass Harbour", Year="", Rating="", Letterboxd_URI="", Review=f"Second. {WORDS}"),
    letterboxd_row(Name="The Salt Road", Rewatch="Yes", Watched_Date="", Review=f"Third. {WORDS}"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("wrap", [lambda data: data, lambda data: zipped({"reviews.csv": data})])
def test_every_shape_of_the_export_gives_the_same_rows(newline, mark, wrap):
    found = plan(wrap(letterboxd_csv(*THREE, newline=newline, mark=mark)))

    assert (found.format, found.skipped) == ("letterboxd", ())
    assert [row.row for row in found.rows] == [2, 3, 4]
    assert found.rows[1].text == f"Second. {WORDS}"
    assert found.films == (FilmCount("The Salt Road", 2019, 2), FilmCount("Glass Harbour", None, 1))


def test_a_row_is_read_whole():
    tags = "noir, at the cinema ,"
    text = f'A "quoted" line,\n\nthen <i>more</i>. {WORDS}'
    (row,) = rows(letterboxd_csv(letterboxd_row(Tags=tags, Rewatch="Yes", Review=text)))

    assert row == ImportRow(
        row=2,
        text=f'A "quoted" line,\n\nthen *more*. {WORDS}',
        written_at=datetime(2024, 3, 1, tzinfo=UTC),
        film_title="The Salt Road",
        film_year=2019,
        rating_raw="4.5/5",
        rating_value=9.0,
        origin="https://boxd.it/abc1",
        tags=("noir", "at the cinema"),
        watched_on="2024-02-29",
        rewatch=True,
    )


def test_from_a_path_and_from_an_open_file(tmp_path):
    data = letterboxd_csv(*THREE)
    file = tmp_path / "reviews.csv"
    file.write_bytes(data)

    with file.open("rb") as opened:
        assert plan(opened) == plan(file) == plan(data)
        assert not opened.closed


def test_rewatches_are_rows_of_their_own_and_exact_repeats_are_not():
    again = letterboxd_row(Date="2025-01-01", Rewatch="Yes", Letterboxd_URI="https://boxd.it/abc2")
    found = plan(letterboxd_csv(letterboxd_row(), again, letterboxd_row()))

    assert [row.row for row in found.rows] == [2, 3]
    assert found.skipped == (Skipped(4, "It repeats row 2."),)


def test_a_row_has_the_same_key_each_time_it_is_read():
    data = letterboxd_csv(*THREE)

    assert [row.key for row in rows(data)] == [row.key for row in rows(zipped({"reviews.csv": data}))]
    assert len({row.key for row in rows(data)}) == 3


@pytest.mark.parametrize(("cell", "value"), [("0.5", 1.0), ("4", 8.0), ("4.0", 8.0), ("5", 10.0), ("", None)])
def test_ratings_in_halves(cell, value):
    (row,) = rows(letterboxd_csv(letterboxd_row(Rating=cell)))

    assert row.rating_value == value


RATING = "Its rating is not a half or whole number from 0.5 to 5."
DAY = "Its date is not a day written as 2026-01-31."


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Rating": "0"}, RATING),
        ({"Rating": "5.5"}, RATING),
        ({"Rating": "4.3"}, RATING),
        ({"Rating": "four"}, RATING),
        ({"Rating": "nan"}, RATING),
        ({"Date": ""}, DAY),
        ({"Date": "2024-02-30"}, DAY),
        ({"Date": "20240201"}, DAY),
        ({"Date": "٢٠٢٤-٠١-٠١"}, DAY),
        ({"Watched_Date": "soon"}, "Its watched date is not a day written as 2026-01-31."),
        ({"Year": "12"}, "Its year is not a year of film."),
        ({"Name": " "}, "It has no film name."),
        ({"Name": "x" * 301}, "Its film name has over 300 characters."),
        ({"Rewatch": "maybe"}, "Its rewatch mark is neither Yes nor empty."),
        ({"Review": ""}, "It has no review text."),
        ({"Review": "<br><i> </i>"}, "It has no review text."),
        ({"Review": " – … "}, "It has no review text."),
        ({"Review": "word " * 40_001}, "Its review has 200,004 characters; 200,000 are the most."),
    ],
)
def test_a_bad_row_is_skipped_with_its_number_and_reason_and_the_rest_kept(cells, reason):
    found = plan(letterboxd_csv(THREE[0], letterboxd_row(**cells), THREE[1]))

    assert found.skipped == (Skipped(3, reason),)
    assert str(found.skipped[0]) == f"Row 3: {reason}"
    assert [row.row for row in found.rows] == [2, 4]


def broken(middle: bytes) -> bytes:
    first, second = letterboxd_csv(THREE[0]), letterboxd_csv(THREE[1]).partition(b"\n")[2]
    return first + middle + second


SHORT = "It has 3 columns instead of 9, so it seems half-written."


@pytest.mark.parametrize(
    ("middle", "reasons"),
    [
        (b"2024-03-02,Lamp,2020\n", {3: SHORT}),
        (b"2024-03-02,Lamp,2020\n\n2024-03-02,Lamp,2021\n", {3: SHORT, 5: SHORT}),
        (b'2024-03-02,Lamp,2020,,4,,"It begins well\n', {3: _table.HALF_WRITTEN}),
        (b'2024-03-02,Lamp,2020,,4,,"It begins\n\nwell, and then\n', {3: _table.HALF_WRITTEN}),
        (b'2024-03-02,Lamp,2020,,4,,"It begins"well,,\n', {3: _table.HALF_WRITTEN}),
        (b"2024-03-02,Lamp,2020,,4,,,,,,\n", {3: "It has 11 columns instead of 9, so it seems half-written."}),
    ],
)
def test_a_half_written_row_costs_only_itself(middle, reasons):
    found = plan(broken(middle))

    assert {each.row: each.reason for each in found.skipped} == reasons
    assert [row.film_title for row in found.rows] == ["The Salt Road", "Glass Harbour"]


def test_a_file_that_ends_inside_a_row_keeps_the_rows_before_it():
    data = letterboxd_csv(*THREE, letterboxd_row(Review=f'Last, and "quoted". {WORDS}'))

    for cut in range(len(data) - 150, len(data) - 1):
        found = plan(data[:cut])
        assert len(found.rows) + len(found.skipped) in {3, 4}
        assert [row.row for row in found.rows][:3] == [2, 3, 4]


def test_an_overlong_row_costs_only_itself():
    middle = b'2024-03-02,Lamp,2020,,4,,"' + b"on and on\n" * 300_000
    found = plan(broken(middle))

    assert found.skipped == (Skipped(3, _table.TOO_LONG),)
    assert [row.film_title for row in found.rows] == ["The Salt Road", "Glass Harbour"]


def test_a_quotation_mark_inside_an_unquoted_cell_is_a_character():
    line = f'2024-03-02,The 5" Gauge,2020,,4,,{WORDS},,\n'.encode()

    assert [row.film_title for row in plan(broken(line)).rows] == ["The Salt Road", 'The 5" Gauge', "Glass Harbour"]


@given(
    st.lists(
        st.lists(st.sampled_from([",", '"', '""', "\n", "2024-01-01,", "a", "\r", "\r\n"]), max_size=12), max_size=8
    )
)
def test_damage_of_any_shape_never_costs_the_first_row_or_an_exception(pieces):
    damage = "".join("".join(piece) + "\n" for piece in pieces)
    found = plan(letterboxd_csv(THREE[0]) + damage.encode())

    assert found.rows[0].film_title == "The Salt Road"


@given(st.lists(plain_texts, min_size=1, max_size=4))
def test_our_letterboxd_export_keeps_every_text(texts):
    items = [review(number, text) for number, text in enumerate(texts)]
    table = list(csv.DictReader(io.StringIO(exported_as(writer("letterboxd"), items).decode(), newline="")))

    assert len(table) == len(items)
    for row, text in zip(table, texts, strict=True):
        back = letterboxd.html_to_text(row["Review"])
        assert back == text.replace("\r\n", "\n").replace("\r", "\n").strip()
        assert not row["Review"].startswith(("=", "+", "-", "@", "\t"))


def test_our_letterboxd_export_has_their_columns():
    left_out = []
    items = [
        review(1, rating_value=9.0, watched_on="2024-02-29", tags=("noir", "sea"), rewatch=True),
        review(2, rating_value=8.5, film=Film(2, "=SUM(A1)", None)),
        review(5, film=Film(3, "'71", 2014)),
        review(3, film=None),
        review(4, rating_value=0.0),
    ]
    table = csv.reader(io.StringIO(exported_as(writer("letterboxd"), items, left_out=left_out.append).decode()))

    assert list(table) == [
        ["Title", "Year", "Rating", "WatchedDate", "Review", "Tags", "Rewatch"],
        ["The Salt Road", "2019", "4.5", "2024-02-29", WORDS, "noir, sea", "true"],
        [" =SUM(A1)", "", "4.5", "", WORDS, "", "false"],
        ["'71", "2014", "", "", WORDS, "", "false"],
        ["The Salt Road", "2019", "0.5", "", WORDS, "", "false"],
    ]
    assert left_out == ["Review 3 names no film."]


GOOD = letterboxd_csv(*THREE)


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        (
            {"reviews.csv": GOOD, "likes/reviews.csv": b"x", "deleted/reviews.csv": b"x", "orphaned/reviews.csv": b"x"},
            True,
        ),
        ({"letterboxd-someone-2026-11-22-10-00-utc/reviews.csv": GOOD, "__MACOSX/reviews.csv": b"x"}, True),
        ({"letterboxd-someone/deleted/reviews.csv": GOOD}, False),
        ({"likes/reviews.csv": GOOD}, False),
        ({"deleted/reviews.csv": GOOD}, False),
        ({"orphaned/reviews.csv": GOOD}, False),
        ({"../reviews.csv": GOOD}, False),
        ({"/reviews.csv": GOOD}, False),
        ({"letterboxd-a/../reviews.csv": GOOD}, False),
        ({"letterboxd-a\\reviews.csv": GOOD}, False),
        ({"Reviews.csv.txt": GOOD}, False),
        ({}, False),
    ],
)
def test_only_the_root_of_the_zip_is_read(files, taken):
    if taken:
        assert len(plan(zipped(files)).rows) == 3
    else:
        with pytest.raises(ExchangeError) as refusal:
            plan(zipped(files))
        assert str(refusal.value) == _zip.NO_REVIEWS


def encrypted() -> bytes:
    data = bytearray(zipped({"reviews.csv": GOOD}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def lying_about_its_size() -> bytes:
    data = bytearray(zipped({"reviews.csv": GOOD[: GOOD.index(b"\n") + 1] + b"2024-01-01,x\n" * 2_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(signature) + offset, 1_000)
    return bytes(data)


def with_flipped_bits() -> bytes:
    data = bytearray(zipped({"reviews.csv": GOOD}))
    data[60:80] = bytes(20)
    return bytes(data)


def with_a_zero_byte_in_its_name() -> bytes:
    return zipped({"reviews.csv~.exe": GOOD}).replace(b"reviews.csv~.exe", b"reviews.csv\0.exe")


def with_a_long_directory() -> bytes:
    data = zipped({"reviews.csv": GOOD})
    place = data.index(b"PK\x05\x06")
    return data[:place] + struct.pack("<4sLQL", b"PK\x06\x07", 0, place, 1) + data[place:]


def twice() -> bytes:
    return zipped({"letterboxd-a/reviews.csv": GOOD, "letterboxd-b/reviews.csv": GOOD})


HEADER_LINE = GOOD.partition(b"\n")[0]
NOT_UTF_8 = "This file is not UTF-8 text: export it again and send it unchanged."
REFUSALS = {
    "empty": (lambda: b"", letterboxd.EMPTY),
    "empty with mark": (lambda: b"\xef\xbb\xbf \n", letterboxd.EMPTY),
    "header": (lambda: GOOD.replace(b"Name", b"Film", 1), letterboxd.WRONG_HEADER),
    "another table": (lambda: b"a,b,c\n1,2,3\n", letterboxd.WRONG_HEADER),
    "diary": (lambda: HEADER_LINE.replace(b"Review,", b"") + b"\n", letterboxd.sibling("diary.csv")),
    "ratings": (lambda: b"Date,Name,Year,Letterboxd URI,Rating\n", letterboxd.sibling("ratings.csv")),
    "no utf-8": (lambda: GOOD.replace(b"Glass", b"Gl\xe4ss"), NOT_UTF_8),
    "prose": (lambda: b"A fine film.", reading.UNKNOWN),
    "binary": (lambda: bytes(range(256)), reading.UNKNOWN),
    "encrypted": (encrypted, _zip.ENCRYPTED),
    "damaged": (with_flipped_bits, _zip.DAMAGED),
    "cut off": (lambda: zipped({"reviews.csv": GOOD})[:-30], _zip.DAMAGED),
    "only a signature": (lambda: b"PK\x03\x04", _zip.DAMAGED),
    "zero byte": (with_a_zero_byte_in_its_name, _zip.NO_REVIEWS),
    "long directory": (with_a_long_directory, _zip.PACKING),
    "several": (twice, _zip.SEVERAL),
    "packing": (lambda: zipped({"reviews.csv": GOOD}, zipfile.ZIP_LZMA), _zip.PACKING),
    "lying": (lying_about_its_size, _zip.DAMAGED),
    "bomb": (lambda: zipped({"reviews.csv": HEADER_LINE + b"\n" + b" " * 40_000_000}), _zip.BOMB),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refused_file_gets_one_plain_sentence(case):
    build, sentence = REFUSALS[case]

    with pytest.raises(ExchangeError) as refusal:
        plan(build())

    assert str(refusal.value) == sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_too_large_too_many(monkeypatch):
    def refusal(data: bytes) -> str:
        with pytest.raises(ExchangeError) as refused:
            plan(data)
        return str(refused.value)

    monkeypatch.setattr(letterboxd, "MAXIMUM_CSV_BYTES", 500)
    assert refusal(GOOD) == letterboxd.LARGE_CSV == "This reviews.csv has more than 64 MiB."
    monkeypatch.setattr(letterboxd, "MAXIMUM_CSV_BYTES", 10**9)
    monkeypatch.setattr(letterboxd, "MAXIMUM_ROWS", 3)
    assert refusal(GOOD) == letterboxd.MANY_ROWS == "This reviews.csv has more than 100,000 rows."
    monkeypatch.setattr(letterboxd, "MAXIMUM_ROWS", 10**9)
    monkeypatch.setattr(_zip, "MAXIMUM_ENTRIES", 2)
    many = zipped({f"{number}": b"" for number in range(3)})
    assert refusal(many) == _zip.MANY_ENTRIES == "This zip has more than 10,000 files in it."
    assert refusal(zipped({"x" * 600: b""})) == _zip.MANY_ENTRIES
    monkeypatch.setattr(_zip, "MAXIMUM_ZIP_BYTES", 100)
    assert refusal(many) == _zip.LARGE_ZIP == "This zip has more than 64 MiB."
    monkeypatch.setattr(reading, "MAXIMUM_SKIPPED", 2)
    assert refusal(HEADER_LINE + b"\nx\ny\nz\n") == reading.TOO_MANY_SKIPPED


def test_the_upload_limit_is_one_sentence_and_no_lower_than_the_formats():
    assert reading.TOO_LARGE == "This file is too large: an import may have up to 64 MiB."
    assert max(_zip.MAXIMUM_ZIP_BYTES, letterboxd.MAXIMUM_CSV_BYTES) <= reading.MAXIMUM_IMPORT_BYTES


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ExchangeError, match=r"^The file cannot be opened: No such file or directory\.$"):
        plan(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (GOOD, "letterboxd"),
        (zipped({"reviews.csv": GOOD}), "letterboxd"),
        (exported_as(writer("json"), []), "json"),
        (exported_as(writer("csv"), []), "csv"),
    ],
    ids=["Letterboxd's table", "Letterboxd's zip", "our JSON", "our CSV"],
)
def test_formats_are_told_by_their_first_bytes(data, form):
    assert detect(data) == form


@example(b"PK\x05\x06" + bytes(18))
@given(st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail))
def test_no_zip_raises_anything_but_a_sentence(data):
    with pytest.raises(ExchangeError):
        plan(data)


@pytest.mark.slow
def test_five_thousand_reviews_in_linear_time():
    def export(count: int) -> bytes:
        return letterboxd_csv(*(letterboxd_row(Review=f"{n} <i>{WORDS}</i>\n" * 4) for n in range(count)))

    short, long = export(500), export(5_000)

    assert len(plan(long).rows) == 5_000
    assert fastest(lambda: plan(long)) < 25 * fastest(lambda: plan(short)) + 0.05


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", ['2024-01-01,a,"b\n', '2024-01-01,a,b"c\n', '"\n', '2024-01-01,""",\n', '2024-01-01,"""",\n']
)
def test_hostile_quotation_marks_take_linear_time(line, monkeypatch):
    monkeypatch.setattr(reading, "MAXIMUM_SKIPPED", 10**9)
    short, long = (HEADER_LINE + b"\n" + line.encode() * count for count in (3_000, 30_000))

    assert fastest(lambda: plan(long)) < 30 * fastest(lambda: plan(short)) + 0.05


NAMES = ("Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Review", "Tags", "Watched Date")
SAVED = {
    "every cell quoted": (",", NAMES, {}),
    "semicolons": (";", NAMES, {"Rating": "4,5"}),
    "tabs": ("\t", NAMES, {}),
    "numbers with a point": (",", NAMES, {"Year": "2021.0", "Rating": "4.5"}),
    "another order": (",", tuple(reversed(NAMES)), {}),
    "further columns": (",", (*NAMES, "Notes", ""), {}),
    "a column in front": (";", ("No.", *NAMES), {}),
    "names in small letters": (",", tuple(name.lower() for name in NAMES), {}),
    "days of a pandas frame": (",", NAMES, {"Date": "2024-03-01 00:00:00", "Watched Date": "2024-02-28T00:00:00"}),
    "days with points": (";", NAMES, {"Date": "01.03.2024", "Watched Date": "28.2.2024"}),
    "American days": (",", NAMES, {"Date": "3/1/2024", "Watched Date": "2/28/2024"}),
    "British days": (",", NAMES, {"Date": "1/3/2024", "Watched Date": "28/2/2024"}),
    "short years": (",", NAMES, {"Date": "3/1/24", "Watched Date": "2/28/24"}),
}
CELLS = dict(
    zip(NAMES, ("2024-03-01", "Glass Harvest", "2021", "https://boxd.it/aaaa", "4.5", "", WORDS, "", "2024-02-28"),
        strict=True)
)  # fmt: skip


def saved(delimiter, names, changed, above=""):
    """Write a file as a spreadsheet saves it, every cell quoted; its second row settles in which order days are."""
    buffer = io.StringIO()
    table = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    table.writerow(names)
    known = {name.lower(): value for name, value in (CELLS | changed).items()}
    settling = known["date"].replace("3/1/", "12/31/").replace("1/3/", "31/12/")
    for cells in (known, known | {"date": settling, "name": "Another"}):
        table.writerow([cells.get(name.lower(), "x") for name in names])
    return (above + buffer.getvalue()).encode()


@pytest.mark.parametrize("above", ["", "\r\n", ";;;\n", "\n\n"])
@pytest.mark.parametrize("shape", SAVED.values(), ids=SAVED)
def test_what_a_spreadsheet_saved_again_is_read(shape, above):
    found = plan(saved(*shape, above=above))

    assert (found.format, found.skipped, len(found.rows)) == ("letterboxd", (), 2)
    row = found.rows[0]
    assert row.row == 2 + above.count("\n")
    assert (row.film_title, row.film_year, row.rating_value, row.text) == ("Glass Harvest", 2021, 9.0, WORDS)
    assert (row.written_at, row.watched_on) == (datetime(2024, 3, 1, tzinfo=UTC), "2024-02-28")


def test_excel_says_which_character_stands_between_cells():
    assert len(plan(saved(";", NAMES, {}, above="sep=;\n")).rows) == 2


def test_a_broken_row_costs_only_itself_in_another_order_too():
    data = saved(";", tuple(reversed(NAMES)), {}).decode().splitlines()
    data.insert(2, '"half;written')
    found = plan("\n".join(data).encode())
    assert (len(found.rows), [each.row for each in found.skipped]) == (2, [3])


@pytest.mark.parametrize("day", ["2024-13-01", "31/31/2024", "1/3", "March 1st", "2024-3-1-1", "0/0/0000", "٣/١/٢٠٢٤"])
def test_a_day_that_is_none_is_said(day):
    (skipped,) = plan(letterboxd_csv(letterboxd_row(Date=day))).skipped
    assert skipped.reason == "Its date is not a day written as 2026-01-31."


@pytest.mark.parametrize("data", [b'[{"type":"movie"}]', b"\n [1, 2]", b'{"reviews": []}'])
def test_json_of_others_is_named_so(data):
    with pytest.raises(ExchangeError) as refusal:
        plan(data)
    assert str(refusal.value) == document.NOT_JSON
