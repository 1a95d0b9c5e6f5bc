"""Empty forms taken in: what is refused, and what is taken out of them."""

import base64
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from casework.practice.rules.headers import read_headers
from casework.sheets import blank_child, blanks
from casework.sheets.blanks import LIMITS, read_blank
from casework.sheets.folding import folded
from casework.sheets.headers import find_layout
from casework.sheets.refusals import ENCRYPTED, MACROS, SheetRefused
from casework.sheets.xlsx import read_xlsx
from tests.factories.exchange import COLUMNS, HEADER_ROW, a_book, a_form, saved
from tests.practice.shipped import body_of

HEADERS = read_headers(body_of("header_synonyms"))


def with_entries(more: dict[str, bytes]) -> bytes:
    output = io.BytesIO(a_form())
    with zipfile.ZipFile(output, "a") as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return output.getvalue()


def changed(change: Callable[[Worksheet], object]) -> bytes:
    book, page = a_book()
    change(page)
    return saved(book)


def rule_of(formula: str) -> Rule:
    return Rule(type="expression", formula=[formula], dxf=DifferentialStyle())


def values(data: bytes) -> list[object]:
    return list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].values)


def cleaned(data: bytes) -> str:
    """Clean in this process, as the child does."""
    return blank_child._answer(data, LIMITS)


def test_a_form_comes_through_two_processes_without_its_author() -> None:
    blank = read_blank(a_form(), "登记表.xlsx")
    assert blank.lost == ()
    assert [sheet.name for sheet in blank.workbook.sheets] == ["附表1"]
    with zipfile.ZipFile(io.BytesIO(blank.content)) as archive:
        assert not any("张三丰".encode() in archive.read(name) for name in archive.namelist())
    assert values(blank.content) == values(a_form())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (changed(lambda page: page.cell(6, 2, "=1+1")), "“附表1”的 B6 格"),
        (with_entries({"xl/vbaProject.bin": b"x"}), MACROS),
        (with_entries({"xl/macrosheets/sheet1.xml": b"<x/>"}), MACROS),
        (with_entries({"xl/externalLinks/externalLink1.xml": b"<x/>"}), blank_child.LINKS),
        (with_entries({"xl/connections.xml": b"<x/>"}), blank_child.LINKS),
        (with_entries({"xl/embeddings/oleObject1.bin": b"x"}), blank_child.LINKS),
        (with_entries({"xl/x.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "结构异常"),
        (changed(lambda page: page.merge_cells("A20:B4000")), "结构异常"),
        (a_form()[:2000], "文件已损坏"),
    ],
)
def test_what_could_do_harm_is_refused_with_what_to_do(data: bytes, why: str) -> None:
    assert why in json_of(cleaned(data))["refused"]


def json_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("姓名,性别\n".encode(), blanks.NOT_A_WORKBOOK),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), ENCRYPTED),
        (bytes(LIMITS.file_bytes + 1), "文件超过4MB"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_blank(data, "表.xlsx")
    assert why in refused.value.message


def test_a_formula_in_a_hidden_sheet_is_found_too() -> None:
    book, _page = a_book()
    hidden = book.create_sheet("字典")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "=NOW()"
    assert "隐藏的工作表" in json_of(cleaned(saved(book)))["refused"]


def test_rules_that_reckon_are_taken_out_and_plain_lists_stay() -> None:
    book, page = a_book()
    rule = DataValidation(type="custom", formula1='=WEBSERVICE("http://x")')
    rule.add("B6")
    page.add_data_validation(rule)
    page.conditional_formatting.add("A6:K15", rule_of("LEN($B6)>0"))
    book.defined_names["外部"] = DefinedName("外部", attr_text="[1]Sheet1!$A$1")
    page["A1"].hyperlink = "http://example.org/x"
    page["A1"].comment = Comment("怎么填", "张三丰")
    answer = json_of(cleaned(saved(book)))
    assert answer["lost"] == [blank_child.LOST_RULES]
    content = base64.b64decode(answer["content"])
    after = openpyxl.load_workbook(io.BytesIO(content))
    kept = after["附表1"]
    assert [each.formula1 for each in kept.data_validations.dataValidation] == ['"男,女"']
    assert list(kept.conditional_formatting) == []
    assert list(after.defined_names) == []
    assert kept["A1"].hyperlink is None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = b"".join(map(archive.read, archive.namelist()))
    assert "张三丰".encode() not in parts
    assert b"example.org" not in parts


def test_headings_of_three_rows_are_matched_with_their_groups() -> None:
    (sheet,) = read_xlsx(a_form(), LIMITS).sheets
    layout = find_layout(folded(sheet, HEADERS), HEADERS)
    assert layout is not None
    assert (layout.header_row, dict(layout.columns)) == (HEADER_ROW, COLUMNS)
    assert [heading.label for heading in layout.unknown] == ["监护人·微信号"]


def test_a_sheet_without_a_tall_header_is_not_changed_by_folding() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["儿童花名册"], ["姓名", "性别", "村（社区）"], ["栖一", "女", "柳树村"]):
        page.append(row)
    page.merge_cells("A1:C1")
    (sheet,) = read_xlsx(saved(book), LIMITS).sheets
    assert folded(sheet, HEADERS) == sheet
