"""Making a form's table longer: what stands below moves down, with all that belongs to it.

openpyxl moves values and styles; merges, heights, print areas and rules are moved here.
"""

from collections.abc import Sequence

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet


def move_down(page: Worksheet, tail: CellRange, by: int) -> None:
    """Move everything from the first row of ``tail`` on down."""
    start = tail.min_row
    merges = [merge for merge in page.merged_cells.ranges if merge.min_row >= start]
    for merge in merges:
        page.merged_cells.ranges.remove(merge)
    page.move_range(tail, rows=by)
    for merge in merges:
        merge.shift(row_shift=by)
        page.merged_cells.ranges.add(merge)
    _move_heights(page, start, by)
    for page_break in page.row_breaks.brk:
        if page_break.id >= start:
            page_break.id += by


def _move_heights(page: Worksheet, start: int, by: int) -> None:
    heights = page.row_dimensions
    moved = {row: heights.pop(row) for row in [row for row in heights if row >= start]}
    for row, height in moved.items():
        height.index = row + by
        heights[row + by] = height


def stretch_rules(page: Worksheet, rows: range, by: int) -> None:
    """Let print area, filter, drop-down lists and formats of the table reach its new end."""
    if page.print_area:
        areas = [_parsed(area) for area in str(page.print_area).split(",")]
        page.print_area = [str(_stretched(area, rows, by).coord) for area in areas]
    if page.auto_filter.ref:
        page.auto_filter.ref = _stretched(_parsed(page.auto_filter.ref), rows, by).coord
    for rule in page.data_validations.dataValidation:
        rule.sqref = _stretched_all(rule.sqref, rows, by)
    formats = ConditionalFormattingList()
    for formatting in page.conditional_formatting:
        for rule in formatting.rules:
            formats.add(str(_stretched_all(formatting.sqref, rows, by)), rule)
    page.conditional_formatting = formats


def _parsed(reference: str) -> CellRange:
    return CellRange(reference.rpartition("!")[2].replace("$", ""))


def _stretched_all(ranges: MultiCellRange, rows: range, by: int) -> MultiCellRange:
    found = [_stretched(CellRange(each.coord), rows, by).coord for each in ranges.ranges]
    return MultiCellRange(" ".join(found))


def _stretched(area: CellRange, rows: range, by: int) -> CellRange:
    """An area as it is after ``by`` rows were put in behind ``rows``."""
    if area.min_row >= rows.stop > rows.start:
        area.shift(row_shift=by)
    elif area.max_row >= rows.start - 1:
        area.expand(down=by)
    return area


def merges_in_row(page: Worksheet, row: int) -> list[tuple[int, int]]:
    """The columns that each merge within one row spans."""
    return [
        (merge.min_col, merge.max_col)
        for merge in page.merged_cells.ranges
        if merge.min_row == merge.max_row == row
    ]


def repeat_merges(page: Worksheet, columns: Sequence[tuple[int, int]], row: int) -> None:
    """Merge a row as the first one is."""
    for first, last in columns:
        page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def split_merges(page: Worksheet, first: int, last: int) -> None:
    """Undo merges over several rows of the table: each row is a child of its own."""
    merges: list[MergedCellRange] = [
        merge
        for merge in page.merged_cells.ranges
        if first <= merge.min_row <= last and merge.max_row > merge.min_row
    ]
    for merge in merges:
        page.unmerge_cells(merge.coord)
