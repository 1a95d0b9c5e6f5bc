"""A superior's form is filled in place; two other readers look at what came out."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from casework.sheets.filling import Filling, Stamp, fill
from casework.sheets.outgoing import CellOut, safe_text
from tests.factories.exchange import (
    COLUMNS,
    FIRST,
    FOOTER,
    HEADER_ROW,
    READY,
    SHEET,
    WIDTH,
    a_book,
    a_form,
    saved,
)

MORE = 25
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠1", "#N/A"]


def rows(count: int, **said: CellOut) -> list[dict[str, CellOut]]:
    return [
        {
            "serial": number,
            "child.name": f"栖{number}",
            "child.sex": "女",
            "child.id_number": "990101201603150020",
            "child.birth_date": date(2016, 3, 15),
            "guardian.phone": "19900000001",
            **said,
        }
        for number in range(1, count + 1)
    ]


def filled(
    values: Sequence[Mapping[str, CellOut]], form: bytes | None = None, **more: Any
) -> bytes:
    filling = Filling(
        sheet=SHEET,
        header_row=HEADER_ROW,
        columns=COLUMNS,
        rows=values,
        **{"tail_row": FOOTER, "footer": "某人导出", **more},
    )
    return fill(form or a_form(), filling)


def read(content: bytes) -> list[list[Any]]:
    """What another reader sees, from the first row on."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(SHEET).to_python()


def page_of(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))[SHEET]


def test_every_value_stands_where_the_heading_says() -> None:
    found = read(filled(rows(MORE)))
    for number, row in enumerate(found[FIRST - 1 : FIRST - 1 + MORE], 1):
        assert row == [
            number,
            f"栖{number}",
            "女",
            "990101201603150020",
            date(2016, 3, 15),
            *["", "", "", "19900000001", "", ""],
        ]


def test_title_header_and_footer_say_what_they_said() -> None:
    before, after = read(a_form()), read(filled(rows(MORE)))
    assert after[: FIRST - 1] == before[: FIRST - 1]
    moved = MORE - READY
    assert after[FOOTER + moved - 1 :] == before[FOOTER - 1 :]
    assert not any(after[FOOTER + moved - 2])


def test_merges_heights_and_print_set_up_go_along() -> None:
    before, after = page_of(a_form()), page_of(filled(rows(MORE)))
    moved = MORE - READY

    def moved_down(place: str) -> str:
        area = CellRange(place)
        if area.min_row >= FOOTER:
            area.shift(row_shift=moved)
        return str(area.coord)

    merges = {moved_down(each.coord) for each in before.merged_cells.ranges}
    assert {each.coord for each in after.merged_cells.ranges} == merges
    assert after.print_area == f"'{SHEET}'!$A$1:$K${FOOTER + 1 + moved}"
    assert after.print_title_rows == before.print_title_rows == "$3:$5"
    assert after.row_dimensions[FOOTER + 1 + moved].height == 40
    assert after.row_dimensions[FIRST + MORE - 1].height == 25
    assert after.column_dimensions["D"].width == before.column_dimensions["D"].width
    assert after.freeze_panes == before.freeze_panes
    assert after.page_setup.orientation == "landscape"
    (rule,) = after.data_validations.dataValidation
    assert str(rule.sqref) == f"C{FIRST}:C{FIRST + MORE - 1}"


def test_new_rows_look_like_the_first_one() -> None:
    page = page_of(filled(rows(MORE)))
    for column in range(1, WIDTH + 1):
        first, last = page.cell(FIRST, column), page.cell(FIRST + MORE - 1, column)
        assert last.style_id == first.style_id


@pytest.mark.parametrize("count", [1, READY - 1, READY])
def test_a_table_with_room_enough_keeps_its_length(count: int) -> None:
    before, after = read(a_form()), read(filled(rows(count)))
    assert len(after) == len(before)
    assert after[FOOTER - 1 :] == before[FOOTER - 1 :]


def test_a_form_that_ends_with_its_header_gets_its_lines() -> None:
    book, page = a_book()
    page.delete_rows(FIRST, READY + 3)
    for merge in [each for each in page.merged_cells.ranges if each.min_row >= FIRST]:
        page.merged_cells.remove(merge)
    after = filled(rows(3), saved(book), tail_row=None)
    assert [row[1] for row in read(after)[FIRST - 1 :]] == ["栖1", "栖2", "栖3"]
    cell = page_of(after).cell(FIRST + 2, 2)
    assert (cell.border.left.style, cell.border.bottom.style) == ("thin", "thin")
    assert cell.fill.fill_type is None


def test_a_footer_right_below_the_header_moves_down() -> None:
    book, page = a_book()
    page.delete_rows(FIRST, READY + 1)
    for merge in [each for each in page.merged_cells.ranges if each.min_row >= FIRST]:
        page.merged_cells.remove(merge)
    found = read(filled(rows(2), saved(book), tail_row=FIRST))
    assert [row[1] for row in found[FIRST - 1 : FIRST + 1]] == ["栖1", "栖2"]
    assert found[FIRST + 1][0].startswith("填表人")


def test_merges_within_the_rows_are_repeated_and_those_over_rows_undone() -> None:
    book, page = a_book()
    page.merge_cells(f"I{FIRST}:J{FIRST}")
    page.merge_cells(f"B{FIRST}:B{FIRST + 2}")
    after = filled(rows(READY + 1), saved(book))
    assert [row[1] for row in read(after)[FIRST - 1 : FIRST + 2]] == ["栖1", "栖2", "栖3"]
    merges = {each.coord for each in page_of(after).merged_cells.ranges}
    assert f"I{FIRST + READY}:J{FIRST + READY}" in merges
    assert f"B{FIRST}:B{FIRST + 2}" not in merges


def test_places_left_open_are_filled_and_move_with_their_row() -> None:
    stamps = [Stamp(2, 0, "填报单位：青禾县"), Stamp(FOOTER, 0, "填表人：=张三")]
    found = read(filled(rows(MORE), stamps=stamps))
    assert found[1][0] == "填报单位：青禾县"
    assert found[FOOTER + MORE - READY - 1][0] == "填表人：=张三"


def test_the_mark_stands_beside_the_page_number() -> None:
    foot: Any = page_of(filled(rows(1), footer="张三&李四　编号1")).oddFooter
    assert (foot.center.text, foot.right.text) == ("第 &P 页", "张三&&李四　编号1")


@pytest.mark.parametrize("text", RISKY)
def test_nothing_becomes_a_formula(text: str) -> None:
    said = dict.fromkeys(COLUMNS.values(), text)
    content = filled([said] * (READY + 2), stamps=[Stamp(2, 0, text)])
    page = page_of(content)
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells if cell.value == safe_text(text)} == {"s"}
    assert not [cell.coordinate for cell in cells if cell.data_type in {"f", "e"}]
    assert read(content)[FIRST][1] == text


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_text_comes_back_as_it_was_but_for_what_xml_forbids(texts: list[str]) -> None:
    page = page_of(filled([{"child.name": text} for text in texts]))
    found = [page.cell(FIRST + at, 2) for at in range(len(texts))]
    assert [cell.value or "" for cell in found] == [safe_text(text) for text in texts]
    assert all(cell.data_type == "s" for cell in found if cell.value)


def test_dates_are_dates_only_where_the_form_shows_them_so() -> None:
    book, page = a_book()
    page.cell(FIRST, 5).number_format = "General"
    values = read(filled(rows(2), saved(book)))
    assert values[FIRST - 1][4] == "2016-03-15"
    assert values[FIRST][4] == date(2016, 3, 15)
