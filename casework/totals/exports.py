"""The totals as a workbook, a text table and an object: what the page shows, nothing else."""

from collections.abc import Iterator
from typing import Any

from casework.counting.rules import Measure
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, Kind, SheetOut, write_csv, write_xlsx
from casework.texts import Text
from casework.totals import queries
from casework.totals.definitions import (
    CORRECTED,
    COVERAGE,
    DEFINITIONS,
    HIDDEN,
    UNSIGNED,
)
from casework.totals.queries import Line, Table
from casework.totals.rules import Shown
from casework.ui.formats import NOTHING

_SIGNED = "已签发"
_TOTAL = "合计"
_WIDTHS = {"地区代码": 15, "地区": 22, COVERAGE: 12}


def workbook(table: Table) -> bytes:
    """Return the totals as .xlsx with what they mean."""
    # no-catalogue: handed in, so always Chinese
    title = f"{table.region.name}{table.month.label}走访覆盖汇总"
    rows = list(_rows(table))
    columns = [
        Column(each, _WIDTHS.get(each, 12), Kind.PERCENT if each == COVERAGE else Kind.PLAIN)
        for each in rows[0]
    ]
    meanings = [Column("指标", 16), Column("口径", 100)]
    return write_xlsx(
        [
            SheetOut("汇总", columns, [list(row.values()) for row in rows], title, note(table)),
            _categories(table),
            SheetOut("口径说明", meanings, DEFINITIONS),
        ]
    )


def text_table(table: Table) -> bytes:
    """Return the sheet 汇总 as CSV with a mark for Excel."""
    rows = list(_rows(table))
    return write_csv([list(rows[0]), *(list(row.values()) for row in rows)])


def note(table: Table) -> str:
    """Say of how many counties the figures are."""
    signed = len(table.lines) - len(table.missing)
    return Text("应签发 %(all)s 个县，已签发 %(signed)s 个", all=len(table.lines), signed=signed)


def told(table: Table) -> dict[str, Any]:
    """Return the totals as ``reports coverage --json`` prints them: null for what is withheld."""
    return {
        "region": table.region.code,
        "month": str(table.month),
        **_plain(table.total),
        "by_category": table.categories,
        "rows": [_row(line) for line in table.lines if line.is_signed],
        "missing": [{"region": line.code, "name": line.name} for line in table.missing],
    }


def _row(line: Line) -> dict[str, Any]:
    about = {"region": line.code, "name": line.name, "corrected": line.is_corrected}
    return {**about, **_plain(line.shown), "by_category": line.categories}


def _plain(shown: Shown) -> dict[str, Any]:
    return {
        "in_care": shown.in_care,
        "visited": shown.visited,
        "visited_at_least": shown.at_least,
        "coverage": shown.coverage,
        "visits": shown.visits,
    }


def _rows(table: Table) -> Iterator[dict[str, CellOut]]:
    """Yield the lines and the total, by heading."""
    for line in table.lines:
        otherwise = HIDDEN if line.is_signed else UNSIGNED
        yield _headed(line.code, line.name, _state(line), _cells(line.shown, otherwise))
    otherwise = NOTHING if table.total.is_withheld else HIDDEN
    yield _headed(table.region.code, _TOTAL, "", _cells(table.total, otherwise))


def _headed(code: str, name: str, state: str, cells: dict[str, CellOut]) -> dict[str, CellOut]:
    return {"地区代码": code, "地区": name, "状态": state, **cells}


def _state(line: Line) -> str:
    if not line.is_signed:
        return UNSIGNED
    return CORRECTED if line.is_corrected else _SIGNED


def _cells(shown: Shown, otherwise: str) -> dict[str, CellOut]:
    visited: CellOut = shown.visited
    if shown.at_least is not None:
        visited = Text("至少%(n)s", n=shown.at_least)
    ratio = shown.coverage if shown.coverage is not None or shown.in_care == 0 else otherwise
    return {
        Measure.IN_CARE.label: _or(shown.in_care, otherwise),
        Measure.VISITED.label: _or(visited, otherwise),
        COVERAGE: ratio,
        Measure.VISITS.label: _or(shown.visits, otherwise),
    }


def _or(figure: CellOut, otherwise: str) -> CellOut:
    return otherwise if figure is None else figure


def _categories(table: Table) -> SheetOut:
    """One line a county and one for all: children in care by category."""
    known = queries.categories(table.month)
    codes = [category.code for category in known]
    columns = [Column("地区", 22), *(Column(category.label, 14) for category in known)]
    named = [(line.name, line.categories, line.is_signed) for line in table.lines]
    rows: list[list[CellOut]] = [
        [name, *((cells[code] if cells else HIDDEN if signed else UNSIGNED) for code in codes)]
        for name, cells, signed in [*named, (_TOTAL, table.categories, True)]
    ]
    return SheetOut("类别", columns, rows, note="一个儿童可以属于几个类别，相加不等于合计。")
