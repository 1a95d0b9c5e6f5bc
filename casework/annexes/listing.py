"""The list behind a number: exactly what it counts, with as much as the viewer may see of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import current_app

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import queries as activities
from casework.annexes.layout import Column, Kind
from casework.annexes.rules import figure_of
from casework.annexes.signed import as_id
from casework.figures import naming, rows
from casework.figures.registry import Entry
from casework.regions import queries as regions
from casework.regions.models import Region
from casework.texts import Text
from casework.volunteers import queries as volunteers

_OF_ACTIVITIES = {Kind.ACTIVITIES, Kind.PLACES}
#: Whose own page opens to whom.
_NEEDED = {
    "activities.show": Permission.ACTIVITY_READ,
    "assistance.show": Permission.ASSISTANCE_READ,
    "media.show": Permission.MEDIA_READ,
    "pairings.show": Permission.PAIRING_READ,
    "volunteers.show": Permission.VOLUNTEER_READ,
}


@dataclass(frozen=True)
class Shown:
    """One line as it is drawn."""

    line: rows.Line
    #: Who or what it is; somebody's name or a thing's where ``is_data``.
    name: str
    is_data: bool = False
    place: str = ""
    endpoint: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """A page of the list, and whose names stand in it."""

    page: rows.Page
    lines: Sequence[Shown]
    seen: frozenset[UUID]


def listing(viewer: Viewer, column: Column, entries: Iterable[Entry], start: int) -> Listing:
    """Return a page of the lines that a number counts; the names by one statement a kind."""
    page = rows.page(figure_of(column), entries, start)
    names = _names(viewer, column, [line.entry for line in page.lines])
    places = regions.by_codes({line.entry.region_code for line in page.lines})
    shown = [
        _shown(viewer, column, line, names, _name(places, line.entry.region_code))
        for line in page.lines
    ]
    is_of_children = column.kind in {Kind.PAIRED, Kind.CHILDREN}
    return Listing(page, shown, frozenset(names) if is_of_children else frozenset())


def _name(places: Mapping[str, Region], code: str) -> str:
    return places[code].name if code in places else ""


def _names(viewer: Viewer, column: Column, entries: Sequence[Entry]) -> dict[UUID, str]:
    """Return what may be called by name, by id."""
    named = [entry for entry in entries if not entry.is_bare]
    ids = {found for entry in named if (found := as_id(entry.key.replace("-", "")))}
    if column.kind is Kind.VOLUNTEERS and viewer.may(Permission.VOLUNTEER_READ):
        return {each.id: each.name for each in volunteers.by_ids(viewer, ids).values()}
    if column.kind is Kind.ACTIVITIES and viewer.may(Permission.ACTIVITY_READ):
        return {each.id: each.title for each in activities.by_ids(viewer, ids)}
    if column.kind in {Kind.PAIRED, Kind.CHILDREN}:
        return naming.names_of(viewer, ids)
    return {}


def _shown(
    viewer: Viewer, column: Column, line: rows.Line, names: Mapping[UUID, str], place: str
) -> Shown:
    entry = line.entry
    if entry.is_bare:
        told = Text("未列名%(n)s%(unit)s", n=f"{line.adds:,f}", unit=column.unit)
        return Shown(line, told, place=place, **_link(viewer, entry.endpoint, entry.values))
    if column.kind is Kind.PLACES:
        return Shown(line, place, is_data=True, **_link(viewer, entry.endpoint, entry.values))
    found = as_id(entry.key.replace("-", ""))
    name = names.get(found) if found else None
    endpoint, values = _page_of(column, entry, found, is_named=name is not None)
    otherwise = _UNNAMED.get(column.kind, entry.about)
    return Shown(
        line,
        name or otherwise,
        is_data=name is not None,
        place=place,
        **_link(viewer, endpoint, values),
    )


_UNNAMED = {
    Kind.VOLUNTEERS: "一名志愿者",
    Kind.PAIRED: "一名儿童",
    Kind.CHILDREN: "一名儿童",
}


def _page_of(
    column: Column, entry: Entry, found: UUID | None, *, is_named: bool
) -> tuple[str | None, Mapping[str, object]]:
    """Return where a line leads; of somebody only where the name may be seen."""
    if column.kind is Kind.VOLUNTEERS:
        return ("volunteers.show", {"volunteer_id": found}) if is_named else (None, {})
    if column.kind in {Kind.PAIRED, Kind.CHILDREN} and not is_named:
        return None, {}
    return entry.endpoint, entry.values


def _link(viewer: Viewer, endpoint: str | None, values: Mapping[str, object]) -> dict[str, Any]:
    needed = _NEEDED.get(endpoint or "")
    is_open = endpoint in current_app.view_functions and (needed is None or viewer.may(needed))
    return {"endpoint": endpoint, "values": values} if is_open else {}
