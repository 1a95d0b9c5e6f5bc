"""The day of a 儿童主任: her children by due date, from the state that each file carries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, or_, select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.coming import Matter, coming, matters
from casework.children.models import Child, DueKind
from casework.children.rules import VISITED_STATUSES, age_on
from casework.clock import Month
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.inbox import queries as inbox
from casework.needs.models import Need, NeedStatus
from casework.practice.rules.campaigns import Campaign
from casework.upkeep import queries as upkeep

#: More than any worker answers for; what is beyond stands in the list of children.
_MOST = 300
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Card:
    """One child on the day's list."""

    id: UUID
    name: str
    sex: str
    age: int | None
    region_code: str
    risk: int
    next_due_on: date | None
    next_due_kind: DueKind | None
    last_visit_on: date | None
    #: The viewer has said today that nothing has changed.
    is_checked: bool
    #: Looked after for a worker who is away, or for a post that is vacant.
    is_covered: bool = False


@dataclass(frozen=True)
class Day:
    """The day's list in its parts, and how far the month is."""

    overdue: Sequence[Card]
    today: Sequence[Card]
    week: Sequence[Card]
    done: Sequence[Card]
    later: Sequence[Card]
    #: Children of this month: seen in person, or due before it ends.
    due_this_month: int
    #: How many tasks she has not read; it comes with the children. None where there are none.
    unread: int | None = None

    @property
    def done_this_month(self) -> int:
        """How many of them were seen in person."""
        return len(self.done)


def my_day(viewer: Viewer, on: date) -> Day:
    """Return the children that the viewer answers for, sorted into the parts of the day."""
    rows = _my_rows(viewer, on)
    cards = [_card(viewer, tuple(row)[:-1], on) for row in rows]
    month = Month.of(on)
    done = [c for c in cards if c.last_visit_on and month.first <= c.last_visit_on <= month.last]
    waiting = [c for c in cards if c.next_due_on is not None]
    ids = {c.id for c in done}
    due = {c.id for c in waiting if c.next_due_on and c.next_due_on <= month.last}
    return Day(
        overdue=[c for c in waiting if c.next_due_on and c.next_due_on < on],
        today=[c for c in waiting if c.next_due_on == on],
        week=[c for c in waiting if c.next_due_on and on < c.next_due_on <= on + _WEEK],
        done=done,
        later=[
            c
            for c in cards
            if c.id not in ids and (c.next_due_on is None or c.next_due_on > on + _WEEK)
        ],
        due_this_month=len(ids | due),
        unread=rows[0].unread if rows else None,
    )


def hurrying(card: Card, windows: Sequence[Campaign]) -> Campaign | None:
    """Return the campaign for whose sake a child is due when it is, if it is for one's sake.

    ``windows`` are those that are on, in which every child is visited once.
    """
    for each in windows:
        unseen = card.last_visit_on is None or card.last_visit_on < each.first_on
        if unseen and card.next_due_on == each.last_on:
            return each
    return None


def _my_rows(viewer: Viewer, on: date) -> Sequence[Row[Any]]:
    statement = (
        select(
            Child.id,
            Child.name.column,
            Child.birth_on.column,
            Child.wrapped_key,
            Child.sex,
            Child.region_code,
            Child.risk,
            Child.next_due_on,
            Child.next_due_kind,
            Child.last_visit_on,
            Child.worker_id,
            upkeep.is_checked_by(viewer, on),
            inbox.waiting_count(viewer).label("unread"),
        )
        .where(children.in_reach(viewer), Child.status.in_(VISITED_STATUSES))
        .where(children.on_list_of(viewer))
        .order_by(Child.next_due_on, Child.id)
        .limit(_MOST)
    )
    return db.session.execute(statement).all()


def _card(viewer: Viewer, row: tuple, on: date) -> Card:  # type: ignore[type-arg]
    child_id, name, birth, wrapped, *state, worker_id, is_checked = row
    key = keyring().unwrap(wrapped, Child.__owner_kind__, child_id)
    birth_on = Child.birth_on.open_with(key, birth, owner=child_id, row=child_id) if birth else None
    told = [*state[1:], is_checked, _is_covered(viewer, state[1], worker_id)]
    return Card(
        child_id,
        Child.name.open_with(key, name, owner=child_id, row=child_id),
        state[0],
        age_on(birth_on, on) if birth_on else None,
        *told,
    )


def _is_covered(viewer: Viewer, region_code: str, worker_id: UUID | None) -> bool:
    """Say whether a child on the list is looked after for somebody else."""
    is_hers = worker_id == viewer.account_id
    is_lent = region_code in viewer.lent
    return not is_hers and (worker_id is not None or is_lent)


def my_needs(viewer: Viewer) -> Sequence[Need]:
    """Return the open needs that the viewer sees to, the most pressing first."""
    statement = (
        select(Need)
        .where(within(Need.region_code, viewer.scope.ranges))
        .where(_is_seen_to_by(viewer), Need.status == NeedStatus.OPEN)
        .order_by(Need.due_on)
        .limit(50)
    )
    return db.session.scalars(statement).all()


def _is_seen_to_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a need is the viewer's to see to, or of somebody she covers."""
    covered = [
        and_(Need.region_code == each.region_code, Need.account_id == each.absent_id)
        for each in viewer.covering
        if each.absent_id is not None
    ]
    return or_(Need.account_id == viewer.account_id, *covered)


def my_matters(viewer: Viewer, on: date, until: date) -> list[Matter]:
    """Return what comes up for the children of the viewer's villages until a day."""
    return matters(coming(viewer, on, until))


def names_of(viewer: Viewer, child_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of children in reach."""
    statement = select(Child).where(children.in_reach(viewer), Child.id.in_(child_ids))
    return {child.id: child.name for child in db.session.scalars(statement)}
