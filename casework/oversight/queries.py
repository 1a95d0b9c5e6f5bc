"""The table of a township, and the pages of the trail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select

from casework.accounts.models import Account
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child, DueKind, Status
from casework.children.rules import VISITED_STATUSES
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.inbox import queries as inbox
from casework.oversight.filters import Narrowed, Sort
from casework.oversight.models import SavedFilter
from casework.regions import queries as regions
from casework.regions.models import Region

#: More than the largest township holds; the page says so when it is reached.
MOST = 2_000
_TOWNSHIP = 9
_COUNTY = 6
#: What a key of the trail can be at most: 64 bits.
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Line:
    """One child in the table."""

    id: UUID
    name: str
    sex: str
    birth_year: int | None
    region_code: str
    status: Status
    risk: int
    worker_id: UUID | None
    last_visit_on: date | None
    next_due_on: date | None
    next_due_kind: DueKind | None
    open_needs: int


def townships(viewer: Viewer) -> list[Region]:
    """Return the townships that the viewer may open, in code order."""
    found: list[Region] = []
    for prefix in viewer.scope.ranges:
        code = prefix.ljust(12, "0")
        if len(prefix) == _COUNTY:
            found += regions.children_of(code)
        elif len(prefix) == _TOWNSHIP:
            found.append(regions.get(code))
    return found


def choose(viewer: Viewer, offered: Sequence[Region], code: str | None) -> Region | None:
    """Return the township asked for, else the one with the child due first.

    Raises NotFound for one that is not offered; None when none is.
    """
    if not offered:
        return None
    by_code = {region.code: region for region in offered}
    if code is None:
        pressing = _most_pressing(viewer) if len(offered) > 1 else None
        return by_code.get(pressing or "", offered[0])
    if code not in by_code:
        raise NotFound
    return by_code[code]


def _most_pressing(viewer: Viewer) -> str | None:
    statement = (
        select(Child.township_code)
        .where(children.in_reach(viewer), Child.next_due_on.is_not(None))
        .order_by(Child.next_due_on, Child.id)
        .limit(1)
    )
    return db.session.scalar(statement)


def caseload(viewer: Viewer, code: str, narrowed: Narrowed, on: date) -> list[Line]:
    """Return the children of a township from the state that each file carries: one statement."""
    return caseload_and_unread(viewer, code, narrowed, on)[0]


def caseload_and_unread(
    viewer: Viewer, code: str, narrowed: Narrowed, on: date
) -> tuple[list[Line], int | None]:
    """Return the same, and how many tasks the viewer has not read; None where no child is."""
    statement = (
        select(
            Child.id,
            Child.name.column,
            Child.wrapped_key,
            Child.sex,
            Child.birth_year,
            Child.region_code,
            Child.status,
            Child.risk,
            Child.worker_id,
            Child.last_visit_on,
            Child.next_due_on,
            Child.next_due_kind,
            Child.open_needs,
            inbox.waiting_count(viewer),
        )
        .where(children.in_reach(viewer), Child.township_code == code)
        .where(Child.status.in_(VISITED_STATUSES), *narrowed.conditions(on))
        .order_by(Child.next_due_on, Child.id)
        .limit(MOST)
    )
    rows = db.session.execute(statement).all()
    return [_line(tuple(row)[:-1]) for row in rows], rows[0][-1] if rows else None


def _line(row: tuple) -> Line:  # type: ignore[type-arg]
    child_id, name, wrapped, *state = row
    key = keyring().unwrap(wrapped, Child.__owner_kind__, child_id)
    return Line(child_id, Child.name.open_with(key, name, owner=child_id, row=child_id), *state)


_NEVER = date.max
_ORDERS: dict[Sort, Callable[[Line], Any]] = {
    Sort.DUE: lambda line: (line.next_due_on or _NEVER, line.region_code, line.id),
    Sort.RISK: lambda line: (-line.risk, line.next_due_on or _NEVER, line.id),
    Sort.LAST: lambda line: (line.last_visit_on or date.min, line.id),
    Sort.VILLAGE: lambda line: (line.region_code, line.next_due_on or _NEVER, line.id),
}


def by_worker(lines: Sequence[Line], sort: Sort) -> list[tuple[UUID | None, list[Line]]]:
    """Group lines by responsible worker: nobody first, then by who has the earliest due date."""
    groups: dict[UUID | None, list[Line]] = {}
    for line in sorted(lines, key=_ORDERS[sort]):
        groups.setdefault(line.worker_id, []).append(line)
    return sorted(
        groups.items(),
        key=lambda item: (item[0] is not None, min(li.next_due_on or _NEVER for li in item[1])),
    )


def villages_of(
    groups: Sequence[tuple[UUID | None, Sequence[Line]]], villages: Mapping[str, Region]
) -> dict[UUID, set[str]]:
    """Return the names of the villages in which each worker's children live."""
    return {
        worker: {villages[line.region_code].name for line in lines if line.region_code in villages}
        for worker, lines in groups
        if worker is not None
    }


def filters_of(viewer: Viewer) -> Sequence[SavedFilter]:
    """Return the views that somebody has named, the oldest first."""
    statement = (
        select(SavedFilter)
        .where(SavedFilter.account_id == viewer.account_id)
        .order_by(SavedFilter.created_at, SavedFilter.id)
    )
    return db.session.scalars(statement).all()


def own_filter(viewer: Viewer, filter_id: UUID) -> SavedFilter:
    """Return one view of the viewer's; raise NotFound for a missing one and another's alike."""
    statement = select(SavedFilter).where(
        SavedFilter.id == filter_id, SavedFilter.account_id == viewer.account_id
    )
    kept = db.session.scalar(statement)
    if kept is None:
        raise NotFound
    return kept


def address_of(code: str | None, narrowed: Narrowed) -> str:
    """Return what stands after the question mark of the table's address."""
    return urlencode({**({"code": code} if code else {}), **narrowed.asked})


@dataclass(frozen=True)
class TrailLine:
    """One entry of the trail as an auditor reads it."""

    entry: AuditEntry
    login: str | None
    case_number: str | None


def trail(viewer: Viewer, after: int | None, tag: str | None, size: int = 100) -> Page[TrailLine]:
    """Return entries of the trail, newest first; children appear by case number only.

    What is sealed to a few is left out: a row of it would say that there is something.
    """
    statement = (
        select(AuditEntry, Account.login)
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .where(AuditEntry.tag != Tag.SEALED_ACT.value)
        .order_by(AuditEntry.id.desc())
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(AuditEntry.id < min(after, _LARGEST_ID))
    if tag:
        statement = statement.where(AuditEntry.tag == tag)
    rows = db.session.execute(statement).all()
    numbers = _case_numbers(viewer, {entry.child_id for entry, _ in rows if entry.child_id})
    lines = [TrailLine(entry, login, numbers.get(entry.child_id)) for entry, login in rows]
    return cut(lines, size, lambda line: line.entry.id)


def _case_numbers(viewer: Viewer, child_ids: set[UUID]) -> dict[UUID | None, str]:
    """Return the case numbers of those children that lie in the viewer's region."""
    if not child_ids:
        return {}
    statement = select(Child.id, Child.case_number).where(
        children.in_reach(viewer), Child.id.in_(child_ids)
    )
    return dict(db.session.execute(statement).all())
