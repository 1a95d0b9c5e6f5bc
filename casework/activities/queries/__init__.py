"""Finding activities, what belongs to them, and what they come to."""

from casework.activities.queries.around import (
    changes_of,
    children_at,
    children_of_child,
    helpers_of,
    lines_at,
    named_counts,
    named_ids,
    places_of,
    volunteers_of,
)
from casework.activities.queries.counting import Helped, Sums, volunteers_counted
from casework.activities.queries.listing import Filters, page_of, sums, withdrawn
from casework.activities.queries.single import (
    by_ids,
    counting,
    get,
    hold,
    of_form,
    standing,
    visible_to,
)

__all__ = [
    "Filters",
    "Helped",
    "Sums",
    "by_ids",
    "changes_of",
    "children_at",
    "children_of_child",
    "counting",
    "get",
    "helpers_of",
    "hold",
    "lines_at",
    "named_counts",
    "named_ids",
    "of_form",
    "page_of",
    "places_of",
    "standing",
    "sums",
    "visible_to",
    "volunteers_counted",
    "volunteers_of",
    "withdrawn",
]
