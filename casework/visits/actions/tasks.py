"""What the inbox is told when a visit has to be looked at, or a question about it answered."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.errors import NotFound
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.visits.models import Act, ReviewState, Visit, VisitStep

PAGE = "visits.show"
#: What the township must be allowed to do for each kind.
_ASKED = {Kind.RISK: Permission.CHILD_RISK_LOWER, Kind.TO_CHECK: Permission.VISIT_CORRECT}


def ask(kind: Kind, visit: Visit, event: str) -> None:
    """Ask the township to look at a visit, once for each event."""
    inbox.put(_task(kind, visit, event))


def ask_to_check(actor: Viewer, visit: Visit) -> None:
    """Ask for a visit to be checked as long as it waits for that; else let it be done with."""
    if visit.review_state is ReviewState.TO_CHECK:
        ask(Kind.TO_CHECK, visit, str(visit.id))
    elif visit.version > 1:
        _finish(actor, visit, {Kind.TO_CHECK})


def follow_step(actor: Viewer, visit: Visit, step: VisitStep) -> None:
    """Let be done with what a step of the review settles, and ask for what it asks for."""
    settled = {Kind.RETURNED} if step.before is ReviewState.RETURNED else set()
    if visit.review_state is not ReviewState.TO_CHECK:
        settled.add(Kind.TO_CHECK)
    _finish(actor, visit, settled)
    if step.act is Act.RETURN:
        inbox.put(_returned(visit, step, _author(visit)))
    elif visit.review_state is ReviewState.TO_CHECK:
        ask(Kind.TO_CHECK, visit, f"{visit.id}:{step.id.hex}")


def remind() -> int:
    """Ask for every visit that waits to be checked or answered; return how many tasks were new.

    For maintenance that sees all regions.
    """
    waiting = select(Visit).where(
        Visit.review_state == ReviewState.TO_CHECK, Visit.stepped_at.is_(None)
    )
    visits = db.session.scalars(waiting.order_by(Visit.id))
    checks = [_task(Kind.TO_CHECK, visit, str(visit.id)) for visit in visits]
    asked = (
        select(Visit, VisitStep)
        .join(VisitStep, VisitStep.visit_id == Visit.id)
        .where(Visit.review_state == ReviewState.RETURNED, VisitStep.act == Act.RETURN)
        .where(VisitStep.created_at == Visit.stepped_at)
        .order_by(Visit.id)
    )
    returned = [_returned(visit, step, _author(visit)) for visit, step in db.session.execute(asked)]
    return inbox.put_all([*checks, *returned])


def _returned(visit: Visit, step: VisitStep, author_id: UUID | None) -> Task:
    return inbox.draft(
        Kind.RETURNED,
        str(step.id),
        to=Recipient.worker(visit.region_code, author_id),
        region_code=visit.region_code,
        endpoint=PAGE,
        link_id=visit.id,
        child_id=visit.child_id,
    )


def _author(visit: Visit) -> UUID | None:
    """Return who wrote a visit, as long as she works there; else the village answers."""
    try:
        author = accounts.viewer_by_id(visit.author_id)
    except NotFound:  # she has left
        return None
    return author.account_id if author.scope.covers(visit.region_code) else None


def _finish(actor: Viewer, visit: Visit, kinds: Collection[Kind]) -> None:
    inbox.finish(
        region_code=visit.region_code,
        child_id=visit.child_id,
        kinds=kinds,
        link_id=visit.id,
        by=actor.account_id,
    )


def _task(kind: Kind, visit: Visit, event: str) -> Task:
    return inbox.draft(
        kind,
        event,
        to=Recipient.township(visit.region_code, _ASKED[kind]),
        region_code=visit.region_code,
        endpoint=PAGE,
        link_id=visit.id,
        child_id=visit.child_id,
    )
