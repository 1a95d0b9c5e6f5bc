"""The list behind a number of the desk: who answers, where, by when, when last seen."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.attention import Entry, Subject
from casework.children.models import Child
from casework.children.rules import VISITED_STATUSES
from casework.db.base import db
from casework.db.paging import Page
from casework.db.scope import within
from casework.needs.models import Need
from casework.regions import queries as regions
from casework.regions.models import Region
from casework.visits import queries as visits
from casework.visits.models import Mode, Outcome, Visit


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    entry: Entry
    child: Child | None = None
    #: Who answers for it; of a village everybody who is 儿童主任 there.
    workers: Sequence[UUID] = ()
    last_on: date | None = None
    #: Of a visit: how it was made, and whom it met.
    told: tuple[Mode, Outcome] | None = None
    #: Of a village: how many children live there.
    number: int = 0


@dataclass(frozen=True)
class Listing:
    """A page of a tile's list with the names that stand on it."""

    lines: Sequence[Line]
    after: str | None
    names: Mapping[UUID, str]
    places: Mapping[str, Region]

    @property
    def seen(self) -> set[UUID]:
        """The children whose names the page shows."""
        return {line.child.id for line in self.lines if line.child}


def listing(viewer: Viewer, subject: Subject, page: Page[Entry]) -> Listing:
    """Return the entries of a page as people read them."""
    lines = _READERS[subject](viewer, page.rows)
    return Listing(
        lines,
        page.after,
        accounts.names_of({worker for line in lines for worker in line.workers}),
        regions.by_codes(_codes(lines)) if lines else {},
    )


def _codes(lines: Iterable[Line]) -> set[str]:
    """Return the villages of the lines and their townships."""
    codes = {line.entry.region_code for line in lines}
    return codes | {code[:9].ljust(12, "0") for code in codes}


def _of_children(viewer: Viewer, entries: Sequence[Entry]) -> list[Line]:
    known = _children(viewer, entries)
    found = [(entry, known.get(entry.child_id)) for entry in entries]
    return [
        Line(entry, child, _one(child.worker_id if child else None), _last_seen(child))
        for entry, child in found
    ]


def _last_seen(child: Child | None) -> date | None:
    return child.last_visit_on if child else None


def _of_visits(viewer: Viewer, entries: Sequence[Entry]) -> list[Line]:
    known, ids = _children(viewer, entries), [entry.id for entry in entries]
    statement = select(Visit).where(visits.in_reach(viewer), Visit.id.in_(ids))
    rows: dict[UUID | str, Visit] = {visit.id: visit for visit in db.session.scalars(statement)}
    return [
        Line(
            entry,
            known.get(entry.child_id),
            _one(rows[entry.id].author_id),
            told=(rows[entry.id].mode, rows[entry.id].outcome),
        )
        for entry in entries
    ]


def _of_needs(viewer: Viewer, entries: Sequence[Entry]) -> list[Line]:
    known, ids = _children(viewer, entries), [entry.id for entry in entries]
    statement = select(Need.id, Need.account_id).where(
        within(Need.region_code, viewer.scope.ranges), Need.id.in_(ids)
    )
    workers: dict[UUID | str, UUID] = dict(db.session.execute(statement).all())
    found = [(entry, known.get(entry.child_id)) for entry in entries]
    return [
        Line(entry, child, _one(workers[entry.id]), _last_seen(child)) for entry, child in found
    ]


def _of_villages(viewer: Viewer, entries: Sequence[Entry]) -> list[Line]:
    codes = {entry.region_code for entry in entries}
    workers = accounts.directors_of(codes)
    newest = (
        select(Visit.visited_on)
        .where(Visit.counted_region_code == Region.code)
        .where(within(Visit.counted_region_code, viewer.scope.ranges))
        .order_by(Visit.visited_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    number = (
        select(func.count())
        .select_from(Child)
        .where(children.in_reach(viewer), Child.region_code == Region.code)
        .where(Child.status.in_(VISITED_STATUSES))
        .scalar_subquery()
    )
    rows = db.session.execute(select(Region.code, newest, number).where(Region.code.in_(codes)))
    known = {code: (last_on, count) for code, last_on, count in rows}
    return [
        Line(
            entry,
            workers=workers.get(entry.region_code, ()),
            last_on=known[entry.region_code][0],
            number=known[entry.region_code][1],
        )
        for entry in entries
    ]


def _children(viewer: Viewer, entries: Sequence[Entry]) -> dict[UUID | None, Child]:
    ids: Collection[UUID] = {entry.child_id for entry in entries if entry.child_id}
    statement = children.visible_to(viewer).where(Child.id.in_(ids))
    return {child.id: child for child in db.session.scalars(statement)}


def _one(worker: UUID | None) -> tuple[UUID, ...]:
    return (worker,) if worker else ()


_READERS: Mapping[Subject, Callable[[Viewer, Sequence[Entry]], list[Line]]] = {
    Subject.CHILD: _of_children,
    Subject.VISIT: _of_visits,
    Subject.NEED: _of_needs,
    Subject.VILLAGE: _of_villages,
}
