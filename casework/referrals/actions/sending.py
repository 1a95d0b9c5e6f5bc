"""Sending a referral: that is when the child's data are given, and what stands in the register."""

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.disclosures.actions import register_disclosure
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.needs import actions as needs
from casework.needs import queries as needs_
from casework.needs.models import Need, StepKind
from casework.practice import queries as practice
from casework.referrals import rules
from casework.referrals.actions.telling import tell
from casework.referrals.models import Referral, ReferralState
from casework.referrals.sheet import shared

PAGE = "referrals.show"


def send(*, actor: Viewer, child: Child, referral: Referral) -> None:
    """Send a referral off: the sheet says from now on what it says today.

    The giving stands in the register of disclosures, once. Raises RuleBroken for what was sent or
    taken back already.
    """
    rules.demand_unsent(referral.state)
    need = needs_.get(child, referral.need_id) if referral.need_id else None
    today = clock.today()
    days = practice.referral_rules(child.region_code).reply_days(
        referral.recipient_kind, is_urgent=referral.is_urgent
    )
    referral.state, referral.sent_on = ReferralState.SENT, today
    referral.counted_region_code = child.region_code
    referral.reply_due_on = practice.calendar().add_working_days(today, days)
    referral.sheet = shared(child, need, referral.fields)
    _register(actor, child, referral, need)
    if referral.must_be_checked:
        _ask_to_check(child, referral)
    tell(Tag.REFERRAL_SEND, actor, referral)


def _register(actor: Viewer, child: Child, referral: Referral, need: Need | None) -> None:
    register_disclosure(
        actor=actor,
        child=child,
        recipient=referral.recipient,
        recipient_kind=referral.recipient_kind,
        fields=referral.fields,
        basis=referral.basis.value,
        about=referral.about,
        subject_id=referral.id,
    )
    if need is not None:
        words = referral.recipient
        needs.add_step(actor=actor, child=child, need=need, words=words, kind=StepKind.REFERRED)


def _ask_to_check(child: Child, referral: Referral) -> None:
    """Put the ground up for checking by the township; it holds nothing up."""
    task = inbox.draft(
        Kind.TO_CHECK,
        f"referral:{referral.id}",
        to=Recipient.township(child.region_code, Permission.CHILD_REVIEW),
        region_code=child.region_code,
        endpoint=PAGE,
        link_id=referral.id,
        child_id=child.id,
    )
    inbox.put(task)


def open_page(*, actor: Viewer, referral: Referral) -> None:
    """Leave the trace that a referral was read."""
    tell(Tag.REFERRAL_OPEN, actor, referral, seen=[referral.child_id])


def print_sheet(*, actor: Viewer, referral: Referral) -> None:
    """Leave the trace that a sheet was printed."""
    tell(Tag.REFERRAL_PRINT, actor, referral, seen=[referral.child_id])
