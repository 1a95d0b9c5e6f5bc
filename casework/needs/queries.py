"""Finding needs: of one child, and those who may see to them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.accounts.permissions import GRANTS, Permission
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import same_place, workers_in
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.needs.models import Need, NeedStatus, NeedStep
from casework.regions.codes import pad

_COUNTY = 6


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a need is a child's whom the viewer may see."""
    condition = within(Need.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, Need.child_id.in_(viewer.scope.children))
    return condition


def of_child(child: Child) -> Sequence[Need]:
    """Return every need of a child, the most pressing first."""
    statement = select(Need).where(same_place(Need, child)).order_by(Need.due_on, Need.id)
    return db.session.scalars(statement).all()


def open_of(child: Child) -> Sequence[Need]:
    """Return the open needs of a child, the most pressing first."""
    statement = (
        select(Need)
        .where(same_place(Need, child), Need.status == NeedStatus.OPEN)
        .order_by(Need.due_on, Need.id)
    )
    return db.session.scalars(statement).all()


def get(child: Child, need_id: UUID) -> Need:
    """Return one need of a child that is in reach; raise NotFound."""
    need = db.session.scalar(select(Need).where(same_place(Need, child), Need.id == need_id))
    if need is None:
        raise NotFound
    return need


def steps_of(child: Child, need: Need) -> Sequence[NeedStep]:
    """Return what was done about a need, the newest first."""
    statement = (
        select(NeedStep)
        .where(same_place(NeedStep, child), NeedStep.need_id == need.id)
        .order_by(NeedStep.done_on.desc(), NeedStep.id.desc())
    )
    return db.session.scalars(statement).all()


def owners(child: Child) -> dict[UUID, str]:
    """Return who may see to a child's needs, with their names: village, township and county."""
    county = pad(child.region_code[:_COUNTY])
    accounts = workers_in([child.region_code, child.township_code, county])
    return {a.id: a.name for a in accounts if Permission.NEED_CLOSE in GRANTS[a.role]}
