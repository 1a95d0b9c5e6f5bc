"""Giving a code for a lost password, using it, and having been told of it."""

import secrets
from uuid import UUID

from casework import clock
from casework.accounts import actions as accounts
from casework.accounts import queries as account_queries
from casework.accounts import throttle
from casework.accounts.models import Account
from casework.accounts.profile import SignInProfile
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.crypto import passwords
from casework.db.base import db
from casework.errors import RuleBroken
from casework.rescue import queries, rules
from casework.rescue.models import Known, Rescue

_PURPOSE = "rescue.account"
_LOCAL = ("127.0.0.1", "::1")
#: Nobody's id: an unknown name is looked for as a known one is.
_NOBODY = UUID(int=0)


def give_code(*, actor: Viewer, account: Account, known_by: Known) -> str:
    """Return a code for somebody whom the actor may help (``queries.get``); it is shown once.

    Codes given before are void.
    """
    while (old := queries.open_code(account.id)) is not None:
        old.until_at = clock.now()
        db.session.flush()
    code = rules.new_code()
    rescue = Rescue(
        account_id=account.id,
        helper_id=actor.account_id,
        known_by=known_by,
        code_hash=passwords.hash_password(code),
        until_at=clock.now() + rules.LIFETIME,
    )
    db.session.add(rescue)
    record(
        Tag.ACCOUNT_RESCUE,
        actor_id=actor.account_id,
        region_code=next(iter(account_queries.regions_of([account.id])[account.id])),
        subject_id=account.id,
        known_by=known_by.value,
    )
    return rules.grouped(code)


def use_code(
    *, login: str, code: str, network: str, profile: SignInProfile
) -> tuple[Account, Rescue] | None:
    """Return the account and the help when sign-in name and code fit; None otherwise.

    Unknown names, names without a code, void codes and wrong ones cost the same hash and get the
    same answer; failures slow down as at sign-in. A code that fits ends every session, and the old
    password opens nothing any more. Raises RuleBroken while the name or the network must wait.
    """
    keys = throttle.subjects(login, network, _PURPOSE)
    if wait := throttle.waiting(keys):
        minutes = int(wait.total_seconds() // 60) + 1
        raise RuleBroken("试错次数太多，请约 %(minutes)s 分钟后再试。", minutes=minutes)
    account = account_queries.by_login(login)
    rescue = queries.open_code(account.id if account else _NOBODY)
    if not _fits(rescue, code) or not _may_enter(account, network):
        _refuse(account, rescue)
        throttle.failed(keys, profile)
        return None
    assert account is not None  # noqa: S101 - both fit
    assert rescue is not None  # noqa: S101
    throttle.succeeded({**keys, **throttle.subjects(login, network)})
    _open(account, rescue)
    return account, rescue


def _fits(rescue: Rescue | None, code: str) -> bool:
    if rescue is None:
        passwords.dummy_verify()
        return False
    return passwords.verify_password(rescue.code_hash, rules.typed(code))


def _may_enter(account: Account | None, network: str) -> bool:
    if account is None or account.disabled_at is not None:
        return False
    return not account.is_demo or network in _LOCAL


def _refuse(account: Account | None, rescue: Rescue | None) -> None:
    if rescue is not None:
        rescue.tries += 1
    subject = account.id if account else None
    record(Tag.ACCOUNT_RESCUE_REFUSED, actor_id=None, subject_id=subject)


def _open(account: Account, rescue: Rescue) -> None:
    rescue.used_at = clock.now()
    account.password_hash = passwords.hash_password(secrets.token_urlsafe(32))
    account.password_set_at = clock.now()
    account.must_change = True
    account.one_time_until = None
    record(Tag.ACCOUNT_RESCUED, actor_id=account.id, subject_id=rescue.id)
    accounts.end_sessions(actor=account_queries.viewer_of(account), account_id=account.id)


def refuse_text() -> str:
    """Return the one answer to every code that does not fit."""
    return "登录名或验证码不对，或者验证码已过期。请核对后再试，或请对方重新给一个。"


def acknowledge(*, actor: Viewer) -> None:
    """Write down that somebody has seen who helped with the password."""
    for rescue in queries.untold(actor.account_id):
        rescue.told_at = clock.now()
