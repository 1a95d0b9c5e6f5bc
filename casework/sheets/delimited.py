"""Text tables: CSV and the "Unicode text" of Excel.  Runs only in the child process."""

import codecs
import csv
import io
import re

from casework.sheets import refusals
from casework.sheets.limits import Limits
from casework.sheets.refusals import SheetRefused, too_many_columns, too_many_rows
from casework.sheets.workbook import Row, Sheet, Workbook

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS = ",;\t"
_LINES_LOOKED_AT = 50
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_LONGEST_CELL = 131_072


def read_delimited(data: bytes, limits: Limits) -> Workbook:
    """The table as a workbook of one sheet; all its cells are text."""
    text, encoding = _decode(data)
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
    delimiter = declared[1] if declared else _guess_delimiter(text)
    sheet = Sheet(name="", rows=tuple(_rows(text, delimiter, limits)))
    return Workbook((sheet,), encoding=encoding)


def _decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: by mark, else strict UTF-8, else GB18030.

    Text that passes strict UTF-8 is hardly ever anything else; the reverse is not true.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(encoding, data[len(mark) :]), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_as("gb18030", data), "gb18030"


def _decode_as(encoding: str, data: bytes) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as undecodable:
        raise SheetRefused(refusals.UNKNOWN_ENCODING) from undecodable


def _guess_delimiter(text: str) -> str:
    beginning = re.sub('"[^"]*"', "", "\n".join(text.splitlines()[:_LINES_LOOKED_AT]))
    return max(_DELIMITERS, key=beginning.count)


def _rows(text: str, delimiter: str, limits: Limits) -> list[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[Row] = []
    for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        row = _row(number + 1, values)
        if row is None:
            continue
        if len(row.cells) > limits.last_column:
            raise too_many_columns(limits.last_column)
        rows.append(row)
        if len(rows) > limits.rows:
            raise too_many_rows(limits.rows)
    return rows


def _row(number: int, values: list[str]) -> Row | None:
    cells = [value if value.strip() else None for value in values]
    while cells and cells[-1] is None:
        cells.pop()
    return Row(number, tuple(cells)) if cells else None
