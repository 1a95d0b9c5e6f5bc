"""Which region and month of a report is asked for, read from the address."""

from typing import NamedTuple

from flask import request

from casework import clock
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting.periods import check_month
from casework.errors import RuleBroken
from casework.ui.fields import MonthField
from casework.ui.forms import Form


class PeriodForm(Form):
    """The month of a report; the region is chosen by links."""

    class Meta:
        """It is read from an address and changes nothing."""

        csrf = False

    month = MonthField("月份", required=True)


class Period(NamedTuple):
    """A region, by code or prefix, and a month."""

    region: str
    month: Month


def period(viewer: Viewer, otherwise: Month) -> Period:
    """Return what is asked for; the viewer's first region, or another month, when nothing is.

    Raises RuleBroken for a month that cannot be read or has not begun.
    """
    if not viewer.regions:
        raise RuleBroken("您的账号还没有授权地区，请联系管理员授权后再来。")
    return Period(request.args.get("region") or viewer.regions[0], _month() or otherwise)


def _month() -> Month | None:
    if not request.args.get("month"):
        return None
    form = PeriodForm(request.args)
    if not form.validate():
        raise RuleBroken("%(problem)s。", "month", problem=form.month.errors[0])
    return check_month(form.month.data, clock.today())
