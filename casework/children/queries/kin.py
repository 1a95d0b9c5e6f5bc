"""Who belongs to whom: people reached through children, and children joined by people.

A person has no place of their own. Whoever asks for one names the children in reach that lead
there; children out of reach are neither shown nor counted, and nothing of theirs is read.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from casework.accounts.viewer import Viewer
from casework.children.facts import PersonFacts
from casework.children.models import Child, ChildPerson, Household, IdentityDigest, Stay
from casework.children.queries.file import household_of, people_of, person_facts
from casework.children.queries.identity import PERSON, person_digest
from casework.children.queries.reach import in_reach, same_place
from casework.children.rules import same_person
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.labels import LabelledEnum
from casework.people.models import Part, Person

#: Who makes children brothers and sisters; a carer may have the children of several families.
PARENTAL = (Part.FATHER, Part.MOTHER, Part.GUARDIAN)


class Bond(LabelledEnum):
    """What two children have in common."""

    FATHER = "father", "同一父亲"
    MOTHER = "mother", "同一母亲"
    GUARDIAN = "guardian", "同一监护人"
    HOME = "home", "同住一户"


@dataclass(frozen=True)
class Tie:
    """One person in one part of the life of a child in reach."""

    link: ChildPerson
    person: Person
    child: Child


@dataclass(frozen=True)
class Sibling:
    """A child in reach who shares a parent, a guardian or a home."""

    child: Child
    bonds: tuple[Bond, ...]


def ties_to(viewer: Viewer, person_ids: Iterable[UUID]) -> list[Tie]:
    """Return what people are to the children in reach, now and before, oldest first."""
    return _ties(_ties_in_reach(viewer).where(ChildPerson.person_id.in_(list(person_ids))))


def people_by_number(viewer: Viewer, county_code: str, number: str) -> Sequence[Person]:
    """Return the people of a county with a number, known through children in reach."""
    digest = person_digest(county_code, number)
    return people_by_digest(viewer, [digest]).get(digest, [])


def people_by_digest(viewer: Viewer, digests: Collection[bytes]) -> dict[bytes, list[Person]]:
    """Return the people with these numbers, known through children in reach, the first first."""
    statement = (
        select(Person, IdentityDigest.digest)
        .join(IdentityDigest, IdentityDigest.owner_id == Person.id)
        .join(ChildPerson, ChildPerson.person_id == Person.id)
        .join(Child, Child.id == ChildPerson.child_id)
        .where(
            in_reach(viewer),
            ChildPerson.region_code == Child.region_code,
            IdentityDigest.epoch == keyring().digest_epoch,
            IdentityDigest.kind == PERSON,
            IdentityDigest.digest.in_(digests),
        )
        .order_by(Person.created_at, Person.id)
        .distinct()
    )
    found: dict[bytes, list[Person]] = {}
    for person, digest in db.session.execute(statement):
        found.setdefault(digest, []).append(person)
    return found


def ties_at_home(viewer: Viewer, child: Child) -> list[Tie]:
    """Return the people of the other children in reach who live where a child lives.

    The same home is the same household, or the same address in the same village.
    """
    home = household_of(child)
    if home is None:
        return []
    nearby = within(Household.region_code, viewer.scope.ranges)
    statement = select(Household).where(Household.region_code == child.region_code, nearby)
    homes = [each.id for each in db.session.scalars(statement) if _is_same(each, home)]
    return _ties(
        _ties_in_reach(viewer)
        .join(Stay, Stay.child_id == Child.id)
        .where(
            Stay.household_id.in_(homes),
            Stay.region_code == Child.region_code,
            Stay.until_on.is_(None),
            ChildPerson.until_on.is_(None),
            Child.id != child.id,
        )
    )


def offered(viewer: Viewer, child: Child, facts: PersonFacts) -> list[Tie]:
    """Return who may be the person spoken of: one tie for each, known in the child's county.

    They have the same number and another name, or the same name and relation at the same home.
    The same number and name are joined without a question (``relatives.find_or_make``), and who
    holds the part already is nobody new.
    """
    now = [(link, person) for link, person in people_of(child) if link.until_on is None]
    if any(_is_known_as(link, person, facts) for link, person in now):
        return []
    county, number = child.region_code[:6], facts.id_number
    numbered = people_by_number(viewer, county, number) if number else []
    ties = ties_to(viewer, [person.id for person in numbered])
    ties += [
        tie
        for tie in ties_at_home(viewer, child)
        if tie.person.name == facts.name and tie.link.relation == facts.relation
    ]
    own = {person.id for _, person in now}
    found = {
        tie.person.id: tie
        for tie in reversed(ties)
        if tie.person.county_code == county
        and tie.person.id not in own
        and not _contradicts(tie.person, facts)
    }
    return list(reversed(found.values()))


def siblings_of(viewer: Viewer, child: Child) -> list[Sibling]:
    """Return the children in reach who share a parent, a guardian or a home with a child."""
    bonds: dict[UUID, tuple[Child, set[Bond]]] = {}
    for other, bond in (*_by_parents(viewer, child), *_by_home(viewer, child)):
        bonds.setdefault(other.id, (other, set()))[1].add(bond)
    found = [
        Sibling(other, tuple(bond for bond in Bond if bond in shared))
        for other, shared in bonds.values()
    ]
    return sorted(found, key=lambda each: (each.child.birth_year or 0, each.child.id))


def open_link(child: Child, link_id: UUID) -> tuple[ChildPerson, Person]:
    """Return one person who is in the child's life now; raise NotFound."""
    statement = (
        select(ChildPerson, Person)
        .join(Person, Person.id == ChildPerson.person_id)
        .where(
            same_place(ChildPerson, child),
            ChildPerson.id == link_id,
            ChildPerson.until_on.is_(None),
        )
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def reached(viewer: Viewer, person_id: UUID) -> tuple[Person, list[Tie]]:
    """Return a person with the ties to the children in reach; a merged one is their survivor.

    Raises NotFound for a missing person and for one of whom no child is in reach alike.
    """
    seen: set[UUID] = set()
    wanted: UUID | None = person_id
    while wanted is not None and wanted not in seen:
        ties = ties_to(viewer, [wanted])
        if ties:
            return ties[0].person, ties
        seen.add(wanted)
        row = db.session.get(Person, wanted)
        wanted = row.merged_into_id if row else None
    raise NotFound


def _ties_in_reach(viewer: Viewer) -> Select[ChildPerson, Person, Child]:
    return (
        select(ChildPerson, Person, Child)
        .join(Person, Person.id == ChildPerson.person_id)
        .join(Child, Child.id == ChildPerson.child_id)
        .where(in_reach(viewer), ChildPerson.region_code == Child.region_code)
        .order_by(ChildPerson.created_at, ChildPerson.id)
    )


def _ties(statement: Select[ChildPerson, Person, Child]) -> list[Tie]:
    return [Tie(link, person, child) for link, person, child in db.session.execute(statement)]


def _is_known_as(link: ChildPerson, person: Person, facts: PersonFacts) -> bool:
    return link.part == facts.part.value and same_person(person_facts(link, person), facts)


def _contradicts(person: Person, facts: PersonFacts) -> bool:
    return None not in (person.id_number, facts.id_number) and person.id_number != facts.id_number


def _is_same(home: Household, other: Household) -> bool:
    return home.id == other.id or (home.address is not None and home.address == other.address)


def _by_parents(viewer: Viewer, child: Child) -> list[tuple[Child, Bond]]:
    mine, theirs = aliased(ChildPerson), aliased(ChildPerson)
    parts = [part.value for part in PARENTAL]
    statement = (
        select(Child, theirs.part)
        .join(theirs, theirs.child_id == Child.id)
        .join(mine, mine.person_id == theirs.person_id)
        .where(
            in_reach(viewer),
            same_place(mine, child),
            theirs.region_code == Child.region_code,
            *_holds_now(mine, parts),
            *_holds_now(theirs, parts),
            Child.id != child.id,
        )
    )
    return [(other, Bond(part)) for other, part in db.session.execute(statement)]


def _holds_now(link: type[ChildPerson], parts: Sequence[str]) -> list[ColumnElement[bool]]:
    return [link.part.in_(parts), link.until_on.is_(None)]


def _by_home(viewer: Viewer, child: Child) -> list[tuple[Child, Bond]]:
    mine, theirs = aliased(Stay), aliased(Stay)
    statement = (
        select(Child)
        .join(theirs, theirs.child_id == Child.id)
        .join(mine, mine.household_id == theirs.household_id)
        .where(
            in_reach(viewer),
            same_place(mine, child),
            theirs.region_code == Child.region_code,
            mine.until_on.is_(None),
            theirs.until_on.is_(None),
            Child.id != child.id,
        )
    )
    return [(other, Bond.HOME) for other in db.session.scalars(statement)]
