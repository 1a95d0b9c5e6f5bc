"""Where the rule and the register differ: who qualifies, will qualify, or no longer does.

Conditions are sealed, so the rows of those children are opened of whom anything is recorded; of
nobody else there is anything to say. One statement, however many children there are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, select

from casework.accounts.viewer import Viewer
from casework.children.models import Child, ChildPerson
from casework.children.queries import in_reach
from casework.children.rules import OPEN_STATUSES
from casework.db.base import db
from casework.eligibility.explanation import Explanation, Outcome
from casework.eligibility.facts import PARENTS
from casework.eligibility.models import ParentCondition
from casework.eligibility.queries import Place, law, told_of
from casework.labels import LabelledEnum
from casework.people.models import Person
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

    def difference(self) -> Difference | None:
        """Say how rule and register differ; None where they do not."""
        told = self.explanation
        if told.proposal is not None:
            return None if self.is_in_it else Difference.TO_PROPOSE
        if self.is_in_any and told.outcome is Outcome.NOT_ELIGIBLE:
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
    """Yield what the rule says of every child in reach of whose parents anything is recorded."""
    masks = _masks()
    any_mask = sum(masks.values())
    for case in _cases(viewer):
        child = case.child
        told = told_of(child.birth_on, list(case.places), list(case.rows), on)
        mask = masks.get(told.proposal or "", 0)
        yield Told(
            child=child,
            explanation=told,
            is_in_it=bool(child.category_mask & mask),
            is_in_any=bool(child.category_mask & any_mask),
        )


def _masks() -> dict[str, int]:
    """Return the bit of each category that the rule can propose."""
    book = practice.categories()
    return {code: 1 << book.bit(code) for code in {rule.category for rule in law().book.proposals}}


@dataclass
class _Case:
    """What the rule needs of one child; each row and each tie once, in their order."""

    child: Child
    rows: dict[ParentCondition, None] = field(default_factory=dict)
    places: dict[Place, None] = field(default_factory=dict)


def _cases(viewer: Viewer) -> Iterable[_Case]:
    parts = [part.value for part in PARENTS]
    is_tie = and_(
        ChildPerson.child_id == Child.id,
        ChildPerson.region_code == Child.region_code,
        ChildPerson.part.in_(parts),
    )
    tie = (ChildPerson.id, ChildPerson.part, ChildPerson.until_on, Person)
    statement = (
        select(Child, ParentCondition, *tie)
        .join(ParentCondition, ParentCondition.child_id == Child.id)
        .outerjoin(ChildPerson, is_tie)
        .outerjoin(Person, Person.id == ChildPerson.person_id)
        .where(
            in_reach(viewer),
            Child.status.in_(OPEN_STATUSES),
            ParentCondition.region_code == Child.region_code,
            ParentCondition.withdrawn_at.is_(None),
        )
        .order_by(ParentCondition.created_at, ParentCondition.id)
    )
    found: dict[UUID, _Case] = {}
    for child, row, link_id, part, until_on, person in db.session.execute(statement):
        case = found.setdefault(child.id, _Case(child))
        case.rows[row] = None
        if link_id is not None:
            case.places[Place(link_id, part, until_on, person)] = None
    return found.values()
