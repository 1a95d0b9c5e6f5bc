"""Where the rule and the register differ: who qualifies, will qualify, or no longer does.

Conditions are sealed, so the rows of those children are opened of whom anything is recorded, and
of those who are in a category that the rule could propose; nobody else is read. Three statements,
however many children there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from casework.accounts.viewer import Viewer
from casework.children import rules as children_rules
from casework.children.models import Child, ChildPerson
from casework.children.queries import in_reach, visible_to
from casework.db.base import db
from casework.eligibility.explanation import Explanation, Outcome
from casework.eligibility.facts import PARENTS
from casework.eligibility.models import ParentCondition
from casework.eligibility.queries import Place, law, told_of
from casework.labels import LabelledEnum
from casework.practice import queries as practice

#: How far ahead an office looks.
AHEAD = timedelta(days=60)
#: So many children of one kind are shown; the rest is seen by township or village.
MOST = 200


class Difference(LabelledEnum):
    """How the rule and the register differ about a child."""

    TO_PROPOSE = "to_propose", "按登记的情况符合，还不在相应类别"
    SOON = "soon", "60天内将要符合"
    TO_REVIEW = "to_review", "在相应类别里，按登记的情况不再符合"


@dataclass(frozen=True)
class Told:
    """A child with what the rule says of it today."""

    child: Child
    explanation: Explanation
    #: Whether the child is in the category that is proposed, or in any that the rule can propose.
    is_in_it: bool
    is_in_any: bool
    #: Whether anything about the parents is recorded.
    is_known: bool

    def difference(self) -> Difference | None:
        """Say how rule and register differ; None where they do not."""
        told = self.explanation
        if told.proposal is not None:
            return None if self.is_in_it else Difference.TO_PROPOSE
        if self.is_in_any and self.is_known and told.outcome is Outcome.NOT_ELIGIBLE:
            return Difference.TO_REVIEW
        if told.qualifies_on is not None and told.days_left is not None:
            return Difference.SOON if told.days_left <= AHEAD.days else None
        return None


def differences(viewer: Viewer, on: date) -> dict[Difference, list[Told]]:
    """Return the children in reach about whom rule and register differ, the most pressing first."""
    found: dict[Difference, list[Told]] = {each: [] for each in Difference}
    for told in everybody(viewer, on):
        difference = told.difference()
        if difference is not None:
            found[difference].append(told)
    for listed in found.values():
        listed.sort(key=lambda told: (told.explanation.qualifies_on or on, told.child.id))
    return found


def everybody(viewer: Viewer, on: date) -> Iterator[Told]:
    """Yield what the rule says of every child in reach of whom there is something to say."""
    masks = _masks()
    any_mask = sum(masks.values())
    found = db.session.scalars(visible_to(viewer).where(*_wanted(any_mask))).all()
    conditions, places = _conditions(viewer), _places(viewer, any_mask)
    for child in found:
        rows = conditions.get(child.id, [])
        told = told_of(child.birth_on, places.get(child.id, []), rows, on)
        mask = masks.get(told.proposal or "", 0)
        yield Told(
            child=child,
            explanation=told,
            is_in_it=bool(child.category_mask & mask),
            is_in_any=bool(child.category_mask & any_mask),
            is_known=bool(rows),
        )


def _masks() -> dict[str, int]:
    """Return the bit of each category that the rule can propose."""
    book = practice.categories()
    return {code: 1 << book.bit(code) for code in {rule.category for rule in law().book.proposals}}


def _wanted(mask: int) -> Sequence[ColumnElement[bool]]:
    recorded = exists().where(
        ParentCondition.child_id == Child.id,
        ParentCondition.region_code == Child.region_code,
        ParentCondition.withdrawn_at.is_(None),
    )
    return (
        Child.status.in_(children_rules.OPEN_STATUSES),
        or_(Child.category_mask.bitwise_and(mask) != 0, recorded),
    )


def _conditions(viewer: Viewer) -> dict[UUID, list[ParentCondition]]:
    statement = (
        select(ParentCondition)
        .join(Child, Child.id == ParentCondition.child_id)
        .where(
            in_reach(viewer),
            Child.status.in_(children_rules.OPEN_STATUSES),
            ParentCondition.region_code == Child.region_code,
            ParentCondition.withdrawn_at.is_(None),
        )
        .order_by(ParentCondition.created_at, ParentCondition.id)
    )
    found: dict[UUID, list[ParentCondition]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.child_id, []).append(row)
    return found


def _places(viewer: Viewer, mask: int) -> dict[UUID, list[Place]]:
    columns = (ChildPerson.child_id, ChildPerson.id, ChildPerson.part, ChildPerson.until_on)
    statement = (
        visible_to(viewer)
        .join(ChildPerson, ChildPerson.child_id == Child.id)
        .where(
            *_wanted(mask),
            ChildPerson.region_code == Child.region_code,
            ChildPerson.part.in_([part.value for part in PARENTS]),
        )
        .with_only_columns(*columns)
    )
    found: dict[UUID, list[Place]] = {}
    for child_id, link_id, part, until_on in db.session.execute(statement):
        found.setdefault(child_id, []).append(Place(link_id, part, until_on))
    return found
