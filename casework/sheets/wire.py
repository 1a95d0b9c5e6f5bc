"""A workbook as JSON, between the child process and the one that asked for it."""

import json
from datetime import date, datetime
from typing import Any

from casework.sheets.refusals import SheetRefused
from casework.sheets.workbook import Cell, Flaw, Merge, Row, Sheet, Workbook


def dump_refusal(message: str) -> str:
    return json.dumps({"refused": message})


def dump_workbook(workbook: Workbook) -> str:
    return json.dumps(
        {
            "sheets": [_dump_sheet(sheet) for sheet in workbook.sheets],
            "encoding": workbook.encoding,
            "is_1904": workbook.is_1904,
        },
        allow_nan=False,
    )


def load_workbook(answer: bytes) -> Workbook:
    """The workbook that the child sent.  Raises SheetRefused when it sent a refusal."""
    content = json.loads(answer)
    if "refused" in content:
        raise SheetRefused(content["refused"])
    return Workbook(
        tuple(_load_sheet(sheet) for sheet in content["sheets"]),
        encoding=content["encoding"],
        is_1904=content["is_1904"],
    )


def _dump_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "rows": [[row.number, [_dump_cell(cell) for cell in row.cells]] for row in sheet.rows],
        "merges": [
            [merge.first_row, merge.first_column, merge.last_row, merge.last_column]
            for merge in sheet.merges
        ],
        "is_hidden": sheet.is_hidden,
        "is_filtered": sheet.is_filtered,
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "flaws": [[row, column, flaw.name] for (row, column), flaw in sheet.flaws.items()],
    }


def _load_sheet(content: dict[str, Any]) -> Sheet:
    return Sheet(
        content["name"],
        rows=tuple(Row(number, tuple(map(_load_cell, cells))) for number, cells in content["rows"]),
        merges=tuple(Merge(*corners) for corners in content["merges"]),
        is_hidden=content["is_hidden"],
        is_filtered=content["is_filtered"],
        hidden_rows=frozenset(content["hidden_rows"]),
        hidden_columns=frozenset(content["hidden_columns"]),
        flaws={(row, column): Flaw[name] for row, column, name in content["flaws"]},
    )


def _dump_cell(cell: Cell) -> object:
    if isinstance(cell, datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return cell


def _load_cell(content: Any) -> Cell:
    if not isinstance(content, dict):
        cell: Cell = content
        return cell
    if "date" in content:
        return date.fromisoformat(content["date"])
    return datetime.fromisoformat(content["datetime"])
