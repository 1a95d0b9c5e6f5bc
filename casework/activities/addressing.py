"""What an address or a page asks for: filters of the list, and how a form opens."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from casework.accounts.viewer import Viewer
from casework.activities import queries
from casework.activities.models import Activity
from casework.activities.queries import Filters
from casework.assistance.places import checked
from casework.practice import queries as practice
from casework.ui.fields import read_date

_DAY = timedelta(days=1)
_SAME = (
    "kind",
    "title",
    "sessions",
    "is_online",
    "organiser",
    "venue",
    "note",
    "children_reached",
    "parents_reached",
    "children_counted",
    "villages_counted",
    "counties_counted",
)
#: What another activity of the same sort has of its own: nobody has counted it yet.
_OF_THE_DAY = ("children_reached", "parents_reached", "children_counted")


def read_filters(viewer: Viewer, asked: Mapping[str, str]) -> Filters:
    """Return what an address asks for; what does not exist is left out.

    Raises NotFound for a place out of reach.
    """
    kind, campaign = asked.get("kind"), asked.get("campaign")
    known = {each.code for code in viewer.regions for each in practice.campaigns(code)}
    last = _day(asked.get("last"))
    return Filters(
        place=checked(viewer, asked.get("place")),
        campaign_code=campaign if campaign in known else None,
        kind=kind if kind in practice.codes("activity_kind") else None,
        first_on=_day(asked.get("first")),
        until_on=last + _DAY if last else None,
        doubted=asked.get("show") == "doubted",
    )


def _day(text: str | None) -> date | None:
    try:
        found = read_date(text) if text else None
    except ValueError:
        return None
    return found if found is not None and found.year < date.max.year else None


def opening_of(viewer: Viewer, activity: Activity) -> dict[str, Any]:
    """Return what the form of a correction opens with: what the activity says now."""
    key = [activity.id]
    said = {name: getattr(activity, name) or None for name in _SAME}
    places = queries.places_of(viewer, key)[activity.id]
    helped = set(queries.volunteers_of(viewer, key)[activity.id])
    helpers = queries.helpers_of(viewer, key)[activity.id]
    return {
        **said,
        "version": str(activity.version),
        "unit": activity.region_code,
        "held_on": activity.held_on,
        "until_on": activity.until_on,
        "campaign": activity.campaign_code,
        "partners": "、".join(activity.partners),
        "places": places,
        "kept_places": places,
        "volunteers": [str(each) for each in helped],
        "kept_volunteers": helped,
        "children": [str(child.id) for child in queries.children_at(viewer, activity)],
        # A correction says what is so; nothing is worked out for it.
        "children_counted": activity.children_counted,
        **{f"helpers_{kind}": people for kind, people in helpers.items()},
    }


def copy_of(viewer: Viewer, activity: Activity) -> dict[str, Any]:
    """Return what the form of another activity of the same sort opens with: without its day."""
    known = opening_of(viewer, activity)
    empty = dict.fromkeys((*_OF_THE_DAY, "held_on", "until_on", "children"))
    del known["version"]
    return {**known, **empty}
