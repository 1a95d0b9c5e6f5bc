"""How the report stands on the page: columns, charts, categories, titles of lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from casework.counting.figures import REPORTED, Figures
from casework.counting.indicators import Indicator
from casework.counting.months import ByMonth
from casework.counting.queries import Coverage, TrendPoint
from casework.counting.rules import RISK_LABELS, Measure
from casework.practice.rules.categories import Category
from casework.texts import Text
from casework.ui import charts
from casework.ui.charts import HeatRow

LIST_TITLES: Mapping[Measure, str] = {
    Measure.IN_CARE: "在册的儿童",
    Measure.VISITED: "已走访的儿童",
    Measure.UNVISITED: "未走访的儿童",
    Measure.REACHED: "已联系的儿童",
    Measure.VISITS: "当月的走访",
    Measure.DUE: "本月应访的儿童",
    Measure.OVERDUE: "到期未访的儿童",
    Measure.FIRST_VISITS: "首次走访的儿童",
    Measure.ENTERED: "新增的儿童",
    Measure.EXITED: "退出的儿童",
}


def columns() -> list[Measure]:
    """Return the measures of the table, with those who were not visited beside those who were."""
    found = list(REPORTED)
    found.insert(found.index(Measure.VISITED) + 1, Measure.UNVISITED)
    return found


def has_rows(report: Coverage) -> bool:
    """Whether there is anything below the region; a village is its own only row."""
    return any(line.place.code != report.region.code for line in report.lines)


def bars(report: Coverage) -> Markup:
    """Draw the coverage of each row, in the order of codes."""
    rows = [(line.place.name, line.figures.coverage) for line in report.lines]
    return charts.bars(rows, Text("%(region)s各地区走访覆盖率", region=report.region.name))


def trend(points: Sequence[TrendPoint]) -> Markup:
    """Draw the coverage of twelve months."""
    return charts.trend(
        [(point.month, point.figures.coverage) for point in points], "近12个月走访覆盖率"
    )


def heat(report: Coverage, months: ByMonth) -> list[HeatRow]:
    """Return the coverage of each row of the report in each month, in the order of codes."""
    return [
        HeatRow(
            line.place.name,
            [counted.get(line.place.prefix, Figures()).coverage for counted in months.values()],
            line.place.code if line.place.level else "",
        )
        for line in report.lines
    ]


def composition(report: Coverage) -> Markup:
    """Draw the categories beside each other; they overlap, so they are no parts of a whole."""
    in_care = report.figures.of(Measure.IN_CARE) or 0
    counted = report.figures.by_category
    rows = [(each.short or each.label, counted[each.code] or 0) for each in categories(report)]
    return charts.counts(rows, in_care, "各类别在册儿童")


def risks(counted: Mapping[int, int]) -> Markup:
    """Draw the levels of risk, the highest first."""
    rows = [(RISK_LABELS[level], n) for level, n in counted.items()]
    return charts.counts(rows, sum(counted.values()), "在册儿童的风险等级")


def categories(report: Coverage) -> list[Category]:
    """Return the categories that some child in care is in, parents before their leaves."""
    counted = report.figures.by_category
    return [category for category in report.basis.book.counted if category.code in counted]


def headed(indicator: Indicator) -> dict[str, Any]:
    """Return what stands over the list behind a figure."""
    return {
        "title": LIST_TITLES[indicator.measure],
        "part": indicator.part_label,
        "by_visit": indicator.measure is Measure.VISITS,
        "with_reason": indicator.measure is Measure.UNVISITED,
    }
