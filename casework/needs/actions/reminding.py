"""Telling those who see to needs of what is late."""

from datetime import date

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.needs.models import Need, NeedStatus


def remind(day: date) -> int:
    """Tell those who see to needs of what is past due; return how many tasks were new.

    For maintenance that sees all regions.
    """
    overdue = select(Need).where(Need.status == NeedStatus.OPEN, Need.due_on < day)
    return inbox.put_all([_task(need) for need in db.session.scalars(overdue.order_by(Need.id))])


def forget(actor: Viewer, child: Child, need: Need) -> None:
    """Let the tasks that say that a need is late be done with."""
    for event in (_event(need), str(need.id)):  # told before days could change: by the need alone
        inbox.finish(
            region_code=child.region_code,
            child_id=child.id,
            kinds=(Kind.DUE,),
            key=event,
            by=actor.account_id,
        )


def _event(need: Need) -> str:
    """Return what a task is about: the need by its day, which may change."""
    return f"{need.id}:{need.due_on}"


def _task(need: Need) -> Task:
    return inbox.draft(
        Kind.DUE,
        _event(need),
        to=Recipient.worker(need.region_code, need.account_id),
        region_code=need.region_code,
        endpoint="dossier.show",
        link_id=need.child_id,
        child_id=need.child_id,
        due_on=need.due_on,
    )
