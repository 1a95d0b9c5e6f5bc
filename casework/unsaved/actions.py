"""Keeping what was typed, and forgetting it."""

from uuid import UUID

from sqlalchemy import delete, select

from casework import clock
from casework.accounts.models import Account
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.unsaved import rules
from casework.unsaved.models import UnsavedForm


def keep(
    *, account: Account, path: str, typed: dict[str, list[str]], without_files: bool
) -> UnsavedForm:
    """Keep what an account typed on a page; the account's oldest and all that ran out go."""
    db.session.execute(delete(UnsavedForm).where(UnsavedForm.until_at <= clock.now()))
    _drop_oldest(account.id)
    kept = UnsavedForm(
        owner=account,
        path=path,
        until_at=clock.now() + rules.LIFETIME,
        without_files=without_files,
        typed=typed,
    )
    db.session.add(kept)
    return kept


def forget(*, actor: Viewer, form_id: UUID) -> None:
    """Forget a form of the actor's: it has been sent again."""
    own = (UnsavedForm.id == form_id) & (UnsavedForm.account_id == actor.account_id)
    db.session.execute(delete(UnsavedForm).where(own))


def _drop_oldest(account_id: UUID) -> None:
    newest = (
        select(UnsavedForm.id)
        .where(UnsavedForm.account_id == account_id)
        .order_by(UnsavedForm.created_at.desc())
        .limit(rules.AT_MOST - 1)
    )
    kept = db.session.scalars(newest).all()
    others = (UnsavedForm.account_id == account_id) & UnsavedForm.id.not_in(kept)
    db.session.execute(delete(UnsavedForm).where(others))
