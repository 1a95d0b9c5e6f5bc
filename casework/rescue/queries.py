"""Finding those whom a helper may help, and the codes that were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.models import Account, RoleGrant
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.rescue import rules
from casework.rescue.models import Rescue, Reset

_PAGE = 50
#: A search looks at so many people at most: all that a large county has.
_SEARCHED = 3000


@dataclass(frozen=True)
class Person:
    """Somebody who may be helped."""

    account: Account
    places: list[str]


@dataclass(frozen=True)
class Told:
    """What the owner of a password is told: when it was set with whose help."""

    at: datetime
    helper: str
    role: str


@dataclass(frozen=True)
class Asked:
    """A request for a reset, with whom it is for and who asks."""

    reset: Reset
    account: Account
    asker: Account


def page_of(viewer: Viewer, after: str | None) -> Page[Person]:
    """Return those whom the viewer may help, by sign-in name."""
    statement = _reachable(viewer).limit(_PAGE + 1)
    if after:
        statement = statement.where(Account.login > after)
    page = cut(db.session.scalars(statement).all(), _PAGE, lambda account: account.login)
    return Page(rows=_people(viewer, page.rows), after=page.after)


def search(viewer: Viewer, words: str) -> list[Person]:
    """Return those of them whose name or sign-in name holds what was typed."""
    wanted = words.strip().lower()
    found = db.session.scalars(_reachable(viewer).limit(_SEARCHED))
    matching = [a for a in found if wanted in a.login or wanted in a.name.lower()]
    return _people(viewer, matching[:_PAGE])


def get(viewer: Viewer, account_id: UUID) -> Person:
    """Return one of them; raise NotFound for anybody else."""
    account = accounts.get(account_id)
    found = _people(viewer, [account] if account.disabled_at is None else [])
    if not found:
        raise NotFound
    return found[0]


def open_code(account_id: UUID) -> Rescue | None:
    """Return the code that still serves an account, locked, if there is one."""
    statement = (
        select(Rescue)
        .where(Rescue.account_id == account_id, Rescue.used_at.is_(None))
        .where(Rescue.until_at > clock.now(), Rescue.tries < rules.TRIES)
        .order_by(Rescue.created_at.desc())
        .limit(1)
        .with_for_update()
    )
    return db.session.scalar(statement)


def untold(account_id: UUID) -> list[Rescue | Reset]:
    """Return the helps and resets that an account's owner has not been told of."""
    found: list[Rescue | Reset] = []
    for model in (Rescue, Reset):
        statement = (
            select(model)
            .where(model.account_id == account_id)
            .where(model.used_at.is_not(None), model.told_at.is_(None))
            .order_by(model.created_at)
        )
        found += db.session.scalars(statement)
    return found


def to_tell(account_id: UUID) -> list[Told]:
    """Return the same as they are told."""
    helpers = [(each, accounts.get(_helper_of(each))) for each in untold(account_id)]
    return [Told(each.used_at, h.name, h.role.label) for each, h in helpers if each.used_at]


def _helper_of(help_given: Rescue | Reset) -> UUID:
    return help_given.helper_id if isinstance(help_given, Rescue) else help_given.asker_id


def reset(reset_id: UUID) -> Reset:
    """Return a request, locked; raise NotFound."""
    found = db.session.get(Reset, reset_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def resets_of(viewer: Viewer) -> list[Asked]:
    """Return the viewer's own requests that stand."""
    return _asked(select(Reset).where(Reset.asker_id == viewer.account_id))


def resets_to_confirm() -> list[Asked]:
    """Return all requests that wait for a second person."""
    return _asked(select(Reset).where(Reset.confirmed_at.is_(None)))


def stands_for(viewer: Viewer, account_id: UUID) -> bool:
    """Say whether the viewer has asked for this account's reset already."""
    return any(each.account.id == account_id for each in resets_of(viewer))


def _asked(statement: Select[Reset]) -> list[Asked]:
    standing = statement.where(Reset.used_at.is_(None), Reset.until_at > clock.now())
    return [
        Asked(each, accounts.get(each.account_id), accounts.get(each.asker_id))
        for each in db.session.scalars(standing.order_by(Reset.created_at)).all()
    ]


def _reachable(viewer: Viewer) -> Select[Account]:
    """Select the accounts with a grant of today in the viewer's regions, of roles below."""
    granted = select(RoleGrant.account_id).where(
        within(RoleGrant.region_code, viewer.scope.ranges), accounts.in_force(clock.today())
    )
    below = rules.HELPED.get(viewer.role, frozenset())
    return (
        select(Account)
        .where(Account.id.in_(granted), Account.role.in_(below), Account.disabled_at.is_(None))
        .order_by(Account.login)
    )


def _people(viewer: Viewer, found: Sequence[Account]) -> list[Person]:
    granted = accounts.regions_of(account.id for account in found)
    named = regions.by_codes({code for codes in granted.values() for code in codes})
    return [
        Person(account, [named[code].name for code in granted[account.id] if code in named])
        for account in found
        if rules.may_help(
            viewer,
            account_id=account.id,
            role=account.role,
            regions=granted.get(account.id, []),
        )
    ]
