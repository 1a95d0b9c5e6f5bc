"""Invented volunteers, requests and pairings, put where they are to stand."""

from datetime import date
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.pairings.models import Pairing, PairingRequest, PairingState, RequestState
from casework.practice import queries as practice
from casework.regions.codes import pad
from casework.volunteers.models import Volunteer, VolunteerState
from tests.factories.accounts import COUNTY
from tests.factories.children import load_practice


def a_volunteer(name: str = "林晓", **said: Any) -> Volunteer:
    """Return somebody who may be paired today, unless it is said otherwise."""
    load_practice()
    place = said.pop("region_code", COUNTY)
    facts: dict[str, Any] = {
        "region_code": place,
        "base_code": place,
        "reach_code": place,
        "kind": "teacher",
        "state": VolunteerState.ACTIVE,
        "capacity": 1,
        "places_taken": 0,
        "is_barred": False,
        "cleared_until_on": date(2027, 6, 1),
        "agreed_on": date(2026, 6, 1),
        "agreed_version": practice.volunteers(place).conduct.version,
        "joined_on": date(2026, 6, 1),
        "same_digest": name.encode().ljust(16, b"-")[:16],
        "name": name,
        "sex": "2",
        "phone": "19900000088",
        "skills": [],
        "languages": [],
        "free_times": [],
    }
    volunteer = Volunteer(**{**facts, **said})
    db.session.add(volunteer)
    db.session.flush()
    return volunteer


def a_request(child: Child, actor: Viewer, **said: Any) -> PairingRequest:
    """Return a request that waits."""
    facts: dict[str, Any] = {
        "state": RequestState.OPEN,
        "alias": "小朋友A37",
        "age_band": "age_09_11",
        "needs": ["tutoring"],
        "languages": [],
        "free_times": [],
    }
    request = PairingRequest(
        region_code=child.region_code,
        child_id=child.id,
        published_by=actor.account_id,
        opened_on=clock.today(),
        **{**facts, **said},
    )
    db.session.add(request)
    db.session.flush()
    return request


def a_pairing(child: Child, actor: Viewer, state: PairingState, **said: Any) -> Pairing:
    """Return a pairing in a state, with a volunteer of the child's county and a place of hers."""
    volunteer = a_volunteer(region_code=pad(child.region_code[:6]))
    day = clock.today()
    facts: dict[str, Any] = {
        "alias": "小朋友A37",
        "volunteer": {"name": "林晓"},
        "request_id": None,
    }
    pairing = Pairing(
        region_code=child.region_code,
        child_id=child.id,
        volunteer_id=volunteer.id,
        state=state,
        proposed_by=actor.account_id,
        proposed_on=day,
        **{**facts, **said},
    )
    volunteer.places_taken = int(pairing.is_live)
    if state is not PairingState.PROPOSED:
        pairing.decided_on, pairing.decided_by = day, actor.account_id
    if state is PairingState.ACTIVE:
        pairing.began_on, pairing.counted_region_code = day, child.region_code
    db.session.add(pairing)
    db.session.flush()
    return pairing
