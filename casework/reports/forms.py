"""Which region and month is asked for, read from the address."""

from typing import NamedTuple

from flask import request

from casework import clock
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting.figures import WHOLE
from casework.counting.indicators import Indicator, Key
from casework.counting.rules import Measure
from casework.errors import NotFound, RuleBroken
from casework.regions.codes import prefix
from casework.regions.models import Region
from casework.reports.rules import check_month
from casework.signoff import source
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


def period(viewer: Viewer) -> Period:
    """Return what is asked for; the viewer's first region and this month when nothing is.

    Raises RuleBroken for a month that cannot be read or has not begun.
    """
    if not viewer.regions:
        raise RuleBroken("您的账号还没有授权地区，请联系管理员授权后再来。")
    return Period(request.args.get("region") or viewer.regions[0], _month())


def indicator(viewer: Viewer, region: Region, month: Month) -> Indicator:
    """Return the figure whose list is asked for; raise NotFound for an unknown measure."""
    try:
        measure = Measure(request.args.get("measure", ""))
    except ValueError:
        raise NotFound from None
    part = request.args.get("part", WHOLE)
    return source.indicator(viewer, measure, month, prefix(region.code), part)


def after() -> Key | None:
    """Return where a page of a list begins; raise RuleBroken for a broken address."""
    text = request.args.get("after")
    return Key.parse(text) if text else None


def _month() -> Month:
    if not request.args.get("month"):
        return Month.of(clock.today())
    form = PeriodForm(request.args)
    if not form.validate():
        raise RuleBroken("%(problem)s。", "month", problem=form.month.errors[0])
    return check_month(form.month.data, clock.today())
