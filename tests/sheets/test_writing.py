"""Files that leave the house: complete, handsome and safe to open."""

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from casework.sheets.outgoing import LONGEST_CELL, CellOut, is_risky
from casework.sheets.writing import Column, Kind, SheetOut, write_csv, write_xlsx

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://x","y")',
    "  =1",
    "=cmd|'/c calc'!A1",
    "https://example.org",
]


def written(rows: Sequence[Sequence[CellOut]], **options: str) -> Worksheet:
    width = max(map(len, rows), default=1)
    columns = [Column(f"列{number}") for number in range(width)]
    return opened(write_xlsx([SheetOut("表", columns, rows, **options)]))


def opened(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula_or_a_link(text: str) -> None:
    cell = written([[text]])["A2"]

    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value.replace("_x000D_", "\r").strip() == text.strip()


@pytest.mark.parametrize("text", [text for text in FORMULAS if not text.startswith("https")])
def test_risky_text_stays_text_when_somebody_edits_the_cell(text: str) -> None:
    assert is_risky(text)
    assert written([[text]])["A2"].quotePrefix


def test_ordinary_text_is_not_risky() -> None:
    assert not written([["阿依古丽·买买提"]])["A2"].quotePrefix


@given(st.lists(st.text(max_size=50), min_size=1, max_size=5))
@settings(max_examples=50)
def test_any_text_can_be_written_and_is_text(texts: list[str]) -> None:
    row = next(written([texts]).iter_rows(min_row=2))

    assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}
    assert all(cell.data_type == "s" or cell.value is None for cell in row)


def test_control_characters_do_not_stop_an_export() -> None:
    assert written([["张\x00\x07三\ud800\ufffe"]])["A2"].value == "张三"


def test_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    value = written([["长" * (LONGEST_CELL + 1)]])["A2"].value

    assert len(value) == LONGEST_CELL
    assert value.endswith("长…")


def test_rare_characters_survive() -> None:
    assert written([["𬭎㛃䶮𰻝〇"]])["A2"].value == "𬭎㛃䶮𰻝〇"


def test_values_keep_their_types() -> None:
    columns = [Column("人数"), Column("率", kind=Kind.PERCENT), *map(Column, "日时额是空号")]
    moment = datetime(2026, 10, 7, 1, 30, tzinfo=UTC)
    row: list[CellOut] = [
        5,
        0.5,
        date(2026, 10, 7),
        moment,
        Decimal("1800.5"),
        True,
        None,
        990101201503150011,
    ]
    cells = next(opened(write_xlsx([SheetOut("表", columns, [row])])).iter_rows(min_row=2))

    assert [cell.value for cell in cells] == [
        5,
        0.5,
        datetime(2026, 10, 7),  # noqa: DTZ001 - spreadsheets know no zones
        datetime(2026, 10, 7, 9, 30),  # noqa: DTZ001
        1800.5,
        "是",
        None,
        "990101201503150011",
    ]
    assert [cell.number_format for cell in cells][:5] == [
        "#,##0",
        "0.0%",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "#,##0.00",
    ]


def test_title_note_headings_and_view() -> None:
    columns = [Column("村（社区）", width=24), Column("走访率", kind=Kind.PERCENT)]
    sheet = SheetOut("走访", columns, [["羽山村", 0.5]], title="走访情况", note="截至 09:00")
    page = opened(write_xlsx([sheet]))

    assert page["A1"].value == "走访情况"
    assert page["A2"].value == "截至 09:00"
    assert {str(merge) for merge in page.merged_cells.ranges} == {"A1:B1", "A2:B2"}
    assert [cell.value for cell in page[3]] == ["村（社区）", "走访率"]
    assert page["A3"].font.bold
    assert page.column_dimensions["A"].width == pytest.approx(24, abs=1)
    assert page.freeze_panes == "A4"
    assert page.print_title_rows == "$1:$3"
    assert page.page_setup.orientation == "landscape"


def test_a_title_over_one_column_needs_no_merge() -> None:
    page = written([["羽山村"]], title="名单")

    assert page["A1"].value == "名单"
    assert not page.merged_cells.ranges


def test_sheet_names_are_made_to_fit() -> None:
    names = ["走访/情况[1]", "长" * 40, "长" * 40, "'", "走访/情况[1]"]
    sheets = [SheetOut(name, [Column("列")], []) for name in names]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets)))

    assert book.sheetnames == [
        "走访 情况 1",
        "长" * 31,
        "长" * 27 + " (2)",
        "表",
        "走访 情况 1 (2)",
    ]


def test_a_row_of_the_wrong_width_is_a_fault() -> None:
    with pytest.raises(ValueError, match="zip"):
        write_xlsx([SheetOut("表", [Column("一"), Column("二")], [["只有一格"]])])


def test_nothing_is_written_to_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[object] = []
    monkeypatch.setattr(tempfile, "mkstemp", made.append)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", made.append)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written([["武丹丹"]])

    assert made == []
    assert list(tmp_path.iterdir()) == []


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_is_what_excel_expects() -> None:
    data = write_csv([["姓名", "备注"], ["张三", '说"好"，\n走了'], [5, None]])

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 3
    assert read_back(data) == [["姓名", "备注"], ["张三", '说"好"，\n走了'], ["5", ""]]


@pytest.mark.parametrize("text", [text for text in FORMULAS if not text.startswith("https")])
def test_csv_text_never_begins_a_formula(text: str) -> None:
    ((cell,),) = read_back(write_csv([[text]]))

    assert cell == "'" + text.replace("\r", "")


def test_csv_hides_no_formula_behind_a_semicolon() -> None:
    assert write_csv([["张三;=1+1"]]).decode("utf-8-sig") == '"张三;=1+1"\r\n'


def test_csv_values() -> None:
    row: list[CellOut] = [-5, 0.25, Decimal("1.50"), True, date(2026, 10, 7), 990101201503150011]

    assert read_back(write_csv([row])) == [
        ["-5", "0.25", "1.50", "是", "2026-10-07", "990101201503150011"]
    ]


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=4), min_size=1, max_size=4))
def test_csv_cells_are_never_risky(rows: list[list[str]]) -> None:
    assert not any(is_risky(cell) for row in read_back(write_csv(rows)) for cell in row)
