"""The monthly report as a workbook and as a text table: the figures of the screen, no child."""

from collections.abc import Iterator, Sequence
from typing import Any

from casework import clock
from casework.counting.figures import REPORTED, Figures
from casework.counting.queries import Coverage
from casework.counting.rules import Measure
from casework.reports.definitions import COVERAGE, DEFINITIONS
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, Kind, SheetOut, write_csv, write_xlsx
from casework.signoff.told import CorrectedLine, Signature
from casework.texts import Text
from casework.ui.formats import moment
from casework.visits.models import Mode

_TOTAL = "合计"
_PERCENT = {COVERAGE: Kind.PERCENT}


def workbook(report: Coverage, *, by: Signature | None = None) -> bytes:
    """Return the report as .xlsx: the month, its categories, and what the figures mean.

    Of a signed month also who signed it, and what was corrected afterwards.
    """
    # no-catalogue: handed in, so always Chinese
    title = f"{report.region.name}{report.month.label}走访覆盖月报"
    rows = list(_rows(report))
    sheets = [
        SheetOut(
            "月报",
            _columns(rows[0]),
            [list(row.values()) for row in rows],
            title,
            by.sentence if by else made(report),
        ),
        _categories(report),
        _meanings(),
        *([_corrections(by)] if by and by.corrected else []),
    ]
    return write_xlsx(sheets)


def text_table(report: Coverage, by: Signature | None = None) -> bytes:
    """Return the sheet 月报 as CSV with a mark for Excel.

    Of a signed month also who signed it, what was corrected and what the figures mean.
    """
    rows = list(_rows(report))
    table: list[list[CellOut]] = [list(rows[0]), *(list(row.values()) for row in rows)]
    return write_csv([*table, *_signed_foot(by)] if by else table)


def _signed_foot(by: Signature) -> Iterator[list[CellOut]]:
    yield []
    yield ["签发", by.sentence]
    if by.corrected:
        yield []
        yield list(_CORRECTED)
        yield from (_corrected(line) for line in by.corrected)
    yield []
    for term, meaning in DEFINITIONS:
        yield [term, meaning]


_CORRECTED = (
    "地区代码",
    "地区",
    "指标",
    "类别",
    "签发数",
    "更正数",
    "更正时间",
    "更正人",
    "更正原因",
)


def _corrections(by: Signature) -> SheetOut:
    widths = (15, 22, 12, 20, 9, 9, 18, 12, 40)
    columns = [Column(name, width) for name, width in zip(_CORRECTED, widths, strict=True)]
    return SheetOut("更正", columns, [_corrected(line) for line in by.corrected])


def _corrected(line: CorrectedLine) -> list[CellOut]:
    at = clock.local(line.at).strftime("%Y-%m-%d %H:%M")
    return [line.code, line.place, line.name, line.part, line.old, line.new, at, line.by, line.why]


def made(report: Coverage) -> str:
    """Say as of when and by which rules the figures were made."""
    rules, book = report.basis.rules_at(report.region.code).version, report.basis.book.version
    if report.as_of is not None:
        return Text(
            "截至%(at)s的登记，之后的变更一分钟内计入；走访频次%(rules)s版，儿童类别%(book)s版",
            at=moment(report.as_of),
            rules=rules,
            book=book,
        )
    return Text(
        "截至%(day)s；走访频次%(rules)s版，儿童类别%(book)s版",
        day=clock.today(),
        rules=rules,
        book=book,
    )


def _rows(report: Coverage) -> Iterator[dict[str, CellOut]]:
    """Yield the lines and the total, by heading."""
    for line in report.lines:
        yield {"地区代码": line.place.code, "地区": line.place.name, **_cells(line.figures)}
    yield {"地区代码": report.region.code, "地区": _TOTAL, **_cells(report.figures)}


def _cells(figures: Figures) -> dict[str, CellOut]:
    cells: dict[str, CellOut] = {}
    for measure in REPORTED:
        cells[measure.label] = figures.of(measure)
        if measure is Measure.VISITED:
            cells[COVERAGE] = figures.coverage
        if measure is Measure.VISITS:
            cells |= {mode.label: figures.of(measure, mode.value) for mode in Mode}
    return cells


def _columns(headings: Sequence[str] | dict[str, Any]) -> list[Column]:
    widths = {"地区代码": 15, "地区": 22, COVERAGE: 12}
    return [Column(each, widths.get(each, 10), _PERCENT.get(each, Kind.PLAIN)) for each in headings]


def _categories(report: Coverage) -> SheetOut:
    rows = [
        [
            category.label,
            report.figures.of(Measure.IN_CARE, category.code),
            report.figures.of(Measure.VISITED, category.code),
        ]
        for category in report.basis.book.counted
        if category.in_care
    ]
    headings = ("类别", Measure.IN_CARE.label, Measure.VISITED.label)
    columns = [
        Column(heading, width) for heading, width in zip(headings, (30, 12, 12), strict=True)
    ]
    return SheetOut("类别", columns, rows, note="一个儿童可以属于几个类别，相加不等于合计。")


def _meanings() -> SheetOut:
    columns = [Column("指标", 16), Column("口径", 100)]
    return SheetOut("口径说明", columns, DEFINITIONS)
