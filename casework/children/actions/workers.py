"""Who answers for a child (明确专人): lists and due dates, not rights.

The terms of a child form a chain that is only ever added to: half-open, none overlaps another, and
a day between two of them is a day on which nobody was named.
"""

from datetime import date, timedelta
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, steps
from casework.children.actions.following import pass_on
from casework.children.actions.spells import end_open
from casework.children.models import Assignment, Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.inbox import actions as inbox

#: How far back a change may be dated: about as late as people come to write it down.
FARTHEST_BACK = timedelta(days=31)


def assign(*, actor: Viewer, child: Child, account_id: UUID | None, on: date | None = None) -> None:
    """Name the worker who answers for the child from a day on; None leaves it open.

    Raises RuleBroken for a day in the future, too long ago, or before what is known already.
    """
    if account_id == child.worker_id:
        return
    steps.demand_open(child.status)
    day = on or clock.today()
    if clock.today() - day > FARTHEST_BACK:
        raise RuleBroken("最多补登31天以内的变更，请核对日期。", "on")
    hand_over(child, account_id, day)
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=account_id,
        fields=["worker"],
    )


def hand_over(child: Child, account_id: UUID | None, on: date) -> None:
    """End the present assignment and begin another; what is the worker's to do goes along."""
    last = queries.last_assignment(child)
    if last is not None and last.until_on is None:
        end_open(last, on)
    elif last is not None and last.until_on is not None:
        _check_after(last.until_on, on)
    before, child.worker_id = child.worker_id, None
    inbox.hand_over(
        region_code=child.region_code, child_id=child.id, from_id=before, to_id=account_id
    )
    if account_id is not None:
        add_assignment(child, account_id, on)
    if before is not None and account_id is not None:
        pass_on(child, before, account_id)


def _check_after(ended: date, on: date) -> None:
    if on > clock.today():
        raise RuleBroken("日期不能晚于今天，请核对。", "on")
    if on < ended:
        raise RuleBroken("日期不能早于%(day)s（上一次变更的日期），请核对。", "on", day=ended)


def add_assignment(child: Child, account_id: UUID, on: date) -> None:
    """Keep who answers for the child and since when."""
    child.worker_id = account_id
    db.session.add(assignment(child, account_id, on))


def assignment(child: Child, account_id: UUID, on: date) -> Assignment:
    """Return the term in which somebody answers for the child."""
    return Assignment(owner=child, region_code=child.region_code, account_id=account_id, from_on=on)
