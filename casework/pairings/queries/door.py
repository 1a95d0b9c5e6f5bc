"""What a volunteer sees: open briefs of her own account, asked anew at each request.

No region stands in these statements, and no child: a brief is found by the account, while it is
open, until the day on which the query of her records does not hold any more.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select

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


def was_hers(viewer: Viewer, brief_id: UUID) -> bool:
    """Say whether a brief is, or once was, the viewer's."""
    statement = select(PairingBrief.id).where(
        PairingBrief.id == brief_id, PairingBrief.account_id == viewer.account_id
    )
    return db.session.scalar(statement) is not None


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
    return select(PairingBrief).where(
        PairingBrief.account_id == viewer.account_id,
        PairingBrief.closed_at.is_(None),
        or_(PairingBrief.open_until_on.is_(None), PairingBrief.open_until_on > on),
    )
