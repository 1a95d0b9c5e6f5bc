"""The register as a list: narrowed, counted and turned over by key.

Each number of a filter is counted from the same rows that the list then shows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.labels import LabelledEnum
from casework.practice import queries as practice
from casework.regions.codes import LENGTH, pad, prefix
from casework.volunteers.models import Volunteer, VolunteerState
from casework.volunteers.queries.reach import visible_to

PAGE_SIZE = 50
_TOWNSHIP = 9


class Show(LabelledEnum):
    """What a list is narrowed to by the check, each exactly one of everybody on the register."""

    CLEAR = "clear", "查询通过"
    SOON = "soon", "快到期"
    EXPIRED = "expired", "已过期"
    NOT_CHECKED = "not_checked", "未查询"
    BARRED = "barred", "不得从事"
    LEFT = "left", "已退出"


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None means everybody on the register."""

    kind: str | None = None
    show: Show | None = None
    #: Only who has room for one more child.
    room: bool = False
    #: A region in the viewer's reach: who goes there.
    place: str | None = None

    @property
    def asked(self) -> dict[str, str]:
        """The filters as an address has them."""
        told = {
            "kind": self.kind,
            "show": self.show and self.show.value,
            "room": "yes" if self.room else None,
            "place": self.place,
        }
        return {name: value for name, value in told.items() if value}

    def but(self, **others: object) -> dict[str, str]:
        """Return the filters as an address has them, with others in their place."""
        return replace(self, **others).asked  # type: ignore[arg-type]


def read_filters(viewer: Viewer, asked: Mapping[str, str]) -> Filters:
    """Return the filters in an address; what does not exist or is out of reach is left out."""
    kind, place = asked.get("kind"), asked.get("place")
    shows = {show.value: show for show in Show}
    return Filters(
        kind=kind if kind in practice.codes("volunteer_kind") else None,
        show=shows.get(asked.get("show") or ""),
        room=asked.get("room") == "yes",
        place=place if place and _is_code(place) and viewer.scope.covers(place) else None,
    )


def page_of(
    viewer: Viewer, filters: Filters, on: date, after: str | None = None, size: int = PAGE_SIZE
) -> Page[Volunteer]:
    """Return one page of the register by place; a key that cannot be read begins anew."""
    statement = visible_to(viewer).where(*_conditions(viewer, filters, on))
    known = _read_key(after)
    if known is not None:
        place, volunteer_id = known
        beyond = and_(Volunteer.region_code == place, Volunteer.id > volunteer_id)
        statement = statement.where(or_(Volunteer.region_code > place, beyond))
    order = statement.order_by(Volunteer.region_code, Volunteer.id).limit(size + 1)
    return cut(db.session.scalars(order).all(), size, lambda v: f"{v.region_code}_{v.id}")


@dataclass(frozen=True)
class Facets:
    """How many each filter would show, the others staying as they are."""

    total: int
    kinds: Mapping[str, int]
    shows: Mapping[Show, int]
    room: int
    #: Everybody on the register, whatever the check says.
    on_register: int


def facets(viewer: Viewer, filters: Filters, on: date) -> Facets:
    """Count what each filter would show; one statement."""
    told = _told(viewer, on)
    statement = (
        select(Volunteer.kind, told, _has_room(), func.count())
        .where(within(Volunteer.region_code, viewer.scope.ranges))
        .where(*_in_place(filters.place))
        .group_by(Volunteer.kind, told, _has_room())
    )
    cells = [
        (kind, Show(show), bool(room), n)
        for kind, show, room, n in db.session.execute(statement).all()
    ]
    return _counted(cells, filters)


def _counted(cells: Sequence[tuple[str, Show, bool, int]], filters: Filters) -> Facets:
    kinds: Counter[str] = Counter()
    shows: Counter[Show] = Counter()
    total = room = on_register = 0
    for kind, show, has_room, n in cells:
        of_kind = filters.kind in (None, kind)
        of_show = show is filters.show or (filters.show is None and show is not Show.LEFT)
        of_room = has_room or not filters.room
        on_register += n if of_kind and of_room and show is not Show.LEFT else 0
        kinds[kind] += n if of_show and of_room else 0
        shows[show] += n if of_kind and of_room else 0
        room += n if of_kind and of_show and has_room else 0
        total += n if of_kind and of_show and of_room else 0
    return Facets(total, kinds, shows, room, on_register)


def _conditions(viewer: Viewer, filters: Filters, on: date) -> list[ColumnElement[bool]]:
    told = _told(viewer, on)
    conditions = [*_in_place(filters.place)]
    if filters.show is None:
        conditions.append(Volunteer.state == VolunteerState.ACTIVE)
    else:
        conditions.append(told == filters.show.value)
    if filters.kind is not None:
        conditions.append(Volunteer.kind == filters.kind)
    if filters.room:
        conditions.append(_has_room())
    return conditions


def _in_place(place: str | None) -> list[ColumnElement[bool]]:
    """Return the condition that somebody goes to a place: within her reach, or around it."""
    if place is None:
        return []
    digits = prefix(place)
    around = {pad(digits[:size]) for size in (6, _TOWNSHIP, LENGTH) if size < len(digits)}
    inside = within(Volunteer.reach_code, (digits,))
    return [or_(inside, Volunteer.reach_code.in_(around))]


def _told(viewer: Viewer, on: date) -> ColumnElement[str]:
    """Return where somebody stands, one word each."""
    region = viewer.regions[0] if viewer.regions else ""
    soon = on + timedelta(days=practice.volunteers(region).check.remind_days)
    return case(
        (Volunteer.state == VolunteerState.LEFT, Show.LEFT.value),
        (Volunteer.is_barred, Show.BARRED.value),
        (Volunteer.cleared_until_on.is_(None), Show.NOT_CHECKED.value),
        (Volunteer.cleared_until_on <= on, Show.EXPIRED.value),
        (Volunteer.cleared_until_on <= soon, Show.SOON.value),
        else_=Show.CLEAR.value,
    )


def _has_room() -> ColumnElement[bool]:
    return Volunteer.places_taken < Volunteer.capacity


def _read_key(after: str | None) -> tuple[str, UUID] | None:
    place, _, volunteer_id = (after or "").partition("_")
    try:
        return place, UUID(volunteer_id)
    except ValueError:
        return None


def _is_code(text: str) -> bool:
    return len(text) == LENGTH and text.isascii() and text.isdigit()
