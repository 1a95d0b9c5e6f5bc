"""Invented families: children who share a carer, by number or by what their files say."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries
from casework.children.models import Child, ChildPerson
from casework.families import actions
from casework.people.models import Part, Person
from tests.factories.accounts import VILLAGE, a_viewer
from tests.factories.children import FATHER, a_child, an_id_number

Db = scoped_session[Session]

NUMBER = an_id_number(date(1985, 5, 5), 11)
OTHER_NUMBER = an_id_number(date(1986, 6, 6), 13)
NUMBERED = replace(FATHER, id_number=NUMBER)
REASON = "核对户口簿是同一人"


def a_son(called: str = "陈雨桐", region_code: str = VILLAGE, /, **told: Any) -> Child:
    """Return a child with a father alone, of whom something may be told otherwise."""
    address = told.pop("address", "三组12号")
    father = replace(FATHER, **told)
    return a_child(name=called, region_code=region_code, people=[father], address=address)


def link_of(child: Child, part: Part = Part.FATHER) -> ChildPerson:
    """Return what joins a child to who holds a part now."""
    return next(
        link
        for link, _ in queries.people_of(child)
        if link.part == part.value and link.until_on is None
    )


def father_of(child: Child) -> Person:
    """Return the father of a child."""
    return queries.person_of(link_of(child))


def people_count(session: Db) -> int:
    """Return how many people are joined to any child."""
    return len(set(session.scalars(select(ChildPerson.person_id))))


def merged(one: Child, other: Child, actor: Viewer | None = None, **told: Any) -> Person:
    """Merge the fathers of two children, as the county unless said otherwise."""
    return actions.merge(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        this=father_of(one),
        other=father_of(other),
        **{"reason": REASON, **told},
    )


def divided(person: Person, *child_ids: UUID, actor: Viewer | None = None, **told: Any) -> Person:
    """Divide some children from a person, as the county unless said otherwise."""
    return actions.split(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        person=person,
        child_ids=set(child_ids),
        **{"name": person.name, "reason": REASON, **told},
    )
