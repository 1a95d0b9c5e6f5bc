"""A workbook as it was read: plain values, numbered as the spreadsheet numbers them.

Rows count from 1, as on the screen; columns count from 0, as indexes into ``Row.cells``.
Values never show in ``repr``: a ledger is full of names.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | None


class Flaw(enum.Enum):
    """Why a cell that shows something has no value; the text follows the column's name."""

    NOT_CALCULATED = "是公式且没有计算结果，请粘贴为数值"
    ERROR_VALUE = "是公式错误值，请改正后重新填写"

    @property
    def message(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Merge:
    """One merged range, both corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def covers(self, row: int, column: int) -> bool:
        return (
            self.first_row <= row <= self.last_row
            and self.first_column <= column <= self.last_column
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row with content; trailing blank cells are cut off."""

    number: int
    cells: tuple[Cell, ...] = field(repr=False)

    def cell(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.  Blank rows are left out, the others keep their numbers.

    Of a hidden sheet nothing is read.  Rows and columns that are hidden, or that a filter
    hides, are read like all others; the sets tell a preview what its user does not see.
    """

    name: str = field(repr=False)
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    is_hidden: bool = False
    is_filtered: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    flaws: Mapping[tuple[int, int], Flaw] = field(default_factory=dict)
    """(row, column) → why the cell has no value."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a file.

    ``encoding`` is that of a text file, None for .xlsx.  ``is_1904`` says that bare date
    numbers count from 1904 (files of old Macs).
    """

    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    is_1904: bool = False

    @property
    def visible_sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden)
