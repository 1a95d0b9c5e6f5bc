"""What stands in an export."""

import csv
import io
from typing import Any

from python_calamine import CalamineWorkbook

from casework.exchange.models import Export


def table_of(export: Export) -> list[dict[str, str]]:
    """Return the rows of a text table by heading."""
    assert export.content is not None
    assert export.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(export.content.decode("utf-8-sig"))))


def cells_of(export: Export) -> list[list[Any]]:
    """Return the first sheet of a workbook as another reader sees it."""
    assert export.content is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.content))
    return book.get_sheet_by_index(0).to_python()


def names_in(export: Export) -> list[str]:
    return [row["儿童姓名"] for row in table_of(export)]
