"""Finding children: every statement starts from what the viewer may see."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.viewer import Viewer
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import (
    CategoryMembership,
    Child,
    ChildPerson,
    Household,
    IdentityDigest,
    StatusSpell,
    Stay,
)
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.people.models import Part, Person

CHILD, PERSON = "child", "person"


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a child is one the viewer may see."""
    condition = within(Child.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, Child.id.in_(viewer.scope.children))
    return condition


def visible_to(viewer: Viewer) -> Select[Child]:
    """Return the selection that every list of children starts from."""
    return select(Child).where(in_reach(viewer))


def get(viewer: Viewer, child_id: UUID) -> Child:
    """Return one child; raise NotFound for a missing one and for one out of reach alike."""
    child = db.session.scalar(visible_to(viewer).where(Child.id == child_id))
    if child is None:
        raise NotFound
    return child


def same_place(model: Any, child: Child) -> ColumnElement[bool]:
    """Return the condition for the rows of one child, with its region as every statement needs."""
    condition: ColumnElement[bool] = (model.child_id == child.id) & (
        model.region_code == child.region_code
    )
    return condition


# --- what belongs to one child ---------------------------------------------------------------


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


# --- ID numbers ------------------------------------------------------------------------------


def number_digest(number: str) -> bytes:
    """Return by what a child's ID number is known again."""
    return keyring().digest("child.id_number", number)


def person_digest(county_code: str, number: str) -> bytes:
    """Return by what a person is known again, within one county."""
    return keyring().digest("person.id_number", county_code + number)


def holder_of(number: str) -> UUID | None:
    """Return the child, in reach or not, that holds a verified number."""
    return _owner_of(CHILD, number_digest(number))


def person_by_number(county_code: str, number: str) -> Person | None:
    """Return the person of a county that holds a verified number."""
    owner_id = _owner_of(PERSON, person_digest(county_code, number))
    return db.session.get(Person, owner_id) if owner_id else None


def _owner_of(kind: str, digest: bytes) -> UUID | None:
    statement = select(IdentityDigest.owner_id).where(
        IdentityDigest.epoch == keyring().digest_epoch,
        IdentityDigest.kind == kind,
        IdentityDigest.digest == digest,
        IdentityDigest.verified,
    )
    return db.session.scalar(statement)


# --- workers ---------------------------------------------------------------------------------


def workers_in(region_codes: Sequence[str], on: date | None = None) -> Sequence[Account]:
    """Return the accounts that are granted exactly one of these regions, in order of login."""
    day = on or clock.today()
    statement = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.region_code.in_(region_codes), RoleGrant.from_on <= day)
        .where(or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > day))
        .where(Account.disabled_at.is_(None))
        .order_by(Account.login)
        .distinct()
    )
    return db.session.scalars(statement).all()
