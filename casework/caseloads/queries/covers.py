"""Finding covers, and those who may be named for one."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.caseloads.models import Cover
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import Level
from casework.regions.models import Region

_COUNTY, _TOWNSHIP = 6, 9


def region_of(viewer: Viewer, code: str) -> Region:
    """Return a village in the viewer's reach; raise NotFound for anything else."""
    region = regions.get(code)
    if region.level is not Level.VILLAGE or not viewer.scope.covers(code):
        raise NotFound
    return region


def covers_in(viewer: Viewer, under: str) -> Sequence[Cover]:
    """Return the covers under a prefix that run or are planned, by their beginning."""
    statement = (
        select(Cover)
        .where(within(Cover.region_code, viewer.scope.ranges), within(Cover.region_code, [under]))
        .where(Cover.until_on > clock.today(), Cover.ended_at.is_(None))
        .order_by(Cover.from_on, Cover.id)
    )
    return db.session.scalars(statement).all()


def get_cover(viewer: Viewer, cover_id: UUID) -> Cover:
    """Return a cover in the viewer's reach; raise NotFound."""
    statement = select(Cover).where(
        within(Cover.region_code, viewer.scope.ranges), Cover.id == cover_id
    )
    cover = db.session.scalar(statement.execution_options(populate_existing=True))
    if cover is None:
        raise NotFound
    return cover


def overlapping(
    region_code: str, absent_id: UUID | None, from_on: date, until_on: date
) -> Cover | None:
    """Return a cover of the same worker, or of the whole village, that shares a day of a term."""
    same = or_(Cover.absent_id == absent_id, Cover.absent_id.is_(None))
    statement = (
        select(Cover)
        .where(Cover.region_code == region_code, Cover.ended_at.is_(None))
        .where(Cover.from_on < until_on, Cover.until_on > from_on)
        .where(*([same] if absent_id is not None else []))
        .limit(1)
    )
    return db.session.scalar(statement)


def workers_of(village: Region) -> list[Account]:
    """Return the 儿童主任 who hold a village themselves, by login."""
    return [account for account, code in _directors([village.code]) if code == village.code]


def may_cover(viewer: Viewer, village: Region) -> list[tuple[Account, str]]:
    """Return who may be named for a cover, each with her own village: near ones first.

    The 儿童主任 of the viewer's reach: those of the township, and the county's for a county.
    """
    near = [code for code in viewer.scope.ranges if len(code) in (_COUNTY, _TOWNSHIP)]
    found = _directors([], under=[code for code in near if village.code.startswith(code)])
    township = village.code[:_TOWNSHIP]
    return sorted(found, key=lambda each: (not each[1].startswith(township), each[1]))


def _directors(codes: Sequence[str], under: Sequence[str] = ()) -> list[tuple[Account, str]]:
    where = within(RoleGrant.region_code, under) if under else RoleGrant.region_code.in_(codes)
    statement = (
        select(Account, RoleGrant.region_code)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(where, RoleGrant.cover_id.is_(None), Account.role == Role.CHILD_DIRECTOR)
        .where(Account.disabled_at.is_(None), accounts.in_force(clock.today()))
        .order_by(RoleGrant.region_code, Account.login)
    )
    return [(account, code) for account, code in db.session.execute(statement)]
