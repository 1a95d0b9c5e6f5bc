"""Invented pairings as they stand after the first meeting: ``paired(child)``, the door open."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db, new_id
from casework.pairings.actions import contacting, door
from casework.pairings.briefing import BriefFacts, first_name
from casework.pairings.models import Pairing, PairingBrief, PairingState
from casework.pairings.telling import Told
from casework.volunteers.models import Volunteer, VolunteerState
from tests.factories.accounts import COUNTY, a_viewer

ALIAS = "小朋友A37"


@dataclass(frozen=True)
class Paired:
    """A pairing with everybody in it."""

    child: Child
    pairing: Pairing
    brief: PairingBrief
    #: The volunteer's own account.
    viewer: Viewer


def a_volunteer(viewer: Viewer | None, until_on: date | None = None, **options: Any) -> Volunteer:
    """Return a volunteer on the register whose records were queried, with an account or without."""
    row = Volunteer(
        region_code=COUNTY,
        kind="women_vol",
        state=VolunteerState.ACTIVE,
        base_code=COUNTY,
        reach_code=COUNTY,
        capacity=9,
        places_taken=1,
        cleared_until_on=until_on or clock.today() + timedelta(days=200),
        joined_on=date(2026, 3, 1),
        account_id=viewer.account_id if viewer else None,
        same_digest=new_id().bytes,
        name="周敏",
        skills=[],
        languages=[],
        free_times=[],
        **options,
    )
    db.session.add(row)
    db.session.flush()
    return row


def a_pairing(
    child: Child, volunteer: Volunteer, state: PairingState = PairingState.ACTIVE
) -> Pairing:
    """Return a pairing in a state; its first meeting was two weeks ago."""
    by = a_viewer(Role.WOMENS_FED)
    began_on = clock.today() - timedelta(days=14)
    row = Pairing(
        region_code=child.region_code,
        child_id=child.id,
        volunteer_id=volunteer.id,
        state=state,
        proposed_by=by.account_id,
        proposed_on=began_on - timedelta(days=9),
        began_on=began_on if state is not PairingState.APPROVED else None,
        counted_region_code=child.region_code,
        alias=ALIAS,
        volunteer={"name": "周敏", "kind": "women_vol"},
    )
    db.session.add(row)
    db.session.flush()
    return row


def paired(child: Child, until_on: date | None = None) -> Paired:
    """Return a pairing that goes on, with the volunteer's account and her open door."""
    viewer = a_viewer(Role.VOLUNTEER)
    pairing = a_pairing(child, a_volunteer(viewer, until_on))
    contacting.reckon(pairing)
    facts = BriefFacts(
        first_name=first_name(child.name, ALIAS),
        age_band="age_09_11",
        needs=["affection", "reading"],
        meeting_point="村委会活动室",
        contact="王主任 19900000009",
    )
    office = a_viewer(Role.COUNTY_CIVIL)
    brief = door.open_door(actor=office, pairing=pairing, brief=facts)
    assert brief is not None
    db.session.flush()
    return Paired(child, pairing, brief, viewer)


def told(**options: Any) -> Told:
    """Return a contact that was made today."""
    defaults: dict[str, Any] = {"contacted_on": clock.today(), "was_made": True, "way": "phone"}
    return Told(**{**defaults, **options})


def logged(one: Paired, **options: Any) -> contacting.Logged:
    """Return what becomes of a contact that the volunteer tells of."""
    return contacting.log_own(
        actor=one.viewer, brief_id=one.brief.id, client_id=new_id(), told=told(**options)
    )
