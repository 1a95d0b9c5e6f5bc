"""The forms as workbooks: headings, merges, line breaks and columns exactly those of the notice.

No formula and no link stands in them. Why a number was changed stands on a sheet of its own, 说明,
and not on the form.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from casework.annexes import layout, sheets
from casework.annexes.layout import ANNEX_1_COLUMNS, GROUPS
from casework.annexes.sheets import Sheet
from casework.annexes.signed import SignedSheet
from casework.practice.rules.campaigns import ANNEX_1
from casework.sheets.outgoing import is_risky, safe_text
from casework.ui.formats import width

_A4 = 9
_POINTS = 20.0
#: Widths in Latin characters; a Chinese one takes two.
_WIDTH_1 = 6.5
_WIDE_1 = {layout.REACHED: 11.0, layout.VOLUNTEERS: 8.0, layout.MEDIA: 8.0}
_WIDTHS_2 = (6.0, 30.0, 20.0, 14.0, 12.0, 11.0, 12.0)

# no-catalogue: a font
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOXED = {**_FONT, "border": 1, "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "number": {**_FONT},
    "title": {**_FONT, "bold": True, "font_size": 16, "align": "center"},
    "line": {**_FONT, "align": "left"},
    "heading": {**_BOXED, "align": "center", "font_size": 10.5},
    "whole": {**_BOXED, "align": "center", "num_format": "0"},
    "fraction": {**_BOXED, "align": "center", "num_format": "0.00"},
    "text": {**_BOXED, "align": "left", "num_format": "@"},
    "middle": {**_BOXED, "align": "center", "num_format": "@"},
    # As if typed with an apostrophe: stays text when somebody edits the cell.
    "risky": {**_BOXED, "align": "left", "num_format": "@", "quote_prefix": True},
    "note": {**_FONT, "align": "left", "valign": "top", "text_wrap": True},
}

#: One row of 附件2 as it is written: words and two numbers.
Row = tuple[int, str, str, str, str, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Form:
    """One form in the words and numbers that are written."""

    code: str
    title: str
    place: str
    note: str
    numbers: Mapping[str, Decimal | None]
    rows: Sequence[Row]
    #: What stands on the sheet 说明: label, number of the records, of the form, why.
    reasons: Sequence[tuple[str, Decimal | None, Decimal | None, str]]
    counts_others: bool


def of_sheet(sheet: Sheet) -> Form:
    """Return a form as it stands now."""
    words, unknown = sheets.words_of(sheet.asked, sheet.lines), sheets.Words()
    rows: list[Row] = []
    for line in sheet.lines:
        said = words.get(line.activity_id, unknown)
        value, children = sheet.cells[line.value].shown, sheet.cells[line.children].shown
        rows.append((line.n, said.title, said.organiser, line.time, line.way, value, children))
    return Form(
        sheet.code,
        sheet.annex.title,
        sheet.asked.region.name,
        sheet.note,
        {code: cell.shown for code, cell in sheet.cells.items()},
        rows,
        [
            (sheet.label_of(cell), cell.computed, cell.shown, cell.override.reason)
            for cell in sheet.changed
            if cell.override
        ],
        sheet.counts_others,
    )


def of_signed(signed: SignedSheet) -> Form:
    """Return a form as it was signed."""
    numbers = {code: cell.shown for code, cell in signed.cells.items()}
    rows: list[Row] = [
        (
            line.n,
            line.title,
            line.organiser,
            line.time,
            line.way,
            numbers.get(line.value),
            numbers.get(line.children),
        )
        for line in signed.lines
    ]
    reasons = [
        (signed.label_of(cell), cell.computed, cell.shown, signed.reasons[cell.code])
        for cell in signed.changed
    ]
    return Form(
        signed.code,
        signed.title,
        signed.place,
        signed.note,
        numbers,
        rows,
        reasons,
        signed.counts_others,
    )


def workbook(forms: Sequence[Form]) -> bytes:
    """Return the forms as one workbook, a sheet each, with 说明 where there is something to say."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        styles = {name: book.add_format(style) for name, style in _STYLES.items()}
        for form in forms:
            # no-catalogue: a file
            name = "附件1" if form.code == ANNEX_1 else "附件2"
            page = _Page(book.add_worksheet(name), styles, _widths(form))
            (_write_first if form.code == ANNEX_1 else _write_second)(page, name, form)
        _write_reasons(book, styles, forms)
    return output.getvalue()


def _widths(form: Form) -> Sequence[float]:
    if form.code == ANNEX_1:
        return [_WIDE_1.get(column.code, _WIDTH_1) for column in ANNEX_1_COLUMNS]
    return _WIDTHS_2


class _Page:
    """One sheet being written; rows and columns are counted from 0."""

    def __init__(self, page: Any, styles: Mapping[str, Any], widths: Sequence[float]) -> None:
        self.page, self.styles, self.widths = page, styles, widths
        for index, wide in enumerate(widths):
            page.set_column(index, index, wide)
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.5)
        page.center_horizontally()

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def text(self, row: int, column: int, words: str, style: str) -> None:
        """Write words; what a spreadsheet might run is text like any other."""
        kind = "risky" if style == "text" and is_risky(words) else style
        if not words:
            self.page.write_blank(row, column, None, self.styles[kind])
            return
        self.page.write_string(row, column, safe_text(words), self.styles[kind])

    def amount(self, row: int, column: int, amount: Decimal | None) -> None:
        """Write a number as a form wants it, or an empty box."""
        if amount is None:
            self.page.write_blank(row, column, None, self.styles["whole"])
            return
        is_whole = amount == amount.to_integral_value()
        style = self.styles["whole" if is_whole else "fraction"]
        self.page.write_number(row, column, int(amount) if is_whole else float(amount), style)

    def merged(self, row: int, first: int, last: int, words: str, style: str) -> None:
        """Write words over several columns."""
        self.page.merge_range(row, first, row, last, "", self.styles[style])
        self.text(row, first, words, style)

    def head(self, name: str, form: Form) -> None:
        """Write what stands above either table: which form, its title, whose it is."""
        self.text(0, 0, name, "number")
        self.merged(1, 0, self.last, form.title, "title")
        # no-catalogue: handed in, so always Chinese
        self.merged(2, 0, self.last, f"县区（单位）：{form.place}", "line")
        self.page.set_row(1, 32)
        self.page.set_row(2, 22)

    def foot(self, row: int, form: Form) -> None:
        """Write the note, as high as it needs."""
        self.merged(row, 0, self.last, form.note, "note")
        self.page.set_row(row, _POINTS * _lines(form.note, sum(self.widths)))


def _lines(words: str, wide: float) -> int:
    """Return how many lines words take in a column so wide."""
    return sum(max(1, -(-width(part) * 2 // max(1, int(wide - 1)))) for part in words.split("\n"))


def _write_first(page: _Page, name: str, form: Form) -> None:
    page.head(name, form)
    page.page.set_landscape()
    start = 0
    for group in GROUPS:
        page.merged(3, start, start + len(group.columns) - 1, group.heading, "heading")
        start += len(group.columns)
    for index, column in enumerate(ANNEX_1_COLUMNS):
        page.text(4, index, column.heading, "heading")
        page.amount(5, index, form.numbers.get(column.code))
    page.page.set_row(3, 34)
    page.page.set_row(4, 62)
    page.page.set_row(5, 34)
    page.foot(6, form)


def _write_second(page: _Page, name: str, form: Form) -> None:
    page.head(name, form)
    page.page.set_portrait()
    page.page.repeat_rows(3)
    for index, heading in enumerate(layout.ANNEX_2_HEADINGS):
        page.text(3, index, heading, "heading")
    page.page.set_row(3, 34)
    blank = layout.ROWS_OF_ANNEX_2 - len(form.rows)
    for offset, row in enumerate([*form.rows, *[None] * max(0, blank)], start=4):
        _write_row(page, offset, row)
    page.foot(4 + max(len(form.rows), layout.ROWS_OF_ANNEX_2), form)


def _write_row(page: _Page, at: int, row: Row | None) -> None:
    if row is None:
        for index in range(page.last + 1):
            page.amount(at, index, None)
        page.page.set_row(at, 26)
        return
    n, title, organiser, time, way, value, children = row
    page.amount(at, 0, Decimal(n))
    for index, words, style in (
        (1, title, "text"),
        (2, organiser, "text"),
        (3, time, "middle"),
        (4, way, "middle"),
    ):
        page.text(at, index, words, style)
    page.amount(at, 5, value)
    page.amount(at, 6, children)
    tall = max(_lines(title, page.widths[1]), _lines(organiser, page.widths[2]))
    page.page.set_row(at, max(26.0, 15.0 * tall + 6))


def _write_reasons(book: Any, styles: Mapping[str, Any], forms: Sequence[Form]) -> None:
    """Write the sheet 说明: every number that is not the records' own, and why."""
    if not any(form.reasons or form.counts_others for form in forms):
        return
    # no-catalogue: handed in, so always Chinese
    page = _Page(book.add_worksheet("说明"), styles, (10, 26, 14, 14, 60))
    # no-catalogue: handed in, so always Chinese
    headings = ("表", "哪一格", "按记录算", "填报数", "为什么改")
    for index, heading in enumerate(headings):
        page.text(0, index, heading, "heading")
    row = 1
    for form in forms:
        # no-catalogue: a file
        name = "附件1" if form.code == ANNEX_1 else "附件2"
        for label, computed, shown, why in form.reasons:
            page.text(row, 0, name, "middle")
            page.text(row, 1, label, "text")
            page.amount(row, 2, computed)
            page.amount(row, 3, shown)
            page.text(row, 4, why, "text")
            page.page.set_row(row, max(20.0, 15.0 * _lines(why, 60) + 5))
            row += 1
        if form.counts_others:
            page.merged(row, 0, page.last, OTHERS_COUNT, "note")
            page.page.set_row(row, _POINTS)
            row += 1


#: Said below the table where a region's setting has it so.
OTHERS_COUNT = "“各类志愿者合计”包括表上没有栏目的志愿者（社会工作者、五老等），按本地设置计入。"
