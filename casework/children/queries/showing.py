"""Which children of a township a table shows: the choices above it, as conditions."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, false

from casework.children.models import Child
from casework.clock import Month

_WEEK = timedelta(days=7)
_HIGH_RISK = 3


class Show(StrEnum):
    """Which children of the township."""

    ALL = "all"
    OVERDUE = "overdue"
    WEEK = "week"
    HIGH_RISK = "high-risk"
    NOT_THIS_MONTH = "not-this-month"
    UNASSIGNED = "unassigned"


SHOW_LABELS = {
    Show.ALL: "全部",
    Show.OVERDUE: "已逾期",
    Show.WEEK: "7天内到期",
    Show.HIGH_RISK: "风险较高",
    Show.NOT_THIS_MONTH: "本月未走访",
    Show.UNASSIGNED: "未明确专人",
}


def showing(show: Show, on: date) -> Sequence[ColumnElement[bool]]:
    """Return the conditions of a choice on a day."""
    month = Month.of(on)
    conditions: dict[Show, list[ColumnElement[bool]]] = {
        Show.ALL: [],
        Show.OVERDUE: [Child.next_due_on < on],
        Show.WEEK: [Child.next_due_on >= on, Child.next_due_on <= on + _WEEK],
        Show.HIGH_RISK: [Child.risk >= _HIGH_RISK],
        Show.NOT_THIS_MONTH: [
            Child.last_visit_on.is_(None) | (Child.last_visit_on < month.first),
        ],
        Show.UNASSIGNED: [Child.worker_id.is_(None)],
    }
    return conditions.get(show, [false()])
