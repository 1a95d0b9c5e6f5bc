"""What the tests of pairing share: the offices, a volunteer, a pairing brought to a state."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.pairings import actions, queries
from casework.pairings.actions import Asked, Meeting, Wanted
from casework.pairings.rules import Consent, ConsentWay
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Volunteer
from tests.factories.accounts import COUNTY, a_viewer, an_account
from tests.factories.pairings import a_volunteer as one_volunteer
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
    """Return somebody who may be paired today, with a way in of her own if she has one."""
    account = an_account(Role.VOLUNTEER, COUNTY, login=f"v-{name}") if with_sign_in else None
    return one_volunteer(name, account_id=account.id if account else None, **said)


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
