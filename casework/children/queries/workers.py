"""Who may answer for a child."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.db.base import db


def workers_in(region_codes: Sequence[str], on: date | None = None) -> Sequence[Account]:
    """Return the accounts that are granted exactly one of these regions, in order of login."""
    day = on or clock.today()
    statement = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.region_code.in_(region_codes), RoleGrant.from_on <= day)
        .where(or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > day))
        .where(Account.disabled_at.is_(None))
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
