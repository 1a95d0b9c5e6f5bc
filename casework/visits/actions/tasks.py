"""What the inbox of the township is told when a visit has to be looked at."""

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.visits.models import ReviewState, Visit

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
        inbox.finish(
            region_code=visit.region_code,
            child_id=visit.child_id,
            kinds=(Kind.TO_CHECK,),
            link_id=visit.id,
            by=actor.account_id,
        )


def remind() -> int:
    """Ask for every visit that waits to be checked; return how many tasks were new.

    For maintenance that sees all regions.
    """
    waiting = select(Visit).where(Visit.review_state == ReviewState.TO_CHECK).order_by(Visit.id)
    visits = db.session.scalars(waiting)
    return inbox.put_all([_task(Kind.TO_CHECK, visit, str(visit.id)) for visit in visits])


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
