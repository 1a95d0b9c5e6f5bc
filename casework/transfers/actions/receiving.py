"""Accepting a child: out there and in here on one day, in one act.

The one act that may touch rows of two counties, and of this one child alone: its session has the
receiving side's scope and the child beside it (``db.elevation.lent``).
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children import steps
from casework.children.actions.following import pass_on
from casework.children.actions.identity import claim_number
from casework.children.actions.places import carry, leave_home, settle
from casework.children.actions.relatives import claim_numbers, find_or_make
from casework.children.actions.schedule import first_due_on, reschedule
from casework.children.actions.shared_numbers import suspect, withdraw
from casework.children.actions.spells import begin_status
from casework.children.actions.workers import hand_over
from casework.children.models import Child, ChildAccess, Status
from casework.db.base import db
from casework.db.elevation import lent
from casework.db.scope import Scope, within
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.people.models import Person
from casework.regions.codes import Level, level_of
from casework.transfers import queries, rules
from casework.transfers.actions.trail import finish_asking, tell, tell_sender
from casework.transfers.models import Transfer, TransferState

PURPOSE = "transfer"


@dataclass(frozen=True)
class _Landing:
    """Where the child lives from now on, and who answers for it."""

    region_code: str
    worker_id: UUID | None
    address: str | None


def accept(
    *,
    actor: Viewer,
    transfer_id: UUID,
    region_code: str,
    worker_id: UUID | None = None,
    address: str | None = None,
) -> UUID:
    """Take a child on as from today, in a village and with a worker; return the child's id.

    What was counted stays counted where it was: the old region counts an exit, the new one an
    entry with a first visit of its own. Raises RuleBroken where the other side has withdrawn, or
    the file's state has changed.
    """
    _check(actor, region_code)
    # Asked in the actor's own scope first: whoever is not asked never gets another one.
    child_id = queries.locked(queries.sent_to_side(actor), transfer_id).child_id
    scope = Scope(actor.scope.ranges, actor.scope.children | {child_id})
    with lent(PURPOSE, scope):
        transfer = queries.locked(queries.sent_to_side(actor), transfer_id)
        rules.demand_waiting(transfer)
        child = _held(transfer)
        to = _Landing(region_code, worker_id or children.usual_worker(region_code), address)
        _take(replace(actor, scope=scope), transfer, child, to)
    record(Tag.SYSTEM_SCOPE, actor_id=actor.account_id, purpose=PURPOSE, child=str(child_id))
    return child_id


def _check(actor: Viewer, region_code: str) -> None:
    if level_of(region_code) is not Level.VILLAGE:
        raise RuleBroken("请选到村（社区）。", "region_code")
    if not actor.scope.covers(region_code):
        raise RuleBroken("这个村（社区）不在您的辖区，请重新选择。", "region_code")


def _held(transfer: Transfer) -> Child:
    """Return the child, held against changes by the side that it still belongs to."""
    statement = (
        select(Child)
        .where(
            Child.id == transfer.child_id, within(Child.region_code, (transfer.region_code[:6],))
        )
        .with_for_update(of=Child)
        .execution_options(populate_existing=True)
    )
    child = db.session.scalars(statement).one()
    steps.demand("transfer", child.status)
    return child


def _take(actor: Viewer, transfer: Transfer, child: Child, to: _Landing) -> None:
    today, left = clock.today(), child.region_code
    finish_asking(actor, transfer, actor.account_id)
    _leave(transfer, child, today)
    carry(child, to.region_code)
    _arrive(actor, child, to, today)
    settle(child, to.address, today)
    _bring_people(actor, child)
    _ask_anew(actor, child)
    reschedule(child)
    transfer.state = TransferState.ACCEPTED
    transfer.answered_by, transfer.answered_at = actor.account_id, clock.now()
    db.session.flush()
    tell_sender(actor, transfer)
    tell(Tag.TRANSFER_ACCEPT, actor, transfer, left, to=to.region_code)
    tell(Tag.TRANSFER_ACCEPT, actor, transfer, to.region_code, left=left)


def _leave(transfer: Transfer, child: Child, on: date) -> None:
    """End what the old side has: status, home, worker, tasks, and rights to the single child."""
    inbox.finish(region_code=child.region_code, child_id=child.id, by=None)
    begin_status(child, Status.CLOSED, on, account_id=transfer.sent_by, reason=steps.MOVED_OUT)
    db.session.flush()
    leave_home(child, on)
    child.exited_on = on
    open_access = update(ChildAccess).where(
        ChildAccess.child_id == child.id, ChildAccess.until_on.is_(None)
    )
    db.session.execute(open_access.values(until_on=on))


def _arrive(actor: Viewer, child: Child, to: _Landing, on: date) -> None:
    child.entered_on, child.first_due_on = on, first_due_on(to.region_code, on)
    begin_status(child, Status.ACTIVE, on, account_id=actor.account_id, is_entry=True)
    hand_over(child, to.worker_id, on)
    pass_on(child, None, to.worker_id or actor.account_id)


def _bring_people(actor: Viewer, child: Child) -> None:
    """Lead the child's ties to persons of the new county; no row is shared across counties."""
    made: dict[UUID, Person] = {}
    for link, person in children.people_of(child):
        if person.id not in made:
            made[person.id] = find_or_make(child, children.person_facts(link, person), actor)
            db.session.flush()
        link.person_id = made[person.id].id
    db.session.flush()
    claim_numbers(list(made.values()))


def _ask_anew(actor: Viewer, child: Child) -> None:
    """A number that was being looked into over there is looked into by the offices of now."""
    if children.open_shared_number(child) is None:
        return
    withdraw(actor=actor, child=child)
    holder = claim_number(child)
    if holder is not None:
        suspect(actor=actor, child=child, holder_id=holder)
