"""What the form of an activity offers: units, campaigns, places, children, volunteers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import queries
from casework.activities.models import Activity
from casework.assistance.places import children_in
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from casework.regions import queries as regions
from casework.regions.codes import Level, level_of, pad, prefix
from casework.regions.models import Region
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Volunteer, VolunteerState

Choices = list[tuple[str, str]]

#: A campaign is offered so long before it begins and after it ends: reports come late.
_NEAR = timedelta(days=60)
#: So many volunteers stand in a list; more are found by their names.
MOST_VOLUNTEERS = 40
#: Which places an activity of a unit is held in, by the unit's level.
_BELOW = {
    Level.PROVINCE: (Level.CITY, Level.COUNTY),
    Level.CITY: (Level.COUNTY, Level.TOWNSHIP),
    Level.COUNTY: (Level.TOWNSHIP, Level.VILLAGE),
    Level.TOWNSHIP: (Level.VILLAGE,),
    Level.VILLAGE: (),
}


@dataclass(frozen=True)
class Offered:
    """What there is to choose from."""

    units: Choices
    campaigns: Choices
    places: Choices
    children: Sequence[Child]
    volunteers: Sequence[Volunteer]
    #: The campaign that is going on today, if there is one.
    campaign_now: str | None


def offered(
    viewer: Viewer, *, place: str | None, activity: Activity | None = None, looked_for: str = ""
) -> Offered:
    """Return what a form offers; an activity's own things are among it as far as in reach.

    ``place`` is the village or township whose children are offered, None for nobody's.
    """
    today = clock.today()
    known = _campaigns(viewer, today, activity)
    return Offered(
        units=_named(regions.by_codes(viewer.regions).values()),
        campaigns=[(each.code, each.name) for each in known],
        places=_places(viewer),
        children=_children(viewer, place, activity),
        volunteers=_volunteers(viewer, activity, looked_for),
        campaign_now=next((each.code for each in known if each.contains(today)), None),
    )


def _campaigns(viewer: Viewer, today: date, activity: Activity | None) -> list[Campaign]:
    found = {each.code: each for code in viewer.regions for each in practice.campaigns(code)}
    kept = activity.campaign_code if activity else None
    return [
        each
        for each in found.values()
        if each.code == kept or each.first_on - _NEAR <= today <= each.last_on + _NEAR
    ]


def _places(viewer: Viewer) -> Choices:
    """Return the places of the viewer's units, each township before its villages."""
    found: dict[str, Region] = {}
    for unit in viewer.regions:
        levels = _BELOW[level_of(unit)]
        below = regions.within_prefix(prefix(unit), levels) if levels else ()
        found |= {each.code: each for each in below if each.valid_until is None}
    return [(code, _in_township(region, found)) for code, region in sorted(found.items())]


def _in_township(region: Region, known: dict[str, Region]) -> str:
    above = known.get(pad(region.code[:9]))
    is_below = above is not None and region.level is Level.VILLAGE
    return f"{above.name} {region.name}" if above is not None and is_below else region.name


def _named(found: Iterable[Region]) -> Choices:
    return [(each.code, each.name) for each in sorted(found, key=lambda each: each.code)]


def _children(viewer: Viewer, place: str | None, activity: Activity | None) -> list[Child]:
    if not viewer.sees_names:
        return []
    there = {child.id: child for child in children_in(viewer, place)}
    named = queries.children_at(viewer, activity) if activity else ()
    return [*({child.id: child for child in named} | there).values()]


def _volunteers(viewer: Viewer, activity: Activity | None, looked_for: str) -> list[Volunteer]:
    """Return who is offered: who helped already, and who is called so, or the first of the list.

    Whoever has not been checked is offered too: what happened is written down.
    """
    if not viewer.may(Permission.VOLUNTEER_READ):
        return []
    helped = set(queries.volunteers_of(viewer, [activity.id])[activity.id]) if activity else set()
    found = volunteers.by_ids(viewer, helped)
    if looked_for.strip():
        others = volunteers.named_like(viewer, looked_for.strip(), MOST_VOLUNTEERS)
    else:
        others = volunteers.first_of(viewer, MOST_VOLUNTEERS)
    active = [each for each in others if each.state is VolunteerState.ACTIVE]
    return [*(found | {each.id: each for each in active}).values()]
