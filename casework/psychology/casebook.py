"""What a counsellor reads: the cases sent to her county, those that are hers, their records.

Every statement here is on the tables of this package alone (and on accounts, for colleagues): a
counsellor's session reads no table of children.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.queries import in_force
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.psychology.models import CaseState, PsychologyCase, PsychologyRecord
from casework.psychology.rules import IN_HAND, OPEN_CASES, Brief, is_late

#: So many closed cases are listed, the newest first; more are found by whoever has them open.
MOST_CLOSED = 100


@dataclass(frozen=True)
class Line:
    """One case of a list."""

    case: PsychologyCase
    brief: Brief
    #: Nobody took it on in time, or the day of the next meeting is past.
    is_late: bool


@dataclass(frozen=True)
class Casebook:
    """What a counsellor has before her; each number is the length of its list."""

    to_take: Sequence[Line]
    mine: Sequence[Line]
    closed: Sequence[Line]

    @property
    def overdue(self) -> Sequence[Line]:
        """Return those of hers whose next meeting is past."""
        return [line for line in self.mine if line.is_late]


def casebook(viewer: Viewer) -> Casebook:
    """Return the cases of a counsellor: to be taken on, in hand, closed."""
    return Casebook(
        to_take=_lines(
            and_(PsychologyCase.state.in_(OPEN_CASES), _untaken(viewer)),
            viewer,
            PsychologyCase.is_urgent.desc(),
            PsychologyCase.answer_due_at,
        ),
        mine=_lines(
            and_(PsychologyCase.state.in_(IN_HAND), _hers(viewer)),
            viewer,
            PsychologyCase.next_on.is_(None),
            PsychologyCase.next_on,
        ),
        closed=_lines(
            and_(PsychologyCase.state == CaseState.CLOSED, _hers(viewer)),
            viewer,
            PsychologyCase.closed_on.desc(),
            limit=MOST_CLOSED,
        ),
    )


def get(viewer: Viewer, case_id: UUID, *, lock: bool = False) -> PsychologyCase:
    """Return a case that is hers or waits for somebody; raise NotFound."""
    waits = and_(PsychologyCase.state.in_(OPEN_CASES), _untaken(viewer))
    return _one(viewer, case_id, or_(waits, _hers(viewer)), lock=lock)


def hers(viewer: Viewer, case_id: UUID, *, lock: bool = False) -> PsychologyCase:
    """Return a case that is the counsellor's own; raise NotFound."""
    return _one(viewer, case_id, _hers(viewer), lock=lock)


def is_hers(viewer: Viewer, case: PsychologyCase) -> bool:
    """Say whether a case that she may read is her own."""
    held = case.office_code is not None and viewer.scope.covers(case.office_code)
    return held and case.counsellor_id == viewer.account_id


def records(case: PsychologyCase) -> Sequence[PsychologyRecord]:
    """Return what was written in a case by the office that has it, the newest first."""
    statement = select(PsychologyRecord).where(
        PsychologyRecord.case_id == case.id, PsychologyRecord.region_code == case.office_code
    )
    newest = (PsychologyRecord.on_day.desc(), PsychologyRecord.id.desc())
    return db.session.scalars(statement.order_by(*newest)).all()


def colleagues(viewer: Viewer) -> dict[UUID, str]:
    """Return the other counsellors of the county by account."""
    statement = (
        select(Account)
        .where(Account.id.in_(_at_work(viewer)), Account.id != viewer.account_id)
        .order_by(Account.login)
    )
    return {account.id: account.name for account in db.session.scalars(statement)}


def line(case: PsychologyCase) -> Line:
    """Return a case with what the counsellor is told."""
    return Line(case, Brief.of(case.brief), _is_late(case, clock.today()))


def _is_late(case: PsychologyCase, today: date) -> bool:
    if case.state is CaseState.CLOSED:
        return False
    is_past = case.next_on is not None and case.next_on < today
    return is_past or is_late(case.answer_due_at, clock.now())


def _lines(
    condition: ColumnElement[bool], viewer: Viewer, *order: Any, limit: int | None = None
) -> list[Line]:
    statement = (
        select(PsychologyCase)
        .where(within(PsychologyCase.region_code, viewer.scope.ranges), condition)
        .order_by(*order, PsychologyCase.id)
        .limit(limit)
    )
    return [line(case) for case in db.session.scalars(statement)]


def _at_work(viewer: Viewer) -> Select[UUID]:
    """Return who is a counsellor of the viewer's county today."""
    return (
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.region_code.in_(viewer.regions), in_force(clock.today()))
        .where(Account.role == Role.COUNSELLOR, Account.disabled_at.is_(None))
    )


def _hers(viewer: Viewer) -> ColumnElement[bool]:
    return and_(
        PsychologyCase.counsellor_id == viewer.account_id,
        within(PsychologyCase.office_code, viewer.scope.ranges),
    )


def _untaken(viewer: Viewer) -> ColumnElement[bool]:
    """Nobody has it: nobody yet, who left her post, or somebody of a county that the child left."""
    return or_(
        PsychologyCase.counsellor_id.is_(None),
        PsychologyCase.counsellor_id.not_in(_at_work(viewer)),
        ~within(PsychologyCase.office_code, viewer.scope.ranges),
    )


def _one(
    viewer: Viewer, case_id: UUID, condition: ColumnElement[bool], *, lock: bool
) -> PsychologyCase:
    statement = select(PsychologyCase).where(
        within(PsychologyCase.region_code, viewer.scope.ranges),
        PsychologyCase.id == case_id,
        condition,
    )
    if lock:
        statement = statement.with_for_update(of=PsychologyCase)
        statement = statement.execution_options(populate_existing=True)
    case = db.session.scalar(statement)
    if case is None:
        raise NotFound
    return case
