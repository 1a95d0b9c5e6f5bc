"""The tile of the desk: whose assessment is due, as far as plain columns tell.

Three reasons are told by them: the validity of the last one, a category that demands one and a
risk raised since. What a screening advised is sealed: the worker's day and the child's page open
it, the desk does not count it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from casework.accounts.viewer import Viewer
from casework.assessments import queries
from casework.assessments.models import STANDING, Assessment
from casework.children import queries as children
from casework.children.attention import Rows, Subject, Tile, register
from casework.children.models import Child, RiskSpell, Status
from casework.db.scope import within
from casework.practice import queries as practice
from casework.practice.rules.terms import AssessmentTerms

_Terms = Sequence[tuple[str, AssessmentTerms]]


def due(viewer: Viewer, on: date) -> Rows:
    """Return the children on the list whose assessment is due, or will be soon."""
    terms = practice.all_assessment_terms(on)
    last = (
        select(
            Assessment.child_id.label("child_id"),
            func.max(Assessment.valid_until).label("until"),
            func.max(func.coalesce(Assessment.decided_on, Assessment.assessed_on)).label("known"),
        )
        .where(queries.in_reach(viewer), Assessment.state.in_(STANDING))
        .where(Assessment.valid_until.is_not(None))
        .group_by(Assessment.child_id)
        .subquery()
    )
    risk = and_(
        RiskSpell.child_id == Child.id,
        RiskSpell.region_code == Child.region_code,
        RiskSpell.until_on.is_(None),
        RiskSpell.level >= _by_region(terms, [each.clue_risk for _prefix, each in terms]),
    )
    soon = _by_region(terms, [on + timedelta(days=each.ahead_days) for _prefix, each in terms])
    mask = _by_region(terms, [queries.asked_mask(each) for _prefix, each in terms])
    is_clue = and_(
        RiskSpell.from_on.is_not(None),
        or_(last.c.known.is_(None), RiskSpell.from_on > last.c.known),
    )
    is_never = and_(last.c.child_id.is_(None), Child.category_mask.bitwise_and(mask) != 0)
    due_on = case((is_clue, RiskSpell.from_on), else_=func.coalesce(last.c.until, Child.entered_on))
    return (
        select(Child.region_code, due_on.label("due_on"), Child.id, Child.id.label("child_id"))
        .outerjoin(RiskSpell, risk)
        .outerjoin(last, last.c.child_id == Child.id)
        .where(children.in_reach(viewer), Child.status == Status.ACTIVE)
        .where(or_(last.c.until <= soon, is_clue, is_never))
    )


def _by_region(terms: _Terms, values: Sequence[Any]) -> Any:
    """Return the value of the first prefix that a child's region lies under."""
    *own, (_prefix, _nation) = terms
    if not own:
        return values[-1]
    chosen: list[tuple[ColumnElement[bool], Any]] = [
        (within(Child.region_code, [prefix]), value)
        for (prefix, _terms), value in zip(own, values, strict=False)
    ]
    return case(*chosen, else_=values[-1])


register(
    Tile(
        code="assessments",
        label="评估到期",
        about="监护评估30天内到期或者已经过期、按规定要评估还没有做过、风险调高后要马上重新评估的儿童。",
        icon="clipboard-pulse",
        tone="soon",
        subject=Subject.CHILD,
        statement=due,
    )
)
