"""Finding what guardians were told."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.guidance.models import Guidance


def of_child(child: Child) -> Sequence[Guidance]:
    """Return everything that the guardians of a child in reach were told, the newest first."""
    statement = (
        select(Guidance)
        .where(same_place(Guidance, child))
        .order_by(Guidance.given_on.desc(), Guidance.id.desc())
    )
    return db.session.scalars(statement).all()


def get(child: Child, guidance_id: UUID) -> Guidance:
    """Return one of them; raise NotFound."""
    statement = select(Guidance).where(same_place(Guidance, child), Guidance.id == guidance_id)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def to_follow(viewer: Viewer, until: date) -> Sequence[Guidance]:
    """Return what somebody has to look after by a day, on the list of a worker; one statement."""
    statement = (
        select(Guidance)
        .join(Child, Child.id == Guidance.child_id)
        .where(within(Guidance.region_code, viewer.scope.ranges))
        .where(children.in_reach(viewer), children.on_list_of(viewer))
        .where(Guidance.followed_on.is_(None), Guidance.follow_up_on <= until)
        .order_by(Guidance.follow_up_on, Guidance.id)
    )
    return db.session.scalars(statement).all()
