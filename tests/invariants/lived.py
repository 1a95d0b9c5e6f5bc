"""A pairing that is lived: a contact that worries, a complaint, and what its volunteer sees."""

from dataclasses import dataclass
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db, new_id
from casework.pairings.actions import complaining, contacting, door
from casework.pairings.actions.complaining import Complainant
from casework.pairings.briefing import BriefFacts, first_name
from casework.pairings.models import Pairing
from casework.volunteers.models import Volunteer
from tests.pairings.paired import told


@dataclass(frozen=True)
class Lived:
    """The ids of what hangs on a pairing."""

    contact_id: UUID
    complaint_id: UUID
    brief_id: UUID


def lived(pairing: Pairing, director: Viewer, volunteer: Viewer) -> Lived:
    """Let a pairing that goes on be lived by a volunteer with a sign-in."""
    child = db.session.get_one(Child, pairing.child_id)
    db.session.get_one(Volunteer, pairing.volunteer_id).account_id = volunteer.account_id
    contact = contacting.log_for(
        actor=director,
        pairing=pairing,
        client_id=new_id(),
        told=told(worry="没有精神", services=("reading",), minutes=30),
    )
    complaint = complaining.complain(
        actor=director, pairing=pairing, by_whom=Complainant.CARER, words="常常迟到"
    )
    facts = BriefFacts(first_name(child.name, pairing.alias), "age_09_11", ["reading"], "文化站")
    brief = door.open_door(actor=director, pairing=pairing, brief=facts)
    assert brief is not None
    db.session.flush()
    return Lived(contact.id, complaint.id, brief.id)
