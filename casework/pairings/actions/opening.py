"""Opening a volunteer's door with what she is told of the child, and nothing else."""

from dataclasses import dataclass
from datetime import date

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.pairings import queries, wording
from casework.pairings.actions import door
from casework.pairings.briefing import BriefFacts, first_name
from casework.pairings.models import Pairing, PairingBrief
from casework.practice import queries as practice


@dataclass(frozen=True)
class Meeting:
    """What the volunteer is to know of meeting the child."""

    #: Never the home: the first time somebody takes her there.
    place: str | None = None
    next_on: date | None = None
    #: Whom she calls: the 儿童主任, never the family.
    contact: str | None = None


def open_for(actor: Viewer, pairing: Pairing, child: Child, meeting: Meeting) -> None:
    """Let the volunteer see her part; without a sign-in of hers there is no door to open."""
    request = queries.request_of(pairing)
    bands = practice.codes("age_band")
    brief = BriefFacts(
        first_name=first_name(child.name, pairing.alias),
        age_band=wording.age_band(child.birth_on, clock.today(), bands),
        needs=request.needs if request else [],
        meeting_point=meeting.place,
        next_on=meeting.next_on,
        contact=meeting.contact or worker_named(child),
    )
    door.open_door(actor=actor, pairing=pairing, brief=brief)


def open_again(actor: Viewer, pairing: Pairing, child: Child) -> None:
    """Let her see it again as it stood when it was closed."""
    last = (
        db.session.query(PairingBrief)
        .filter(PairingBrief.pairing_id == pairing.id)
        .order_by(PairingBrief.opened_at.desc())
        .first()
    )
    told = Meeting(last.meeting_point, last.next_on, last.contact) if last else Meeting()
    open_for(actor, pairing, child, told)


def worker_named(child: Child) -> str | None:
    """Return who sees to the child, by name."""
    if child.worker_id is None:
        return None
    return accounts.names_of({child.worker_id}).get(child.worker_id)
