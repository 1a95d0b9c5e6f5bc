"""The same form twice is the same act."""

from uuid import UUID

from sqlalchemy import select

from casework.annexes.queries import Asked
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import NotFound, RuleBroken
from casework.regions.models import Region

_PURPOSE = "annex.form"


def derived(account_id: UUID, form_id: UUID) -> UUID:
    """Return the id that a form and its sender make: nobody can aim at another's."""
    return UUID(bytes=keyring().digest(_PURPOSE, f"{account_id}/{form_id}"))


def hold(asked: Asked) -> None:
    """Take the region's row until the transaction ends: two who act at once act in turn.

    Raises RuleBroken for a region that is not the actor's own to sign for.
    """
    if not asked.is_own:
        raise RuleBroken("这张表由%(name)s自己填报，您只能查看。", name=asked.region.name)
    statement = select(Region.code).where(Region.code == asked.region.code)
    if db.session.scalar(statement.with_for_update(key_share=True)) is None:
        raise NotFound
