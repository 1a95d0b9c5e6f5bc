"""Filling somebody else's form in place: their header, widths, formats and print set-up stay.

The rows go below the header in the format of its first row; what stands below the table moves
down.  Text stays text: nothing that is filled in can become a formula.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Border
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from casework.sheets import stretching
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

_TEXT_FORMAT = "@"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A text outside the table, such as 填报单位, with what it becomes.

    Rows count from 1 and columns from 0, as everywhere in this package.
    """

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Filling:
    """Where a form's table stands, and what goes into it."""

    sheet: str
    header_row: int
    #: The first row below the table that says something, if any.
    tail_row: int | None
    #: Column → field; the others stay empty.
    columns: Mapping[int, str]
    rows: Sequence[Mapping[str, CellOut]] = field(repr=False)
    stamps: Sequence[Stamp] = ()
    #: Stands at the foot of every printed page.
    footer: str = ""


def fill(blank: bytes, filling: Filling) -> bytes:
    """The filled form.  ``blank`` is one that ``blanks.read_blank`` has let through."""
    book = load_workbook(io.BytesIO(blank))
    page = book[filling.sheet]
    for stamp in filling.stamps:
        _put(page.cell(stamp.row, stamp.column + 1), stamp.text)
    table = _Table(page, filling)
    table.make_room()
    table.write()
    _mark(page, filling.footer)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


class _Table:
    """The rows below the header of one page."""

    def __init__(self, page: Worksheet, filling: Filling) -> None:
        self.page = page
        self.filling = filling
        self.first = filling.header_row + 1
        self.last_column = max([page.max_column, *(at + 1 for at in filling.columns)])
        #: How many rows the form has ready.
        self.ready = sum(1 for _ in self._ready_rows())
        self.pattern: Sequence[Any] = (
            self._pattern_row() if self.ready else self._pattern_of_header()
        )
        self.pattern_height = page.row_dimensions[self.first].height if self.ready else None

    def make_room(self) -> None:
        """Move what stands below down, as far as the rows need it."""
        below, more = self.first + self.ready, len(self.filling.rows) - self.ready
        stretching.split_merges(self.page, self.first, below - 1)
        if more <= 0:
            return
        repeated = stretching.merges_in_row(self.page, self.first) if self.ready else []
        if self.page.max_row >= below:
            tail = CellRange(
                min_row=below, max_row=self.page.max_row, min_col=1, max_col=self.last_column
            )
            stretching.move_down(self.page, tail, more)
        stretching.stretch_rules(self.page, range(self.first, below), more)
        for row in range(below, below + more):
            self._format(row)
            stretching.repeat_merges(self.page, repeated, row)

    def write(self) -> None:
        """Put the values in."""
        for row, values in enumerate(self.filling.rows, self.first):
            for column, code in self.filling.columns.items():
                value = values.get(code)
                if value is not None:
                    _put(self.page.cell(row, column + 1), value)

    def _ready_rows(self) -> Iterator[int]:
        end = self.filling.tail_row or self.page.max_row + 1
        ruled = self._is_ruled(self.first)
        for row in range(self.first, end):
            if ruled and not self._is_ruled(row):
                return
            yield row

    def _is_ruled(self, row: int) -> bool:
        """Whether the row has lines around its cells: a table ends where they end."""
        return any(
            side is not None and side.style is not None
            for column in self.filling.columns
            for border in [self.page.cell(row, column + 1).border]
            for side in (border.left, border.right, border.top, border.bottom)
        )

    def _pattern_row(self) -> list[Cell | MergedCell]:
        cells = [self.page.cell(self.first, at) for at in range(1, self.last_column + 1)]
        if any(cell.has_style for cell in cells):
            return cells
        return self._pattern_of_header()

    def _pattern_of_header(self) -> list[Cell | MergedCell]:
        """A form that ends with its header gives its lines and nothing else of it."""
        spare = Worksheet(self.page.parent)
        cells: list[Cell | MergedCell] = []
        for at in range(1, self.last_column + 1):
            cell = spare.cell(1, at)
            lines = self.page.cell(self.filling.header_row, at).border
            cell.border = Border(left=lines.left, right=lines.right, top=lines.bottom)
            cell.border += Border(bottom=lines.bottom)
            cells.append(cell)
        return cells

    def _format(self, row: int) -> None:
        for at, pattern in enumerate(self.pattern, 1):
            # The style as a whole, by its numbers: part by part it takes seconds for 5,000 rows.
            target: Any = self.page.cell(row, at)
            target._style = copy(pattern._style)  # noqa: SLF001
        if self.pattern_height is not None:
            self.page.row_dimensions[row].height = self.pattern_height


def _put(cell: Cell | MergedCell, value: CellOut) -> None:
    if isinstance(cell, MergedCell):
        return  # the heading spans it: the value stands in the first cell
    if isinstance(value, bool):
        value = yes_no(answer=value)
    if isinstance(value, date):
        _put_date(cell, value)
    elif isinstance(value, str) or value is None or not fits_number(value):
        _put_text(cell, "" if value is None else str(value))
    elif cell.number_format == _TEXT_FORMAT:
        _put_text(cell, str(value))
    else:
        cell.value = value


def _put_date(cell: Cell, value: date) -> None:
    """A date where the form has a format for dates, else its text."""
    if is_date_format(cell.number_format):
        cell.value = wall_time(value) if isinstance(value, datetime) else value
    else:
        _put_text(cell, date_text(value))


def _put_text(cell: Cell, text: str) -> None:
    number_format = cell.number_format
    cell.value = safe_text(text)  # turns =1+1 into a formula, #N/A into an error ...
    cell.data_type = "s"  # ... and this back into text
    cell.number_format = number_format
    if is_risky(text):
        # As if typed with an apostrophe: stays text when somebody edits the cell.
        cell.quotePrefix = True


def _mark(page: Worksheet, footer: str) -> None:
    """Put the mark at the foot of every page, beside what stands there."""
    text = footer_text(footer)
    feet: list[Any] = [page.oddFooter]
    feet += [page.evenFooter] if page.HeaderFooter.differentOddEven else []
    feet += [page.firstFooter] if page.HeaderFooter.differentFirst else []
    for foot in feet:
        parts = (foot.right, foot.left, foot.center)
        place = next((part for part in parts if not part.text), foot.right)
        place.text = f"{place.text}\n{text}" if place.text else text
