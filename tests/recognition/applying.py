"""What the tests of recognition share: the offices, and an application brought to a state."""

from typing import Any
from uuid import UUID

from flask import Flask

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.recognition import actions
from casework.recognition.actions import Applicant
from casework.recognition.rules import Opinion
from tests.factories.accounts import a_viewer
from tests.factories.register import acting

DE_FACTO = "de_facto_unsupported"
APPLICANT = Applicant("guardian", name="王秀英", relation="62", phone="19900000001")


def village() -> Viewer:
    return a_viewer()


def township() -> Viewer:
    return a_viewer(Role.CHILD_SUPERVISOR)


def county() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


def applied(app: Flask, child_id: UUID, **said: Any) -> UUID:
    actor = said.pop("actor", None) or village()
    with acting(app, actor):
        return actions.apply(
            actor=actor,
            child=children.get(actor, child_id),
            **{"category": DE_FACTO, "applicant": APPLICANT, **said},
        ).id


def does(app: Flask, actor: Viewer, act: str, recognition_id: UUID, **said: Any) -> None:
    with acting(app, actor):
        getattr(actions, act)(actor=actor, recognition_id=recognition_id, **said)


def verified(app: Flask, child_id: UUID, **said: Any) -> UUID:
    """Return an application that the county has to decide on."""
    recognition_id = applied(app, child_id, **said)
    does(app, township(), "verify", recognition_id, opinion=Opinion.FITS)
    return recognition_id


def confirmed(app: Flask, child_id: UUID, **said: Any) -> UUID:
    """Return one that the county has confirmed."""
    recognition_id = verified(app, child_id, **said)
    does(app, county(), "confirm", recognition_id)
    return recognition_id
