"""What was given at activities, summed up by plain columns: no line of a child is opened."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from casework.accounts.viewer import Viewer
from casework.assistance.models import AidGroup, AidShare, Desk, Mode
from casework.db.base import db
from casework.db.scope import within


class Given(NamedTuple):
    """What was given at one activity in one mode (a row of 附件2)."""

    activity_id: UUID
    mode: Mode
    #: Different children with a name, and children and households who were only counted.
    children: int
    counted: int
    households: int
    #: In 元, as far as it is known; None where nothing is.
    value: Decimal | None
    quantity: Decimal | None


def by_activity(viewer: Viewer, activity_ids: Collection[UUID]) -> list[Given]:
    """Return what was given at some activities, by activity and mode; two statements.

    A child's line counts where it was given, wherever the child is now. Whoever may see no child's
    file gets the same sums: they are numbers of an activity.
    """
    if not activity_ids:
        return []
    found: dict[tuple[UUID, Mode], Given] = {}
    for row in [*_named(viewer, activity_ids), *_counted(viewer, activity_ids)]:
        key = (row.activity_id, row.mode)
        found[key] = _joined(found[key], row) if key in found else row
    order = list(Mode)
    return sorted(found.values(), key=lambda each: (each.activity_id, order.index(each.mode)))


def _named(viewer: Viewer, ids: Collection[UUID]) -> list[Given]:
    own = AidShare
    statement = select(
        own.activity_id,
        own.mode,
        func.count(own.child_id.distinct()),
        func.sum(own.value),
        func.sum(own.quantity),
    ).where(within(own.counted_region_code, viewer.scope.ranges), *_standing(own, ids))
    return [
        Given(activity_id, mode, children, 0, 0, value, quantity)
        for activity_id, mode, children, value, quantity in db.session.execute(
            statement.group_by(own.activity_id, own.mode)
        )
        if activity_id is not None
    ]


def _counted(viewer: Viewer, ids: Collection[UUID]) -> list[Given]:
    own = AidGroup
    statement = select(
        own.activity_id,
        own.mode,
        func.sum(own.children),
        func.sum(own.households),
        func.sum(own.value),
        func.sum(own.quantity),
    ).where(within(own.region_code, viewer.scope.ranges), *_standing(own, ids))
    return [
        Given(activity_id, mode, 0, int(children), int(households), value, quantity)
        for activity_id, mode, children, households, value, quantity in db.session.execute(
            statement.group_by(own.activity_id, own.mode)
        )
        if activity_id is not None
    ]


def shares_at(viewer: Viewer, activity_id: UUID) -> Sequence[AidShare]:
    """Return the children's lines of an activity that are in reach, withdrawn ones too."""
    inside = within(AidShare.region_code, viewer.scope.ranges)
    statement = select(AidShare).where(inside, AidShare.activity_id == activity_id)
    return db.session.scalars(statement.order_by(AidShare.id)).all()


def groups_at(viewer: Viewer, activity_id: UUID, desk: Desk | None = None) -> Sequence[AidGroup]:
    """Return its lines without names that are in reach; only those of one desk where it is said."""
    inside = within(AidGroup.region_code, viewer.scope.ranges)
    statement = select(AidGroup).where(inside, AidGroup.activity_id == activity_id)
    if desk is not None:
        statement = statement.where(AidGroup.desk == desk)
    return db.session.scalars(statement.order_by(AidGroup.id)).all()


def _standing(
    model: type[AidShare] | type[AidGroup], ids: Collection[UUID]
) -> list[ColumnElement[bool]]:
    return [model.activity_id.in_(ids), model.withdrawn_on.is_(None)]


def _joined(one: Given, other: Given) -> Given:
    return one._replace(
        children=one.children + other.children,
        counted=one.counted + other.counted,
        households=one.households + other.households,
        value=_sum(one.value, other.value),
        quantity=_sum(one.quantity, other.quantity),
    )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    known = [each for each in (one, other) if each is not None]
    return sum(known, Decimal(0)) if known else None
