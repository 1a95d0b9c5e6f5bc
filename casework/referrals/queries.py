"""Finding referrals: one in reach, those of a child, those of a region by what they wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound
from casework.labels import LabelledEnum
from casework.referrals.models import Referral, ReferralState

PAGE_SIZE = 50


class Tab(LabelledEnum):
    """Which referrals a list shows."""

    WAITING = "waiting", "等回复"
    OVERDUE = "overdue", "过了回复期限"
    CHECK = "check", "依据要核对"
    PREPARED = "prepared", "还没送出"
    ANSWERED = "answered", "已回复，没结案"
    ALL = "all", "全部"


def identifier(told: str | None) -> UUID | None:
    """Return the UUID that an address spells, or None."""
    try:
        return UUID(told) if told else None
    except ValueError:
        return None


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a referral is a child's whom the viewer may see."""
    condition = within(Referral.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, Referral.child_id.in_(viewer.scope.children))
    return condition


def get(viewer: Viewer, referral_id: UUID) -> Referral:
    """Return one referral; raise NotFound for a missing one and for one out of reach alike."""
    statement = select(Referral).where(in_reach(viewer), Referral.id == referral_id)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def of_child(child: Child) -> Sequence[Referral]:
    """Return every referral of a child, the newest first."""
    statement = (
        select(Referral)
        .where(same_place(Referral, child))
        .order_by(Referral.prepared_on.desc(), Referral.id.desc())
    )
    return db.session.scalars(statement).all()


def next_number(child: Child) -> str:
    """Return the number of the child's next sheet: that of the file, and a running one."""
    statement = select(func.count()).select_from(Referral).where(same_place(Referral, child))
    return f"{child.case_number}-{(db.session.scalar(statement) or 0) + 1}"


@dataclass(frozen=True)
class Line:
    """One referral of a list, with its child."""

    referral: Referral
    child: Child


def listing(viewer: Viewer, tab: Tab, today: date, after: UUID | None) -> Page[Line]:
    """Return a page of referrals in reach, the newest first."""
    statement = (
        select(Referral, Child)
        .join(Child, Child.id == Referral.child_id)
        .where(in_reach(viewer), children.in_reach(viewer), _shown(tab, today))
        .order_by(Referral.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after is not None:
        statement = statement.where(Referral.id < after)
    lines = [Line(referral, child) for referral, child in db.session.execute(statement)]
    return cut(lines, PAGE_SIZE, lambda line: line.referral.id)


def _shown(tab: Tab, today: date) -> ColumnElement[bool]:
    is_sent = Referral.state == ReferralState.SENT
    match tab:
        case Tab.WAITING:
            return is_sent
        case Tab.OVERDUE:
            return and_(is_sent, Referral.reply_due_on < today)
        case Tab.CHECK:
            return and_(Referral.must_be_checked, Referral.checked_on.is_(None))
        case Tab.PREPARED:
            return Referral.state == ReferralState.PREPARED
        case Tab.ANSWERED:
            return Referral.state == ReferralState.ANSWERED
        case Tab.ALL:
            return Referral.id.is_not(None)
