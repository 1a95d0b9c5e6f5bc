"""Pages of reporting, of one's own reports, of handling, and of who is told."""

from casework.mandatory_reports.views import handling, naming, reporting
from casework.mandatory_reports.views.blueprint import blueprint

__all__ = ["blueprint", "handling", "naming", "reporting"]
