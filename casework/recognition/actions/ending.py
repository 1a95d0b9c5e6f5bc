"""Coming off the list again: proposed, confirmed or not."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.recognition import queries, rules, steps
from casework.recognition.actions import stepping
from casework.recognition.actions.effect import bring_about
from casework.recognition.models import Recognition

#: Why support ends while the child stays a child of the register.
REASONS = ("parent_condition_ended", "parents_returned", "adopted", "not_eligible", "error")


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
