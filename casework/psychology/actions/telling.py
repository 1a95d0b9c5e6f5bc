"""Who is told: the trail of every act, the offices of what cannot wait."""

from uuid import UUID

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.psychology.models import PsychologyCase, PsychologyMark

#: Where an urgent task leads.
PAGE = "psychology.of_child"


def tell(tag: Tag, actor: Viewer, row: PsychologyMark | PsychologyCase) -> None:
    """Put an act into the trail: whose it was, never what was said."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=row.region_code,
        child_id=row.child_id,
        subject_id=row.id,
        state=row.state.value,
    )


def alert(child: Child) -> None:
    """Tell township and county at once, once a day, until somebody has the child in hand."""
    day = clock.today().isoformat()
    offices = {
        "township": Recipient.township(child.region_code, Permission.CHILD_REVIEW),
        "county": Recipient.county(child.region_code, Permission.CHILD_REVIEW),
    }
    for name, office in offices.items():
        task = inbox.draft(
            Kind.INFORMATION,
            f"psychology:{child.id.hex}:{day}:{name}",
            to=office,
            region_code=child.region_code,
            endpoint=PAGE,
            link_id=child.id,
            child_id=child.id,
            due_on=clock.today(),
        )
        inbox.put(task)


def calm(region_code: str, child_id: UUID, actor: Viewer) -> None:
    """Let the urgent tasks about a child be done with."""
    inbox.finish_page(region_code=region_code, endpoint=PAGE, link_id=child_id, by=actor.account_id)
