"""Activities as a list: narrowed, summed up, turned over by key; the newest first."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from casework.accounts.viewer import Viewer
from casework.activities.models import Activity
from casework.activities.queries.counting import Sums
from casework.activities.queries.single import counting
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within

_SIZE = 50


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None means all of it."""

    #: A region in reach: of whose units.
    place: str | None = None
    campaign_code: str | None = None
    kind: str | None = None
    #: Days ``[first, until)``.
    first_on: date | None = None
    until_on: date | None = None
    #: Only what is put up for checking.
    doubted: bool = False

    @property
    def last_on(self) -> date | None:
        """The last day of the period."""
        return self.until_on and self.until_on - timedelta(days=1)

    @property
    def asked(self) -> dict[str, str]:
        """The filters as an address has them."""
        told = {
            "place": self.place,
            "campaign": self.campaign_code,
            "kind": self.kind,
            "first": self.first_on and self.first_on.isoformat(),
            "last": self.last_on and self.last_on.isoformat(),
            "show": "doubted" if self.doubted else None,
        }
        return {name: value for name, value in told.items() if value}

    def but(self, *, doubted: bool) -> dict[str, str]:
        """Return the filters as an address has them, with or without what is to be checked."""
        return replace(self, doubted=doubted).asked


def page_of(viewer: Viewer, filters: Filters, after: str | None = None) -> Page[Activity]:
    """Return one page of the activities that count; a key that cannot be read begins anew."""
    statement = select(Activity).where(*_conditions(viewer, filters))
    known = _read_key(after)
    if known is not None:
        day, activity_id = known
        same = and_(Activity.held_on == day, Activity.id < activity_id)
        statement = statement.where(or_(Activity.held_on < day, same))
    order = statement.order_by(Activity.held_on.desc(), Activity.id.desc()).limit(_SIZE + 1)
    return cut(db.session.scalars(order).all(), _SIZE, lambda each: f"{each.held_on}_{each.id}")


def sums(viewer: Viewer, filters: Filters) -> Sums:
    """Return what all activities of a list come to, those to be checked whatever it shows."""
    whole = replace(filters, doubted=False)
    shown = Activity.doubt.is_not(None) if filters.doubted else Activity.id.is_not(None)
    statement = select(
        func.count(case((shown, 1))),
        func.sum(case((shown, Activity.sessions))),
        func.sum(case((shown, Activity.children_reached + Activity.parents_reached))),
        func.count(Activity.doubt),
    ).where(*_conditions(viewer, whole))
    return Sums(*(int(each or 0) for each in db.session.execute(statement).one()))


def _conditions(viewer: Viewer, filters: Filters) -> list[ColumnElement[bool]]:
    found = counting(
        viewer, filters.place, filters.campaign_code, filters.first_on, filters.until_on
    )
    if filters.kind is not None:
        found.append(Activity.kind == filters.kind)
    if filters.doubted:
        found.append(Activity.doubt.is_not(None))
    return found


def withdrawn(viewer: Viewer, most: int = _SIZE) -> list[Activity]:
    """Return the activities in reach that count no more, those withdrawn last first."""
    inside = within(Activity.region_code, viewer.scope.ranges)
    statement = select(Activity).where(inside, Activity.withdrawn_on.is_not(None))
    order = (Activity.withdrawn_on.desc(), Activity.id.desc())
    return list(db.session.scalars(statement.order_by(*order).limit(most)))


def _read_key(after: str | None) -> tuple[date, UUID] | None:
    day, _, activity_id = (after or "").partition("_")
    try:
        return date.fromisoformat(day), UUID(activity_id)
    except ValueError:
        return None
