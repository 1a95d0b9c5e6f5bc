"""What the inbox of the township is told when a visit has to be looked at."""

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.visits.models import ReviewState, Visit

PAGE = "visits.show"
#: What the township must be allowed to do for each kind.
_ASKED = {Kind.RISK: Permission.CHILD_RISK_LOWER, Kind.TO_CHECK: Permission.VISIT_CORRECT}


def ask(kind: Kind, visit: Visit, event: str) -> None:
    """Ask the township to look at a visit, once for each event."""
    inbox.put(
        kind,
        event,
        to=recipient(kind, visit),
        region_code=visit.region_code,
        endpoint=PAGE,
        link_id=visit.id,
        child_id=visit.child_id,
    )


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


def recipient(kind: Kind, visit: Visit) -> Recipient:
    """Return whose task it is."""
    return Recipient.township(visit.region_code, _ASKED[kind])


def task_to_check(visit: Visit) -> Task:
    """Return the task that a visit stands for which waits to be checked, for maintenance."""
    to = recipient(Kind.TO_CHECK, visit)
    return Task(
        key=f"{Kind.TO_CHECK.value}:{visit.id}",
        kind=Kind.TO_CHECK,
        region_code=visit.region_code,
        child_id=visit.child_id,
        account_id=to.account_id,
        office_code=to.office_code,
        permission=to.permission.value,
        endpoint=PAGE,
        link_id=visit.id,
    )
