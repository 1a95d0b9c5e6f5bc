"""Figures of mandatory reports, for the county alone: how many came, how many kept their times.

Counted from the reports that somebody may open, as their own page of figures is: whom a report
names counts it nowhere. An entry leads to no report and tells none from another.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from casework import clock
from casework.accounts.permissions import Permission
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.mandatory_reports import showing
from casework.mandatory_reports.showing import Line
from casework.regions.codes import prefix
from casework.texts import Text

_GROUP, _SINCE = "强制报告", "2026.1"


def _lines(asked: Asked) -> list[Line]:
    """Return the reports that came in the time to the offices of the place, the oldest first."""
    if not asked.viewer.may(Permission.MANDATORY_COUNT):
        return []
    under = prefix(asked.region_code)
    return [
        line
        for line in reversed(showing.lines(asked.viewer))
        if line.report.region_code.startswith(under)
        and asked.holds(clock.local(line.report.created_at).date())
    ]


def received(asked: Asked) -> Iterator[Entry]:
    """Yield the reports, each 1 where its times were kept and 0 where not."""
    for n, line in enumerate(_lines(asked), 1):
        yield Entry(
            key=str(n),
            region_code=line.report.region_code,
            on=clock.local(line.report.created_at).date(),
            about=Text("按时") if line.on_time else Text("超时"),
            amount=Decimal(line.on_time),
        )


def on_time(asked: Asked) -> Iterator[Entry]:
    """Yield those whose times were kept."""
    return (entry for entry in received(asked) if entry.amount)


def _figure(
    code: str, title: str, meaning: str, entries: Callable[[Asked], Iterator[Entry]]
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit="件",
        meaning=meaning,
        measure=Measure.ROWS,
        since=_SINCE,
        permission=Permission.MANDATORY_COUNT,
        group=_GROUP,
        entries=entries,
    )


register(
    _figure(
        "ind_reports",
        "收到强制报告",
        "期间内收到、您可以打开的强制报告，按份算，计在接收的单位。报告里涉及到您的，您看不到，也不算。",
        received,
    ),
    _figure(
        "ind_reports_on_time",
        "按时处置的强制报告",
        "期间内收到的强制报告中，接手、到场、办结每一步都没有超过规定时间、现在也没有超时的。",
        on_time,
    ),
    replace(
        _figure(
            "ind_report_on_time",
            "强制报告按时处置率",
            "按时处置的强制报告÷收到的强制报告。没有收到的不计算。",
            received,
        ),
        unit="%",
        measure=Measure.RATIO,
        ratio_of=("ind_reports_on_time", "ind_reports"),
    ),
)
