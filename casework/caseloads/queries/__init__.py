"""Finding posts, covers and handovers."""

from casework.caseloads.queries.covers import (
    covers_in,
    get_cover,
    may_cover,
    overlapping,
    region_of,
    workers_of,
)
from casework.caseloads.queries.handovers import (
    get_handover,
    listed_elsewhere,
    locked_handover,
    offered_from,
    pages_lines,
    rows_of,
    somebody_in,
    to_hand_over,
    waiting_in,
)
from casework.caseloads.queries.posts import lock_village, posts_of, township_for, townships

__all__ = [
    "covers_in",
    "get_cover",
    "get_handover",
    "listed_elsewhere",
    "lock_village",
    "locked_handover",
    "may_cover",
    "offered_from",
    "overlapping",
    "pages_lines",
    "posts_of",
    "region_of",
    "rows_of",
    "somebody_in",
    "to_hand_over",
    "township_for",
    "townships",
    "waiting_in",
    "workers_of",
]
