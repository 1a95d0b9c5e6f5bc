"""Taking an enrolment back that was made by mistake and that nobody has built on."""

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries
from casework.children.actions import categories as categories_
from casework.children.actions.identity import forget_number, register_digest
from casework.children.actions.schedule import reschedule
from casework.children.actions.spells import begin_status
from casework.children.models import Child, IdState, Status
from casework.db.base import db

_REASON = "error"


def take_back(*, actor: Viewer, child: Child, note: str, why: str) -> None:
    """Let a child never have been on the list; the file stays as it was written, closed.

    Neither the entry nor the exit is counted, and the ID number is free again. ``why`` is a code
    for the trail.
    """
    entry = queries.open_spell(child)
    entry.status, entry.is_entry = Status.DRAFT, False
    day = max(clock.today(), entry.from_on)
    begin_status(child, Status.CLOSED, day, account_id=actor.account_id, reason=_REASON, note=note)
    for membership in queries.open_memberships(child):
        categories_.end([membership], max(day, membership.from_on), _REASON)
    child.category_mask, child.exited_on = 0, day
    _free_number(child)
    reschedule(child)
    db.session.flush()
    record(
        Tag.CHILD_CLOSE,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        status=child.status.value,
        why=why,
    )


def _free_number(child: Child) -> None:
    forget_number(child.id)
    if child.id_number is not None:
        child.id_state = IdState.DOUBTFUL
        digest = queries.number_digest(child.id_number)
        register_digest(child.id, queries.CHILD, digest, verified=False)
