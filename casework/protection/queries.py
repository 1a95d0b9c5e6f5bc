"""Finding protections: those of one child, those that are open within reach, placements."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.accounts.viewer import Viewer
from casework.children.attention import Rows
from casework.children.models import Child
from casework.children.queries import in_reach, same_place
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.protection.models import ProtectionCase, ProtectionStep

#: How far ahead the desk looks, in every region alike: its number is one statement.
AHEAD = timedelta(days=30)


def of_child(child: Child) -> Sequence[ProtectionCase]:
    """Return the protections of a child in reach, the newest first."""
    statement = (
        select(ProtectionCase)
        .where(same_place(ProtectionCase, child))
        .order_by(ProtectionCase.begun_on.desc(), ProtectionCase.id.desc())
    )
    return db.session.scalars(statement).all()


def open_of(child: Child) -> ProtectionCase | None:
    """Return the protection that a child is under now; the newest where files were merged."""
    return next((case for case in of_child(child) if case.closed_on is None), None)


def get(child: Child, protection_id: UUID) -> ProtectionCase:
    """Return one protection of a child that is in reach; raise NotFound."""
    return _one(select(ProtectionCase), child, protection_id)


def held(child: Child, protection_id: UUID) -> ProtectionCase:
    """Return one protection as it stands now, held against an act of somebody else."""
    statement = select(ProtectionCase).with_for_update(of=ProtectionCase)
    fresh = statement.execution_options(populate_existing=True)
    return _one(fresh, child, protection_id)


def _one(statement: Select[ProtectionCase], child: Child, protection_id: UUID) -> ProtectionCase:
    wanted = (same_place(ProtectionCase, child), ProtectionCase.id == protection_id)
    case = db.session.scalar(statement.where(*wanted))
    if case is None:
        raise NotFound
    return case


def steps_of(child: Child, case: ProtectionCase) -> Sequence[ProtectionStep]:
    """Return what was done in a protection, the newest first."""
    statement = (
        select(ProtectionStep)
        .where(same_place(ProtectionStep, child), ProtectionStep.protection_id == case.id)
        .order_by(ProtectionStep.on_day.desc(), ProtectionStep.id.desc())
    )
    return db.session.scalars(statement).all()


def open_within(viewer: Viewer) -> Sequence[tuple[ProtectionCase, Child]]:
    """Return every open protection in reach with its child, the most pressing first."""
    found = db.session.execute(_open(viewer).order_by(ProtectionCase.due_on, ProtectionCase.id))
    return [(case, child) for case, child in found]


def coming_within(viewer: Viewer, until: date) -> Sequence[tuple[ProtectionCase, Child]]:
    """Return the open protections in reach that somebody has to look at until a day."""
    found = db.session.execute(_open(viewer).where(ProtectionCase.due_on <= until))
    return [(case, child) for case, child in found]


def _open(viewer: Viewer) -> Select[ProtectionCase, Child]:
    return (
        select(ProtectionCase, Child)
        .join(Child, Child.id == ProtectionCase.child_id)
        .where(within(ProtectionCase.region_code, viewer.scope.ranges), in_reach(viewer))
        .where(ProtectionCase.closed_on.is_(None))
    )


def pressing(viewer: Viewer, on: date) -> Rows:
    """Return the children whose open protection has to be looked at soon, each once."""
    until = on + AHEAD
    return (
        select(
            ProtectionCase.region_code,
            func.min(ProtectionCase.due_on).label("due_on"),
            ProtectionCase.child_id.label("id"),
            ProtectionCase.child_id,
        )
        .where(within(ProtectionCase.region_code, viewer.scope.ranges))
        .where(ProtectionCase.closed_on.is_(None), ProtectionCase.due_on <= until)
        .group_by(ProtectionCase.region_code, ProtectionCase.child_id)
    )


def placed(viewer: Viewer, first: date, last: date) -> Rows:
    """Return the children who were given a place from ``first`` to ``last``, both counted.

    The figure ``ind_unattended_placed`` (妥善安置无人照料儿童, 人): a child counts once, on the
    first day on which it had a place in the time asked for, in the region where it lived then.
    Its number is the number of these rows.
    """
    return (
        select(
            ProtectionCase.counted_region_code.label("region_code"),
            func.min(ProtectionCase.placed_on).label("due_on"),
            ProtectionCase.child_id.label("id"),
            ProtectionCase.child_id,
        )
        .where(within(ProtectionCase.counted_region_code, viewer.scope.ranges))
        .where(ProtectionCase.placed_on.between(first, last))
        .group_by(ProtectionCase.counted_region_code, ProtectionCase.child_id)
    )
