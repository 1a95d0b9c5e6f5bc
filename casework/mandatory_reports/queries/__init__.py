"""Finding reports, those who handle them, and the places that they are about."""

from casework.mandatory_reports.queries.handlers import (
    Handlers,
    bar_choices,
    handlers,
    office_of_county,
    officer,
    officers,
    officers_in_force,
)
from casework.mandatory_reports.queries.own import (
    ELEVATION,
    Own,
    author_digest,
    own,
    own_report,
    owns,
    read_own,
)
from casework.mandatory_reports.queries.places import county_choices, places_meant
from casework.mandatory_reports.queries.reports import (
    demand_officer,
    get,
    reporter_of,
    steps_of,
    visible,
)

__all__ = [
    "ELEVATION",
    "Handlers",
    "Own",
    "author_digest",
    "bar_choices",
    "county_choices",
    "demand_officer",
    "get",
    "handlers",
    "office_of_county",
    "officer",
    "officers",
    "officers_in_force",
    "own",
    "own_report",
    "owns",
    "places_meant",
    "read_own",
    "reporter_of",
    "steps_of",
    "visible",
]
