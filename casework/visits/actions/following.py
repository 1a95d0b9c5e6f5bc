"""What follows from a visit for the child: risk, needs, due dates."""

from collections.abc import Callable, Mapping
from typing import Any

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions as children
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.inbox.models import Kind
from casework.needs import actions as needs
from casework.practice.rules import answers as answers_
from casework.practice.rules.form import Option
from casework.visits import heard, queries
from casework.visits.actions import promised, tasks
from casework.visits.models import ReviewState, Visit
from casework.visits.reading import NEEDS, RISK_AFTER, RISK_REASON, Reading
from casework.visits.rules import CheckReason

_UNSAID_REASON = "走访后评定"  # no-catalogue: stored as written


def follow(
    *,
    actor: Viewer,
    child: Child,
    visit: Visit,
    reading: Reading,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Let happen what the answers ask for beyond what they asked ``before`` a correction.

    A rule of another register never loses the visit: it is put up for checking.
    """
    known = before or {}
    try:
        _set_risk(actor, child, reading, known)
        for kind in reading.answers.get(NEEDS, []):
            if kind not in known.get(NEEDS, []):
                _open_need(actor, child, visit, reading, kind)
    except RuleBroken:
        visit.review_state = ReviewState.TO_CHECK
        visit.check_reason = visit.check_reason or CheckReason.FOLLOW_UP_REFUSED.value
    reckon(child)
    if visit.review_state is ReviewState.TO_CHECK:
        tell(Tag.VISIT_TO_CHECK, actor, visit, why=visit.check_reason)
    if waits_for_office(actor, child, reading.answers):
        tasks.ask(Kind.RISK, visit, f"{visit.id}:{visit.version}")
    tasks.ask_to_check(actor, visit)
    heard.tell(actor, child, visit, reading)


def waits_for_office(actor: Viewer, child: Child, answers: Mapping[str, Any]) -> bool:
    """Say whether the visitor proposed a lower risk that only the office may set."""
    proposed = _proposed_risk(answers)
    may_lower = actor.may(Permission.CHILD_RISK_LOWER)
    return proposed is not None and proposed < child.risk and not may_lower


def tell(tag: Tag, actor: Viewer, visit: Visit, **facts: Any) -> None:
    """Put an act on a visit into the trail."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=visit.region_code,
        child_id=visit.child_id,
        subject_id=visit.id,
        **facts,
    )


def reckon(child: Child) -> None:
    """Reckon the due dates anew from all visits that move them: late entries come in anyhow."""
    found = queries.milestones(child)
    children.note_visits(
        child,
        first_visit_on=found.first_visit_on,
        last_visit_on=found.last_visit_on,
        last_contact_on=found.last_contact_on,
    )
    children.reschedule(child)


def _set_risk(actor: Viewer, child: Child, reading: Reading, before: Mapping[str, Any]) -> None:
    said = _proposed_risk(reading.answers)
    newly_said = said if said != _proposed_risk(before) else None
    levels = [level for level in (newly_said, reading.raise_to) if level is not None]
    level = max(levels, default=child.risk)
    if level == child.risk or waits_for_office(actor, child, {RISK_AFTER: level}):
        return
    reason = str(reading.answers.get(RISK_REASON, "")) or _found_risk(reading)
    children.set_risk(actor=actor, child=child, level=level, reason=reason)


def _proposed_risk(answers: Mapping[str, Any]) -> int | None:
    return int(answers[RISK_AFTER]) if answers.get(RISK_AFTER) else None


def _found_risk(reading: Reading) -> str:
    found = _in_words(reading, lambda option: option.risk is not None)
    return f"走访发现：{found}" if found else _UNSAID_REASON  # no-catalogue: stored as written


def _open_need(actor: Viewer, child: Child, visit: Visit, reading: Reading, kind: str) -> None:
    found = _in_words(reading, lambda option: option.need == kind)
    if promised.is_told(actor, child, kind, found):
        return
    needs.open_need(actor=actor, child=child, kind=kind, detail=found or None, visit_id=visit.id)


def _in_words(reading: Reading, speaks: Callable[[Option], bool]) -> str:
    """Return the answers that speak for something, as people read them."""
    codes = {
        question.code
        for question in reading.form
        if question.code != NEEDS
        and any(map(speaks, answers_.chosen_options(question, reading.answers)))
    }
    lines = answers_.described(reading.form, reading.answers)
    # no-catalogue: stored as written
    return "；".join(f"{line.label}：{line.text}" for line in lines if line.code in codes)
