"""Steps of a protection, its entries in the trail, its tasks."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.protection import rules
from casework.protection.models import Circle, ProtectionCase, ProtectionStep, State, StepKind

#: The page of a child that all tasks lead to.
PAGE = "protection.current"
KINDS = (Kind.SUBMITTED, Kind.DUE, Kind.TO_CHECK)


def dates_of(case: ProtectionCase) -> rules.Dates:
    """Return the dates of a protection as the rules ask for them."""
    return rules.Dates(
        state=State(case.state),
        decide_by=case.decide_by_on,
        review=case.review_on,
        limit=case.limit_on,
    )


def note(
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    kind: StepKind,
    *,
    on: date | None = None,
    words: str | None = None,
    **facts: Any,
) -> None:
    """Keep a step, with the next day on which somebody has to look, and tell the trail."""
    dates = dates_of(case)
    case.due_on = rules.due_on(
        dates.state, decide_by=dates.decide_by, review=dates.review, limit=dates.limit
    )
    step = ProtectionStep(
        owner=child,
        region_code=child.region_code,
        protection_id=case.id,
        account_id=actor.account_id,
        on_day=on or clock.today(),
        kind=kind.value,
        facts=rules.said(**facts),
        words=words or None,
    )
    db.session.add(step)
    _tell(Tag.PROTECTION_BEGIN if kind is StepKind.BEGUN else Tag.PROTECTION_CHANGE, actor, case)


def open_case(*, actor: Viewer, case: ProtectionCase) -> None:
    """Leave the trace of somebody who has opened why a child is protected."""
    _tell(Tag.PROTECTION_OPEN, actor, case)


def list_cases(*, actor: Viewer, seen: Collection[UUID]) -> None:
    """Leave the trace of somebody who has looked at the list."""
    record(
        Tag.CHILD_LIST,
        actor_id=actor.account_id,
        region_code=actor.regions[0] if actor.regions else None,
        seen=seen,
    )


def _tell(tag: Tag, actor: Viewer, case: ProtectionCase) -> None:
    # Neither the kind of step nor the state: the trail is read by others than the case.
    record(
        tag,
        actor_id=actor.account_id,
        region_code=case.region_code,
        child_id=case.child_id,
        subject_id=case.id,
    )


def ask_county(case: ProtectionCase) -> None:
    """Ask the county's office to decide."""
    inbox.put(task(Kind.SUBMITTED, case, "decide", due_on=case.decide_by_on))


def put_up(case: ProtectionCase, step: StepKind) -> None:
    """Let an office look at what could not be written as it should be."""
    inbox.put(task(Kind.TO_CHECK, case, f"check:{step.value}"))


def checked(actor: Viewer, case: ProtectionCase) -> None:
    """Let what was put up be done with: somebody of the office has acted since."""
    inbox.finish(
        region_code=case.region_code,
        child_id=case.child_id,
        kinds=(Kind.TO_CHECK,),
        link_id=case.child_id,
        by=actor.account_id,
    )


def task(kind: Kind, case: ProtectionCase, event: str, due_on: date | None = None) -> Task:
    """Return a task for the office that answers: the county's wherever the county decides."""
    below = kind is Kind.TO_CHECK and Circle(case.circle) is not Circle.COUNTY
    if below:
        to = Recipient.township(case.region_code, Permission.PROTECTION_BEGIN)
    else:
        to = Recipient.county(case.region_code, Permission.PROTECTION_DECIDE)
    return inbox.draft(
        kind,
        f"{case.id}:{event}",
        to=to,
        region_code=case.region_code,
        endpoint=PAGE,
        link_id=case.child_id,
        child_id=case.child_id,
        due_on=due_on,
    )


def done(actor: Viewer, case: ProtectionCase, *events: str) -> None:
    """Let what was asked about a protection be done with."""
    for event in events:
        inbox.finish(
            region_code=case.region_code,
            child_id=case.child_id,
            kinds=KINDS,
            key=f"{case.id}:{event}",
            by=actor.account_id,
        )
