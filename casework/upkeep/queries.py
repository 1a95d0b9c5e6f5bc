"""Finding checks: those of one child, those of one day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.scope import within
from casework.upkeep.models import FileCheck


def of_child(child: Child) -> Sequence[FileCheck]:
    """Return the checks of a child that stand, the newest first."""
    statement = (
        select(FileCheck)
        .where(same_place(FileCheck, child), FileCheck.withdrawn_at.is_(None))
        .order_by(FileCheck.checked_on.desc(), FileCheck.id.desc())
    )
    return db.session.scalars(statement).all()


def own_of_day(viewer: Viewer, child: Child, on: date) -> FileCheck | None:
    """Return the viewer's own check of a child on a day, if it stands."""
    statement = select(FileCheck).where(
        same_place(FileCheck, child),
        FileCheck.account_id == viewer.account_id,
        FileCheck.checked_on == on,
        FileCheck.withdrawn_at.is_(None),
    )
    return db.session.scalar(statement)


def by_client(viewer: Viewer, child: Child, client_id: UUID) -> FileCheck | None:
    """Return the viewer's check that a page has made already, even if it was withdrawn."""
    statement = select(FileCheck).where(
        same_place(FileCheck, child),
        FileCheck.account_id == viewer.account_id,
        FileCheck.client_id == client_id,
    )
    return db.session.scalar(statement)


def checked_by(viewer: Viewer, on: date) -> set[UUID]:
    """Return the children whose files the viewer has checked on a day."""
    statement = select(FileCheck.child_id).where(
        within(FileCheck.region_code, viewer.scope.ranges),
        FileCheck.account_id == viewer.account_id,
        FileCheck.checked_on == on,
        FileCheck.withdrawn_at.is_(None),
    )
    return set(db.session.scalars(statement))
