"""Finding accounts, their grants of today and their sessions."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework import clock
from casework.accounts.models import Account, LoginSession, RoleGrant
from casework.accounts.permissions import BY_DOOR, Role
from casework.accounts.viewer import Covering, Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import Scope, within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import prefix

#: Who works with children and for them.
_WORKERS = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL, Role.COUNSELLOR)


def by_login(login: str) -> Account | None:
    """Return the account of a login name; names differ by more than case."""
    return db.session.scalar(select(Account).where(Account.login == login.strip().lower()))


def get(account_id: UUID) -> Account:
    """Return an account; raise NotFound."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def viewer_of(account: Account) -> Viewer:
    """Return what the account may do today."""
    statement = select(*_GRANTED).where(RoleGrant.account_id == account.id, in_force(clock.today()))
    granted = [_Granted(*row) for row in db.session.execute(statement)]
    return _viewer(account, granted)


class _Granted(NamedTuple):
    """What a grant of today says."""

    region_code: str
    cover_id: UUID | None
    absent_id: UUID | None


_GRANTED = (RoleGrant.region_code, RoleGrant.cover_id, RoleGrant.absent_id)


def _viewer(account: Account, granted: Collection[_Granted]) -> Viewer:
    """Return what grants give; covers hang on a post of one's own and add what it has not."""
    own = {each.region_code for each in granted if each.cover_id is None}
    covers = [each for each in granted if each.cover_id is not None] if own else []
    held = Scope(tuple(prefix(code) for code in own))
    added = {each.region_code for each in covers if not held.covers(each.region_code)}
    codes = sorted(own | added)
    return Viewer(
        account_id=account.id,
        login=account.login,
        role=account.role,
        scope=Scope() if account.role in BY_DOOR else Scope(_prefixes(codes)),
        regions=tuple(codes),
        must_change=account.must_change,
        is_demo=account.is_demo,
        covering=tuple(Covering(each.region_code, each.absent_id) for each in covers),
        lent=frozenset(added),
    )


def _prefixes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(prefix(code) for code in codes))


def viewer_by_id(account_id: UUID) -> Viewer:
    """Return the viewer that a job acts for; raise NotFound for unknown or disabled ones."""
    account = get(account_id)
    if account.disabled_at is not None:
        raise NotFound
    return viewer_of(account)


def viewer_by_login(login: str) -> Viewer:
    """Return the viewer that a command acts for; raise NotFound for unknown or disabled ones."""
    account = by_login(login)
    if account is None or account.disabled_at is not None:
        raise NotFound
    return viewer_of(account)


def session_by_digest(digest: bytes) -> tuple[LoginSession, Account, Viewer] | None:
    """Return the open session of a token, its account, and what it may do: in one statement."""
    in_hand = (RoleGrant.account_id == Account.id) & in_force(clock.today())
    statement = (
        select(LoginSession, Account, *_GRANTED)
        .join(Account, Account.id == LoginSession.account_id)
        .outerjoin(RoleGrant, in_hand)
        .where(LoginSession.token_digest == digest, LoginSession.ended_at.is_(None))
    )
    rows = db.session.execute(statement).all()
    if not rows:
        return None
    session, account = rows[0][:2]
    granted = [_Granted(*row[2:]) for row in rows if row.region_code is not None]
    return session, account, _viewer(account, granted)


def by_token(digest: bytes) -> Account | None:
    """Return the account whose session a token opened, also when it has ended."""
    statement = (
        select(Account)
        .join(LoginSession, LoginSession.account_id == Account.id)
        .where(LoginSession.token_digest == digest)
    )
    return db.session.scalar(statement)


def open_sessions(account_id: UUID) -> Sequence[LoginSession]:
    """Return the account's open sessions, newest first."""
    statement = (
        select(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
        .order_by(LoginSession.seen_at.desc())
    )
    return db.session.scalars(statement).all()


def names_of(account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of workers by account, for lists; one statement."""
    if not account_ids:
        return {}
    accounts = db.session.scalars(select(Account).where(Account.id.in_(account_ids)))
    return {account.id: account.name for account in accounts}


def workers_in(prefixes: Collection[str]) -> list[str]:
    """Return the names of the workers who hold a region within some prefixes today."""
    statement = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(within(RoleGrant.region_code, prefixes), in_force(clock.today()))
        .where(Account.role.in_(_WORKERS))
        .distinct()
    )
    return [account.name for account in db.session.scalars(statement)]


def regions_of(account_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return the codes of the regions that accounts hold today; one statement."""
    statement = (
        select(RoleGrant.account_id, RoleGrant.region_code)
        .where(RoleGrant.account_id.in_(set(account_ids)), in_force(clock.today()))
        .order_by(RoleGrant.region_code)
    )
    found: dict[UUID, list[str]] = {}
    for account_id, code in db.session.execute(statement):
        found.setdefault(account_id, []).append(code)
    return found


def region_names(viewer: Viewer) -> list[str]:
    """Return the full names of the regions granted today."""
    return [regions.full_name(code) for code in viewer.regions]


def page_of_accounts(after: str | None, size: int = 50) -> Page[Account]:
    """Return accounts by login name, a page at a time."""
    statement = select(Account).order_by(Account.login).limit(size + 1)
    if after:
        statement = statement.where(Account.login > after)
    return cut(db.session.scalars(statement).all(), size, lambda account: account.login)


def sole_workers(under: str) -> dict[str, UUID]:
    """Return the 儿童主任 of each village under a prefix that has exactly one, by village code."""
    statement = (
        select(RoleGrant.region_code, Account.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(within(RoleGrant.region_code, [under]), Account.role == Role.CHILD_DIRECTOR)
        .where(Account.disabled_at.is_(None), in_force(clock.today()))
        .where(RoleGrant.cover_id.is_(None))
    )
    found: dict[str, set[UUID]] = {}
    for code, account_id in db.session.execute(statement):
        found.setdefault(code, set()).add(account_id)
    return {code: next(iter(ids)) for code, ids in found.items() if len(ids) == 1}


def posts_of(account_id: UUID) -> Sequence[str]:
    """Return the regions that are an account's own today, covers apart."""
    statement = select(RoleGrant.region_code).where(
        RoleGrant.account_id == account_id, RoleGrant.cover_id.is_(None), in_force(clock.today())
    )
    return db.session.scalars(statement.order_by(RoleGrant.region_code)).all()


def loans_of(cover_id: UUID) -> Sequence[RoleGrant]:
    """Return the grants that serve a cover."""
    return db.session.scalars(select(RoleGrant).where(RoleGrant.cover_id == cover_id)).all()


def directors_of(codes: Collection[str]) -> dict[str, list[UUID]]:
    """Return every 儿童主任 of each of some villages; a village without one is absent."""
    statement = (
        select(RoleGrant.region_code, Account.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.region_code.in_(codes), Account.role == Role.CHILD_DIRECTOR)
        .where(Account.disabled_at.is_(None), in_force(clock.today()))
        .order_by(Account.id)
        .distinct()
    )
    found: dict[str, list[UUID]] = {}
    for code, account_id in db.session.execute(statement):
        found.setdefault(code, []).append(account_id)
    return found


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a grant runs on a day."""
    return (RoleGrant.from_on <= on) & or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > on)
