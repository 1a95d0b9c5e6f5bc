"""Finding volunteers: whom a viewer sees, who may be paired, what a list counts."""

from casework.volunteers.queries.listing import (
    Facets,
    Filters,
    Show,
    facets,
    page_of,
    read_filters,
)
from casework.volunteers.queries.reach import (
    available,
    by_ids,
    checks_of,
    first_of,
    get,
    known_again,
    named_like,
    names_in_reach,
    number_digest,
    same_digest,
    trainings_of,
    visible_to,
)

__all__ = [
    "Facets",
    "Filters",
    "Show",
    "available",
    "by_ids",
    "checks_of",
    "facets",
    "first_of",
    "get",
    "known_again",
    "named_like",
    "names_in_reach",
    "number_digest",
    "page_of",
    "read_filters",
    "same_digest",
    "trainings_of",
    "visible_to",
]
