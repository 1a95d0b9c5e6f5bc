"""Keeping views of the table under a name: one's own, and nobody else's."""

from uuid import UUID

from sqlalchemy import delete, func, select

from casework.accounts.models import Account
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.errors import RuleBroken
from casework.oversight import queries
from casework.oversight.filters import Narrowed
from casework.oversight.models import SavedFilter

#: More than anybody finds their way in.
AT_MOST = 20


def keep_filter(*, actor: Viewer, name: str, code: str | None, narrowed: Narrowed) -> SavedFilter:
    """Keep a view under a name, or give the name that it has already to this view.

    Raises RuleBroken when the actor has as many as anybody may.
    """
    owner = _locked(actor)
    known = {kept.name: kept for kept in queries.filters_of(actor)}
    query = queries.address_of(code, narrowed)
    if name in known:
        known[name].query = query
        return known[name]
    _check_room(actor)
    kept = SavedFilter(owner=owner, query=query, name=name)
    db.session.add(kept)
    return kept


def rename_filter(*, actor: Viewer, filter_id: UUID, name: str) -> None:
    """Give a view another name; raise NotFound for somebody else's."""
    _locked(actor)
    kept = queries.own_filter(actor, filter_id)
    if any(other.name == name and other is not kept for other in queries.filters_of(actor)):
        raise RuleBroken("这个名称已经有了，请换一个。", "name")
    kept.name = name


def forget_filter(*, actor: Viewer, filter_id: UUID) -> None:
    """Forget a view of the actor's; nothing happens where it is gone."""
    own = (SavedFilter.id == filter_id) & (SavedFilter.account_id == actor.account_id)
    db.session.execute(delete(SavedFilter).where(own))


def _locked(actor: Viewer) -> Account:
    """Return the actor's account, held: two windows never make the twenty-first."""
    statement = select(Account).where(Account.id == actor.account_id).with_for_update()
    return db.session.scalars(statement).one()


def _check_room(actor: Viewer) -> None:
    own = SavedFilter.account_id == actor.account_id
    number = db.session.scalar(select(func.count()).select_from(SavedFilter).where(own)) or 0
    if number >= AT_MOST:
        raise RuleBroken("最多保存%(most)s个筛选，请先删去不用的。", "name", most=AT_MOST)
