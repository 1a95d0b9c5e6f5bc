"""Which region and month is asked for, read from the address."""

from casework import clock
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting import forms as counting
from casework.counting.forms import Period


def period(viewer: Viewer) -> Period:
    """Return the region and month; last month, which may be signed, when none is asked for."""
    return counting.period(viewer, Month.of(clock.today()).previous)
