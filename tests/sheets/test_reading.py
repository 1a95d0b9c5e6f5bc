"""Files as people send them: what is read, and what they are told about the rest."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from casework.sheets import refusals
from casework.sheets.limits import Limits
from casework.sheets.reading import read_workbook
from casework.sheets.refusals import SheetRefused
from casework.sheets.workbook import Flaw, Sheet, Workbook
from tests.sheets.samples import packed, roster, saved, sheet_xml, xlsx

TABLE = [["姓名", "性别"], ["阿依古丽·买买提", "女"], ["王𰻝", "男"]]


def read(data: bytes, filename: str = "台账.xlsx") -> Workbook:
    return read_workbook(data, filename)


def refusal(data: bytes, filename: str = "台账.xlsx") -> str:
    with pytest.raises(SheetRefused) as refused:
        read(data, filename)
    return refused.value.message


def values(sheet: Sheet) -> list[list[object]]:
    return [list(row.cells) for row in sheet.rows]


def test_the_county_ledger_is_read_whole() -> None:
    (sheet,) = read(roster("county-ledger.xlsx")).sheets

    assert sheet.name == "台账"
    assert [row.number for row in sheet.rows] == list(range(1, 379))
    assert sheet.rows[4].cells[5:9] == ("汉族", "99010120110429486X", "2011年4月29日", "困境儿童")
    assert sheet.rows[5].cell(7) == date(2014, 9, 17)
    assert sheet.rows[377].cells == ("合计", None, None, "373人")
    assert [(merge.first_row, merge.first_column) for merge in sheet.merges][:3] == [
        (1, 0),
        (2, 0),
        (3, 0),
    ]


def test_the_township_table_is_read_whole() -> None:
    workbook = read(roster("township-gb18030.csv"), "桃林镇.csv")

    assert workbook.encoding == "gb18030"
    assert workbook.sheets[0].name == "桃林镇"
    assert [row.number for row in workbook.sheets[0].rows] == list(range(1, 202))
    assert workbook.sheets[0].rows[8].cell(5) == "９９０１０１２０１２０４２３７２７２"


def test_cells_keep_their_types() -> None:
    moment = datetime(2021, 1, 5, 9, 30)  # noqa: DTZ001 - spreadsheets know no zones
    row: list[object] = [1, 2.5, True, date(2021, 1, 5), moment, "  空格 ", None, "末"]

    assert values(read(xlsx([row])).sheets[0]) == [row]


def test_a_long_number_stays_recognisable_as_one_that_lost_digits() -> None:
    (row,) = (
        read(packed(sheet_xml('<row r="1"><c r="A1"><v>9.9010120100512E+17</v></c></row>')))
        .sheets[0]
        .rows
    )

    assert isinstance(row.cell(0), float)


def test_blank_rows_are_left_out_and_numbers_kept() -> None:
    rows: list[list[str | None]] = [["姓名"], [], ["张三"], [None, "  "], ["李四"]]

    assert [row.number for row in read(xlsx(rows)).sheets[0].rows] == [1, 3, 5]


def test_a_table_that_begins_away_from_the_corner_keeps_its_places() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C4"] = "姓名"
    (row,) = read(saved(book)).sheets[0].rows

    assert (row.number, row.cells) == (4, (None, None, "姓名"))


def test_hidden_sheets_are_told_of_but_not_read() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["姓名"])
    secret = book.create_sheet("字典")
    secret.append(["汉族"])
    secret.sheet_state = "veryHidden"
    shown, hidden = read(saved(book)).sheets

    assert (shown.is_hidden, hidden.is_hidden) == (False, True)
    assert hidden.rows == ()
    assert read(saved(book)).visible_sheets == (shown,)


def test_hidden_rows_columns_and_filters_are_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in TABLE:
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.auto_filter.ref = "A1:B3"
    (result,) = read(saved(book)).sheets

    assert result.hidden_rows == {2}
    assert result.hidden_columns == {1}
    assert result.is_filtered
    assert values(result) == TABLE


def test_formulas_without_a_result_and_error_values_are_flaws() -> None:
    cells = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c>'
        '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1"><f>1+1</f><v></v></c>'
    )
    (sheet,) = read(packed(sheet_xml(f'<row r="1">{cells}</row>'))).sheets

    assert sheet.rows[0].cell(0) == 2
    assert sheet.flaws == {
        (1, 1): Flaw.NOT_CALCULATED,
        (1, 2): Flaw.ERROR_VALUE,
        (1, 3): Flaw.NOT_CALCULATED,
    }


def test_files_of_old_macs_are_marked() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([date(2021, 1, 5), 42739])
    workbook = read(saved(book))

    assert workbook.is_1904
    assert workbook.sheets[0].rows[0].cells == (date(2021, 1, 5), 42739)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_tables_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in TABLE)
    workbook = read(text.encode(encoding), "台账.csv")

    assert values(workbook.sheets[0]) == TABLE
    assert workbook.encoding in {"utf-8", "utf-16-le", "gb18030"}


def test_gbk_and_big_endian_utf16_are_read_too() -> None:
    text = "姓名,性别\n张三,男\n"

    assert read(text.encode("gbk")).encoding == "gb18030"
    assert read(b"\xfe\xff" + text.encode("utf-16-be")).encoding == "utf-16-be"


def test_quoted_cells_hold_delimiters_and_line_breaks() -> None:
    text = '姓名,备注\n张三,"一、二;三,\n四 ""五"""\n\n李四,\n'
    (sheet,) = read(text.encode()).sheets

    assert values(sheet) == [["姓名", "备注"], ["张三", '一、二;三,\n四 "五"'], ["李四"]]
    assert [row.number for row in sheet.rows] == [1, 2, 4]


def test_the_separator_line_of_excel_is_obeyed_and_not_counted() -> None:
    (sheet,) = read("sep=;\r\n姓名;备注\r\n张三;a,b,c,d\r\n".encode()).sheets

    assert [row.number for row in sheet.rows] == [1, 2]
    assert sheet.rows[1].cells == ("张三", "a,b,c,d")


@pytest.mark.parametrize(
    "filename",
    ["台账.csv", "../../etc/台账.csv", "C:\\Users\\台账.csv", "台账"],
)
def test_a_text_table_is_named_after_its_file(filename: str) -> None:
    assert read("姓名\n张三".encode(), filename).sheets[0].name == "台账"


def zipped(names: list[str]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return output.getvalue()


OLD_CONTAINER = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", refusals.EMPTY_FILE),
        (b"\xef\xbb\xbf \r\n", refusals.EMPTY_FILE),
        (bytes(100), refusals.EMPTY_FILE),
        (OLD_CONTAINER + "Workbook".encode("utf-16-le"), refusals.OLD_FORMAT),
        (OLD_CONTAINER + "EncryptedPackage".encode("utf-16-le"), refusals.ENCRYPTED),
        (b"<html><table><tr><td>1</td></tr></table></html>", refusals.WEB_PAGE),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>", refusals.WEB_PAGE),
        (b'<?xml version="1.0"?><Workbook/>', refusals.WEB_PAGE),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook", refusals.WEB_PAGE),
        (b"%PDF-1.7 ...", refusals.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n", refusals.NOT_A_TABLE),
        (b"\xff\xd8\xff\xe0JFIF", refusals.NOT_A_TABLE),
        (b"\x7fELF\x02\x00\x00", refusals.NOT_A_TABLE),
        (b"Rar!\x1a\x07", refusals.ARCHIVE),
        (zipped(["台账.xlsx"]), refusals.ARCHIVE),
        (zipped(["word/document.xml"]), refusals.NOT_A_TABLE),
        (zipped(["content.xml", "mimetype"]), refusals.OTHER_SPREADSHEET),
        (zipped(["xl/workbook.bin"]), refusals.OTHER_SPREADSHEET),
        (zipped(["xl/workbook.xml", "xl/vbaProject.bin"]), refusals.MACROS),
        (b"PK\x03\x04" + bytes(50), refusals.DAMAGED),
        (b"\x81\x20\xff\xff\x81", refusals.UNKNOWN_ENCODING),
        (b"\xff\xfe\x00\xd8a\x00", refusals.UNKNOWN_ENCODING),
        (b",,,\n,,\n", refusals.NO_ROWS),
        (xlsx([]), refusals.NO_ROWS),
        (xlsx([[None], ["  "]]), refusals.NO_ROWS),
    ],
)
def test_what_is_no_readable_table_is_told_apart_by_content(data: bytes, message: str) -> None:
    assert refusal(data, "台账.xls") == message


def test_an_encrypted_archive_entry_is_a_password() -> None:
    data = bytearray(packed(sheet_xml("")))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1

    assert refusal(bytes(data)) == refusals.ENCRYPTED


def test_limits_are_named_in_the_refusal() -> None:
    table = "姓名\n" + "张三\n" * 5000

    assert "一个文件最多5000行" in refusal(table.encode())
    assert "200列" in refusal(",".join(["姓名"] * 201).encode())
    with pytest.raises(SheetRefused, match="超过1MB"):
        read_workbook(bytes(2 << 20), "a.csv", Limits(file_bytes=1 << 20))


def test_five_thousand_rows_are_read() -> None:
    table = "姓名\n" + "张三\n" * 4999

    assert len(read(table.encode()).sheets[0].rows) == 5000


def test_rows_are_counted_over_all_sheets() -> None:
    book = openpyxl.Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("二")):
        for number in range(2501):
            sheet.append([number])

    assert "一个文件最多5000行" in refusal(saved(book))


def test_a_cell_longer_than_any_spreadsheet_holds_is_refused() -> None:
    assert refusal(('姓名\n"' + "长" * 200_000 + '"').encode()) == refusals.DAMAGED


def test_neither_rows_nor_sheets_show_names_when_printed() -> None:
    assert "买买提" not in repr(read(xlsx(TABLE)))
