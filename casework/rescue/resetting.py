"""A reset by the system administrator takes two people (threat T37).

Any account's password opens what its role may see. The administrator asks, the security
administrator confirms, and only then is a one-time password made.
"""

from datetime import timedelta

from casework import clock
from casework.accounts import actions as accounts
from casework.accounts import queries as account_queries
from casework.accounts.models import Account
from casework.accounts.profile import SignInProfile
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.rescue import queries
from casework.rescue.models import Reset

#: Asked for, confirmed and carried out within a day, or asked for anew.
_STANDS = timedelta(hours=24)


def ask(*, actor: Viewer, account: Account) -> Reset:
    """Ask for the reset of somebody else's password; a request that stands is not made twice."""
    if account.id == actor.account_id:
        raise RuleBroken("自己的密码请到“我的”里修改。")
    if queries.stands_for(actor, account.id):
        raise RuleBroken("这个账号的重置申请已经提交过了，请等安全管理员确认。")
    reset = Reset(account_id=account.id, asker_id=actor.account_id, until_at=clock.now() + _STANDS)
    db.session.add(reset)
    record(Tag.ACCOUNT_RESET_ASK, actor_id=actor.account_id, subject_id=account.id)
    return reset


def confirm(*, actor: Viewer, reset: Reset) -> None:
    """Confirm a request, as somebody who neither asks nor is meant."""
    if actor.account_id in {reset.asker_id, reset.account_id}:
        raise RuleBroken("不能确认自己的申请，也不能确认给自己的重置。请另一位安全管理员确认。")
    if not _stands(reset) or reset.confirmed_at is not None:
        raise RuleBroken("这个申请已经确认过，或者已经过期。")
    reset.confirmer_id = actor.account_id
    reset.confirmed_at = clock.now()
    record(Tag.ACCOUNT_RESET_CONFIRM, actor_id=actor.account_id, subject_id=reset.account_id)


def carry_out(*, actor: Viewer, reset: Reset, profile: SignInProfile) -> str:
    """Return the one-time password of a confirmed request, once, to whoever asked for it."""
    if reset.asker_id != actor.account_id:
        raise RuleBroken("只有提交申请的人能取一次性密码。")
    if reset.confirmed_at is None:
        raise RuleBroken("安全管理员还没有确认，请稍后再来。")
    if not _stands(reset):
        raise RuleBroken("一次性密码已经取过，或者申请已经过期。需要的话请重新申请。")
    reset.used_at = clock.now()
    account = account_queries.get(reset.account_id)
    return accounts.reset_password(actor=actor, account=account, profile=profile)


def _stands(reset: Reset) -> bool:
    return reset.used_at is None and reset.until_at > clock.now()
