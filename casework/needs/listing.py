"""The needs of a reach, a page at a time; what a need is stands sealed and is opened in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.labels import LabelledEnum
from casework.needs.models import Need, NeedStatus, Urgency
from casework.needs.queries import in_reach
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import prefix

PAGE_SIZE = 50
#: So many rows are opened at a time in search of a kind.
_BATCH = 500
_CODE = 12
_ME = "me"


class Show(LabelledEnum):
    """Which needs a list shows."""

    OPEN = "open", "待办"
    OVERDUE = "overdue", "过了期限"
    UNCONFIRMED = "unconfirmed", "办结了，还没回访"
    SOLVED = "solved", "已解决"
    DROPPED = "dropped", "不再需要"

    @property
    def is_open(self) -> bool:
        """Whether what it shows is still to be done: the most pressing stands first."""
        return self in (Show.OPEN, Show.OVERDUE)


_STATUS = {
    Show.OPEN: NeedStatus.OPEN,
    Show.OVERDUE: NeedStatus.OPEN,
    Show.UNCONFIRMED: NeedStatus.SOLVED,
    Show.SOLVED: NeedStatus.SOLVED,
    Show.DROPPED: NeedStatus.DROPPED,
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to."""

    show: Show = Show.OPEN
    kind: str | None = None
    urgency: Urgency | None = None
    owner_id: UUID | None = None
    place: str | None = None

    @classmethod
    def parse(cls, viewer: Viewer, told: Any) -> "Filters":
        """Read an address; what it does not know narrows nothing, a place out of reach is none.

        Raises NotFound for that.
        """
        place = told.get("place") or None
        is_code = place is None or (len(place) == _CODE and place.isascii() and place.isdigit())
        if not is_code or (place and not viewer.scope.covers(place)):
            raise NotFound
        kinds = practice.visit_form().needs
        return cls(
            show=next((each for each in Show if each.value == told.get("show")), Show.OPEN),
            kind=told.get("kind") if told.get("kind") in kinds else None,
            urgency=next((u for u in Urgency if u.value == told.get("urgency")), None),
            owner_id=_owner(viewer, told.get("owner")),
            place=place,
        )

    def query(self, **other: Any) -> dict[str, Any]:
        """Return what an address says of it, some of it otherwise."""
        said: dict[str, Any] = {
            "show": self.show.value,
            "kind": self.kind,
            "urgency": self.urgency.value if self.urgency else None,
            "owner": self.owner_id,
            "place": self.place,
        }
        return {name: value for name, value in (said | other).items() if value}


@dataclass(frozen=True)
class Line:
    """One need of a list."""

    need: Need
    kind: str
    child: Child
    village: str
    owner: str


@dataclass(frozen=True)
class Listing:
    """One page, and after which need the next one begins."""

    lines: Sequence[Line]
    after: str | None


def listing(viewer: Viewer, filters: Filters, after: str | None = None) -> Listing:
    """Return a page of needs: open ones by their day, closed ones the newest first."""
    needs, key = _page(viewer, filters, after)
    statement = children.visible_to(viewer).where(Child.id.in_({n.child_id for n in needs}))
    known = {child.id: child for child in db.session.scalars(statement)} if needs else {}
    names = accounts.names_of({need.account_id for need in needs})
    places = regions.by_codes({need.region_code for need in needs}) if needs else {}
    form = practice.visit_form()
    lines = [
        Line(
            need,
            form.need_label(need.kind),
            known[need.child_id],
            places[need.region_code].name if need.region_code in places else "",
            names.get(need.account_id, ""),
        )
        for need in needs
        if need.child_id in known
    ]
    return Listing(lines, key)


def _page(viewer: Viewer, filters: Filters, after: str | None) -> tuple[list[Need], str | None]:
    """Return a page's needs and its last key; of a kind, rows are opened until it is full."""
    size = _BATCH if filters.kind else PAGE_SIZE + 1
    found: list[Need] = []
    while True:
        rows = db.session.scalars(_statement(viewer, filters, after).limit(size)).all()
        found += [need for need in rows if filters.kind in (None, need.kind)]
        if len(found) > PAGE_SIZE:
            return found[:PAGE_SIZE], _key(filters, found[PAGE_SIZE - 1])
        if len(rows) < size:
            return found, None
        after = _key(filters, rows[-1])


def _statement(viewer: Viewer, filters: Filters, after: str | None) -> Select[Any]:
    day = Need.due_on if filters.show.is_open else Need.closed_on
    statement = select(Need).where(in_reach(viewer), *_conditions(filters))
    known = _read(after)
    if filters.show.is_open:
        beyond = known and or_(day > known[0], and_(day == known[0], Need.id > known[1]))
        order = (day, Need.id)
    else:
        beyond = known and or_(day < known[0], and_(day == known[0], Need.id < known[1]))
        order = (day.desc(), Need.id.desc())  # type: ignore[assignment]
    return statement.where(*([beyond] if beyond is not None else [])).order_by(*order)


def _conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    yield Need.status == _STATUS[filters.show]
    if filters.show is Show.OVERDUE:
        yield Need.due_on < clock.today()
    if filters.show is Show.UNCONFIRMED:
        yield Need.confirmed_on.is_(None)
    if filters.urgency is not None:
        yield Need.urgency == filters.urgency
    if filters.owner_id is not None:
        yield Need.account_id == filters.owner_id
    if filters.place is not None:
        yield within(Need.region_code, (prefix(filters.place),))


def _owner(viewer: Viewer, told: str | None) -> UUID | None:
    if told == _ME:
        return viewer.account_id
    try:
        return UUID(told) if told else None
    except ValueError:
        return None


def _key(filters: Filters, need: Need) -> str:
    return f"{need.due_on if filters.show.is_open else need.closed_on}_{need.id}"


def _read(after: str | None) -> tuple[date, UUID] | None:
    day, _, need_id = (after or "").partition("_")
    try:
        return date.fromisoformat(day), UUID(need_id)
    except ValueError:
        return None
