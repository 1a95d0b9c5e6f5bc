"""Who may answer for a child."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Assignment, Child
from casework.children.queries.reach import same_place
from casework.db.base import db
from casework.db.scope import within


def workers_in(region_codes: Sequence[str], on: date | None = None) -> Sequence[Account]:
    """Return the accounts that hold exactly one of these regions themselves, by login.

    Whoever only covers for somebody does not: that ends, and answering for a child goes on.
    """
    day = on or clock.today()
    statement = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.region_code.in_(region_codes), RoleGrant.from_on <= day)
        .where(or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > day))
        .where(RoleGrant.cover_id.is_(None), Account.disabled_at.is_(None))
        .order_by(Account.login)
        .distinct()
    )
    return db.session.scalars(statement).all()


def usual_worker(region_code: str) -> UUID | None:
    """Return the 儿童主任 of a village where there is exactly one."""
    directors = [
        account for account in workers_in([region_code]) if account.role is Role.CHILD_DIRECTOR
    ]
    return directors[0].id if len(directors) == 1 else None


def on_list_of(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a child is on a worker's list: her own, nobody's, or covered."""
    covered = [
        and_(
            Child.region_code == each.region_code,
            *([Child.worker_id == each.absent_id] if each.absent_id else []),
        )
        for each in viewer.covering
    ]
    return or_(Child.worker_id == viewer.account_id, Child.worker_id.is_(None), *covered)


def worker_on(child: Child, day: date) -> UUID | None:
    """Return who answered for a child on a day, also long ago."""
    statement = (
        select(Assignment.account_id)
        .where(same_place(Assignment, child), _runs_on(day))
        .order_by(Assignment.from_on.desc(), Assignment.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def workers_at(viewer: Viewer, child_ids: Collection[UUID], day: date) -> dict[UUID, UUID]:
    """Return who answered for each child on a day, of those in reach; one statement."""
    if not child_ids:
        return {}
    statement = (
        select(Assignment.child_id, Assignment.account_id)
        .where(within(Assignment.region_code, viewer.scope.ranges))
        .where(Assignment.child_id.in_(child_ids), _runs_on(day))
        .order_by(Assignment.from_on, Assignment.id)
    )
    return {row.child_id: row.account_id for row in db.session.execute(statement)}


def _runs_on(day: date) -> ColumnElement[bool]:
    ends = or_(Assignment.until_on.is_(None), Assignment.until_on > day)
    return and_(Assignment.from_on <= day, ends)


def last_assignment(child: Child) -> Assignment | None:
    """Return the newest term in which somebody answered for a child, ended or not."""
    statement = (
        select(Assignment)
        .where(same_place(Assignment, child))
        .order_by(Assignment.from_on.desc(), Assignment.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
