"""What a viewer may see: every statement on children starts here."""

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


def same_place(model: Any, child: Child) -> ColumnElement[bool]:
    """Return the condition for the rows of one child, with its region as every statement needs."""
    condition: ColumnElement[bool] = (model.child_id == child.id) & (
        model.region_code == child.region_code
    )
    return condition
