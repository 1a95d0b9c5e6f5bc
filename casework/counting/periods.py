"""Which months have a report."""

from datetime import date

from casework.clock import Month
from casework.errors import RuleBroken

#: Nothing was recorded before.
EARLIEST = Month(2000, 1)


def check_month(month: Month, today: date) -> Month:
    """Return the month; refuse one that has not begun, and one before all records."""
    latest = Month.of(today)
    if not EARLIEST <= month <= latest:
        raise RuleBroken(
            "没有%(month)s的月报，请选%(first)s到%(last)s之间的月份。",
            "month",
            month=month,
            first=EARLIEST,
            last=latest,
        )
    return month


def read_month(text: str, today: date) -> Month:
    """Read ``2026-10``; raise RuleBroken for what is no month or has no report."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise RuleBroken("月份“%(text)s”看不懂，请写成 2026-10。", "month", text=text) from None
    return check_month(month, today)
