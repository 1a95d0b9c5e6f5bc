"""What the tests of pairing share: the offices, a volunteer, a pairing brought to a state."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.db.base import db
from casework.pairings import actions, queries
from casework.pairings.actions import Asked, Meeting, Wanted
from casework.pairings.rules import Consent, ConsentWay
from casework.practice import queries as practice
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Volunteer, VolunteerState
from tests.factories.accounts import COUNTY, a_viewer, an_account
from tests.factories.children import load_practice
from tests.factories.register import acting

WANTED = Wanted(alias="小朋友A37", needs=["tutoring"], languages=["dialect"])
CONSENT = Consent("王秀英", "62", date(2026, 10, 30), ConsentWay.IN_PERSON)
ASKED = Asked(
    CONSENT, "愿意，想有人陪我写作业", Meeting("镇上的文化站", date(2026, 11, 8), "何主任")
)


def village() -> Viewer:
    return a_viewer()


def township() -> Viewer:
    return a_viewer(Role.CHILD_SUPERVISOR)


def county() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


def federation() -> Viewer:
    return a_viewer(Role.WOMENS_FED)


def a_volunteer(name: str = "林晓", *, with_sign_in: bool = False, **said: Any) -> Volunteer:
    """Return somebody who may be paired today, unless it is said otherwise."""
    load_practice()
    rules = practice.volunteers(COUNTY)
    account = an_account(Role.VOLUNTEER, COUNTY, login=f"v-{name}") if with_sign_in else None
    facts = {
        "region_code": COUNTY,
        "base_code": COUNTY,
        "reach_code": COUNTY,
        "kind": "teacher",
        "state": VolunteerState.ACTIVE,
        "capacity": 1,
        "places_taken": 0,
        "is_barred": False,
        "cleared_until_on": date(2027, 6, 1),
        "agreed_on": date(2026, 6, 1),
        "agreed_version": rules.conduct.version,
        "joined_on": date(2026, 6, 1),
        "account_id": account.id if account else None,
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


def requested(app: Flask, child_id: UUID, wanted: Wanted = WANTED) -> UUID:
    actor = township()
    with acting(app, actor):
        child = children.get(actor, child_id)
        return actions.publish(actor=actor, child=child, wanted=wanted).id


def proposed(app: Flask, child_id: UUID, volunteer_id: UUID, wanted: Wanted = WANTED) -> UUID:
    request_id, actor = requested(app, child_id, wanted), federation()
    return proposed_for(app, request_id, volunteer_id, actor)


def proposed_for(app: Flask, request_id: UUID, volunteer_id: UUID, actor: Viewer) -> UUID:
    with acting(app, actor):
        return actions.propose(
            actor=actor,
            request=queries.get_request(actor, request_id),
            volunteer=volunteers.get(actor, volunteer_id),
        ).id


def approved(app: Flask, child_id: UUID, volunteer_id: UUID) -> UUID:
    pairing_id = proposed(app, child_id, volunteer_id)
    does(app, township(), "approve", pairing_id, asked=ASKED)
    return pairing_id


def active(app: Flask, child_id: UUID, volunteer_id: UUID) -> UUID:
    pairing_id = approved(app, child_id, volunteer_id)
    does(app, village(), "meet", pairing_id, on=clock.today(), place="文化站", present="儿童主任")
    return pairing_id


def does(app: Flask, actor: Viewer, act: str, pairing_id: UUID, **said: Any) -> None:
    with acting(app, actor):
        getattr(actions, act)(actor=actor, pairing_id=pairing_id, **said)
