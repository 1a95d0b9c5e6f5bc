"""The values of an .xlsx workbook.  Runs only in the child process."""

import io
import math
from collections.abc import Iterator
from datetime import time, timedelta
from zipfile import ZipFile

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from casework.sheets.archive import check_archive
from casework.sheets.limits import Limits
from casework.sheets.refusals import too_many_rows
from casework.sheets.survey import (
    BookSurvey,
    SheetSurvey,
    survey_book,
    survey_sheet,
)
from casework.sheets.workbook import Cell, Merge, Row, Sheet, Workbook
from casework.sheets.xml_parts import refuse_definitions

# Beyond this a spreadsheet's number no longer tells neighbouring integers apart.
_EXACT = 2**53


def read_xlsx(data: bytes, limits: Limits) -> Workbook:
    """All visible sheets of the workbook, after the archive and its XML were checked."""
    with ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive, limits)
        refuse_definitions(archive, limits)
        book = survey_book(archive, limits)
        surveys = _survey_visible(archive, book, limits)
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as source:
        sheets = tuple(
            _read_sheet(source, metadata, surveys.get(metadata.name))
            for metadata in source.sheets_metadata
            if metadata.typ is SheetTypeEnum.WorkSheet
        )
    return Workbook(sheets, is_1904=book.is_1904)


def _survey_visible(archive: ZipFile, book: BookSurvey, limits: Limits) -> dict[str, SheetSurvey]:
    surveys = {}
    for name, entry in book.visible_entries.items():
        with archive.open(entry) as part:
            surveys[name] = survey_sheet(part, limits)
    if sum(survey.rows_with_content for survey in surveys.values()) > limits.rows:
        raise too_many_rows(limits.rows)
    return surveys


def _read_sheet(
    source: CalamineWorkbook, metadata: SheetMetadata, survey: SheetSurvey | None
) -> Sheet:
    if survey is None or metadata.visible is not SheetVisibleEnum.Visible:
        return Sheet(metadata.name, rows=(), is_hidden=True)
    values = source.get_sheet_by_name(metadata.name)
    rows = tuple(_rows(values))
    return Sheet(
        metadata.name,
        rows=rows,
        merges=tuple(_merges(values)),
        is_filtered=survey.is_filtered,
        hidden_rows=frozenset(row.number for row in rows if row.number in survey.hidden_rows),
        hidden_columns=frozenset(survey.hidden_columns),
        flaws=survey.flaws,
    )


def _rows(values: CalamineSheet) -> Iterator[Row]:
    if values.start is None:
        return
    # The reader starts at the first row of the sheet, but at the first column in use.
    margin: tuple[Cell, ...] = (None,) * values.start[1]
    for number, row in enumerate(values.iter_rows(), start=1):
        cells = [_cell(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield Row(number, (*margin, *cells))


def _merges(values: CalamineSheet) -> Iterator[Merge]:
    for (top, left), (bottom, right) in sorted(values.merged_cell_ranges or ()):
        yield Merge(top + 1, left, bottom + 1, right)


def _cell(value: Cell | time | timedelta) -> Cell:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (time, timedelta)):
        return str(value)
    return value


def _number(value: float) -> Cell:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < _EXACT else value
