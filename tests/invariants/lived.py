"""A pairing of each place that is lived: a contact that worries, a complaint, what she sees."""

from dataclasses import dataclass
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db, new_id
from casework.pairings.actions import complaining, contacting, door
from casework.pairings.actions.complaining import Complainant
from casework.pairings.briefing import BriefFacts, first_name
from casework.pairings.models import Pairing
from tests.pairings.paired import ALIAS, a_pairing, a_volunteer, told


@dataclass(frozen=True)
class Lived:
    """The ids of one pairing that is lived."""

    pairing_id: UUID
    contact_id: UUID
    complaint_id: UUID
    brief_id: UUID | None


def lived(child: Child, director: Viewer, volunteer: Viewer | None) -> Lived:
    """Return a pairing of a child; with a door where the volunteer has an account."""
    pairing = a_pairing(child, a_volunteer(volunteer))
    contacting.reckon(pairing)
    contact = contacting.log_for(
        actor=director,
        pairing=pairing,
        client_id=new_id(),
        told=told(worry="没有精神", services=("reading",), minutes=30),
    )
    complaint = complaining.complain(
        actor=director, pairing=pairing, by_whom=Complainant.CARER, words="常常迟到"
    )
    brief_id = _opened(child, pairing, director) if volunteer else None
    db.session.flush()
    return Lived(pairing.id, contact.id, complaint.id, brief_id)


def _opened(child: Child, pairing: Pairing, actor: Viewer) -> UUID:
    facts = BriefFacts(first_name(child.name, ALIAS), "age_09_11", ["reading"], "文化站")
    brief = door.open_door(actor=actor, pairing=pairing, brief=facts)
    assert brief is not None
    return brief.id
