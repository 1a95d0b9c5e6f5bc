"""Opening needs and seeing them done."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import steps
from casework.children.actions.following import follows_worker
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.needs.models import Need, NeedStatus
from casework.practice import queries as practice


def open_need(
    *,
    actor: Viewer,
    child: Child,
    kind: str,
    detail: str | None,
    due_on: date | None = None,
    visit_id: UUID | None = None,
    account_id: UUID | None = None,
) -> Need:
    """Open a need with somebody who sees to it.

    Without ``account_id`` that is the child's worker, or the actor where none is named; without
    ``due_on`` it is due by the working days that the practice gives this kind.
    """
    steps.demand_open(child.status)
    known = practice.visit_form().needs.get(kind)
    if known is None:
        raise RuleBroken("没有这种需求，请重新选择。", "kind")
    today = clock.today()
    term = practice.calendar().add_working_days(today, known.working_days)
    need = Need(
        owner=child,
        region_code=child.region_code,
        account_id=account_id or child.worker_id or actor.account_id,
        visit_id=visit_id,
        status=NeedStatus.OPEN,
        opened_on=today,
        due_on=due_on or term,
        kind=kind,
        detail=detail,
    )
    db.session.add(need)
    _count_again(child)
    _tell(Tag.NEED_OPEN, actor, child, need)
    return need


def close_need(
    *, actor: Viewer, child: Child, need: Need, status: NeedStatus, outcome: str | None = None
) -> None:
    """Close a need as solved or dropped; a dropped one says why."""
    if need.status is not NeedStatus.OPEN:
        raise RuleBroken("这项需求已经办结，请刷新页面。")
    if status is NeedStatus.DROPPED and not outcome:
        raise RuleBroken("请写明为什么不再需要。", "outcome")
    need.status, need.outcome, need.closed_on = status, outcome, clock.today()
    inbox.finish(
        region_code=child.region_code,
        child_id=child.id,
        kinds=(Kind.DUE,),
        key=str(need.id),
        by=actor.account_id,
    )
    _count_again(child)
    _tell(Tag.NEED_CLOSE, actor, child, need)


@follows_worker
def _hand_on(child: Child, before: UUID | None, after: UUID) -> None:
    """Let the open needs that somebody sees to, or all of them, be the next one's."""
    whose = [] if before is None else [Need.account_id == before]
    statement = (
        update(Need)
        .where(same_place(Need, child), Need.status == NeedStatus.OPEN, *whose)
        .values(account_id=after)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)


def _count_again(child: Child) -> None:
    statement = (
        select(func.count())
        .select_from(Need)
        .where(same_place(Need, child), Need.status == NeedStatus.OPEN)
    )
    child.open_needs = db.session.scalar(statement) or 0


def _tell(tag: Tag, actor: Viewer, child: Child, need: Need) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=need.id,
        status=need.status.value,
    )


def remind(day: date) -> int:
    """Tell those who see to needs of what is past due; return how many tasks were new.

    For maintenance that sees all regions.
    """
    overdue = select(Need).where(Need.status == NeedStatus.OPEN, Need.due_on < day)
    return inbox.put_all([_task(need) for need in db.session.scalars(overdue.order_by(Need.id))])


def _task(need: Need) -> Task:
    return inbox.draft(
        Kind.DUE,
        str(need.id),
        to=Recipient.worker(need.region_code, need.account_id),
        region_code=need.region_code,
        endpoint="dossier.show",
        link_id=need.child_id,
        child_id=need.child_id,
        due_on=need.due_on,
    )
