"""Invented volunteers: ``a_volunteer()`` enrols one through the act itself."""

from dataclasses import replace
from datetime import date
from typing import Any

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.volunteers import actions, rules
from casework.volunteers.facts import CheckFacts, VolunteerFacts
from casework.volunteers.models import VettingResult, Volunteer
from casework.volunteers.rules import Reach
from tests.factories.accounts import TOWNSHIP, a_viewer
from tests.factories.children import load_practice

FACTS = VolunteerFacts(
    name="周文静",
    kind="teacher",
    base_code=TOWNSHIP,
    reach_code=TOWNSHIP,
    capacity=2,
    sex="2",
    phone="19900700001",
    organisation="石桥小学",
    skills=("tutoring", "reading"),
    languages=("mandarin",),
    free_times=("saturday",),
)


def office(county: str | None = None) -> Viewer:
    """Return the 妇联 of the invented county, or of another."""
    return a_viewer(Role.WOMENS_FED, county)


def facts(**but: Any) -> VolunteerFacts:
    """Return what is said of somebody; a base without a reach reaches as far as its township."""
    if "base_code" in but and "reach_code" not in but:
        but["reach_code"] = rules.reach_code(but["base_code"], Reach.TOWNSHIP)
    return replace(FACTS, **but)


def a_volunteer(
    *,
    actor: Viewer | None = None,
    joined_on: date | None = None,
    is_ready: bool = False,
    **but: Any,
) -> Volunteer:
    """Return a volunteer; ``is_ready`` for one who may be paired today."""
    load_practice()
    by = actor or office()
    made = actions.enrol(actor=by, facts=facts(**but), joined_on=joined_on, is_another=True)
    if is_ready:
        checked(made, actor=by)
        actions.agree(actor=by, volunteer=made, on=clock.today())
    return made


def checked(
    volunteer: Volunteer,
    on: date | None = None,
    result: VettingResult = VettingResult.CLEAR,
    *,
    actor: Viewer | None = None,
) -> None:
    """Let somebody's records have been asked for."""
    told = CheckFacts(on or clock.today(), result.value, "青禾县公安局")
    actions.record_check(actor=actor or office(), volunteer=volunteer, check=told)
