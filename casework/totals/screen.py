"""How the totals stand on the page: charts, and what a month is compared with."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from casework.clock import Month
from casework.texts import Text
from casework.totals.definitions import HIDDEN, UNSIGNED
from casework.totals.queries import Line, Table
from casework.ui import charts
from casework.ui.charts import HeatRow

_YEAR = 12


def trend(year: Sequence[Table]) -> Markup:
    """Draw the coverage of twelve months: of those in which every county's figures are shown."""
    return charts.trend([(each.month, each.total.coverage) for each in year], "近12个月走访覆盖率")


def heat(year: Sequence[Table]) -> list[HeatRow]:
    """Return the coverage of each county and month, in the order of codes."""
    names = {line.code: line.name for table in year for line in table.lines}
    by_month = [{line.code: line for line in table.lines} for table in year]
    return [
        HeatRow(names[code], [_cell(month.get(code)) for month in by_month])
        for code in sorted(names)
    ]


def bars(table: Table) -> Markup:
    """Draw the coverage of each county, in the order of codes."""
    rows = [(line.name, line.shown.coverage) for line in table.lines]
    return charts.bars(rows, Text("%(region)s各县走访覆盖率", region=table.region.name))


def compared(months: Mapping[Month, Table], month: Month) -> list[Table]:
    """Return a month with the one before it and the same one a year ago."""
    return [months[each] for each in (month, month.previous, month.plus(-_YEAR))]


def _cell(line: Line | None) -> float | str | None:
    """A ratio, or the word that stands for it; None where the county did not exist."""
    if line is None:
        return None
    if not line.is_signed:
        return UNSIGNED
    if line.shown.is_withheld or line.shown.at_least is not None:
        return HIDDEN
    return line.shown.coverage
