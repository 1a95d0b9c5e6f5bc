"""What comes back, what an office says of the ground, and the end."""

from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.needs import actions as needs
from casework.needs import queries as needs_
from casework.needs.models import Helper, NeedStatus, StepKind
from casework.referrals import rules
from casework.referrals.actions.telling import tell
from casework.referrals.models import Referral, ReferralOutcome, ReferralState


def answer(
    *,
    actor: Viewer,
    child: Child,
    referral: Referral,
    outcome: ReferralOutcome,
    by: str | None = None,
    words: str | None = None,
    answered_on: date | None = None,
    closes_need: bool = False,
) -> None:
    """Enter what came back on the stub; a matter that is done ends the referral.

    ``closes_need``: the need is solved by it, where it is still open. Raises RuleBroken where
    nothing was sent, and for a day on which no answer can have come.
    """
    today = clock.today()
    day = answered_on or today
    rules.check_answer(referral.state, day, referral.sent_on, today)
    is_solved = outcome is ReferralOutcome.SOLVED
    referral.answer = {"outcome": outcome.value, "by": by, "words": words}
    referral.answered_on = day
    referral.state = ReferralState.CLOSED if is_solved else ReferralState.ANSWERED
    referral.ended_on = today if is_solved else None
    _forget(actor, referral, Kind.DUE)
    tell(Tag.REFERRAL_ANSWER, actor, referral)
    if referral.need_id is not None:
        _tell_need(actor, child, referral, outcome, solves=is_solved and closes_need)


def _tell_need(
    actor: Viewer, child: Child, referral: Referral, outcome: ReferralOutcome, *, solves: bool
) -> None:
    """Let the need know: a step, or its end."""
    if referral.need_id is None:
        return
    need = needs_.get(child, referral.need_id)
    said = [referral.recipient, outcome.label, (referral.answer or {}).get("words")]
    words = "：".join(part for part in said if part)[:200]
    if solves and need.status is NeedStatus.OPEN:
        needs.close_need(
            actor=actor,
            child=child,
            need=need,
            status=NeedStatus.SOLVED,
            outcome=words,
            helped_by=Helper.REFERRAL,
        )
    else:
        needs.add_step(actor=actor, child=child, need=need, words=words, kind=StepKind.REFERRED)


def check(*, actor: Viewer, referral: Referral, note: str | None = None) -> None:
    """Say that an office has looked at the ground on which data were given."""
    if not referral.must_be_checked or referral.checked_on is not None:
        raise RuleBroken("这份转介不用核对，或者已经核对过了。")
    referral.checked_on, referral.checked_by = clock.today(), actor.account_id
    referral.check_note = note
    _forget(actor, referral, Kind.TO_CHECK)
    tell(Tag.REFERRAL_CHECK, actor, referral)


def end(*, actor: Viewer, referral: Referral, state: ReferralState, note: str) -> None:
    """Close a referral that is not solved, or take one back; both say why.

    What was given stays given: the register keeps it.
    """
    rules.check_end(referral.state, state)
    referral.state, referral.ended_on, referral.end_note = state, clock.today(), note
    _forget(actor, referral, Kind.DUE)
    tell(Tag.REFERRAL_END, actor, referral)


def _forget(actor: Viewer, referral: Referral, kind: Kind) -> None:
    inbox.finish(
        region_code=referral.region_code,
        child_id=referral.child_id,
        kinds=(kind,),
        link_id=referral.id,
        by=actor.account_id,
    )
