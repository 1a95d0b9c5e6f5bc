"""How the totals stand on the page: charts, and what a month is compared with."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from casework.clock import Month
from casework.totals.definitions import HIDDEN, UNSIGNED
from casework.totals.queries import Line, Table
from casework.ui import charts
from casework.ui.charts import HeatRow

_YEAR = 12


def trend(year: Sequence[Table]) -> Markup | None:
    """Draw the coverage of the months in which every county's figures are shown; None for none."""
    points = [(each.month, each.total.coverage) for each in year]
    is_drawn = any(ratio is not None for _, ratio in points)
    return charts.trend(points, "近12个月走访覆盖率") if is_drawn else None


def heat(year: Sequence[Table]) -> list[HeatRow]:
    """Return the coverage of each county and month, in the order of codes."""
    names = {line.code: line.name for table in year for line in table.lines}
    by_month = [{line.code: line for line in table.lines} for table in year]
    return [
        HeatRow(names[code], [_cell(month.get(code)) for month in by_month])
        for code in sorted(names)
    ]


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
