"""Invented assessments: ``an_assessment()`` makes one by the acts themselves."""

from collections.abc import Mapping
from datetime import date

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.assessments import actions
from casework.assessments.models import Assessment
from casework.children.models import Child
from casework.practice import queries as practice
from tests.factories.accounts import VILLAGE, a_viewer

FULL, SCREENING = "family_capacity", "screening"


def best(template: str = FULL) -> dict[str, str]:
    """Return the best answer to each item of a form."""
    held = {each.code: each for each in practice.assessments()}
    return {item.code: item.choices[0].code for item in held[template]}


def an_assessment(
    child: Child,
    *,
    template: str = FULL,
    assessed_on: date | None = None,
    actor: Viewer | None = None,
    but: Mapping[str, str | None] = {},
    notes: Mapping[str, str] = {},
    second: Mapping[str, str] | None = None,
    child_words: str | None = None,
    finished: bool = True,
    decided: str | None = None,
    decided_by: Viewer | None = None,
) -> Assessment:
    """Assess a child as best can be, ``but`` for some items (None: not answered)."""
    village = None if child.region_code == VILLAGE else child.region_code
    viewer = actor or a_viewer(Role.CHILD_DIRECTOR, village)
    begun = actions.start(
        actor=viewer, child=child, template=template, assessed_on=assessed_on or clock.today()
    )
    said = {code: answer for code, answer in {**best(template), **but}.items() if answer}
    actions.answer(actor=viewer, assessment_id=begun.id, answers=said, notes=notes)
    if finished:
        actions.finish(actor=viewer, assessment_id=begun.id, child_words=child_words, second=second)
    if decided or decided_by:
        county = decided_by or a_viewer(Role.COUNTY_CIVIL)
        level = decided or begun.proposed or ""
        actions.decide(actor=county, assessment_id=begun.id, level=level, reason="核实过了")
    return begun
