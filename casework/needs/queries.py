"""Finding the needs of one child."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.errors import NotFound
from casework.needs.models import Need


def of_child(child: Child) -> Sequence[Need]:
    """Return every need of a child, the most pressing first."""
    statement = select(Need).where(same_place(Need, child)).order_by(Need.due_on, Need.id)
    return db.session.scalars(statement).all()


def get(child: Child, need_id: UUID) -> Need:
    """Return one need of a child that is in reach; raise NotFound."""
    need = db.session.scalar(select(Need).where(same_place(Need, child), Need.id == need_id))
    if need is None:
        raise NotFound
    return need
