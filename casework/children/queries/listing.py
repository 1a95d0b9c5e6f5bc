"""Lists of children, a page at a time by key: no COUNT, no OFFSET, cost of one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from casework.accounts.viewer import Viewer
from casework.children import rules
from casework.children.models import Child, Status
from casework.children.queries.reach import visible_to
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.practice import queries as practice
from casework.regions.codes import prefix
from casework.regions.models import Region

PAGE_SIZE = 50
#: A township's children are few enough to be sorted by due date; a county's go by place.
_NARROW = 9
#: Children who are due at no time stand last.
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None means everything but closed files."""

    category: str | None = None
    status: Status | None = None
    risk: int | None = None
    #: A region in the viewer's reach.
    place: str | None = None


def page_of(
    viewer: Viewer, filters: Filters, after: str | None = None, size: int = PAGE_SIZE
) -> Page[Child]:
    """Return one page of the viewer's children: by due date in a township, by place above.

    ``after`` is the key of the page before; one that cannot be read begins anew.
    """
    by_due = _is_narrow(viewer, filters)
    statement = visible_to(viewer).where(*_conditions(filters))
    known = _read_key(after)
    if known is not None:
        statement = statement.where(_beyond(known, by_due=by_due))
    order = _due_key() if by_due else Child.region_code
    rows = db.session.scalars(statement.order_by(order, Child.id).limit(size + 1)).all()
    return cut(rows, size, _key_by_due if by_due else _key_by_place)


def places(viewer: Viewer, codes: Iterable[str] = ()) -> dict[str, Region]:
    """Return the regions right below those of the viewer, and those of ``codes``; one statement."""
    wanted = {*viewer.regions, *codes}
    statement = select(Region).where(
        or_(Region.code.in_(wanted), Region.parent_code.in_(viewer.regions))
    )
    found = db.session.scalars(statement.order_by(Region.code))
    return {region.code: region for region in found}


def _is_narrow(viewer: Viewer, filters: Filters) -> bool:
    ranges: Sequence[str] = viewer.scope.ranges
    if filters.place is not None:
        ranges = (prefix(filters.place),)
    return all(len(digits) >= _NARROW for digits in ranges)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.status is None:
        conditions.append(Child.status.in_(rules.OPEN_STATUSES))
    else:
        conditions.append(Child.status == filters.status)
    if filters.category is not None:
        bit = 1 << practice.categories().bit(filters.category)
        conditions.append(Child.category_mask.bitwise_and(bit) != 0)
    if filters.risk is not None:
        conditions.append(Child.risk == filters.risk)
    if filters.place is not None:
        conditions.append(within(Child.region_code, (prefix(filters.place),)))
    return conditions


def _due_key() -> ColumnElement[date]:
    return func.coalesce(Child.next_due_on, _NEVER)


def _beyond(known: tuple[str, UUID], *, by_due: bool) -> ColumnElement[bool]:
    told, child_id = known
    if not by_due:
        place = Child.region_code
        return or_(place > told, and_(place == told, Child.id > child_id))
    key, day = _due_key(), _day(told)
    return or_(key > day, and_(key == day, Child.id > child_id))


def _key_by_due(child: Child) -> str:
    return f"{child.next_due_on or _NEVER}_{child.id}"


def _key_by_place(child: Child) -> str:
    return f"{child.region_code}_{child.id}"


def _read_key(after: str | None) -> tuple[str, UUID] | None:
    told, _, child_id = (after or "").partition("_")
    try:
        return told, UUID(child_id)
    except ValueError:
        return None


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return date.min
