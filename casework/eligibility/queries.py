"""Finding what is known of a child's parents, and what the rule says of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child, ChildPerson
from casework.children.queries import Tie, same_place
from casework.db.base import db
from casework.eligibility.explanation import Explanation
from casework.eligibility.facts import PARENTS, Known, Law, Paper, Parent
from casework.eligibility.models import ParentCondition
from casework.eligibility.reaching import ALWAYS, Term
from casework.eligibility.rules import explain
from casework.errors import NotFound
from casework.people.models import Part, Person
from casework.practice import queries as practice
from casework.practice.rules.proposing import About, Standing

#: The part of what concerns the child and neither parent.
OF_CHILD = "child"


class Place(NamedTuple):
    """A part in a child's life as a file knows it: enough to say who is written down."""

    id: UUID
    part: str
    until_on: date | None
    #: Who it is: their name is opened only where two people held one part.
    person: Person


def law(on: date | None = None) -> Law:
    """Return the conditions and age limits that hold on a day (today when not given)."""
    limits = {each.code: each.age_limit for each in practice.categories(on).entries}
    return Law(practice.conditions(on), limits)


def conditions_of(child: Child) -> Sequence[ParentCondition]:
    """Return what is held to be true of the parents of a child in reach, oldest first."""
    statement = (
        select(ParentCondition)
        .where(same_place(ParentCondition, child), ParentCondition.withdrawn_at.is_(None))
        .order_by(ParentCondition.created_at, ParentCondition.id)
    )
    return db.session.scalars(statement).all()


def get(child: Child, condition_id: UUID) -> ParentCondition:
    """Return one row of a child in reach, also one that was withdrawn; raise NotFound."""
    statement = select(ParentCondition).where(
        same_place(ParentCondition, child), ParentCondition.id == condition_id
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def known_of(row: ParentCondition) -> Known:
    """Return a row as plain values."""
    measures: Mapping[str, Any] = row.measures or {}
    return Known(
        code=row.code,
        since_on=row.since_on,
        until_on=row.until_on,
        kind=measures.get("kind"),
        grade=measures.get("grade"),
        months=measures.get("months"),
        listed=measures.get("listed"),
        papers=tuple(Paper.read(kept) for kept in row.papers or ()),
        note=row.note,
        id=row.id,
    )


def explanation_of(child: Child, on: date | None = None) -> Explanation:
    """Return what the rule says of a child in reach on a day (today when not given).

    Two statements, however much is known.
    """
    day = on or clock.today()
    parts = [part.value for part in PARENTS]
    statement = (
        select(ChildPerson.id, ChildPerson.part, ChildPerson.until_on, Person)
        .join(Person, Person.id == ChildPerson.person_id)
        .where(same_place(ChildPerson, child), ChildPerson.part.in_(parts))
    )
    places = [Place(*row) for row in db.session.execute(statement)]
    return told_of(child.birth_on, places, conditions_of(child), day)


@dataclass(frozen=True)
class Shown:
    """What the page of one child shows."""

    explanation: Explanation
    #: Who the parents are now.
    ties: Mapping[Part, Tie]
    #: What decides without being a condition: of whom, what, and the row that says so.
    facts: Sequence[tuple[str, Standing, Known]]


def shown(child: Child, on: date) -> Shown:
    """Return the same with who the parents are now, and what the ledger says of them."""
    people, rows = children.people_of(child), conditions_of(child)
    ties = {
        Part(link.part): Tie(link, person, child)
        for link, person in people
        if Part(link.part) in PARENTS and link.until_on is None
    }
    said = {part: tie.link.situation for part, tie in ties.items()}
    places = [Place(link.id, link.part, link.until_on, person) for link, person in people]
    standings = law().book.standings
    facts = [(r.part, standings[r.code], known_of(r)) for r in rows if r.code in standings]
    return Shown(told_of(child.birth_on, places, rows, on, said), ties, facts)


def told_of(
    birth_on: date | None,
    places: Sequence[Place],
    rows: Iterable[ParentCondition],
    on: date,
    said: Mapping[Part, str | None] | None = None,
) -> Explanation:
    """Put the rule to what a file knows; ``said`` is what ledgers say of the parents."""
    known: dict[str, list[Known]] = {}
    for row in rows:
        if not _is_somebody_elses(row, places):
            known.setdefault(row.part, []).append(known_of(row))
    parents = [
        Parent(
            part=part,
            is_in_file=any(p.part == part.value and p.until_on is None for p in places),
            known=tuple(known.get(part.value, ())),
            situation=(said or {}).get(part),
        )
        for part in PARENTS
    ]
    return explain(birth_on, parents, on, law(), _adoptions(known.get(OF_CHILD, ())))


def _is_somebody_elses(row: ParentCondition, places: Sequence[Place]) -> bool:
    """Say whether a row is of somebody who held the part before another person did.

    Somebody of the same name is the same parent, as where two files of the child became one.
    """
    holders = {p.id: p for p in places if p.part == row.part and p.until_on is None}
    before = next((place for place in places if place.id == row.link_id), None)
    if before is None or before.id in holders or not holders:
        return False
    return before.person.name not in {place.person.name for place in holders.values()}


def _adoptions(known: Iterable[Known]) -> list[Term]:
    standings = law().book.standings
    return [
        Term(each.since_on or ALWAYS, each.until_on)
        for each in known
        if each.code in standings and standings[each.code].about is About.CHILD
    ]


def sharing(viewer: Viewer, child: Child, part: Part) -> list[Tie]:
    """Return the other children in reach of whoever holds a part in a child's life now."""
    own = [person.id for link, person in children.people_of(child) if _holds(link, part)]
    ties = children.ties_to(viewer, own) if own else []
    return [tie for tie in ties if _holds(tie.link, part) and tie.child.id != child.id]


def _holds(link: ChildPerson, part: Part) -> bool:
    return link.part == part.value and link.until_on is None
