from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.types import ServerTotals
from bot.exchange import FilmCount, ImportPlan, ImportRow, Skipped
from bot.views.limits import LAYOUT_CHARACTERS, LAYOUT_COMPONENTS, MESSAGE_CHARACTERS, characters, components
from bot.views.pages import archive, privacy

ROW = ImportRow(2, "a text", datetime(2026, 1, 1, tzinfo=UTC))
skipped_rows = st.lists(st.builds(Skipped, st.integers(2, 10**6), st.text(max_size=300)), max_size=40)
films = st.lists(
    st.builds(FilmCount, st.text(min_size=1, max_size=300), st.none() | st.just(2019), st.integers(1, 10**6)),
    max_size=40,
)


def fits(view) -> bool:
    return characters(view) <= LAYOUT_CHARACTERS and components(view) <= LAYOUT_COMPONENTS


@given(films, skipped_rows, st.integers(0, 3), st.none() | st.integers(1, 99))
def test_a_preview_fits_a_message_whatever_the_file_holds(found, skipped, already, authors) -> None:
    plan = ImportPlan("letterboxd", (ROW,) * 3, tuple(skipped), tuple(found))
    assert fits(archive.preview(plan, already, authors, ["import.zip", "skipped.txt"], []))
    assert fits(archive.imported(3, 1, skipped, ["skipped.txt"], []))


@given(skipped_rows)
def test_every_skipped_row_is_in_the_message_or_in_its_file(skipped) -> None:
    view = archive.imported(0, 0, skipped, [], [])
    text = "".join(item.content for item in view.walk_children() if hasattr(item, "content"))
    data = archive.skipped_file(skipped)
    for each in skipped:
        assert (f"Row {each.row}:" in text) or (data is not None and str(each).encode() in data)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0, 10**6))
def test_progress_is_a_bar_of_one_length_whatever_is_left(done, more, seconds) -> None:
    view = archive.progress(done, done + more, done, seconds)
    text = "".join(item.content for item in view.walk_children() if hasattr(item, "content"))
    assert text.count("▰") + text.count("▱") == 20
    assert "left" in text


@given(st.lists(st.text(max_size=60), max_size=2_000))
def test_what_an_export_left_out_fits_a_message(left_out) -> None:
    assert len(archive.exported(10**6, 999, left_out)) <= MESSAGE_CHARACTERS


@given(st.lists(st.tuples(st.from_regex(r"[0-9]{4}-[0-9]{2}", fullmatch=True), st.integers(1, 10**6)), max_size=300))
def test_totals_fit_a_message_for_as_many_years_as_there_are(months) -> None:
    totals = ServerTotals(10**6, 10**5, 10**4, 10**9, {"positive": 9, "mixed": 0}, tuple(months))
    view = archive.stats(totals)
    assert fits(view)
    text = "".join(item.content for item in view.walk_children() if hasattr(item, "content"))
    assert "1,000,000 reviews" in text
    assert "▲\xa0**9**\xa0positive" in text


records = st.dictionaries(st.text(max_size=8), st.text(max_size=40) | st.integers() | st.none(), max_size=5)


@given(
    st.dictionaries(st.sampled_from(["review", "body", "audit"]), st.lists(records, max_size=30)),
    st.integers(600, 9_000),
)
def test_everything_about_a_member_comes_in_valid_files_that_lose_nothing(tables, limit) -> None:
    stored = {"opted_out": True, **tables}
    files = list(privacy.documents(stored, {"format": "pullquote-about-me"}, limit))
    read = [json.loads(data) for _, data in files]
    for name, rows in tables.items():
        assert [row for record in read for row in record[name]] == json.loads(json.dumps(rows))
    assert all(record["opted_out"] is True for record in read)
    single = max([len(json.dumps(row, indent=1).encode()) for rows in tables.values() for row in rows], default=0)
    assert all(len(data) <= max(limit, 2 * single + 600) for _, data in files)
    assert len({name for name, _ in files}) == len(files) >= 1
