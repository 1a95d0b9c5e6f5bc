"""Telling those who see to referrals of answers that are late."""

from datetime import date

from sqlalchemy import select

from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.referrals.actions.sending import PAGE
from casework.referrals.models import Referral, ReferralState


def remind(day: date) -> int:
    """Tell of every answer that is past due; return how many tasks were new.

    For maintenance that sees all regions.
    """
    late = (
        select(Referral)
        .where(Referral.state == ReferralState.SENT, Referral.reply_due_on < day)
        .order_by(Referral.id)
    )
    return inbox.put_all([_task(referral) for referral in db.session.scalars(late)])


def _task(referral: Referral) -> Task:
    return inbox.draft(
        Kind.DUE,
        f"referral:{referral.id}",
        to=Recipient.worker(referral.region_code, referral.account_id),
        region_code=referral.region_code,
        endpoint=PAGE,
        link_id=referral.id,
        child_id=referral.child_id,
        due_on=referral.reply_due_on,
    )
