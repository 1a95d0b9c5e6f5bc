"""What was printed of a child, which notices were given, whose sheets are printed."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.queries import same_place
from casework.children.rules import VISITED_STATUSES
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.folders.models import FolderPrint, NoticeGiven
from casework.regions import queries as regions
from casework.regions.codes import prefix
from casework.regions.models import Region
from casework.visits import queries as visits
from casework.visits.models import Visit


def prints_of(child: Child) -> Sequence[FolderPrint]:
    """Return what was printed of a child in reach, the newest first."""
    statement = select(FolderPrint).where(same_place(FolderPrint, child))
    return db.session.scalars(statement.order_by(FolderPrint.id.desc())).all()


def notices_of(child: Child) -> Sequence[NoticeGiven]:
    """Return which notices a child's family was given, the newest first."""
    statement = select(NoticeGiven).where(same_place(NoticeGiven, child))
    newest = NoticeGiven.given_on.desc(), NoticeGiven.id.desc()
    return db.session.scalars(statement.order_by(*newest)).all()


def notice(child: Child, notice_id: UUID) -> NoticeGiven:
    """Return one of them; raise NotFound."""
    statement = select(NoticeGiven).where(same_place(NoticeGiven, child))
    found = db.session.scalar(statement.where(NoticeGiven.id == notice_id))
    if found is None:
        raise NotFound
    return found


def notice_of_form(child: Child, client_id: UUID) -> NoticeGiven | None:
    """Return the line that a form made already."""
    statement = select(NoticeGiven).where(same_place(NoticeGiven, child))
    return db.session.scalar(statement.where(NoticeGiven.client_id == client_id))


# --- sheets ------------------------------------------------------------------------------------


def villages_of(viewer: Viewer) -> list[Region]:
    """Return the villages in a viewer's reach, by code."""
    return [village for each in viewer.regions for village in regions.villages_in(prefix(each))]


def village(viewer: Viewer, told: str | None) -> Region | None:
    """Return the village that is meant, or the only one; raise NotFound for one out of reach."""
    known = villages_of(viewer)
    if told is None:
        return known[0] if len(known) == 1 else None
    found = next((each for each in known if each.code == told), None)
    if found is None:
        raise NotFound
    return found


def listed_in(viewer: Viewer, place: Region) -> Sequence[Child]:
    """Return the children of a village who are visited, those due first."""
    statement = children.visible_to(viewer).where(
        within(Child.region_code, (prefix(place.code),)), Child.status.in_(VISITED_STATUSES)
    )
    order = Child.next_due_on.is_(None), Child.next_due_on, Child.case_number
    return db.session.scalars(statement.order_by(*order)).all()


def visited_on(viewer: Viewer, child_ids: Collection[UUID], on: date) -> set[UUID]:
    """Return which of some children have a record of a day."""
    statement = select(Visit.child_id).where(
        visits.in_reach(viewer), Visit.child_id.in_(child_ids), Visit.visited_on == on
    )
    return set(db.session.scalars(statement))
