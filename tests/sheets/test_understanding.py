"""Whatever stands in a ledger, reading it never breaks, and what is understood reads back."""

from collections.abc import Sequence
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.identifiers import IdNumber, IdProblem, expected_check_digit
from casework.practice.rules.headers import HeaderBook, read_headers
from casework.sheets.cells import (
    ID_LOST_DIGITS,
    Problem,
    read_date,
    read_id_number,
    read_number,
    read_text,
    read_yes_no,
)
from casework.sheets.headers import (
    RETURN_REASON,
    Layout,
    find_layout,
    mapped,
    plain_layout,
)
from casework.sheets.records import read_records, whole_rows
from casework.sheets.workbook import Cell, Flaw, Merge, Row, Sheet
from tests.practice.shipped import body_of

BOOK: HeaderBook = read_headers(body_of("header_synonyms"))
REQUIRED = ("child.name", "village")

dates = st.dates(date(1920, 1, 2), date(2026, 11, 1))
numbers = st.builds(
    lambda region, born, sequence: (
        (seventeen := f"{region:06d}{born:%Y%m%d}{sequence:03d}") + expected_check_digit(seventeen)
    ),
    st.integers(100000, 999999),
    dates,
    st.integers(0, 999),
)
words = st.sampled_from([way for field in BOOK.fields for way in field.alone]) | st.sampled_from(
    ["监护人", "父亲", "家庭成员情况", "鞋码", "合计", "备注", RETURN_REASON, "台账 2026", "1"]
)
cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    words,
    st.text(max_size=20),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    rows = draw(st.lists(st.lists(cells, min_size=1, max_size=6), max_size=7))
    corner = st.tuples(st.integers(1, 8), st.integers(0, 6), st.integers(0, 3), st.integers(0, 3))
    merges = [Merge(r, c, r + down, c + across) for r, c, down, across in draw(st.lists(corner))]
    places = st.tuples(st.integers(1, 8), st.integers(0, 6))
    return Sheet(
        "台账",
        tuple(
            Row(number, tuple(row))
            for number, row in enumerate(rows, start=1)
            if any(cell is not None for cell in row)
        ),
        tuple(merges),
        flaws=draw(st.dictionaries(places, st.sampled_from(Flaw))),
    )


# --- headers ------------------------------------------------------------------------------------


def layouts_of(sheet: Sheet) -> list[Layout]:
    found = [
        find_layout(sheet, BOOK, required=REQUIRED),
        plain_layout(sheet, BOOK, required=REQUIRED),
    ]
    return [layout for layout in found if layout is not None]


@settings(max_examples=150)
@given(sheets())
def test_no_sheet_breaks_the_search_for_its_header(sheet: Sheet) -> None:
    for layout in layouts_of(sheet):
        headed = {heading.column for heading in layout.headings}
        assert set(layout.columns) <= headed
        assert len(set(layout.columns.values())) == len(layout.columns)
        assert not headed & layout.returned
        assert {h.column for h in (*layout.unknown, *layout.doubled)} | set(
            layout.columns
        ) == headed
        assert set(layout.missing) == set(REQUIRED) - set(layout.columns.values())


@settings(max_examples=100)
@given(sheets())
def test_every_row_below_a_header_is_a_record_or_left_out_with_its_cells(sheet: Sheet) -> None:
    for layout in layouts_of(sheet):
        read = read_records(sheet, layout, filled_down={"village"})
        below = [row for row in sheet.rows if row.number >= layout.first_data_row]
        told = sorted([r.row for r in read.records] + [left.row for left in read.left_out])
        assert told == [row.number for row in below]
        for record in read.records:
            (row,) = [row for row in below if row.number == record.row]
            kept = [*record.cells.values(), *record.unclaimed.values()]
            own = [c for at, c in enumerate(row.cells) if at not in layout.returned]
            assert all(cell in kept for cell in own if cell is not None)
        whole = list(whole_rows(sheet, layout, set(told), filled_down={"village"}))
        assert [row.number for row in whole] == told


def test_two_columns_of_one_unknown_heading_are_both_kept() -> None:
    rows = (Row(1, ("备查", "备查")), Row(2, ("甲", "乙")))
    (layout, *_rest) = layouts_of(Sheet("台账", rows))
    read = read_records(Sheet("台账", rows), layout, filled_down=set())
    assert [list(record.unclaimed.values()) for record in read.records] == [["甲", "乙"]]


@given(st.permutations([f.alone[0] for f in BOOK.fields if f.alone]), st.integers(0, 3))
def test_known_headings_in_any_order_read_back(titles: Sequence[str], titled: int) -> None:
    rows: list[Sequence[Cell]] = [["青禾县台账"]] * titled + [titles, ["某"] * len(titles)]
    sheet = Sheet("台账", tuple(Row(n, tuple(row)) for n, row in enumerate(rows, start=1)))
    layout = find_layout(sheet, BOOK)
    assert layout is not None
    expected = [BOOK.field(title) for title in titles]
    assert list(layout.columns.values()) == [field.code for field in expected if field]
    assert mapped(layout, layout.columns).columns == layout.columns


@given(st.text(max_size=30), st.text(max_size=10) | st.none())
def test_any_heading_is_likened_to_fields_that_exist(title: str, group: str | None) -> None:
    assert set(BOOK.resembling(title, group)) <= set(BOOK.by_code)


@pytest.mark.parametrize("field", [f for f in BOOK.fields if f.alone], ids=lambda f: f.code)
def test_a_known_heading_with_a_word_before_it_is_likened_to_its_field(field: object) -> None:
    title = f"某某{max(field.alone, key=len)}"  # type: ignore[attr-defined]
    assert field.code in BOOK.resembling(title)  # type: ignore[attr-defined]


# --- cells --------------------------------------------------------------------------------------


@given(cells)
def test_no_cell_breaks_any_reader(cell: Cell) -> None:
    assert isinstance(read_date(cell), date | Problem | None)
    assert isinstance(read_date(cell, is_1904=True, day_first=True), date | Problem | None)
    assert isinstance(read_id_number(cell, today=date(2026, 11, 1)), IdNumber | Problem | None)
    assert isinstance(read_yes_no(cell), bool | Problem | None)
    assert not isinstance(read_number(cell), str)
    assert isinstance(read_text(cell), str | None)


@given(dates, st.booleans())
def test_a_date_that_is_read_reads_back_from_its_text(day: date, day_first: bool) -> None:
    order = "{0.day}/{0.month}/{0.year}" if day_first else "{0.month}/{0.day}/{0.year}"
    assert read_date(order.format(day), day_first=day_first) == day
    assert read_date(read_text(day)) == day
    assert read_date(read_text(datetime.combine(day, time(8, 30)))) == day


@given(numbers, st.sampled_from(["{}", " {} ", "身份证号：{}", "‘{}", "{}\u200b"]))
def test_an_id_number_that_is_read_reads_back(number: str, way: str) -> None:
    wide = number.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for written in (way.format(number), way.format(number.lower()), way.format(wide)):
        read = read_id_number(written, today=date(2026, 11, 1))
        assert isinstance(read, IdNumber)
        assert (read.number, read.problem) == (number, None)
        assert read_id_number(read.number) == read_id_number(number)


@given(numbers)
def test_an_id_number_kept_as_a_number_is_never_taken_for_one(number: str) -> None:
    if not number.endswith("X"):
        assert read_id_number(float(number)) is ID_LOST_DIGITS
        assert read_id_number(f"{float(number):.14E}") is ID_LOST_DIGITS
    rounded = f"{number[:15]}000"
    read = read_id_number(rounded)
    is_right_by_chance = expected_check_digit(rounded[:17]) == "0"
    assert (read is ID_LOST_DIGITS) != is_right_by_chance


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_goes_unnoticed(number: str, place: int, by: int) -> None:
    wrong = (int(number[place]) + by) % 10
    read = read_id_number(f"{number[:place]}{wrong}{number[place + 1 :]}")
    assert read is ID_LOST_DIGITS or isinstance(read, IdNumber)
    if isinstance(read, IdNumber):
        assert read.problem in {
            IdProblem.CHECK_DIGIT, IdProblem.NO_SUCH_DATE, IdProblem.BORN_BEFORE_1900,
        }  # fmt: skip
