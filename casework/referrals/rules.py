"""On which ground something is shared, and what may follow what: pure."""

from dataclasses import dataclass
from datetime import date

from casework.disclosures.models import Basis
from casework.errors import RuleBroken
from casework.referrals.models import ReferralState

#: From where an answer is taken: one that came before may be followed by a better one.
ANSWERABLE = (ReferralState.SENT, ReferralState.ANSWERED)
#: What may still be ended.
OPEN = (ReferralState.PREPARED, ReferralState.SENT, ReferralState.ANSWERED)


@dataclass(frozen=True)
class Ground:
    """Why it may be shared, and whether an office has to look at it."""

    basis: Basis
    must_be_checked: bool


def ground(basis: Basis, *, is_urgent: bool, consent_by: str | None) -> Ground:
    """Return the ground as it is kept; no referral is refused for want of one.

    Consent that nobody is named for is none yet: what is urgent goes out as an emergency (个人信息
    保护法 art 13 (4)), all else stays as it was said, and both are put up for checking.
    """
    if basis is Basis.CONSENT and not consent_by:
        return Ground(Basis.EMERGENCY if is_urgent else basis, must_be_checked=True)
    return Ground(basis, must_be_checked=basis is Basis.EMERGENCY)


def demand_unsent(state: ReferralState) -> None:
    """Refuse to send what has been sent or taken back."""
    if state is not ReferralState.PREPARED:
        raise RuleBroken("这份转介已经送出或者撤回，请刷新页面。")


def check_answer(state: ReferralState, on: date, sent_on: date | None, today: date) -> None:
    """Refuse an answer to what was not sent, or on a day on which none can have come."""
    if state not in ANSWERABLE or sent_on is None:
        raise RuleBroken("这份转介还没有送出，或者已经结案。")
    if on > today:
        raise RuleBroken("回复日期不能晚于今天，请核对。", "answered_on")
    if on < sent_on:
        raise RuleBroken("回复日期不能早于送出日期，请核对。", "answered_on")


def check_end(before: ReferralState, after: ReferralState) -> None:
    """Refuse to end what is ended, and to take back what was answered."""
    if before not in OPEN:
        raise RuleBroken("这份转介已经结案或者撤回，请刷新页面。")
    if after is ReferralState.WITHDRAWN and before is ReferralState.ANSWERED:
        raise RuleBroken("对方已经回复，不能撤回，请选“结案”。", "state")
    if after is ReferralState.CLOSED and before is ReferralState.PREPARED:
        raise RuleBroken("还没有送出，请选“撤回”。", "state")
