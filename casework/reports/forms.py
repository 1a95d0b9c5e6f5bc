"""What of the report is asked for, read from the address."""

from flask import request

from casework import clock
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting import forms as counting
from casework.counting.figures import WHOLE
from casework.counting.forms import Period
from casework.counting.indicators import Indicator, Key
from casework.counting.rules import Measure
from casework.errors import NotFound
from casework.regions.codes import prefix
from casework.regions.models import Region
from casework.signoff import source


def period(viewer: Viewer) -> Period:
    """Return the region and month; this month when none is asked for."""
    return counting.period(viewer, Month.of(clock.today()))


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
