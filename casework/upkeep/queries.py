"""Finding checks: those of one child, those of one day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
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


def is_checked_by(viewer: Viewer, on: date) -> ColumnElement[bool]:
    """Return the column, for a list of children, whether the viewer has checked a file on a day."""
    return exists().where(
        FileCheck.child_id == Child.id,
        FileCheck.region_code == Child.region_code,
        FileCheck.account_id == viewer.account_id,
        FileCheck.checked_on == on,
        FileCheck.withdrawn_at.is_(None),
    )
