"""Opening needs, and whose they are when a child goes to another worker."""

from datetime import date
from uuid import UUID

from sqlalchemy import update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children import steps
from casework.children.actions.following import follows_worker
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.errors import RuleBroken
from casework.needs.actions.telling import count_again, tell
from casework.needs.models import Need, NeedStatus, Urgency
from casework.practice import queries as practice


def open_need(
    *,
    actor: Viewer,
    child: Child,
    kind: str,
    detail: str | None,
    urgency: Urgency = Urgency.ORDINARY,
    due_on: date | None = None,
    visit_id: UUID | None = None,
    account_id: UUID | None = None,
) -> Need:
    """Open a need with somebody who sees to it.

    Without ``account_id`` that is the child's worker, or the actor where none is named; without
    ``due_on`` it is due by the working days that the practice gives this kind and urgency.
    Raises RuleBroken for a kind that there is not, whether a day is given or not.
    """
    steps.demand_open(child.status)
    today = clock.today()
    term = term_of(child, kind, urgency, today)
    need = Need(
        owner=child,
        region_code=child.region_code,
        account_id=account_id or child.worker_id or actor.account_id,
        visit_id=visit_id,
        status=NeedStatus.OPEN,
        urgency=urgency,
        opened_on=today,
        due_on=due_on or term,
        kind=kind,
        detail=detail,
    )
    db.session.add(need)
    count_again(child)
    tell(Tag.NEED_OPEN, actor, child, need)
    return need


def term_of(child: Child, kind: str, urgency: Urgency, begins: date) -> date:
    """Return by when a kind of need is seen to; raise RuleBroken for one that there is not."""
    known = practice.visit_form().needs.get(kind)
    if known is None:
        raise RuleBroken("没有这种需求，请重新选择。", "kind")
    rules = practice.need_rules(child.region_code)
    days = rules.working_days(urgency.value, known.working_days)
    return practice.calendar().add_working_days(begins, days) if days else begins


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
