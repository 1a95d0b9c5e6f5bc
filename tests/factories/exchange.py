"""Empty forms of an invented superior: a header of three merged rows, lines ready, a footer."""

import io
from functools import cache
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from casework.db.base import db
from casework.exchange.layouts import understand
from casework.exchange.models import FormLayout
from casework.sheets.blanks import LIMITS
from casework.sheets.workbook import Workbook
from casework.sheets.xlsx import read_xlsx

SHEET = "附表1"
TITLE = "困境儿童信息登记表"
#: Range and words of each heading: 监护人 spans 联系方式, which spans two columns.
HEADINGS = {
    "A3:A5": "序号",
    "B3:G3": "儿童基本情况",
    "B4:B5": "姓名",
    "C4:C5": "性别",
    "D4:D5": "身份证号",
    "E4:E5": "出生日期",
    "F4:F5": "儿童类别",
    "G4:G5": "家庭住址",
    "H3:J3": "监护人",
    "H4:H5": "姓名",
    "I4:J4": "联系方式",
    "I5": "联系电话",
    "J5": "微信号",
    "K3:K5": "备注",
}
HEADER_ROW, READY = 5, 10
FIRST = HEADER_ROW + 1
FOOTER = FIRST + READY + 1
WIDTH = 11
#: What the practice makes of the columns: all but 微信号.
COLUMNS = {
    0: "serial",
    1: "child.name",
    2: "child.sex",
    3: "child.id_number",
    4: "child.birth_date",
    5: "child.category",
    6: "child.address",
    7: "guardian.name",
    8: "guardian.phone",
    10: "fact.remark",
}
_LINE = Side(style="thin")
_LINES = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def a_book() -> tuple[openpyxl.Workbook, Worksheet]:
    """Return the form, to be changed for a test."""
    book = openpyxl.Workbook()
    book.properties.creator = "张三丰"
    page = book.worksheets[0]
    page.title = SHEET
    page["A1"], page["A2"] = TITLE, "填报单位（盖章）：          填报日期：   年  月  日"
    page["A1"].font = Font(size=18, bold=True)
    for rows in ("A1:K1", "A2:K2"):
        page.merge_cells(rows)
    _head(page)
    _lines(page)
    page.cell(FOOTER, 1).value = "填表人：        审核人："
    page.cell(FOOTER + 1, 1).value = "说明：本表一式两份，县、乡各一份"
    page.merge_cells(start_row=FOOTER, end_row=FOOTER, start_column=1, end_column=WIDTH)
    page.row_dimensions[FOOTER + 1].height = 40
    _arrange(page)
    return book, page


def _head(page: Worksheet) -> None:
    for place, words in HEADINGS.items():
        cells = page[place] if ":" in place else ((page[place],),)
        for cell in (cell for row in cells for cell in row):
            cell.border = _LINES
            cell.fill = PatternFill("solid", fgColor="FFDDEBF7")
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page[place.partition(":")[0]].value = words
        if ":" in place:
            page.merge_cells(place)


def _lines(page: Worksheet) -> None:
    for row in range(FIRST, FIRST + READY):
        for column in range(1, WIDTH + 1):
            cell = page.cell(row, column)
            cell.border, cell.font = _LINES, Font(name="宋体", size=10)
        page.cell(row, 4).number_format = "@"
        page.cell(row, 5).number_format = "yyyy-mm-dd"
        page.cell(row, 1).value = row - HEADER_ROW
        page.row_dimensions[row].height = 25


def _arrange(page: Worksheet) -> None:
    last = FOOTER + 1
    page.print_area = f"A1:K{last}"
    page.print_title_rows = "3:5"
    page.page_setup.orientation = "landscape"
    page.column_dimensions["D"].width = 22
    page.freeze_panes = f"B{FIRST}"
    foot: Any = page.oddFooter
    foot.center.text = "第 &P 页"
    rule = DataValidation(type="list", formula1='"男,女"')
    rule.add(f"C{FIRST}:C{FIRST + READY - 1}")
    page.add_data_validation(rule)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook as somebody would upload it."""
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


@cache
def a_form() -> bytes:
    """Return the form as it comes from the superior."""
    return saved(a_book()[0])


@cache
def _read() -> Workbook:
    return read_xlsx(a_form(), LIMITS)


def a_layout(region_code: str, name: str = "市民政局登记表") -> FormLayout:
    """Keep the form for an office, without the two processes that check it."""
    understood = understand(_read())
    layout = FormLayout(
        target_code=region_code,
        name=name,
        content=a_form(),
        form=understood.form.stored(),
        columns={str(at): code for at, code in understood.columns.items()},
    )
    db.session.add(layout)
    db.session.flush()
    return layout
