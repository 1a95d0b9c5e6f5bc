"""A header of two or three merged rows, folded so that two rows say all of it.

序号 merged over three rows moves down to the third.  监护人 over its own 姓名 and, one row lower,
联系方式 over 电话 and 微信号 is repeated in the row right above 姓名, and stands in the place of
联系方式, which tells nothing of whose.  Row numbers stay those of the sheet.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from casework.sheets.headers import Vocabulary
from casework.sheets.texts import read_text
from casework.sheets.workbook import Cell, Merge, Row, Sheet

_ROWS_LOOKED_AT = 20
_TALLEST_HEADER = 4


def folded(sheet: Sheet, vocabulary: Vocabulary) -> Sheet:
    """The sheet with the headings of its columns in one row and their groups in the row above."""
    return _Header(sheet, vocabulary).folded()


class _Header:
    """The cells and merges of a sheet while its header is being folded."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary) -> None:
        self._sheet = sheet
        self._vocabulary = vocabulary
        self._grid: dict[tuple[int, int], Cell] = {
            (row.number, at): cell for row in sheet.rows for at, cell in enumerate(row.cells)
        }
        self._merges = {self._moved_down(merge) for merge in sheet.merges}

    def folded(self) -> Sheet:
        for row in range(1, _ROWS_LOOKED_AT):
            for merge in self._groups_in(row):
                self._hand_down(merge)
        return replace(
            self._sheet, rows=self._rows(), merges=tuple(sorted(self._merges, key=_corner))
        )

    def _moved_down(self, merge: Merge) -> Merge:
        """A tall heading, one row high, where its lowest row was."""
        height = merge.last_row - merge.first_row
        is_heading = merge.first_row <= _ROWS_LOOKED_AT and 0 < height < _TALLEST_HEADER
        if not is_heading or self._text(merge.first_row, merge.first_column) is None:
            return merge
        cell = self._grid.pop((merge.first_row, merge.first_column))
        self._grid[merge.last_row, merge.first_column] = cell
        return replace(merge, first_row=merge.last_row)

    def _groups_in(self, row: int) -> list[Merge]:
        wide = [
            merge
            for merge in self._merges
            if merge.first_row == merge.last_row == row and merge.last_column > merge.first_column
        ]
        return [merge for merge in wide if self._is_group(row, merge.first_column)]

    def _hand_down(self, group: Merge) -> None:
        """Let the row below a group name it, where that row is not the last of the header."""
        row, title = group.first_row + 1, self._text(group.first_row, group.first_column)
        for first, last in self._runs(group, row):
            self._grid[row, first] = title
            if last > first:
                self._merges.add(Merge(row, first, row, last))
        for merge in [merge for merge in self._merges if _is_wide_within(merge, group, row)]:
            if not self._is_group(row, merge.first_column) and self._has_parts(row, merge):
                self._grid[row, merge.first_column] = title

    def _runs(self, group: Merge, row: int) -> Iterator[tuple[int, int]]:
        """The columns side by side that say nothing in a row and something in the next."""

        def is_open(column: int) -> bool:
            is_spanned = any(merge.covers(row, column) for merge in self._merges)
            is_blank = self._text(row, column) is None and not is_spanned
            return is_blank and self._text(row + 1, column) is not None

        columns = range(group.first_column, group.last_column + 1)
        for found, run in groupby(columns, is_open):
            if found:
                first, *rest = run
                yield first, rest[-1] if rest else first

    def _has_parts(self, row: int, merge: Merge) -> bool:
        columns = range(merge.first_column, merge.last_column + 1)
        return sum(self._text(row + 1, column) is not None for column in columns) > 1

    def _is_group(self, row: int, column: int) -> bool:
        text = self._text(row, column)
        return text is not None and self._vocabulary.group(text) is not None

    def _text(self, row: int, column: int) -> str | None:
        return read_text(self._grid.get((row, column)))

    def _rows(self) -> tuple[Row, ...]:
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self._grid.items():
            if cell is not None:
                found.setdefault(row, {})[column] = cell
        return tuple(Row(number, _cells(cells)) for number, cells in sorted(found.items()))


def _is_wide_within(merge: Merge, group: Merge, row: int) -> bool:
    is_wide = merge.last_column > merge.first_column
    is_here = merge.first_row == merge.last_row == row and is_wide
    return is_here and group.first_column <= merge.first_column <= group.last_column


def _cells(cells: dict[int, Cell]) -> tuple[Cell, ...]:
    return tuple(cells.get(column) for column in range(max(cells) + 1))


def _corner(merge: Merge) -> tuple[int, int, int, int]:
    return merge.first_row, merge.first_column, merge.last_row, merge.last_column
