"""Signing in and out, passwords, sessions, and adding accounts."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from uuid import UUID

from sqlalchemy import update

from casework import clock
from casework.accounts import queries, rules, throttle
from casework.accounts.models import Account, LoginSession, RoleGrant
from casework.accounts.permissions import GRANT_DEPTH, Permission, Role
from casework.accounts.profile import SignInProfile
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.crypto import passwords
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.regions import queries as regions
from casework.regions.codes import Level, check, level_of, prefix

_REFUSED = "登录名或密码不对。请核对后再试，或请上级重置密码。"
_BUSY = "现在登录的人太多，请等几秒再试。"
_LOCAL = ("127.0.0.1", "::1")


def token_digest(token: str) -> bytes:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).digest()


def check_credentials(
    *, login: str, password: str, network: str, profile: SignInProfile
) -> Account | None:
    """Return the account when login and password fit; None otherwise, after counting the failure.

    Unknown, disabled and known accounts cost the same time and get the same answer. Raises
    RuleBroken while the account or the network must wait, and when too many sign in at once.
    """
    keys = throttle.subjects(login, network)
    wait = throttle.waiting(keys)
    if wait:
        minutes = int(wait.total_seconds() // 60) + 1
        raise RuleBroken("试错次数太多，请约 %(minutes)s 分钟后再试。", minutes=minutes)
    account = queries.by_login(login)
    with _hashing():
        fits = _fits(account, password, network)
    if account is not None and fits:
        throttle.succeeded(keys)
        return account
    throttle.failed(keys, profile)
    record(Tag.ACCOUNT_SIGN_IN_REFUSED, actor_id=None, subject_id=account.id if account else None)
    return None


@contextmanager
def _hashing() -> Iterator[None]:
    """Ask for patience when too many hashes are being computed; no failure is counted."""
    try:
        yield
    except passwords.HashingBusy as busy:
        raise RuleBroken(_BUSY) from busy


def _fits(account: Account | None, password: str, network: str) -> bool:
    if account is None:
        passwords.dummy_verify()
        return False
    right = passwords.verify_password(account.password_hash, password)
    if account.disabled_at is not None or (account.is_demo and network not in _LOCAL):
        return False
    void = account.one_time_until is not None and account.one_time_until < clock.now()
    return right and not void


def sign_in(
    *,
    account: Account,
    password: str | None,
    device: str,
    profile: SignInProfile,
    rescue_id: UUID | None = None,
) -> str:
    """Open a session and return its token, which is stored nowhere; sessions too many end.

    Without a password where somebody has helped (``rescue_id``): the next act is to set one.
    """
    if password is not None and passwords.needs_rehash(account.password_hash):
        with suppress(passwords.HashingBusy):  # the next time will do
            account.password_hash = passwords.hash_password(password)
    account.last_sign_in_at = clock.now()
    for old in queries.open_sessions(account.id)[profile.sessions_per_account - 1 :]:
        old.ended_at = clock.now()
    token = secrets.token_urlsafe(32)
    session = LoginSession(
        account_id=account.id,
        token_digest=token_digest(token),
        seen_at=clock.now(),
        device=device[:80],
        rescue_id=rescue_id,
    )
    db.session.add(session)
    record(Tag.ACCOUNT_SIGN_IN, actor_id=account.id, subject_id=session.id)
    return token


def refuse_text() -> str:
    """Return the one answer to every failed sign-in."""
    return _REFUSED


def sign_out(*, actor: Viewer, digest: bytes) -> None:
    """End the session of a token."""
    found = queries.session_by_digest(digest)
    if found is not None:
        found[0].ended_at = clock.now()
    record(Tag.ACCOUNT_SIGN_OUT, actor_id=actor.account_id)


def end_sessions(*, actor: Viewer, account_id: UUID, but: bytes | None = None) -> None:
    """End all sessions of an account, save one (sign out everywhere else)."""
    for session in queries.open_sessions(account_id):
        if session.token_digest != but:
            session.ended_at = clock.now()
    record(Tag.ACCOUNT_SESSION_END, actor_id=actor.account_id, subject_id=account_id)


def touch_session(session_id: UUID) -> None:
    """Write down that the session is alive."""
    statement = update(LoginSession).where(LoginSession.id == session_id)
    db.session.execute(statement.values(seen_at=clock.now()))


def change_password(
    *, actor: Viewer, current: str, password: str, keep: bytes, profile: SignInProfile
) -> None:
    """Set a new password of one's own; every other session ends."""
    account = queries.get(actor.account_id)
    with _hashing():
        is_known = passwords.verify_password(account.password_hash, current)
    if not is_known:
        raise RuleBroken("原密码不对，请重新输入。", "current")
    if current == password:
        raise RuleBroken("新密码不能和原密码一样。", "password")
    choose_password(actor=actor, password=password, keep=keep, profile=profile)


def choose_password(*, actor: Viewer, password: str, keep: bytes, profile: SignInProfile) -> None:
    """Set a new password, the old one being lost or known; every other session ends."""
    account = queries.get(actor.account_id)
    rules.check_password(password, profile, login=account.login)
    _set_password(account, password)
    record(Tag.ACCOUNT_PASSWORD, actor_id=account.id)
    end_sessions(actor=actor, account_id=account.id, but=keep)


def _set_password(account: Account, password: str) -> None:
    with _hashing():
        account.password_hash = passwords.hash_password(password)
    account.password_set_at = clock.now()
    account.must_change = False
    account.one_time_until = None


def reset_password(*, actor: Viewer, account: Account, profile: SignInProfile) -> str:
    """Give a one-time password that must be changed; every session ends. Returns it once."""
    if account.id == actor.account_id:
        raise RuleBroken("自己的密码请到“我的”里修改。")
    secret = rules.one_time_password()
    with _hashing():
        account.password_hash = passwords.hash_password(secret)
    account.password_set_at = clock.now()
    account.must_change = True
    account.one_time_until = clock.now() + profile.one_time_password
    record(Tag.ACCOUNT_RESET, actor_id=actor.account_id, subject_id=account.id)
    end_sessions(actor=actor, account_id=account.id)
    return secret


def set_disabled(*, actor: Viewer, account: Account, disabled: bool) -> None:
    """Stop an account (its sessions end at once) or let it work again."""
    if account.id == actor.account_id:
        raise RuleBroken("不能停用自己的账号。")
    account.disabled_at = clock.now() if disabled else None
    record(Tag.ACCOUNT_DISABLE, actor_id=actor.account_id, subject_id=account.id, disabled=disabled)
    if disabled:
        end_sessions(actor=actor, account_id=account.id)


def add_account(
    *,
    login: str,
    name: str,
    role: Role,
    region_code: str,
    profile: SignInProfile,
    from_on: date | None = None,
    until_on: date | None = None,
    is_demo: bool = False,
) -> tuple[Account, str]:
    """Add an account with one grant; return it with its one-time password.

    An act of the operator at the machine, audited. Raises RuleBroken for a taken login or a region
    of the wrong depth.
    """
    login = login.strip().lower()
    _check_new(login, role, region_code)
    secret = rules.one_time_password()
    account = Account(
        login=login,
        name=name,
        role=role,
        password_hash=passwords.hash_password(secret),
        password_set_at=clock.now(),
        must_change=True,
        one_time_until=clock.now() + profile.one_time_password,
        is_demo=is_demo,
    )
    db.session.add(account)
    db.session.flush()
    grant_region(account_id=account.id, region_code=region_code, from_on=from_on, until_on=until_on)
    record(
        Tag.ACCOUNT_ADD,
        actor_id=None,
        subject_id=account.id,
        region_code=region_code,
        role=role.value,
    )
    return account, secret


def _check_new(login: str, role: Role, region_code: str) -> None:
    if queries.by_login(login) is not None:
        raise RuleBroken("登录名 %(login)s 已经有人用了，请换一个。", "login", login=login)
    if len(prefix(check(region_code))) not in GRANT_DEPTH[role]:
        raise RuleBroken("%(role)s不能授权到这一级地区，请核对地区代码。", "region_code", role=role)


def lend_region(
    *,
    actor: Viewer,
    account: Account,
    region_code: str,
    cover_id: UUID,
    absent_id: UUID | None,
    from_on: date,
    until_on: date,
) -> RoleGrant:
    """Grant a village for a cover: by an office, within its reach, to a worker of its own reach.

    The office may name itself: that adds nothing to its reach. Raises NotFound for what lies
    outside. The grant ends with its term, or with the post that the account holds itself.
    """
    if not actor.may(Permission.CHILD_ASSIGN) or not actor.scope.covers(region_code):
        raise NotFound
    if level_of(region_code) is not Level.VILLAGE or account.disabled_at is not None:
        raise NotFound
    if account.id != actor.account_id and not _is_worker_within(actor, account):
        raise NotFound
    grant = RoleGrant(
        account_id=account.id,
        region_code=region_code,
        from_on=from_on,
        until_on=until_on,
        cover_id=cover_id,
        absent_id=absent_id,
    )
    db.session.add(grant)
    return grant


def _is_worker_within(actor: Viewer, account: Account) -> bool:
    posts = queries.posts_of(account.id)
    within = any(actor.scope.covers(code) for code in posts)
    return account.role is Role.CHILD_DIRECTOR and within


def end_loan(*, actor: Viewer, cover_id: UUID, on: date) -> None:
    """Let the grant of a cover end on a day, earlier or later than planned; it acts at once."""
    for grant in queries.loans_of(cover_id):
        if not actor.scope.covers(grant.region_code):
            raise NotFound
        grant.until_on = on


def grant_region(
    *, account_id: UUID, region_code: str, from_on: date | None = None, until_on: date | None = None
) -> None:
    """Grant an account one more region for a term; raise NotFound for one that does not exist."""
    grant = RoleGrant(
        account_id=account_id,
        region_code=regions.get(region_code).code,
        from_on=from_on or clock.today(),
        until_on=until_on,
    )
    db.session.add(grant)
