"""What a volunteer sees: open briefs of her own account, asked anew at each request.

No region stands in these statements, and no child: a brief is found by the account, while it is
open, until the day on which the query of her records does not hold any more.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, false, or_, select, true

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.errors import NotFound
from casework.pairings.models import PairingBrief, PairingContact

#: What her page shows of what she wrote.
_LATEST = 20


def open_briefs(viewer: Viewer, on: date) -> Sequence[PairingBrief]:
    """Return the briefs that are open for a viewer on a day, the oldest first."""
    return db.session.scalars(_hers(viewer, on).order_by(PairingBrief.opened_at)).all()


def get(viewer: Viewer, brief_id: UUID, on: date) -> PairingBrief:
    """Return one open brief of a viewer; raise NotFound for any other, and once it is shut."""
    brief = db.session.scalar(_hers(viewer, on).where(PairingBrief.id == brief_id))
    if brief is None:
        raise NotFound
    return brief


def is_shut(viewer: Viewer, brief_id: UUID, on: date) -> bool:
    """Say whether a brief was once the viewer's and is not open any more."""
    statement = select(PairingBrief.closed_at, PairingBrief.open_until_on).where(
        PairingBrief.id == brief_id, PairingBrief.account_id == viewer.account_id
    )
    row = db.session.execute(statement).one_or_none()
    return row is not None and not holds(row.closed_at, row.open_until_on, on)


def holds(closed_at: datetime | None, until_on: date | None, on: date) -> bool:
    """Say whether a brief with these two is open on a day (``open_briefs`` asks the same)."""
    return closed_at is None and (until_on is None or on < until_on)


def written_by(viewer: Viewer, brief: PairingBrief) -> Sequence[PairingContact]:
    """Return what a viewer wrote about an open pairing of hers, the newest first."""
    statement = (
        select(PairingContact)
        .where(
            PairingContact.account_id == viewer.account_id,
            PairingContact.pairing_id == brief.pairing_id,
        )
        .order_by(PairingContact.contacted_on.desc(), PairingContact.id.desc())
        .limit(_LATEST)
    )
    return db.session.scalars(statement).all()


def _hers(viewer: Viewer, on: date) -> Select[PairingBrief]:
    """Return the selection that her pages start from; nothing once her own post has ended."""
    is_posted = true() if viewer.regions else false()
    return select(PairingBrief).where(
        is_posted,
        PairingBrief.account_id == viewer.account_id,
        PairingBrief.closed_at.is_(None),
        or_(PairingBrief.open_until_on.is_(None), PairingBrief.open_until_on > on),
    )
