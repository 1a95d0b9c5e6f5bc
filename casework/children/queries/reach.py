"""What a viewer may see: every statement on children starts here."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a child is one the viewer may see."""
    condition = within(Child.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, Child.id.in_(viewer.scope.children))
    return condition


def visible_to(viewer: Viewer) -> Select[Child]:
    """Return the selection that every list of children starts from."""
    return select(Child).where(in_reach(viewer))


def get(viewer: Viewer, child_id: UUID) -> Child:
    """Return one child; raise NotFound for a missing one and for one out of reach alike."""
    child = db.session.scalar(visible_to(viewer).where(Child.id == child_id))
    if child is None:
        raise NotFound
    return child


def by_case_number(viewer: Viewer, number: str) -> Child | None:
    """Return the file in reach with a case number."""
    return db.session.scalar(visible_to(viewer).where(Child.case_number == number))


def locked(viewer: Viewer, child_ids: Collection[UUID]) -> dict[UUID, Child]:
    """Return those children that are in reach, their rows held against changes by others."""
    statement = (
        visible_to(viewer)
        .where(Child.id.in_(sorted(child_ids)))
        .order_by(Child.id)  # everybody locks in one order, so that nobody waits for ever
        .with_for_update(of=Child)
        .execution_options(populate_existing=True)
    )
    return {child.id: child for child in db.session.scalars(statement)}


def of(found: Mapping[UUID, Child], child_id: UUID) -> Child:
    """Return one of several; raise NotFound where it was not in reach."""
    if child_id not in found:
        raise NotFound
    return found[child_id]


def answering_for(viewer: Viewer, child: Child) -> Child:
    """Return the file in reach that answers for a child since files were merged."""
    known = {child.id}
    while child.merged_into_id is not None and child.merged_into_id not in known:
        known.add(child.merged_into_id)
        found = visible_to(viewer).where(Child.id == child.merged_into_id)
        kept = db.session.scalar(found)
        if kept is None:
            break
        child = kept
    return child


def merged_into(viewer: Viewer, child: Child) -> Sequence[Child]:
    """Return the files in reach that a file answers for, the oldest first."""
    found: list[Child] = []
    asked = [child.id]
    while asked:
        statement = visible_to(viewer).where(Child.merged_into_id.in_(asked))
        more = db.session.scalars(statement.order_by(Child.id)).all()
        asked = [each.id for each in more]
        found += more
    return found


def same_place(model: Any, child: Child) -> ColumnElement[bool]:
    """Return the condition for the rows of one child, with its region as every statement needs."""
    condition: ColumnElement[bool] = (model.child_id == child.id) & (
        model.region_code == child.region_code
    )
    return condition
