"""The figures by place, and the children of one of them as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.accounts.viewer import Viewer
from casework.care_agreements import figures
from casework.children import attention
from casework.children import queries as children
from casework.children.attention import Entry, Tile
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix

_TOWNSHIP, _VILLAGE = 9, 12
_PREFIX = "agreements-"


@dataclass(frozen=True)
class Place:
    """A village, or of a county a township, with its figures by tile."""

    code: str
    name: str
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class Table:
    """The figures as a whole and by place."""

    totals: Mapping[str, int]
    places: Sequence[Place]


@dataclass(frozen=True)
class Line:
    """One child of a list."""

    child: Child
    place: str
    #: From which day on there is no agreement any more.
    until_on: date | None


def chosen(name: str | None) -> Tile:
    """Return the figure that an address names; the first where it names none.

    Raises NotFound for a name that there is not.
    """
    if name is None:
        return figures.SHOULD
    for tile in figures.FIGURES:
        if tile.code == _PREFIX + name:
            return tile
    raise NotFound


def name_of(tile: Tile) -> str:
    """Return how an address names a figure."""
    return tile.code.removeprefix(_PREFIX)


def under(viewer: Viewer, place: str | None) -> Iterable[str] | None:
    """Return what a list is narrowed to; raise NotFound for a place out of reach."""
    if place is None:
        return None
    is_code = len(place) == _VILLAGE and place.isascii() and place.isdigit()
    if not is_code or not viewer.scope.covers(place):
        raise NotFound
    return (prefix(place),)


def table(viewer: Viewer, on: date) -> Table:
    """Return every figure as a whole and by place, all made by one statement."""
    is_wide = any(len(reach) < _TOWNSHIP for reach in viewer.scope.ranges)
    digits = _TOWNSHIP if is_wide else _VILLAGE
    counted = attention.counts(viewer, on, digits, figures.FIGURES)
    codes = sorted({place for by_place in counted.values() for place in by_place})
    known = regions.by_codes(map(pad, codes)) if codes else {}
    places = [
        Place(
            pad(code),
            known[pad(code)].name if pad(code) in known else pad(code),
            {tile: by_place.get(code, 0) for tile, by_place in counted.items()},
        )
        for code in codes
    ]
    return Table({tile: sum(by.values()) for tile, by in counted.items()}, places)


def lines(viewer: Viewer, entries: Sequence[Entry]) -> list[Line]:
    """Return the entries of a page in their order, with child and village."""
    ids = {entry.child_id for entry in entries}
    statement = children.visible_to(viewer).where(Child.id.in_(ids))
    known = {child.id: child for child in db.session.scalars(statement)}
    villages = regions.by_codes({entry.region_code for entry in entries}) if entries else {}
    return [
        Line(
            known[entry.child_id],
            villages[entry.region_code].name if entry.region_code in villages else "",
            entry.due_on,
        )
        for entry in entries
        if entry.child_id in known
    ]
