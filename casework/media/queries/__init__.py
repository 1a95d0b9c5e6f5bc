"""Finding what media told, drafts, and the photos of activities."""

from casework.media.queries.items import (
    Filters,
    Show,
    changes_of,
    counted,
    facets,
    get,
    get_own,
    hold,
    of_activity,
    of_form,
    page_of,
    read_filters,
    visible_to,
)
from casework.media.queries.photos import (
    content,
    for_outside,
    get_photo,
    is_own,
    photos_of,
    shown_photos,
    stored_names,
)

__all__ = [
    "Filters",
    "Show",
    "changes_of",
    "content",
    "counted",
    "facets",
    "for_outside",
    "get",
    "get_own",
    "get_photo",
    "hold",
    "is_own",
    "of_activity",
    "of_form",
    "page_of",
    "photos_of",
    "read_filters",
    "shown_photos",
    "stored_names",
    "visible_to",
]
