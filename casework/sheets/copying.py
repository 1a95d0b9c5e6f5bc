"""Rows of a ledger written again in its own layout, each with a word beside it: to be mended.

The header stays as it was, merged cells and titles above it included, so that the copy is read
like the ledger that it comes from.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from casework.sheets.outgoing import fits_number, is_risky, safe_text
from casework.sheets.workbook import Cell, Merge, Row, Sheet
from casework.sheets.writing import sheet_name

_FIRST_YEAR = 1900
_WIDTH = 14
_WORD_WIDTH = 50

_TEXT = {"num_format": "@", "valign": "top", "text_wrap": True, "border": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "align": "center", "valign": "vcenter"},
    "heading": {
        "bold": True,
        "bg_color": "#E4EFE8",
        "border": 1,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "text": _TEXT,
    # As if typed with an apostrophe: stays text when somebody edits the cell.
    "risky": {**_TEXT, "quote_prefix": True},
    "number": {"valign": "top", "border": 1},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "border": 1},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "border": 1},
    "word": {**_TEXT, "font_color": "#A61B1B"},
}


@dataclass(frozen=True, slots=True)
class SheetCopy:
    """Some rows of a sheet; ``words`` stand under ``heading`` in a column of their own."""

    source: Sheet
    header_row: int
    rows: Sequence[Row]
    words: Sequence[str]
    heading: str
    not_copied: frozenset[int] = frozenset()

    @property
    def header(self) -> list[Row]:
        """All rows down to the last one of the header: titles carry the day of the ledger."""
        return [row for row in self.source.rows if row.number <= self.header_row]

    @property
    def width(self) -> int:
        """How many columns the copied cells take."""
        last = (
            column
            for row in (*self.header, *self.rows)
            for column, cell in enumerate(row.cells)
            if cell is not None and column not in self.not_copied
        )
        return max(last, default=-1) + 1


def write_copies(copies: Sequence[SheetCopy], *, is_1904: bool = False) -> bytes:
    """The copies as one .xlsx; numbers for dates keep the epoch of the ledger."""
    output = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "date_1904": is_1904,
    }
    with xlsxwriter.Workbook(output, options) as book:
        styles = {name: book.add_format(style) for name, style in _STYLES.items()}
        taken: set[str] = set()
        for copy in copies:
            page = book.add_worksheet(sheet_name(copy.source.name, taken))
            _Page(page, styles, copy).write()
    return output.getvalue()


class _Page:
    """One sheet being written; rows and columns count from 0 here."""

    def __init__(self, page: Any, styles: dict[str, Any], copy: SheetCopy) -> None:
        self._page = page
        self._styles = styles
        self._copy = copy
        self._width = copy.width

    def write(self) -> None:
        copy = self._copy
        self._page.set_column(0, self._width - 1, _WIDTH)
        self._page.set_column(self._width, self._width, _WORD_WIDTH)
        self._write_header()
        for place, (row, word) in enumerate(zip(copy.rows, copy.words, strict=True)):
            at = copy.header_row + place
            for column in range(self._width):
                self._write(at, column, row.cell(column))
            self._write_text(at, self._width, word, "word")
        self._page.freeze_panes(copy.header_row, 0)

    def _write_header(self) -> None:
        for row in self._copy.header:
            style = "title" if sum(cell is not None for cell in row.cells) == 1 else "heading"
            for column, cell in enumerate(row.cells[: self._width]):
                if cell is not None and column not in self._copy.not_copied:
                    self._write(row.number - 1, column, cell, style)
        for merge in _within(self._copy.source.merges, self._copy.header_row, self._width):
            self._merge(merge)
        self._write_text(self._copy.header_row - 1, self._width, self._copy.heading, "heading")

    def _merge(self, merge: Merge) -> None:
        top = next((r for r in self._copy.header if r.number == merge.first_row), None)
        first = top.cell(merge.first_column) if top else None
        corners = (merge.first_row - 1, merge.first_column, merge.last_row - 1, merge.last_column)
        self._page.merge_range(*corners, "", self._styles["heading"])
        if first is not None:
            self._write(*corners[:2], first, "heading")

    def _write(self, row: int, column: int, cell: Cell, style: str | None = None) -> None:
        if cell is None:
            # What is typed into it stays as it is typed: no number loses its end.
            self._page.write_blank(row, column, None, self._styles["text"])
        elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
            kind = "moment" if isinstance(cell, datetime) else "date"
            self._page.write_datetime(row, column, cell, self._styles[style or kind])
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and fits_number(cell):
            self._page.write_number(row, column, cell, self._styles[style or "number"])
        else:
            self._write_text(row, column, _told(cell), style)

    def _write_text(self, row: int, column: int, text: str, style: str | None = None) -> None:
        chosen = style or ("risky" if is_risky(text) else "text")
        self._page.write_string(row, column, safe_text(text), self._styles[chosen])


def _told(cell: Cell) -> str:
    """A cell as text: a number that has lost its end shows it, and is known again by it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.14E}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _within(merges: Sequence[Merge], last_row: int, width: int) -> list[Merge]:
    """The merged ranges of the header, as far as the columns go, none over another."""
    taken: set[tuple[int, int]] = set()
    found = []
    for merge in merges:
        last_column = min(merge.last_column, width - 1)
        if merge.last_row > last_row or merge.first_column > last_column:
            continue
        cells = {
            (row, column)
            for row in range(merge.first_row, merge.last_row + 1)
            for column in range(merge.first_column, last_column + 1)
        }
        if len(cells) > 1 and not cells & taken:
            taken |= cells
            found.append(Merge(merge.first_row, merge.first_column, merge.last_row, last_column))
    return found
