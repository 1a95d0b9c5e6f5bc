"""A volunteer's door: opened with a pairing, shut with it, and never wider than its brief.

Her session reaches no region. What she may see of a child is written into a brief that is found by
her account alone; it is asked at each request whether it is still open.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.db.elevation import elevated
from casework.errors import RuleBroken
from casework.pairings.briefing import BriefFacts
from casework.pairings.models import Pairing, PairingBrief
from casework.pairings.queries.requests import kept_of
from casework.pairings.wording import Kept, told_of
from casework.volunteers.models import Volunteer

#: The register of volunteers is kept by the county; whoever opens a door may be a township.
ELEVATION = "pairing"

_PHONE = re.compile(r"\d[\d\- ]{5,}\d", re.ASCII)

__all__ = ["BriefFacts", "close_door", "note_opening", "open_door", "renew", "rewrite"]


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


def rewrite(
    *,
    actor: Viewer,
    pairing: Pairing,
    child: Child,
    meeting_point: str | None,
    next_on: date | None,
    contact: str | None,
) -> None:
    """Change where and when they meet and whom the volunteer calls, while her door is open.

    Raises RuleBroken where she would learn a name, a village, a school or a number by it. Whom to
    call has a number, which is the worker's own.
    """
    kept = kept_of(child)
    found = next(told_of(meeting_point, kept), None) if meeting_point else None
    if found is not None:
        raise RuleBroken(
            "见面地点里写了%(what)s，志愿者会看到。请删去，换一种说法，比如“村委会活动室”。",
            "meeting_point",
            what=found,
        )
    _refuse_family(contact, kept)
    for brief in _open_briefs(pairing):
        brief.meeting_point, brief.next_on, brief.contact = meeting_point, next_on, contact
    record(
        Tag.PAIRING_BRIEF,
        actor_id=actor.account_id,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        subject_id=pairing.id,
    )


def note_reading(*, actor: Viewer, pairing: Pairing) -> None:
    """Remember that somebody of the child's side has read the contacts of a pairing."""
    record(
        Tag.PAIRING_OPEN,
        actor_id=actor.account_id,
        region_code=pairing.region_code,
        child_id=pairing.child_id,
        subject_id=pairing.id,
        seen=[pairing.child_id],
    )


def note_opening(*, actor: Viewer, pairing_ids: Iterable[UUID]) -> None:
    """Remember that a volunteer has looked at what she sees of a pairing."""
    for pairing_id in pairing_ids:
        record(Tag.PAIRING_OPEN, actor_id=actor.account_id, subject_id=pairing_id)


def _refuse_family(contact: str | None, kept: Kept) -> None:
    """Refuse somebody of the family, or the village's name, as whom the volunteer calls."""
    told = _PHONE.sub("", contact or "")
    found = next(told_of(told, kept), None) if told else None
    if found is not None:
        raise RuleBroken(
            "“有事打给谁”里写了%(what)s，志愿者会看到。请写儿童主任的称呼和电话。",
            "contact",
            what=found,
        )


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
