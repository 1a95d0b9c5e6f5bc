"""Workbooks and text tables that leave the house, safe to open anywhere.

Text stays text: a note that begins with ``=`` is no formula in Excel, WPS or LibreOffice.
Nothing touches the disk on the way.
"""

import csv
import enum
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from casework.sheets.outgoing import (
    CellOut,
    date_text,
    fits_number,
    footer_text,
    is_risky,
    safe_text,
    wall_time,
    yes_no,
)

_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_A4 = 9

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {"font_color": "#555555", "text_wrap": True},
    "heading": {
        "bold": True,
        "bg_color": "#E4EFE8",
        "border": 1,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "text": {"num_format": "@", "valign": "top", "text_wrap": True},
    # As if typed with an apostrophe: stays text when somebody edits the cell.
    "risky": {"num_format": "@", "valign": "top", "text_wrap": True, "quote_prefix": True},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "fraction": {"num_format": "#,##0.00", "valign": "top"},
    "percent": {"num_format": "0.0%", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top"},
}


class Kind(enum.Enum):
    """How a column shows its numbers; text and dates look the same in all."""

    PLAIN = "plain"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet; ``width`` in Latin characters, a Chinese one takes two."""

    heading: str
    width: float = 12
    kind: Kind = Kind.PLAIN


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet: an optional title and note merged over all columns, headings, rows."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[CellOut]]
    title: str | None = None
    note: str | None = None
    #: Stands at the foot of every printed page.
    footer: str | None = None


def write_xlsx(sheets: Sequence[SheetOut]) -> bytes:
    """The workbook as bytes.  Headings stay in view and repeat on printed pages."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        styles = {name: book.add_format(style) for name, style in _STYLES.items()}
        taken: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(sheet_name(sheet.name, taken))
            _Page(page, styles).write(sheet)
    return output.getvalue()


def write_csv(rows: Iterable[Sequence[CellOut]]) -> bytes:
    """RFC 4180 text with the mark by which Excel knows UTF-8.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    output = io.StringIO(newline="")
    # Quoting all text keeps formulas apart even where the reader expects semicolons.
    writer = csv.writer(output, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return output.getvalue().encode("utf-8-sig")


class _Page:
    """One worksheet being written."""

    def __init__(self, page: Any, styles: dict[str, Any]) -> None:
        self._page = page
        self._styles = styles

    def write(self, sheet: SheetOut) -> None:
        top = self._write_titles(sheet)
        for index, column in enumerate(sheet.columns):
            self._page.set_column(index, index, column.width)
            self._write_text(top, index, column.heading, "heading")
        for offset, row in enumerate(sheet.rows, start=top + 1):
            for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self._write_value(offset, index, value, column.kind)
        self._arrange(top)
        if sheet.footer is not None:
            self._page.set_footer(f"&R{footer_text(sheet.footer)}")

    def _write_titles(self, sheet: SheetOut) -> int:
        """Write title and note; return the row of the headings, counted from 0."""
        titles = [(sheet.title, "title"), (sheet.note, "note")]
        present = [(text, style) for text, style in titles if text is not None]
        for row, (text, style) in enumerate(present):
            if len(sheet.columns) > 1:
                last = len(sheet.columns) - 1
                self._page.merge_range(row, 0, row, last, "", self._styles[style])
            self._write_text(row, 0, text, style)
        return len(present)

    def _write_value(self, row: int, column: int, value: CellOut, kind: Kind) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._write_text(row, column, yes_no(answer=value), "text")
        elif isinstance(value, datetime):
            self._page.write_datetime(row, column, wall_time(value), self._styles["instant"])
        elif isinstance(value, date):
            self._page.write_datetime(row, column, value, self._styles["date"])
        elif isinstance(value, str) or not fits_number(value):
            text = str(value)
            self._write_text(row, column, text, "risky" if is_risky(text) else "text")
        else:
            self._page.write_number(row, column, value, self._styles[_number_style(value, kind)])

    def _write_text(self, row: int, column: int, text: str, style: str) -> None:
        self._page.write_string(row, column, safe_text(text), self._styles[style])

    def _arrange(self, top: int) -> None:
        self._page.freeze_panes(top + 1, 0)
        self._page.repeat_rows(0, top)
        self._page.set_landscape()
        self._page.set_paper(_A4)
        self._page.fit_to_pages(1, 0)


def _number_style(value: float | Decimal, kind: Kind) -> str:
    if kind is Kind.PERCENT:
        return "percent"
    return "whole" if value == int(value) else "fraction"


def sheet_name(name: str, taken: set[str]) -> str:
    """A name the format allows, different from those taken (also in upper case)."""
    # no-catalogue: a file
    allowed = _NOT_IN_SHEET_NAMES.sub(" ", safe_text(name)).strip("' ") or "表"
    candidate = allowed[:_LONGEST_SHEET_NAME]
    number = 2
    while candidate.lower() in taken:
        suffix = f" ({number})"
        candidate = allowed[: _LONGEST_SHEET_NAME - len(suffix)] + suffix
        number += 1
    taken.add(candidate.lower())
    return candidate


def _csv_cell(value: CellOut) -> str | float | Decimal:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(answer=value)
    if not isinstance(value, (str, date)):
        return value if fits_number(value) else str(value)
    text = safe_text(value) if isinstance(value, str) else date_text(value)
    return f"'{text}" if is_risky(text) else text
