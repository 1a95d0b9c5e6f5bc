"""The desk of supervisors and county, their table of a township, and the trail of auditors."""

from casework.oversight.views import desk, filters, township, trail
from casework.oversight.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "filters", "township", "trail"]
