"""What visits, agreements and parents' conditions say, told to guardianship, which knows none."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from casework.accounts.viewer import Viewer
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.children.models import Child
from casework.db.base import db
from casework.eligibility.models import ParentCondition
from casework.guardianship.caring import VisitSaid
from casework.guardianship.telling import tells_agreements, tells_care, tells_conditions
from casework.practice import queries as practice
from casework.practice.rules.proposing import Group
from casework.visits import queries as visits
from casework.visits.models import Visit, VisitVersion

#: The question of the visit form on who cares.
_QUESTION = "carer"
_SIGNED = (AgreementState.SIGNED, AgreementState.FILED)


@tells_care
def care_found(viewer: Viewer, children: Collection[Child]) -> Mapping[UUID, VisitSaid]:
    """Return what the last visit that counts found of each child; one statement."""
    ids = [child.id for child in children]
    last = (
        select(Visit.child_id, func.max(Visit.visited_on).label("on"))
        .where(visits.in_reach(viewer), Visit.child_id.in_(ids), visits.counts())
        .group_by(Visit.child_id)
        .subquery()
    )
    statement = (
        select(Visit, VisitVersion)
        .join(VisitVersion, visits.is_newest())
        .join(last, (last.c.child_id == Visit.child_id) & (last.c.on == Visit.visited_on))
        .where(visits.in_reach(viewer), visits.counts())
        .where(VisitVersion.region_code == Visit.region_code)
        .order_by(Visit.recorded_at, Visit.id)
    )
    found = {}
    for visit, version in db.session.execute(statement):
        code = version.findings.get(_QUESTION)
        if isinstance(code, str):
            found[visit.child_id] = VisitSaid(visit.recorded_at, visit.visited_on, code)
    return found


@tells_agreements
def agreements_in_force(
    viewer: Viewer,  # noqa: ARG001 - the children are in reach
    children: Collection[Child],
    on: date,
) -> AbstractSet[UUID]:
    """Return the children with a signed agreement whose term holds the day; one statement."""
    statement = (
        select(CareAgreement.child_id)
        .where(CareAgreement.child_id.in_([child.id for child in children]))
        .where(CareAgreement.region_code.in_({child.region_code for child in children}))
        .where(CareAgreement.state.in_(_SIGNED), CareAgreement.from_on <= on)
        .where(or_(CareAgreement.until_on.is_(None), CareAgreement.until_on > on))
    )
    return set(db.session.scalars(statement))


@tells_conditions
def conditions_held(
    viewer: Viewer,  # noqa: ARG001 - the children are in reach
    children: Collection[Child],
    on: date,
) -> Mapping[UUID, str]:
    """Return the condition that each parent is in on a day, death before others; one statement."""
    statement = (
        select(ParentCondition)
        .where(ParentCondition.child_id.in_([child.id for child in children]))
        .where(ParentCondition.region_code.in_({child.region_code for child in children}))
        .where(ParentCondition.withdrawn_at.is_(None), ParentCondition.link_id.is_not(None))
        .order_by(ParentCondition.created_at, ParentCondition.id)
    )
    book = practice.conditions(on)
    found: dict[UUID, str] = {}
    for row in db.session.scalars(statement):
        known = book.condition(row.code)
        if known is None or row.link_id is None or not _holds(row, on):
            continue
        before = book.condition(found.get(row.link_id, ""))
        if before is None or before.group is not Group.GONE:
            found[row.link_id] = row.code
    return found


def _holds(row: ParentCondition, on: date) -> bool:
    begun = row.since_on is None or row.since_on <= on
    return begun and (row.until_on is None or on < row.until_on)
