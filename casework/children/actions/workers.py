"""Who answers for a child (明确专人): lists and due dates, not rights."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, steps
from casework.children.actions.spells import end_open
from casework.children.models import Assignment, Child
from casework.db.base import db
from casework.inbox import actions as inbox


def assign(*, actor: Viewer, child: Child, account_id: UUID | None, on: date | None = None) -> None:
    """Name the worker who answers for the child from a day on; None leaves it open."""
    if account_id == child.worker_id:
        return
    steps.demand_open(child.status)
    hand_over(child, account_id, on or clock.today())
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=account_id,
        fields=["worker"],
    )


def hand_over(child: Child, account_id: UUID | None, on: date) -> None:
    """End the present assignment and begin another."""
    present = queries.open_row(Assignment, child)
    if present is not None:
        end_open(present, on)
    before, child.worker_id = child.worker_id, None
    inbox.hand_over(
        region_code=child.region_code, child_id=child.id, from_id=before, to_id=account_id
    )
    if account_id is not None:
        add_assignment(child, account_id, on)


def add_assignment(child: Child, account_id: UUID, on: date) -> None:
    """Keep who answers for the child and since when."""
    child.worker_id = account_id
    db.session.add(assignment(child, account_id, on))


def assignment(child: Child, account_id: UUID, on: date) -> Assignment:
    """Return the term in which somebody answers for the child."""
    return Assignment(owner=child, region_code=child.region_code, account_id=account_id, from_on=on)
