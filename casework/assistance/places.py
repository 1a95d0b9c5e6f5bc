"""Which places a page offers, and which children of a place."""

from collections.abc import Sequence

from casework.accounts.viewer import Viewer
from casework.assistance.queries.goods import MOST
from casework.children import queries as children
from casework.children.models import Child
from casework.children.rules import OPEN_STATUSES
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import LENGTH, Level, level_of, prefix

Choices = list[tuple[str, str]]
_NARROW = frozenset({Level.TOWNSHIP, Level.VILLAGE})


def offered(viewer: Viewer) -> Choices:
    """Return the viewer's own regions and those right below them, with their names."""
    found = children.places(viewer)
    own = [(code, found[code].name) for code in viewer.regions if code in found]
    below = [(r.code, r.name) for r in found.values() if r.code not in viewer.regions]
    return [*own, *below]


def checked(viewer: Viewer, place: str | None) -> str | None:
    """Return a place that an address names; raise NotFound for one out of reach."""
    if not place:
        return None
    is_code = len(place) == LENGTH and place.isascii() and place.isdigit()
    if not is_code or not viewer.scope.covers(place):
        raise NotFound
    return place


def is_narrow(place: str) -> bool:
    """Say whether a place is small enough for a list of all its children."""
    return level_of(place) in _NARROW


def name_of(place: str | None) -> str:
    """Return what a place is called."""
    found = regions.by_codes({place}) if place else {}
    return found[place].name if place in found else ""


def usual(viewer: Viewer, kept_at: str | None = None) -> str | None:
    """Return the place that a list of children opens with; None where one has to be chosen."""
    for code in (kept_at, *viewer.regions):
        if code and viewer.scope.covers(code) and is_narrow(code):
            return code
    return None


def below(viewer: Viewer, place: str | None) -> Choices:
    """Return the narrower places to choose from: the villages of a township, else townships."""
    if place is not None and level_of(place) is Level.VILLAGE:
        return []
    if place is not None:
        return [(region.code, region.name) for region in regions.villages_in(prefix(place))]
    return [(code, name) for code, name in offered(viewer) if is_narrow(code)]


def children_in(viewer: Viewer, place: str | None) -> Sequence[Child]:
    """Return the children of a place that somebody still works for, by name; none without one."""
    if place is None:
        return []
    statement = (
        children.visible_to(viewer)
        .where(within(Child.region_code, (prefix(place),)), Child.status.in_(OPEN_STATUSES))
        .order_by(Child.id)
        .limit(MOST)
    )
    return sorted(db.session.scalars(statement), key=lambda child: child.name)
