from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exchange import ExchangeError, ImportRow, Skipped, chunks, parts, plan, reading, rows, writer
from bot.exchange.files import document
from bot.exchange.files.source import NOT_UTF_8
from bot.exchange.files.table import guard, unguard
from bot.exchange.formats import analysis_json, pullquote_csv
from tests.archive.exchange_samples import WORDS, analysis_of, exported_as, review, reviews

DOCS = Path(__file__).parents[2] / "docs" / "exchange.md"


def exported(items, form: str) -> bytes:
    return exported_as(writer(form), items)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(reviews(), max_size=4))
def test_json_gives_back_the_same_reviews(items):
    read = list(rows(exported(items, "json"), "json"))

    assert [row.review(item.analysis) for row, item in zip(read, items, strict=True)] == items


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(reviews(), max_size=4))
def test_csv_gives_back_the_same_reviews_but_for_the_analysis(items):
    read = list(rows(exported(items, "csv"), "csv"))

    assert [row.review(item.analysis) for row, item in zip(read, items, strict=True)] == items
    assert all(row.analysis is None for row in read)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'x", "''", "＝1", " =1", "\u00a0 -1"])
def test_a_cell_that_could_run_is_guarded_and_comes_back(cell):
    assert guard(cell) == f"'{cell}"
    assert unguard(guard(cell)) == cell


@pytest.mark.parametrize("cell", ["", "A film", "1-1", "a=b", "“=”", " x", "||so||"])
def test_any_other_cell_is_left_alone(cell):
    assert unguard(cell) == guard(cell) == cell


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(reviews(), max_size=4))
def test_no_csv_cell_begins_a_formula(items):
    table = csv.reader(io.StringIO(exported(items, "csv").decode("utf-8-sig"), newline=""))

    assert not [cell for row in table for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋"))]
    assert not [cell for row in table for cell in row if cell.startswith(("\t", "\r", "\n"))]


@pytest.mark.slow
@settings(max_examples=30)
@given(st.lists(reviews(), max_size=3))
def test_the_documented_schema_describes_every_export(items):
    schema = json.loads(re.search(r"```json\n(\{.*?\n\})\n```", DOCS.read_text("utf-8"), re.DOTALL)[1])

    jsonschema.validate(json.loads(exported(items, "json")), schema, jsonschema.Draft202012Validator)


def test_the_documented_columns_are_the_csv_header():
    named = re.findall(r"^\| `(\w+)` \|", DOCS.read_text("utf-8"), re.MULTILINE)

    assert named == exported([], "csv").decode("utf-8-sig").strip().replace('"', "").split(",")


def test_json_has_one_review_a_line_and_may_be_laid_out_anew():
    items = [review(number, f"{WORDS} {number}") for number in range(1, 6)]
    data = exported(items, "json")

    assert len(data.splitlines()) == 1 + 5 + 1
    relaid = json.dumps(json.loads(data), indent=4).encode("utf-8-sig")
    assert [row.review(item.analysis) for row, item in zip(rows(relaid), items, strict=True)] == items


def test_a_damaged_json_line_costs_only_itself():
    data = exported([review(number) for number in range(1, 5)], "json").splitlines(keepends=True)
    data[2] = data[2][:40] + b"\n"

    found = plan(b"".join(data))

    assert [row.number for row in found.rows] == [1, 3, 4]
    assert found.skipped == (Skipped(3, "It is half-written or damaged: it is no JSON object."),)


def test_a_json_file_that_was_cut_short_says_so():
    data = exported([review(number) for number in range(1, 5)], "json")

    found = plan(data[: len(data) - 200])

    assert [row.number for row in found.rows] == [1, 2, 3]
    assert [str(each) for each in found.skipped] == [
        "Row 5: It is half-written or damaged: it is no JSON object.",
        "Row 6: The file ends here, before its end mark: what followed is missing.",
    ]


def spoiled(**values: object) -> bytes:
    head, line, foot = exported([review()], "json").splitlines()
    return b"\n".join((head, json.dumps(json.loads(line) | values, separators=(",", ":")).encode(), foot))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"text": None}, "Its text is missing or damaged."),
        ({"text": 5}, "Its text is missing or damaged."),
        ({"number": "one"}, "Its number is missing or damaged."),
        ({"number": True}, "Its number is missing or damaged."),
        ({"author_id": "-1"}, "Its author_id is missing or damaged."),
        ({"author_id": 2**63}, "Its author_id is missing or damaged."),
        ({"written_at": "yesterday"}, "Its written_at is missing or damaged."),
        ({"written_at": "2026-01-01T00:00:00"}, "Its written_at is missing or damaged."),
        ({"watched_on": "2026-02-30"}, "Its watched_on is not a day written as 2026-01-31."),
        ({"tags": "noir"}, "Its tags is missing or damaged."),
        ({"rewatch": 1}, "Its rewatch is missing or damaged."),
        ({"rating_value": 11}, "Its rating_value is not between 0 and 10."),
        ({"film_year": 10**18}, "Its film_year is no year."),
        ({"film_title": "\ud800"}, "Its film_title is missing or damaged."),
        ({"origin": "\udfff"}, "Its origin is missing or damaged."),
        ({"tags": ["\ud800"]}, "Its tags is missing or damaged."),
        ({"rating_raw": "\ud800"}, "Its rating_raw is missing or damaged."),
        ({"rating_value": 1e308}, "Its rating_value is not between 0 and 10."),
        ({"label": "great"}, "Its label is none of positive, mixed, negative, unsure."),
        ({"source": "mail"}, "Its source is none of command, file, message, watched, import."),
        ({"text": "x" * 200_001}, "Its review has 200,001 characters; 200,000 are the most."),
    ],
)
def test_a_json_review_with_a_bad_field_is_skipped_with_the_reason(values, reason):
    assert plan(spoiled(**values)).skipped == (Skipped(2, reason),)


ANALYSIS = analysis_json.to_json(analysis_of(WORDS))
LONG = "word " * 39_998
LINE = [1, len(LONG) - 1, 0.9, 0.5]


@pytest.mark.parametrize(
    "analysis",
    [None, [], {}, ANALYSIS | {"label": "splendid"}, ANALYSIS | {"score": 1e308, "words": 10**30}],
)
def test_no_file_is_believed_about_what_was_read_in_a_text(analysis):
    (row,) = plan(spoiled(analysis=analysis)).rows

    assert (row.analysis, row.text) == (None, WORDS)
    assert row.review(analysis_of(WORDS)) == review()


HOSTILE = {
    "sentences that overlap": {"sentences": [LINE] * 8_000},
    "a summary that overlaps": {"summary": [LINE] * 8_000},
    "quotes that overlap": {"quotes": [LINE] * 8_000},
    "aspects that overlap": {"aspects": [["acting", 0.5, LINE]] * 6_000},
    "reasons that overlap": {"reasons": [[1, len(LONG) - 1, 0.5, ""]] * 8_000},
    "nothing but lists": {"sentences": [[]] * 100_000},
}


@pytest.mark.parametrize("own_layout", [True, False])
@pytest.mark.parametrize("values", HOSTILE.values(), ids=HOSTILE)
def test_a_preview_takes_no_more_memory_than_twenty_times_its_file(values, own_layout):
    data = spoiled(text=LONG, analysis=ANALYSIS | values)
    if not own_layout:
        data = json.dumps(json.loads(data), indent=1).encode()

    tracemalloc.start()
    try:
        found = plan(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert len(found.rows) == 1
    assert peak < 20 * len(data)


def test_a_plan_that_outgrows_its_file_is_refused(monkeypatch):
    data = exported([review(1, "é🎬" * 50_000), review(2, "é🎬" * 50_001)], "json")
    monkeypatch.setattr(reading, "_ROW_BYTES", 0)

    assert len(plan(data, held=1_000_000).rows) == 2
    with pytest.raises(ExchangeError) as refusal:
        plan(data, held=500_000)

    assert str(refusal.value) == reading.TOO_MUCH


def test_a_csv_row_with_a_bad_cell_is_skipped_and_the_rest_kept():
    data = exported([review(number) for number in range(1, 5)], "csv").splitlines(keepends=True)
    data[2] = data[2].replace(b'"2"', b'"two"', 1)
    data[3] = data[3][:60] + b"\r\n"

    found = plan(b"".join(data))

    assert [row.number for row in found.rows] == [1, 4]
    assert [each.row for each in found.skipped] == [3, 4]
    assert found.skipped[0].reason == "Its number is missing or damaged."


@pytest.mark.parametrize(("fewer", "lacking"), [(1, b"critic"), (2, b"aspects_by_hand")])
def test_a_csv_of_an_older_program_is_read(fewer, lacking):
    now = exported([review(1)], "csv")
    older = b"".join(b",".join(line.split(b",")[:-fewer]) + b"\r\n" for line in now.splitlines())

    assert older.count(lacking) == 0
    assert [row.number for row in plan(older).rows] == [row.number for row in plan(now).rows] == [1]


def test_a_row_makes_a_draft_for_its_importer():
    row = ImportRow.of(review(tags=("noir",), label="mixed", label_by_hand=True, rating_raw="7/10", rating_value=7.0))

    draft = row.draft(analysis_of(WORDS), author_id=42, batch=3)

    assert (draft.author_id, draft.batch, draft.source, draft.label) == (42, 3, "import", "mixed")
    assert (draft.film_title, draft.film_year, draft.tags, draft.rating_value) == ("The Salt Road", 2019, ("noir",), 7)
    assert draft.message_ids == ()


def test_a_row_makes_a_draft_that_moves_as_it_was():
    row = ImportRow.of(review(source="message", message_ids=(5, 6), channel_id=7, filer_id=8))

    draft = row.draft()

    assert (draft.author_id, draft.source, draft.analysis) == (100, "message", analysis_of(WORDS))
    assert (draft.message_ids, draft.channel_id, draft.filer_id, draft.label) == ((5, 6), 7, 8, None)


def test_a_row_without_author_or_analysis_makes_no_draft():
    with pytest.raises(ExchangeError, match=r"^Row 3 cannot be filed without an author and an analysis\.$"):
        replace(ImportRow.of(review(), 3), analysis=None).draft(author_id=1)


JSON_HEAD, JSON_LINE, JSON_FOOT = exported([review()], "json").splitlines(keepends=True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"reviews": []}', document.NOT_JSON),
        (b"{", document.NOT_JSON),
        (b"{" + b'"a":[' * 100_000, document.NOT_JSON),
        (b'{"format":"pullquote-reviews","version":1,"items":5}', document.NOT_JSON),
        (b'{"format":"other","version":1,"items":[\n]}', document.NOT_JSON),
        (JSON_HEAD.replace(b"-reviews", b"-backup") + JSON_FOOT, document.OTHER_KIND),
        (JSON_HEAD.replace(b'"version":1', b'"version":2') + JSON_FOOT, document.too_new(2, 1)),
        (b'{"a": "\xff"}', NOT_UTF_8),
        (b'{"a":\n' + b" " * 70_000 + b"\xff}", NOT_UTF_8),
        (JSON_HEAD + b"\xff" + JSON_FOOT, NOT_UTF_8),
        (b"number,film_title,film_year\n", pullquote_csv.WRONG_HEADER),
        (exported([], "csv")[:-40] + b"\n", pullquote_csv.WRONG_HEADER),
    ],
    # Named by their sentences: what they hold says when it was written, which no two processes agree on.
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_every_refused_file_gets_one_plain_sentence(data, sentence):
    with pytest.raises(ExchangeError) as refusal:
        plan(data)

    assert str(refusal.value) == sentence
    assert sentence.endswith(".")


def test_a_large_document_in_another_layout_is_refused(monkeypatch):
    monkeypatch.setattr(document, "MAXIMUM_WHOLE_BYTES", 100)

    with pytest.raises(ExchangeError) as refusal:
        plan(json.dumps(json.loads(exported([review()], "json")), indent=1).encode())

    assert str(refusal.value) == document.TOO_LARGE


def test_an_unknown_format_is_one_sentence():
    with pytest.raises(ExchangeError) as refusal:
        writer("xml")

    assert str(refusal.value) == "There is no such export format; there are csv, json, markdown, letterboxd."


def test_a_letterboxd_row_is_no_whole_review():
    with pytest.raises(ExchangeError, match=r"^Row 7 does not hold a whole filed review\.$"):
        replace(ImportRow.of(review(), 7), number=None).review()


async def stream(items):
    for item in items:
        yield item


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "letterboxd"])
async def test_parts_are_within_the_limit_and_hold_every_review_once(form):
    items = [review(number, f"{WORDS} {number} " + "more, " * (number % 50)) for number in range(1, 200)]

    found = [part async for part in parts(stream(items), writer(form), 10_000)]

    assert len(found) > 3
    assert [part.name for part in found] == [f"reviews-{n}.{writer(form).suffix}" for n in range(1, len(found) + 1)]
    assert all(len(part.data) <= 10_000 for part in found)
    assert sum(part.reviews for part in found) == len(items)
    if form in {"csv", "json"}:
        read = [row for part in found for row in rows(part.data)]
        assert [row.review(item.analysis) for row, item in zip(read, items, strict=True)] == items


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "letterboxd"])
async def test_one_part_is_the_same_file_as_the_stream(form):
    items = [review(number) for number in range(1, 4)]

    (part,) = [part async for part in parts(items, writer(form), 10**6)]
    streamed = b"".join([piece async for piece in chunks(stream(items), writer(form))])

    assert part.name == f"reviews.{writer(form).suffix}"
    assert re.sub(rb'"exported_at":"[^"]*"', b"", part.data) == re.sub(rb'"exported_at":"[^"]*"', b"", streamed)


async def test_a_review_that_fits_no_part_is_refused_by_its_number():
    with pytest.raises(ExchangeError, match=r"^Review 2 alone is larger than a file may be here\.$"):
        [part async for part in parts([review(1), review(2, WORDS * 100)], writer("json"), 3_000)]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_of_nothing_is_a_file_that_reads_as_nothing(form):
    found = plan(exported([], form))

    assert (found.rows, found.skipped, found.format) == ((), (), form)


async def test_memory_does_not_grow_with_the_archive():
    produced = 0

    def many():
        nonlocal produced
        for number in range(1, 1000):
            produced = number
            yield review(number)

    seen = chunks(many(), writer("json"))
    for _ in range(101):
        await anext(seen)

    assert produced <= 101


def test_one_review_of_the_largest_size_goes_through_json_and_csv():
    text = ('"\\\x01\n' * 50_000)[:200_000]
    item = review(1, text)

    assert [row.review(item.analysis) for row in rows(exported([item], "json"))] == [item]
    assert [row.review(item.analysis) for row in rows(exported([item], "csv"))] == [item]
