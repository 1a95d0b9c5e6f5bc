"""Reading what was done with a visit after it had arrived: steps, talk, calls."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import exists, select

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import within
from casework.inbox import queries as inbox
from casework.inbox.models import Kind, Task
from casework.ui.formats import NOTHING
from casework.visits import steps
from casework.visits.models import Act, ReviewState, SpotCheck, Visit, VisitRemark, VisitStep
from casework.visits.steps import Token

_Row = TypeVar("_Row", VisitStep, VisitRemark, SpotCheck)


@dataclass(frozen=True)
class Review:
    """All of it as one page shows it, the newest steps first, the talk in its order."""

    steps: Sequence[VisitStep]
    remarks: Sequence[VisitRemark]
    checks: Sequence[SpotCheck]
    names: Mapping[UUID, str]
    #: What the page has shown, for the forms on it.
    token: Token
    may_review: bool
    may_return: bool
    is_asked: bool

    @property
    def question(self) -> VisitStep | None:
        """The return that waits to be answered."""
        return next((step for step in self.steps[:1] if step.act is Act.RETURN), None)

    def name(self, account_id: UUID) -> str:
        """Return who somebody is."""
        return self.names.get(account_id, NOTHING)


def review(viewer: Viewer, visit: Visit, writer_id: UUID) -> Review:
    """Return what was done with a visit; ``writer_id`` wrote what it says now."""
    taken, said = _of(VisitStep, visit), _of(VisitRemark, visit)
    reviews = viewer.may(Permission.VISIT_REVIEW)
    checks = _of(SpotCheck, visit) if reviews else []
    people = {step.account_id for step in taken} | {remark.account_id for remark in said}
    people |= {check.account_id for check in checks}
    may_review = steps.may_review(viewer, visit.author_id, writer_id)
    reopens = steps.may_reopen(viewer.role, accepted_by(taken))
    return Review(
        steps=taken[::-1],
        remarks=said,
        checks=checks,
        names=accounts.names_of(people),
        token=token(visit),
        may_review=may_review,
        may_return=may_review and (visit.review_state is not ReviewState.ACCEPTED or reopens),
        is_asked=visit.review_state is ReviewState.RETURNED and is_asked(viewer, visit),
    )


def token(visit: Visit) -> Token:
    """Return what a page shows of a visit."""
    return Token(visit.version, visit.stepped_at)


def taken(visit: Visit) -> Sequence[VisitStep]:
    """Return the steps of a visit's review, the oldest first."""
    return _of(VisitStep, visit)


def last_steps(viewer: Viewer, visit_ids: Collection[UUID]) -> dict[UUID, VisitStep]:
    """Return the newest step of each of some visits; one statement."""
    statement = (
        select(VisitStep)
        .where(VisitStep.visit_id.in_(visit_ids))
        .where(within(VisitStep.region_code, viewer.scope.ranges))
        .order_by(VisitStep.visit_id, VisitStep.id)
    )
    return {step.visit_id: step for step in db.session.scalars(statement)}


def accepted_by(taken: Sequence[VisitStep]) -> Role | None:
    """Return as what somebody accepted a record last."""
    return next((step.role for step in reversed(taken) if step.act is Act.ACCEPT), None)


def may_answer(viewer: Viewer, visit: Visit) -> bool:
    """Say whether somebody may answer a question: who is asked, or an office that was told."""
    return viewer.may(Permission.VISIT_CORRECT) or is_asked(viewer, visit)


def is_asked(viewer: Viewer, visit: Visit) -> bool:
    """Say whether a question is the viewer's to answer: her own visit's, or asked of her office."""
    if viewer.account_id == visit.author_id:
        return True
    asked = exists().where(
        inbox.addressed_to(viewer),
        Task.kind == Kind.RETURNED,
        Task.link_id == visit.id,
        Task.done_at.is_(None),
    )
    return bool(db.session.scalar(select(asked)))


def _of(model: type[_Row], visit: Visit) -> Sequence[_Row]:
    statement = select(model).where(
        model.visit_id == visit.id, model.region_code == visit.region_code
    )
    return db.session.scalars(statement.order_by(model.id)).all()
