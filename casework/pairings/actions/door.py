"""A volunteer's door: opened with a pairing, shut with it, and never wider than its brief.

Her session reaches no region. What she may see of a child is written into a brief that is found by
her account alone; it is asked at each request whether it is still open.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.elevation import elevated
from casework.pairings.briefing import BriefFacts
from casework.pairings.models import Pairing, PairingBrief
from casework.volunteers.models import Volunteer

#: The register of volunteers is kept by the county; whoever opens a door may be a township.
ELEVATION = "pairing"

__all__ = ["BriefFacts", "close_door", "open_door", "renew"]


class _Way(NamedTuple):
    """What of a volunteer says whether, and until when, there is a door."""

    account_id: UUID | None
    cleared_until_on: date | None
    is_barred: bool


def open_door(*, actor: Viewer, pairing: Pairing, brief: BriefFacts) -> PairingBrief | None:
    """Let the volunteer of a pairing see her part of it; None where there is no way in for her.

    That is: she has no account, she is barred, or no query of records holds today. A door that is
    open already is shut first: one pairing has one.
    """
    close_door(pairing=pairing)
    way = _way(pairing.volunteer_id)
    today = clock.today()
    is_clear = way.cleared_until_on is not None and today < way.cleared_until_on
    if way.account_id is None or way.is_barred or not is_clear:
        return None
    opened = PairingBrief(
        pairing_id=pairing.id,
        account_id=way.account_id,
        opened_at=clock.now(),
        open_until_on=way.cleared_until_on,
        contact_due_on=pairing.next_contact_due_on,
        first_name=brief.first_name,
        age_band=brief.age_band,
        needs=list(brief.needs),
        meeting_point=brief.meeting_point,
        next_on=brief.next_on,
        contact=brief.contact,
    )
    db.session.add(opened)
    record(
        Tag.PAIRING_DOOR,
        actor_id=actor.account_id,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        subject_id=pairing.id,
        step="opened",
    )
    return opened


def close_door(*, pairing: Pairing) -> None:
    """Shut the volunteer's door: from this moment on it is as if there were none."""
    for brief in _open_briefs(pairing):
        brief.closed_at = clock.now()


def renew(*, pairing: Pairing, until_on: date | None) -> None:
    """Let an open door stay open until the day on which the new query of records ends.

    None, for a query that does not hold any more, shuts it.
    """
    if until_on is None:
        close_door(pairing=pairing)
    for brief in _open_briefs(pairing):
        brief.open_until_on = until_on


def _open_briefs(pairing: Pairing) -> list[PairingBrief]:
    db.session.flush()
    statement = select(PairingBrief).where(
        PairingBrief.pairing_id == pairing.id, PairingBrief.closed_at.is_(None)
    )
    return list(db.session.scalars(statement))


def _way(volunteer_id: UUID) -> _Way:
    columns = (Volunteer.account_id, Volunteer.cleared_until_on, Volunteer.is_barred)
    with elevated(ELEVATION) as beyond:
        row = beyond.execute(select(*columns).where(Volunteer.id == volunteer_id)).one()
    return _Way(*row)
