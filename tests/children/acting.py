"""What the tests of the acts share: looking at a child's rows, acting as the county."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children import actions, queries
from casework.children.facts import ChildFacts
from casework.children.models import Child, Household
from tests.factories.accounts import a_viewer
from tests.factories.children import FACTS

Db = scoped_session[Session]


def rows(session: Db, model: Any, child: Child) -> Sequence[Any]:
    statement = select(model).where(model.child_id == child.id)
    return session.scalars(statement.order_by(model.created_at, model.id)).all()


def last_entry(session: Db, tag: str) -> AuditEntry:
    session.commit()
    found = session.scalars(select(AuditEntry).where(AuditEntry.tag == tag)).all()
    return found[-1]


def numbered(number: str, **told: Any) -> ChildFacts:
    return replace(FACTS, id_kind="resident_id", id_number=number, **told)


def mistyped(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def home_of(child: Child) -> Household:
    home = queries.household_of(child)
    assert home is not None
    return home


def change(child: Child, *, source: str = "form", **told: Any) -> list[str]:
    address = told.pop("address", None)
    people = told.pop("people", None)
    return actions.change(
        actor=a_viewer(Role.COUNTY_CIVIL),
        child=child,
        version=child.version,
        facts=replace(queries.facts_of(child), **told),
        address=address,
        people=people,
        source=source,
    )


def county_acts(act: Any, child: Child, **told: Any) -> None:
    act(actor=a_viewer(Role.COUNTY_CIVIL), child=child, **told)
