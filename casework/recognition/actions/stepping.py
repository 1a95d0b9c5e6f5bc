"""Taking one step of the procedure: the state, the term that begins, the row that stays."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.recognition import proposing, queries, rules, steps
from casework.recognition.actions import trail
from casework.recognition.models import Recognition, RecognitionStep
from casework.recognition.proposing import NOTHING, Proposal


def held(actor: Viewer, recognition_id: UUID) -> tuple[Recognition, Child]:
    """Return an application in reach as it stands now, held against others, with its child."""
    recognition = queries.locked(actor, recognition_id)
    return recognition, children.get(actor, recognition.child_id)


def proposal_for(recognition: Recognition, child: Child) -> Proposal:
    """Return what the rule of eligibility proposes today."""
    return proposing.proposal(child, recognition.category, clock.today(), practice.categories())


def take(
    actor: Viewer,
    recognition: Recognition,
    child: Child,
    act: str,
    *,
    words: str | None = None,
    proposal: Proposal = NOTHING,
    against: bool = False,
    **detail: Any,
) -> RecognitionStep:
    """Take a step today; raise RuleBroken where it does not begin at the state, or lacks why."""
    step = steps.demand(act, recognition.state)
    said = rules.check_reason(step, words, against=against)
    facts = {**detail, "against": True} if against else detail
    recognition.state = step.after
    return keep(
        actor,
        recognition,
        child,
        act,
        words=said,
        detail=facts or None,
        explanation=proposal.explanation,
    )


def keep(
    actor: Viewer | None,
    recognition: Recognition,
    child: Child,
    act: str,
    *,
    on: date | None = None,
    words: str | None = None,
    detail: dict[str, Any] | None = None,
    explanation: Mapping[str, Any] | None = None,
) -> RecognitionStep:
    """Keep a step that has been taken, count the term that begins with it, and tell of it."""
    account_id = actor.account_id if actor else None
    row = RecognitionStep(
        owner=child,
        region_code=recognition.region_code,
        recognition_id=recognition.id,
        act=act,
        taken_on=on or clock.today(),
        due_on=recognition.due_on,
        account_id=account_id,
        words=words,
        detail=detail,
        explanation=dict(explanation) if explanation is not None else None,
    )
    db.session.add(row)
    db.session.flush()
    count_term(recognition, queries.steps_of(recognition))
    if actor:
        trail.tell(actor, recognition, act)
    else:
        trail.tell_of_system(recognition, act)
    trail.follow(recognition, child, row.id, account_id)
    return row


def count_term(recognition: Recognition, taken: Sequence[RecognitionStep]) -> None:
    """Write by when the next step is due, with the edition of the holidays it was counted by."""
    calendar, settings = practice.calendar(), queries.settings(recognition)
    recognition.due_on = rules.due_on(
        recognition.state,
        queries.history(taken),
        terms=settings.terms[recognition.category],
        supplement=settings.supplement,
        calendar=calendar,
    )
    recognition.calendar_version = None if recognition.due_on is None else calendar.version


def check_hands(
    actor: Viewer, recognition: Recognition, act: str, before: Sequence[UUID | None]
) -> dict[str, bool]:
    """Return what a step keeps where somebody decides on what was hers; refuse it if another could.

    Where nobody else holds the office it is allowed, and written down with the step.
    """
    if actor.account_id not in before:
        return {}
    permission = steps.BY_ACT[act].permission
    if permission is not None and queries.is_held_by_another(actor, recognition, permission):
        raise RuleBroken("这一步之前是您自己办的，请由本单位的另一位同事来办。")
    return {"own_entry": True}
