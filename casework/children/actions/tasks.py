"""What the inbox is told when something happens to a file."""

from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries
from casework.children.models import Child, Status
from casework.inbox import actions as inbox
from casework.inbox.actions import put
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient

PAGE = "dossier.show"
_WAITED = (Kind.SUBMITTED, Kind.RETURNED)
#: A number that two files hold is looked into even when one of them is closed.
_ENDED = tuple(kind for kind in Kind if kind is not Kind.DUPLICATE)


def follow_status(actor: Viewer, child: Child) -> None:
    """Let what the file waited for be done, and ask for what it waits for now."""
    if child.status is Status.CLOSED:
        done(child, *_ENDED, by=actor.account_id)
    else:  # what is asked about its visits stays
        inbox.finish(
            region_code=child.region_code,
            child_id=child.id,
            kinds=_WAITED,
            link_id=child.id,
            by=actor.account_id,
        )
    if child.status in RECIPIENTS:
        put(waiting(child, queries.open_spell(child).id))


#: The states in which a file waits for somebody.
RECIPIENTS = {Status.SUBMITTED: Kind.SUBMITTED, Status.RETURNED: Kind.RETURNED}


def waiting(child: Child, spell_id: UUID) -> Task:
    """Return what a waiting file asks for, since the beginning of a status."""
    if child.status is Status.SUBMITTED:
        to = Recipient.township(child.region_code, Permission.CHILD_REVIEW)
    else:
        to = Recipient.worker(child.region_code, child.worker_id)
    return about(RECIPIENTS[child.status], str(spell_id), child, to)


def about(kind: Kind, event: str, child: Child, to: Recipient) -> Task:
    """Return a task about a file, leading to the file."""
    return inbox.draft(
        kind,
        event,
        to=to,
        region_code=child.region_code,
        endpoint=PAGE,
        link_id=child.id,
        child_id=child.id,
    )


def done(child: Child, *kinds: Kind, by: UUID | None) -> None:
    """Let the open tasks of some kinds about a file be done with."""
    inbox.finish(region_code=child.region_code, child_id=child.id, kinds=kinds, by=by)
