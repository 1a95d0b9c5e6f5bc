"""How a protection ends: home after an assessment, or otherwise."""

from datetime import date

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.practice import queries as practice
from casework.protection import rules
from casework.protection.actions import trail, writing
from casework.protection.actions.keeping import demand_open, within_case
from casework.protection.models import EndReason, ProtectionCase, State, StepKind


def return_home(
    *,
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    words: str,
    guardianship: str = writing.USUAL,
    arrangement: str | None = None,
    on: date | None = None,
    opinion: str | None = None,
    assessment: str | None = None,
) -> None:
    """Let the child go back to its guardians, with words on how that was assessed (art 93).

    ``assessment`` is the id of an assessment; without one it is kept as 未附评估, not refused.
    """
    demand_open(case)
    attached = rules.as_id(assessment)
    if guardianship in writing.STATE_KINDS or guardianship not in practice.codes(
        "guardianship_kind"
    ):
        raise RuleBroken("请重新选择今后由谁监护。", "guardianship")
    day = within_case(case, on)
    guardians = writing.guardians_before(child, guardianship)
    close(actor, case, State.RETURNED, None, day)
    is_written = writing.guard(actor, child, guardianship, day, guardians=guardians)
    if not is_written and guardians:  # somebody who is no longer in the file
        writing.guard(actor, child, guardianship, day)
    if arrangement is not None:
        is_written &= writing.care(actor, child, case, arrangement, day, place=None)
    facts = {
        "guardianship": guardianship,
        "arrangement": arrangement,
        "opinion": opinion,
        "assessment": attached,
        "without_assessment": None if attached else "y",
    }
    trail.note(actor, child, case, StepKind.RETURNED, on=day, words=words, **facts)
    if not is_written:
        trail.put_up(case, StepKind.RETURNED)


def end(
    *,
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    reason: EndReason,
    on: date | None = None,
    words: str | None = None,
) -> None:
    """End a protection that leads neither home nor to long-term guardianship."""
    demand_open(case)
    day = within_case(case, on)
    close(actor, case, State.ENDED, reason.value, day)
    trail.note(actor, child, case, StepKind.ENDED, on=day, words=words, reason=reason.value)


def close(
    actor: Viewer, case: ProtectionCase, state: State, ended_by: str | None, day: date
) -> None:
    """Let a protection have ended, and everything that was asked about it be done with."""
    case.state, case.ended_by, case.closed_on = state.value, ended_by, day
    inbox.finish_page(
        region_code=case.region_code,
        endpoint=trail.PAGE,
        link_id=case.child_id,
        by=actor.account_id,
    )
    trail.done(
        actor,
        case,
        *("decide", "late", "16", "18"),
        *(f"review:{case.review_on}", f"limit:{case.limit_on}"),
    )
