"""The monthly report as a workbook and as a text table: the figures of the screen, no child."""

from collections.abc import Iterator, Sequence
from typing import Any

from casework import clock
from casework.counting.figures import REPORTED, Figures
from casework.counting.queries import Coverage
from casework.counting.rules import Measure
from casework.reports.definitions import COVERAGE, HIDDEN, definitions
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, Kind, SheetOut, write_csv, write_xlsx
from casework.texts import Text
from casework.ui.formats import moment
from casework.visits.models import Mode

_TOTAL = "合计"
_PERCENT = {COVERAGE: Kind.PERCENT}


def workbook(report: Coverage, *, protected: bool) -> bytes:
    """Return the report as .xlsx: the month, its categories, and what the figures mean."""
    # no-catalogue: handed in, so always Chinese
    title = f"{report.region.name}{report.month.label}走访覆盖月报"
    rows = list(_rows(report))
    sheets = [
        SheetOut(
            "月报", _columns(rows[0]), [list(row.values()) for row in rows], title, made(report)
        ),
        _categories(report),
        _meanings(protected=protected),
    ]
    return write_xlsx(sheets)


def text_table(report: Coverage) -> bytes:
    """Return the sheet 月报 as CSV with a mark for Excel."""
    rows = list(_rows(report))
    return write_csv([list(rows[0]), *(list(row.values()) for row in rows)])


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
        cells[measure.label] = _shown(figures.of(measure))
        if measure is Measure.VISITED:
            cells[COVERAGE] = HIDDEN if figures.hides_coverage() else figures.coverage
        if measure is Measure.VISITS:
            cells |= {mode.label: _shown(figures.of(measure, mode.value)) for mode in Mode}
    return cells


def _shown(figure: int | None) -> CellOut:
    return HIDDEN if figure is None else figure


def _columns(headings: Sequence[str] | dict[str, Any]) -> list[Column]:
    widths = {"地区代码": 15, "地区": 22, COVERAGE: 12}
    return [Column(each, widths.get(each, 10), _PERCENT.get(each, Kind.PLAIN)) for each in headings]


def _categories(report: Coverage) -> SheetOut:
    rows = [
        [
            category.label,
            _shown(report.figures.of(Measure.IN_CARE, category.code)),
            _shown(report.figures.of(Measure.VISITED, category.code)),
        ]
        for category in report.basis.book.counted
        if category.in_care
    ]
    headings = ("类别", Measure.IN_CARE.label, Measure.VISITED.label)
    columns = [
        Column(heading, width) for heading, width in zip(headings, (30, 12, 12), strict=True)
    ]
    return SheetOut("类别", columns, rows, note="一个儿童可以属于几个类别，相加不等于合计。")


def _meanings(*, protected: bool) -> SheetOut:
    columns = [Column("指标", 16), Column("口径", 100)]
    return SheetOut("口径说明", columns, definitions(protected=protected))
