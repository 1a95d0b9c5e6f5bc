"""What comes up on a worker's day: assessments that are due soon or past due.

One statement reads the children of a village or two with the risk that holds and the assessments
that stand; a screening's level is opened, the rest is plain.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.assessments import queries
from casework.assessments.models import STANDING, Assessment
from casework.assessments.rules.due import Due, due_on
from casework.children import queries as children
from casework.children.coming import Coming, source
from casework.children.models import Child, RiskSpell, Status
from casework.db.base import db
from casework.practice import queries as practice

#: Where it is done: takes ``child_id``.
PAGE = "assessments.index"


@source
def gather(viewer: Viewer, today: date, until: date) -> Iterator[Coming]:
    """Yield the assessments due until a day, as far ahead as the region tells."""
    if not viewer.may(Permission.ASSESSMENT_READ):
        return
    for child, spell_on, standing in _rows(viewer):
        terms = practice.assessment_terms(child.region_code)
        due = _due(child, spell_on, standing)
        if due is not None and due.on <= until and due.is_near(terms, today):
            yield Coming(due.on, child.id, due.why.label, PAGE)


def _due(child: Child, raised_on: date | None, standing: list[Assessment]) -> Due | None:
    terms = practice.assessment_terms(child.region_code)
    last = queries.newest_full(standing)
    asked = queries.is_asked(terms, child.category_mask)
    told: dict[str, Any] = {
        "asked_since": child.entered_on if asked else None,
        "last": queries.last_of(last) if last else None,
        "clue_on": raised_on if child.risk >= terms.clue_risk else None,
        "screened_on": queries.screened_on(standing),
    }
    if not any(told.values()):
        return None  # nothing of the child has to be opened
    return due_on(terms, **told, birth_on=child.birth_on)


def _rows(viewer: Viewer) -> list[tuple[Child, date | None, list[Assessment]]]:
    """Return the children on the list with the day of their risk and what stands, newest first."""
    risk = and_(
        RiskSpell.child_id == Child.id,
        RiskSpell.region_code == Child.region_code,
        RiskSpell.until_on.is_(None),
    )
    standing = and_(
        Assessment.child_id == Child.id,
        Assessment.region_code == Child.region_code,
        Assessment.state.in_(STANDING),
    )
    statement = (
        select(Child, RiskSpell.from_on, Assessment)
        .outerjoin(RiskSpell, risk)
        .outerjoin(Assessment, standing)
        .where(children.in_reach(viewer), Child.status == Status.ACTIVE)
        .order_by(Child.id, Assessment.assessed_on.desc(), Assessment.id.desc())
    )
    found: dict[UUID, tuple[Child, date | None, list[Assessment]]] = {}
    rows: Iterable[Any] = db.session.execute(statement)  # the outer joined may be None
    for child, raised_on, assessment in rows:
        kept = found.setdefault(child.id, (child, raised_on, []))[2]
        if assessment is not None and assessment not in kept:
            kept.append(assessment)
    return list(found.values())
