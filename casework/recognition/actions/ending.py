"""Coming off the list again: proposed, confirmed or not."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import actions as children_
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.recognition import queries, rules, steps
from casework.recognition.actions import stepping
from casework.recognition.actions.effect import bring_about, is_at_school
from casework.recognition.models import Recognition

#: Why support ends while the child stays a child of the register.
REASONS = ("parent_condition_ended", "parents_returned", "adopted", "not_eligible", "error")

#: Support after 18, the reason of coming into it, and of taking the file up again.
_SUPPORTED, _CHANGED, _AGAIN = queries.SUPPORTED, "changed", "eligible_again"


def propose_end(
    *, actor: Viewer, recognition_id: UUID, ended_on: date, exit_reason: str, words: str
) -> Recognition:
    """Propose to the county that the condition has ended, on which day and why."""
    recognition, child = stepping.held(actor, recognition_id)
    steps.demand(steps.PROPOSE_END, recognition.state)
    rules.check_ended_on(ended_on, clock.today(), recognition.applied_on)
    if exit_reason not in REASONS or exit_reason not in practice.codes("exit_reason"):
        raise RuleBroken("请重新选择终止的原因。", "exit_reason")
    stepping.take(
        actor,
        recognition,
        child,
        steps.PROPOSE_END,
        words=words,
        proposal=stepping.proposal_for(recognition, child),
        ended_on=ended_on.isoformat(),
        exit_reason=exit_reason,
    )
    return recognition


def end(*, actor: Viewer, recognition_id: UUID, words: str | None = None) -> Recognition:
    """Let the support stop from the first of the month after the condition ended."""
    recognition, child = stepping.held(actor, recognition_id)
    steps.demand(steps.END, recognition.state)
    proposed = queries.last_step(queries.steps_of(recognition), steps.PROPOSE_END)
    detail = (proposed.detail if proposed else None) or {}
    by = proposed.account_id if proposed else None
    own = stepping.check_hands(actor, recognition, steps.END, [by])
    proposal = stepping.proposal_for(recognition, child)
    bring_about(recognition, child, clock.today())  # a month that has begun was a month of it
    recognition.ends_on = rules.stops_on(date.fromisoformat(detail["ended_on"]))
    stepping.take(
        actor,
        recognition,
        child,
        steps.END,
        words=words,
        proposal=proposal,
        against=proposal.is_against(recognised=False),
        exit_reason=detail["exit_reason"],
        **own,
    )
    bring_about(recognition, child, clock.today())
    return recognition


def keep_on(*, actor: Viewer, recognition_id: UUID, words: str) -> Recognition:
    """Let the support go on: what was proposed is not so."""
    recognition, child = stepping.held(actor, recognition_id)
    stepping.take(actor, recognition, child, steps.KEEP, words=words)
    return recognition


def go_on_at_school(
    *, actor: Viewer, recognition_id: UUID, words: str | None = None
) -> Recognition:
    """Let support go on after 18 for somebody at school: another category, out of the visits.

    Up to which stage of school is the region's setting; beyond it a reason is asked for, and
    nothing is refused. Raises RuleBroken where support did not end by age.
    """
    recognition, child = stepping.held(actor, recognition_id)
    steps.demand(steps.GO_ON, recognition.state)
    if not queries.may_go_on(recognition, child):
        raise RuleBroken("只有年满18周岁而结束、还没有继续的，才能办理在读继续保障。")
    outside = not is_at_school(recognition, child)
    if outside and not (words or "").strip():
        raise RuleBroken("档案里的就学情况不在本地规定的学段内，请写明理由。", "words")
    _keep_supported(actor, child)
    stepping.take(actor, recognition, child, steps.GO_ON, words=words)
    return recognition


def _keep_supported(actor: Viewer, child: Child) -> None:
    if child.status is Status.CLOSED:
        children_.reopen(actor=actor, child=child, reason=_AGAIN, leaves=[_SUPPORTED])
        return
    held = [each.leaf for each in children.open_memberships(child)]
    children_.set_categories(
        actor=actor, child=child, leaves=[*held, _SUPPORTED], entry_reason=_CHANGED
    )
