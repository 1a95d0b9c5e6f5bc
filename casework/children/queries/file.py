"""What belongs to one child: facts, people, home, and the dated rows that are open now."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import (
    CategoryMembership,
    Child,
    ChildPerson,
    Household,
    StatusSpell,
    Stay,
)
from casework.children.queries.reach import same_place
from casework.db.base import db
from casework.people.models import Part, Person


def facts_of(child: Child) -> ChildFacts:
    """Return what the file says of the child, as plain values."""
    return ChildFacts(**{each.name: getattr(child, each.name) for each in fields(ChildFacts)})


def people_of(child: Child) -> list[tuple[ChildPerson, Person]]:
    """Return everybody in the child's life with who they are, also those of before."""
    statement = (
        select(ChildPerson, Person)
        .join(Person, Person.id == ChildPerson.person_id)
        .where(same_place(ChildPerson, child))
        .order_by(ChildPerson.created_at, ChildPerson.id)
    )
    return [(link, person) for link, person in db.session.execute(statement)]


def person_in(child: Child, part: Part) -> PersonFacts | None:
    """Return what is known of whoever holds a part now."""
    for link, person in people_of(child):
        if link.part == part.value and link.until_on is None:
            return person_facts(link, person)
    return None


def person_of(link: ChildPerson) -> Person:
    """Return who stands behind a relation."""
    return db.session.get_one(Person, link.person_id)


def person_facts(link: ChildPerson, person: Person) -> PersonFacts:
    """Return what is known of a person in one part, as plain values."""
    return PersonFacts(
        part=Part(link.part),
        name=person.name,
        relation=link.relation,
        id_number=person.id_number,
        phone=link.phone,
        address=link.address,
        whereabouts=link.whereabouts,
        situation=link.situation,
        since_on=link.since_on,
        evidence=link.evidence,
    )


def open_memberships(child: Child) -> Sequence[CategoryMembership]:
    """Return the categories that the child is in, oldest first."""
    statement = (
        select(CategoryMembership)
        .where(same_place(CategoryMembership, child), CategoryMembership.until_on.is_(None))
        .order_by(CategoryMembership.from_on, CategoryMembership.id)
    )
    return db.session.scalars(statement).all()


def open_spell(child: Child) -> StatusSpell:
    """Return the status that holds now."""
    statement = select(StatusSpell).where(
        same_place(StatusSpell, child), StatusSpell.until_on.is_(None)
    )
    return db.session.scalars(statement).one()


def open_row(model: Any, child: Child) -> Any:
    """Return the open row of a dated history that has at most one, or None."""
    statement = select(model).where(same_place(model, child), model.until_on.is_(None))
    return db.session.scalar(statement)


def open_stay(child: Child) -> Stay | None:
    """Return where the child lives now."""
    statement = select(Stay).where(
        Stay.child_id == child.id,
        Stay.region_code == child.region_code,
        Stay.until_on.is_(None),
    )
    return db.session.scalar(statement)


def household_of(child: Child) -> Household | None:
    """Return the home that the child lives in."""
    statement = (
        select(Household)
        .join(Stay, Stay.household_id == Household.id)
        .where(
            Household.region_code == child.region_code,
            Stay.child_id == child.id,
            Stay.region_code == child.region_code,
            Stay.until_on.is_(None),
        )
    )
    return db.session.scalar(statement)


def address_of(child: Child) -> str | None:
    """Return the address of the home that the child lives in."""
    home = household_of(child)
    return home.address if home else None


def homes_by_person(
    people: Collection[Person], region_codes: Collection[str]
) -> list[tuple[UUID, Household]]:
    """Return the homes in some villages of the children of each person."""
    statement = (
        select(ChildPerson.person_id, Household)
        .join(Stay, Stay.child_id == ChildPerson.child_id)
        .join(Household, Household.id == Stay.household_id)
        .where(
            ChildPerson.region_code.in_(region_codes),
            ChildPerson.person_id.in_([person.id for person in people]),
            Stay.region_code == ChildPerson.region_code,
            Stay.until_on.is_(None),
            Household.region_code == Stay.region_code,
        )
        .distinct()
    )
    return [(person_id, home) for person_id, home in db.session.execute(statement)]


def homes_of(people: Sequence[Person], region_code: str) -> Sequence[Household]:
    """Return the homes in one village of the children that these people belong to."""
    statement = (
        select(Household)
        .join(Stay, Stay.household_id == Household.id)
        .join(ChildPerson, ChildPerson.child_id == Stay.child_id)
        .where(
            Household.region_code == region_code,
            Stay.region_code == region_code,
            Stay.until_on.is_(None),
            ChildPerson.region_code == region_code,
            ChildPerson.person_id.in_([person.id for person in people]),
        )
        .distinct()
    )
    return db.session.scalars(statement).all()
