"""Finding what is asked for, the pairings, and where their volunteers stand."""

from casework.pairings.queries.pairings import (
    children_in,
    get,
    locked,
    of_child,
    open_of_child,
    open_of_volunteer,
    request_of,
    some,
    standing,
    steps_of,
)
from casework.pairings.queries.reach import in_reach
from casework.pairings.queries.requests import (
    get_request,
    kept_of,
    locked_request,
    open_request,
    open_requests,
    some_requests,
)
from casework.pairings.queries.volunteers import Standing, standing_of

__all__ = [
    "Standing",
    "children_in",
    "get",
    "get_request",
    "in_reach",
    "kept_of",
    "locked",
    "locked_request",
    "of_child",
    "open_of_child",
    "open_of_volunteer",
    "open_request",
    "open_requests",
    "request_of",
    "some",
    "some_requests",
    "standing",
    "standing_of",
    "steps_of",
]
